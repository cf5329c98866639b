"""The first page: what is next, what is late, what to look at again."""

import datetime
import re
from typing import Any

import pytest

from sras.accounts.models import Agency
from sras.assessment.models import AgreedLevel, Assessment
from sras.core import clock
from sras.evidence.models import Evidence
from sras.frameworks.models import Indicator
from sras.home.rules import Standing, next_step
from sras.planning.models_choice import ApprovalRequest, RequestItem
from sras.planning.models_lists import Selection
from sras.planning.models_plan import take_into_plan
from tests.conftest import BY, DAY

EMPTY = {
    "rated": 52,
    "total": 52,
    "to_finish": 0,
    "to_put_up": 0,
    "to_plan": 0,
    "waiting_for_chief": False,
    "objectives": 0,
    "late": 0,
}


@pytest.mark.parametrize(
    ("differs", "endpoint"),
    [
        ({"rated": 31}, "assessment.next"),
        ({"to_finish": 9}, "assessment.to_finish"),
        ({"waiting_for_chief": True, "to_put_up": 4}, "planning.requests"),
        ({}, "planning.choose"),
        ({"to_put_up": 4, "to_plan": 1}, "planning.choose"),
        ({"to_plan": 4, "objectives": 3, "late": 2}, "planning.plan"),
        ({"objectives": 3, "late": 2}, "planning.tasks"),
        ({"objectives": 3}, "planning.plan"),
    ],
)
def test_one_next_step_is_offered(differs: dict[str, Any], endpoint: str) -> None:
    step = next_step(Standing(**{**EMPTY, **differs}), may_assess=True)
    assert step is not None
    assert step.endpoint == endpoint


def test_people_who_only_read_are_not_told_to_assess() -> None:
    assert next_step(Standing(**{**EMPTY, "rated": 3}), may_assess=False) is None


def test_an_empty_instance_says_what_comes_first(client_for: Any) -> None:
    page = client_for("team_lead").get("/")
    assert page.status_code == 200
    assert "Begin the first cycle" in page.text


def test_scenario_27_a_key_indicator_met_13_months_ago_is_flagged_and_another_is_not(
    client_for: Any, make_cycle: Any
) -> None:
    cycle = make_cycle(starts_on=DAY - datetime.timedelta(days=500))
    ago = clock.today("America/Chicago") - datetime.timedelta(days=396)
    for code in ("1.1", "1.2"):
        row = (
            Assessment.select()
            .join(Indicator)
            .where(Assessment.cycle == cycle, Indicator.code == code)
            .get()
        )
        row.change(by=BY, level=4, agreed_on=ago, sustain="A standing budget line.")
        AgreedLevel.create(
            assessment=row, level=4, agreed_on=ago, recorded_on=ago, why="met", note=""
        )
    page = client_for("team_member").get("/").text
    again = page[page.index("Look at again") : page.index("Changed last")]
    assert "Practice 1.1" in again
    assert "Practice 1.2" not in again


def test_the_first_page_asks_as_much_for_many_indicators_as_for_few(
    client_for: Any, make_cycle: Any, queries: Any
) -> None:
    client = client_for("team_lead")
    make_cycle(per_topic=1)
    with queries() as few:
        client.get("/")
    make_cycle(per_topic=7, starts_on=DAY + datetime.timedelta(days=1))
    with queries() as many:
        client.get("/")
    assert len(few) == len(many)
    assert len(many) <= 12


@pytest.mark.parametrize("role", ["admin", "chief", "coach", "viewer", "guest", "reviewer"])
def test_everyone_has_a_first_page(client_for: Any, make_cycle: Any, role: str) -> None:
    make_cycle()
    assert client_for(role).get("/").status_code == 200


def test_a_change_of_what_one_may_not_see_is_not_told(client_for: Any, make_cycle: Any) -> None:
    make_cycle()
    Evidence.add(by=BY, title="Letter on a complaint", source="document")
    assert "Letter on a complaint" in client_for("team_lead").get("/").text
    assert "Letter on a complaint" not in client_for("admin").get("/").text


@pytest.mark.parametrize(
    ("gate", "approved", "words"),
    [
        (True, False, "Put the choice up to the Chief"),
        (True, True, "Plan what was chosen (1)"),
        (False, False, "Plan what was chosen (1)"),
    ],
)
def test_what_is_placed_goes_to_the_chief_and_then_into_the_plan(
    client_for: Any, make_cycle: Any, person_of: Any, gate: bool, approved: bool, words: str
) -> None:
    Agency.one().change(by=BY, approval_gate=gate)
    cycle = make_cycle()
    for row in Assessment.of_cycle(cycle):
        row.change(by=BY, level=2, agreed_on=DAY, in_place="Begun.", priority=3, opportunity=3)
    placed = Selection.place(
        by=BY,
        assessment=row,
        on_list="quick_win",
        suggested="quick_win",
        reason="",
        on=DAY,
        now=None,
    )
    if approved:
        lead, chief = person_of("team_lead"), person_of("chief")
        request = ApprovalRequest.put_up(
            by=lead,
            cycle=cycle,
            number=1,
            letter="Dear Chief",
            selections=[placed],
            facts={},
            on=DAY,
        )
        items = list(RequestItem.of_request(request))
        request.decide(
            by=chief,
            items=items,
            outcomes={items[0].id: ("approved", "")},
            decided_on=DAY,
            decided_by=chief.name,
        )
    assert words in client_for("team_lead").get("/").text


def test_the_header_counts_only_once_there_is_something_to_count(client_for, make_cycle):
    empty = make_cycle(per_topic=0, state="setup")
    where = client_for("team_lead").get("/").text.partition('id="where"')[2].partition("</a>")[0]
    assert where.endswith(f"{empty.label} · setting up")


@pytest.mark.parametrize(("days", "blocks"), [(0, False), (30, False), (-1, True)])
def test_a_proof_owed_that_is_not_due_yet_does_not_block_what_comes_next(
    client_for: Any, make_cycle: Any, person_of: Any, days: int, blocks: bool
) -> None:
    cycle = make_cycle()
    for row in Assessment.of_cycle(cycle):
        row.change(by=BY, level=2, agreed_on=DAY, in_place="Begun.", priority=3, opportunity=3)
    due = clock.today("America/Chicago") + datetime.timedelta(days=days)
    row.change(by=BY, level=4, proof_owner=person_of("team_member"), proof_due=due)
    page = client_for("team_lead").get("/").text
    assert ("Finish what is missing (1)" in page) is blocks
    assert ("Choose what goes into the plan" in page) is not blocks
    assert "Proof is owed by" in client_for("team_lead").get("/assessment/to-finish").text
    row.change(by=BY, in_place="")
    assert "Finish what is missing (1)" in client_for("team_lead").get("/").text


@pytest.mark.parametrize("state", ["met", "dropped"])
def test_what_is_over_counts_as_placed_no_more(
    client_for: Any, make_cycle: Any, state: str
) -> None:
    Agency.one().change(by=BY, approval_gate=False)
    cycle = make_cycle()
    for row in Assessment.of_cycle(cycle):
        row.change(by=BY, level=2, agreed_on=DAY, in_place="Begun.", priority=3, opportunity=3)
    objective = take_into_plan(BY, row, DAY, list="quick_win")
    objective.change(by=BY, state=state, met_on=DAY, ended_on=DAY)
    assert "Plan what was chosen" not in client_for("team_lead").get("/").text


def decided_on(cycle: Any, person_of: Any) -> list[Any]:
    """Two placed indicators on which the Chief decided: the first approved, the other returned."""
    rows = list(Assessment.of_cycle(cycle))[:2]
    for row in rows:
        row.change(by=BY, level=2, agreed_on=DAY, in_place="Begun.", priority=3, opportunity=3)
    quick = {"on_list": "quick_win", "suggested": "quick_win", "reason": "", "on": DAY, "now": None}
    placed = [Selection.place(by=BY, assessment=row, **quick) for row in rows]
    request = put_up(cycle, person_of("team_lead"), placed, 1)
    said = zip(RequestItem.of_request(request), ("approved", "returned"), strict=True)
    request.decide(
        by=person_of("chief"),
        items=list(RequestItem.of_request(request)),
        outcomes={item.id: (outcome, "Not yet.") for item, outcome in said},
        decided_on=DAY,
        decided_by="Chief One",
    )
    return placed


def put_up(cycle: Any, lead: Any, placed: list[Any], number: int) -> ApprovalRequest:
    given = {"cycle": cycle, "number": number, "letter": "Dear Chief", "facts": {}, "on": DAY}
    return ApprovalRequest.put_up(by=lead, selections=placed, **given)


def test_who_put_it_up_is_told_what_the_chief_decided_until_all_is_done(
    client_for: Any, make_cycle: Any, person_of: Any
) -> None:
    cycle = make_cycle()
    placed = decided_on(cycle, person_of)
    page = client_for("team_lead").get("/").text
    assert re.search(r"The Chief decided on \d+ \w+ \d+: 1 approved, 1 returned", page)
    assert f'href="/assessments/{placed[0].assessment.id}/objective">Plan for 1.1' in page
    assert f'href="/choose#row-{placed[1].assessment.id}">Change and put up again: ' in page
    assert "The Chief decided" not in client_for("team_member").get("/").text
    take_into_plan(BY, placed[0].assessment, DAY, list="quick_win")
    page = client_for("team_lead").get("/").text
    assert "Plan for 1.1" not in page
    assert "Change and put up again" in page
    put_up(cycle, person_of("team_lead"), [placed[1]], 2)
    assert "The Chief decided" not in client_for("team_lead").get("/").text


def test_what_was_returned_and_taken_back_asks_for_nothing_more(
    client_for: Any, make_cycle: Any, person_of: Any
) -> None:
    placed = decided_on(make_cycle(), person_of)
    placed[1].archive(by=BY, verb="took back")
    assert "Change and put up again" not in client_for("team_lead").get("/").text


def test_what_a_cycle_brings_with_it_is_no_news(client_for: Any, make_cycle: Any) -> None:
    cycle = make_cycle()
    page = client_for("team_lead").get("/").text
    assert "Practice 1.1" not in page[page.index("Changed last") :]
    assert cycle.label in page[page.index("Changed last") :]


def test_a_cycle_that_is_only_set_up_is_offered_to_begin(client_for: Any, make_cycle: Any) -> None:
    make_cycle(per_topic=0, state="setup")
    page = client_for("team_lead").get("/").text
    assert 'href="/cycles/start">Begin the first cycle' in page

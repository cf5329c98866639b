"""A plan from a table passes the same gates as a plan that is typed in."""

import datetime
from typing import Any

import pytest

from sras.accounts.models import Agency
from sras.planning.models import Objective
from sras.planning.models_choice import ApprovalRequest, RequestItem
from sras.planning.models_lists import Selection
from sras.planning.models_tasks import Task
from tests.conftest import BY, DAY
from tests.test_planning_import_tables import bring, cycle, level_of

__all__ = ["cycle"]
D = datetime.date
HEAD = "Code,List,Objective state,Objective owner,When fully in place,Target date,Task\n"
ROW = "1.1,{},{},Ana Ruiz,One form everywhere.,2027-06-30,Draft the form\n"
AS_A_DRAFT = "new objective, as a draft: the Chief has not approved it yet"


def table(on_list: str = "", state: str = "") -> str:
    return HEAD + ROW.format(on_list, state)


@pytest.fixture
def rated(cycle: Any) -> Any:
    """An indicator with level and scores."""
    assessment = level_of("1.1")
    assessment.agree(by=BY, today=DAY, level=2, priority=3, opportunity=3, in_place="Begun.")
    return assessment


@pytest.fixture
def placed(rated: Any) -> Selection:
    """The same, placed as a quick win."""
    return Selection.start(
        by=BY, assessment=rated, list="quick_win", suggested="quick_win", placed_on=DAY
    )


def put_up(placed: Selection, lead: Any) -> ApprovalRequest:
    return ApprovalRequest.put_up(
        by=lead,
        cycle=placed.assessment.cycle,
        number=1,
        letter="Dear Chief",
        selections=[placed],
        facts={"asks": []},
        on=DAY,
    )


def test_what_lies_before_the_chief_on_another_list_is_refused_in_the_preview(
    client_for, person_of, placed
):
    put_up(placed, person_of("team_lead"))
    lead = client_for("team_lead")
    for to in ("/preview", ""):
        words = bring(lead, "plan", table("longer term"), to=to).text
        assert "Row 2: This lies before the Chief as quick win." in words
    assert Objective.select().count() == 0


def test_an_empty_list_means_as_placed(client_for, person_of, placed):
    put_up(placed, person_of("team_lead"))
    assert bring(client_for("team_lead"), "plan", table()).status_code == 303
    assert Objective.get().list == "quick_win"


@pytest.mark.parametrize("state", ["", "active", "paused"])
def test_what_the_chief_has_not_approved_comes_in_as_a_draft(client_for, rated, state):
    lead = client_for("team_lead")
    assert AS_A_DRAFT in bring(lead, "plan", table(state=state), to="/preview").text
    assert bring(lead, "plan", table(state=state)).status_code == 303
    assert Objective.get().state == "draft"


@pytest.mark.parametrize(("state", "becomes"), [("", "active"), ("paused", "paused")])
def test_what_the_chief_approved_comes_in_as_the_table_says(
    client_for, person_of, placed, state, becomes
):
    request, chief = put_up(placed, person_of("team_lead")), person_of("chief")
    items = list(RequestItem.of_request(request))
    request.decide(
        by=chief,
        items=items,
        outcomes={items[0].id: ("approved", "")},
        decided_on=DAY,
        decided_by=chief.name,
    )
    lead = client_for("team_lead")
    assert AS_A_DRAFT not in bring(lead, "plan", table(state=state), to="/preview").text
    bring(lead, "plan", table(state=state))
    assert Objective.get().state == becomes


def test_without_the_gate_a_plan_comes_in_active(client_for, rated):
    Agency.one().change(by=BY, approval_gate=False)
    bring(client_for("team_lead"), "plan", table())
    assert Objective.get().state == "active"


@pytest.mark.parametrize("state", ["met", "dropped"])
def test_an_objective_that_is_over_takes_no_new_task(client_for, person_of, rated, state):
    objective = Objective.begin(BY, rated, DAY, owner=person_of("team_member"))
    Task.add(BY, objective, DAY, title="Draft the form")
    objective.change(by=BY, state=state)
    lead = client_for("team_lead")
    assert "1 row is there already" in bring(lead, "plan", table(), to="/preview").text
    more = table() + "1.1,,,,,,Print the form\n"
    words = bring(lead, "plan", more, to="/preview").text
    assert f"Row 2: The objective on this indicator is {state}, so it takes no new tasks." in words
    assert bring(lead, "plan", more).status_code == 422
    assert Task.select().count() == 1


@pytest.mark.parametrize(
    ("head", "cell", "sentence"),
    [
        ("When fully in place", "One\x07form.", "This holds a character that cannot be shown."),
        ("Objective done by", "x" * 201, "A text of 201 characters is too long; 200 is the limit."),
        ("Target date", "0203-06-30", "“0203-06-30” is not a date; write it like 2026-10-14."),
        ("Due", "9026-06-30", "“9026-06-30” is not a date; write it like 2026-10-14."),
    ],
)
def test_a_table_is_held_to_the_limits_of_the_forms(client_for, rated, head, cell, sentence):
    words = bring(client_for("team_lead"), "plan", f"Code,{head}\n1.1,{cell}\n", to="/preview").text
    assert sentence in words

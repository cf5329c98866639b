"""Choosing: the ranked list, what is suggested, what is placed, and when it is too many."""

import datetime
import re
from typing import Any

import pytest

from sras.accounts.models import Agency
from sras.assessment.models import Assessment
from sras.history.models import Change
from sras.planning import rules, rules_choice
from sras.planning.models import Objective
from sras.planning.models_choice import ApprovalRequest
from sras.planning.models_lists import Selection
from sras.planning.models_plan import take_into_plan
from tests.conftest import BY, HTMX

DAY = datetime.date(2026, 9, 20)


def scored(cycle: Any, *scores: tuple[int, int], level: int = 2) -> list[Any]:
    """The first indicators of a cycle at a level, with these (priority, opportunity)."""
    rows = list(Assessment.of_cycle(cycle))[: len(scores)]
    for row, (priority, opportunity) in zip(rows, scores, strict=True):
        row.change(by=BY, level=level, priority=priority, opportunity=opportunity, agreed_on=DAY)
    return rows


def order_on(page: Any, rows: list[Any]) -> list[str]:
    """The codes of rows in the order in which they stand on a page."""
    text = page.text
    places = {row.indicator.code: text.find(f'id="row-{row.id}"') for row in rows}
    assert all(place > 0 for place in places.values())
    return sorted(places, key=lambda code: places[code])


def renamed(rows: list[Any], codes: list[str]) -> None:
    """Give the indicators of rows these codes."""
    for row, code in zip(rows, codes, strict=True):
        row.indicator.change(by=BY, code=code)


def test_scenario_11_the_list_is_ranked_by_index_then_priority(client_for, make_cycle):
    rows = scored(make_cycle(), (3, 2), (2, 3), (3, 3), (3, 1), (1, 3))
    renamed(rows, ["10.9", "1.6", "6.1", "5.1", "13.2"])
    page = client_for("team_member").get("/choose")
    assert order_on(page, rows) == ["6.1", "10.9", "1.6", "5.1", "13.2"]


def test_a_key_indicator_stands_before_another_with_the_same_scores(client_for, make_cycle):
    rows = scored(make_cycle(), (2, 2), (2, 2), (2, 2))
    for row, key in zip(rows, (False, False, True), strict=True):
        row.indicator.change(by=BY, is_key=key)
    renamed(rows, ["14.2", "2.9", "14.9"])
    assert order_on(client_for("viewer").get("/choose"), rows) == ["14.9", "2.9", "14.2"]


def test_scenario_12_placing_against_the_suggestion_asks_a_reason_and_is_logged(
    client_for, make_cycle
):
    rows = scored(make_cycle(), (3, 2), (3, 3))
    member = client_for("team_member")
    assert Selection.select().count() == 0, "nothing enters a list by itself"
    page = member.get("/choose").text
    assert "Longer term</td>" in page
    assert "Quick win</td>" in page
    answer = member.post(f"/choose/{rows[0].id}/place", data={"list": "quick_win"})
    assert answer.status_code == 422
    assert "Why quick win and not longer term?</label>" in answer.text
    assert "There is a problem" not in answer.text
    assert Selection.select().count() == 0
    answer = member.post(
        f"/choose/{rows[0].id}/place",
        data={"list": "quick_win", "why": "The office has the staff for it now."},
    )
    assert answer.status_code == 303
    placed = Selection.get()
    assert (placed.list, placed.suggested) == ("quick_win", "longer_term")
    change = Change.of("selection", placed.id).first()
    assert change.reason == "The office has the staff for it now."
    assert change.by_name == "Team member One"


def test_one_press_places_as_suggested_and_htmx_gets_only_the_part(client_for, make_cycle):
    (row,) = scored(make_cycle(), (3, 3))
    member = client_for("team_member")
    answer = member.post(f"/choose/{row.id}/place", data={"list": "quick_win"}, headers=HTMX)
    assert answer.status_code == 200
    assert answer.text.startswith(f'<div id="place-{row.id}">')
    assert "<h1" not in answer.text
    assert "0 in the plan, 1 placed for it" in answer.text
    assert Selection.get().list == "quick_win"


def test_the_reason_is_asked_for_in_the_row_itself(client_for, make_cycle):
    (row,) = scored(make_cycle(), (3, 3))
    member = client_for("team_member")
    answer = member.post(f"/choose/{row.id}/place", data={"list": "deferred"}, headers=HTMX)
    assert answer.status_code == 422
    assert answer.text.startswith(f'<div id="place-{row.id}">')
    assert "Why deferred and not quick win?</label>" in answer.text
    assert re.search(rf'<textarea id="why-{row.id}"[^>]* autofocus', answer.text)
    assert re.findall(r'name="list" value="(\w+)"', answer.text) == ["deferred"]
    assert "Place as deferred" in answer.text


def test_the_focus_of_the_whole_page_lies_in_the_reason_of_the_row(client_for, make_cycle):
    (row,) = scored(make_cycle(), (3, 3))
    answer = client_for("team_member").post(f"/choose/{row.id}/place", data={"list": "deferred"})
    assert answer.status_code == 422
    assert re.findall(r'id="([^"]+)"[^>]* autofocus', answer.text) == [f"why-{row.id}"]


def test_a_reason_left_empty_is_asked_for_beside_its_field(client_for, make_cycle):
    (row,) = scored(make_cycle(), (3, 3))
    data = {"list": "deferred", "why": " "}
    answer = client_for("team_member").post(f"/choose/{row.id}/place", data=data, headers=HTMX)
    assert answer.status_code == 422
    assert f'id="why-{row.id}-error">Say why: the scores of' in answer.text
    assert Selection.select().count() == 0


def test_what_is_placed_can_be_moved_and_taken_back(client_for, make_cycle):
    (row,) = scored(make_cycle(), (3, 3))
    member = client_for("team_member")
    address = f"/choose/{row.id}/place"
    member.post(address, data={"list": "quick_win"})
    member.post(address, data={"list": "deferred", "why": "Next year.", "version": 1})
    placed = Selection.of(row)
    assert (placed.list, placed.why) == ("deferred", "Next year.")
    assert "Placed on the deferred list" in member.get("/choose").text
    member.post(address, data={"list": "none", "version": 2})
    assert Selection.of(row) is None
    verbs = [change.verb for change in Change.of("selection", placed.id)]
    assert verbs == ["took back", "moved", "placed"]


def test_two_people_placing_the_same_indicator_differently_see_each_other(
    client_of, person_of, make_cycle
):
    (row,) = scored(make_cycle(), (3, 3))
    ana, ben = client_of(person_of("team_lead")), client_of(person_of("team_member"))
    address = f"/choose/{row.id}/place"
    ana.post(address, data={"list": "quick_win"})
    ana.post(address, data={"list": "longer_term", "why": "It needs a year.", "version": 1})
    answer = ben.post(address, data={"list": "deferred", "why": "Not now.", "version": 1})
    assert answer.status_code == 409
    assert "It needs a year." in answer.text
    assert "Not now." in answer.text
    assert Selection.of(row).list == "longer_term"


def test_placing_where_it_is_already_changes_nothing(client_for, make_cycle):
    (row,) = scored(make_cycle(), (3, 3))
    member = client_for("team_member")
    for _ in range(2):
        member.post(f"/choose/{row.id}/place", data={"list": "quick_win"})
    assert Selection.of(row).version == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"level": 4},
        {"level": 1, "disposition": "not_a_priority", "disposition_reason": "No districts ask."},
        {"level": 2, "priority": 3},
        {"level": None},
    ],
)
def test_what_is_full_or_no_priority_or_unscored_cannot_be_placed(
    client_for, make_assessment, fields
):
    row = make_assessment(**fields)
    answer = client_for("team_lead").post(f"/choose/{row.id}/place", data={"list": "deferred"})
    assert answer.status_code == 409
    assert "cannot be chosen now" in answer.text


def test_scenario_6_an_idle_indicator_waits_in_the_list_and_is_in_no_plan(client_for, make_cycle):
    rows = scored(make_cycle(), (3, 2), (2, 2))
    Objective.start(by=BY, assessment=rows[1], state="active", added_on=DAY)
    page = client_for("team_member").get("/choose").text
    assert f'id="row-{rows[0].id}"' in page
    assert f'id="row-{rows[1].id}"' not in page
    assert "1 in the plan, 0 placed for it" in page


def test_an_objective_of_the_plan_cannot_be_moved_on_the_lists(client_for, make_cycle):
    (row,) = scored(make_cycle(), (3, 2))
    Objective.start(by=BY, assessment=row, state="draft", added_on=DAY)
    answer = client_for("team_member").post(f"/choose/{row.id}/place", data={"list": "deferred"})
    assert answer.status_code == 409
    assert "objective of the plan already" in answer.text


def test_unscored_ones_are_listed_apart(client_for, make_cycle):
    first, second, *_ = Assessment.of_cycle(make_cycle())
    first.change(by=BY, level=2)
    second.change(by=BY, level=4)
    page = client_for("viewer").get("/choose").text
    assert "To finish first" in page
    assert f"/assessment/{first.id}" in page
    assert f"/assessment/{second.id}" not in page


def test_it_says_when_it_is_too_many(client_for, make_cycle):
    rows = scored(make_cycle(), (3, 3), (3, 3), (3, 3))
    agency = Agency.one()
    agency.change(by=BY, many_objectives=2)
    member = client_for("team_member")
    for row in rows[:2]:
        member.post(f"/choose/{row.id}/place", data={"list": "quick_win"})
    assert "too many" not in member.get("/choose").text
    answer = member.post(f"/choose/{rows[2].id}/place", data={"list": "quick_win"}, headers=HTMX)
    assert "This is too many: 3 placed on a list make 3." in answer.text
    assert "This is too many" in member.get("/choose").text


@pytest.mark.parametrize("role", ["viewer", "chief", "coach", "reviewer", "guest", "admin"])
def test_others_see_the_list_and_place_nothing(client_for, make_cycle, role):
    (row,) = scored(make_cycle(), (3, 3))
    client = client_for(role)
    page = client.get("/choose")
    assert page.status_code == 200
    assert 'name="list"' not in page.text
    answer = client.post(f"/choose/{row.id}/place", data={"list": "quick_win"})
    assert answer.status_code == 403
    assert Selection.select().count() == 0


def test_an_unknown_indicator_cannot_be_placed(client_for, make_cycle):
    make_cycle()
    answer = client_for("team_lead").post("/choose/999999/place", data={"list": "deferred"})
    assert answer.status_code == 404


def test_an_unknown_list_is_refused(client_for, make_cycle):
    (row,) = scored(make_cycle(), (3, 3))
    answer = client_for("team_lead").post(f"/choose/{row.id}/place", data={"list": "someday"})
    assert answer.status_code == 422


def test_the_page_without_a_cycle_says_what_to_do_first(client_for):
    assert "No cycle is running" in client_for("viewer").get("/choose").text


def test_the_list_takes_the_same_number_of_queries_with_1_and_21_rows(
    client_for, make_cycle, queries
):
    cycle = make_cycle(per_topic=7)
    member = client_for("team_member")
    scored(cycle, (3, 3))
    member.get("/choose")
    with queries() as one:
        member.get("/choose")
    rows = scored(cycle, *[(3, 2)] * 21)
    for row in rows[:10]:
        Selection.start(by=BY, assessment=row, list="longer_term", placed_on=DAY)
    with queries() as many:
        page = member.get("/choose")
    assert page.text.count('id="row-') == 21
    assert len(many) == len(one) <= 10


def test_placing_takes_the_same_statements_however_long_the_list(client_for, make_cycle, queries):
    rows = scored(make_cycle(per_topic=7), *[(3, 3)] * 21)
    member = client_for("team_member")
    seen = []
    for row in (rows[0], rows[20]):
        address = f"/choose/{row.id}/place"
        with queries() as counted:
            member.post(address, data={"list": "quick_win", "once": str(row.id)}, headers=HTMX)
        seen.append(len(counted))
        for other in rows[1:20]:
            if Selection.of(other) is None:
                Selection.start(by=BY, assessment=other, list="longer_term", placed_on=DAY)
    assert seen[0] == seen[1] <= 12


@pytest.mark.parametrize(
    ("level", "disposition", "priority", "opportunity", "standing"),
    [
        (None, "", None, None, ""),
        (1, "", 3, 3, "to_finish"),
        (1, "will_include", 3, 3, "idle"),
        (1, "not_a_priority", None, None, ""),
        (2, "", 3, None, "to_finish"),
        (3, "", 1, 1, "idle"),
        (4, "", None, None, ""),
    ],
)
def test_what_may_be_chosen_follows_from_level_and_scores(
    level, disposition, priority, opportunity, standing
):
    assert rules_choice.may_be_chosen(level, disposition, priority, opportunity) == standing


@pytest.mark.parametrize(
    ("active", "placed", "limit", "words"),
    [
        (5, 5, 10, ""),
        (0, 0, 1, ""),
        (6, 5, 10, "6 in the plan and 5 placed on a list make 11"),
        (11, 0, 10, "11 in the plan make 11"),
    ],
)
def test_too_many_is_counted_over_plan_and_lists(active, placed, limit, words):
    said = rules_choice.too_many(active, placed, limit)
    assert words in said
    assert bool(said) is bool(words)


@pytest.fixture
def approved(client_for, make_cycle, person_of):
    """An indicator that was placed, approved by the Chief and taken into the plan."""
    row, _other = scored(make_cycle(), (3, 3), (2, 2))
    assert client_for("team_lead").post(f"/choose/{row.id}/place", data={"list": "quick_win"})
    ask_the_chief(client_for, row)
    return take_into_plan(
        BY,
        row,
        DAY,
        list="quick_win",
        owner=person_of("team_member"),
        done_description="One form.",
        target_on=datetime.date(2027, 6, 30),
    )


def ask_the_chief(client_for, row):
    """Put one indicator up and approve it."""
    item = Selection.of(row).id
    lead, chief = client_for("team_lead"), client_for("chief")
    assert lead.post("/approval", data={"letter": "Dear Chief", "items": item}).status_code == 303
    key = ApprovalRequest.select().order_by(ApprovalRequest.id.desc()).get().id
    assert chief.post(f"/approval/{key}/decision", data={"how": "all"}).status_code == 303


def test_what_was_met_is_told_with_its_day_and_not_to_be_taken_back(client_for, approved):
    approved.activate(BY)
    approved.meet(by=BY, on=DAY, today=DAY, proof="Seen.", sustain="In the budget.")
    page = client_for("team_lead").get("/choose").text
    ended = page[page.index("<h2>Ended</h2>") :]
    assert "met</span>" in ended
    assert "20 Sep 2026" in ended
    assert "again</summary>" not in ended
    assert "changed since" not in page
    assert "Approved" not in page
    assert "0 placed for it" in page


def test_what_was_dropped_is_chosen_and_approved_anew(client_for, approved):
    row, lead = Assessment.get_by_id(approved.assessment_id), client_for("team_lead")
    approved.drop(by=BY, on=DAY, reason="No staff.", chief_informed_on=None)
    page = lead.get("/choose").text
    assert "dropped</span>" in page[page.index("<h2>Ended</h2>") :]
    assert "Approved" not in page
    assert "0 placed for it" in page
    assert "Plan what was chosen" not in lead.get("/").text
    assert lead.post(f"/choose/{row.id}/place", data={"list": "quick_win"}).status_code == 303
    page = lead.get("/choose").text
    assert "<h2>Ended</h2>" not in page
    assert "Approved" not in page
    again = take_into_plan(
        BY,
        row,
        DAY,
        list="quick_win",
        owner=approved.owner,
        done_description="Two forms.",
        target_on=datetime.date(2027, 6, 30),
    )
    assert lead.post(f"/objectives/{again.id}/activity").status_code == 422
    assert "approved by" not in lead.get(f"/objectives/{again.id}").text
    assert "approved by" in lead.get(f"/objectives/{approved.id}").text
    ask_the_chief(client_for, row)
    assert lead.post(f"/objectives/{again.id}/activity").status_code == 303
    assert lead.get("/plan/print").text.count("DRAFT") == 0


def test_an_objective_and_its_place_on_a_list_keep_in_step(client_for, approved):
    lead, address = client_for("team_lead"), f"/objectives/{approved.id}"
    moved = {"only": "list", "list": "longer_term", "version": approved.version}
    assert lead.post(address, data=moved).status_code == 303
    assert Selection.of(approved.assessment).list == "longer_term"
    put_up = {"letter": "Dear Chief", "items": Selection.of(approved.assessment).id}
    assert lead.post("/approval", data=put_up).status_code == 303
    back = {"only": "list", "list": "quick_win", "version": approved.version + 1}
    answer = lead.post(address, data=back)
    assert answer.status_code == 422
    assert "This lies before the Chief as longer term." in answer.text
    assert Selection.of(approved.assessment).list == "longer_term"
    assert Objective.get_by_id(approved.id).list == "longer_term"


def test_what_lies_before_the_chief_is_not_moved_by_planning_it(client_for, make_cycle):
    (row,) = scored(make_cycle(), (3, 3))
    lead = client_for("team_lead")
    lead.post(f"/choose/{row.id}/place", data={"list": "quick_win"})
    lead.post("/approval", data={"letter": "Dear Chief", "items": Selection.get().id})
    with pytest.raises(rules.NotNow, match="before the Chief as quick win"):
        take_into_plan(BY, row, DAY, list="longer_term")
    assert Selection.get().list == "quick_win"
    assert take_into_plan(BY, row, DAY, list="quick_win").list == "quick_win"

"""The Chief's decision shows in the plan: DRAFT before, by whom and when after."""

import datetime
from typing import Any

from sras.assessment.models import Assessment
from sras.history.models import Actor
from sras.history.models_shown import newest
from sras.planning.models import Objective
from sras.planning.models_choice import ApprovalRequest, RequestItem
from sras.planning.models_copies import shown_on_plan
from sras.planning.models_lists import Selection
from sras.planning.models_tasks import Task

BY = Actor("Set-up")
DAY = datetime.date(2026, 9, 1)


def place(assessment: Assessment) -> Selection:
    """An assessed indicator on the list of quick wins."""
    assessment.agree(
        by=BY, today=DAY, level=2, agreed_on=DAY, priority=3, opportunity=3, in_place="Some."
    )
    return Selection.start(
        by=BY, assessment=assessment, list="quick_win", suggested="quick_win", placed_on=DAY
    )


def test_scenario_14_the_plan_prints_draft_before_approval_and_the_date_after(
    client_for: Any, make_cycle: Any, person_of: Any
) -> None:
    selections = [place(row) for row in list(Assessment.of_cycle(make_cycle()))[:2]]
    lead, chief = client_for("team_lead"), client_for("chief")
    fields = {
        "owner": person_of("team_member"),
        "done_description": "One form.",
        "target_on": datetime.date(2027, 6, 30),
    }
    made = [Objective.begin(BY, row.assessment, DAY, **fields) for row in selections]
    put_up = {"letter": "We ask for one thing.", "items": [selections[0].id]}
    assert lead.post("/approval", data=put_up).status_code == 303
    assert "DRAFT: not approved" in lead.get("/plan/print").get_data(as_text=True)
    address = f"/approval/{ApprovalRequest.get().id}/decision"
    assert chief.post(address, data={"how": "all"}).status_code == 303
    words = lead.get("/plan/print").get_data(as_text=True)
    assert "DRAFT in part: 1 of 2 objectives not approved" in words
    assert f"approved by {person_of('chief').name} on" in words
    assert lead.post(f"/objectives/{made[0].id}/activity").status_code == 303
    assert lead.post(f"/objectives/{made[1].id}/activity").status_code == 422
    made[1].drop(BY, DAY, "Merged.", None)
    words = lead.get("/plan/print").get_data(as_text=True)
    assert f"<b>Approved by {person_of('chief').name} on" in words
    assert "DRAFT" not in words


def test_what_is_chosen_shows_what_the_chief_said_of_it(client_for: Any, make_cycle: Any) -> None:
    rows = list(Assessment.of_cycle(make_cycle()))[:2]
    selections = [place(row) for row in rows]
    lead, chief = client_for("team_lead"), client_for("chief")
    put_up = {"letter": "We ask for two things.", "items": [row.id for row in selections]}
    assert lead.post("/approval", data=put_up).status_code == 303
    assert "with the Chief" in lead.get("/plan").text
    made = ApprovalRequest.get()
    first, second = [item.id for item in made.items.order_by(RequestItem.id)]
    decided = {"how": "each", f"outcome_{first}": "approved", f"outcome_{second}": "returned"}
    decided[f"words_{second}"] = "Bring the cost first."
    assert chief.post(f"/approval/{made.id}/decision", data=decided).status_code == 303
    words = lead.get("/plan").text
    assert words.count(">approved<") == 1
    assert words.count(">returned<") == 1
    assert "Bring the cost first." in words


def test_two_people_on_one_task_keep_different_fields_and_choose_on_the_same(
    client_for: Any, make_assessment: Any
) -> None:
    task = Task.add(BY, Objective.begin(BY, make_assessment(level=2), DAY), DAY, title="Draft")
    ana, ben = client_for("team_lead"), client_for("process_manager")
    address = f"/tasks/{task.id}"
    due = {"only": "due", "due": "2026-10-30", "version": 1}
    title = {"only": "title", "title": "Draft the form", "version": 1}
    assert ana.post(address, data=due).status_code == 303
    assert ben.post(address, data=title).status_code == 303
    kept = Task.get_by_id(task.id)
    assert (kept.title, kept.due) == ("Draft the form", datetime.date(2026, 10, 30))
    clash = ben.post(address, data={**due, "due": "2026-11-15"})
    assert clash.status_code == 409
    assert "2026-10-30" in clash.get_data(as_text=True)
    assert "2026-11-15" in clash.get_data(as_text=True)
    assert Task.get_by_id(task.id).due == datetime.date(2026, 10, 30)


def decided(chief: Any, lead: Any, selection: Selection, outcome: str, words: str) -> None:
    """Put one indicator up and let the Chief decide on it."""
    lead.post("/approval", data={"letter": "We ask for one thing.", "items": [selection.id]})
    request = ApprovalRequest.select().order_by(ApprovalRequest.id.desc()).get()
    item = RequestItem.get(RequestItem.request == request)
    typed = {"how": "each", f"outcome_{item.id}": outcome, f"words_{item.id}": words}
    assert chief.post(f"/approval/{request.id}/decision", data=typed).status_code == 303


def test_the_chiefs_change_in_words_is_shown_wherever_it_is_planned(
    client_for: Any, make_cycle: Any, person_of: Any
) -> None:
    selection = place(Assessment.of_cycle(make_cycle()).first())
    lead, chief = client_for("team_lead"), client_for("chief")
    said = "Only for the small districts."
    decided(chief, lead, selection, "approved_with_changes", said)
    key = selection.assessment.id
    assert said in lead.get("/plan").text
    page = lead.get(f"/assessments/{key}/objective").text
    assert "The Chief's change in words" in page.replace("&#39;", "'")
    assert said in page
    box = page[page.index('id="done_description"') :]
    assert said not in box[: box.index("</textarea>")], "nothing is filled in silently"
    empty = lead.post(f"/assessments/{key}/objective", data={})
    assert empty.status_code == 422
    assert said in empty.text
    objective = Objective.begin(
        BY,
        selection.assessment,
        DAY,
        owner=person_of("team_member"),
        done_description="One form.",
        target_on=datetime.date(2027, 6, 30),
    )
    assert said in lead.get(f"/objectives/{objective.id}").text
    assert said in lead.get("/plan/print").text


def test_a_request_taken_back_gives_the_plan_another_copy_number(
    client_for: Any, make_cycle: Any
) -> None:
    selection = place(Assessment.of_cycle(make_cycle()).first())
    lead, chief = client_for("team_lead"), client_for("chief")
    decided(chief, lead, selection, "returned", "Say first who pays.")
    Objective.begin(BY, selection.assessment, DAY)
    lead.post("/approval", data={"letter": "Once more.", "items": [selection.id]})
    shown = shown_on_plan(selection.assessment.cycle)
    before = newest(shown)
    again = ApprovalRequest.select().order_by(ApprovalRequest.id.desc()).get()
    again.withdraw(by=BY, reason="Not yet.")
    assert newest(shown).id > before.id

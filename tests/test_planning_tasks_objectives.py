"""Objectives: taken into the plan, worked on, asked about, met; scenarios 15 to 17."""

import datetime
import re
from typing import Any

import pytest

from sras.accounts.models import Agency, Membership, Person
from sras.assessment.models import AgreedLevel, Assessment
from sras.core import clock
from sras.evidence.models import Evidence
from sras.history.models import Actor, Change, ChangedField
from sras.planning import rules
from sras.planning.models import Objective
from sras.planning.models_progress import Progress
from sras.planning.models_tasks import Task
from tests.conftest import HTMX

BY = Actor("Set-up")
DAY = datetime.date(2026, 9, 1)


@pytest.fixture
def make_objective(make_assessment: Any, person_of: Any) -> Any:
    """An objective of an assessed indicator, with as many open tasks as asked for."""

    def make(tasks: int = 0, **fields: Any) -> Objective:
        Agency.one().change(by=BY, approval_gate=False)
        assessment = make_assessment(level=2, agreed_on=DAY, priority=3, opportunity=2)
        fields = {
            "state": "active",
            "owner": person_of("team_member"),
            "done_description": "Every office uses one form.",
            "target_on": datetime.date(2027, 6, 30),
            **fields,
        }
        objective = Objective.begin(BY, assessment, DAY, **fields)
        for number in range(1, tasks + 1):
            Task.add(BY, objective, DAY, title=f"Step {number}", owner=person_of("team_member"))
        return objective

    return make


def whole(**fields: Any) -> dict[str, Any]:
    """What the form of an objective posts."""
    return {
        "owner": "",
        "outside_owner": "",
        "list": "longer_term",
        "done_description": "One form everywhere.",
        "starts_on": "2026-10-01",
        "target_on": "2027-06-30",
        "lever": "",
        "resources": "",
        "barriers": "",
        **fields,
    }


def test_scenario_15_an_objective_needs_a_current_member_a_description_and_a_date(
    client_for: Any, make_assessment: Any, person_of: Any
) -> None:
    assessment = make_assessment(level=2, agreed_on=DAY)
    lead = client_for("team_lead")
    address = f"/assessments/{assessment.id}/objective"
    form = lead.get(address).get_data(as_text=True)
    offered = set(re.findall(r'<option value="(\d+)"', form.split("</select>")[0]))
    assert offered == {str(row.person_id) for row in Membership.select()}
    member = str(person_of("team_member").id)
    for fields, sentence in (
        ({"owner": ""}, "Choose the member who answers for it."),
        ({"owner": str(person_of("coach").id)}, "must be a current member of the team"),
        ({"done_description": " "}, "Say how it will look when it is fully in place."),
        ({"target_on": ""}, "Give the date by which it is to be met."),
        ({"target_on": "2026-09-30"}, "The target date is before the start."),
    ):
        answer = lead.post(address, data=whole(**{"owner": member, **fields}))
        assert answer.status_code == 422
        assert sentence in answer.get_data(as_text=True)
    assert Objective.select().count() == 0
    answer = lead.post(address, data=whole(owner=member))
    objective = Objective.get()
    assert answer.status_code == 303
    assert answer.location.endswith(f"/objectives/{objective.id}")
    assert objective.state == "draft"
    assert Change.get(Change.kind == "objective").verb == "planned"
    assert Assessment.get_by_id(assessment.id).lock_reason


def test_someone_without_an_account_needs_a_member_who_answers(
    client_for: Any, make_objective: Any, person_of: Any
) -> None:
    task = Task.add(BY, make_objective(), DAY, title="Draft")
    lead = client_for("team_lead")
    alone = {"only": "owner outside_owner", "owner": "", "outside_owner": "Kim Doe, Finance"}
    answer = lead.post(f"/tasks/{task.id}", data={**alone, "version": task.version})
    assert answer.status_code == 422
    assert "Choose the member who answers for them" in answer.get_data(as_text=True)
    alone["owner"] = str(person_of("team_member").id)
    assert lead.post(f"/tasks/{task.id}", data={**alone, "version": 1}).status_code == 303
    assert Task.get_by_id(task.id).outside_owner == "Kim Doe, Finance"


def test_an_objective_saves_each_change_at_once_and_leaves_history(
    client_for: Any, make_objective: Any
) -> None:
    objective = make_objective()
    answer = client_for("team_lead").post(
        f"/objectives/{objective.id}",
        data={"only": "target_on", "target_on": "2027-05-31", "version": objective.version},
        headers=HTMX,
    )
    assert answer.status_code == 200
    assert 'data-version="2"' in answer.get_data(as_text=True)
    assert len(answer.get_data()) < 300
    field = ChangedField.select().order_by(ChangedField.id.desc()).first()
    assert (field.field, field.old, field.new) == ("target_on", '"2027-06-30"', '"2027-05-31"')


def test_a_draft_becomes_active_only_when_the_chief_approved(
    client_for: Any, make_objective: Any
) -> None:
    objective = make_objective(state="draft")
    Agency.one().change(by=BY, approval_gate=True)
    lead = client_for("team_lead")
    refused = lead.post(f"/objectives/{objective.id}/activity")
    assert refused.status_code == 422
    assert "The Chief has not approved this objective yet" in refused.get_data(as_text=True)
    Agency.one().change(by=BY, approval_gate=False)
    assert lead.post(f"/objectives/{objective.id}/activity").status_code == 303
    assert Objective.get_by_id(objective.id).state == "active"


def test_pausing_and_dropping_need_a_reason_and_no_future_day(
    client_for: Any, make_objective: Any
) -> None:
    objective = make_objective()
    lead = client_for("team_lead")
    refused = lead.post(f"/objectives/{objective.id}/pause", data={"ended_on": "2199-01-01"})
    words = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert "An objective cannot be paused in the future." in words
    assert "Say why it is paused." in words
    lead.post(
        f"/objectives/{objective.id}/pause", data={"ended_on": "2026-10-01", "reason": "No staff."}
    )
    paused = Objective.get_by_id(objective.id)
    assert (paused.state, paused.ended_on) == ("paused", datetime.date(2026, 10, 1))
    lead.post(f"/objectives/{objective.id}/activity")
    assert Objective.get_by_id(objective.id).state == "active"
    lead.post(
        f"/objectives/{objective.id}/drop",
        data={"ended_on": "2026-11-01", "reason": "Merged.", "chief_informed_on": "2026-11-02"},
    )
    dropped = Objective.get_by_id(objective.id)
    assert (dropped.state, dropped.chief_informed_on) == ("dropped", datetime.date(2026, 11, 2))
    assert not Assessment.get_by_id(dropped.assessment_id).lock_reason
    again = lead.post(f"/objectives/{objective.id}/activity")
    assert "This objective is dropped." in again.get_data(as_text=True)


def test_scenario_17_all_tasks_done_is_not_met(client_for: Any, make_objective: Any) -> None:
    objective = make_objective(tasks=2)
    Evidence.add(by=BY, about=("objective", objective.id), title="Log", source="data")
    first, last = Task.select().order_by(Task.number)
    lead = client_for("team_lead")
    went_on = lead.post(f"/tasks/{first.id}/completion", data={"done_on": "2026-10-01"})
    assert went_on.location.endswith(f"/tasks/{first.id}")
    asked = lead.post(f"/tasks/{last.id}/completion", data={"done_on": "2026-10-02"})
    assert asked.location.endswith(f"/objectives/{objective.id}/completion")
    page = lead.get(f"/objectives/{objective.id}").get_data(as_text=True)
    assert "All tasks are done. Is the objective met?" in page
    lead.post(f"/objectives/{objective.id}/not-yet")
    assert Objective.get_by_id(objective.id).state == "active"
    page = lead.get(f"/objectives/{objective.id}").get_data(as_text=True)
    assert "All tasks are done." not in page
    answers = {"met_on": "2026-10-20", "level": "4", "proof": "", "sustain": ""}
    refused = lead.post(f"/objectives/{objective.id}/completion", data=answers)
    assert refused.status_code == 422
    words = refused.get_data(as_text=True)
    assert "Name the evidence that proves it." in words
    assert "Say how it will be kept up." in words
    answers |= {"proof": "The log of 40 districts.", "sustain": "A yearly check."}
    assert lead.post(f"/objectives/{objective.id}/completion", data=answers).status_code == 303
    met = Objective.get_by_id(objective.id)
    assert (met.state, met.met_on) == ("met", datetime.date(2026, 10, 20))
    assessment = Assessment.get_by_id(met.assessment_id)
    assert (assessment.level, assessment.lock_reason) == (4, "")
    assert assessment.counted == "4"  # its proof came along
    proofs = [piece.title for piece in Evidence.of("assessment", assessment.id)]
    assert proofs == ["Log", "Proof that 1.1 is met"]
    levels = AgreedLevel.select().where(AgreedLevel.assessment == assessment)
    assert [(row.level, row.why) for row in levels][-1] == (4, "met")
    paper = lead.get("/plan/print").get_data(as_text=True)
    assert "4 on 20 Oct 2026 (met)" in paper


def test_an_objective_met_at_level_3_says_why(client_for: Any, make_objective: Any) -> None:
    objective = make_objective()
    answers = {"met_on": "2026-10-20", "level": "3", "proof": "Log.", "sustain": "Check."}
    lead = client_for("team_lead")
    refused = lead.post(f"/objectives/{objective.id}/completion", data=answers)
    assert "Say why the level is 3 and not 4." in refused.get_data(as_text=True)
    answers["level_reason"] = "No effect shown yet."
    lead.post(f"/objectives/{objective.id}/completion", data=answers)
    assert Assessment.get_by_id(objective.assessment_id).level == 3


def test_a_task_added_after_not_yet_makes_the_question_come_again(
    client_for: Any, make_objective: Any
) -> None:
    objective = make_objective(tasks=1)
    lead = client_for("team_lead")
    Task.get().complete(BY, DAY)
    lead.post(f"/objectives/{objective.id}/not-yet")
    lead.post(f"/objectives/{objective.id}/tasks", data={"lines": "One more step"})
    added = Task.get(Task.title == "One more step")
    asked = lead.post(f"/tasks/{added.id}/completion", data={})
    assert asked.location.endswith("/completion")


def test_a_blocked_task_that_is_late_says_both(client_for: Any, make_objective: Any) -> None:
    make_objective(tasks=1)
    due = clock.today("America/Chicago") - datetime.timedelta(days=34)
    Task.get().change(by=BY, state="blocked", state_reason="No lawyer.", due=due)
    assert "blocked, late by 34 days" in client_for("team_lead").get("/plan").text


def test_progress_is_told_with_its_day(client_for: Any, make_objective: Any) -> None:
    objective = make_objective()
    lead = client_for("team_lead")
    address = f"/objectives/{objective.id}/progress"
    refused = lead.post(address, data={"said_on": "2199-01-01", "standing": "at_risk", "text": "x"})
    assert "Progress cannot be told from a day in the future." in refused.get_data(as_text=True)
    entry = {"said_on": "2026-10-05", "standing": "at_risk", "text": "Two offices lag."}
    part = lead.post(address, data=entry, headers=HTMX).get_data(as_text=True)
    assert part.startswith('<div id="progress-list">')
    assert "Two offices lag." in part
    assert Progress.get().standing == "at_risk"


def test_a_new_note_begins_with_how_the_objective_stood_last(
    client_for: Any, make_objective: Any
) -> None:
    objective = make_objective()
    lead, address = client_for("team_lead"), f"/objectives/{objective.id}"
    assert lead.get(address).text.count('value="off_track" selected') == 0
    entry = {"said_on": "2026-10-05", "standing": "off_track", "text": "Two offices lag."}
    lead.post(f"{address}/progress", data=entry)
    assert lead.get(address).text.count('value="off_track" selected') == 1
    assert '<span class="late">off track</span>' in lead.get("/plan").text


@pytest.mark.parametrize("role", ["viewer", "coach", "chief", "admin", "reviewer"])
def test_who_may_not_edit_the_plan_is_refused(
    role: str, client_for: Any, make_objective: Any
) -> None:
    objective = make_objective(tasks=1)
    client = client_for(role)
    key, task = objective.id, Task.get().id
    for address in (
        f"/objectives/{key}",
        f"/objectives/{key}/activity",
        f"/objectives/{key}/pause",
        f"/objectives/{key}/drop",
        f"/objectives/{key}/completion",
        f"/objectives/{key}/not-yet",
        f"/objectives/{key}/progress",
        f"/objectives/{key}/tasks",
        f"/tasks/{task}",
        f"/tasks/{task}/completion",
        f"/tasks/{task}/reopening",
    ):
        assert client.post(address).status_code == 403, address
    assert client.get(f"/objectives/{key}").status_code == 200


def test_what_is_not_there_is_not_found(client_for: Any) -> None:
    lead = client_for("team_lead")
    for address in ("/objectives/99", "/tasks/99", "/objectives/99/pause", "/plan?cycle=99"):
        assert lead.get(address).status_code == 404, address
    for address in ("/objectives/99", "/tasks/99", "/objectives/99/tasks", "/tasks/99/completion"):
        assert lead.post(address).status_code == 404, address


def test_what_is_not_assessed_or_needs_no_plan_cannot_be_planned(make_assessment: Any) -> None:
    with pytest.raises(rules.NotNow, match="no agreed level"):
        Objective.begin(BY, make_assessment(), DAY)
    with pytest.raises(rules.NotNow, match="fully in place"):
        Objective.begin(BY, make_assessment(level=4), DAY)
    chosen = make_assessment(level=3)
    Objective.begin(BY, chosen, DAY)
    with pytest.raises(rules.NotNow, match="has an objective already"):
        Objective.begin(BY, chosen, DAY)


def test_an_owner_who_left_stays_named_but_is_not_offered_to_others(
    client_for: Any, make_objective: Any, person_of: Any
) -> None:
    member: Person = person_of("team_member")
    objective = make_objective(tasks=1)
    Membership.get(Membership.person == member).change(by=BY, ended_on=datetime.date(2026, 9, 2))
    page = client_for("team_lead").get(f"/objectives/{objective.id}").get_data(as_text=True)
    assert f"{member.name} (not on the team now)" in page


def test_a_task_of_a_dropped_objective_is_not_late(client_for: Any, make_objective: Any) -> None:
    objective, lead = make_objective(), client_for("team_lead")
    Task.add(BY, objective, DAY, title="Draft", due=DAY)
    assert "late by" in lead.get("/plan").get_data(as_text=True)
    objective.drop(BY, DAY, "Merged with another.", chief_informed_on=None)
    for address in ("/plan", f"/objectives/{objective.id}", f"/tasks/{Task.get().id}"):
        words = lead.get(address).get_data(as_text=True)
        assert "left open, the objective is dropped" in words
        assert "late by" not in words


@pytest.mark.parametrize("state", ["draft", "paused", "met", "dropped"])
def test_not_yet_is_an_answer_only_about_an_active_objective(
    client_for: Any, make_objective: Any, state: str
) -> None:
    objective = make_objective()
    objective.change(by=BY, state=state)
    assert client_for("team_lead").post(f"/objectives/{objective.id}/not-yet").status_code == 409
    assert Objective.get_by_id(objective.id).not_yet_on is None


def test_nothing_is_planned_in_a_closed_cycle(client_for: Any, make_assessment: Any) -> None:
    assessment = make_assessment(level=2, agreed_on=DAY)
    assessment.cycle.close(by=BY, on=DAY)
    lead, members = client_for("team_lead"), Membership.select()
    typed = whole(owner=str(members.first().person_id))
    answer = lead.post(f"/assessments/{assessment.id}/objective", data=typed)
    assert answer.status_code == 422
    assert "This cycle is closed" in answer.get_data(as_text=True)
    assert not Objective.select().exists()


@pytest.mark.parametrize("state", ["met", "dropped"])
def test_what_is_over_takes_no_more_changes(
    client_for: Any, make_objective: Any, state: str
) -> None:
    objective, lead = make_objective(tasks=1), client_for("team_lead")
    Task.get().complete(BY, DAY)
    task = Task.get()
    objective.change(by=BY, state=state)
    posts: list[tuple[str, dict[str, Any]]] = [
        (f"/objectives/{objective.id}", whole(version=objective.version)),
        (f"/objectives/{objective.id}/progress", {"standing": "on_track", "text": "Well."}),
        (f"/objectives/{objective.id}/tasks", {"lines": "One more step"}),
        (f"/tasks/{task.id}", {"only": "title", "title": "Another", "version": task.version}),
        (f"/tasks/{task.id}/completion", {"done_on": "2026-09-02"}),
        (f"/tasks/{task.id}/reopening", {}),
    ]
    before = Change.select().count()
    for address, typed in posts:
        answer = lead.post(address, data=typed)
        assert answer.status_code == 409, address
        assert f"This objective is {state}" in answer.text
    assert Change.select().count() == before
    for address in (f"/objectives/{objective.id}", f"/tasks/{task.id}", "/plan"):
        assert f'action="/tasks/{task.id}' not in lead.get(address).text.replace(
            f"/tasks/{task.id}/remarks", ""
        ), address

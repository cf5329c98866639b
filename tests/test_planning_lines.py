"""Date, owner and state are changed in the list itself: the plan, the open tasks, my work."""

import datetime
from typing import Any

import pytest

from sras.accounts.models import Agency
from sras.assessment.models import Assessment
from sras.history.models import Change
from sras.planning.models import Objective
from sras.planning.models_tasks import Task
from tests.conftest import BY, DAY, HTMX

D = datetime.date


def now(row: Any) -> Any:
    """The row as it is stored."""
    return type(row).get_by_id(row.id)


@pytest.fixture
def task(objective: Objective, person_of: Any) -> Task:
    """A task of the team member's."""
    return Task.add(BY, objective, DAY, title="Draft", owner=person_of("team_member"), due=DAY)


def line(objective: Objective, **typed: Any) -> dict[str, Any]:
    """What the line of an objective posts when these are typed."""
    return {"version": objective.version, "only": " ".join(typed), "once": "1", **typed}


@pytest.mark.parametrize("page", ["/tasks", "/tasks?by=owner", "/my-work"])
def test_a_task_is_changed_in_each_list_that_shows_it(
    client_for: Any, task: Task, page: str
) -> None:
    member = client_for("team_member")
    words = member.get(page).text
    assert f'id="line-{task.id}"' in words
    assert f'name="back" value="{page}#task-{task.id}"' in words
    typed = {"version": 1, "only": "due", "due": "2027-01-04", "back": f"{page}#task-{task.id}"}
    answer = member.post(f"/tasks/{task.id}?line=across", data=typed)
    assert answer.headers["Location"] == f"{page}#task-{task.id}"
    assert now(task).due == D(2027, 1, 4)


def test_lists_of_tasks_are_only_read_by_those_who_only_read(client_for: Any, task: Task) -> None:
    for role in ("viewer", "chief", "coach"):
        words = client_for(role).get("/tasks").text
        assert "Draft" in words
        assert "<select" not in words


def test_a_recurring_task_done_in_a_list_comes_back_as_a_line_of_that_list(
    client_for: Any, task: Task
) -> None:
    task.change(by=BY, frequency="monthly")
    typed = {"version": 2, "once": "1", "only": "state", "state": "done", "back": "/my-work"}
    part = client_for("team_member").post(f"/tasks/{task.id}?line=mine", data=typed, headers=HTMX)
    assert f"/tasks/{task.id}?line=mine" in part.text
    assert "Mark done" in part.text


@pytest.mark.parametrize(("day", "status"), [("2026-09-02", 303), ("2199-01-01", 422)])
def test_done_takes_a_day_in_my_work_that_may_lie_in_the_past(
    client_for: Any, task: Task, day: str, status: int
) -> None:
    member = client_for("team_member")
    today = Agency.one().today
    assert f'id="day-{task.id}" value="{today}"' in member.get("/my-work").text
    typed = {"done_on": day, "back": "/my-work"}
    assert member.post(f"/tasks/{task.id}/completion", data=typed).status_code == status
    assert now(task).done_on == (D(2026, 9, 2) if status == 303 else None)


def test_owner_and_date_of_an_objective_are_changed_in_its_line(
    client_for: Any, objective: Objective, person_of: Any
) -> None:
    lead, member = client_for("team_lead"), person_of("team_member")
    assert f'id="objective-line-{objective.id}"' in lead.get("/plan").text
    typed = line(objective, owner=member.id, target_on="2027-05-01")
    part = lead.post(f"/objectives/{objective.id}/line", data=typed, headers=HTMX)
    assert part.status_code == 200
    assert "Team member One" in part.text
    assert "1 May 2027" in part.text
    assert (now(objective).owner_id, now(objective).target_on) == (member.id, D(2027, 5, 1))
    assert Change.get(Change.kind == "objective", Change.version == 2).by_name == "Team lead One"


def test_an_objective_is_paused_with_its_reason_and_taken_up_in_its_line(
    client_for: Any, objective: Objective
) -> None:
    lead, url = client_for("team_lead"), f"/objectives/{objective.id}/line"
    bare = lead.post(url, data=line(objective, state="paused", end_reason=""))
    assert bare.status_code == 422
    assert "Say why it is paused." in bare.text
    typed = line(objective, state="paused", end_reason="The session.")
    assert lead.post(url, data=typed | {"once": "2"}).status_code == 303
    paused = now(objective)
    assert (paused.state, paused.end_reason) == ("paused", "The session.")
    assert paused.ended_on == Agency.one().today
    again = line(paused, state="active", end_reason="The session.") | {"once": "3"}
    assert lead.post(url, data=again).status_code == 303
    assert (now(objective).state, now(objective).end_reason) == ("active", "")


def test_a_draft_waits_for_the_chief_also_in_its_line(
    client_for: Any, objective: Objective
) -> None:
    objective.change(by=BY, state="draft")
    Agency.one().change(by=BY, approval_gate=True)
    typed = line(objective, state="active", target_on="2027-05-01")
    answer = client_for("team_lead").post(f"/objectives/{objective.id}/line", data=typed)
    assert answer.status_code == 422
    assert "The Chief has not approved this objective yet" in answer.text
    assert 'value="2027-05-01"' in answer.text
    assert f'<details class="objective" id="objective-{objective.id}" open>' in answer.text
    assert (now(objective).state, now(objective).version) == ("draft", objective.version)


@pytest.mark.parametrize("state", ["met", "dropped", "draft", "gone"])
def test_no_other_state_is_reached_from_a_line(
    client_for: Any, objective: Objective, state: str
) -> None:
    typed = line(objective, state=state)
    part = client_for("team_lead").post(
        f"/objectives/{objective.id}/line", data=typed, headers=HTMX
    )
    assert part.status_code == 422
    assert f"objective-state-{objective.id}" in part.text
    assert now(objective).state == "active"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"owner": ""}, "Choose the member who answers for it."),
        ({"owner": "999"}, "The owner must be a current member of the team."),
        ({"target_on": "2026-08-01"}, "The target date is before the start."),
        ({"target_on": ""}, "Give the date by which it is to be met."),
    ],
)
def test_what_will_not_do_in_a_line_is_said(
    client_for: Any, objective: Objective, typed: dict[str, str], said: str
) -> None:
    objective.change(by=BY, starts_on=DAY)
    answer = client_for("team_lead").post(
        f"/objectives/{objective.id}/line", data=line(objective, **typed)
    )
    assert answer.status_code == 422
    assert said in answer.text


def test_two_people_change_different_fields_of_a_line_and_meet_over_the_same(
    client_for: Any, objective: Objective, person_of: Any
) -> None:
    url, member = f"/objectives/{objective.id}/line", client_for("team_member")
    lead = client_for("team_lead")
    assert lead.post(url, data=line(objective, target_on="2027-05-01")).status_code == 303
    other = person_of("team_member").id
    assert member.post(url, data=line(objective, owner=other)).status_code == 303
    assert (now(objective).owner_id, now(objective).target_on) == (other, D(2027, 5, 1))
    clash = member.post(url, data=line(objective, target_on="2027-04-01") | {"once": "2"})
    assert clash.status_code == 409


def test_a_line_of_an_objective_that_is_over_is_closed(
    client_for: Any, objective: Objective
) -> None:
    objective.drop(BY, DAY, "Merged.", None)
    lead = client_for("team_lead")
    assert "objective-line-" not in lead.get("/plan").text
    typed = line(objective, target_on="2027-05-01")
    assert lead.post(f"/objectives/{objective.id}/line", data=typed).status_code == 409
    assert lead.post("/objectives/999/line").status_code == 404
    assert client_for("chief").post(f"/objectives/{objective.id}/line").status_code == 403


@pytest.mark.parametrize("typed", [{"target_on": "2027-05-01"}, {"state": "paused"}])
def test_a_save_in_the_line_of_an_objective_asks_the_database_little(
    client_for: Any, objective: Objective, queries: Any, typed: dict[str, str]
) -> None:
    lead = client_for("team_lead")
    lead.get("/plan")
    sent = line(objective, **typed, end_reason="The session." if "state" in typed else "")
    with queries() as seen:
        answer = lead.post(f"/objectives/{objective.id}/line", data=sent, headers=HTMX)
    assert answer.status_code == 200
    assert len(seen) <= 9, "\n".join(seen)


@pytest.mark.parametrize("page", ["/plan", "/tasks", "/my-work"])
def test_many_lines_ask_the_database_no_more_than_one(
    client_for: Any, task: Task, queries: Any, page: str, person_of: Any
) -> None:
    member = client_for("team_member")
    counts = []
    for _round in range(2):
        member.get(page)
        with queries() as seen:
            member.get(page)
        counts.append(len(seen))
        rest = [row for row in Assessment.select() if Objective.open_of(row) is None]
        for row in rest:
            row.change(by=BY, level=2, agreed_on=DAY)
            more = Objective.begin(BY, row, DAY, owner=person_of("team_member"))
            Task.add_many(
                BY, more, DAY, [{"title": f"Step {n}", "owner": more.owner} for n in range(4)]
            )
    assert counts[0] == counts[1] <= 10

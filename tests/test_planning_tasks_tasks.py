"""Tasks: their arithmetic, their states, lists, several in one go, owners without accounts."""

import datetime
import re
from typing import Any

import pytest

from sras.history.models import Actor, Change
from sras.planning import rules, rules_tasks
from sras.planning.models import Objective
from sras.planning.models_tasks import Task, TaskComment, TaskDone
from tests.conftest import HTMX

BY = Actor("Set-up")
DAY = datetime.date(2026, 9, 1)
D = datetime.date


@pytest.mark.parametrize(
    ("states", "words"),
    [
        ([], "no tasks"),
        (["dropped"], "no tasks"),
        (["done", "done", "dropped", "not_started", "blocked"], "2 of 4 tasks (50 %)"),
        (["done"], "1 of 1 task (100 %)"),
        (["done"] * 199 + ["in_progress"], "199 of 200 tasks (99 %)"),
        (["done"] + ["not_started"] * 5, "1 of 6 tasks (17 %)"),
        (["done"] + ["not_started"] * 7, "1 of 8 tasks (13 %)"),
        (["not_started"], "0 of 1 task (0 %)"),
    ],
)
def test_progress_in_words(states: list[str], words: str) -> None:
    assert rules.progress(states).text == words


@pytest.mark.parametrize(
    ("due", "done_on", "stands"),
    [
        (None, None, "undated"),
        (D(2026, 9, 30), None, "late"),
        (D(2026, 10, 1), None, "soon"),
        (D(2026, 10, 15), None, "soon"),
        (D(2026, 10, 16), None, "on_track"),
        (D(2026, 9, 1), D(2026, 9, 20), "done"),
    ],
)
def test_how_a_task_stands(due: Any, done_on: Any, stands: str) -> None:
    assert rules.standing(due, done_on, D(2026, 10, 1)) == stands


@pytest.mark.parametrize(
    ("frequency", "due", "done_on", "first", "next_due"),
    [
        ("weekly", D(2026, 10, 1), D(2026, 10, 1), None, D(2026, 10, 8)),
        ("weekly", D(2026, 10, 1), D(2026, 10, 20), None, D(2026, 10, 22)),
        ("monthly", D(2026, 1, 31), D(2026, 1, 30), None, D(2026, 2, 28)),
        ("monthly", D(2026, 2, 28), D(2026, 2, 28), D(2026, 1, 31), D(2026, 3, 31)),
        ("monthly", D(2026, 2, 15), D(2026, 2, 15), D(2026, 1, 31), D(2026, 3, 15)),
        ("monthly", D(2026, 10, 15), D(2026, 12, 20), None, D(2027, 1, 15)),
        ("quarterly", D(2026, 11, 30), D(2026, 11, 30), None, D(2027, 2, 28)),
        ("twice_a_year", D(2026, 8, 31), D(2026, 8, 1), None, D(2027, 2, 28)),
        ("yearly", D(2028, 2, 29), D(2028, 2, 29), None, D(2029, 2, 28)),
        ("monthly", None, D(2026, 10, 5), None, D(2026, 11, 5)),
    ],
)
def test_when_a_recurring_task_is_due_again(
    frequency: str, due: Any, done_on: Any, first: Any, next_due: Any
) -> None:
    assert rules_tasks.next_due(frequency, due, done_on, first) == next_due


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-10-14", D(2026, 10, 14)),
        ("10/14/2026", D(2026, 10, 14)),
        ("10/14/26", D(2026, 10, 14)),
        ("Oct 14, 2026", D(2026, 10, 14)),
        ("14 October 2026", D(2026, 10, 14)),
        ("Oct. 14th", D(2026, 10, 14)),
        ("Sep 1", D(2027, 9, 1)),
        ("", None),
        ("soon", ValueError),
        ("2026-02-30", ValueError),
        ("14", ValueError),
    ],
)
def test_dates_are_read_as_people_write_them(text: str, day: Any) -> None:
    if day is ValueError:
        with pytest.raises(ValueError):  # noqa: PT011  (any of its messages will do)
            rules_tasks.read_day(text, D(2026, 10, 1))
    else:
        assert rules_tasks.read_day(text, D(2026, 10, 1)) == day


def test_scenario_16_dropped_tasks_leave_the_count_and_a_monthly_one_comes_back(
    client_for: Any, objective: Objective
) -> None:
    lead = client_for("team_lead")
    assert "no tasks" in lead.get("/plan").get_data(as_text=True)
    made = [Task.add(BY, objective, DAY, title=f"Step {n}") for n in range(1, 6)]
    made[0].complete(BY, DAY)
    made[1].complete(BY, DAY)
    made[2].drop(BY, "Merged with step 4.")
    assert "2 of 4 tasks (50 %)" in lead.get("/plan").get_data(as_text=True)
    monthly = Task.add(
        BY, objective, DAY, title="Send the log", frequency="monthly", due=D(2026, 9, 30)
    )
    lead.post(f"/tasks/{monthly.id}/completion", data={"done_on": "2026-09-29"})
    lead.post(f"/tasks/{monthly.id}/completion", data={"done_on": "2026-10-30"})
    again = Task.get_by_id(monthly.id)
    assert (again.state, again.due, again.done_on) == ("not_started", D(2026, 11, 30), None)
    done = [(row.due, row.done_on) for row in TaskDone.of_tasks([monthly.id])]
    assert done == [(D(2026, 9, 30), D(2026, 9, 29)), (D(2026, 10, 30), D(2026, 10, 30))]
    assert "29 Sep 2026" in lead.get(f"/tasks/{monthly.id}").get_data(as_text=True)


def line(**fields: Any) -> dict[str, Any]:
    """What a line of a list posts without JavaScript."""
    return {
        "only": "owner due state done_on state_reason",
        "owner": "",
        "due": "",
        "state": "not_started",
        "done_on": "",
        "state_reason": "",
        **fields,
    }


def test_a_task_ticked_takes_the_tone_of_its_new_standing(
    client_for: Any, objective: Objective
) -> None:
    task = Task.add(BY, objective, DAY, title="Draft", due=DAY)
    answer = client_for("team_lead").post(
        f"/tasks/{task.id}?line=1",
        data={"only": "state", "state": "done", "version": 1},
        headers=HTMX,
    )
    assert f'data-computed="standing-{task.id}" data-tone="done">done' in answer.text


def test_a_task_is_edited_in_the_list_itself(
    client_for: Any, objective: Objective, person_of: Any
) -> None:
    task = Task.add(BY, objective, DAY, title="Draft")
    lead = client_for("team_lead")
    address = f"/tasks/{task.id}?line=1"
    part = lead.post(address, data={"only": "due", "due": "2026-10-30", "version": 1}, headers=HTMX)
    words = part.get_data(as_text=True)
    assert part.status_code == 200
    assert 'data-version="2"' in words
    assert f'data-computed="standing-{task.id}"' in words
    member = str(person_of("team_member").id)
    whole = line(owner=member, due="2026-10-31", state="blocked", version="2", back="/plan")
    refused = lead.post(address, data=whole)
    assert refused.status_code == 422
    assert "Say what blocks it." in refused.get_data(as_text=True)
    stopped = lead.post(address, data={**whole, "state_reason": "No budget yet."})
    assert stopped.location == "/plan"
    saved = Task.get_by_id(task.id)
    assert (saved.state, saved.due, saved.owner_id) == ("blocked", D(2026, 10, 31), int(member))
    assert Change.select().where(Change.kind == "task", Change.verb == "blocked").count() == 1


def test_a_refused_line_points_at_its_own_field(client_for: Any, objective: Objective) -> None:
    task = Task.add(BY, objective, DAY, title="Draft")
    data = {"only": "state", "state": "dropped", "version": 1}
    part = client_for("team_lead").post(f"/tasks/{task.id}?line=1", data=data, headers=HTMX)
    assert part.status_code == 422
    assert f'href="#state_reason-{task.id}"' in part.get_data(as_text=True)


def test_ticking_the_last_task_in_a_list_asks_whether_the_objective_is_met(
    client_for: Any, objective: Objective
) -> None:
    task = Task.add(BY, objective, DAY, title="Draft")
    data = {"only": "state", "state": "done", "version": 1}
    part = client_for("team_lead").post(f"/tasks/{task.id}?line=1", data=data, headers=HTMX)
    assert f"/objectives/{objective.id}/completion" in part.get_data(as_text=True)
    assert Task.get().done_on is not None


def test_a_recurring_task_ticked_in_a_list_gets_its_line_drawn_anew(
    client_for: Any, objective: Objective
) -> None:
    task = Task.add(
        BY, objective, DAY, title="Log", frequency="weekly", due=datetime.date(2026, 9, 8)
    )
    data = {"only": "state done_on", "state": "done", "done_on": "2026-09-08", "version": 1}
    part = client_for("team_lead").post(f"/tasks/{task.id}?line=1", data=data, headers=HTMX)
    assert part.headers["HX-Retarget"] == f"#task-{task.id}"
    assert part.get_data(as_text=True).lstrip().startswith(f'<li class="row" id="task-{task.id}"')
    assert 'value="2026-09-15"' in part.get_data(as_text=True)


def test_done_in_the_future_is_refused_and_in_the_past_is_kept(
    client_for: Any, objective: Objective
) -> None:
    task = Task.add(BY, objective, DAY, title="Draft")
    lead = client_for("team_lead")
    refused = lead.post(f"/tasks/{task.id}/completion", data={"done_on": "2199-01-01"})
    assert refused.status_code == 422
    assert "A task cannot be done in the future." in refused.get_data(as_text=True)
    whole = line(state="done", done_on="2199-01-01", version="1")
    assert lead.post(f"/tasks/{task.id}?line=1", data=whole).status_code == 422
    lead.post(f"/tasks/{task.id}/completion", data={"done_on": "2026-09-02"})
    assert Task.get().done_on == D(2026, 9, 2)
    lead.post(f"/tasks/{task.id}/reopening")
    assert (Task.get().state, Task.get().done_on) == ("not_started", None)


def test_several_tasks_are_added_in_one_go(
    client_for: Any, objective: Objective, person_of: Any
) -> None:
    person_of("team_member").change(by=BY, name="Ana Ruiz")
    lead = client_for("team_lead")
    address = f"/objectives/{objective.id}/tasks"
    lines = (
        "1. Draft the form | Ana | 2026-10-30\n- Try it in two offices\t\tNov 15 2026\n\nPrint it"
    )
    part = lead.post(address, data={"lines": lines}, headers=HTMX)
    assert part.get_data(as_text=True).startswith('<div id="task-list">')
    made = [(t.number, t.title, t.owner_id and t.owner.name, t.due) for t in Task.select()]
    assert made == [
        (1, "Draft the form", "Ana Ruiz", D(2026, 10, 30)),
        (2, "Try it in two offices", None, D(2026, 11, 15)),
        (3, "Print it", None, None),
    ]


def test_a_line_names_someone_without_an_account_and_who_answers() -> None:
    members = {7: "Hannah Whitlock", 8: "Priya Raman"}
    text = "Try it | Maria Lopez, Region 2 (Hannah answers) | Oct 14 2026"
    assert rules_tasks.read_lines(text, members, DAY) == (
        [rules_tasks.TaskLine("Try it", 7, "Maria Lopez, Region 2", D(2026, 10, 14))],
        [],
    )
    _found, faults = rules_tasks.read_lines("Try it | Maria Lopez", members, DAY)
    assert "(Ana answers)" in faults[0]
    _found, faults = rules_tasks.read_lines("Try it | Maria (Zoe answers)", members, DAY)
    assert faults == ["Line 1: “Zoe” is not a current member of the team."]


def test_lines_that_cannot_be_read_are_named_and_nothing_is_added(
    client_for: Any, objective: Objective
) -> None:
    lines = "Fine\nDraft | Zoe | Oct 1\nTry | | someday\n | Ana"
    answer = client_for("team_lead").post(
        f"/objectives/{objective.id}/tasks", data={"lines": lines}
    )
    words = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Line 2: “Zoe” is not a current member of the team." in words
    assert "Line 3: “someday” is not a date" in words
    assert "Line 4: say what is to be done." in words
    assert "Try | | someday" in words
    assert Task.select().count() == 0


def test_a_remark_has_its_day(client_for: Any, objective: Objective) -> None:
    task = Task.add(BY, objective, DAY, title="Draft")
    lead = client_for("team_lead")
    remark = {"said_on": "2026-10-01", "remark": "Two offices agreed."}
    part = lead.post(f"/tasks/{task.id}/remarks", data=remark, headers=HTMX)
    assert part.get_data(as_text=True).startswith('<div id="remark-list">')
    assert TaskComment.get().said_on == D(2026, 10, 1)
    future = lead.post(f"/tasks/{task.id}/remarks", data={**remark, "said_on": "2199-01-01"})
    assert "A remark cannot be made in the future." in future.get_data(as_text=True)


def test_open_tasks_are_listed_overdue_first_and_by_owner(
    client_for: Any, objective: Objective, person_of: Any
) -> None:
    Task.add(BY, objective, DAY, title="Later", due=D(2190, 1, 1), owner=person_of("team_lead"))
    Task.add(BY, objective, DAY, title="Overdue", due=D(2026, 9, 2), owner=person_of("team_member"))
    Task.add(BY, objective, DAY, title="Over", state="done", done_on=DAY)
    reader = client_for("viewer")
    words = reader.get("/tasks").get_data(as_text=True)
    assert words.index("Overdue") < words.index("Later")
    assert ">Over<" not in words
    by_owner = reader.get("/tasks?by=owner").get_data(as_text=True)
    assert re.findall(r"<h2>(.*?) <small>", by_owner) == ["Team lead One", "Team member One"]
    assert "Open tasks of Team lead One" in reader.get("/tasks/print").get_data(as_text=True)


@pytest.mark.parametrize("address", ["/tasks", "/tasks?by=owner", "/plan", "/objectives/1"])
def test_lists_ask_the_database_as_often_for_21_tasks_as_for_one(
    address: str, client_for: Any, objective: Objective, person_of: Any, queries: Any
) -> None:
    lead, member = client_for("team_lead"), person_of("team_member")
    Task.add(BY, objective, DAY, title="Step 1", owner=member, due=DAY)
    with queries() as few:
        assert lead.get(address).status_code == 200
    for number in range(2, 22):
        Task.add(BY, objective, DAY, title=f"Step {number}", owner=member, due=DAY)
    with queries() as many:
        lead.get(address)
    assert len(many) == len(few) <= 13


def test_a_tick_takes_few_statements(client_for: Any, objective: Objective, queries: Any) -> None:
    Task.add(BY, objective, DAY, title="Other")
    task = Task.add(BY, objective, DAY, title="Draft")
    lead = client_for("team_lead")
    data = {"only": "state", "state": "done", "version": 1, "once": "abcdef"}
    with queries() as seen:
        assert lead.post(f"/tasks/{task.id}?line=1", data=data, headers=HTMX).status_code == 200
    assert len(seen) <= 12, seen


@pytest.mark.parametrize("due", ["9999-12-30", "0012-01-01", "2200-01-01"])
def test_a_day_beyond_all_sense_is_told_beside_its_field(
    client_for: Any, objective: Objective, due: str
) -> None:
    task = Task.add(BY, objective, DAY, title="Weekly", frequency="weekly")
    answer = client_for("team_lead").post(f"/tasks/{task.id}", data={"title": "Weekly", "due": due})
    assert answer.status_code == 422
    assert "Check the year. It is not between 1900 and 2199." in answer.text
    with pytest.raises(ValueError, match=due):
        rules_tasks.read_day(due, DAY)

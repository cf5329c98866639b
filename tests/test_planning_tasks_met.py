"""An objective is met: what becomes of the tasks that are still open is said and kept."""

from typing import Any

import pytest

from sras.history.models import Change
from sras.planning.models import Objective
from sras.planning.models_tasks import Task
from tests.conftest import BY, DAY

MET = {"met_on": "2026-10-01", "proof": "Signed minutes.", "sustain": "Each May.", "level": "4"}


@pytest.fixture
def with_tasks(objective: Objective, person_of: Any) -> Objective:
    """An objective with a done, a dropped and two open tasks."""
    owner = person_of("team_member")
    titles = ("Draft it", "Merge it", "Print it", "Teach it")
    for task in [Task.add(BY, objective, DAY, title=title, owner=owner) for title in titles]:
        if task.title == "Draft it":
            task.complete(BY, DAY)
        if task.title == "Merge it":
            task.drop(BY, "Not needed.")
    return objective


def meet(client: Any, objective: Objective, **more: str) -> Any:
    return client.post(f"/objectives/{objective.id}/completion", data=MET | more)


def states() -> dict[str, str]:
    return {task.title: task.state for task in Task.select()}


def test_the_page_lists_the_open_tasks_and_asks(client_for, with_tasks):
    lead = client_for("team_lead")
    page = lead.get(f"/objectives/{with_tasks.id}/completion").text
    listed = page[page.index("2 tasks still open") :]
    assert "Print it" in listed
    assert "Merge it" not in listed
    silent = meet(lead, with_tasks)
    assert silent.status_code == 422
    assert "Say what becomes of the tasks that are open." in silent.text
    assert Objective.get_by_id(with_tasks.id).state == "active"


def test_open_tasks_are_dropped_with_the_reason(client_for, with_tasks):
    assert meet(client_for("team_lead"), with_tasks, open_tasks="drop").status_code == 303
    assert states() == {
        "Draft it": "done",
        "Merge it": "dropped",
        "Print it": "dropped",
        "Teach it": "dropped",
    }
    assert Task.get(Task.title == "Print it").state_reason == "The objective is met."
    met = Change.get(Change.kind == "objective", Change.verb == "met")
    assert met.reason == "2 open tasks dropped"


def test_open_tasks_are_kept_and_can_be_finished(client_for, with_tasks):
    lead, member = client_for("team_lead"), client_for("team_member")
    assert meet(lead, with_tasks, open_tasks="keep").status_code == 303
    met = Change.get(Change.kind == "objective", Change.verb == "met")
    assert met.reason == "2 open tasks kept to be finished"
    task = Task.get(Task.title == "Print it")
    assert "Print it" in member.get("/my-work").text
    assert 'id="complete"' in member.get(f"/tasks/{task.id}").text
    assert member.post(f"/tasks/{task.id}/completion").status_code == 303
    assert states()["Print it"] == "done"
    done = Task.get(Task.title == "Draft it")
    assert member.post(f"/tasks/{done.id}/reopening").status_code == 409


def test_without_open_tasks_nothing_is_asked(client_for, objective):
    lead = client_for("team_lead")
    assert "still open" not in lead.get(f"/objectives/{objective.id}/completion").text
    assert meet(lead, objective).status_code == 303
    assert Change.get(Change.kind == "objective", Change.verb == "met").reason == ""

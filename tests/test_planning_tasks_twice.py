"""Two people who tick one task count it once."""

import datetime
from typing import Any

import pytest

from sras.planning.models import Objective
from sras.planning.models_owners import OwnerLink
from sras.planning.models_tasks import Task, TaskDone
from tests.conftest import BY, DAY

D = datetime.date
DUE = D(2026, 9, 15)


@pytest.fixture
def monthly(objective: Objective, person_of: Any) -> Task:
    """A task that comes back each month."""
    return Task.add(
        BY, objective, DAY, title="Report", due=DUE, frequency="monthly", owner=person_of("chief")
    )


def tick(client: Any, task: Task) -> Any:
    """The button on a page that was drawn before anyone ticked."""
    typed = {"done_on": "2026-09-14", "version": task.version}
    return client.post(f"/tasks/{task.id}/completion", data=typed, follow_redirects=True)


def test_a_recurring_task_ticked_by_two_people_is_done_once(client_for, monthly):
    assert "Done." in tick(client_for("team_lead"), monthly).text
    second = tick(client_for("team_member"), monthly)
    assert second.status_code == 200
    assert "Team lead One marked it done already. It is due again on 15 Oct 2026." in second.text
    assert TaskDone.select().count() == 1
    assert Task.get_by_id(monthly.id).due == D(2026, 10, 15)


def test_a_task_ticked_by_two_people_keeps_the_first_day(client_for, objective):
    task = Task.add(BY, objective, DAY, title="Draft")
    Task.add(BY, objective, DAY, title="Sign")
    tick(client_for("team_lead"), task)
    later = {"done_on": "2026-09-20", "version": task.version}
    member = client_for("team_member")
    answer = member.post(f"/tasks/{task.id}/completion", data=later, follow_redirects=True)
    assert "Team lead One marked it done already." in answer.text
    assert Task.get_by_id(task.id).done_on == D(2026, 9, 14)


def test_a_task_opened_again_may_be_ticked_from_an_old_page(client_for, objective):
    task = Task.add(BY, objective, DAY, title="Draft")
    Task.get_by_id(task.id).complete(BY, DAY)
    Task.get_by_id(task.id).reopen(BY)
    tick(client_for("team_lead"), task)
    assert Task.get_by_id(task.id).state == "done"


def test_two_ticks_in_a_list_are_a_conflict_and_not_two_completions(client_for, monthly):
    line = {"only": "state", "state": "done", "version": monthly.version}
    for client, status in ((client_for("team_lead"), 303), (client_for("team_member"), 409)):
        answer = client.post(f"/tasks/{monthly.id}?line=1", data=line)
        assert answer.status_code == status
    assert TaskDone.select().count() == 1


def test_another_date_and_another_state_of_a_task_done_once_are_both_kept(client_for, objective):
    task = Task.add(BY, objective, DAY, title="Draft", due=DUE)
    moved = {"only": "due", "due": "2026-10-01", "version": task.version}
    begun = {"only": "state", "state": "in_progress", "version": task.version}
    assert client_for("team_lead").post(f"/tasks/{task.id}", data=moved).status_code == 303
    assert client_for("team_member").post(f"/tasks/{task.id}", data=begun).status_code == 303
    now = Task.get_by_id(task.id)
    assert (now.due, now.state) == (D(2026, 10, 1), "in_progress")


def test_someone_without_an_account_and_a_member_count_it_once(
    app, client_for, person_of, objective
):
    lead = person_of("team_lead")
    task = Task.add(
        BY,
        objective,
        DAY,
        title="Report",
        due=DUE,
        frequency="monthly",
        owner=lead,
        outside_owner="Field office",
    )
    expires = datetime.datetime(2099, 1, 1, tzinfo=datetime.UTC)
    _link, token = OwnerLink.make(BY, "Field office", lead, expires)
    tick(client_for("team_lead"), task)
    outside = client_for(None)
    assert f'name="version" value="{task.version}"' not in outside.get(f"/owner/{token}").text
    answer = outside.post(
        f"/owner/{token}/tasks/{task.id}/completion",
        data={"done_on": "2026-09-14", "version": task.version},
        follow_redirects=True,
    )
    assert answer.status_code == 200
    assert TaskDone.select().count() == 1

"""What is open for a person, and what happens to it when they leave."""

import datetime
from typing import Any

import pytest

from sras.accounts.models import Membership
from sras.assessment.models import Assessment
from sras.core import clock
from sras.history.models import Change
from sras.planning.models import Objective
from sras.planning.models_owners import OwnerLink
from sras.planning.models_tasks import Task
from sras.work.models import count, open_for
from tests.conftest import BY, DAY


@pytest.fixture
def make_work(make_cycle: Any) -> Any:
    """A person's objectives and tasks in a fresh cycle."""

    def make(person: Any, objectives: int = 2, tasks: int = 6) -> list[Objective]:
        made = []
        rows = list(Assessment.of_cycle(make_cycle()))[:objectives]
        for row in rows:
            row.change(by=BY, level=2, priority=3, opportunity=2, agreed_on=DAY)
            made.append(
                Objective.start(
                    by=BY,
                    assessment=row,
                    owner=person,
                    state="active",
                    added_on=DAY,
                    done_description="Every office does it.",
                    target_on=DAY + datetime.timedelta(days=90),
                )
            )
        for number in range(tasks):
            Task.start(
                by=BY,
                objective=made[number % len(made)],
                number=number + 1,
                title=f"Step {number + 1}",
                owner=person,
                added_on=DAY,
                due=DAY + datetime.timedelta(days=number),
            )
        return made

    return make


def test_my_work_shows_what_waits_for_me_and_nothing_of_others(
    client_for: Any, person_of: Any, make_work: Any
) -> None:
    make_work(person_of("team_member"))
    mine = client_for("team_member").get("/my-work").text
    assert "Step 1" in mine
    assert "My work (8)" in mine
    assert "Step 1" not in client_for("team_lead").get("/my-work").text


def test_the_count_in_the_header_is_what_the_page_lists(person_of: Any, make_work: Any) -> None:
    person = person_of("team_member")
    make_work(person)
    today = clock.today("UTC")
    assert count(person, today) == open_for(person, today, "Chief").count == 8
    assert person.in_hand == 8


def test_my_work_asks_as_much_for_one_task_as_for_twenty_one(
    client_for: Any, person_of: Any, make_work: Any, queries: Any
) -> None:
    client = client_for("team_member")
    make_work(person_of("team_member"), objectives=1, tasks=1)
    with queries() as few:
        client.get("/my-work")
    make_work(person_of("team_member"), objectives=5, tasks=21)
    with queries() as many:
        client.get("/my-work")
    assert len(many) == len(few) <= 10


def test_scenario_18_a_member_cannot_leave_before_everything_open_has_a_taker(
    client_for: Any, person_of: Any, make_work: Any
) -> None:
    leaver, taker = person_of("team_member"), person_of("process_manager")
    objectives = make_work(leaver, objectives=2, tasks=6)
    lead = client_for("team_lead")
    address = f"/people/{leaver.id}/departure"
    page = lead.get(address).text
    assert "Tasks (6)" in page
    assert "Objectives (2)" in page
    some = {f"taker-objective-{row.id}": taker.id for row in objectives}
    refusal = lead.post(address, data={"ended_on": "2026-11-01", **some})
    assert refusal.status_code == 422
    assert "Say who takes “Step 1”" in refusal.text
    assert f'<option value="{taker.id}" selected>' in refusal.text
    assert Membership.get(Membership.person == leaver).ended_on is None
    done = lead.post(address, data={"ended_on": "2026-11-01", "all_to": taker.id, **some})
    assert done.status_code == 303
    assert Membership.get(Membership.person == leaver).ended_on == datetime.date(2026, 11, 1)
    assert Task.select().where(Task.owner == leaver).count() == 0
    assert Task.select().where(Task.owner == taker).count() == 6
    handed = Change.select().where(Change.verb == "handed over")
    assert handed.count() == 8
    assert {change.reason for change in handed} == {f"{leaver.name} left the team"}


def test_one_thing_may_go_to_someone_else_than_the_rest(
    client_for: Any, person_of: Any, make_work: Any
) -> None:
    leaver, taker, other = (person_of(r) for r in ("team_member", "process_manager", "team_lead"))
    make_work(leaver, objectives=1, tasks=2)
    first = Task.get(Task.title == "Step 1")
    client_for("team_lead").post(
        f"/people/{leaver.id}/departure",
        data={"ended_on": "2026-11-01", "all_to": taker.id, f"taker-task-{first.id}": other.id},
    )
    assert Task.get(Task.title == "Step 1").owner == other
    assert Task.get(Task.title == "Step 2").owner == taker


@pytest.mark.parametrize("day", ["2020-01-01", "2999-01-01", "never"])
def test_an_impossible_last_day_is_refused(client_for: Any, person_of: Any, day: str) -> None:
    leaver = person_of("team_member")
    answer = client_for("team_lead").post(f"/people/{leaver.id}/departure", data={"ended_on": day})
    assert answer.status_code == 422


def test_nobody_leaves_who_has_no_seat(client_for: Any, person_of: Any) -> None:
    address = f"/people/{person_of('viewer').id}/departure"
    assert client_for("team_lead").post(address, data={}).status_code == 404


def test_a_member_may_not_end_another_seat(client_for: Any, person_of: Any) -> None:
    address = f"/people/{person_of('team_lead').id}/departure"
    assert client_for("team_member").post(address, data={}).status_code == 403


def test_a_task_link_still_shows_the_tasks_that_someone_else_answers_for(
    client_for: Any, person_of: Any, make_work: Any
) -> None:
    leaving, taker = person_of("team_member"), person_of("team_lead")
    make_work(leaving, objectives=1, tasks=1)
    Task.get().change(by=BY, outside_owner="Kim Doe")
    soon = clock.now() + datetime.timedelta(days=14)
    _link, token = OwnerLink.make(BY, "Kim Doe", leaving, soon)
    gone = {"ended_on": DAY.isoformat(), "all_to": taker.id}
    answer = client_for("admin").post(f"/people/{leaving.id}/departure", data=gone)
    assert answer.status_code == 303
    shown = client_for(None).get(f"/owner/{token}").text
    assert "Step 1" in shown
    assert f"{taker.name} answers for them" in shown

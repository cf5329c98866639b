"""Who is a current member, and that nobody goes while things are open for them."""

import datetime
from typing import Any

import pytest

from sras.accounts.models import Membership, Person, StillInCharge
from sras.assessment.models import Assessment
from sras.assessment.models_rounds import Round
from sras.planning.models import Objective
from sras.planning.models_tasks import Task
from sras.work.models import count
from tests.conftest import BY, DAY

D = datetime.date
PAST, FUTURE = D(2026, 1, 1), D(2099, 1, 1)


@pytest.fixture
def busy(objective: Objective, person_of: Any) -> Person:
    """A member with one open task."""
    member = person_of("team_member")
    Task.add(BY, objective, DAY, title="Draft the form", owner=member)
    return member


@pytest.mark.parametrize("fields", [{"active": False}, {"ends_on": PAST}])
def test_whose_account_is_over_is_no_current_member(
    client_for, person_of, objective, fields, make_cycle
):
    member = person_of("team_member")
    member.change(by=BY, **fields)
    assert member.id not in [seat.person_id for seat in Membership.on(D(2026, 10, 1))]
    lead = client_for("team_lead")
    assert f">{member.name}</option>" not in lead.get(f"/objectives/{objective.id}").text
    leaver = person_of("process_manager")
    assert member.name not in lead.get(f"/people/{leaver.id}/departure").text


def test_an_account_with_open_things_is_not_closed_but_led_to_the_departure(client_for, busy):
    lead = client_for("team_lead")
    answer = lead.post(f"/people/{busy.id}/deactivation")
    assert answer.headers["Location"] == f"/people/{busy.id}/departure"
    page = lead.get(answer.headers["Location"]).text
    assert "1 thing is open for Team member One. Hand them over first" in page
    assert "Draft the form" in page
    assert Person.get_by_id(busy.id).active
    with pytest.raises(StillInCharge):
        busy.deactivate(by=BY)


def test_after_the_departure_the_account_is_closed(client_for, person_of, busy):
    lead, taker = client_for("team_lead"), person_of("process_manager")
    typed = {"ended_on": D(2026, 10, 1).isoformat(), "all_to": taker.id}
    assert lead.post(f"/people/{busy.id}/departure", data=typed).status_code == 303
    lead.post(f"/people/{busy.id}/deactivation")
    assert not Person.get_by_id(busy.id).active
    assert Task.get().owner_id == taker.id


def test_who_has_no_seat_hands_over_too(client_for, person_of, busy):
    Membership.get(Membership.person == busy).end(by=BY, on=D(2026, 9, 2))
    lead, taker = client_for("team_lead"), person_of("process_manager")
    page = lead.get(f"/people/{busy.id}/departure").text
    assert "Last day on the team" not in page
    assert lead.post(f"/people/{busy.id}/departure", data={"all_to": taker.id}).status_code == 303
    assert Task.get().owner_id == taker.id
    assert lead.get(f"/people/{busy.id}/departure").status_code == 404


def test_an_expired_account_hands_over_and_its_seat_ends(client_for, person_of, busy):
    busy.change(by=BY, ends_on=PAST)
    typed = {"ended_on": "2026-10-01", "all_to": person_of("process_manager").id}
    answer = client_for("team_lead").post(f"/people/{busy.id}/departure", data=typed)
    assert answer.status_code == 303
    assert Membership.get(Membership.person == busy).ended_on == D(2026, 10, 1)


def test_a_seat_does_not_begin_later_while_things_are_open(client_for, busy):
    seat, lead = Membership.get(Membership.person == busy), client_for("team_lead")
    typed = {"team_role": "member", "started_on": FUTURE.isoformat(), "version": seat.version}
    refused = lead.post(f"/seats/{seat.id}", data=typed)
    assert refused.status_code == 422
    assert "1 thing is open for Team member One, so the seat cannot begin in the" in refused.text
    Task.get().drop(BY, "Not needed.")
    assert lead.post(f"/seats/{seat.id}", data=typed).status_code == 303


@pytest.fixture
def asked(make_cycle: Any) -> Round:
    """A round of views in a running cycle."""
    row = Assessment.of_cycle(make_cycle()).first()
    return Round.start(by=BY, assessment=row, names_kept=True, begun_on=DAY)


def test_a_view_waits_only_for_members_and_in_cycles_that_run(person_of, asked):
    member, today = person_of("team_member"), D(2026, 10, 1)
    assert count(member, today) == 1
    assert count(member, D(2026, 6, 1)) == 0, "before the seat began"
    seat = Membership.get(Membership.person == member)
    seat.end(by=BY, on=D(2026, 9, 2))
    assert count(member, today) == 0
    seat.change(by=BY, ended_on=None)
    asked.assessment.cycle.close(by=BY, on=today)
    assert count(member, today) == 0


def test_a_coach_with_a_seat_sees_no_form_that_would_refuse(client_for, person_of, objective):
    coach = person_of("coach")
    Membership.start(by=BY, person=coach, started_on=DAY)
    task = Task.add(BY, objective, DAY, title="Draft the form", owner=coach)
    client = client_for("coach")
    page = client.get(f"/tasks/{task.id}").text
    assert 'id="complete"' not in page
    assert 'id="save-task"' not in page
    assert f'id="done-{task.id}"' not in client.get("/my-work").text
    assert client.post(f"/tasks/{task.id}/completion").status_code == 403

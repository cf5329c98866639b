"""How many meetings were held of those planned, and who was there."""

import datetime
from typing import Any

from peewee import JOIN, fn

from sras.accounts.models import Membership, Person
from sras.schedule import rules
from sras.schedule.models import Attendance, Meeting

LONGEST = datetime.timedelta(days=10)  # that a meeting takes


def held_of_kinds(first: datetime.date, last: datetime.date) -> list[dict[str, Any]]:
    """For each kind of meeting planned in a span: how many, how many held, how many cancelled."""
    counts = (
        Meeting.current(Meeting.kind, Meeting.state, fn.COUNT(Meeting.id))
        .where(Meeting.held_on.between(first, last))
        .group_by(Meeting.kind, Meeting.state)
        .tuples()
    )
    found: dict[str, dict[str, Any]] = {}
    for kind, state, count in counts:
        line = found.setdefault(kind, {"kind": kind, "planned": 0, "held": 0, "cancelled": 0})
        line["planned"] += count
        line["held"] += count if state in rules.HELD else 0
        line["cancelled"] += count if state == "cancelled" else 0
    return [found[kind] for kind in rules.KIND_NAMES if kind in found]


def attendance_of_people(first: datetime.date, last: datetime.date) -> list[dict[str, Any]]:
    """For each person on the roster of a held meeting in a span: how often in which way.

    A training counts each of its days that lies in the span. Guests without an account follow
    those with one.
    """
    found: dict[tuple[int | None, str], dict[str, Any]] = {}
    for person, name, guest, state, held_on, number in _taken_part(first, last):
        if not first <= rules.last_day(held_on, number) <= last:
            continue
        line = found.setdefault(
            (person, guest),
            {"key": person, "who": name or guest, "guest": person is None, "days": 0},
        )
        line[state] = line.get(state, 0) + 1
        line["days"] += 1
    return list(found.values())


def _taken_part(first: datetime.date, last: datetime.date) -> Any:
    """Each person at each day of the meetings that may have a day in a span."""
    return (
        Attendance.current(
            Attendance.person,
            Person.name,
            Attendance.guest,
            Attendance.state,
            Meeting.held_on,
            Attendance.day,
        )
        .join(Person, JOIN.LEFT_OUTER, on=(Attendance.person == Person.id))
        .switch(Attendance)
        .join(Meeting)
        .where(
            Meeting.held_on.between(first - LONGEST, last),
            Meeting.state.in_(rules.HELD),
            Attendance.state != "expected",
        )
        .order_by(Attendance.person.is_null(), Person.name, Attendance.person, Attendance.guest)
        .tuples()
    )


def concerned_by(meeting: Meeting) -> list[Person]:
    """Whom its minutes concern: the members of its day, its roster, who runs and records it."""
    on, keys = meeting.held_on, meeting.__data__
    members = Membership.current(Membership.person).where(
        Membership.started_on <= on, Membership.ended_on.is_null() | (Membership.ended_on >= on)
    )
    roster = Attendance.current(Attendance.person).where(
        Attendance.meeting == meeting, Attendance.person.is_null(False)
    )
    named = [key for key in (keys["run_by"], keys["recorder"]) if key is not None]
    either = Person.id.in_(members) | Person.id.in_(roster) | Person.id.in_(named)
    return list(Person.current().where(either).order_by(Person.name))

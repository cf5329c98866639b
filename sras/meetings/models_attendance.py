"""How many meetings were held of those planned, and who was there."""

import datetime
from typing import Any

from peewee import JOIN, fn

from sras.accounts.models import Person
from sras.schedule import rules
from sras.schedule.models import Attendance, Meeting


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

    A training counts each of its days. Guests without an account follow those with one.
    """
    counts = (
        Attendance.current(Person.name, Attendance.guest, Attendance.state, fn.COUNT(Attendance.id))
        .join(Person, JOIN.LEFT_OUTER, on=(Attendance.person == Person.id))
        .switch(Attendance)
        .join(Meeting)
        .where(
            Meeting.held_on.between(first, last),
            Meeting.state.in_(rules.HELD),
            Attendance.state != "expected",
        )
        .group_by(Attendance.person, Attendance.guest, Attendance.state)
        .order_by(Attendance.person.is_null(), Person.name, Attendance.guest)
        .tuples()
    )
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for name, guest, state, count in counts:
        line = found.setdefault(
            (name or "", guest), {"who": name or guest, "guest": name is None, "days": 0}
        )
        line[state] = count
        line["days"] += count
    return list(found.values())

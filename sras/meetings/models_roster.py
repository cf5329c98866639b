"""Who takes part in a meeting on one of its days: expected, marked, guests added by name."""

import datetime
from typing import Any

from sras.accounts.models import Membership
from sras.core.db import transaction
from sras.history.models import Who
from sras.schedule.models import Attendance, Meeting


def roster_of(meeting: Any, day: int, on: datetime.date) -> list[Any]:
    """Those of one day of a meeting; `seat` is the part of those who sit on the team that day."""
    seat = (
        Membership.current(Membership.team_role)
        .where(
            Membership.person == Attendance.person,
            Membership.started_on <= on,
            Membership.ended_on.is_null() | (Membership.ended_on >= on),
        )
        .limit(1)
        .alias("seat")
    )
    return list(Attendance.of_meeting(meeting).where(Attendance.day == day).select_extend(seat))


def expect_members(meeting: Meeting, day: int, on: datetime.date, *, by: Who) -> None:
    """Put every member of that day on the roster who is not on it yet."""
    known = {
        row.__data__["person"]
        for row in Attendance.select(Attendance.person).where(
            Attendance.meeting == meeting, Attendance.day == day
        )
    }
    many = [
        {"meeting": meeting, "person": seat.person, "day": day}
        for seat in Membership.on(on)
        if seat.person.id not in known
    ]
    if many:
        Attendance.start_many(many, by=by, verb="expected")


def mark(row: Attendance, state: str, *, was: str, by: Who) -> None:
    """Say how someone takes part; the same once more takes it back.

    `was` is what the page showed: who did not see the mark of another does not take it back.
    """
    again = row.state == state == was
    row.mark(by=by, state="expected" if again else state)


def all_present(meeting: Meeting, day: int, on: datetime.date, *, by: Who) -> None:
    """Every member, and whoever else was asked and not marked yet, is in the room."""
    with transaction():
        expect_members(meeting, day, on, by=by)
        mark_here(meeting, day, by=by)


def mark_here(meeting: Meeting, day: int, *, by: Who) -> int:
    """Everyone of whom nothing was said yet is in the room on a day; how many they are."""
    waiting = Attendance.current().where(
        Attendance.meeting == meeting, Attendance.day == day, Attendance.state == "expected"
    )
    rows = list(waiting)
    with transaction():
        for row in rows:
            row.mark(by=by, state="present")
    return len(rows)


def add_guest(meeting: Meeting, day: int, name: str, organisation: str, *, by: Who) -> Attendance:
    """Someone without an account is there."""
    return Attendance.start(
        by=by,
        verb="added",
        meeting=meeting,
        day=day,
        guest=name,
        organisation=organisation,
        state="present",
    )


def people_of(meeting: Meeting, day: int, on: datetime.date) -> dict[int, str]:
    """Who can be named in a line of promises, by key: members, others who were asked, and guests.

    The key of a guest, who has no account, is less than nothing.
    """
    rows = Attendance.of_meeting(meeting).where(Attendance.day == day)
    asked = {row.__data__["person"] or -row.id: row.who for row in rows}
    return asked | {seat.person.id: seat.person.name for seat in Membership.on(on)}

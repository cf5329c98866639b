"""The roster of all days of a meeting: people and guests put on it, marked, taken off."""

from collections.abc import Iterable
from typing import Any

from sras.accounts.models import Person
from sras.core.db import transaction
from sras.history.models import Who
from sras.meetings.rules_roster import identity
from sras.schedule.models import Attendance, Meeting


def put_on(
    meeting: Meeting,
    *,
    by: Who,
    people: Iterable[Person] = (),
    guests: Iterable[tuple[str, str]] = (),
) -> int:
    """Expect people and guests on every day; how many of them were not on the roster yet."""
    known = {(*identity(row), row.day): row for row in _all_rows(meeting)}
    asked: list[dict[str, Any]] = [{"person": person} for person in people]
    asked += [{"guest": name, "organisation": org} for name, org in guests]
    new, came = [], set()
    with transaction():
        for who in asked:
            for day in range(1, meeting.days + 1):
                fields = {"meeting": meeting, "day": day, **who}
                mark = identity(Attendance(**fields))
                row = known.get((*mark, day))
                if row is None:
                    new.append(fields)
                elif row.archived_at is not None:
                    row.change(by=by, verb="put back", archived_at=None, state="expected")
                else:
                    continue
                came.add(mark)
        if new:
            Attendance.start_many(new, by=by, verb="expected")
    return len(came)


def _all_rows(meeting: Meeting) -> Any:
    return Attendance.select().where(Attendance.meeting == meeting)


def take_off(row: Attendance, *, by: Who) -> None:
    """Someone was put on the roster by mistake: off it, on all days."""
    with transaction():
        for each in _all_rows(row.meeting).where(Attendance.archived_at.is_null()):
            if identity(each) == identity(row):
                each.archive(by=by, verb="took off the roster")


def mark(meeting: Meeting, states: dict[int, tuple[str, str]], *, by: Who) -> int:
    """Mark rows of a meeting; `states` are what was seen and what is chosen; how many changed.

    A row that was left as it was seen keeps what someone else marked meanwhile.
    """
    rows = Attendance.current().where(
        Attendance.meeting == meeting, Attendance.id.in_(list(states))
    )
    marked = 0
    with transaction():
        for row in rows:
            seen, chosen = states[row.id]
            if chosen not in (seen, row.state):
                row.mark(by=by, state=chosen)
                marked += 1
    return marked


def others(meeting: Meeting) -> list[Person]:
    """People with open accounts who are not on the roster, by name."""
    there = Attendance.current(Attendance.person).where(
        Attendance.meeting == meeting, Attendance.person.is_null(False)
    )
    return list(Person.listed().where(Person.active, Person.id.not_in(there)))

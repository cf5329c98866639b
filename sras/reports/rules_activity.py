"""The activity log: who has written, what lies still, who has not been in."""

import datetime
from collections.abc import Iterable
from typing import Any, NamedTuple

from sras.accounts.rules import ROLES
from sras.planning.rules import STALE_DAYS


class Writer(NamedTuple):
    """Somebody with an account, and what they last did."""

    name: str
    role: str
    is_member: bool
    changes: int  # within the span
    last_on: datetime.date | None  # they last changed something by its end
    seen_on: datetime.date | None  # they were last in by its end, as far as known; None when never
    sign_ins: int  # within the span

    @property
    def role_name(self) -> str:
        """Their role in words."""
        return ROLES[self.role]


class Still(NamedTuple):
    """Something of which nothing was heard for a while."""

    kind: str
    key: int
    name: str
    who: str
    last_on: datetime.date | None
    due: datetime.date | None = None

    def words(self, day: datetime.date) -> str:
        """How long it lay still on a day."""
        if self.due is not None and self.due < day:
            return f"review due for {_days((day - self.due).days)}"
        if self.last_on is None:
            return "nothing yet"
        return f"no word for {_days((day - self.last_on).days)}"


class Role(NamedTuple):
    """Sign-ins of a role within the span."""

    name: str
    people: int
    been_in: int
    sign_ins: int


def is_still(last_on: datetime.date | None, day: datetime.date) -> bool:
    """Whether on a day the last word lay too long back."""
    return last_on is None or (day - last_on).days > STALE_DAYS


def by_role(people: Iterable[Writer], first: datetime.date) -> list[Role]:
    """How many of each role there are, how many were in since a day, how often they signed in."""
    found = list(people)
    lines = []
    for role, name in ROLES.items():
        own = [each for each in found if each.role == role]
        if own:
            been = [each for each in own if each.seen_on is not None and each.seen_on >= first]
            lines.append(Role(name, len(own), len(been), sum(each.sign_ins for each in own)))
    return lines


def not_in(people: Iterable[Writer], first: datetime.date) -> list[Writer]:
    """Who has not been in since a day, the longest away first."""
    away = [each for each in people if each.seen_on is None or each.seen_on < first]
    return sorted(away, key=lambda each: (each.seen_on or datetime.date.min, each.name))


def table(
    people: Iterable[Writer], still: Iterable[Still], day: datetime.date, named: bool
) -> list[tuple[Any, ...]]:
    """All of it as one table; who was in and when only where the reader may see it."""
    rows: list[tuple[Any, ...]] = [("Section", "What", "Who", "Number", "Last on", "In words")]
    for each in people:
        if each.is_member:
            words = "change" if each.changes == 1 else "changes"
            rows.append(("Team", each.name, each.role_name, each.changes, each.last_on, words))
        if named:
            seen = ("Signed in", each.name, each.role_name, each.sign_ins, each.seen_on, "sign-ins")
            rows.append(seen)
    rows += [
        (f"Still: {each.kind}", each.name, each.who, "", each.last_on, each.words(day))
        for each in still
    ]
    return rows


def as_of(day: datetime.date) -> tuple[Any, ...]:
    """The line of the table that names a past day of which it tells."""
    return ("As of", "The end of this day", "", "", day, "")


def _days(count: int) -> str:
    return f"{count:,} {'day' if count == 1 else 'days'}"

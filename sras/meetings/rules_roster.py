"""The roster of a meeting of several days: who is on it, on which days they took part."""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from sras.schedule.rules import THERE

SEPARATORS = re.compile(r"[,|\t;]")


class Participant(NamedTuple):
    """One person or guest with their days; None for a day they are not on the roster of."""

    key: int  # of their first row, which also stands for them in a practice round
    name: str
    organisation: str  # of a guest, as typed; of a person, the word for its kind
    person: int | None
    days: list[Any]

    @property
    def may_take_part(self) -> bool:
        """Whether they are not away on all days."""
        return any(row is not None and row.state not in ("excused", "absent") for row in self.days)


def identity(row: Any) -> tuple[Any, ...]:
    """What makes two rows one participant: the account, or the guest's name and organization."""
    key = row.__data__.get("person")
    return (key,) if key else (row.guest.casefold(), row.organisation.casefold())


def participants(rows: Iterable[Any], days: int) -> list[Participant]:
    """Rows of a roster gathered by who they are, in the order of the rows."""
    found: dict[tuple[Any, ...], list[Any]] = {}
    for row in rows:
        if row.day <= days:
            found.setdefault(identity(row), [None] * days)[row.day - 1] = row
    return [_participant(each) for each in found.values()]


def _participant(days: list[Any]) -> Participant:
    first = next(row for row in days if row is not None)
    person = first.__data__.get("person")
    organisation = first.person.organisation if person else first.organisation
    return Participant(first.id, first.who, organisation, person, days)


def took_part(found: list[Participant], days: int) -> list[tuple[int, int]]:
    """For each day: how many took part, of how many on its roster."""
    by_day = [[each.days[day] for each in found if each.days[day]] for day in range(days)]
    return [(sum(row.state in THERE for row in rows), len(rows)) for rows in by_day]


def read_guests(text: str) -> tuple[list[tuple[str, str]], list[str]]:
    """Guests from lines of `Name, organization`, each once, and what cannot be read, by line."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    faults = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        name, organisation = (" ".join(each.split()) for each in _split(line))
        if not name:
            faults.append(f"Line {number}: write the name first, then the organization.")
        elif len(name) > 120 or len(organisation) > 160:
            faults.append(f"Line {number}: a name has at most 120 characters, the rest 160.")
        found.setdefault((name.casefold(), organisation.casefold()), (name, organisation))
    return list(found.values()), faults


def _split(line: str) -> tuple[str, str]:
    name, *rest = SEPARATORS.split(line, maxsplit=1)
    return name, (rest[0] if rest else "")

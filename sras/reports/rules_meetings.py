"""Meetings held of those planned, and who was there, over a span."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sras.schedule import rules

CALL = "center_call"


@dataclass(frozen=True)
class Met:
    """A meeting on the calendar: how many were expected there, and how many came."""

    key: int
    kind: str
    title: str
    state: str
    on: datetime.date
    at: str
    there: int = 0
    listed: int = 0

    @property
    def is_held(self) -> bool:
        """Whether it took place."""
        return self.state in rules.HELD


class Held(NamedTuple):
    """Meetings of a kind: on the calendar, held, cancelled; places taken of those on rosters."""

    kind: str
    name: str
    planned: int
    held: int
    cancelled: int
    there: int
    listed: int


def of_kinds(meetings: Iterable[Met]) -> list[Held]:
    """Each kind that was on the calendar, in the usual order."""
    found = list(meetings)
    lines = []
    for kind, name in rules.KIND_NAMES.items():
        own = [each for each in found if each.kind == kind]
        held = [each for each in own if each.is_held]
        if own:
            lines.append(
                Held(
                    kind,
                    name,
                    len(own),
                    len(held),
                    sum(each.state == "cancelled" for each in own),
                    sum(each.there for each in held),
                    sum(each.listed for each in held),
                )
            )
    return lines


class Against(NamedTuple):
    """What was agreed for the span against what was held."""

    name: str
    held: int
    agreed: int | None  # None where nothing was agreed
    planned: int
    cancelled: int
    there: int
    listed: int


def against(
    lines: Sequence[Held], meetings_agreed: int | None, calls_agreed: int | None
) -> list[Against]:
    """Team meetings and calls, held against what the agreement says and the calendar had."""
    own = [line for line in lines if line.kind == "regular"]
    calls = [line for line in lines if line.kind == CALL]
    return [
        _summed("Meetings of the team", own, meetings_agreed),
        _summed("Calls with the center", calls, calls_agreed),
    ]


def _summed(name: str, lines: Sequence[Held], agreed: int | None) -> Against:
    return Against(
        name,
        sum(line.held for line in lines),
        agreed,
        sum(line.planned for line in lines),
        sum(line.cancelled for line in lines),
        sum(line.there for line in lines),
        sum(line.listed for line in lines),
    )


def by_month(
    months: Sequence[tuple[datetime.date, datetime.date]], meetings: Iterable[Met]
) -> list[tuple[datetime.date, int, int]]:
    """For each month its first day, how many were held, how many were on the calendar and not."""
    found = list(meetings)
    lines = []
    for first, last in months:
        own = [each for each in found if first <= each.on <= last]
        held = sum(each.is_held for each in own)
        lines.append((first, held, len(own) - held))
    return lines

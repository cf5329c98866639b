"""Where the parts of the small pictures lie: bars then and now, and a year month by month."""

import datetime
from collections.abc import Sequence
from typing import Any, NamedTuple

from sras.reports.rules_year import Year

WIDE, ROW = 120, 30  # of bars then and now
STEP, TALL, BASE = 42, 36, 52  # of a month; its bar; the line it stands on


class Bar(NamedTuple):
    """One line of bars: its name, where it stands, both numbers and both lengths."""

    name: str
    y: int
    before: int
    now: int
    long_before: float
    long_now: float


def bars(lines: Sequence[tuple[str, int, int]], most: int = 0) -> list[Bar]:
    """Name, then, now of each line as bars; the longest is `most`, or the largest number."""
    whole = max([most, *(n for _name, *both in lines for n in both)]) or 1
    return [
        Bar(name, ROW * place, before, now, _part(before, whole, WIDE), _part(now, whole, WIDE))
        for place, (name, before, now) in enumerate(lines)
    ]


class Column(NamedTuple):
    """One month: its name, where it stands, its number and how high its bar is."""

    month: str
    x: int
    number: int
    high: float


def columns(counts: Sequence[tuple[datetime.date, int]]) -> list[Column]:
    """A number for each month as bars that stand side by side."""
    whole = max([1, *(count for _month, count in counts)])
    return [
        Column(f"{month:%b}", STEP * place, count, _part(count, whole, TALL))
        for place, (month, count) in enumerate(counts)
    ]


class Squares(NamedTuple):
    """One month of meetings: its name, where it stands, which were held and which were not."""

    month: str
    x: int
    held: int
    planned: int
    squares: list[tuple[int, bool]]  # how high each lies, and whether it was held


def squares(counts: Sequence[tuple[datetime.date, int, int]], most: int = 6) -> list[Squares]:
    """Held and not held in each month as squares that lie on one another; at most `most`."""
    found = []
    for place, (month, held, missed) in enumerate(counts):
        lain = [True] * held + [False] * missed
        heights = [(BASE - 10 * (n + 1), was_held) for n, was_held in enumerate(lain[:most])]
        found.append(Squares(f"{month:%b}", STEP * place, held, held + missed, heights))
    return found


def of_year(year: Year) -> dict[str, Any]:
    """The pictures of a one-year report, by the names its templates know."""
    named = {"none": "No level yet"}  # at its start a year may have the level of a cycle before
    levels = [(named.get(p.column, p.short), p.before, p.now) for p in year.levels if year.marks]
    months = year.done_by_month
    return {
        "bars": bars(year.counts, len(year.marks)),
        "level_bars": bars(levels),
        "task_columns": columns([(m.first, m.tasks) for m in months]),
        "met_columns": columns([(m.first, m.objectives) for m in months]),
        "held_columns": squares(year.held_by_month),
    }


def _part(count: int, whole: int, length: int) -> float:
    return round(length * count / whole, 1)

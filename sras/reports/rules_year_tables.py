"""The tables of the one-year report, one sheet each."""

from collections.abc import Callable, Iterable
from typing import Any

from sras.assessment.rules import said
from sras.reports.rules_year import Year

Rows = Iterable[tuple[Any, ...]]


def sheets(year: Year) -> list[tuple[str, tuple[int, ...], Rows]]:
    """Each table with its name and the widths of its columns; the first row is its head."""
    return [(name, widths, rows(year)) for name, widths, rows in SHEETS]


def _profile(year: Year) -> Rows:
    now = f"Level on {said(year.day)}"
    yield ("Code", "Indicator", "Part", "Level at the start", now, "In words")
    for mark in year.marks:
        part = " ".join(mark.part)
        yield (mark.code, mark.title, part, mark.before, mark.level, mark.words)


def _parts(year: Year) -> Rows:
    words = ["no level yet" if each.column == "none" else each.name for each in year.levels]
    both = ("at the start", "now")
    yield ("Part", "Indicators", *(f"{word}, {when}" for word in words for when in both))
    for name, count, pictures in [*year.parts, ("All parts", len(year.marks), year.levels)]:
        yield (name, count, *(n for p in pictures for n in (p.before, p.now)))


def _objectives(year: Year) -> Rows:
    yield (
        *("Code", "Objective", "State", "Who", "Added", "Target", "Met or ended", "Reason"),
        *("Staff days", "Money"),
    )
    for aim in (aim for found in year.outcomes.values() for aim in found):
        ended = aim.met_on or aim.ended_on
        yield (
            *(aim.code, aim.title, aim.state, aim.owner, aim.added_on, aim.target_on, ended),
            *(aim.end_reason, aim.staff_days, "; ".join(aim.money.splitlines())),
        )


def _agreed(year: Year) -> Rows:
    yield ("Party", "Undertaking", "Due", "Done", "How it stood")
    for each in year.undertaken:
        yield (each.party, each.text, each.due_on, each.done_on, each.standing(year.day))


def _meetings(year: Year) -> Rows:
    yield ("Kind", "On the calendar", "Held", "Cancelled", "Places taken", "Of places")
    for line in year.held:
        yield (line.name, line.planned, line.held, line.cancelled, line.there, line.listed)


def _attendance(year: Year) -> Rows:
    yield ("Person", "Guest", "There", "Of days")
    for each in year.people:
        yield (each.name, "yes" if each.guest else "no", each.there, each.days)


def _months(year: Year) -> Rows:
    yield ("Month", "Tasks done", "Objectives met", "Meetings held", "Not held")
    for one, (_month, held, missed) in zip(year.done_by_month, year.held_by_month, strict=True):
        yield (f"{one.first:%Y-%m}", one.tasks, one.objectives, held, missed)


def _expectations(year: Year) -> Rows:
    yield ("What was expected", "Set", "By", "Judgment")
    for each in year.expected:
        yield (each.text, each.set_on, each.set_by, each.verdict)


def _lacking(year: Year) -> Rows:
    yield ("Code", "Indicator", "What lacks")
    for each in year.lacking:
        yield (each.code, each.title, " ".join(each.what))


SHEETS: tuple[tuple[str, tuple[int, ...], Callable[[Year], Rows]], ...] = (
    ("Profile", (8, 50, 30, 12, 12, 40), _profile),
    ("Levels by part", (40, 12, *([12] * 12)), _parts),
    ("Objectives", (8, 50, 12, 24, 14, 14, 14, 50, 12, 40), _objectives),
    ("Agreed", (30, 60, 14, 14, 40), _agreed),
    ("Meetings", (30, 12, 12, 12, 14, 14), _meetings),
    ("Attendance", (40, 10, 10, 10), _attendance),
    ("Months", (14, 14, 14, 14, 14), _months),
    ("Expectations", (70, 14, 24, 60), _expectations),
    ("To finish", (8, 50, 80), _lacking),
)

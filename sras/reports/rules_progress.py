"""The progress report to the Chief: what it tells of a span, from facts already in hand."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sras.reports import rules_levels, rules_meetings, rules_plan
from sras.reports.rules import AHEAD, DAY, Span
from sras.reports.rules_levels import Mark
from sras.reports.rules_meetings import Met
from sras.reports.rules_plan import Aim

MOST = 5  # of each list on two pages


class Count(NamedTuple):
    """How many at the beginning and at the end, of how many."""

    name: str
    before: int
    now: int
    of: int
    things: str


@dataclass(frozen=True)
class Report:
    """All that a progress report tells."""

    span: Span
    day: datetime.date  # up to which it tells
    names: Sequence[str]
    marks: list[Mark]
    aims: list[Aim]
    meetings: list[Met]
    asks: list[Any]
    requests: list[Any]
    agency: Any = None  # as it was called

    @property
    def counts(self) -> list[Count]:
        """Assessed, in the plan, met: at both dates."""
        assessed = rules_levels.assessed(self.marks)
        planned, met = rules_plan.planned(self.aims, self.span.before)
        planned_now, met_now = rules_plan.planned(self.aims, self.day)
        whole = len(self.marks)
        return [
            Count("Assessed", *assessed, whole, "indicators"),
            Count("In the plan", planned, planned_now, whole, "objectives"),
            Count("Met", met, met_now, whole, "objectives"),
        ]

    @property
    def levels(self) -> list[rules_levels.Picture]:
        """How many indicators stand at each level, at both dates."""
        return rules_levels.counted(self.marks, self.names)

    @property
    def moves(self) -> dict[str, list[Mark]]:
        """Which levels moved."""
        return rules_levels.moves(self.marks, self.within)

    @property
    def became(self) -> dict[str, list[Aim]]:
        """What became of objectives."""
        return rules_plan.became(self.aims, self.within)

    @property
    def within(self) -> Span:
        """The days of the span that have come."""
        return Span(self.span.first, self.day)

    @property
    def tasks_done(self) -> int:
        """How often a task was done."""
        return rules_plan.tasks_done(self.aims, self.within)

    @property
    def on_track(self) -> list[rules_plan.Told]:
        """Three that go well."""
        return rules_plan.on_track(self.aims, self.day)

    @property
    def at_risk(self) -> list[rules_plan.Told]:
        """Three in trouble, with the reason and what is asked."""
        asks: dict[int, list[str]] = {}
        for ask in self.asks:
            asks.setdefault(ask.about, []).append(ask.text)
        return rules_plan.at_risk(self.aims, asks, self.day)

    @property
    def troubled(self) -> int:
        """How many are in trouble in all."""
        return len(rules_plan.at_risk(self.aims, {}, self.day, most=len(self.aims)))

    @property
    def owed(self) -> list[Mark]:
        """Level 4 whose proof is still owed."""
        return [mark for mark in self.marks if mark.owed]

    @property
    def ahead(self) -> Span:
        """The sixty days that follow."""
        return Span(self.day + DAY, self.day + AHEAD)

    @property
    def due(self) -> list[rules_plan.Due]:
        """Objectives and tasks that fall due in them."""
        return rules_plan.falls_due(self.aims, *self.ahead)

    @property
    def coming(self) -> list[Met]:
        """Meetings in them."""
        return [m for m in self.meetings if self.ahead.holds(m.on) and m.state != "cancelled"]

    @property
    def held(self) -> list[rules_meetings.Held]:
        """Meetings of the span by kind."""
        return rules_meetings.of_kinds(m for m in self.meetings if self.within.holds(m.on))


def facts(report: Report) -> dict[str, Any]:
    """The figures as plain values, for whoever reads them by machine."""
    became = report.became
    return {
        "first": report.span.first.isoformat(),
        "last": report.day.isoformat(),
        "counts": {c.name: {"before": c.before, "now": c.now, "of": c.of} for c in report.counts},
        "levels": {p.name: {"before": p.before, "now": p.now} for p in report.levels},
        "moved": {
            name: [{"code": m.code, "from": m.before, "to": m.level} for m in found]
            for name, found in report.moves.items()
        },
        "objectives": {name: [aim.code for aim in found] for name, found in became.items()},
        "tasks_done": report.tasks_done,
        "at_risk": [told.aim.code for told in report.at_risk],
        "on_track": [told.aim.code for told in report.on_track],
        "meetings": {line.kind: [line.held, line.planned] for line in report.held},
        "attendance": {line.kind: [line.there, line.listed] for line in report.held},
        "asks": [ask.key for ask in report.asks],
        "owed": [mark.code for mark in report.owed],
    }


HEAD = ("Section", "Code", "What", "At the beginning", "At the end", "Day", "In words")


def table(report: Report) -> list[tuple[Any, ...]]:
    """The same as one table."""
    rows: list[tuple[Any, ...]] = [HEAD]
    for count in report.counts:
        name, of = f"{count.name}, {count.things}", f"of {count.of} indicators"
        rows.append(("Counts", "", name, count.before, count.now, "", of))
    for line in report.levels:
        rows.append(("Levels", "", line.name, line.before, line.now, "", "indicators"))
    for found in report.moves.values():
        for mark in found:
            levels = (mark.before, mark.level)
            rows.append(("Moved", mark.code, mark.title, *levels, mark.on, mark.words))
    for name, aims in report.became.items():
        for aim in aims:
            when, word = _when(name, aim), _word(name, aim)
            rows.append(("Objectives", aim.code, aim.title, "", "", when, word))
    for name, listed in (("On track", report.on_track), ("At risk", report.at_risk)):
        for told in listed:
            aim = told.aim
            why = f"{told.reason} Asked: {told.ask}" if told.ask else told.reason
            rows.append((name, aim.code, aim.title, "", "", aim.target_on, why))
    rows += [("Due next", d.code, d.what, "", "", d.on, f"{d.kind}, {d.who}") for d in report.due]
    for ask in report.asks:
        rows.append(("For the Chief", ask.code, ask.text, "", "", ask.since, "asked, not answered"))
    for held in report.held:
        there = f"{held.there} of {held.listed} places taken"
        rows.append(("Meetings held", "", held.name, held.planned, held.held, "", there))
    rows += [("Proof owed", m.code, m.title, "", m.level, m.due, m.owner) for m in report.owed]
    return rows


def _when(name: str, aim: Aim) -> datetime.date | None:
    return {"started": aim.added_on, "met": aim.met_on}.get(name, aim.ended_on)


def _word(name: str, aim: Aim) -> str:
    if name == "started":
        return "taken into the plan"
    return f"{name}: {aim.end_reason}" if name in ("dropped", "paused") else name

"""The one-year report: what was agreed against what was delivered, then and now."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sras.assessment.rules import said
from sras.reports import rules_levels, rules_meetings, rules_plan
from sras.reports.rules import Span, months_of
from sras.reports.rules_levels import Mark
from sras.reports.rules_meetings import Met
from sras.reports.rules_plan import Aim

# The sections of the page; on paper they follow one another.
SECTIONS: dict[str, str] = {
    "summary": "In short",
    "agreed": "Agreed and delivered",
    "profile": "Profile then and now",
    "plan": "Objectives",
    "next": "What follows",
}


class Undertaken(NamedTuple):
    """What a party undertook, and what became of it."""

    party: str
    text: str
    due_on: datetime.date | None
    done_on: datetime.date | None
    note: str

    def standing(self, day: datetime.date) -> str:
        """How it stood on a day, in words."""
        if self.done_on is not None and self.done_on <= day:
            late = self.due_on is not None and self.done_on > self.due_on
            return f"delivered {said(self.done_on)}" + (", late" if late else "")
        if self.due_on is not None and self.due_on < day:
            return f"not delivered, due {said(self.due_on)}"
        return f"due {said(self.due_on)}" if self.due_on else "open"

    def is_done(self, day: datetime.date) -> bool:
        """Whether it was delivered by a day."""
        return self.done_on is not None and self.done_on <= day


class Stage(NamedTuple):
    """A step of the agreement's timeline."""

    name: str
    due_on: datetime.date | None
    done_on: datetime.date | None
    words: str


class Expected(NamedTuple):
    """What the Chief expected, and the judgement."""

    text: str
    set_on: datetime.date
    set_by: str
    due: datetime.date | None
    judged: str
    judged_by: str
    judged_on: datetime.date | None
    judgement: str

    @property
    def verdict(self) -> str:
        """The judgement in a line."""
        if not self.judged or self.judged_on is None:
            return "not judged yet"
        line = f"{self.judged}, {self.judged_by}, {said(self.judged_on)}"
        return f"{line}. {self.judgement}" if self.judgement else line


class Person(NamedTuple):
    """Somebody's days at meetings that were held."""

    name: str
    guest: bool
    there: int
    days: int


class Lacking(NamedTuple):
    """An indicator with what is still to finish."""

    code: str
    title: str
    what: list[str]


@dataclass
class Year:
    """All that a one-year report tells; a section brings only what it shows."""

    span: Span
    day: datetime.date
    names: Sequence[str] = ()
    agreement: Any = None
    agency: Any = None  # as it was called
    marks: list[Mark] = field(default_factory=list)
    aims: list[Aim] = field(default_factory=list)
    meetings: list[Met] = field(default_factory=list)
    done: list[datetime.date] = field(default_factory=list)  # recurring tasks, each time
    measures: dict[int, list[Any]] = field(default_factory=dict)
    parties: list[str] = field(default_factory=list)  # from outside; they sign as well
    undertaken: list[Undertaken] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)
    expected: list[Expected] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    lacking: list[Lacking] = field(default_factory=list)
    pieces: int = 0  # of evidence

    @property
    def within(self) -> Span:
        """The days of the span that have come."""
        return Span(self.span.first, self.day)

    @property
    def months(self) -> list[tuple[datetime.date, datetime.date]]:
        """The months of the span that have come; all of them where none has."""
        return months_of(self.within) or months_of(self.span)

    @property
    def counts(self) -> list[tuple[str, int, int]]:
        """Assessed, in the plan and met: then and now."""
        planned, met = rules_plan.planned(self.aims, self.span.before)
        planned_now, met_now = rules_plan.planned(self.aims, self.day)
        return [
            ("Assessed", *rules_levels.assessed(self.marks)),
            ("In the plan", planned, planned_now),
            ("Met", met, met_now),
        ]

    @property
    def levels(self) -> list[rules_levels.Picture]:
        """How many stand in each column, then and now."""
        return rules_levels.counted(self.marks, self.names)

    @property
    def parts(self) -> list[tuple[str, int, list[rules_levels.Picture]]]:
        """The same for each part."""
        return rules_levels.by_part(self.marks, self.names)

    @property
    def origins(self) -> str:
        """Where the levels at the beginning come from, in words."""
        return rules_levels.origins(self.marks, said(self.span.before))

    @property
    def moves(self) -> dict[str, list[Mark]]:
        """Which levels moved within the span."""
        return rules_levels.moves(self.marks, self.within)

    @property
    def outcomes(self) -> dict[str, list[Aim]]:
        """The objectives by what became of them; those that ended before are not told again."""
        states = ("met", "active", "draft", "paused", "dropped")
        told = [aim for aim in self.aims if not aim.ended_before(self.span.first)]
        return {state: [aim for aim in told if aim.state == state] for state in states}

    @property
    def done_by_month(self) -> list[rules_plan.Month]:
        """Tasks done and objectives met in each month."""
        once = [
            step.done_on
            for aim in self.aims
            for step in aim.steps
            if step.state == "done" and step.done_on
        ]
        return rules_plan.by_month(self.months, self.aims, [*once, *self.done])

    @property
    def means(self) -> rules_plan.Means:
        """Staff days and money that the objectives were given."""
        return rules_plan.means(self.aims)

    @property
    def held(self) -> list[rules_meetings.Held]:
        """Meetings of the span by kind."""
        return rules_meetings.of_kinds(m for m in self.meetings if self.within.holds(m.on))

    @property
    def against(self) -> list[rules_meetings.Against]:
        """Team meetings and calls held against what was agreed."""
        agreed = self.agreement
        numbers = (agreed.meetings, agreed.calls) if agreed else (None, None)
        return rules_meetings.against(self.held, *numbers)

    @property
    def held_by_month(self) -> list[tuple[datetime.date, int, int]]:
        """Meetings and calls held and not held in each month."""
        inside = [m for m in self.meetings if self.within.holds(m.on)]
        return rules_meetings.by_month(self.months, inside)

    @property
    def delivered(self) -> int:
        """How many undertakings were delivered."""
        return sum(each.is_done(self.day) for each in self.undertaken)

    @property
    def owed(self) -> list[Mark]:
        """Level 4 whose proof is still owed."""
        return [mark for mark in self.marks if mark.owed]


def facts(year: Year) -> dict[str, Any]:
    """The figures as plain values, for whoever reads them by machine."""
    return {
        "first": year.span.first.isoformat(),
        "last": year.day.isoformat(),
        "counts": {name: {"before": b, "now": n} for name, b, n in year.counts},
        "profile": [
            {"code": m.code, "before": m.before, "now": m.level, "proof_owed": m.owed}
            for m in year.marks
        ],
        "levels": {p.name: {"before": p.before, "now": p.now} for p in year.levels},
        "objectives": {
            state: [{"code": a.code, "reason": a.end_reason} for a in found]
            for state, found in year.outcomes.items()
        },
        "held": {
            line.name: {"held": line.held, "agreed": line.agreed, "planned": line.planned}
            for line in year.against
        },
        "undertakings": {"delivered": year.delivered, "agreed": len(year.undertaken)},
        "staff_days": year.means.staff_days,
        "money": dict(year.means.money),
        "expectations": [[each.text, each.verdict] for each in year.expected],
        "to_finish": [each.code for each in year.lacking],
        "owed": [mark.code for mark in year.owed],
    }

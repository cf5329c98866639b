"""Objectives and tasks as they stood at the end of a span, and what became of them in it."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sras.assessment.rules import said
from sras.planning import rules, rules_means

FAR = datetime.date.max
MANY_WORDS = 100  # of a reason in a table


@dataclass(frozen=True)
class Step:
    """A task at the end of the span."""

    key: int
    title: str
    state: str
    due: datetime.date | None
    done_on: datetime.date | None
    added_on: datetime.date
    owner: str
    often: int = 0  # a recurring one: how often it was done within the span

    def is_late(self, day: datetime.date) -> bool:
        """Whether it was past its date and still to be done."""
        return self.state not in ("done", "dropped") and self.due is not None and self.due < day


@dataclass(frozen=True)
class Aim:
    """An objective at the end of the span."""

    key: int
    assessment: int
    code: str
    title: str
    state: str
    owner: str
    added_on: datetime.date
    target_on: datetime.date | None = None
    met_on: datetime.date | None = None
    ended_on: datetime.date | None = None
    end_reason: str = ""
    standing: str = ""
    text: str = ""  # what was last said of it
    said_on: datetime.date | None = None
    staff_days: int | None = None
    money: str = ""
    sustain: str = ""
    steps: list[Step] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether it is still to be met."""
        return self.state in rules.OPEN_STATES

    def ended_before(self, day: datetime.date) -> bool:
        """Whether it was met or dropped before a day."""
        ended = self.met_on if self.state == "met" else self.ended_on
        return self.state in ("met", "dropped") and ended is not None and ended < day

    @property
    def progress(self) -> rules.Progress:
        """Tasks done, of those that count."""
        return rules.progress(step.state for step in self.steps)

    def late_steps(self, day: datetime.date) -> list[Step]:
        """Its tasks that were late."""
        return [step for step in self.steps if step.is_late(day)] if self.is_open else []

    def stood(self, day: datetime.date) -> str:
        """How it stood on an earlier day: planned, met, dropped; empty before it was added."""
        if self.added_on > day:
            return ""
        if self.met_on is not None and self.met_on <= day:
            return "met"
        if self.state == "dropped" and self.ended_on is not None and self.ended_on <= day:
            return "dropped"
        return "planned"


def planned(aims: Iterable[Aim], day: datetime.date) -> tuple[int, int]:
    """How many objectives were in the plan on a day, dropped ones left out; how many were met."""
    stood = [aim.stood(day) for aim in aims]
    return stood.count("planned") + stood.count("met"), stood.count("met")


def became(aims: Iterable[Aim], span: Any) -> dict[str, list[Aim]]:
    """Which were taken into the plan, met, dropped and paused within a span."""
    found = list(aims)
    return {
        "started": [aim for aim in found if span.holds(aim.added_on)],
        "met": [aim for aim in found if aim.state == "met" and span.holds(aim.met_on)],
        "dropped": _ended(found, "dropped", span),
        "paused": _ended(found, "paused", span),
    }


def _ended(aims: list[Aim], state: str, span: Any) -> list[Aim]:
    return [aim for aim in aims if aim.state == state and span.holds(aim.ended_on)]


def tasks_done(aims: Iterable[Aim], span: Any) -> int:
    """How often a task was done within a span, a recurring one each time."""
    steps = [step for aim in aims for step in aim.steps]
    once = sum(step.state == "done" and span.holds(step.done_on) for step in steps)
    return once + sum(step.often for step in steps)


class Told(NamedTuple):
    """An objective that is told of, with why, and what is asked for it."""

    aim: Aim
    reason: str
    ask: str = ""


def on_track(aims: Iterable[Aim], day: datetime.date, most: int = 3) -> list[Told]:
    """Those that go best: said to be on track, nothing late; the furthest on come first."""
    found = [
        aim
        for aim in aims
        if aim.state == "active" and aim.standing == "on_track" and not _is_late(aim, day)
    ]
    found.sort(key=lambda aim: (-aim.progress.done, aim.target_on or FAR, aim.key))
    return [Told(aim, _on_track_because(aim)) for aim in found[:most]]


def at_risk(
    aims: Iterable[Aim], asks: dict[int, list[str]], day: datetime.date, most: int = 3
) -> list[Told]:
    """Those in trouble: off track, at risk, late; each with the reason and what is asked for it.

    `asks` are the open asks of the Chief by assessment.
    """
    found = [aim for aim in aims if aim.state == "active" and _trouble(aim, day) is not None]
    found.sort(key=lambda aim: (_trouble(aim, day), aim.target_on or FAR, aim.key))
    return [
        Told(aim, _at_risk_because(aim, day), short("; ".join(asks.get(aim.assessment, []))))
        for aim in found[:most]
    ]


def _is_late(aim: Aim, day: datetime.date) -> bool:
    return bool(aim.target_on and aim.target_on < day) or bool(aim.late_steps(day))


def _trouble(aim: Aim, day: datetime.date) -> int | None:
    """How grave: the lower the graver; None where there is none."""
    if aim.standing in ("off_track", "at_risk"):
        return 0 if aim.standing == "off_track" else 1
    if aim.target_on and aim.target_on < day:
        return 2
    return 3 if aim.late_steps(day) else None


def _on_track_because(aim: Aim) -> str:
    return short(aim.text) or aim.progress.text


def _at_risk_because(aim: Aim, day: datetime.date) -> str:
    why = []
    if aim.standing in ("off_track", "at_risk"):
        why.append(f"{rules.STANDING_NAMES[aim.standing]}: {short(aim.text)}".rstrip(": "))
    if aim.target_on and aim.target_on < day:
        why.append(f"past its date of {said(aim.target_on)}")
    late = aim.late_steps(day)
    if late:
        count = f"{len(late)} {'task' if len(late) == 1 else 'tasks'} late"
        why.append(f"{count}, the first since {said(min(s.due for s in late if s.due))}")
    return "; ".join(why)


def short(text: str, most: int = MANY_WORDS) -> str:
    """The beginning of a text in one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rsplit(" ", 1)[0] + "…"


class Due(NamedTuple):
    """What falls due after the span."""

    on: datetime.date
    what: str
    who: str
    code: str
    kind: str


def falls_due(aims: Iterable[Aim], first: datetime.date, last: datetime.date) -> list[Due]:
    """Open objectives and tasks with a date in a span, by date."""
    found = []
    for aim in aims:
        if not aim.is_open:
            continue
        if aim.target_on and first <= aim.target_on <= last:
            found.append(Due(aim.target_on, aim.title, aim.owner, aim.code, "objective"))
        for step in aim.steps:
            if step.state not in ("done", "dropped") and step.due and first <= step.due <= last:
                found.append(Due(step.due, step.title, step.owner, aim.code, "task"))
    return sorted(found, key=lambda due: (due.on, due.kind, due.code))


class Month(NamedTuple):
    """What was finished in a month."""

    first: datetime.date
    tasks: int
    objectives: int


def by_month(
    months: Sequence[tuple[datetime.date, datetime.date]],
    aims: Iterable[Aim],
    done: Iterable[datetime.date],
) -> list[Month]:
    """Tasks done and objectives met in each month; `done` are the days tasks were done."""
    days, met = list(done), [aim.met_on for aim in aims if aim.state == "met" and aim.met_on]
    return [
        Month(
            first,
            sum(first <= day <= last for day in days),
            sum(first <= day <= last for day in met),
        )
        for first, last in months
    ]


class Means(NamedTuple):
    """What objectives take: staff days, and dollars by fund source."""

    staff_days: int
    counted: int  # objectives that say their staff days
    money: list[tuple[str, int]]
    all_money: int


def means(aims: Iterable[Aim]) -> Means:
    """What the objectives in the plan, dropped ones left out, were given to take."""
    found = [aim for aim in aims if aim.state != "dropped"]
    days = [aim.staff_days for aim in found if aim.staff_days is not None]
    money: dict[str, int] = {}
    for aim in found:
        for source, dollars in rules_means.read_money(aim.money)[0]:
            money[source] = money.get(source, 0) + dollars
    listed = sorted(money.items(), key=lambda each: (-each[1], each[0]))
    return Means(sum(days), len(days), listed, sum(money.values()))

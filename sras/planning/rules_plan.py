"""Which part of the plan is asked for, what belongs to it, and in which order."""

import datetime
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from sras.core.keys import whole
from sras.planning import rules

STATE_ORDER = {"active": 0, "draft": 1, "paused": 2, "met": 3, "dropped": 4}
FAR = datetime.date.max


@dataclass(frozen=True)
class Variant:
    """All of the plan, or what is asked for: one part, one owner, dates, open only."""

    part: str = ""
    owner: int | None = None
    outside: str = ""
    first: datetime.date | None = None
    last: datetime.date | None = None
    open_only: bool = False
    cycle: int | None = None
    as_of: datetime.date | None = None  # the past day that it is shown of

    @property
    def is_all(self) -> bool:
        """Whether nothing of the cycle is left out."""
        return self == Variant(cycle=self.cycle, as_of=self.as_of)

    @property
    def query(self) -> str:
        """The same as the end of an address, "" for all."""
        said = urlencode(self.asked)
        return f"?{said}" if said else ""

    @property
    def asked(self) -> dict[str, Any]:
        """The same by the names that an address has for it; what is not asked is not there."""
        who = (
            self.owner if self.owner is not None else (f"x:{self.outside}" if self.outside else "")
        )
        values = {
            "part": self.part,
            "owner": who,
            "from": self.first or "",
            "to": self.last or "",
            "open": "1" if self.open_only else "",
            "cycle": self.cycle or "",
            "as_of": self.as_of or "",
        }
        return {name: value for name, value in values.items() if value != ""}

    def words(self, parts: dict[str, str], owners: dict[int, str]) -> str:
        """What it covers, as a person says it."""
        said = []
        if self.part:
            said.append(f"part {self.part} {parts.get(self.part, '')}".rstrip())
        if self.owner is not None:
            said.append(f"what {owners.get(self.owner, 'this person')} answers for")
        if self.outside:
            said.append(f"what {self.outside} does")
        if self.first and self.last:
            said.append(f"due from {_day(self.first)} to {_day(self.last)}")
        elif self.first:
            said.append(f"due from {_day(self.first)} on")
        elif self.last:
            said.append(f"due until {_day(self.last)}")
        if self.open_only:
            said.append("open objectives and tasks only")
        return "; ".join(said) if said else "all objectives"


def _day(day: datetime.date) -> str:
    return f"{day.day} {day:%b %Y}"


def read_variant(asked: Any) -> tuple[Variant, list[str]]:
    """The variant that a query string asks for, and what of it cannot be read."""
    faults: list[str] = []

    def day(name: str, word: str) -> datetime.date | None:
        text = str(asked.get(name, "")).strip()
        if not text:
            return None
        try:
            return datetime.date.fromisoformat(text)
        except ValueError:
            faults.append(f"The {word} date cannot be read; write it like 2026-10-14.")
            return None

    owner = str(asked.get("owner", "")).strip()
    outside = owner[2:202] if owner.startswith("x:") else ""
    variant = Variant(
        part=str(asked.get("part", "")).strip()[:20],
        owner=whole(owner),
        outside=outside,
        first=day("from", "first"),
        last=day("to", "last"),
        open_only=bool(asked.get("open")),
        cycle=whole(asked.get("cycle")),
    )
    if variant.first and variant.last and variant.last < variant.first:
        faults.append("The last date is before the first.")
    return variant, faults


@dataclass
class Item:
    """An objective in the plan, with all that is shown of it."""

    objective: Any
    tasks: list[Any]
    approval: Any = None
    entries: list[Any] = field(default_factory=list)
    levels: list[Any] = field(default_factory=list)
    times_done: dict[int, list[Any]] = field(default_factory=dict)
    remarks: dict[int, list[Any]] = field(default_factory=dict)
    shown: list[Any] = field(default_factory=list)
    measures: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        for task in self.tasks:
            task.objective = self.objective  # how a task stands hangs on it

    @property
    def progress(self) -> rules.Progress:
        """Tasks done, of those that count; always of the whole objective."""
        return rules.progress(task.state for task in self.tasks)

    @property
    def open_tasks(self) -> list[Any]:
        """The tasks that are still to be done."""
        return [task for task in self.tasks if task.is_open]

    def late_tasks(self, today: datetime.date) -> int:
        """How many open tasks are past their date."""
        return sum(
            task.state not in ("done", "dropped") and task.due is not None and task.due < today
            for task in self.tasks
        )


def belongs(item: Item, variant: Variant) -> bool:
    """Whether an objective is in a variant; `item.shown` is set to the tasks that are."""
    objective = item.objective
    if variant.part and objective.assessment.indicator.topic.part.code != variant.part:
        return False
    if variant.open_only and objective.state not in rules.OPEN_STATES:
        return False
    tasks = item.tasks
    if variant.open_only:
        tasks = [task for task in tasks if task.state not in ("done", "dropped")]
    own = True
    if variant.owner is not None or variant.outside:
        own = _is_of(objective, variant)
        if not own:
            tasks = [task for task in tasks if _is_of(task, variant)]
    inside = True
    if variant.first or variant.last:
        tasks = [task for task in tasks if _in_span(task.due, variant)]
        inside = _in_span(objective.target_on, variant)
    item.shown = tasks
    return bool(tasks) or (own and inside)


def _is_of(row: Any, variant: Variant) -> bool:
    if variant.outside:
        return bool(row.outside_owner == variant.outside)
    return bool(row.owner_id == variant.owner)


def _in_span(day: datetime.date | None, variant: Variant) -> bool:
    return day is not None and (variant.first or day) <= day <= (variant.last or day)


def late_first(item: Item, today: datetime.date) -> tuple[Any, ...]:
    """Sort key of the plan on screen: late ones, then by state and target date, then by code."""
    objective = item.objective
    late = objective.is_late(today) or (
        objective.state in rules.OPEN_STATES and item.late_tasks(today) > 0
    )
    return (
        not late,
        STATE_ORDER[objective.state],
        objective.target_on or FAR,
        objective.assessment.indicator.sort,
        objective.id,
    )

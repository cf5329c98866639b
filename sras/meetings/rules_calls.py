"""Sums of a call sheet: what moved since the last call, how commitments stand; never a total."""

import datetime
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from sras.assessment import rules as levels
from sras.assessment.rules import said
from sras.planning.rules import OPEN_STATES
from sras.schedule.rules import THERE

MOST_LISTED = 8  # of each list on paper, so that the sheet stays within two pages


class Moved(NamedTuple):
    """One indicator whose level was agreed since the last call."""

    code: str
    title: str
    before: int | None
    level: int
    on: datetime.date
    owed: bool = False  # level 4 while its proof is owed

    @property
    def words(self) -> str:
        """How it moved; a fall is told as plainly as a rise."""
        owed = ", proof owed" if self.owed else ""
        if self.before is None:
            return f"first agreed, at level {self.level}{owed}"
        if self.before == self.level:
            return f"agreed again at level {self.level}{owed}"
        verb = "rose" if self.level > self.before else "fell"
        return f"{verb} from level {self.before} to {self.level}{owed}"


def span(
    last: datetime.date | None, held_on: datetime.date, today: datetime.date
) -> tuple[datetime.date | None, datetime.date]:
    """After which day and until which something moved; no first day before the first call."""
    return last, min(held_on, today)


def within(day: datetime.date | None, since: datetime.date | None, until: datetime.date) -> bool:
    """Whether a day lies after the last call and not after this one."""
    return day is not None and since is not None and since < day <= until


def levels_moved(
    rows: Iterable[Any], since: datetime.date | None, until: datetime.date, owed: Collection[str]
) -> list[Moved]:
    """What was agreed since the last call; `rows` stand by indicator, the oldest first.

    `owed` are the codes of those whose proof for level 4 is still owed.
    """
    by_code: dict[str, list[Any]] = {}
    for row in rows:
        by_code.setdefault(row.code, []).append(row)
    moved = []
    for history in by_code.values():
        new = [row for row in history if within(row.agreed_on, since, until)]
        if new:
            old = [row for row in history if since is not None and row.agreed_on <= since]
            before, last = old[-1].level if old else None, new[-1]
            owes = last.level == 4 and last.code in owed
            moved.append(Moved(last.code, last.title, before, last.level, last.agreed_on, owes))
    return moved


def objectives_moved(
    objectives: Iterable[Any], since: datetime.date | None, until: datetime.date
) -> list[tuple[Any, str]]:
    """What became of objectives since the last call, each with its words."""
    moved = []
    for each in objectives:
        if each.state == "met" and within(each.met_on, since, until):
            moved.append((each, f"met {said(each.met_on)}"))
        elif each.state in ("dropped", "paused") and within(each.ended_on, since, until):
            moved.append((each, f"{each.state} {said(each.ended_on)}"))
        elif within(each.added_on, since, until):
            moved.append((each, f"taken into the plan {said(each.added_on)}"))
    return moved


def tasks_done(items: Iterable[Any], since: datetime.date | None, until: datetime.date) -> int:
    """How often a task was done since the last call, a recurring one each time."""
    if since is None:
        return 0
    tasks = [task for item in items for task in item.tasks]
    once = sum(task.state == "done" and within(task.done_on, since, until) for task in tasks)
    return once + sum(task.often for task in tasks)


def plan_numbers(items: list[Any], today: datetime.date) -> dict[str, int]:
    """The plan in numbers, as its page counts: objectives planned, active, met; tasks late."""
    states = [item.objective.state for item in items]
    late = sum(item.late_tasks(today) for item in items if item.objective.state in OPEN_STATES)
    return {
        "planned": sum(state != "dropped" for state in states),
        "active": states.count("active"),
        "met": states.count("met"),
        "late": late,
    }


def column(line: Any) -> str:
    """Where an indicator stands, as the profile counts it."""
    return levels.counted_level(line.level, levels.proof_given(line.evidence_count, line.sustain))


def standing(row: Any, today: datetime.date) -> str:
    """How a commitment stands, in words."""
    if row.state == "done":
        return f"done {said(row.done_on)}" if row.done_on else "done"
    if row.state == "dropped":
        return "dropped"
    if row.due is None:
        return "open"
    return f"late, due {said(row.due)}" if row.due < today else f"open, due {said(row.due)}"


def tone(row: Any, today: datetime.date) -> str:
    """The class of a commitment's standing."""
    if row.state == "open":
        return "late" if row.due is not None and row.due < today else ""
    return "done" if row.state == "done" else ""


def on_the_call(rows: Iterable[Any]) -> tuple[list[Any], list[Any]]:
    """Those who took part, and those who were expected and did not, or not yet."""
    found = list(rows)
    return [row for row in found if row.state in THERE], [
        row for row in found if row.state not in THERE
    ]

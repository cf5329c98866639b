"""What a plan was on a day, from what is known now: states by their dates, and what follows."""

import datetime
from collections.abc import Iterable
from typing import Any, NamedTuple

from sras.planning import rules_tasks

# The date that goes with a state; the others begin on the day on which they were typed.
DATED = {"met": "met_on", "paused": "ended_on", "dropped": "ended_on"}


class Step(NamedTuple):
    """That an objective came into a state: from which day, typed on which day, by which change."""

    state: str
    on: datetime.date
    typed_on: datetime.date
    change: int


def steps(recorded: Iterable[tuple[int, datetime.date, str, Any]]) -> list[Step]:
    """The states of an objective from its recorded fields: (change, day typed, field, value).

    In the order of typing. A date put right later counts for the state that it belongs to.
    """
    found: list[Step] = []
    for change, typed_on, fields in _by_change(recorded):
        if "state" in fields:
            state = fields["state"]
            on = fields.get(DATED.get(state, "")) or typed_on
            found.append(Step(state, on, typed_on, change))
        elif found and fields.get(DATED.get(found[-1].state, "")):
            found[-1] = found[-1]._replace(on=fields[DATED[found[-1].state]])
    return found


def _by_change(recorded: Iterable[Any]) -> Iterable[tuple[int, datetime.date, dict[str, Any]]]:
    changes: dict[int, tuple[datetime.date, dict[str, Any]]] = {}
    for change, typed_on, field, value in recorded:
        changes.setdefault(change, (typed_on, {}))[1][field] = value
    return [(change, *rest) for change, rest in sorted(changes.items())]


def step_on(found: list[Step], added_on: datetime.date, day: datetime.date) -> Step | None:
    """The last step that had been taken by a day; None before the objective was in the plan.

    It is in its first state from the day it was added, whenever that was typed, and in an undated
    one that was typed on the same day as well.
    """
    if added_on > day or not found:
        return None
    first = found[0]
    for step in reversed(found[1:]):
        at_once = step.state not in DATED and step.typed_on == first.typed_on
        if at_once or step.on <= day:
            return step
    began_later = first.state in DATED and first.on > day
    return first._replace(state="active", on=added_on) if began_later else first


def task_state_on(
    now: str, done_on: datetime.date | None, recorded: str, day: datetime.date
) -> str:
    """The state of a task on a day: done by the date now known, else as recorded then.

    One recorded as done that was not, by the date now known, was still to be done.
    """
    if now == "done" and done_on is not None and done_on <= day:
        return "done"
    return "not_started" if recorded == "done" else recorded


def due_on(
    frequency: str,
    due: datetime.date | None,
    times_done: list[tuple[datetime.date | None, datetime.date, bool]],
) -> datetime.date | None:
    """When a task was due on a day: as recorded then, or as a completion typed later moves it.

    `times_done` are (due, done on, typed later) until that day, the oldest first.
    """
    if not times_done or frequency == "once":
        return due
    was_due, done_on, typed_later = times_done[-1]
    if not typed_later:
        return due
    known = [each for each, _on, _late in times_done if each is not None]
    return rules_tasks.next_due(frequency, was_due, done_on, min(known, default=None))

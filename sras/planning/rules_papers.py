"""The plan as rows of a table, one a task; the same table can be read in again."""

import datetime
from collections.abc import Iterable, Iterator
from typing import Any

from sras.planning import rules, rules_means
from sras.planning.rules_plan import Item

HEAD = (
    "Code",
    "Indicator",
    "Key",
    "Objective state",
    "List",
    "Objective owner",
    "Objective done by",
    "When fully in place",
    "Start",
    "Target date",
    "Priority",
    "Opportunity",
    "Index",
    "Level",
    "Progress",
    "Staff days",
    "Money",
    "Measures",
    "Task no.",
    "Task",
    "Task owner",
    "Task done by",
    "Added",
    "Due",
    "Frequency",
    "Task state",
    "Why",
    "Done on",
)
WIDTHS = (
    7,
    30,
    6,
    10,
    12,
    18,
    18,
    40,
    11,
    11,
    8,
    11,
    7,
    7,
    18,
    10,
    24,
    40,
    8,
    40,
    18,
    18,
    11,
    11,
    12,
    12,
    24,
    11,
)


def rows(items: Iterable[Item]) -> Iterator[list[Any]]:
    """The head, then a row for each task shown; an objective without tasks has a row of its own."""
    yield list(HEAD)
    for item in items:
        objective = _objective_cells(item)
        for task in item.shown:
            yield [*objective, *_task_cells(task)]
        if not item.shown:
            yield [*objective, *[""] * 10]


def _objective_cells(item: Item) -> list[Any]:
    objective = item.objective
    assessment, indicator = objective.assessment, objective.assessment.indicator
    index = assessment.priority_index
    return [
        indicator.code,
        indicator.title,
        "KEY" if indicator.is_key else "",
        objective.state,
        objective.list.replace("_", " "),
        objective.owner.name if objective.owner_id else "",
        objective.outside_owner,
        objective.done_description,
        _date(objective.starts_on),
        _date(objective.target_on),
        assessment.priority or "",
        assessment.opportunity or "",
        index or "",
        assessment.level or "",
        item.progress.text,
        "" if objective.staff_days is None else objective.staff_days,
        rules_means.money_words(objective.money),
        "; ".join(measure.line for measure in item.measures),
    ]


def _task_cells(task: Any) -> list[Any]:
    return [
        task.number,
        task.title,
        task.owner.name if task.owner_id else "",
        task.outside_owner,
        _date(task.added_on),
        _date(task.due),
        task.frequency.replace("_", " "),
        task.state.replace("_", " "),
        task.state_reason,
        _date(task.done_on),
    ]


def _date(day: datetime.date | None) -> datetime.date | str:
    return day if day is not None else ""


TASK_HEAD = (
    *("Code", "Indicator", "Task no.", "Task", "Owner", "Done by", "Added", "Due", "How it stands"),
    *("State", "Why", "Frequency"),
)
TASK_WIDTHS = (7, 30, 8, 50, 20, 24, 12, 12, 18, 12, 30, 12)


def task_rows(tasks: Iterable[Any], today: datetime.date) -> Iterator[list[Any]]:
    """The head, then a row for each task of any objective."""
    yield list(TASK_HEAD)
    for task in tasks:
        indicator = task.objective.assessment.indicator
        yield [
            indicator.code,
            indicator.title,
            task.number,
            task.title,
            task.owner.name if task.owner_id else "",
            task.outside_owner,
            _date(task.added_on),
            _date(task.due),
            rules.standing_words(task.due, None, today),
            task.state.replace("_", " "),
            task.state_reason,
            task.frequency.replace("_", " "),
        ]

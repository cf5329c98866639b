"""What a past day said, read by the parts that papers are made of."""

import datetime
from typing import Any

from sras.assessment.models_as_of import as_of, told_on
from sras.history.models import Change
from sras.planning.models_as_of import items_on, plan_as_of


def number_at(moment: datetime.datetime) -> int:
    """The number of the newest change made before a moment, 0 when there was none."""
    newest = Change.select().where(Change.at < moment).order_by(Change.id.desc()).first()
    return newest.id if newest else 0


def levels_on(cycle: Any, day: datetime.date) -> dict[int, int | None]:
    """The level of each assessment of a cycle on a day; None before one was agreed."""
    return {line.id: line.level for line in told_on(cycle, as_of(day)).lines}


def objectives_on(cycle: Any, day: datetime.date, zone: str | None = None) -> list[Any]:
    """The objectives of the plan of a cycle on a day."""
    return [item.objective for item in items_on(cycle, plan_as_of(day, zone))]


def tasks_on(cycle: Any, day: datetime.date, zone: str | None = None) -> list[Any]:
    """Their tasks on that day."""
    return [task for item in items_on(cycle, plan_as_of(day, zone)) for task in item.tasks]

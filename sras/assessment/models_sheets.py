"""What worksheets and the keying screen read: the texts of indicators, and what one has saved."""

import datetime
from typing import Any

from peewee import fn

from sras.frameworks.models import Indicator, Level
from sras.history.models import Change


def texts_of(keys: list[int]) -> dict[int, tuple[Any, list[Any]]]:
    """Each indicator with its four levels, by its key; two queries for all of them."""
    indicators = list(Indicator.select().where(Indicator.id.in_(keys)))
    levels: dict[int, list[Any]] = {row.id: [] for row in indicators}
    for level in Level.of_indicators(indicators):
        levels[level.__data__["indicator"]].append(level)
    return {row.id: (row, levels[row.id]) for row in indicators}


def saved_by(person: int, since: datetime.datetime) -> list[int]:
    """The keys of the assessments that a person changed since a moment, the latest first."""
    found: Any = Change.select(Change.key).where(
        Change.by_key == person,
        Change.at >= since,
        Change.kind == "assessment",
        Change.verb != "added",
    )
    return [
        key for (key,) in found.group_by(Change.key).order_by(fn.MAX(Change.id).desc()).tuples()
    ]

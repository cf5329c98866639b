"""What worksheets read: the texts of indicators."""

from typing import Any

from sras.frameworks.models import Indicator, Level


def texts_of(keys: list[int]) -> dict[int, tuple[Any, list[Any]]]:
    """Each indicator with its four levels, by its key; two queries for all of them."""
    indicators = list(Indicator.select().where(Indicator.id.in_(keys)))
    levels: dict[int, list[Any]] = {row.id: [] for row in indicators}
    for level in Level.of_indicators(indicators):
        levels[level.__data__["indicator"]].append(level)
    return {row.id: (row, levels[row.id]) for row in indicators}

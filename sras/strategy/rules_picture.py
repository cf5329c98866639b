"""Where the points of a measure's small picture lie."""

import datetime
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from sras.strategy.rules import Point

WIDTH, HEIGHT = 240, 72
LEFT, RIGHT, TOP, BOTTOM = 16, 52, 16, 16
ABOVE, BELOW = -6, 13  # from a dot to its label

Place = tuple[float, float]


class Picture(NamedTuple):
    """The line of values, the line of targets, and how high the label of the last value stands."""

    values: list[Place]
    targets: list[Place]
    label: float


def picture(
    start: Point | None, targets: Sequence[Point], values: Sequence[Point]
) -> Picture | None:
    """The lines from the baseline through the values and the targets; None with one point only."""
    told = [*([start] if start else []), *values]
    aimed = [*([start] if start else []), *targets] if targets else []
    every = [*told, *aimed]
    if len(set(every)) < 2:
        return None
    first, last = min(day for day, _ in every), max(day for day, _ in every)
    low, high = min(value for _, value in every), max(value for _, value in every)

    def place(point: Point) -> Place:
        return (
            _along(_days(first, point[0]), _days(first, last), LEFT, WIDTH - RIGHT),
            _along(point[1] - low, high - low, HEIGHT - BOTTOM, TOP),
        )

    drawn, wanted = [place(point) for point in told], [place(point) for point in aimed]
    return Picture(drawn, wanted, _label(drawn, wanted))


def _label(drawn: list[Place], wanted: list[Place]) -> float:
    """The label of the last value, on the side that the line of targets leaves free."""
    if not drawn:
        return 0
    x, y = drawn[-1]
    return round(y + (BELOW if y > _height_at(x, wanted) else ABOVE), 1)


def _height_at(x: float, line: list[Place]) -> float:
    """How high a line is at `x`; beyond its ends as high as there, the bottom without a line."""
    for (left, start), (right, end) in pairwise(line):
        if left <= x <= right:
            return start + (end - start) * ((x - left) / (right - left or 1))
    return line[-1][1] if line else HEIGHT


def _days(first: datetime.date, day: datetime.date) -> int:
    return (day - first).days


def _along(part: float, whole: float, low: float, high: float) -> float:
    share = part / whole if whole else 0.5
    return round(low + share * (high - low), 1)

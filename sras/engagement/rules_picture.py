"""Where the steps of an agreement lie in its small picture, one line a step."""

import datetime
from typing import NamedTuple

from sras.engagement.rules_timeline import Step, Timeline

WIDTH, LEFT, RIGHT = 360, 6, 6
TOP = 18
ROW, CLOSE = 30, 24  # from line to line, on screen and on paper


class Line(NamedTuple):
    """One step: how high it lies, where it is due and done, and how far it is late."""

    step: Step
    words_y: int
    track_y: int
    due_x: float
    done_x: float | None
    late_to: float | None


class Picture(NamedTuple):
    """The lines, the months along the top, the line of today, and the size."""

    lines: list[Line]
    months: list[tuple[float, str]]
    today_x: float | None
    height: int


def picture(
    told: Timeline,
    term: tuple[datetime.date, datetime.date],
    today: datetime.date,
    row: int = ROW,
) -> Picture:
    """The picture of a timeline between the first and the last day of all that it shows."""
    days = [*term]
    days += [day for step in told.steps for day in (step.due, step.done and step.done.day) if day]
    first, last = min(days), max(days)

    def x(day: datetime.date) -> float:
        share = (min(max(day, first), last) - first).days / ((last - first).days or 1)
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    lines = []
    for place, step in enumerate(told.steps):
        top = TOP + place * row
        done = x(step.done.day) if step.done else None
        late_to = done if step.done and step.done.day > step.due else None
        if step.state == "late":
            late_to = x(today)
        lines.append(Line(step, top + row // 3, top + 3 * row // 4, x(step.due), done, late_to))
    shown = x(today) if first <= today <= last else None
    return Picture(lines, _months(first, last, x), shown, TOP + len(lines) * row)


def _months(first: datetime.date, last: datetime.date, x: object) -> list[tuple[float, str]]:
    """The first day of every third month, by name; only what has room before the edge."""
    found, day = [], (first.replace(day=1) + datetime.timedelta(32)).replace(day=1)
    while day <= last:
        found.append((x(day), f"{day:%b} {day.year}" if day.month == 1 else f"{day:%b}"))  # type: ignore[operator]
        day = (day + datetime.timedelta(32)).replace(day=1)
    every = max(1, -(-len(found) // 5))
    return [month for month in found[::every] if month[0] < WIDTH - 30]

"""Measures in words: numbers with their unit, and how far the latest value is from its target."""

import datetime
from collections.abc import Sequence
from typing import NamedTuple

WHAT_NAMES = {
    "output": "output: what was done",
    "implementation": "implementation: whether it is done as meant",
    "outcome": "outcome: what came of it",
    "cost": "cost",
}
DIRECTION_NAMES = {"up": "it should rise", "down": "it should fall"}

Point = tuple[datetime.date, float]


class HowFar(NamedTuple):
    """How a measure stands: the class of its tag, the tag's word, and a sentence."""

    tone: str
    word: str
    words: str


def number(value: float) -> str:
    """A number as people write it: 61, 61.5, 1,250."""
    return f"{value:,.4f}".rstrip("0").rstrip(".")


def plain(value: float | None) -> str:
    """The same as a field takes it, empty when there is none."""
    return "" if value is None else number(value).replace(",", "")


def amount(value: float, unit: str) -> str:
    """A number with its unit: 61 %, $1,250, 12 days."""
    if unit == "$":
        return f"-${number(-value)}" if value < 0 else f"${number(value)}"
    return f"{number(value)} {unit}".rstrip()


def gap(one: float, other: float, unit: str) -> str:
    """How far two values are apart; percents are apart by points."""
    apart = round(abs(one - other), 4)
    if unit == "%":
        return f"{number(apart)} {'point' if apart == 1 else 'points'}"
    return amount(apart, unit)


def reached(direction: str, value: float, target: float) -> bool:
    """Whether a value is at its target or past it, in the direction that is wanted."""
    return value <= target if direction == "down" else value >= target


def how_far(
    direction: str,
    unit: str,
    start: Point | None,
    targets: Sequence[Point],
    latest: Point | None,
) -> HowFar:
    """The latest value against the target of its day, else against the next one, in words.

    Never a grade and never a share of the way: the team sees the numbers and judges.
    """
    if latest is None:
        return HowFar("", "no value yet", "No value yet.")
    day, value = latest
    due = [target for target in targets if target[0] <= day]
    ahead = [target for target in targets if target[0] > day]
    now = f"{amount(value, unit)} on {_day(day)}"
    if due:
        return _against(direction, unit, due[-1], value, now, f"for {_day(due[-1][0])}")
    if ahead and reached(direction, value, ahead[0][1]):
        return _against(direction, unit, ahead[0], value, now, f"for {_day(ahead[0][0])}")
    if ahead:
        left = gap(value, ahead[0][1], unit)
        aim = f"{left} to go to {amount(ahead[0][1], unit)} by {_day(ahead[0][0])}"
        tone, word = _moved(direction, start, value)
        return HowFar(tone, word, f"{now}: {aim}.")
    if start is None or start[1] == value:
        return HowFar("", "no target", f"{now}.")
    way = "up" if value > start[1] else "down"
    return HowFar("", "no target", f"{now}: {way} {gap(value, start[1], unit)}.")


def _against(direction: str, unit: str, target: Point, value: float, now: str, when: str) -> HowFar:
    aim = f"the target of {amount(target[1], unit)} {when}"
    if reached(direction, value, target[1]):
        return HowFar("on-track", "target reached", f"{now}: {aim} is reached.")
    short = gap(value, target[1], unit)
    return HowFar("late", "short of the target", f"{now}: {short} short of {aim}.")


def _moved(direction: str, start: Point | None, value: float) -> tuple[str, str]:
    if start is None:
        return "", "not there yet"
    if start[1] == value:
        return "", "no change yet"
    if reached(direction, value, start[1]):
        return "on-track", "on the way"
    return "soon", "moving away"


def line(name: str, unit: str, start: Point | None, targets: Sequence[Point], far: HowFar) -> str:
    """A measure in one line, as paper and tables say it."""
    said = []
    if start is not None:
        said.append(f"baseline {amount(start[1], unit)} ({_day(start[0])})")
    said += [f"target {amount(value, unit)} by {_day(day)}" for day, value in targets]
    told = far.words[0].lower() + far.words[1:]
    return f"{name}: {'; '.join([*said, told])}"


def _day(day: datetime.date) -> str:
    return f"{day.day} {day:%b %Y}"

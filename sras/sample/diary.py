"""The sample's calendar: weeks counted from the last meeting, and what happened when."""

import datetime
import itertools
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sras.core import clock

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SINCE_MEETING = 5  # days at least between the last meeting and the day of building
TEXTS = Path(__file__).parent / "texts"

Deed = Callable[[datetime.date], object]


def texts(name: str) -> dict[str, Any]:
    """The content of one file of texts."""
    return tomllib.loads((TEXTS / f"{name}.toml").read_text("utf-8"))


class Diary:
    """What happens when; days are said as `-3 tue` (week and weekday) or `+5` (days from today).

    Week 0 is that of the last meeting, a Tuesday some days before today. Meetings are in the even
    weeks, so that whatever was agreed there lies on a working day however late the state is built.
    """

    def __init__(self, today: datetime.date, zone: str) -> None:
        self.today, self.zone = today, zone
        recent = today - datetime.timedelta(days=SINCE_MEETING)
        back = (recent.weekday() - DAYS.index("tue")) % 7
        self.monday = recent - datetime.timedelta(days=back + 1)
        self._deeds: list[tuple[datetime.datetime, int, datetime.date, Deed]] = []
        self._order = itertools.count()

    def day(self, said: str) -> datetime.date:
        """The date of `-3 tue`, or of `+5`: five days from today, on a working day."""
        if said.startswith("+"):
            day = self.today + datetime.timedelta(days=int(said))
            return day + datetime.timedelta(days=max(0, 7 - day.weekday()) if _is_off(day) else 0)
        week, weekday = said.split()
        return self.monday + datetime.timedelta(days=7 * int(week) + DAYS.index(weekday))

    def days(self, row: dict[str, Any], *names: str) -> dict[str, Any]:
        """The row with the named fields, where it has them, as dates."""
        return row | {name: self.day(row[name]) for name in names if name in row}

    def note(self, when: str, deed: Deed) -> None:
        """Something that happens at a moment such as `-3 tue 10:40`; it is handed the day."""
        said, _, hour = when.rpartition(" ")
        day = self.day(said)
        hours, minutes = hour.split(":")
        midnight = clock.end_of(day - datetime.timedelta(days=1), self.zone)
        moment = midnight + datetime.timedelta(hours=int(hours), minutes=int(minutes))
        self._deeds.append((moment, next(self._order), day, deed))

    def play(self) -> None:
        """Let everything happen in its order, the clock standing at each moment."""
        for moment, _, day, deed in sorted(self._deeds, key=lambda each: each[:2]):
            with clock.frozen(moment):
                deed(day)


def _is_off(day: datetime.date) -> bool:
    return day.weekday() > 4

"""The only reader of the clock: moments are aware UTC, days are plain dates in a named zone."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path

import tzdata  # type: ignore[import-untyped]

# No zone is taken from the host. Looking for where it keeps them would read all that Python was
# built with, 0.6 MB which are kept.
os.environ.setdefault("PYTHONTZPATH", "")
from zoneinfo import ZoneInfo

# From the package in the lock, not from the host: hosts' rules can be years old.
ZONES = Path(tzdata.__file__).parent

# Days that have a midnight in UTC in every zone.
YEARS = range(1900, 2200)  # what may be typed: a law of long ago, a plan far ahead
EARLIEST, LATEST = date(1, 1, 3), date(9999, 12, 28)


class FrozenClock:
    """A clock that stands still until it is moved."""

    def __init__(self, moment: datetime) -> None:
        self.set(moment)

    def set(self, moment: datetime) -> None:
        """Stand at this moment, which must say its offset from UTC."""
        if moment.tzinfo is None:
            raise ValueError("a frozen moment must carry its time zone")
        self.moment = moment.astimezone(UTC)

    def move(self, **units: float) -> None:
        """Go forward (or back) by units of timedelta, for example ``hours=2``."""
        self.moment += timedelta(**units)


_frozen: FrozenClock | None = None


def now() -> datetime:
    """The present moment, aware and in UTC."""
    return _frozen.moment if _frozen else datetime.now(UTC)


def today(zone: str) -> date:
    """The date now in the named zone; ValueError when there is no such zone."""
    return local(now(), zone).date()


def local(moment: datetime, zone: str) -> datetime:
    """The same moment as people in the named zone say it."""
    return moment.astimezone(_zone(zone))


def end_of(day: date, zone: str) -> datetime:
    """The first moment, in UTC, that no longer belongs to this day in the named zone."""
    day = min(max(day, EARLIEST), LATEST)
    midnight = datetime.combine(day + timedelta(days=1), time(), tzinfo=_zone(zone))
    return midnight.astimezone(UTC)


def at(day: date, time_of_day: str, zone: str) -> datetime:
    """The moment, in UTC, when clocks in the named zone show `10:00` on a day."""
    shown = datetime.combine(day, time.fromisoformat(time_of_day), tzinfo=_zone(zone))
    return shown.astimezone(UTC)


def is_zone(name: str) -> bool:
    """Whether there is a time zone of this name, for example ``America/Chicago``."""
    return name in zones()


@lru_cache(maxsize=1)
def zones() -> frozenset[str]:
    """The names of all time zones."""
    return frozenset((ZONES / "zones").read_text("utf-8").split())


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    if not is_zone(name):
        raise ValueError(f"There is no time zone “{name}”.")
    with (ZONES / "zoneinfo" / name).open("rb") as stream:
        return ZoneInfo.from_file(stream, key=name)


@contextmanager
def frozen(moment: datetime) -> Iterator[FrozenClock]:
    """Stop the clock of the whole process; used by the sample state and by tests.

    Every thread sees it, so that a served page agrees with the test that asks for it.
    """
    global _frozen
    before, _frozen = _frozen, FrozenClock(moment)
    try:
        yield _frozen
    finally:
        _frozen = before

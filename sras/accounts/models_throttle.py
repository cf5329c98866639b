"""The throttle before the door: how many tries an address or an account has used up."""

import datetime
from collections.abc import Iterable

from sras.accounts import rules_throttle as throttle
from sras.core.db import Line, Moment, Table, Whole, transaction


class Bucket(Table):
    """Tries before a door, for one address or one account; it empties again with time."""

    name = Line(120, unique=True)
    level = Whole(0, 1_000_000)  # thousandths of a try already used
    at = Moment()

    @classmethod
    def take(cls, tries: Iterable[tuple[str, throttle.Limit]], now: datetime.datetime) -> int:
        """Use up one try of each bucket; or none, and say how many seconds to wait."""
        with transaction():
            wait, found = 0, []
            for name, limit in tries:
                row = cls.get_or_none(cls.name == name)
                level = throttle.drained(row.level, row.at, now, limit) if row else 0
                wait = max(wait, throttle.wait(level, limit))
                found.append((name, row, level))
            if not wait:
                for name, row, level in found:
                    cls._put(name, row, level + throttle.TRY, now)
        return wait

    @classmethod
    def give_back(cls, names: Iterable[str]) -> None:
        """Return one try to each bucket, since it was a right one."""
        with transaction():
            for row in cls.select().where(cls.name.in_(list(names))):
                cls._put(row.name, row, max(0, row.level - throttle.TRY), row.at)

    @classmethod
    def _put(cls, name: str, row: "Bucket | None", level: int, at: datetime.datetime) -> None:
        if row is None:
            cls.delete().where(cls.at < at - throttle.FORGET).execute()
            cls.create(name=name, level=level, at=at)
        else:
            cls.update(level=level, at=at).where(cls.id == row.id).execute()

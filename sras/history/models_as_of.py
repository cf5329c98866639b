"""Rows as they stood at the end of a day, by undoing what was recorded after it.

This is for what has no date of its own: texts, owners, due dates. What has one counts by it, as
known now; the features say so themselves.
"""

import copy
import datetime
from collections import defaultdict
from collections.abc import Collection
from typing import Any

from peewee import fn

from sras.core import clock
from sras.core.kinds import HAPPENED, KINDS, kind_of
from sras.history.models import GAVE_UP, Change, ChangedField, plain
from sras.history.models_past import Past, name_in
from sras.history.models_shown import Shown, is_shown

Thing = tuple[str, int]
Moment = datetime.datetime


class AsOf(Past):
    """Rows of some kinds at the end of a day in a zone; read in one query.

    A row typed after the day shows its words as they were at the end of the day on which it was
    typed: before that nothing was said of it.
    """

    def __init__(
        self,
        day: datetime.date,
        zone: str,
        kinds: Collection[str],
        ever: Shown | None = None,
        but: Collection[str] = (),
    ) -> None:
        """`ever` is what of a kind is wanted as recorded at any time; see `ever_recorded`.

        Fields in `but` are not read: they stay as they are now.
        """
        self.day, self.zone = day, zone
        self.moment = clock.end_of(day, zone)
        self._recorded: dict[Thing, list[Any]] = defaultdict(list)  # newest first
        self._made: dict[Thing, Moment] = {}
        self._ever: dict[Thing, list[Any]] = defaultdict(list)  # newest first too
        for row in _recorded_since(self.moment, kinds, ever, but):
            thing = (row.kind, row.key)
            if ever is not None and row.kind == ever.kind and row.field in ever.fields:
                self._ever[thing].append(row)
            if row.at < self.moment:
                continue
            self._recorded[thing].append(row)
            if row.version == 1 and row.verb != GAVE_UP:
                self._made[thing] = row.at

    def later(self, day: datetime.date) -> "AsOf":
        """The same rows at the end of a later day; asks nothing anew."""
        then = copy.copy(self)
        then.day, then.moment = day, clock.end_of(day, self.zone)
        then._made = {thing: at for thing, at in self._made.items() if at >= then.moment}
        return then

    def made_late(self, kind: str, key: int) -> bool:
        """Whether a row was typed after the day."""
        return (kind, key) in self._made

    def had(self, kind: str, key: int) -> bool:
        """Whether a row had been typed by the end of the day."""
        return not self.made_late(kind, key)

    def keys(self, *kinds: str) -> set[int]:
        """The rows of these kinds in which something was recorded since."""
        return {key for kind, key in self._recorded if kind in kinds}

    def end_of(self, day: datetime.date) -> Moment:
        """The end of the day asked for, or of a later one."""
        return max(self.moment, clock.end_of(day, self.zone))

    def since(self, kind: str, key: int) -> Moment:
        """The moment at which the words of a row are read."""
        made = self._made.get((kind, key))
        return self.moment if made is None else self.end_of(clock.local(made, self.zone).date())

    def fields(self, kind: str, key: int, since: Moment | None = None) -> dict[str, Any]:
        """The columns of a row that were recorded after a moment, as they were at it."""
        undone = self._undone_of(kind, key, since)
        if not undone or kind not in KINDS:
            return {}
        columns = KINDS[kind].table._meta.fields
        return {
            name: columns[name].python_value(plain(old))
            for name, old in undone.items()
            if name in columns
        }

    def was_there(self, row: Any, since: Moment | None = None) -> bool:
        """Whether a row was among the current ones at a moment; one typed late was, when typed."""
        kind = kind_of(row).name
        made = self._made.get((kind, row.id))
        if since is not None and made is not None and made >= since:
            return False
        return self.fields(kind, row.id, since).get("archived_at", row.archived_at) is None

    def came_to(self, kind: str, key: int, field: str, value: Any) -> bool:
        """Whether a column was changed to a value since the day; being made with it is none."""
        return any(
            row.field == field and plain(row.new) == value and row.version > 1
            for row in self._recorded.get((kind, key), ())
            if row.at >= self.moment
        )

    def name_then(self, kind: str, key: int, field: str) -> str:
        """What a row referred to was called when it was recorded."""
        return name_in(self._undone_of(kind, key).get(field))

    def ever_recorded(self, kind: str, key: int) -> list[Any]:
        """All that was ever recorded in the fields asked for as `ever`, the oldest first.

        Each has number, at, field and new; a text given up is not among it.
        """
        return [row for row in reversed(self._ever[(kind, key)]) if row.verb != GAVE_UP]

    def _undone_of(self, kind: str, key: int, since: Moment | None = None) -> dict[str, Any]:
        recorded = self._recorded.get((kind, key))
        if not recorded:
            return {}
        since = since or self.since(kind, key)
        return {row.field: row.old for row in recorded if row.at >= since}


def _recorded_since(
    moment: Moment, kinds: Collection[str], ever: Shown | None, but: Collection[str]
) -> Any:
    which = (Change.at >= moment) & Change.kind.in_(list(kinds))
    if ever is not None:
        which |= (Change.kind == ever.kind) & ChangedField.field.in_(ever.fields)
    return (
        ChangedField.select(
            ChangedField.field,
            ChangedField.old,
            ChangedField.new,
            Change.id.alias("number"),
            Change.at,
            Change.kind,
            Change.key,
            Change.version,
            Change.verb,
        )
        .join(Change)
        .where(which, ~ChangedField.sealed, ChangedField.field.not_in(list(but)))
        .order_by(Change.id.desc(), ChangedField.id.desc())
        .namedtuples()
    )


def newest_counted(shown: list[Shown], then: AsOf) -> int:
    """The number of the newest change that a paper of a past day counts; 0 when there is none.

    What was recorded by the end of the day, and facts of until then that were typed later.
    """
    day = f'"{then.day.isoformat()}"'
    fact: Any = None
    for kind, (days, _said) in HAPPENED.items():
        one = (Change.kind == kind) & ChangedField.field.in_(days)
        fact = one if fact is None else fact | one
    by_then = (ChangedField.new <= day) | (ChangedField.old <= day)
    newest = ChangedField.select(fn.MAX(Change.id)).join(Change)
    found = newest.where(is_shown(shown), (Change.at < then.moment) | (fact & by_then)).scalar()
    return found or 0

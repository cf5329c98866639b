"""What was entered late: facts with a date inside a period that were recorded after a change."""

import datetime
from collections.abc import Iterable
from typing import Any

from sras.core.kinds import HAPPENED, KINDS, STAYED, TURNS
from sras.history.models import GAVE_UP, Change, ChangedField, plain
from sras.history.models_turns import turned_since
from sras.history.rules_late import Late, gathered

Key = tuple[str, int]


def late_entries(after_change: int, first: datetime.date, last: datetime.date) -> list[Late]:
    """The facts of a period of which something was recorded after a change, the oldest first.

    A fact whose date was put right counts when either date lies in the period, one taken back
    when its date did. What became of something on a day that stayed is told too. Two questions,
    and one for each kind of which rows were archived, or something became, since.
    """
    rows = list(_recorded(after_change))
    recorded = [_told(row) for row in rows if row.field in _columns(row.kind)]
    recorded += _archived(after_change)
    found = gathered(recorded)
    found += turned_since(rows, {(late.kind, late.key) for late in found})
    return sorted(
        (late for late in found if late.lies_in(first, last)),
        key=lambda late: (late.number, late.field),
    )


def _columns(kind: str) -> tuple[str, ...]:
    days, said = HAPPENED.get(kind, ((), ()))
    return (*days, *said)


def _told(row: Any) -> dict[str, Any]:
    """What was recorded, as `gathered` takes it."""
    is_day = row.field in HAPPENED[row.kind][0]
    read = _day if is_day else plain
    return {**_head(row), "field": row.field, "old": read(row.old), "new": read(row.new)}


def _head(row: Any) -> dict[str, Any]:
    days, said = HAPPENED[row.kind]
    return {
        "number": row.number,
        "at": row.at,
        "by": row.by_name,
        "kind": row.kind,
        "key": row.key,
        "name": row.name,
        "days": days,
        "said": said,
    }


def _day(recorded: str | None) -> datetime.date | None:
    value = plain(recorded)
    return datetime.date.fromisoformat(value) if value else None


def _recorded(after: int) -> Any:
    which = None
    for kind, (days, said) in HAPPENED.items():
        one = (Change.kind == kind) & ChangedField.field.in_([*days, *said])
        which = one if which is None else which | one
    for kind, turn in TURNS.items():
        which |= (Change.kind == kind) & (ChangedField.field == turn.column)
    return (
        ChangedField.select(
            ChangedField.field,
            ChangedField.old,
            ChangedField.new,
            Change.id.alias("number"),
            Change.at,
            Change.by_name,
            Change.kind,
            Change.key,
            Change.name,
        )
        .join(Change)
        .where(Change.id > after, which, ~ChangedField.sealed, Change.verb != GAVE_UP)
        .order_by(Change.id, ChangedField.id)
        .namedtuples()
    )


def _archived(after: int) -> Iterable[dict[str, Any]]:
    """Each fact put out of the current ones since, as one whose dates are gone."""
    rows = list(
        Change.select(
            Change.id.alias("number"),
            Change.at,
            Change.by_name,
            Change.kind,
            Change.key,
            Change.name,
        )
        .join(ChangedField)
        .where(
            Change.id > after,
            Change.kind.in_([kind for kind in HAPPENED if kind not in STAYED]),
            ChangedField.field == "archived_at",
            ChangedField.old.is_null(),
            ChangedField.new.is_null(False),
            ~ChangedField.sealed,
        )
        .order_by(Change.id)
        .namedtuples()
    )
    days = _days_of({(row.kind, row.key) for row in rows})
    for row in rows:
        for field, day in days.get((row.kind, row.key), {}).items():
            yield {**_head(row), "field": field, "old": day, "new": None}


def _days_of(things: set[Key]) -> dict[Key, dict[str, datetime.date]]:
    """The dates of archived rows."""
    found: dict[Key, dict[str, datetime.date]] = {}
    for kind in {kind for kind, _key in things}:
        table, names = KINDS[kind].table, HAPPENED[kind][0]
        keys = [key for each, key in things if each == kind]
        for row in table.select().where(table.id.in_(keys), table.archived_at.is_null(False)):
            days = {name: getattr(row, name) for name in names}
            found[kind, row.id] = {name: day for name, day in days.items() if day is not None}
    return found

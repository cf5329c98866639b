"""What was entered late: facts with a date inside a period that were recorded after a change."""

import datetime
from collections.abc import Iterable
from functools import reduce
from operator import add
from typing import Any

from peewee import Value

from sras.core.kinds import HAPPENED, KINDS, STAYED, TURNS
from sras.history.models import GAVE_UP, Change, ChangedField, plain
from sras.history.models_turns import turned_since
from sras.history.rules_late import Late, gathered

Key = tuple[str, int]


def late_entries(after_change: int, first: datetime.date, last: datetime.date) -> list[Late]:
    """The facts of a period of which something was recorded after a change, the oldest first.

    A fact whose date was put right counts when either date lies in the period, one taken back
    when its date did. What became of something on a day that stayed is told too. At most four
    questions.
    """
    rows = list(_recorded(after_change))
    recorded = [_told(row) for row in rows if row.field in _columns(row.kind)]
    recorded += _archived(rows)
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
    gone = [kind for kind in HAPPENED if kind not in STAYED]
    which |= Change.kind.in_(gone) & (ChangedField.field == "archived_at")
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


def _archived(recorded: list[Any]) -> Iterable[dict[str, Any]]:
    """Each fact put out of the current ones since, as one whose dates are gone."""
    rows = [row for row in recorded if row.field == "archived_at" and row.old is None]
    days = _days_of({(row.kind, row.key) for row in rows})
    for row in rows:
        for field, day in days.get((row.kind, row.key), {}).items():
            yield {**_head(row), "field": field, "old": day, "new": None}


def _days_of(things: set[Key]) -> dict[Key, dict[str, datetime.date]]:
    """The dates of archived rows; one question."""
    if not things:
        return {}
    # The one with the most dates first: by it the columns of a union are read.
    kinds = sorted({kind for kind, _key in things}, key=lambda kind: -len(HAPPENED[kind][0]))
    width = len(HAPPENED[kinds[0]][0])
    each = (_dates(kind, [key for own, key in things if own == kind], width) for kind in kinds)
    found: dict[Key, dict[str, datetime.date]] = {}
    for kind, key, *days in reduce(add, each).tuples():
        named = zip(HAPPENED[kind][0], days, strict=False)
        found[kind, key] = {name: day for name, day in named if day is not None}
    return found


def _dates(kind: str, keys: list[int], width: int) -> Any:
    table, names = KINDS[kind].table, HAPPENED[kind][0]
    none = [Value(None)] * (width - len(names))
    columns = (Value(kind), table.id, *(getattr(table, name) for name in names), *none)
    return table.select(*columns).where(table.id.in_(keys), table.archived_at.is_null(False))

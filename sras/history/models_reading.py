"""Read history: which changes, with which of their fields, and what their columns hold."""

import datetime
from collections.abc import Collection
from typing import Any

from peewee import BooleanField, DateField, fn

from sras.core.db import Choice, Moment
from sras.core.kinds import KINDS
from sras.history.models import Change, ChangedField


def changes(kinds: Collection[str], **asked: Any) -> Any:
    """Changes of these kinds, newest first, as narrowed: by, verb, kind, key, after, before.

    `without` is a verb and the kinds of which it is left out.
    What is sealed is left out whole, since a reason or a name could give it away.
    """
    sealed = ChangedField.select().where(ChangedField.change == Change.id, ChangedField.sealed)
    query = (
        Change.select()
        .where(Change.kind.in_(list(kinds)), ~fn.EXISTS(sealed))
        .order_by(Change.id.desc())
    )
    verb, of = asked.pop("without", ("", ()))
    if verb:
        query = query.where((Change.verb != verb) | Change.kind.not_in(of))
    after, before = asked.pop("after", None), asked.pop("before", None)
    for name, value in asked.items():
        if value not in (None, ""):
            query = query.where(getattr(Change, name) == value)
    if after is not None:
        query = query.where(Change.at >= after)
    if before is not None:
        query = query.where(Change.at < before)
    return query


def newest(kinds: Collection[str]) -> Change | None:
    """The newest change of these kinds: its number and day tell one copy of a paper from another.

    None when nothing of them was ever changed.
    """
    found = Change.select(Change.id, Change.at).where(Change.kind.in_(list(kinds)))
    return found.order_by(Change.id.desc()).first()


def with_fields(rows: list[Any]) -> list[Any]:
    """The same changes, each with its fields in `shown`; one query for all of them."""
    found: dict[int, list[Any]] = {row.id: [] for row in rows}
    fields: Any = ChangedField.select().where(
        ChangedField.change.in_(list(found)), ~ChangedField.sealed
    )
    for field in fields.order_by(ChangedField.id):
        found[field.change_id].append(field)
    for row in rows:
        row.shown = found[row.id]
    return rows


def names_in_history() -> list[str]:
    """Everyone and everything that ever changed something, by name."""
    rows: Any = Change.select(Change.by_name).distinct().order_by(Change.by_name).tuples()
    return [name for (name,) in rows]


def column_of(kind: str, field: str) -> str:
    """What a column holds, for `rules.spoken`; text when the column is gone."""
    column = KINDS[kind].table._meta.fields.get(field) if kind in KINDS else None
    if isinstance(column, BooleanField):
        return "yes_no"
    if isinstance(column, DateField):
        return "day"
    if isinstance(column, Moment):
        return "moment"
    return "choice" if isinstance(column, Choice) else "text"


def span(
    first: datetime.date | None, last: datetime.date | None, ends: Any
) -> dict[str, datetime.datetime]:
    """The moments between which changes of a span of days lie; `ends` gives the end of a day."""
    moments = {}
    if first is not None and first > datetime.date.min:
        moments["after"] = ends(first - datetime.timedelta(days=1))
    if last is not None:
        moments["before"] = ends(last)
    return moments

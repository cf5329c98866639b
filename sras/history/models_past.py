"""Rows as they were when a change had just been made, by undoing what came after it."""

import copy
import json
from typing import Any

from peewee import ForeignKeyField, fn

from sras.core.kinds import KINDS, kind_of
from sras.history.models import Change, ChangedField, plain
from sras.history.models_shown import Shown, is_shown


class Past:
    """The state right after a change, for rows of some kinds; read in one query.

    It knows what was recorded: a table whose rows are made without a record is not for it.
    """

    def __init__(self, number: int, shown: list[Shown], ever: list[Shown]) -> None:
        """`shown` is what a paper shows; `ever` what it may have shown when it was printed."""
        self.number = number
        self.held: Change | None = None  # the change itself, if a copy may carry its number
        self.newest: Change | None = None  # the newest of what is shown, from it on
        self._undone: dict[tuple[str, int], dict[str, Any]] = {}
        self._names: dict[tuple[str, int, str], str] = {}
        self._new: set[tuple[str, int]] = set()
        for row in _from_on(number, shown, ever):
            if row.told and self.newest is None:
                self.newest = Change(id=row.number, at=row.at)
            if row.number > number:
                self._undo(row)
            elif row.told or row.told_once:
                self.held = Change(id=row.number, at=row.at)

    def _undo(self, row: Any) -> None:
        thing = (row.kind, row.key)
        self._undone.setdefault(thing, {})[row.field] = plain(row.old)
        self._names[(*thing, row.field)] = name_in(row.old)
        if not row.existed:
            self._new.add(thing)

    def keys(self, *kinds: str) -> set[int]:
        """The rows of these kinds in which something was recorded since."""
        return {key for kind, key in self._undone if kind in kinds}

    def fields(self, kind: str, key: int) -> dict[str, Any]:
        """The columns of a row that were recorded since, as they were; {} when none was."""
        undone = self._undone.get((kind, key))
        if undone is None or kind not in KINDS:
            return {}
        columns = KINDS[kind].table._meta.fields
        return {
            name: columns[name].python_value(value)
            for name, value in undone.items()
            if name in columns
        }

    def had(self, kind: str, key: int) -> bool:
        """Whether a row had been made by then."""
        return (kind, key) not in self._new

    def was_there(self, row: Any) -> bool:
        """Whether a row had been made by then, and not been put out of the current ones."""
        thing = (kind_of(row).name, row.id)
        if thing in self._new:
            return False
        return self._undone.get(thing, {}).get("archived_at", row.archived_at) is None

    def row(self, row: Any) -> Any:
        """A copy of a row as it was, and of the rows joined to it; not to be saved."""
        was = copy.copy(row)
        kind = kind_of(row).name
        was.__data__ = {**row.__data__, **self.fields(kind, row.id)}
        moved = {n for n in self.fields(kind, row.id) if n in _references(row)}
        was.__rel__ = {name: self._joined(was, kind, name, row) for name in {*row.__rel__, *moved}}
        return was

    def rows(self, rows: Any) -> list[Any]:
        """Those of these rows that were there, as they were."""
        return [self.row(row) for row in rows if self.was_there(row)]

    def name_then(self, kind: str, key: int, field: str) -> str:
        """What a row referred to by then was called; empty when that was not recorded."""
        return self._names.get((kind, key, field), "")

    def _joined(self, was: Any, kind: str, name: str, row: Any) -> Any:
        joined, key = row.__rel__.get(name), was.__data__.get(name)
        if joined is not None and joined.id == key:
            return self.row(joined)
        if key is None:
            return None
        stub = _stub(was._meta.fields[name], key, self.name_then(kind, was.id, name))
        return self.row(stub)


def _from_on(number: int, shown: list[Shown], ever: list[Shown]) -> Any:
    """Every field of these kinds recorded from a change on, the newest first.

    `told` says whether it is shown, `told_once` whether it may have been; `existed` whether the
    row had been made by then.
    """
    earlier = Change.alias()
    existed = earlier.select(fn.COUNT(earlier.id)).where(
        earlier.kind == Change.kind, earlier.key == Change.key, earlier.id <= number
    )
    kinds = {each.kind for each in shown}
    return (
        ChangedField.select(
            ChangedField.field,
            ChangedField.old,
            Change.id.alias("number"),
            Change.at,
            Change.kind,
            Change.key,
            existed.alias("existed"),
            is_shown(shown).alias("told"),
            is_shown(ever).alias("told_once"),
        )
        .join(Change)
        .where(Change.id >= number, Change.kind.in_(list(kinds)), ~ChangedField.sealed)
        .order_by(Change.id.desc(), ChangedField.id.desc())
        .namedtuples()
    )


def _references(row: Any) -> set[str]:
    return {field.name for field in row._meta.refs}


def _stub(column: ForeignKeyField, key: int, name: str) -> Any:
    made = column.rel_model(id=key)
    if "name" in made._meta.fields:
        made.name = name
    return made


def name_in(recorded: str | None) -> str:
    """The name in a recorded reference; empty when it was none."""
    value = json.loads(recorded) if recorded else None
    return str(value["name"]) if isinstance(value, dict) and "name" in value else ""

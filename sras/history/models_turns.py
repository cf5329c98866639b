"""What became of something on a day that it had before, recorded later: a meeting was held."""

import datetime
from collections.abc import Iterable
from functools import reduce
from operator import add
from typing import Any, NamedTuple

from peewee import Value

from sras.core.kinds import KINDS, TURNS, Turn
from sras.history.models import plain
from sras.history.rules_late import TURNED, Late

Key = tuple[str, int]


class Thing(NamedTuple):
    """A row of which something became; `held` is the row of which it is told."""

    kind: str
    key: int
    held: int
    day: datetime.date


def turned_since(recorded: Iterable[Any], told: set[Key]) -> list[Late]:
    """What became of things, from what was recorded one after the other; those `told` left out.

    One question, and one for each kind of which another is told.
    """
    first: dict[Key, str] = {}
    newest: dict[Key, Any] = {}
    for row in recorded:
        turn = TURNS.get(row.kind)
        if turn is not None and row.field == turn.column:
            first.setdefault((row.kind, row.key), _words(turn, row.old))
            newest[row.kind, row.key] = row
    moved = {
        thing: row
        for thing, row in newest.items()
        if thing not in told and first[thing] != _words(TURNS[row.kind], row.new)
    }
    found: dict[tuple[Key, str], Late] = {}
    for late in _lates(moved, first):
        if (late.kind, late.key) not in told:
            found[(late.kind, late.key), late.said[TURNED]] = late
    return list(found.values())


def _words(turn: Turn, recorded: str | None) -> str:
    value = plain(recorded)
    return "" if value is None else turn.words(value)


def _lates(moved: dict[Key, Any], first: dict[Key, str]) -> Iterable[Late]:
    """What became of things, the newest last; `first` is what they were before."""
    things = sorted(_things(set(moved)), key=lambda thing: moved[thing.kind, thing.key].number)
    names = _names(things)
    for thing in things:
        row, turn = moved[thing.kind, thing.key], TURNS[thing.kind]
        words = _words(turn, row.new) or f"no longer {first[thing.kind, thing.key]}"
        yield Late(
            kind=turn.of or thing.kind,
            key=thing.held,
            name=names.get((turn.of, thing.held), row.name),
            field=turn.on,
            was=None,
            day=thing.day,
            said={TURNED: words},
            number=row.number,
            at=row.at,
            by=row.by_name,
        )


def _things(keys: set[Key]) -> list[Thing]:
    """The current ones of these rows that have a day."""
    each = [_of_kind(kind, keys) for kind in sorted({kind for kind, _key in keys})]
    return [Thing(*row) for row in reduce(add, each).tuples()] if each else []


def _of_kind(kind: str, keys: set[Key]) -> Any:
    turn, table = TURNS[kind], KINDS[kind].table
    holder = KINDS[turn.of].table if turn.of else table
    on = getattr(holder, turn.on)
    rows = table.select(Value(kind), table.id, holder.id, on)
    if turn.of:
        rows = rows.join(holder)
    own = [key for each, key in keys if each == kind]
    return rows.where(table.id.in_(own), table.archived_at.is_null(), on.is_null(False))


def _names(things: list[Thing]) -> dict[Key, str]:
    """What the rows are called of which it is told instead."""
    held: dict[str, set[int]] = {}
    for thing in things:
        if TURNS[thing.kind].of:
            held.setdefault(TURNS[thing.kind].of, set()).add(thing.held)
    found = {}
    for kind, keys in held.items():
        table = KINDS[kind].table
        found.update({(kind, row.id): str(row) for row in table.select().where(table.id.in_(keys))})
    return found

"""What became of something on a day that it had before, recorded later: a meeting was held."""

from collections.abc import Iterable
from typing import Any

from sras.core.kinds import KINDS, TURNS, Turn
from sras.history.models import plain
from sras.history.rules_late import TURNED, Late

Key = tuple[str, int]


def turned_since(recorded: Iterable[Any], told: set[Key]) -> list[Late]:
    """What became of things, from what was recorded one after the other; those `told` left out.

    One question for each kind of which something became.
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
    for kind in {kind for kind, _key in moved}:
        own = {key: row for (each, key), row in moved.items() if each == kind}
        for late in _lates(kind, TURNS[kind], own, first):
            if (late.kind, late.key) not in told:
                found[(late.kind, late.key), late.said[TURNED]] = late
    return list(found.values())


def _words(turn: Turn, recorded: str | None) -> str:
    value = plain(recorded)
    return "" if value is None else turn.words(value)


def _lates(kind: str, turn: Turn, rows: dict[int, Any], first: dict[Key, str]) -> Iterable[Late]:
    """What became of the things of a kind, the newest last; `first` is what they were before."""
    things = _things(kind, turn, list(rows))
    for thing in sorted(things, key=lambda thing: rows[thing.id].number):
        row = rows[thing.id]
        held = getattr(thing, turn.of) if turn.of else thing
        day = getattr(held, turn.on)
        if day is None or thing.archived_at is not None:
            continue
        words = _words(turn, row.new) or f"no longer {first[kind, thing.id]}"
        yield Late(
            kind=turn.of or kind,
            key=held.id,
            name=str(held) if turn.of else row.name,
            field=turn.on,
            was=None,
            day=day,
            said={TURNED: words},
            number=row.number,
            at=row.at,
            by=row.by_name,
        )


def _things(kind: str, turn: Turn, keys: list[int]) -> Any:
    table = KINDS[kind].table
    if not turn.of:
        return table.select().where(table.id.in_(keys))
    of = KINDS[turn.of].table
    return table.select(table, of).join(of).where(table.id.in_(keys))

"""The kinds of things there are, so that history, evidence and search can open any of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Kind:
    """One kind: its table, the page that shows one by `key`, the right to see it, its word.

    `tells` when the names of its rows say what they are, such as “Ask about 1.4”.
    """

    name: str
    table: Any
    page: str | None
    right: str
    label: str
    tells: bool = False


KINDS: dict[str, Kind] = {}
_BY_TABLE: dict[Any, Kind] = {}
# The columns of a kind that say on which day something happened, and what is said with it.
HAPPENED: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
STAYED: set[str] = set()  # kinds of which a row that was archived still stood before


def register(
    name: str,
    table: Any,
    *,
    label: str,
    page: str | None = None,
    right: str = "read",
    tells: bool = False,
) -> None:
    """Tell the house about a kind; `page` is an endpoint that takes `key`."""
    kind = Kind(name, table, page, right, label, tells)
    KINDS[name] = _BY_TABLE[table] = kind


def happened(name: str, *days: str, said: tuple[str, ...] = (), stayed: bool = False) -> None:
    """Tell the house which dates of a kind are facts, not plans: they count whenever typed.

    `said` are the columns that tell what happened, such as the level that was agreed. With
    `stayed` a row that is archived leaves the past as it was, and is no late fact.
    """
    HAPPENED[name] = (days, said)
    if stayed:
        STAYED.add(name)


@dataclass(frozen=True)
class Turn:
    """What became of a thing on a day that it had already, such as that a meeting was held.

    `column` says it; the day is in `on`, of the row or of what its column `of` refers to, a kind
    of that name. `words` come before the day; values with the same words are one.
    """

    column: str
    on: str
    words: Callable[[Any], str]
    of: str = ""


TURNS: dict[str, Turn] = {}


def turned(name: str, column: str, *, on: str, words: Callable[[Any], str], of: str = "") -> None:
    """Tell the house that a column of a kind counts from a day that was known before it."""
    TURNS[name] = Turn(column, on, words, of)


def kind_of(row_or_table: Any) -> Kind:
    """The kind of a row or of a table; KeyError when it was never registered."""
    table = row_or_table if isinstance(row_or_table, type) else type(row_or_table)
    return _BY_TABLE[table]

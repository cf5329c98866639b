"""Queries that nearly every request asks, whose SQL is built once and not each time."""

from collections.abc import Callable
from typing import Any

import peewee
from peewee import Value

from sras.core.db import database


class Prepared:
    """A query with slots: `Prepared(lambda key: Task.select().where(Task.id == key))`.

    The function is called once, with slots for values. `rows(…)`, `one(…)` and `run(…)` take the
    values as the columns store them: a key, not a row; a moment as its text. Building the SQL of
    a join costs several times what SQLite needs to run it.
    """

    def __init__(self, build: Callable[..., Any]) -> None:
        self._build = build
        self._made: tuple[Any, str, list[Any]] | None = None

    def rows(self, *values: Any) -> list[Any]:
        """The rows for these values."""
        query, cursor = self._execute(values)
        # The wrapper knows how columns become rows and joined rows; it keeps nothing of a run.
        return list(query._get_cursor_wrapper(cursor))

    def one(self, *values: Any) -> Any:
        """The first row, None when there is none."""
        return next(iter(self.rows(*values)), None)

    def run(self, *values: Any) -> int:
        """Insert a row of these values; its key."""
        return int(self._execute(values)[1].lastrowid)

    def run_all(self, rows: list[tuple[Any, ...]]) -> None:
        """Insert many rows of values at once."""
        if rows:
            _query, sql, params = self._made or self._make(len(rows[0]))
            # Faults are said as those of any other query.
            with peewee.__exception_wrapper__:  # type: ignore[attr-defined]
                database.cursor().executemany(sql, [_filled(params, row) for row in rows])

    def _execute(self, values: tuple[Any, ...]) -> tuple[Any, Any]:
        query, sql, params = self._made or self._make(len(values))
        return query, database.execute_sql(sql, _filled(params, values))

    def _make(self, count: int) -> tuple[Any, str, list[Any]]:
        query = self._build(*(Value(_Numbered(place), converter=False) for place in range(count)))
        sql, params = query.sql()
        self._made = (query, sql, list(params))
        return self._made


def _filled(params: list[Any], values: tuple[Any, ...]) -> list[Any]:
    return [values[p.place] if isinstance(p, _Numbered) else p for p in params]


class _Numbered:
    """The place of a value among those given when the query runs."""

    def __init__(self, place: int) -> None:
        self.place = place

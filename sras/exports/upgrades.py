"""Bring a database to today's schema: first on a copy, then with a checked backup at hand."""

import hashlib
import importlib.util
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sras.core import db, db_file
from sras.core.settings import Settings
from sras.exports import backups
from sras.exports.locks import maintaining, serving, working

OWN_TABLE = "schema_migration"


@dataclass(frozen=True)
class Held:
    """What a database holds: the keys of each table, and a hash of each column, "table.column"."""

    keys: dict[str, set[Any]]
    content: dict[str, str]

    @property
    def rows(self) -> dict[str, int]:
        """How many rows each table has."""
        return {table: len(keys) for table, keys in self.keys.items()}


def pending(path: Path) -> list[str]:
    """Names of the migrations that a database still needs; refuses one that is newer."""
    return [path.stem for path in _pending(path)]


def _pending(path: Path) -> list[Path]:
    db_file.check_file(path)
    db.bind(path)
    try:
        with db.database.connection_context():
            rows = db.runner().status()
    finally:
        db.database.close_all()
    if any(row.path is None for row in rows):
        raise db.DatabaseRefused(f"{path} was written by a newer version. Nothing was changed.")
    return [Path(row.path) for row in rows if not row.applied]


def rehearse(path: Path) -> dict[str, tuple[int, int]]:
    """Upgrade a copy; returns the tables whose row count changed, as (before, after).

    Refuses when rows would go, or content that the migrations do not declare to change.
    """
    changes = declared(_pending(path))
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "rehearsal.db"
        backups.copy_database(path, copy)
        before = held(copy)
        _migrate(copy)
        db_file.check_file(copy)
        after = held(copy, before)
    lost = losses(before, after, changes)
    if lost:
        raise db.DatabaseRefused(f"The rehearsal on a copy would lose {lost}. Nothing was changed.")
    return {
        name: (count, after.rows.get(name, 0))
        for name, count in before.rows.items()
        if after.rows.get(name, 0) != count
    }


def upgrade(settings: Settings) -> tuple[list[str], Path | None]:
    """Apply what is pending; returns the names and the backup made first (None if none was due)."""
    path = settings.database_path
    with serving(settings.instance), working(settings.instance):
        due = _pending(path)
        if not due:
            return [], None
        rehearse(path)
        kept = backups.backup(settings)
        with maintaining(settings.instance):
            before = held(path)
            _migrate(path)
            lost = losses(before, held(path, before), declared(due))
        if lost:
            raise db.DatabaseRefused(f"The upgrade lost {lost}. Restore {kept}.")
        return [path.stem for path in due], kept


def held(path: Path, before: Held | None = None) -> Held:
    """What a database file holds, whatever its schema; of rows added since `before` the keys."""
    found = Held({}, {})
    with closing(sqlite3.connect(db_file.existing(path), uri=True)) as connection:
        for table in backups.table_names(connection):
            if table != OWN_TABLE:
                _look_through(connection, table, found, before)
    return found


def _look_through(
    connection: sqlite3.Connection, table: str, found: Held, before: Held | None
) -> None:
    """Gather the keys of a table, and hash its values beside their keys, column by column."""
    columns = connection.execute(f'PRAGMA table_info("{table}")').fetchall()
    names = [column[1] for column in columns]
    keys = [place for place, column in enumerate(columns) if column[5]]
    order = ", ".join(f'"{names[place]}"' for place in keys) or "rowid"
    counted = before.keys.get(table) if before else None
    digests = [hashlib.sha256() for _ in names]
    found.keys[table] = set()
    for row in connection.execute(f'SELECT * FROM "{table}" ORDER BY {order}'):  # noqa: S608
        key = tuple(row[place] for place in keys) or tuple(row)
        found.keys[table].add(key)
        if counted is None or key in counted:
            for digest, value in zip(digests, row, strict=True):
                digest.update(repr((key, value)).encode())
    for name, digest in zip(names, digests, strict=True):
        found.content[f"{table}.{name}"] = digest.hexdigest()


def losses(before: Held, after: Held, changes: set[str]) -> str:
    """What went that should not have: rows, else what stood in a column; empty when nothing did."""
    gone = [table for table, keys in before.keys.items() if keys - after.keys.get(table, set())]
    if gone:
        return f"rows of {', '.join(sorted(gone))}"
    other = [
        column
        for column, digest in before.content.items()
        if column not in changes and after.content.get(column) != digest
    ]
    return f"what stands in {', '.join(sorted(other))}" if other else ""


def declared(migrations: list[Path]) -> set[str]:
    """The columns, as "table.column", that migrations say in CHANGES that they change or drop."""
    found: set[str] = set()
    for path in migrations:
        spec = importlib.util.spec_from_file_location(f"declared_{path.stem}", path)
        if spec is None or spec.loader is None:
            continue
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        found |= set(getattr(module, "CHANGES", ()))
    return found


def _migrate(path: Path) -> None:
    db.bind(path)
    try:
        with db.database.connection_context():
            db.runner().up()
    finally:
        db.database.close_all()

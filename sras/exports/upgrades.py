"""Bring a database to today's schema: first on a copy, then with a checked backup at hand."""

import tempfile
from pathlib import Path

from sras.core import db, db_file
from sras.core.settings import Settings
from sras.exports import backups
from sras.exports.locks import maintaining, serving


def pending(path: Path) -> list[str]:
    """Names of the migrations that a database still needs; refuses one that is newer."""
    db_file.check_file(path)
    db.bind(path)
    try:
        with db.database.connection_context():
            rows = db.runner().status()
    finally:
        db.database.close_all()
    if any(row.path is None for row in rows):
        raise db.DatabaseRefused(f"{path} was written by a newer version. Nothing was changed.")
    return [row.name for row in rows if not row.applied]


def rehearse(path: Path) -> dict[str, tuple[int, int]]:
    """Upgrade a copy; returns the tables whose row count changed, as (before, after)."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "rehearsal.db"
        backups.copy_database(path, copy)
        before = backups.row_counts(copy)
        _migrate(copy)
        db_file.check_file(copy)
        after = backups.row_counts(copy)
    return {
        name: (count, after.get(name, 0))
        for name, count in before.items()
        if name != "schema_migration" and after.get(name, 0) != count
    }


def upgrade(settings: Settings) -> tuple[list[str], Path | None]:
    """Apply what is pending; returns the names and the backup made first (None if none was due)."""
    with serving(settings.instance):
        names = pending(settings.database_path)
        if not names:
            return [], None
        lost = rehearse(settings.database_path)
        if any(after < before for before, after in lost.values()):
            raise db.DatabaseRefused(
                f"The rehearsal on a copy would lose rows ({', '.join(sorted(lost))}). "
                "Nothing was changed."
            )
        kept = backups.backup(settings)
        with maintaining(settings.instance):
            _migrate(settings.database_path)
        return names, kept


def _migrate(path: Path) -> None:
    db.bind(path)
    try:
        with db.database.connection_context():
            db.runner().up()
    finally:
        db.database.close_all()

"""A migrated database and a fresh one are the same, and migrations stand alone."""

import ast
import re
import sqlite3
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from sras.core import db

PACKAGE = Path(db.__file__).parent.parent
for found_models in sorted(PACKAGE.rglob("models*.py")):
    import_module(".".join(("sras", *found_models.relative_to(PACKAGE).with_suffix("").parts)))


def shape(path: Path) -> dict[str, Any]:
    """Columns, foreign keys, indexes and CHECKs of every table but the migrations' own."""
    connection = sqlite3.connect(path)
    found: dict[str, Any] = {}
    tables = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'table' "
        "AND name NOT LIKE 'sqlite_%' AND name <> 'schema_migration'"
    ).fetchall()
    for name, sql in tables:
        rows = connection.execute(f"PRAGMA table_xinfo('{name}')").fetchall()
        keys = connection.execute(f"PRAGMA foreign_key_list('{name}')").fetchall()
        listed = connection.execute(f"PRAGMA index_list('{name}')").fetchall()
        indexes = {
            (
                row[1],
                row[2],
                tuple(
                    column[2]
                    for column in connection.execute(f"PRAGMA index_info('{row[1]}')").fetchall()
                ),
            )
            for row in listed
        }
        found[name] = {
            "columns": sorted(row[1:] for row in rows),
            "keys": sorted(row[2:] for row in keys),
            "indexes": indexes,
            "checks": sorted(re.findall(r"CHECK \((.*?)\)(?=,|\)$| )", sql)),
        }
    connection.close()
    return found


@pytest.fixture
def migrated(tmp_path: Path) -> Path:
    path = tmp_path / "migrated.db"
    db.create_database(path)
    db.database.close_all()
    return path


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    path = tmp_path / "fresh.db"
    db.bind(path)
    with db.database.connection_context():
        db.database.create_tables(db.tables())
    db.database.close_all()
    return path


def test_a_migrated_and_a_fresh_database_are_equal(migrated: Path, fresh: Path) -> None:
    ours, models = shape(migrated), shape(fresh)
    assert ours.keys() == models.keys()
    for table, expected in models.items():
        assert ours[table] == expected, table


def test_the_comparison_sees_a_missing_check_and_a_missing_index(fresh: Path) -> None:
    before = shape(fresh)
    assert before["assessment_assessment"]["checks"]
    assert before["history_change"]["indexes"]
    connection = sqlite3.connect(fresh)
    connection.execute("PRAGMA writable_schema = 1")
    connection.execute(
        "UPDATE sqlite_master SET sql = replace(sql, 'BETWEEN 1 AND 4', 'BETWEEN 0 AND 9') "
        "WHERE name = 'assessment_assessment'"
    )
    connection.commit()
    connection.close()
    assert shape(fresh) != before


@pytest.mark.parametrize("path", sorted(db.MIGRATIONS.glob("[0-9]*.py")), ids=lambda p: p.stem)
def test_a_migration_declares_its_own_frozen_tables(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        names = []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        assert not [name for name in names if name.split(".")[0] == "sras"], path

"""An instance made again from a hand-over file: the same rows, the same files, no passwords."""

import hashlib
import os
import shutil
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

from sras.core import db
from sras.core.disk import sync
from sras.core.settings import Settings
from sras.exports import rules_carried
from sras.exports.backups import BackupRefused
from sras.exports.checked import checked, rows
from sras.exports.locks import maintaining, serving, working
from sras.exports.snapshot import Snapshot, canonical, reading

PLAIN = (str, int, float, type(None))


def rebuild(settings: Settings, path: Path) -> dict[str, Any]:
    """Fill an empty instance from a hand-over file; returns what that file says of itself."""
    _check_empty(settings)
    with (
        maintaining(settings.instance),
        serving(settings.instance),
        working(settings.instance),
        checked(path) as (archive, manifest),
    ):
        _check_empty(settings)
        target = settings.database_path
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".rebuild-") as folder:
            copy = Path(folder) / "rebuilt.db"
            _fill(copy, archive, manifest)
            _bring_files(settings, archive, manifest, Path(folder))
            os.chmod(copy, 0o600)
            sync(copy)
            copy.replace(target)
        sync(target.parent)
    return manifest


def _check_empty(settings: Settings) -> None:
    for there in (settings.database_path, settings.files):
        if there.is_file() or (there.is_dir() and any(there.iterdir())):
            raise BackupRefused(
                f"{there} is there already; a hand-over file is only made into an instance where "
                "there is none yet. Name another folder in SRAS_INSTANCE. Nothing was changed."
            )


def _fill(copy: Path, archive: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    """A new database with the rows of the file, and the proof that it has the same content."""
    before = db.database.obj
    try:
        db.create_database(copy)
    finally:
        if db.database.obj is not None:
            db.database.close_all()
        db.database.initialize(before)
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        for table in manifest["tables"]:
            _bring_rows(connection, archive, table, manifest["tables"][table]["columns"])
        connection.commit()
        broken = connection.execute("PRAGMA foreign_key_check").fetchone()
        if broken:
            raise ValueError(f"a row of {broken[0]} refers to a row that is missing")
    _compare(copy, manifest)


def _bring_rows(
    connection: sqlite3.Connection, archive: zipfile.ZipFile, table: str, columns: list[str]
) -> None:
    if table not in rules_carried.CARRIED or not all(name.isidentifier() for name in columns):
        raise ValueError("a table or a column is not one of ours")
    left_out = [name for of, name in rules_carried.COLUMNS if of == table]
    names = ", ".join(f'"{name}"' for name in [*columns, *left_out])
    slots = ", ".join("?" * len([*columns, *left_out]))
    insert = f'INSERT INTO "{table}" ({names}) VALUES ({slots})'  # noqa: S608
    try:
        connection.executemany(
            insert,
            (
                [_plain(row[name]) for name in columns]
                + [rules_carried.stand_in(table, name, row["id"]) for name in left_out]
                for row in rows(archive, table)
            ),
        )
    except (sqlite3.Error, OverflowError) as error:
        raise ValueError(f"the rows of {table} do not fit: {error}") from None


def _plain(value: Any) -> Any:
    if not isinstance(value, PLAIN) or isinstance(value, bool):
        raise ValueError("a value is neither a text nor a number")
    return value


def _compare(copy: Path, manifest: dict[str, Any]) -> None:
    """Refuse what does not have the very content that the file says of its tables."""
    with reading(copy), closing(sqlite3.connect(copy)) as connection:
        state = Snapshot(connection)
        if set(state.carried) != set(manifest["tables"]):
            raise ValueError("its tables are not those of this version")
        for table, told in manifest["tables"].items():
            if content(state, table) != (told["rows"], told["sha256"]):
                raise ValueError(f"the rows of {table} did not come out as they went in")


def content(state: Snapshot, table: str) -> tuple[int, str]:
    """How many rows of a table are carried, and one hash over them."""
    count, digest = 0, hashlib.sha256()
    for count, row in enumerate(state.rows(table), 1):  # noqa: B007
        digest.update(f"{canonical(row)}\n".encode())
    return count, digest.hexdigest()


def _bring_files(
    settings: Settings, archive: zipfile.ZipFile, manifest: dict[str, Any], folder: Path
) -> None:
    settings.files.mkdir(mode=0o700, parents=True, exist_ok=True)
    for sha256, told in manifest["files"].items():
        if not rules_carried.SHA256.fullmatch(sha256):
            raise ValueError("a file is not named by its sum")
        passing = folder / sha256
        with archive.open(told["path"]) as member, passing.open("wb") as file:
            shutil.copyfileobj(member, file, 1 << 20)
        os.chmod(passing, 0o600)
        sync(passing)
        passing.replace(settings.files / sha256)
    sync(settings.files)

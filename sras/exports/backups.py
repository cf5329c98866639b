"""Backup and restore: one checked zip file with the database and the evidence files."""

import hashlib
import json
import lzma
import os
import shutil
import sqlite3
import struct
import tempfile
import zipfile
import zlib
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sras
from sras.core import clock, db, db_file
from sras.core.disk import sync
from sras.core.settings import Settings
from sras.exports.locks import maintaining, serving, working

MANIFEST, DATABASE, FILES = "manifest.json", "sras.db", "files/"
# What a reader of zips, of their packed parts or of JSON raises at bytes that are not as written.
DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError),
    *(ArithmeticError, LookupError, RuntimeError, TypeError, ValueError, MemoryError),
)
LARGEST = 20 * 1024**3  # bytes: no state's evidence comes near; a zip that claims more is a trap


DOORS = (
    ("accounts_session", "ended_at", "ended_at IS NULL"),
    ("accounts_one_time_link", "revoked_at", "revoked_at IS NULL AND used_at IS NULL"),
    ("planning_owner_link", "revoked_at", "revoked_at IS NULL"),
    ("documents_reviewer", "revoked_at", "revoked_at IS NULL"),
    ("engagement_enquiry_link", "revoked_at", "revoked_at IS NULL"),
)


class BackupRefused(Exception):
    """The backup or restore must not go on; the text is one line that says why."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself: when, which schema, rows per table, SHA-256 of each member."""

    made_at: str
    version: str
    migrations: list[str]
    rows: dict[str, int]
    sha256: dict[str, str]


def backup(settings: Settings, path: Path | None = None) -> Path:
    """Write a backup without stopping anyone, check it, and only then give it its name."""
    db_file.check_head(settings.database_path)  # before the lock: a wrong folder is left as it is
    with maintaining(settings.instance):
        return _backup(settings, path)


def _backup(settings: Settings, path: Path | None) -> Path:
    source = settings.database_path
    try:
        db_file.check_file(source)
    except db.DatabaseRefused as error:
        raise BackupRefused(f"No backup was made: {error}") from None
    stamp = clock.now().strftime("%Y%m%d-%H%M%S")
    path = path or settings.backups / f"sras-{stamp}.zip"
    if path.exists():
        raise BackupRefused(f"{path} exists already; nothing was written.")
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        copy = Path(folder) / DATABASE
        copy_database(source, copy)
        unfinished = Path(folder) / "backup.zip"
        _write(unfinished, copy, settings.files)
        verify(unfinished)
        os.chmod(unfinished, 0o600)
        sync(unfinished)
        unfinished.rename(path)
    sync(path.parent)
    return path


def copy_database(source: Path, copy: Path) -> None:
    with (
        closing(sqlite3.connect(db_file.existing(source, "rw"), uri=True, timeout=30)) as live,
        closing(sqlite3.connect(copy)) as target,
    ):
        live.backup(target)
        target.execute("PRAGMA journal_mode = delete")


def _write(path: Path, copy: Path, files: Path) -> None:
    sums: dict[str, str] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
        archive.write(copy, DATABASE)
        sums[DATABASE] = _sha256(copy)
        # The database came first: every file that it names was on disk before it was committed.
        for file in sorted(files.glob("*")) if files.is_dir() else []:
            if file.is_file() and not file.name.startswith("."):
                archive.write(file, FILES + file.name)
                sums[FILES + file.name] = _sha256(file)
        manifest = Manifest(
            made_at=clock.now().isoformat(timespec="seconds"),
            version=sras.__version__,
            migrations=_migrations(copy),
            rows=row_counts(copy),
            sha256=sums,
        )
        archive.writestr(MANIFEST, json.dumps(vars(manifest), indent=1, sort_keys=True))


def verify(path: Path) -> Manifest:
    """Check a backup whole: its members, their sums, the database and its row counts."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _manifest(archive)
            _check_members(archive, manifest)
            with tempfile.TemporaryDirectory() as folder:
                copy = Path(folder) / DATABASE
                _unpack(archive, DATABASE, copy, manifest)
                _check_database(copy, manifest)
                for name in manifest.sha256:
                    if name != DATABASE and _member_sha256(archive, name) != manifest.sha256[name]:
                        raise BackupRefused(f"{path} is damaged: {name} is not as it was saved.")
            return manifest
    except FileNotFoundError:
        raise BackupRefused(f"{path} is missing.") from None
    except DAMAGED as error:
        said = " ".join(str(error).split())
        raise BackupRefused(f"{path} is not a whole SRAS backup ({said}).") from None


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    if "SHA256SUMS" in archive.namelist():
        raise BackupRefused("This is a hand-over file; `sras rebuild` makes a new instance of it.")
    if archive.getinfo(MANIFEST).file_size > 50_000_000:
        raise ValueError("its manifest is too large")
    return Manifest(**json.loads(archive.read(MANIFEST)))


def _check_members(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    members = {info.filename: info for info in archive.infolist()}
    if set(members) != {MANIFEST, *manifest.sha256}:
        raise ValueError("its members are not those of its manifest")
    if len(members) != len(archive.infolist()):
        raise ValueError("a member is in it twice")
    if sum(info.file_size for info in members.values()) > LARGEST:
        raise ValueError("it unpacks to more than 20 GB")
    for name in manifest.sha256:
        if name != DATABASE and name != FILES + Path(name).name:
            raise ValueError("a member's name is not one of ours")


def _unpack(archive: zipfile.ZipFile, name: str, target: Path, manifest: Manifest) -> None:
    with archive.open(name) as member, target.open("wb") as file:
        shutil.copyfileobj(member, file, 1 << 20)
    if _sha256(target) != manifest.sha256[name]:
        raise ValueError(f"{name} is not as it was saved")


def _check_database(copy: Path, manifest: Manifest) -> None:
    try:
        db_file.check_file(copy)
    except db.DatabaseRefused as error:
        raise ValueError(str(error).replace(str(copy), "its database")) from None
    if row_counts(copy) != manifest.rows:
        raise ValueError("its tables do not hold the rows that it says")


def restore(settings: Settings, path: Path) -> Path | None:
    """Put a backup in the place of the database; returns where the replaced one was kept."""
    with (
        maintaining(settings.instance),
        serving(settings.instance),
        working(settings.instance),
    ):
        manifest = verify(path)
        unknown = set(manifest.migrations) - {file.stem for file in db.MIGRATIONS.glob("[0-9]*.py")}
        if unknown:
            raise BackupRefused(
                f"{path} was made by a newer version of SRAS ({manifest.version}); "
                "install that version first. Nothing was changed."
            )
        return _restore(settings, path, manifest)


def _restore(settings: Settings, path: Path, manifest: Manifest) -> Path | None:
    target = settings.database_path
    target.parent.mkdir(parents=True, exist_ok=True)
    settings.files.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder, zipfile.ZipFile(path) as archive:
        copy = Path(folder) / DATABASE
        _unpack(archive, DATABASE, copy, manifest)
        _close_doors(copy)
        for name in manifest.sha256:
            if name != DATABASE:
                file = Path(folder) / Path(name).name
                _unpack(archive, name, file, manifest)
                os.chmod(file, 0o600)
                sync(file)
                file.replace(settings.files / file.name)
        sync(settings.files)
        os.chmod(copy, 0o600)
        sync(copy)
        kept = _set_aside(target)
        copy.replace(target)
    sync(target.parent)
    return kept


def _close_doors(copy: Path) -> None:
    """End sessions and open links: those that ended since the backup was made would live again.

    Below the models and their history, as the schema may be an older one.
    """
    now = db.moment_text(clock.now())
    with closing(sqlite3.connect(copy)) as connection:
        tables = table_names(connection)
        for table, column, still_open in DOORS:
            if table in tables:
                closes = f'UPDATE "{table}" SET {column} = ? WHERE {still_open}'  # noqa: S608
                connection.execute(closes, (now,))
        connection.commit()


def _set_aside(target: Path) -> Path | None:
    """Keep the database that is replaced, with what belongs to it, beside the new one."""
    kept = None
    stamp = clock.now().strftime("%Y%m%d-%H%M%S-%f")
    for suffix in ("", "-journal", "-wal", "-shm"):
        old = target.with_name(target.name + suffix)
        if old.exists():
            aside = target.with_name(f"{target.stem}.replaced-{stamp}{target.suffix}{suffix}")
            old.rename(aside)
            kept = kept or aside
    return kept


def row_counts(path: Path) -> dict[str, int]:
    """Rows of each table of a database file."""
    with closing(sqlite3.connect(db_file.existing(path), uri=True)) as connection:
        names = table_names(connection)
        return {
            name: connection.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0]  # noqa: S608
            for name in names
        }


def content_hash(path: Path) -> str:
    """One hash over every row of every table, in order: equal databases have equal hashes."""
    digest = hashlib.sha256()
    with closing(sqlite3.connect(db_file.existing(path), uri=True)) as connection:
        for name in table_names(connection):
            rows: list[Any] = sorted(
                connection.execute(f'SELECT * FROM "{name}"').fetchall(),  # noqa: S608
                key=repr,
            )
            digest.update(f"{name}{rows!r}".encode())
    return digest.hexdigest()


def table_names(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    return sorted(row[0] for row in rows)


def _migrations(path: Path) -> list[str]:
    with closing(sqlite3.connect(db_file.existing(path), uri=True)) as connection:
        return [
            row[0] for row in connection.execute("SELECT name FROM schema_migration ORDER BY 1")
        ]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _member_sha256(archive: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with archive.open(name) as member:
        while piece := member.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()

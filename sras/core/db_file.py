"""The database file before it is opened: whether it is there, ours and whole."""

import sqlite3
from pathlib import Path
from urllib.parse import quote

APPLICATION_ID = (
    0x53524153  # "SRAS" in ASCII, so that another program's file is never taken for ours
)
BUSY_SECONDS = 5  # for another program to let go of the file


class DatabaseRefused(Exception):
    """The file must not be used; the text is one line that says why and what to do."""


def check_file(path: Path) -> None:
    """Refuse a missing, empty, foreign or damaged file without changing it."""
    check_head(path)
    try:
        _check_whole(path)
    except sqlite3.DatabaseError as error:
        raise DatabaseRefused(
            f"{path} is damaged ({error}). Nothing was changed. "
            "Restore a backup with `sras restore`."
        ) from None


def check_head(path: Path) -> None:
    """Refuse what can be told from the first bytes: missing, unreadable, empty or foreign."""
    if path.is_dir():
        raise DatabaseRefused(f"{path} is a folder, not a database.")
    if not path.exists():
        raise DatabaseRefused(
            f"{path} is missing. Restore a backup with `sras restore`, "
            "or begin a new instance with `sras init`. Nothing was created."
        )
    try:
        with path.open("rb") as file:
            head = file.read(100)
    except OSError as error:
        raise DatabaseRefused(f"{path} cannot be read: {error.strerror}.") from None
    if not head:
        raise DatabaseRefused(f"{path} is empty. Restore a backup with `sras restore`.")
    if not head.startswith(b"SQLite format 3\0"):
        raise DatabaseRefused(f"{path} is not an SRAS database. Nothing was changed.")
    if int.from_bytes(head[68:72], "big") != APPLICATION_ID:
        raise DatabaseRefused(f"{path} belongs to another program. Nothing was changed.")


def existing(path: Path, mode: str = "ro") -> str:
    """The URI of a database file that is there; it is never made by opening it."""
    return f"file:{quote(str(path))}?mode={mode}"


def _check_whole(path: Path) -> None:
    connection = sqlite3.connect(existing(path, "rw"), uri=True, timeout=BUSY_SECONDS)
    try:
        result = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    finally:
        connection.close()
    if result != "ok":
        raise sqlite3.DatabaseError(result.splitlines()[-1])
    if broken:
        raise sqlite3.DatabaseError(f"a row of {broken[0]} refers to a row that is missing")

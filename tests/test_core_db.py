"""The database's own promises."""

import datetime
import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from sras.accounts.models_doors import Session
from sras.accounts.models_throttle import Bucket
from sras.core import clock, db

LONG = db.BUSY_SECONDS + 1  # longer than SQLite itself would wait


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 40, 1), "truncate"),
        ((3, 44, 5), "truncate"),
        ((3, 44, 6), "wal"),
        ((3, 46, 1), "truncate"),
        ((3, 50, 7), "wal"),
        ((3, 51, 2), "truncate"),
        ((3, 51, 3), "wal"),
        ((3, 53, 0), "wal"),
    ],
)
def test_r09_wal_is_used_only_where_sqlite_cannot_lose_a_commit_in_it(
    version: tuple[int, ...], mode: str
) -> None:
    assert db.journal_mode(version) == mode


def test_every_connection_syncs_fully_and_holds_foreign_keys(app: object) -> None:
    assert db.database.execute_sql("PRAGMA synchronous").fetchone()[0] == 2
    assert db.database.execute_sql("PRAGMA foreign_keys").fetchone()[0] == 1
    assert db.database.execute_sql("PRAGMA busy_timeout").fetchone()[0] == 5_000


def test_every_connection_journals_as_it_should(app: object) -> None:
    def ask() -> str:
        with db.database.connection_context():
            met.wait()  # at once, so that each has a connection of its own
            return db.database.execute_sql("PRAGMA journal_mode").fetchone()[0]

    met = threading.Barrier(4)
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(ask) for _ in range(4)]
        assert [each.result() for each in asked] == [db.journal_mode()] * 4


def test_a_database_is_never_made_over_a_file_that_is_there(tmp_path: Path) -> None:
    path = tmp_path / "sras.db"
    path.write_text("mine")
    with pytest.raises(db.DatabaseRefused, match="exists already"):
        db.create_database(path)
    assert path.read_text() == "mine"


def _foreign(path: Path) -> None:
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE plan (id INTEGER)")
    other.close()


def _newer(path: Path) -> None:
    with sqlite3.connect(path) as ours:
        ours.execute("INSERT INTO schema_migration (name, applied) VALUES ('9999_later', '2030')")
    ours.close()


def _cut(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


def _flip(path: Path) -> None:
    damaged = bytearray(path.read_bytes())
    for place in range(5_000, len(damaged), len(damaged) // 200):
        damaged[place] ^= 0x55
    path.write_bytes(damaged)


BROKEN = {
    "missing": (Path.unlink, "is missing"),
    "empty": (lambda path: path.write_bytes(b""), "is empty"),
    "a text file": (lambda path: path.write_text("hello " * 50), "is not an SRAS database"),
    "another program's": (lambda path: (path.unlink(), _foreign(path)), "belongs to another"),
    "cut in half": (_cut, "is damaged"),
    "damaged": (_flip, "is damaged"),
    "newer": (_newer, "newer version"),
    "a folder": (lambda path: (path.unlink(), path.mkdir()), "is a folder"),
}


@pytest.mark.parametrize("state", BROKEN)
def test_r08_r27_a_start_on_a_broken_database_refuses_in_one_line_and_changes_nothing(
    instance: Path, state: str
) -> None:
    path = instance / "sras.db"
    spoil, words = BROKEN[state]
    spoil(path)
    before = path.read_bytes() if path.is_file() else None
    listed = sorted(p.name for p in instance.iterdir())
    with pytest.raises(db.DatabaseRefused, match=words) as refusal:
        db.open_database(path)
    db.database.close_all()
    assert "\n" not in str(refusal.value)
    assert (path.read_bytes() if path.is_file() else None) == before
    assert sorted(p.name for p in instance.iterdir()) == listed


@contextmanager
def _saving(seconds: float | None = None) -> Iterator[None]:
    """A save by another thread that takes so long, or as long as the block."""
    begun, over = threading.Event(), threading.Event()

    def save() -> None:
        with db.database.connection_context(), db.transaction():
            begun.set()
            over.wait(seconds)

    thread = threading.Thread(target=save)
    thread.start()
    begun.wait()
    try:
        yield
    finally:
        over.set()
        thread.join()


@contextmanager
def _another_saves(path: Path) -> Iterator[None]:
    """Another program has begun to save, for as long as the block."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@pytest.mark.parametrize("by", ["this process", "another program"])
def test_a_page_is_read_at_once_while_a_save_is_long(
    by: str, client_for: Any, person_of: Any, instance: Path
) -> None:
    lead = client_for("team_lead")
    Session.update(seen_at=clock.now() - datetime.timedelta(minutes=6)).execute()
    saving = _saving() if by == "this process" else _another_saves(instance / "sras.db")
    with saving:
        asked = time.monotonic()
        assert lead.get("/help").status_code == 200
        assert time.monotonic() - asked < 3
    lead.get("/help")
    db.database.connect(reuse_if_open=True)
    seen = Session.last_seen_of(person_of("team_lead"))
    assert clock.now() - seen < datetime.timedelta(minutes=1)
    assert db.database.execute_sql("PRAGMA busy_timeout").fetchone()[0] == 5_000


def test_it_is_ready_after_the_save_that_is_under_way(client_for: Any) -> None:
    stranger = client_for(None)
    asked = time.monotonic()
    with _saving(LONG):
        assert stranger.get("/readyz").status_code == 200
        assert time.monotonic() - asked >= LONG  # it waited its turn


def test_a_large_save_locks_out_nobody_who_reads(instance: Path, app: Any) -> None:
    many = [{"name": f"{n}" + "x" * 100, "level": 1, "at": clock.now()} for n in range(4_000)]
    with db.transaction():
        for start in range(0, len(many), 500):
            Bucket.insert_many(many[start : start + 500]).execute()
        with closing(sqlite3.connect(instance / "sras.db", timeout=0)) as reader:
            assert reader.execute("SELECT count(*) FROM accounts_bucket").fetchone() == (0,)

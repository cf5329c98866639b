"""The served process on a database that will not do: it says why, stops, and touches nothing."""

import hashlib
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from sras.core import db
from tests import running
from tests.conftest import KEY
from tests.test_core_db import BROKEN


def _older(path: Path) -> None:
    with closing(sqlite3.connect(path)) as ours:
        ours.execute("DELETE FROM schema_migration")
        ours.commit()


STATES: dict[str, tuple[Callable, str]] = {
    **BROKEN,
    "older": (_older, "run `sras upgrade`"),
    "another owner's": (lambda path: path.chmod(0), "cannot be read"),
}
# Root reads everything, unless it gives that up as here.
WITHOUT_POWERS = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]


def command(folder: Path, word: str, powerless: bool = False) -> subprocess.CompletedProcess[str]:
    """Run a command on an instance, as an administrator does."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("SRAS_")}
    own = {"SRAS_INSTANCE": str(folder), "SRAS_SECRET_KEY": KEY}
    own["SRAS_PORT"] = str(running.free_port())
    before = WITHOUT_POWERS if powerless and os.geteuid() == 0 else []
    return subprocess.run(
        [*before, sys.executable, "-c", f"from sras.cli import main; exit(main(['{word}']))"],
        env=kept | own,
        cwd=running.ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def everything(folder: Path) -> dict[str, str]:
    """Each file and folder below a folder, files with the hash of what they hold."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        if path.is_file()
        else "folder"
        for path in sorted(folder.rglob("*"))
    }


@pytest.mark.parametrize("state", STATES)
def test_r08_a_broken_database_is_refused_in_one_line_and_left_as_it_is(
    instance: Path, state: str
) -> None:
    (instance / "serve.lock").touch()  # it was served before it broke
    spoil, words = STATES[state]
    spoil(instance / "sras.db")
    before = everything(instance)
    done = command(instance, "serve", powerless=state == "another owner's")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("sras: ")
    assert done.stderr.count("\n") == 1
    assert words in done.stderr
    assert everything(instance) == before


@pytest.mark.parametrize("folders", ["", "lost/instance"], ids=["an empty folder", "no folder"])
def test_h12_a_wrong_folder_is_refused_and_nothing_is_made_in_it(
    tmp_path: Path, folders: str
) -> None:
    done = command(tmp_path / folders, "serve")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "is missing" in done.stderr
    assert everything(tmp_path) == {}


def test_r09_the_journal_is_one_that_the_linked_sqlite_keeps_safe_and_doctor_says_so(
    instance: Path,
) -> None:
    with closing(sqlite3.connect(instance / "sras.db")) as base:
        base.execute("PRAGMA journal_mode = wal")
    with running.serving(instance, SRAS_SECRET_KEY=KEY):
        assert (mode_of(instance) == "wal") is (db.journal_mode() == "wal")
    told = command(instance, "doctor").stdout
    assert f"SQLite {sqlite3.sqlite_version} is linked; journal mode {db.journal_mode()}." in told


def mode_of(instance: Path) -> str:
    with closing(sqlite3.connect(instance / "sras.db")) as base:
        return base.execute("PRAGMA journal_mode").fetchone()[0]


def test_doctor_names_a_journal_that_can_lose_commits(instance: Path) -> None:
    with closing(sqlite3.connect(instance / "sras.db")) as base:
        base.execute("PRAGMA journal_mode = wal")
    done = command(instance, "doctor")
    # Where the linked SQLite is a mended one, WAL is what the database should use.
    unsafe = db.journal_mode() != "wal"
    assert ("can lose commits" in done.stdout) is unsafe


def test_a_second_server_on_one_instance_is_refused(instance: Path) -> None:
    with running.serving(instance, SRAS_SECRET_KEY=KEY):
        done = command(instance, "serve")
    assert done.returncode == 1
    assert done.stderr == f"sras: {instance} is being served by another process.\n"


def test_a_port_is_kept_for_the_server_that_will_listen_there() -> None:
    with running._kept_port() as kept, socket.socket() as other, socket.socket() as server:
        with pytest.raises(OSError, match="in use"):
            other.bind(kept.getsockname())
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as ours does
        server.bind(kept.getsockname())
        server.listen()

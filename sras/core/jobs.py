"""Long work outside the request: one piece at a time, by a process of its own.

A feature registers what it can make; a request asks for it (web/long_work.py); the child works
off whatever waits and leaves. It holds a lock while it lives, so that everyone can tell that it
does.
"""

import datetime
import logging
import os
import re
import secrets
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sras.core import clock, db, db_file
from sras.core.locks import Busy, held, is_held
from sras.core.models_jobs import Job
from sras.core.settings import Settings

KEPT_DAYS = 7
TRIES = 20  # at the lock, a tenth of a second apart: who only looks holds it for a moment
PLAIN = re.compile(r"[^\w.,() -]+")

log = logging.getLogger("sras")

Render = Callable[..., str]
Frame = Callable[[], AbstractContextManager[Render]]


class JobRefused(Exception):
    """The work cannot be done; the text is a sentence for the person who asked."""


class TookTooLong(Exception):
    """The time for one piece of work is over."""


@dataclass
class Work:
    """What a function that does long work is given: what was asked, where the result goes."""

    settings: Settings
    asked: dict[str, Any]
    asked_by: int  # the person's key
    path: Path  # the file to write
    render: Render  # a template with its values, as HTML
    key: int = 0
    _told: tuple[int, str] = field(default=(0, ""))

    def say(self, percent: int, words: str) -> None:
        """Tell how far it is; left out when the database is busy with another save."""
        if not self.key or self._told == (percent, words):
            return
        self._told = (percent, words)
        # Beside the tables: what is asked meanwhile may be a copy of the database.
        path = db_file.existing(self.settings.database_path, "rw")
        with suppress(sqlite3.OperationalError), closing(sqlite3.connect(path, uri=True)) as live:
            wanted = (min(max(percent, 0), 99), words[:300], self.key)
            live.execute("UPDATE core_job SET percent = ?, said = ? WHERE id = ?", wanted)
            live.commit()


@dataclass(frozen=True)
class Kind:
    """Something that takes long: its name, what it is called, who may, what makes it."""

    name: str
    title: str
    right: str
    make: Callable[[Work], str]


KINDS: dict[str, Kind] = {}


def register(name: str, title: str, right: str, make: Callable[[Work], str]) -> None:
    """Tell the house about long work; `make` writes `work.path` and returns the file's name."""
    KINDS[name] = Kind(name, title, right, make)


def folder(settings: Settings) -> Path:
    """Where results wait to be fetched."""
    return settings.instance / "downloads"


def result(settings: Settings, job: Job) -> Path | None:
    """The file that a piece of work made; None when there is none, or none any more."""
    path = folder(settings) / job.stem
    if job.state != "done" or not path.is_file():
        return None
    return path if _is_young(path) else None


def tidy(settings: Settings, alone: bool = False) -> None:
    """Remove results that were kept long enough; `alone`: also what no work came to finish."""
    there = list(folder(settings).iterdir()) if folder(settings).is_dir() else []
    for path in there:
        if path.is_dir():
            if alone:
                shutil.rmtree(path, ignore_errors=True)
        elif not _is_young(path) or (path.suffix == ".part" and alone):
            path.unlink(missing_ok=True)


def _is_young(path: Path) -> bool:
    made = datetime.datetime.fromtimestamp(path.stat().st_mtime, datetime.UTC)
    return clock.now() - made < datetime.timedelta(days=KEPT_DAYS)


def _lock(instance: Path) -> Path:
    return instance / "jobs.lock"


@contextmanager
def working(instance: Path) -> Iterator[None]:
    """Be the one process that does long work; whoever puts the database aside holds it too."""
    with held(_lock(instance), f"Long work is under way in {instance}. Wait until it is done."):
        yield


def is_working(settings: Settings) -> bool:
    """Whether a process does long work at the moment."""
    return is_held(_lock(settings.instance))


def start(settings: Settings) -> None:
    """Start the child that works off what waits; one that finds another at work leaves again."""
    child = subprocess.Popen(
        [sys.executable, "-P", "-s", "-m", "sras.cli", "run-jobs"],
        env=_environment(settings),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,  # what ends one request's process must not end this
    )
    threading.Thread(target=_see_out, args=(child, settings), daemon=True).start()


def _environment(settings: Settings) -> dict[str, str]:
    """What the child may know: where things are, and the settings."""
    names = ("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "LD_LIBRARY_PATH")
    known = {name: os.environ[name] for name in names if name in os.environ}
    ours = {name: value for name, value in os.environ.items() if name.startswith("SRAS_")}
    return {**known, **ours, "SRAS_INSTANCE": str(settings.instance), "MALLOC_ARENA_MAX": "1"}


def _see_out(child: subprocess.Popen[bytes], settings: Settings) -> None:
    """Wait for the child; when it was killed, say so of what it was at, and go on with the rest."""
    if child.wait() >= 0 or not settings.database_path.exists():
        return
    log.warning("long work was killed by signal %d", -child.returncode)
    with db.database.connection_context(), db.transaction():
        Job.give_up_left()
        more = Job.next_waiting() is not None
    if more:
        start(settings)


def tend(settings: Settings) -> None:
    """At a start: what was under way has failed, what waits is picked up, old results go."""
    if is_working(settings):  # it outlived the server that asked for it
        return
    tidy(settings, alone=True)
    with db.database.connection_context(), db.transaction():
        Job.give_up_left()
        more = Job.next_waiting() is not None
    if more:
        start(settings)


def work_off(settings: Settings, frame: Frame) -> int:
    """Do what waits, one after another, until nothing does; returns how many were done.

    `frame` opens what a template needs round one piece of work.
    """
    done = 0
    for _attempt in range(TRIES):
        try:
            with working(settings.instance):
                with db.transaction():
                    Job.give_up_left()
                tidy(settings, alone=True)
                while (job := Job.next_waiting()) is not None:
                    _do(settings, job, frame)
                    done += 1
        except Busy:
            time.sleep(0.1)
            continue
        if Job.next_waiting() is None:  # else it was asked for just before the lock was let go
            break
    return done


def _do(settings: Settings, job: Job, frame: Frame) -> None:
    job.move("running", said="It has begun.")
    folder(settings).mkdir(mode=0o700, exist_ok=True)
    final = folder(settings) / job.stem
    draft = final.with_suffix(".part")
    try:
        with _in_time(settings.job_seconds), frame() as render:
            work = Work(settings, job.wish, job.asked_by, draft, render, key=job.id)
            name = _kind(job).make(work)
        draft.chmod(0o600)
        draft.replace(final)
        job.move("done", percent=100, said="", file_name=plain_name(name))
    except Exception as fault:  # noqa: BLE001  whatever it is, the person is told in words
        job.move("failed", said=_told(settings, job, fault)[:300])
    finally:
        draft.unlink(missing_ok=True)


def _kind(job: Job) -> Kind:
    if job.kind not in KINDS:
        raise JobRefused("This version of SRAS does not know this kind of work.")
    return KINDS[job.kind]


def _told(settings: Settings, job: Job, fault: Exception) -> str:
    """Why the work failed, as a sentence for the person; the rest goes to the log."""
    if isinstance(fault, JobRefused):
        return str(fault)
    if isinstance(fault, TookTooLong):
        minutes = max(1, settings.job_seconds // 60)
        return f"It took longer than {minutes} minutes and was stopped. Ask for a part of it."
    if isinstance(fault, MemoryError):
        return f"It needed more than {settings.job_megabytes} MB of memory. Ask for a part of it."
    if isinstance(fault, OSError) and fault.strerror:
        log.error("long work key=%d fault=%r", job.id, fault)
        return f"The server could not write the file: {fault.strerror}."
    name = secrets.token_hex(4)
    log.error("long work key=%d fault id=%s", job.id, name, exc_info=fault)
    return f"Something went wrong. Whoever runs the server finds it in the log under {name}."


@contextmanager
def _in_time(seconds: int) -> Iterator[None]:
    """Raise TookTooLong after so many seconds; only the main thread of a process can."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def over(_number: int, _frame: Any) -> None:
        raise TookTooLong

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def plain_name(name: str) -> str:
    """A name that every system takes for a file: no folders, nothing unseen, not too long."""
    plain = " ".join(PLAIN.sub("-", name).split()).strip(" .-")
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[:100]}{dot}{ending[:10]}" if dot else plain[:100] or "file"


def stands(settings: Settings, job: Job) -> str:
    """How a piece of work stands, whatever its row says: also stopped, where nobody works on it."""
    if not job.is_under_way or is_working(settings):
        return str(job.state)
    if job.state == "running":
        return "failed"
    return "waiting" if job.is_new else "stopped"

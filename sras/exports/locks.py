"""Locks between processes: the operating system lets go of them when a process dies."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Busy(Exception):
    """Another process holds the lock; the text says which work it does."""


@contextmanager
def held(path: Path, busy: str) -> Iterator[None]:
    """Hold a lock file while working; Busy with these words when another process has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(busy) from None
        yield


@contextmanager
def serving(instance: Path) -> Iterator[None]:
    """Be the one process that serves this instance."""
    with held(instance / "serve.lock", f"{instance} is being served by another process."):
        yield


@contextmanager
def maintaining(instance: Path) -> Iterator[None]:
    """Be the one process that backs up, restores or upgrades this instance."""
    with held(
        instance / "maintenance.lock",
        f"Another backup, restore or upgrade of {instance} is under way.",
    ):
        yield

"""What only one process may do to an instance at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sras.core.jobs import working
from sras.core.locks import Busy, held

__all__ = ["Busy", "held", "maintaining", "serving", "working"]


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

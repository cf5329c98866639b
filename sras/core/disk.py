"""Waiting for the disk: what is said to be kept has to be there after a power cut."""

import os
from pathlib import Path


def sync(path: Path) -> None:
    """Return once a file, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

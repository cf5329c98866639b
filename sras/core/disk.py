"""Waiting for the disk: what is said to be kept has to be there after a power cut."""

import hashlib
import os
import tempfile
from pathlib import Path


def sync(path: Path) -> None:
    """Return once a file, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def keep(body: bytes, folder: Path) -> str:
    """Put a file among the kept ones, durably, under its SHA-256, which is given back."""
    name = hashlib.sha256(body).hexdigest()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, passing = tempfile.mkstemp(prefix=".incoming-", dir=folder)
    with open(handle, "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    Path(passing).replace(folder / name)
    sync(folder)
    return name

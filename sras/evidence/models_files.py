"""Files of evidence on disk: taken in beside the others, then kept under their SHA-256."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from sras.core.disk import sync
from sras.evidence.rules_files import FileRefused, own_name, type_of

PIECE = 1 << 20


@dataclass
class Received:
    """A file that was checked and lies on disk under a passing name; `keep` or `drop` it."""

    path: Path
    file_sha256: str
    file_name: str
    file_type: str
    file_size: int

    def keep(self) -> dict[str, Any]:
        """Put it among the kept files, durably, and give the fields that name it."""
        self.path.replace(self.path.with_name(self.file_sha256))
        sync(self.path.parent)
        return {
            "file_sha256": self.file_sha256,
            "file_name": self.file_name,
            "file_type": self.file_type,
            "file_size": self.file_size,
        }

    def drop(self) -> None:
        """Forget it; nothing happens when it was kept."""
        self.path.unlink(missing_ok=True)


def receive(stream: IO[bytes], name: str, folder: Path, limit: int) -> Received:
    """Check a file of at most `limit` bytes and write it to disk; FileRefused when it won't do."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, passing = tempfile.mkstemp(prefix=".incoming-", dir=folder)
    try:
        with open(handle, "w+b") as file:
            digest, size = hashlib.sha256(), 0
            for piece in _pieces(stream):
                size += len(piece)
                if size > limit:
                    raise FileRefused(too_large(limit))
                digest.update(piece)
                file.write(piece)
            shown = own_name(name)
            media_type = type_of(shown, file)
            file.flush()
            os.fsync(file.fileno())
        return Received(Path(passing), digest.hexdigest(), shown, media_type, size)
    except BaseException:
        Path(passing).unlink(missing_ok=True)
        raise


def too_large(limit: int) -> str:
    """The sentence for a file above the limit (in bytes)."""
    return (
        f"The file is larger than {limit // 1_048_576} MB. "
        "Send a smaller one, or a link to where it is kept."
    )


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    while piece := stream.read(PIECE):
        yield piece

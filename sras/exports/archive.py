"""A zip file that is written in one go: every member with its SHA-256, the list of sums last."""

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sras.core.sheets import harmless, spoken

SUMS = "SHA256SUMS"
PIECE = 1 << 20
PACKED = (".pdf", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".png", ".jpg", ".jpeg", ".webp")


class _Summing:
    """What a member is written through."""

    def __init__(self, target: Any) -> None:
        self.target, self.digest, self.size = target, hashlib.sha256(), 0

    def write(self, piece: bytes) -> int:
        self.digest.update(piece)
        self.size += len(piece)
        return int(self.target.write(piece))


class Archive:
    """Members go in one after another; nothing of them stays in memory."""

    def __init__(self, path: Path, made_at: datetime) -> None:
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, allowZip64=True)
        self._made = made_at.timetuple()[:6]
        self.sums: dict[str, str] = {}

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *_fault: Any) -> None:
        self._zip.close()

    @contextmanager
    def member(self, name: str) -> Iterator[_Summing]:
        """Write one member."""
        if name in self.sums:
            raise ValueError(f"{name} is in the file already")
        entry = zipfile.ZipInfo(name, self._made)
        entry.external_attr = 0o600 << 16
        packed = name.lower().endswith(PACKED)
        entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        with self._zip.open(entry, "w", force_zip64=True) as target:
            summing = _Summing(target)
            yield summing
        self.sums[name] = summing.digest.hexdigest()

    def put(self, name: str, body: str | bytes) -> None:
        """A member that is small."""
        with self.member(name) as target:
            target.write(body.encode() if isinstance(body, str) else body)

    def put_file(self, name: str, path: Path) -> None:
        """A file from disk."""
        with self.member(name) as target, path.open("rb") as file:
            while piece := file.read(PIECE):
                target.write(piece)

    def put_csv(self, name: str, rows: Iterable[Sequence[Any]]) -> None:
        """Rows as CSV that Excel opens as UTF-8 and does not run."""
        with self.member(name) as target:
            target.write("\ufeff".encode())
            for row in rows:
                line = io.StringIO(newline="")
                csv.writer(line, lineterminator="\r\n").writerow(
                    [harmless(spoken(value)) for value in row]
                )
                target.write(line.getvalue().encode())

    def seal(self) -> None:
        """Write the list of sums, which every system can check: `sha256sum -c SHA256SUMS`."""
        lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(self.sums.items()))
        self._zip.writestr(zipfile.ZipInfo(SUMS, self._made), lines)

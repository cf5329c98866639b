"""A hand-over file before it is trusted: its members, their sums, its schema, its size."""

import hashlib
import json
import re
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sras.exports import rules_carried
from sras.exports.archive import SUMS
from sras.exports.backups import DAMAGED, LARGEST, BackupRefused
from sras.exports.handover import migrations

PIECE = 1 << 20
LARGEST_LINE = 64_000_000  # bytes of one row as JSON: a frozen page with its facts
LARGEST_MANIFEST = 50_000_000
MOST_MEMBERS = 200_000
SWELLS = 250  # times what it takes packed: plain text comes nowhere near
MEMBER = re.compile(r"[\w.-]+(/[\w.-]+)?", re.ASCII)
SUM_LINE = re.compile(r"([0-9a-f]{64})  (.+)")


@contextmanager
def checked(path: Path) -> Iterator[tuple[zipfile.ZipFile, dict[str, Any]]]:
    """The open file and its manifest, once every byte of it was found as it was written."""
    try:
        with zipfile.ZipFile(path) as archive:
            sums = _sums(archive)
            _check_sums(archive, sums)
            yield archive, _manifest(archive, sums)
    except FileNotFoundError:
        raise BackupRefused(f"{path} is missing.") from None
    except DAMAGED as error:
        said = " ".join(str(error).split())[:300]
        raise BackupRefused(f"{path} is not a whole hand-over file ({said}).") from None


def _sums(archive: zipfile.ZipFile) -> dict[str, str]:
    """The sum of every member, as the file itself says."""
    members = archive.infolist()
    if len(members) > MOST_MEMBERS or sum(each.file_size for each in members) > LARGEST:
        raise ValueError("it unpacks to far too much")
    for each in members:
        _check_member(each)
    if SUMS not in archive.namelist() or archive.getinfo(SUMS).file_size > LARGEST_MANIFEST:
        raise ValueError(f"it has no {SUMS}")
    sums = {}
    for line in archive.read(SUMS).decode().splitlines():
        found = SUM_LINE.fullmatch(line)
        if not found:
            raise ValueError(f"a line of {SUMS} is not one of ours")
        sums[found[2]] = found[1]
    if sorted([SUMS, *sums]) != sorted(archive.namelist()):
        raise ValueError(f"its members are not those of {SUMS}")
    return sums


def _check_member(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    kind = stat.S_IFMT(entry.external_attr >> 16)
    plain = kind in (0, stat.S_IFREG) and MEMBER.fullmatch(name) and not entry.flag_bits & 1
    if not plain or ".." in name:
        raise ValueError("a member's name is not one of ours")
    swells = entry.file_size > PIECE and entry.file_size > SWELLS * max(entry.compress_size, 1)
    if swells:
        raise ValueError(f"{name} unpacks to far too much")


def _check_sums(archive: zipfile.ZipFile, sums: dict[str, str]) -> None:
    for name, digest in sums.items():
        if _sum_of(archive, name) != digest:
            raise ValueError(f"{name} is not as it was written")


def _sum_of(archive: zipfile.ZipFile, name: str) -> str:
    """The sum of a member; it may not be longer than it says."""
    digest, left = hashlib.sha256(), archive.getinfo(name).file_size
    with archive.open(name) as member:
        while piece := member.read(PIECE):
            left -= len(piece)
            if left < 0:
                raise ValueError(f"{name} is longer than it says")
            digest.update(piece)
    return digest.hexdigest()


def _manifest(archive: zipfile.ZipFile, sums: dict[str, str]) -> dict[str, Any]:
    """What the file says of itself; one of another version is refused in words."""
    if archive.getinfo("manifest.json").file_size > LARGEST_MANIFEST:
        raise ValueError("its manifest is too large")
    found: dict[str, Any] = json.loads(archive.read("manifest.json"))
    if found["what"] != rules_carried.WHAT:
        raise ValueError("it is no hand-over file")
    _check_version(found)
    names = {f"data/{name}.jsonl" for name in found["tables"]}
    if names != {name for name in sums if name.startswith("data/")}:
        raise ValueError("its tables are not those of its manifest")
    for name, table in found["tables"].items():
        if table["sha256"] != sums[f"data/{name}.jsonl"]:
            raise ValueError(f"the rows of {name} are not those of its manifest")
    if {file["path"] for file in found["files"].values()} != {
        name for name in sums if name.startswith("files/")
    }:
        raise ValueError("its files are not those of its manifest")
    for sha256, file in found["files"].items():
        if sums[file["path"]] != sha256 or rules_carried.sha256_of(file["path"]) != sha256:
            raise ValueError("a file does not have the sum that it is named by")
    return found


def _check_version(manifest: dict[str, Any]) -> None:
    """Refuse what another schema wrote: its rows would not fit, or not mean the same."""
    own = migrations()
    version = manifest["version"]
    if manifest["format"] > rules_carried.FORMAT or set(manifest["migrations"]) - set(own):
        raise BackupRefused(
            f"This hand-over file was made by a newer version of SRAS ({version}); install that "
            "version first. Nothing was changed."
        )
    if manifest["migrations"] != own or manifest["format"] != rules_carried.FORMAT:
        raise BackupRefused(
            f"This hand-over file was made by an older version of SRAS ({version}). Rebuild it "
            "with that version, then run `sras upgrade`. Nothing was changed."
        )


def rows(archive: zipfile.ZipFile, table: str) -> Iterator[dict[str, Any]]:
    """The rows of a table, one after another."""
    with archive.open(f"data/{table}.jsonl") as member:
        while line := member.readline(LARGEST_LINE):
            row = json.loads(line)
            if not isinstance(row, dict):
                raise ValueError(f"a row of {table} is not one")
            yield row

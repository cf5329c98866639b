"""The hand-over file: the whole state in one zip that opens from disk and can be made again."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sras
from sras.accounts.models import Person
from sras.core import clock, db, jobs
from sras.core.jobs import Render, Work
from sras.core.settings import Settings
from sras.exports import pages, pages_work, rules_carried, snapshot
from sras.exports.archive import Archive
from sras.exports.pages import Pages
from sras.exports.snapshot import Snapshot


@dataclass
class Told:
    """What a hand-over file tells of itself beside its rows."""

    made_at: str
    made_by: str
    state: str


def make(work: Work) -> str:
    """Write the file for the person who asked; returns what it is called."""
    asked_by = Person.get_or_none(Person.id == work.asked_by)
    return export(work.settings, work.path, work.render, work.say, by=str(asked_by or "the server"))


def export(
    settings: Settings, path: Path, render: Render, say: Any = lambda *_told: None, by: str = ""
) -> str:
    """Write a hand-over file; returns the name it should have."""
    made_at = clock.now()
    with snapshot.taken(settings) as state, Archive(path, made_at) as archive:
        say(5, "The data are being written.")
        tables = {name: _table(archive, state, name) for name in state.carried}
        say(30, "The files are being copied.")
        files, missing = put_files(archive, state, settings)
        writer = Pages(state, archive, render, files, missing)
        writer.write(
            lambda done: say(40 + int(55 * done), "The pages are being written."),
            (*pages_work.STEPS, pages.tables, pages.history, pages.files),
        )
        manifest = {
            "what": rules_carried.WHAT,
            "format": rules_carried.FORMAT,
            "version": sras.__version__,
            "made_at": made_at.isoformat(timespec="seconds"),
            "made_by": by,
            "state": writer.agency["state_name"],
            "migrations": migrations(),
            "tables": tables,
            "files": files,
            "files_missing": missing,
            "withheld": withheld(state),
        }
        writer.first("index", manifest=manifest, made_at=made_at)
        archive.put("manifest.json", json.dumps(manifest, indent=1, sort_keys=True))
        archive.seal()
    day = clock.local(made_at, writer.agency["zone"])
    stem = f"hand-over {writer.agency['state_name']} {day:%Y-%m-%d}"
    return jobs.plain_name(f"{stem}.zip")


def migrations() -> list[str]:
    """The schema of this version, by the names of its migrations."""
    return sorted(file.stem for file in db.MIGRATIONS.glob("[0-9]*.py"))


def _table(archive: Archive, state: Snapshot, name: str) -> dict[str, Any]:
    """A table as JSON and CSV, and what the manifest says of it."""
    count, digest = 0, hashlib.sha256()
    with archive.member(f"data/{name}.jsonl") as target:
        for line in state.lines(name):
            piece = f"{line}\n".encode()
            digest.update(piece)
            target.write(piece)
            count += 1
    put_csv(archive, state, name)
    return {"rows": count, "sha256": digest.hexdigest(), "columns": state.columns(name)}


def put_csv(archive: Archive, state: Snapshot, name: str) -> None:
    """A table for a sheet, without its frozen texts."""
    shown = [column for column in state.columns(name) if column not in rules_carried.FROZEN]
    rows = ([row[c] for c in shown] for row in state.rows(name, but=rules_carried.FROZEN))
    archive.put_csv(f"csv/{name}.csv", _headed(shown, rows))


def _headed(head: list[str], rows: Any) -> Any:
    yield head
    yield from rows


def put_files(
    archive: Archive, state: Snapshot, settings: Settings
) -> tuple[dict[str, Any], list[str]]:
    """Copy the files that rows name; those that are missing on this server are told."""
    kept: dict[str, Any] = {}
    missing: list[str] = []
    for sha256, name in sorted(state.files().items()):
        path = settings.files / sha256
        if not path.is_file():
            missing.append(sha256)
            continue
        member = rules_carried.file_member(sha256, name)
        archive.put_file(member, path)
        kept[sha256] = {"path": member, "name": name, "size": path.stat().st_size}
        if archive.sums[member] != sha256:
            raise jobs.JobRefused(
                f"The file {name or sha256} on the server is not as it was saved. Bring it back "
                "from a backup, then ask again."
            )
    return kept, missing


def withheld(state: Snapshot) -> list[dict[str, Any]]:
    """What was left out, why, and how many rows of it there are."""
    count = state.connection.execute
    lines: list[dict[str, Any]] = [
        {
            "what": name,
            "why": why,
            "rows": count(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0],  # noqa: S608
        }
        for name, why in rules_carried.WITHHELD.items()
        if name in state.tables
    ]
    lines += [
        {"what": f"{table}.{column}", "why": why, "rows": None}
        for (table, column), why in rules_carried.COLUMNS.items()
    ]
    lines += [
        {"what": name, "why": rules_carried.SEALED, "rows": rows}
        for name, rows in state.withheld.items()
        if name != "history_change"
    ]
    lines.append(
        {
            "what": "history_change",
            "why": "Lines of the history that tell of what is left out.",
            "rows": state.withheld["history_change"],
        }
    )
    known = {*state.carried, *rules_carried.WITHHELD}
    lines += [
        {"what": name, "why": "This version does not know whether it may go out.", "rows": None}
        for name in state.tables
        if name not in known
    ]
    return lines

"""Commands that run and look after an instance."""

import argparse
import os
import shutil
import sqlite3
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import waitress

from sras.core import clock, db, db_file, jobs, log, memory, pdf
from sras.core.settings import Settings, cautions, describe, load_settings
from sras.exports import backups, locks, upgrades
from sras.factory import create_app
from sras.web import compiled
from sras.web.models import Submission

READY_SECONDS = 20  # somewhat more than a save waits for its turn
LOW_DISK = 200 * 1024**2  # bytes
OLD_BACKUP_DAYS = 7
# Where the names of kept files stand: evidence, and what was given out.
KEPT_FILES = (
    ("evidence_evidence", "file_sha256"),
    ("documents_issue", "pdf_sha256"),
    ("documents_issue", "file_sha256"),
)
FAR_TOO_LARGE = 2  # times what the app reads: beyond it the connection is cut


def serve(settings: Settings, _asked: argparse.Namespace | None = None) -> int:
    """Serve until stopped; one process, eight threads."""
    log.begin(settings.log_level)
    db_file.check_head(settings.database_path)  # before the lock: a wrong folder is left as it is
    with locks.serving(settings.instance):
        app = create_app(settings)
        compiled.ahead(app)
        with db.database.connection_context():
            Submission.forget_old()
        jobs.tend(settings)
        for words in cautions(settings):
            print(f"sras: {words}", file=sys.stderr)
        proxy = {}
        if settings.trusted_proxy:
            proxy = {
                "trusted_proxy": settings.trusted_proxy,
                "trusted_proxy_count": 1,
                "trusted_proxy_headers": {
                    "x-forwarded-for",
                    "x-forwarded-proto",
                    "x-forwarded-host",
                },
                "clear_untrusted_proxy_headers": True,
            }
        memory.hold_little()
        memory.tend()
        print(f"SRAS is at {settings.base_url}", flush=True)
        waitress.serve(
            app,
            host=settings.host,
            port=settings.port,
            threads=settings.max_threads,
            url_prefix=urlsplit(settings.base_url).path.rstrip("/"),
            ident=None,
            # What is too large is read to its end, so that the app can say so in words; waitress
            # itself would cut the connection, and a browser shows nothing but that.
            max_request_body_size=FAR_TOO_LARGE * app.config["MAX_CONTENT_LENGTH"],
            clear_untrusted_proxy_headers=proxy.pop("clear_untrusted_proxy_headers", True),
            **proxy,
        )
    return 0


def demo(environ: Mapping[str, str]) -> int:
    """Build the sample state unless it is there, print its accounts, and serve it."""
    from sras.sample import build  # the sample is needed by no other command

    folder = Path(environ.get("SRAS_INSTANCE") or Path("instance") / "demo").absolute()
    accounts = build.ensure(folder)
    inside = {**environ, "SRAS_INSTANCE": str(folder), "SRAS_HOST": "127.0.0.1"}
    for role, address, password in accounts:
        print(f"{role}\t{address}\t{password}")
    return serve(load_settings(folder, inside))


def upgrade(settings: Settings, asked: argparse.Namespace) -> int:
    """Rehearse, back up, migrate; with --check only the rehearsal."""
    names = upgrades.pending(settings.database_path)
    if not names:
        print("The database is up to date.")
        return 0
    if asked.check:
        changed = upgrades.rehearse(settings.database_path)
        print(f"To do: {', '.join(names)}. The rehearsal on a copy passed.")
        for table, (before, after) in sorted(changed.items()):
            print(f"{table}: {before} rows become {after}")
        return 0
    done, kept = upgrades.upgrade(settings)
    print(f"Done: {', '.join(done)}. The state before is in {kept}.")
    return 0


def backup(settings: Settings, asked: argparse.Namespace) -> int:
    """Write a backup and say where."""
    print(backups.backup(settings, asked.path))
    return 0


def verify_backup(_settings: Settings, asked: argparse.Namespace) -> int:
    """Check a backup and say what it holds."""
    manifest = backups.verify(asked.path)
    rows, files = sum(manifest.rows.values()), len(manifest.sha256) - 1
    print(f"Whole: made {manifest.made_at}, {rows:,} rows, {files:,} files.")
    return 0


def restore(settings: Settings, asked: argparse.Namespace) -> int:
    """Restore a backup and say where the replaced database is."""
    kept = backups.restore(settings, asked.path)
    print(f"Restored {asked.path}." + (f" The replaced database is {kept}." if kept else ""))
    return 0


def config(settings: Settings, _asked: argparse.Namespace) -> int:
    """Print each setting, its value and where it came from."""
    for name, value, source in describe(settings):
        print(f"{name} = {value!r}  ({source})")
    return 0


def healthcheck(settings: Settings, _asked: argparse.Namespace) -> int:
    """Ask the served instance whether it is ready."""
    import http.client  # the server itself does without

    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host  # noqa: S104
    try:
        with closing(
            http.client.HTTPConnection(host, settings.port, timeout=READY_SECONDS)
        ) as connection:
            prefix = urlsplit(settings.base_url).path.rstrip("/")
            connection.request("GET", f"{prefix}/readyz", headers={"Host": "localhost"})
            status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        print(f"sras: no answer at {host}:{settings.port} ({error})", file=sys.stderr)
        return 1
    print("ready" if status == 200 else f"not ready (status {status})")
    return 0 if status == 200 else 1


def doctor(settings: Settings, _asked: argparse.Namespace) -> int:
    """Say what is wrong and what is noteworthy; 1 when something is wrong."""
    wrong, notes = _database_faults(settings)
    wrong += cautions(settings)
    disk = shutil.disk_usage(settings.instance)
    if disk.free < LOW_DISK:
        wrong.append(f"Only {disk.free // 1024**2} MB are free on the disk.")
    if not os.access(settings.instance, os.W_OK):
        wrong.append(f"{settings.instance} cannot be written.")
    newest = max((p.stat().st_mtime for p in settings.backups.glob("*.zip")), default=None)
    if newest is None:
        wrong.append("There is no backup in the instance folder; run `sras backup`.")
    elif clock.now().timestamp() - newest > OLD_BACKUP_DAYS * 86_400:
        wrong.append("The newest backup is older than 7 days; run `sras backup`.")
    reason = pdf.pdf_available()
    notes.append(f"PDF: {reason}" if reason else "PDF can be made.")
    notes += _waiting_results(settings)
    for words in notes:
        print(f"note: {words}")
    for words in wrong:
        print(f"WRONG: {words}")
    print(f"{len(wrong)} faults found." if wrong else "No fault found.")
    return 1 if wrong else 0


def _database_faults(settings: Settings) -> tuple[list[str], list[str]]:
    path = settings.database_path
    mode = db.journal_mode()
    notes = [f"SQLite {sqlite3.sqlite_version} is linked; journal mode {mode}."]
    try:
        names = upgrades.pending(path)
    except db.DatabaseRefused as error:
        return [str(error)], notes
    wrong = []
    if names:
        wrong.append(f"The database needs `sras upgrade` ({', '.join(names)}).")
    with closing(sqlite3.connect(db_file.existing(path), uri=True)) as connection:
        used = connection.execute("PRAGMA journal_mode").fetchone()[0]
    if not names:
        wrong += _lost_files(settings)
    if used == "wal" and mode != "wal":
        wrong.append(
            f"The database is in WAL mode, which SQLite {sqlite3.sqlite_version} can lose commits "
            "in; it is changed at the next start."
        )
    if path.stat().st_mode & 0o077:
        wrong.append(f"Others on this machine can read {path}; run: chmod 600 {path}")
    return wrong, notes


def _waiting_results(settings: Settings) -> list[str]:
    """What long work made and nobody removed yet; it takes room on the disk."""
    made = [path for path in jobs.folder(settings).glob("*") if path.is_file()]
    if not made:
        return []
    size = sum(path.stat().st_size for path in made) // 1024**2
    say = "1 result of long work waits" if len(made) == 1 else f"{len(made)} results wait"
    return [f"{say} to be fetched ({size} MB), for {jobs.KEPT_DAYS} days each."]


def _lost_files(settings: Settings) -> list[str]:
    with closing(sqlite3.connect(db_file.existing(settings.database_path), uri=True)) as connection:
        named = {
            name
            for table, column in KEPT_FILES
            for (name,) in connection.execute(f'SELECT DISTINCT "{column}" FROM "{table}"')  # noqa: S608
            if name
        }
    lost = sorted(name for name in named if not (settings.files / name).is_file())
    if not lost:
        return []
    shown = ", ".join(lost[:5]) + (" …" if len(lost) > 5 else "")
    where = f"Kept files are missing in {settings.files}: {shown} ({len(lost)})."
    return [f"{where} Bring them back from a backup."]

"""Commands that do long work: what waits in the list, the hand-over file, a rebuilt instance."""

import argparse
import hashlib
import os
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from flask import Flask, render_template

from sras.accounts.models import Agency, Person
from sras.cli_people import COMMAND
from sras.core import db, jobs, log
from sras.core.settings import Settings, load_settings, write_settings
from sras.exports.backups import BackupRefused
from sras.exports.locks import working
from sras.factory import create_app, features


def run_jobs(settings: Settings, _asked: argparse.Namespace) -> int:
    """Work off what waits; the server starts this by itself."""
    log.begin(settings.log_level)
    _limit(settings)
    app = create_app(settings)
    jobs.work_off(settings, lambda: frame(app, settings))
    db.database.close_all()
    return 0


def _limit(settings: Settings) -> None:
    """Bound the memory; the limit is soft, as what makes a PDF sets its own."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (settings.job_megabytes << 20, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@contextmanager
def frame(app: Flask, settings: Settings) -> Iterator[jobs.Render]:
    """What a template needs round one piece of work: the agency, its zone, addresses."""
    with app.test_request_context("/", base_url=settings.base_url):
        db.database.connect(reuse_if_open=True)  # given back when this request of nobody ends
        yield render_template


def export(settings: Settings, asked: argparse.Namespace) -> int:
    """Write a hand-over file and say where, with its SHA-256."""
    from sras.exports import handover  # the server does without

    if asked.path.exists():
        raise BackupRefused(f"{asked.path} exists already; nothing was written.")
    app = create_app(settings)
    asked.path.parent.mkdir(parents=True, exist_ok=True)
    draft = asked.path.with_name(f"{asked.path.name}.part")
    try:
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        with (
            working(settings.instance),
            frame(app, settings) as render,
        ):
            Agency.one().note(by=COMMAND, verb="wrote the hand-over file of")
            handover.export(settings, draft, render)
        draft.rename(asked.path)
    except jobs.JobRefused as fault:
        raise BackupRefused(str(fault)) from None
    finally:
        draft.unlink(missing_ok=True)
    print(f"{asked.path}  SHA-256 {_sha256(asked.path)}")
    return 0


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def rebuild(folder: Path, asked: argparse.Namespace) -> int:
    """Make an instance of a hand-over file; settings are written where there are none."""
    from sras.exports.rebuild import rebuild as make_again  # the server does without

    path, written = folder / "settings.toml", False
    if not path.exists() and not os.environ.get("SRAS_SECRET_KEY"):
        write_settings(path, **({"base_url": asked.base_url} if asked.base_url else {}))
        written = True
    try:
        settings = load_settings(folder, os.environ)
        features()  # so that every table is known
        manifest = make_again(settings, asked.path)
    except BaseException:
        if written:
            path.unlink()
            for name in ("serve.lock", "maintenance.lock", "jobs.lock"):
                (folder / name).unlink(missing_ok=True)
            with suppress(OSError):  # there was something else in it before
                folder.rmdir()
        raise
    rows = sum(table["rows"] for table in manifest["tables"].values())
    print(
        f"{manifest['state']} as of {manifest['made_at']} is in {folder}: {rows:,} rows, "
        f"{len(manifest['files']):,} files."
    )
    print("People came back without passwords and without links. Let each choose a new password:")
    db.open_database(settings.database_path)
    with db.database.connection_context():
        for person in Person.listed().where(Person.active):
            print(f"  sras reset-password {person.email}")
    print(
        "Views of rounds that were not opened are not in it; those people rate again.",
        file=sys.stderr,
    )
    return 0

"""The `sras` command: begin, serve, upgrade, back up and look after an instance."""

import argparse
import datetime
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import sras
from sras import cli_care, cli_jobs, cli_people
from sras.core.db import DatabaseFault, DatabaseRefused
from sras.core.settings import Settings, SettingsError, load_settings
from sras.exports.backups import BackupRefused
from sras.exports.locks import Busy

REFUSALS = (SettingsError, DatabaseRefused, BackupRefused, Busy, cli_people.Refused)
Command = Callable[[Settings, argparse.Namespace], int]


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; 0 when done, 1 when refused with one line on stderr."""
    asked = parser().parse_args(words)
    try:
        return asked.run(asked)
    except REFUSALS as error:
        print(f"sras: {error}", file=sys.stderr)
        return 1
    except OSError as error:  # a disk that is full, a folder that may not be written, …
        place = f"{error.filename}: " if error.filename else ""
        print(f"sras: {place}{error.strerror or error}", file=sys.stderr)
        return 1
    except DatabaseFault as error:
        print(f"sras: The database did not take it: {error}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def instance_folder(environ: dict[str, str] | None = None) -> Path:
    """The instance folder: SRAS_INSTANCE, else ./instance."""
    return Path((environ or os.environ).get("SRAS_INSTANCE") or "instance").absolute()


def parser() -> argparse.ArgumentParser:
    """Every command with its help."""
    top = argparse.ArgumentParser(prog="sras", description=__doc__)
    top.add_argument("--version", action="version", version=f"sras {sras.__version__}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def add(name: str, run: Command, text: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text)
        sub.set_defaults(run=lambda asked: run(load_settings(instance_folder(), os.environ), asked))
        return sub

    init = commands.add_parser(
        "init",
        help="begin a new instance: settings, database, first administrator",
        description="Write the commented settings file with a fresh secret, create the database, "
        "load the indicator set and print a one-time link for the first administrator.",
    )
    init.set_defaults(run=lambda asked: cli_people.init(instance_folder(), asked))
    init.add_argument("--state", required=True, help="the state's name, for example Franklin")
    init.add_argument("--agency", required=True, help="the agency's full name")
    init.add_argument("--email", required=True, help="e-mail address of the first administrator")
    init.add_argument("--zone", default="America/New_York", help="time zone of the agency")
    init.add_argument("--base-url", default="", help="the address people will type")

    add("serve", cli_care.serve, "serve the instance with waitress")

    demo = commands.add_parser(
        "demo",
        help="build a sample state and serve it on this machine only",
        description="Build a sample state in its own folder (SRAS_INSTANCE, else instance/demo) "
        "and serve it at http://127.0.0.1:8000 (SRAS_PORT).",
    )
    demo.set_defaults(run=lambda _asked: cli_care.demo(os.environ))

    upgrade = add("upgrade", cli_care.upgrade, "bring the database to this version")
    upgrade.add_argument("--check", action="store_true", help="only say what would be done")

    invite = add("invite", cli_people.invite, "print a one-time link that makes an account")
    invite.add_argument("email")
    invite.add_argument("--role", required=True, choices=cli_people.ROLE_NAMES)
    invite.add_argument("--name", default="", help="the person's name")
    invite.add_argument(
        "--until",
        type=datetime.date.fromisoformat,
        metavar="DAY",
        help="last day of the account (2027-06-30); a year on for coach, reviewer and guest",
    )
    for name, run, text in (
        ("reset-password", cli_people.reset_password, "print a one-time link for a new password"),
        ("deactivate", cli_people.deactivate, "close an account and end its sessions"),
    ):
        add(name, run, text).add_argument("email")
    end = add("end-sessions", cli_people.end_sessions, "sign people out everywhere")
    end.add_argument("email", nargs="?", help="of one person; without it, of everybody")

    load = add("import-framework", cli_people.import_framework, "load an indicator set from a file")
    load.add_argument("file", type=Path)

    save = add("backup", cli_care.backup, "write a checked backup without stopping")
    save.add_argument("path", nargs="?", type=Path, help="default: instance/backups/sras-TIME.zip")
    check = add("verify-backup", cli_care.verify_backup, "check a backup whole")
    check.add_argument("path", type=Path)
    back = add("restore", cli_care.restore, "put a backup in the place of the database")
    back.add_argument("path", type=Path)

    out = add("export", cli_jobs.export, "write a hand-over file with the whole state")
    out.add_argument("path", type=Path, help="the zip file to write")
    again = commands.add_parser(
        "rebuild",
        help="make a new instance from a hand-over file",
        description="Check a hand-over file whole and make an instance of it in SRAS_INSTANCE, "
        "which must hold no database yet. People come back without passwords.",
    )
    again.set_defaults(run=lambda asked: cli_jobs.rebuild(instance_folder(), asked))
    again.add_argument("path", type=Path)
    again.add_argument("--base-url", default="", help="the address people will type")
    add("run-jobs", cli_jobs.run_jobs, "do the long work that waits; the server does so by itself")

    add("doctor", cli_care.doctor, "look for faults of the machine, the settings, the database")
    add("healthcheck", cli_care.healthcheck, "exit 0 when the served instance is ready")
    add("config", cli_care.config, "print the settings in force, secrets masked")
    return top


if __name__ == "__main__":
    sys.exit(main())

"""Commands about people and content: begin, invite, reset, deactivate, load an indicator set."""

import argparse
import datetime
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sras.accounts.forms_agency import zone_names
from sras.accounts.models import Agency, Person, StillInCharge
from sras.accounts.models_doors import OneTimeLink, Session
from sras.accounts.rules import ENDING_ROLES, ROLES
from sras.core import clock, db
from sras.core.addresses import is_address
from sras.core.settings import Settings, load_settings, write_settings
from sras.frameworks.models_sets import DEFAULT_SET, import_set
from sras.frameworks.rules_sets import SetRefused
from sras.history.models import Actor
from sras.work import models_departure as _work  # noqa: F401  it knows what someone would leave behind

ROLE_NAMES = tuple(ROLES)
MOST_NAME = 120
A_YEAR = datetime.timedelta(days=365)
COMMAND = Actor("The sras command")


class Refused(Exception):
    """The command must not go on; the text is one line that says why."""


def init(folder: Path, asked: argparse.Namespace) -> int:
    """Settings, database, indicator set and the first administrator's one-time link."""
    email = _address(asked.email)
    state, agency = _named("--state", asked.state, 80), _named("--agency", asked.agency, 200)
    if asked.zone not in zone_names():
        raise Refused(f"{asked.zone} is not a time zone here; for example America/Chicago.")
    with _settings_of_new(folder, asked.base_url) as settings:
        path = settings.database_path
        if path.exists():
            raise Refused(f"{folder} holds an instance already; nothing was changed.")
        try:
            db.create_database(path)
            with db.database.connection_context(), db.transaction():
                Agency.start(by=COMMAND, state_name=state, agency_name=agency, zone=asked.zone)
                import_set(DEFAULT_SET, COMMAND)
                address = _link(settings, "invitation", email, role="admin")
        except BaseException:
            db.database.close_all()
            db.remove(path)
            raise
    print(f"The instance is in {folder}.")
    print(f"{email} opens this within seven days to become administrator:\n{address}")
    return 0


def _named(option: str, typed: str, most: int) -> str:
    text = typed.strip()
    if not text or len(text) > most:
        raise Refused(f"{option} must be a name of at most {most} characters.")
    return text


@contextmanager
def _settings_of_new(folder: Path, base_url: str) -> Iterator[Settings]:
    """The settings in force, with a fresh file where there is none; taken back when all fails."""
    path, made = folder / "settings.toml", not folder.exists()
    written = not path.exists()
    if written:
        write_settings(path, **({"base_url": base_url} if base_url else {}))
    try:
        settings = load_settings(folder, os.environ)
        if base_url and not written and settings.base_url != base_url.rstrip("/"):
            raise Refused(
                f"The base_url in force is {settings.base_url}, not {base_url}; "
                f"change it in {path} or leave --base-url out."
            )
        yield settings
    except BaseException:
        if written:
            path.unlink()
        if made:
            with suppress(OSError):  # someone else put something there meanwhile
                folder.rmdir()
        raise


def invite(settings: Settings, asked: argparse.Namespace) -> int:
    """Print a link that makes one account with one role."""
    email, name = _address(asked.email), asked.name.strip()
    if len(name) > MOST_NAME:
        raise Refused(f"--name has {len(name)} characters; {MOST_NAME} are the most.")
    db.open_database(settings.database_path)
    with db.database.connection_context():
        if Person.get_or_none(Person.email == email):
            raise Refused(f"{email} has an account already; see reset-password.")
        ends_on = asked.until
        if ends_on is None and asked.role in ENDING_ROLES:
            ends_on = Agency.one().today + A_YEAR
            print(f"The account will end on {ends_on}; --until sets another day.", file=sys.stderr)
        fields = {"role": asked.role, "name": name, "ends_on": ends_on}
        print(_link(settings, "invitation", email, **fields))
    return 0


def reset_password(settings: Settings, asked: argparse.Namespace) -> int:
    """Print a link for a new password; its use ends every session of the person."""
    with _person(settings, asked.email) as person:
        if not person.takes_part_on(Agency.one().today):
            raise Refused(f"The account of {person.email} is closed or has ended.")
        print(_link(settings, "reset", person.email, person=person))
    return 0


def deactivate(settings: Settings, asked: argparse.Namespace) -> int:
    """Close an account; its sessions end at once."""
    with _person(settings, asked.email) as person:
        try:
            person.deactivate(by=COMMAND)
        except StillInCharge as fault:
            page = f"{settings.base_url}/people/{person.id}/departure"
            raise Refused(f"{fault} See {page}") from None
        OneTimeLink.revoke_all(person, by=COMMAND)
        ended = Session.end_all(person, clock.now())
        print(f"{person.email} is deactivated; {ended} sessions ended.")
    return 0


def end_sessions(settings: Settings, asked: argparse.Namespace) -> int:
    """Sign one person out everywhere, or everybody."""
    if asked.email:
        with _person(settings, asked.email) as person:
            print(f"{Session.end_all(person, clock.now())} sessions ended.")
            person.note(by=COMMAND, verb="signed out")
        return 0
    db.open_database(settings.database_path)
    with db.database.connection_context(), db.transaction():
        ended = 0
        for person in Session.people_inside():
            ended += Session.end_all(person, clock.now())
            person.note(by=COMMAND, verb="signed out")
    print(f"{ended} sessions ended.")
    return 0


def import_framework(settings: Settings, asked: argparse.Namespace) -> int:
    """Load an indicator set from TOML, CSV or JSON; nothing is stored when a row is wrong."""
    try:
        blob = asked.file.read_bytes()
    except OSError as error:
        raise Refused(f"{asked.file} cannot be read: {error.strerror}.") from None
    db.open_database(settings.database_path)
    with db.database.connection_context():
        try:
            print(f"Loaded {import_set(blob, COMMAND, asked.file.name)}.")
        except SetRefused as refusal:
            raise Refused(f"{asked.file}: nothing was stored. {refusal}") from None
    return 0


def _link(settings: Settings, purpose: str, email: str, **fields: Any) -> str:
    _made, token = OneTimeLink.make(purpose, by=COMMAND, email=email, **fields)
    door = {"invitation": "welcome", "reset": "reset"}[purpose]
    return f"{settings.base_url}/{door}/{token}"


@contextmanager
def _person(settings: Settings, email: str) -> Iterator[Person]:
    """The person of an address inside a write transaction."""
    db.open_database(settings.database_path)
    with db.database.connection_context(), db.transaction():
        person = Person.get_or_none(Person.email == _address(email))
        if person is None:
            raise Refused(f"Nobody here has the address {email}.")
        yield person


def _address(typed: str) -> str:
    email = typed.strip().lower()
    if not is_address(email):
        raise Refused(f"{typed!r} is not an e-mail address.")
    return email

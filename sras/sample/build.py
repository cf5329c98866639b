"""Build the sample state in a folder of its own, once."""

import os
import secrets
import shutil
from pathlib import Path

from sras.accounts import passwords
from sras.core import clock, db
from sras.core.db import DatabaseRefused
from sras.core.settings import load_settings, write_settings
from sras.sample import (
    assessments,
    calendar,
    choice,
    coaching,
    documents,
    engagement,
    issues,
    measures,
    meetings,
    people,
    plan,
    proof,
    reports,
    reviews,
    rounds,
    training,
    voice,
)
from sras.sample.diary import Diary, texts

ACCOUNTS = "accounts.tsv"
# Who stands for each role when the accounts are printed; others have no password yet.
SHOWN = {
    "admin": "admin",
    "team_lead": "lead",
    "process_manager": "manager",
    "team_member": "raman",
    "chief": "prescott",
    "coach": "lang",
    "reviewer": "reviewer",
    "viewer": "viewer",
    "guest": "guest",
}

Account = tuple[str, str, str]


def ensure(folder: Path) -> list[Account]:
    """The sample's accounts as (role, address, password); builds it unless it is there.

    Raises DatabaseRefused when the folder holds anything else.
    """
    kept, building = folder / ACCOUNTS, folder / ".building"
    if kept.exists() and (folder / "sras.db").exists():
        return [_account(line) for line in kept.read_text("utf-8").splitlines()]
    if folder.exists() and not (folder.is_dir() and set(folder.iterdir()) <= {building}):
        raise DatabaseRefused(
            f"{folder} holds something that is not a sample state; nothing was changed. "
            "Name another folder in SRAS_INSTANCE."
        )
    # Moved up when whole, the accounts last: a build cut short is begun again the next time.
    shutil.rmtree(building, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    building.mkdir(mode=0o700)
    try:
        accounts = _build(building)
        for made in sorted(building.iterdir(), key=lambda path: path.name == ACCOUNTS):
            made.rename(folder / made.name)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return accounts


def _account(line: str) -> Account:
    role, address, password = line.split("\t")
    return role, address, password


def _build(folder: Path) -> list[Account]:
    write_settings(folder / "settings.toml")
    settings = load_settings(folder, {})
    typed = {name: new_password() for name in SHOWN.values()}
    hashes = {name: passwords.hash_of(password) for name, password in typed.items()}
    content = texts("people")
    diary = Diary(clock.today(content["agency"]["zone"]), content["agency"]["zone"])
    cast = people.Cast()
    db.create_database(settings.database_path)
    try:
        with db.database.connection_context(), db.transaction():
            people.write(diary, cast, hashes)
            assessments.write(diary, cast)
            rounds.write(diary, cast)
            proof.write(diary, cast, settings.files)
            choice.write(diary, cast)
            plan.write(diary, cast)
            measures.write(diary, cast)
            calendar.write(diary, cast)
            meetings.write(diary, cast)
            training.write(diary, cast)
            coaching.write(diary, cast)
            engagement.write(diary, cast)
            documents.write(diary, cast)
            issues.write(diary, cast)
            reviews.write(diary, cast)
            voice.write(diary, cast)
            reports.write(diary, cast)
            people.last_visits(diary, cast, content["last_visits"])
            diary.play()
            addresses = {name: str(cast[name].email) for name in SHOWN.values()}
    finally:
        db.database.close_all()
    accounts = [(role, addresses[name], typed[name]) for role, name in SHOWN.items()]
    with open(os.open(folder / ACCOUNTS, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        file.writelines("\t".join(account) + "\n" for account in accounts)
    return accounts


def new_password() -> str:
    """A fresh password that can be read aloud and typed on a phone: about 62 bits."""

    def syllable() -> str:
        return secrets.choice("bdfghjklmnprstvz") + secrets.choice("aeiou")

    return "-".join(syllable() + syllable() for _ in range(5))

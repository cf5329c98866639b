"""Backup, restore and upgrade, proven by row counts and content hashes."""

import datetime
import io
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from sras.accounts.models import Person
from sras.accounts.models_doors import OneTimeLink, Session
from sras.cli import main
from sras.core import clock, db, db_file
from sras.core.settings import Settings, load_settings, write_settings
from sras.documents.models import Document
from sras.documents.models_reviews import Reviewer, ReviewRound
from sras.documents.rules_reviews import read_invited
from sras.engagement.models_voice import Enquiry, EnquiryLink
from sras.exports import backups, locks, upgrades
from sras.planning.models_owners import OwnerLink
from sras.sample import build
from tests.conftest import BY, KEY

ADD_A_COLUMN = """
from peewee import CharField, ForeignKeyField, Model


def up(migrator, db):
    migrator.migrate(
        migrator.add_column("accounts_person", "nickname", CharField(default="none")),
        migrator.add_not_null("accounts_membership", "program_areas"),
        migrator.alter_column_type("accounts_person", "position", CharField(max_length=300)),
    )
"""


@pytest.fixture
def settings(instance: Path) -> Settings:
    """The settings of an instance with one evidence file; nothing is open."""
    made = load_settings(instance, {"SRAS_SECRET_KEY": KEY})
    made.files.mkdir()
    (made.files / ("a" * 64)).write_bytes(b"proof")
    yield made
    db.database.close_all()


@pytest.fixture
def older(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This version knows one migration more than the database has."""
    folder = tmp_path / "migrations"
    shutil.copytree(db.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "9000_nickname.py").write_text(ADD_A_COLUMN)
    monkeypatch.setattr(db, "MIGRATIONS", folder)
    return folder


def people(path: Path) -> list[tuple]:
    with sqlite3.connect(path) as connection:
        rows = connection.execute(
            "SELECT p.id, p.name, p.email, m.program_areas FROM accounts_person p "
            "LEFT JOIN accounts_membership m ON m.person_id = p.id ORDER BY p.id"
        ).fetchall()
    connection.close()
    return rows


def test_a_folder_of_any_name_is_backed_up_and_restored(instance: Path, tmp_path: Path) -> None:
    folder = tmp_path / "50% done? #1 é"
    instance.rename(folder)
    settings = load_settings(folder, {"SRAS_SECRET_KEY": KEY})
    before = backups.content_hash(settings.database_path)
    backups.restore(settings, backups.backup(settings))
    assert backups.content_hash(settings.database_path) == before
    assert upgrades.pending(settings.database_path) == []


def test_a_backup_of_nothing_makes_nothing(tmp_path: Path) -> None:
    settings = load_settings(tmp_path / "lost", {"SRAS_SECRET_KEY": KEY})
    with pytest.raises(db.DatabaseRefused, match="missing"):
        backups.backup(settings)
    assert not settings.instance.exists()


def test_r30_a_restored_backup_equals_what_was_backed_up(settings: Settings) -> None:
    before = backups.content_hash(settings.database_path)
    path = backups.backup(settings)
    db.open_database(settings.database_path)
    with db.database.connection_context():
        Person.start(by=BY, name="Late", email="late@example.org")
    db.database.close_all()
    (settings.files / ("a" * 64)).unlink()
    assert backups.content_hash(settings.database_path) != before
    kept = backups.restore(settings, path)
    assert backups.content_hash(settings.database_path) == before
    assert (settings.files / ("a" * 64)).read_bytes() == b"proof"
    assert kept is not None
    assert any(row[1] == "Late" for row in people(kept))


def test_r30_what_a_crash_left_beside_the_database_does_not_come_back(settings: Settings) -> None:
    path = backups.backup(settings)
    before = backups.content_hash(settings.database_path)
    for suffix in ("-journal", "-wal", "-shm"):
        settings.database_path.with_name("sras.db" + suffix).write_bytes(b"stale")
    backups.restore(settings, path)
    assert not list(settings.instance.glob("sras.db-*"))
    assert backups.content_hash(settings.database_path) == before


def test_r30_a_restore_is_refused_while_the_instance_is_served(settings: Settings) -> None:
    path = backups.backup(settings)
    before = settings.database_path.read_bytes()
    with locks.serving(settings.instance), pytest.raises(locks.Busy):
        backups.restore(settings, path)
    assert settings.database_path.read_bytes() == before


def test_r28_a_backup_under_load_holds_every_save_that_was_acknowledged_before(
    settings: Settings,
) -> None:
    db.open_database(settings.database_path)
    acknowledged: list[str] = []
    stop = threading.Event()

    def save() -> None:
        with db.database.connection_context():
            while not stop.is_set():
                name = f"Person {len(acknowledged)}"
                Person.start(by=BY, name=name, email=f"{len(acknowledged)}@load.example")
                acknowledged.append(name)

    writer = threading.Thread(target=save)
    writer.start()
    try:
        for number in range(5):
            known = len(acknowledged)
            path = backups.backup(settings, settings.backups / f"{number}.zip")
            manifest = backups.verify(path)
            assert manifest.rows["accounts_person"] >= known
            assert manifest.rows["history_change"] >= known
    finally:
        stop.set()
        writer.join()
        db.database.close_all()
    assert len(acknowledged) > 5


def test_r29_a_damaged_database_gives_no_backup_and_keeps_the_good_ones(settings: Settings) -> None:
    good = backups.backup(settings)
    damaged = bytearray(settings.database_path.read_bytes())
    for place in range(5_000, len(damaged), len(damaged) // 200):
        damaged[place] ^= 0x55
    settings.database_path.write_bytes(damaged)
    with pytest.raises(backups.BackupRefused, match="damaged"):
        backups.backup(settings, settings.backups / "bad.zip")
    assert [p.name for p in settings.backups.iterdir()] == [good.name]


def _rewritten(path: Path, change: Any) -> Path:
    """A copy of a backup with its members changed by `change(dict of name → bytes)`."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    other = path.with_name("other.zip")
    with zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return other


def _claim_newer(members: dict[str, bytes]) -> None:
    manifest = json.loads(members["manifest.json"])
    manifest["migrations"].append("9999_later")
    members["manifest.json"] = json.dumps(manifest).encode()


def _swap_a_file(members: dict[str, bytes]) -> None:
    members["files/" + "a" * 64] = b"forged"


def _climb_out(members: dict[str, bytes]) -> None:
    manifest = json.loads(members["manifest.json"])
    manifest["sha256"]["files/../../evil"] = "0" * 64
    members["manifest.json"] = json.dumps(manifest).encode()
    members["files/../../evil"] = b"evil"


@pytest.mark.parametrize("change", [_claim_newer, _swap_a_file, _climb_out])
def test_r31_a_backup_that_is_not_as_it_was_made_is_refused_untouched(
    settings: Settings, change: Any
) -> None:
    other = _rewritten(backups.backup(settings), change)
    before = settings.database_path.read_bytes()
    with pytest.raises(backups.BackupRefused) as refusal:
        backups.restore(settings, other)
    assert "\n" not in str(refusal.value)
    assert settings.database_path.read_bytes() == before
    assert not (settings.instance.parent / "evil").exists()


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04 cut", b"hello"])
def test_r31_what_is_no_backup_is_refused(settings: Settings, tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "not.zip"
    path.write_bytes(body)
    with pytest.raises(backups.BackupRefused):
        backups.verify(path)


def test_r31_a_backup_with_any_byte_changed_is_whole_or_refused(
    settings: Settings, tmp_path: Path
) -> None:
    whole = backups.backup(settings).read_bytes()
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        packed = [entry.header_offset for entry in archive.infolist()]
    heads = {offset + n for offset in packed for n in range(60)}
    tail = range(len(whole) - 400, len(whole))
    path, refused = tmp_path / "changed.zip", 0
    for place in sorted({*heads, *tail, *range(0, len(whole), len(whole) // 40)}):
        for mask in (0x01, 0xFF):
            changed = bytearray(whole)
            changed[place] ^= mask
            path.write_bytes(changed)
            with suppress(backups.BackupRefused):
                backups.verify(path)
                continue
            refused += 1
    assert refused > 500


def test_r31_a_manifest_of_endless_lists_is_refused(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "deep.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("manifest.json", "[" * 200_000)
    with pytest.raises(backups.BackupRefused):
        backups.verify(path)


def test_what_had_ended_after_the_backup_does_not_live_again(settings: Settings) -> None:
    db.open_database(settings.database_path)
    now = clock.now()
    with db.database.connection_context():
        person = Person.get(Person.role == "team_lead")
        session = Session.begin(person, now)
        _link, reset = OneTimeLink.make("reset", by=BY, email=person.email, person=person)
        _link, tasks = OwnerLink.make(BY, "Kim Doe", person, now + datetime.timedelta(days=9))
        _link, asked = EnquiryLink.make(BY, an_enquiry(), "Schools", now + datetime.timedelta(9))
        ((_reviewer, review),) = a_round().invite(BY, read_invited("Kim Doe")[0], "UTC")
    db.database.close_all()
    backups.restore(settings, backups.backup(settings))
    db.open_database(settings.database_path)
    with db.database.connection_context():
        assert Session.alive(session, now, idle_minutes=60, absolute_hours=9) is None
        assert OneTimeLink.by_token(reset, "reset", now) is None
        assert OwnerLink.alive(tasks, now) is None
        assert EnquiryLink.alive(asked, now) is None
        assert Reviewer.by_token(review).has_ended(now)


def an_enquiry() -> Enquiry:
    today = clock.today("UTC")
    days = {"opens_on": today, "closes_on": today}
    return Enquiry.start(by=BY, title="Asked", audience="principal", **days)


def a_round() -> ReviewRound:
    today = clock.today("UTC")
    document = Document.start(by=BY, title="How we work")
    return ReviewRound.open(BY, document, opens_on=today, closes_on=today)


def test_r26_an_upgrade_keeps_every_row_and_makes_a_backup_first(
    settings: Settings, older: Path
) -> None:
    before = people(settings.database_path)
    counts = backups.row_counts(settings.database_path)
    names, kept = upgrades.upgrade(settings)
    assert names == ["9000_nickname"]
    assert people(settings.database_path) == before
    after = backups.row_counts(settings.database_path)
    assert after.pop("schema_migration") == counts.pop("schema_migration") + 1
    assert after == counts
    assert backups.verify(kept).rows["accounts_person"] == counts["accounts_person"]
    assert upgrades.upgrade(settings) == ([], None)


def test_a_start_on_an_older_database_refuses_and_names_the_command(
    settings: Settings, older: Path
) -> None:
    before = settings.database_path.read_bytes()
    with pytest.raises(db.DatabaseRefused, match="sras upgrade"):
        db.open_database(settings.database_path)
    db.database.close_all()
    assert settings.database_path.read_bytes() == before


def test_r26_a_migration_that_would_lose_rows_is_stopped_by_the_rehearsal(
    settings: Settings, older: Path
) -> None:
    (older / "9001_lossy.py").write_text(
        "def up(migrator, db):\n    db.execute_sql('DELETE FROM accounts_membership')\n"
    )
    before = settings.database_path.read_bytes()
    with pytest.raises(db.DatabaseRefused, match="would lose rows"):
        upgrades.upgrade(settings)
    assert settings.database_path.read_bytes() == before


FIRST_ROWS = """
INSERT INTO frameworks_framework (version, name, source, licence_note)
VALUES (1, 'Rubric', 'Ours', 'Free');
INSERT INTO frameworks_edition (version, framework_id, label, level_labels)
VALUES (1, 1, '2026', 'One');
INSERT INTO assessment_cycle (version, label, edition_id, state, starts_on, charge)
VALUES (1, '2026-27', 1, 'assessing', '2026-09-01', 'Look at it whole.');
"""
BLANKS = (
    "def up(migrator, db):\n    db.execute_sql(\"UPDATE accounts_person SET position = 'x'\")\n"
)
DROPS = (
    "def up(migrator, db):\n"
    "    db.execute_sql('ALTER TABLE web_submission DROP COLUMN person_key')\n"
)


@pytest.mark.parametrize(
    ("migration", "column"),
    [(BLANKS, "accounts_person.position"), (DROPS, "web_submission.person_key")],
)
def test_r26_a_migration_changes_only_the_content_that_it_declares(
    settings: Settings, older: Path, migration: str, column: str
) -> None:
    (older / "9001_content.py").write_text(migration)
    before = settings.database_path.read_bytes()
    for run in (upgrades.rehearse, lambda _path: upgrades.upgrade(settings)):
        with pytest.raises(db.DatabaseRefused, match=rf"lose what stands in {column}\. Nothing"):
            run(settings.database_path)
    assert settings.database_path.read_bytes() == before
    assert not settings.backups.exists()
    (older / "9001_content.py").write_text(f'CHANGES = ("{column}",)\n\n\n{migration}')
    assert upgrades.upgrade(settings)[0] == ["9000_nickname", "9001_content"]


def test_r26_the_whole_sample_state_is_upgraded_with_every_row_and_every_word(
    tmp_path: Path, older: Path
) -> None:
    (older / "9000_nickname.py").rename(tmp_path / "later.py")
    folder = tmp_path / "sample"
    build.ensure(folder)
    (tmp_path / "later.py").rename(older / "9000_nickname.py")
    settings = load_settings(folder, {})
    before = upgrades.held(settings.database_path)
    assert sum(before.rows.values()) > 1_000
    upgrades.upgrade(settings)
    after = upgrades.held(settings.database_path)
    assert after.rows == before.rows
    assert set(after.content) - set(before.content) == {"accounts_person.nickname"}
    assert all(after.content[column] == digest for column, digest in before.content.items())


STEPS = ["0001_the_first_tables", "0002_the_meetings", "0003_the_documents"]


@pytest.mark.parametrize("had", [1, 2], ids=["0.1.0", "0.2.0"])
def test_r26_a_database_of_an_earlier_release_gets_the_new_tables_and_keeps_its_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, had: int
) -> None:
    folder, first = tmp_path / "franklin", tmp_path / "first"
    folder.mkdir()
    first.mkdir()
    for step in STEPS[:had]:
        shutil.copy(db.MIGRATIONS / f"{step}.py", first)
    write_settings(folder / "settings.toml")
    settings = load_settings(folder, {})
    with monkeypatch.context() as then:
        then.setattr(db, "MIGRATIONS", first)
        db.create_database(settings.database_path)
    with sqlite3.connect(settings.database_path) as connection:
        connection.executescript(FIRST_ROWS)
    connection.close()
    before = upgrades.held(settings.database_path)
    assert upgrades.upgrade(settings)[0] == STEPS[had:]
    after = upgrades.held(settings.database_path)
    assert all(after.content[column] == digest for column, digest in before.content.items())
    assert before.rows["frameworks_framework"] == after.rows["frameworks_framework"] == 1
    assert after.rows["schedule_meeting"] == after.rows["documents_document"] == 0
    assert "planning_task.meeting_id" in after.content


KILLED_UPGRADE = """
import os, signal, sys
from pathlib import Path
import peewee
from sras.core import db, db_file
db.MIGRATIONS = Path(sys.argv[2])
left = int(sys.argv[3])
plain = peewee.Database.execute_sql
def counted(self, *args, **kwargs):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return plain(self, *args, **kwargs)
db.bind(Path(sys.argv[1]))
with db.database.connection_context():
    runner = db.runner()
    type(db.database.obj).execute_sql = counted
    runner.up()
print("through")
"""


def test_r26_an_upgrade_killed_at_any_statement_ends_the_same_when_run_again(
    settings: Settings, older: Path, tmp_path: Path
) -> None:
    start = settings.database_path.read_bytes()
    before = people(settings.database_path)
    through = False
    killed = 0
    for statement in range(0, 60, 3):
        settings.database_path.write_bytes(start)
        done = subprocess.run(
            [sys.executable, "-c", KILLED_UPGRADE, settings.database_path, older, str(statement)],
            capture_output=True,
            text=True,
            check=False,
            cwd=Path(__file__).parent.parent,
        )
        if "through" in done.stdout:
            through = True
            break
        assert done.returncode == -signal.SIGKILL, done.stderr
        killed += 1
        upgrades.upgrade(settings)
        assert people(settings.database_path) == before
        db_file.check_file(settings.database_path)
        for old in settings.backups.iterdir():
            old.unlink()
    assert through
    assert killed >= 5


def test_the_commands_back_up_verify_and_restore(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SRAS_INSTANCE", str(settings.instance))
    monkeypatch.setenv("SRAS_SECRET_KEY", KEY)
    assert main(["backup"]) == 0
    path = capsys.readouterr().out.strip()
    assert main(["verify-backup", path]) == 0
    assert "Whole: made" in capsys.readouterr().out
    assert main(["restore", path]) == 0
    assert "Restored" in capsys.readouterr().out
    assert main(["verify-backup", os.devnull]) == 1
    assert capsys.readouterr().err.startswith("sras: /dev/null is not a whole SRAS backup")

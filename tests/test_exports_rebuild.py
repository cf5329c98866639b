"""An instance made again from its hand-over file is equal; a file that was touched is refused."""

import hashlib
import json
import os
import re
import sqlite3
import stat
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from sras import cli_jobs
from sras.accounts.models import Person
from sras.accounts.models_doors import Session
from sras.cli import main
from sras.core import clock, db
from sras.core.settings import Settings, load_settings
from sras.exports import backups, handover, rebuild, snapshot
from sras.exports.archive import SUMS
from sras.factory import create_app
from sras.sample import build
from tests.conftest import KEY

PAGES = [
    *("/profile", "/plan", "/plan.csv", "/tasks", "/meetings", "/meetings/attendance.csv"),
    *("/choose", "/evidence", "/documents", "/agreements", "/enquiries", "/coaching", "/asks"),
    *("/expectations", "/approval", "/approval/briefing", "/cycles", "/assessment", "/rubric"),
    *("/assessment/78", "/objectives/3", "/tasks/5", "/meetings/4/minutes", "/evidence/3"),
    *("/evidence/3/file", "/history/objective/3"),
]


@pytest.fixture
def twins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, Path, Path]]:
    """The sample state, its hand-over file, and the instance made of that by the commands."""
    first, file, second = tmp_path / "first", tmp_path / "state.zip", tmp_path / "second"
    build.ensure(first)
    db.database.close_all()
    monkeypatch.setenv("SRAS_INSTANCE", str(first))
    assert main(["export", str(file)]) == 0
    db.database.close_all()
    monkeypatch.setenv("SRAS_INSTANCE", str(second))
    assert main(["rebuild", str(file), "--base-url", "http://localhost"]) == 0
    db.database.close_all()
    yield first, file, second
    db.database.close_all()


def contents(folder: Path) -> dict[str, tuple[int, str]]:
    """Rows and content of each carried table of an instance."""
    path = load_settings(folder, {}).database_path
    with snapshot.reading(path), closing(sqlite3.connect(path)) as connection:
        state = snapshot.Snapshot(connection)
        return {name: rebuild.content(state, name) for name in state.carried}


def pages(app: Any, folder: Path) -> dict[tuple[str, str], tuple[int, bytes]]:
    """What an instance shows to two roles, without what belongs to a session."""
    db.open_database(folder / "sras.db")
    app.config["SETTINGS"] = load_settings(folder, {})
    seen = {}
    for role in ("team_lead", "chief"):
        with db.database.connection_context():
            token = Session.begin(Person.get(Person.role == role, Person.active), clock.now())
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = token, True
        for path in PAGES:
            answer = client.get(path, buffered=True)
            text = re.sub(rb'value="[0-9a-f]{32}\.|data-who="[^"]*"', b"", answer.data)
            seen[role, path] = (answer.status_code, text)
    db.database.close_all()
    return seen


def test_the_sample_state_comes_back_with_equal_rows_files_and_pages_and_no_password(twins, capsys):
    first, file, second = twins
    were, are = contents(first), contents(second)
    assert were == are
    assert sum(rows for rows, _digest in are.values()) > 10_000
    with zipfile.ZipFile(file) as archive:
        told = json.loads(archive.read("manifest.json"))["tables"]
    assert {name: (each["rows"], each["sha256"]) for name, each in told.items()} == are
    kept = {path.name: path.read_bytes() for path in (second / "files").iterdir()}
    assert kept == {path.name: path.read_bytes() for path in (first / "files").iterdir()}
    assert stat.S_IMODE((second / "sras.db").stat().st_mode) == 0o600
    assert not list(second.glob(".rebuild-*"))
    app = create_app(load_settings(first, {}))
    shown, again = pages(app, first), pages(app, second)
    assert [where for where, answer in shown.items() if again[where] != answer] == []
    assert sum(status == 200 for status, _text in shown.values()) > 40
    with closing(sqlite3.connect(second / "sras.db")) as connection:
        rows = connection.execute("SELECT email, password_hash FROM accounts_person").fetchall()
        links = connection.execute("SELECT COUNT(*) FROM accounts_one_time_link").fetchone()
    assert {hashed for _email, hashed in rows} == {""}
    assert links == (0,)
    assert main(["reset-password", rows[0][0]]) == 0
    assert "/reset/" in capsys.readouterr().out


@pytest.fixture
def settings(instance: Path) -> Iterator[Settings]:
    made = load_settings(instance, {"SRAS_SECRET_KEY": KEY})
    yield made
    db.database.close_all()


@pytest.fixture
def file(app: Any, tmp_path: Path) -> Path:
    """The hand-over file of the small instance of tests."""
    path = tmp_path / "ho.zip"
    with cli_jobs.frame(app, app.config["SETTINGS"]) as render:
        handover.export(app.config["SETTINGS"], path, render)
    return path


@pytest.fixture
def fresh(tmp_path: Path) -> Settings:
    """Settings of a folder in which there is nothing."""
    return load_settings(tmp_path / "fresh", {"SRAS_SECRET_KEY": KEY})


def changed(path: Path, change: Callable[[dict[str, bytes]], None], sums: bool = True) -> Path:
    """A copy of the file with its members changed, and its sums set right again if told so."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    if sums:
        members[SUMS] = "".join(
            f"{hashlib.sha256(body).hexdigest()}  {name}\n"
            for name, body in members.items()
            if name != SUMS
        ).encode()
    other = path.with_name("other.zip")
    with zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return other


def edited(**change: Any) -> Callable[[dict[str, bytes]], None]:
    """Change words of the manifest."""

    def change_manifest(members: dict[str, bytes]) -> None:
        told = {**json.loads(members["manifest.json"]), **change}
        members["manifest.json"] = json.dumps(told).encode()

    return change_manifest


def put(name: str, body: bytes) -> Callable[[dict[str, bytes]], None]:
    return lambda members: members.__setitem__(name, body)


def forge_row(members: dict[str, bytes]) -> None:
    """Another role for everyone, with all sums set right but the one in the manifest."""
    name = "data/accounts_person.jsonl"
    members[name] = members[name].replace(b'"role":"viewer"', b'"role":"admin"')


TOUCHED = [
    (put("data/accounts_person.jsonl", b"{}\n"), False, "not as it was written"),
    (forge_row, True, "not those of its manifest"),
    (put("../evil", b"x"), True, "name is not one of ours"),
    (put("/evil", b"x"), True, "name is not one of ours"),
    (put("files/..\\evil", b"x"), True, "name is not one of ours"),
    (put("pages/more.html", b"x"), False, "not those of SHA256SUMS"),
    (put("data/accounts_session.jsonl", b"{}\n"), True, "tables are not those of its manifest"),
    (put("files/" + "a" * 64, b"forged"), True, "files are not those of its manifest"),
    (put("pages/bomb.html", b"0" * 30_000_000), True, "unpacks to far too much"),
    (edited(what="Something"), True, "no hand-over file"),
    (edited(tables={}), True, "tables are not those"),
    (edited(migrations=["9999_later"]), True, "made by a newer version"),
    (edited(migrations=["0001_the_first_tables"]), True, "made by an older version"),
    (put("manifest.json", b"[" * 100_000), True, "not a whole hand-over file"),
    (put("manifest.json", b"[]"), True, "not a whole hand-over file"),
]


@pytest.mark.parametrize(("change", "sums", "said"), TOUCHED)
def test_r31_a_file_that_was_touched_is_refused_in_one_line(file, fresh, change, sums, said):
    with pytest.raises(backups.BackupRefused, match=re.escape(said)) as refusal:
        rebuild.rebuild(fresh, changed(file, change, sums))
    assert "\n" not in str(refusal.value)
    assert not fresh.database_path.exists()
    assert not (fresh.instance.parent / "evil").exists()
    assert not fresh.files.exists() or not any(fresh.files.iterdir())


def rewritten(file: Path, rows: Callable[[bytes], bytes], table: str) -> Path:
    """A file whose rows were forged with every sum and count set right."""

    def change(members: dict[str, bytes]) -> None:
        name, told = f"data/{table}.jsonl", json.loads(members["manifest.json"])
        members[name] = rows(members[name])
        told["tables"][table]["sha256"] = hashlib.sha256(members[name]).hexdigest()
        members["manifest.json"] = json.dumps(told).encode()

    return changed(file, change)


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ("accounts_membership", lambda body: body.replace(b'"person_id":2', b'"person_id":999')),
        ("accounts_person", lambda body: body.replace(b'"viewer"', b'"emperor"')),
        ("accounts_person", lambda body: body.replace(b'"viewer"', b'["viewer"]')),
        ("accounts_person", lambda body: body.replace(b'"version":1', b'"version":true', 1)),
        ("accounts_person", lambda body: body.replace(b'"id":2', b'"id":%d' % 2**70, 1)),
        ("accounts_person", lambda body: body + body),
        ("accounts_agency", lambda body: b"[1]\n" + body),
    ],
)
def test_r31_forged_rows_that_do_not_fit_are_refused(file, fresh, table, rows):
    with pytest.raises(backups.BackupRefused):
        rebuild.rebuild(fresh, rewritten(file, rows, table))
    assert not fresh.database_path.exists()


def test_a_link_to_elsewhere_in_the_file_is_refused(file, fresh):
    with zipfile.ZipFile(file, "a") as archive:
        entry = zipfile.ZipInfo("files/link")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    with pytest.raises(backups.BackupRefused, match="not one of ours"):
        rebuild.rebuild(fresh, file)


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04 cut", b"hello"])
def test_what_is_no_hand_over_file_is_refused(fresh, tmp_path, body):
    path = tmp_path / "not.zip"
    path.write_bytes(body)
    for there in (path, tmp_path / "missing.zip"):
        with pytest.raises(backups.BackupRefused):
            rebuild.rebuild(fresh, there)


def test_an_instance_that_holds_something_is_left_as_it_is(file, settings):
    before = settings.database_path.read_bytes()
    with pytest.raises(backups.BackupRefused, match="Nothing was changed"):
        rebuild.rebuild(settings, file)
    assert settings.database_path.read_bytes() == before


def test_the_commands_leave_nothing_when_they_refuse(file, tmp_path, monkeypatch, capsys):
    folder = tmp_path / "new"
    monkeypatch.setenv("SRAS_INSTANCE", str(folder))
    broken = changed(file, put("pages/more.html", b"x"), False)
    assert main(["rebuild", str(broken)]) == 1
    assert not folder.exists()
    assert main(["rebuild", str(file)]) == 0
    assert "without passwords" in capsys.readouterr().out
    again = tmp_path / "again.zip"
    assert main(["export", str(again)]) == 0
    assert os.stat(again).st_mode & 0o777 == 0o600
    assert main(["export", str(again)]) == 1
    assert "exists already" in capsys.readouterr().err


def test_a_restore_says_what_to_do_with_a_hand_over_file(file, settings):
    with pytest.raises(backups.BackupRefused, match="sras rebuild"):
        backups.restore(settings, file)

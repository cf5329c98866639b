"""The sras command, as an administrator types it."""

import datetime
import os
import socket
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sras.accounts.models import Agency, Person
from sras.accounts.models_doors import OneTimeLink, Session
from sras.assessment.models import Assessment, Cycle
from sras.cli import main, parser
from sras.core import clock, db, jobs
from sras.core.settings import load_settings, write_settings
from sras.documents.models_issues import Issue
from sras.evidence.models import Evidence
from sras.factory import create_app
from sras.frameworks.models import Edition, Indicator
from sras.planning.models import Objective
from tests.conftest import BY, DAY, KEY

INIT = ["--state", "Franklin", "--agency", "Franklin Department of Education"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty place for an instance, named by the environment."""
    for name in [name for name in os.environ if name.startswith("SRAS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SRAS_INSTANCE", str(tmp_path / "new instance"))
    yield tmp_path / "new instance"
    db.database.close_all()


@pytest.fixture
def begun(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[Path, str]:
    """A new instance and the one-time link of its first administrator."""
    assert main(["init", *INIT, "--email", "Ada@Example.gov"]) == 0
    return folder, capsys.readouterr().out.strip().splitlines()[-1]


def test_init_makes_settings_a_database_the_rubric_and_no_account(
    begun: tuple[Path, str],
) -> None:
    folder, _link = begun
    written = (folder / "settings.toml").read_text()
    assert len(tomllib.loads(written)["secret_key"]) >= 32
    assert "# " in written
    assert (folder / "settings.toml").stat().st_mode & 0o077 == 0
    assert (folder / "sras.db").stat().st_mode & 0o077 == 0
    with db.database.connection_context():
        assert Agency.one().state_name == "Franklin"
        assert Indicator.select().count() == 52
        assert Person.select().count() == 0


def test_t19_the_first_administrator_comes_in_by_the_link_alone(begun: tuple[Path, str]) -> None:
    folder, link = begun
    client = create_app(load_settings(folder, {})).test_client()
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    path = link.removeprefix("http://127.0.0.1:8000")
    page = client.get(path, follow_redirects=True)
    assert page.status_code == 200
    assert "ada@example.gov" in page.text
    password = "a long enough pass phrase 7"
    done = client.post(
        "/welcome",
        data={"name": "Ada Admin", "password": password, "again": password, "repeat": password},
    )
    assert done.status_code == 303, done.text
    with db.database.connection_context():
        ada = Person.get()
        assert (ada.email, ada.role, ada.name) == ("ada@example.gov", "admin", "Ada Admin")


def test_init_twice_changes_nothing(
    begun: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, _link = begun
    before = (folder / "sras.db").read_bytes(), (folder / "settings.toml").read_bytes()
    assert main(["init", *INIT, "--email", "b@example.gov"]) == 1
    assert "holds an instance already" in capsys.readouterr().err
    assert ((folder / "sras.db").read_bytes(), (folder / "settings.toml").read_bytes()) == before


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--email", "nobody"], "is not an e-mail address"),
        (["--email", "a@b.gov", "--zone", "Franklin/Capital"], "is not a time zone"),
        (["--email", "a@b.gov", "--zone", "Europe/Berlin"], "is not a time zone"),
        (["--email", "a@b.gov", "--state", " "], "--state must be a name"),
        (["--email", "a@b.gov", "--state", "x" * 81], "at most 80 characters"),
        (["--email", "a@b.gov", "--agency", "x" * 201], "at most 200 characters"),
        (["--email", f"{'a' * 250}@b.gov"], "is not an e-mail address"),
        (["--email", "a@b.gov", "--base-url", "ftp://b.gov"], "base_url"),
    ],
)
def test_init_refuses_what_cannot_be_and_makes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str], words: list[str], says: str
) -> None:
    assert main(["init", *INIT, *words]) == 1
    assert says in capsys.readouterr().err
    assert not folder.exists()


def test_init_takes_back_all_when_the_environment_is_wrong(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SRAS_PROT", "8080")
    assert main(["init", *INIT, "--email", "a@b.gov"]) == 1
    assert "SRAS_PROT" in capsys.readouterr().err
    assert not folder.exists()


def test_init_makes_the_database_that_the_environment_names(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SRAS_DATABASE_URL", "sqlite:///plan.db")
    monkeypatch.setenv("SRAS_BASE_URL", "https://sras.example.gov")
    assert main(["init", *INIT, "--email", "a@b.gov"]) == 0
    assert "https://sras.example.gov/welcome/" in capsys.readouterr().out
    assert (folder / "plan.db").exists()
    assert not (folder / "sras.db").exists()
    (folder / "settings.toml").unlink()
    assert main(["init", *INIT, "--email", "a@b.gov"]) == 1
    assert not (folder / "settings.toml").exists()


def test_what_the_machine_does_not_allow_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], begun: tuple[Path, str]
) -> None:
    (tmp_path / "a file").write_text("")
    assert main(["backup", str(tmp_path / "a file" / "x.zip")]) == 1
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_an_account_from_outside_ends_by_date(
    begun: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["invite", "a@b.gov", "--role", "coach"]) == 0
    assert "The account will end on" in capsys.readouterr().err
    assert main(["invite", "b@b.gov", "--role", "guest", "--until", "2031-05-04"]) == 0
    assert main(["invite", "c@b.gov", "--role", "viewer"]) == 0
    with db.database.connection_context():
        ends = {link.email: link.ends_on for link in OneTimeLink.select()}
        assert ends["a@b.gov"] == Agency.one().today + datetime.timedelta(days=365)
    assert ends["b@b.gov"] == datetime.date(2031, 5, 4)
    assert ends["c@b.gov"] is None


def test_a_start_without_an_instance_refuses_and_creates_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SRAS_SECRET_KEY", KEY)
    assert main(["serve"]) == 1
    error = capsys.readouterr().err
    assert "is missing" in error
    assert len(error.strip().splitlines()) == 1
    assert not (folder / "sras.db").exists()


def test_people_are_invited_reset_signed_out_and_deactivated(
    begun: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["invite", "lee@example.gov", "--role", "coach"]) == 0
    assert "/welcome/" in capsys.readouterr().out
    with db.database.connection_context():
        link = OneTimeLink.get(OneTimeLink.email == "lee@example.gov")
        assert (link.role, link.purpose) == ("coach", "invitation")
        person = Person.start(by=BY, name="Lee", email="lee@example.gov", role="coach")
        Session.begin(person, clock.now())
    assert main(["invite", "lee@example.gov", "--role", "coach"]) == 1
    assert main(["reset-password", "lee@example.gov"]) == 0
    assert main(["end-sessions", "lee@example.gov"]) == 0
    assert "1 sessions ended" in capsys.readouterr().out
    with db.database.connection_context():
        Session.begin(person, clock.now())
    assert main(["deactivate", "lee@example.gov"]) == 0
    with db.database.connection_context():
        assert not Person.get(Person.email == "lee@example.gov").active
        assert Session.select().where(Session.ended_at.is_null()).count() == 0
    assert main(["deactivate", "nobody@example.gov"]) == 1
    assert "Nobody here" in capsys.readouterr().err


def test_who_has_something_open_is_not_deactivated(
    begun: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    with db.database.connection_context():
        person = Person.start(by=BY, name="Lee", email="lee@example.gov", role="team_member")
        cycle = Cycle.start(by=BY, label="2026-27", edition=Edition.get(), starts_on=DAY)
        row = Assessment.start(by=BY, cycle=cycle, indicator=Indicator.get(), level=2)
        Objective.begin(BY, row, DAY, owner=person)
    assert main(["deactivate", "lee@example.gov"]) == 1
    said = capsys.readouterr().err
    assert "1 thing is open for Lee." in said
    assert f"/people/{person.id}/departure" in said
    assert said.count("\n") == 1


def test_a_wrong_set_is_refused_with_what_is_wrong_and_nothing_is_stored(
    begun: tuple[Path, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "set.toml"
    path.write_text("[set]\nname = 'Half'\n")
    assert main(["import-framework", str(path)]) == 1
    assert "nothing was stored" in capsys.readouterr().err
    with db.database.connection_context():
        assert Indicator.select().count() == 52


def test_config_masks_the_secret_and_names_where_each_value_is_from(
    begun: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, _link = begun
    secret = tomllib.loads((folder / "settings.toml").read_text())["secret_key"]
    assert main(["config"]) == 0
    shown = capsys.readouterr().out
    assert "port" in shown
    assert secret not in shown


def test_doctor_names_planted_faults(
    begun: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, _link = begun
    assert main(["doctor"]) == 1
    assert "There is no backup" in capsys.readouterr().out
    assert main(["backup"]) == 0
    capsys.readouterr()
    assert main(["doctor"]) == 0, capsys.readouterr().out
    (folder / "sras.db").chmod(0o644)
    assert main(["doctor"]) == 1
    assert "chmod 600" in capsys.readouterr().out


def test_doctor_tells_what_waits_to_be_fetched(
    begun: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, _link = begun
    settings = load_settings(folder, {})
    jobs.folder(settings).mkdir()
    (jobs.folder(settings) / "1-2").write_bytes(b"x" * 2_000_000)
    main(["doctor"])
    said = capsys.readouterr().out
    assert "note: 1 result of long work waits to be fetched (1 MB)" in said


def test_doctor_names_files_of_evidence_and_of_issues_that_are_gone(
    begun: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    given = {"subject": "year", "title": "Year", "on": DAY, "html": "<p>"}
    with db.database.connection_context():
        Evidence.start(by=BY, title="Minutes", source="document", file_sha256="ab" * 32)
        Issue.freeze(by=BY, **given, pdf_sha256="cd" * 32)
        Issue.freeze(by=BY, **given, file_sha256="ef" * 32)
    assert main(["doctor"]) == 1
    lost = ", ".join(name * 32 for name in ("ab", "cd", "ef"))
    assert f"missing in {begun[0] / 'files'}: {lost} (3)" in capsys.readouterr().out


def test_a_setting_with_a_typing_error_stops_every_command_and_is_named(
    begun: tuple[Path, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SRAS_PROT", "8080")
    assert main(["config"]) == 1
    assert "SRAS_PROT" in capsys.readouterr().err


def test_healthcheck_fails_when_nothing_answers(
    begun: tuple[Path, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SRAS_PORT", "1")
    assert main(["healthcheck"]) == 1
    assert "no answer" in capsys.readouterr().err


def test_healthcheck_fails_when_something_else_answers(
    begun: tuple[Path, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other, ThreadPoolExecutor(1) as pool:
        monkeypatch.setenv("SRAS_PORT", str(other.getsockname()[1]))

        def answer() -> None:
            visitor, _address = other.accept()
            with visitor:
                visitor.recv(1_000)
                visitor.sendall(b"220 mail.example.gov ESMTP\r\n")

        pool.submit(answer)
        assert main(["healthcheck"]) == 1
    assert "no answer" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (["invite", "a@b.co", "--role", "viewer", "--name", "n" * 130], "--name has 130"),
        (["invite", "a@[b.co", "--role", "viewer"], "'a@[b.co' is not an e-mail address."),
    ],
)
def test_what_cannot_be_kept_is_refused_in_one_line(
    begun: tuple[Path, str],
    capsys: pytest.CaptureFixture[str],
    typed: list[str],
    sentence: str,
) -> None:
    assert main(typed) == 1
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1


def test_no_password_link_is_made_for_a_closed_account(
    begun: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    with db.database.connection_context():
        person = Person.start(by=BY, name="Ana", email="ana@example.gov", role="viewer")
        person.deactivate(by=BY)
    assert main(["reset-password", "ana@example.gov"]) == 1
    assert "The account of ana@example.gov is closed" in capsys.readouterr().err


def test_init_says_when_the_settings_that_are_there_have_another_address(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_settings(folder / "settings.toml", base_url="https://old.example.gov")
    asked = ["init", *INIT, "--email", "ada@example.gov", "--base-url"]
    assert main([*asked, "https://new.example.gov"]) == 1
    assert "The base_url in force is https://old.example.gov" in capsys.readouterr().err
    assert not (folder / "sras.db").exists()
    assert main([*asked, "https://old.example.gov/"]) == 0


def test_every_command_explains_itself_without_an_instance() -> None:
    actions = [a for a in parser()._actions if hasattr(a, "choices") and a.choices]
    names = set(actions[-1].choices)
    assert names == {
        "init",
        "serve",
        "demo",
        "upgrade",
        "invite",
        "reset-password",
        "deactivate",
        "end-sessions",
        "export",
        "rebuild",
        "run-jobs",
        "import-framework",
        "backup",
        "verify-backup",
        "restore",
        "doctor",
        "healthcheck",
        "config",
    }
    for name in ("serve", "restore"):
        done = subprocess.run(
            [sys.executable, "-c", "from sras.cli import main; main()", name, "--help"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0
        assert name in done.stdout

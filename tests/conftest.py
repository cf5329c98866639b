"""A real app on a real database for every test, with people of every role."""

import dataclasses
import datetime
import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sras.accounts import passwords
from sras.accounts.models import Agency, Membership, Person
from sras.accounts.models_doors import Session
from sras.accounts.rules import ROLES
from sras.assessment.models import Assessment, Cycle
from sras.core import clock, db, jobs
from sras.core.settings import load_settings
from sras.factory import create_app
from sras.frameworks.models import Edition, Framework, Indicator, Level, Part, Topic
from sras.history.models import Actor
from sras.planning.models import Objective
from sras.schedule.models import Meeting, Series
from tests import letterbox
from tests.canary import canary
from tests.team import team

__all__ = ["canary", "team"]

KEY = "a-key-for-tests-only-0123456789-abcdefghij"
BY = Actor("Set-up")
DAY = datetime.date(2026, 9, 1)
QUICK = "scrypt:1024:8:1"
SAME_SITE = {"Sec-Fetch-Site": "same-origin"}
HTMX = {"HX-Request": "true", **SAME_SITE}


@pytest.fixture(scope="session")
def _empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the agency and a person of every role, made once."""
    path = tmp_path_factory.mktemp("empty") / "sras.db"
    db.create_database(path)
    with db.database.connection_context():
        Agency.start(
            by=BY,
            state_name="Franklin",
            usps="FR",
            agency_name="Franklin Department of Education",
            zone="America/Chicago",
        )
        for role in ROLES:
            person = Person.start(
                by=BY, name=f"{ROLES[role]} One", email=f"{role}@example.org", role=role
            )
            if role in ("team_lead", "process_manager", "team_member"):
                Membership.start(
                    by=BY,
                    person=person,
                    program_areas="Title I",
                    started_on=datetime.date(2026, 7, 1),
                )
    db.database.close_all()
    return path


@pytest.fixture
def instance(_empty: Path) -> Iterator[Path]:
    """A fresh instance folder; always in the same place, so that one app can serve every test."""
    folder = _empty.parent / "instance"
    folder.mkdir()
    shutil.copy(_empty, folder / "sras.db")
    yield folder
    db.database.close_all()
    shutil.rmtree(folder, ignore_errors=True)  # a test may have moved it away


@pytest.fixture(scope="session")
def _apps() -> list[Any]:
    """The one app of the run, once a test has asked for it."""
    return []


@pytest.fixture
def app(instance: Path, _apps: list[Any]) -> Iterator[Any]:
    """The real app over that instance; made once, as a server lives through many days too."""
    if not _apps:
        _apps.append(create_app(load_settings(instance, {"SRAS_SECRET_KEY": KEY})))
    made = _apps[0]
    db.open_database(instance / "sras.db")
    configured = dict(made.config)
    yield made
    made.config.clear()
    made.config.update(configured)
    db.database.close_all()


@pytest.fixture(autouse=True)
def _connected(request: pytest.FixtureRequest) -> Any:
    """Tests that use the app may also ask the database directly."""
    if "app" in request.fixturenames:
        request.getfixturevalue("app")
        # A request gives the connection back when it ends; the next question opens it again.
        db.database.connect(reuse_if_open=True)
        yield
        if not db.database.is_closed():
            db.database.close()
    else:
        yield


@pytest.fixture(autouse=True)
def price_of_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashing costs little: most tests only need a password that is right or wrong.

    Modules that test the hashing, or measure, put a fixture of this name in its place.
    """
    monkeypatch.setattr(passwords, "NOBODY", passwords.NOBODY.replace(passwords.METHOD, QUICK))
    monkeypatch.setattr(passwords, "METHOD", QUICK)


@pytest.fixture(autouse=True)
def no_child_works(monkeypatch: pytest.MonkeyPatch) -> None:
    """Long work waits until a test does it; served processes start children of their own."""
    monkeypatch.setattr(jobs, "start", lambda _settings: None)


@pytest.fixture
def person_of(app: Any) -> Any:
    """The person of a role."""
    return lambda role: Person.get(Person.role == role)


@pytest.fixture
def client_of(app: Any) -> Any:
    """A client signed in as a person; its posts look like a browser's own."""

    def make(person: Person) -> Any:
        token = Session.begin(person, clock.now())
        client = app.test_client()
        client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
        with client.session_transaction() as cookie:
            cookie["_user_id"] = token
            cookie["_fresh"] = True
        return client

    return make


@pytest.fixture
def client_for(app: Any, client_of: Any, person_of: Any) -> Any:
    """A client signed in with a role, or a stranger's for None."""

    def make(role: str | None) -> Any:
        if role is None:
            client = app.test_client()
            client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
            return client
        return client_of(person_of(role))

    return make


@pytest.fixture
def post_office(app: Any) -> Any:
    """A real mail server that the app is set up with; `letters` holds what came."""
    with letterbox.opened() as server:
        url = f"smtp://127.0.0.1:{server.server_address[1]}"
        app.config["SETTINGS"] = dataclasses.replace(
            app.config["SETTINGS"], smtp_url=url, mail_from="sras@example.org"
        )
        yield server


_numbers = itertools.count(1)


@pytest.fixture
def make_edition(app: Any) -> Any:
    """An edition of a small set: 2 parts, 3 topics, `per_topic` indicators each."""

    def make(per_topic: int = 2) -> Edition:
        number = next(_numbers)
        framework = Framework.start(by=BY, name=f"Small set {number}", licence_note="Free to use.")
        edition = Edition.start(
            by=BY,
            framework=framework,
            label="2026",
            level_labels="Absent\nBegun\nUsual\nUsual and proven",
        )
        topics = []
        for part_code, codes in (("A", ("1", "2")), ("B", ("10",))):
            part = Part.start(by=BY, edition=edition, code=part_code, title=f"Part {part_code}")
            many = [{"part": part, "code": code, "title": f"Topic {code}"} for code in codes]
            topics += Topic.start_many(many, by=BY)
        many = [_indicator(topic, n) for topic in topics for n in range(1, per_topic + 1)]
        many = [{**one, "edition": edition, "sort": n} for n, one in enumerate(many, 1)]
        indicators = Indicator.start_many(many, by=BY)
        Level.start_many([_level(i, n) for i in indicators for n in range(1, 5)], by=BY)
        return edition

    def in_one_save(per_topic: int = 2) -> Edition:
        with db.transaction():
            return make(per_topic)

    return in_one_save


def _indicator(topic: Topic, n: int) -> dict[str, Any]:
    """What the nth indicator of a topic of the small set says."""
    code = f"{topic.code}.{n}"
    return {
        "topic": topic,
        "code": code,
        "title": f"Practice {code}",
        "statement": f"The agency keeps practice {code}.",
        "explanation": "Why it matters.",
        "questions": "Who does it?\nHow do we know?",
        "is_key": n == 1,
    }


def _level(indicator: Indicator, level: int) -> dict[str, Any]:
    """What a level of an indicator of the small set says."""
    return {
        "indicator": indicator,
        "level": level,
        "description": f"What level {level} of {indicator.code} looks like.",
        "evidence": f"What proves level {level}.",
    }


@pytest.fixture
def make_cycle(make_edition: Any) -> Any:
    """A running cycle with an unassessed assessment for every indicator."""

    def make(per_topic: int = 2, **fields: Any) -> Cycle:
        edition = fields.pop("edition", None) or make_edition(per_topic)
        fields = {"label": "2026-27", "state": "assessing", "starts_on": DAY, **fields}
        with db.transaction():
            cycle = Cycle.start(by=BY, edition=edition, **fields)
            many = [{"cycle": cycle, "indicator": each} for each in Indicator.of_edition(edition)]
            Assessment.start_many(many, by=BY)
        return cycle

    return make


@pytest.fixture
def make_assessment(make_cycle: Any) -> Any:
    """One assessment, of the first indicator of a fresh cycle, with the given fields."""

    def make(**fields: Any) -> Assessment:
        assessment = Assessment.of_cycle(make_cycle()).first()
        if fields:
            assessment.change(by=BY, **fields)
        return assessment

    return make


@pytest.fixture
def queries(app: Any) -> Any:
    """Count the SQL statements of a block: `with queries() as seen: …; len(seen)`."""
    import contextlib
    import logging

    @contextlib.contextmanager
    def count() -> Any:
        seen: list[str] = []

        class Listener(logging.Handler):
            def emit(self, record: logging.LogRecord) -> None:
                if record.name != "peewee":  # the pool talks too
                    return
                sql = record.msg[0] if isinstance(record.msg, tuple) else str(record.msg)
                if not sql.startswith(("BEGIN", "COMMIT", "ROLLBACK")):
                    seen.append(sql)

        logger, listener = logging.getLogger("peewee"), Listener()
        level = logger.level
        logger.setLevel(logging.DEBUG)
        logger.addHandler(listener)
        try:
            yield seen
        finally:
            logger.removeHandler(listener)
            logger.setLevel(level)

    return count


@pytest.fixture
def objective(make_assessment: Any, person_of: Any) -> Objective:
    """An active objective."""
    Agency.one().change(by=BY, approval_gate=False)
    return Objective.begin(
        BY,
        make_assessment(level=2, agreed_on=DAY),
        DAY,
        state="active",
        owner=person_of("team_lead"),
        done_description="One form.",
        target_on=datetime.date(2027, 6, 30),
    )


@pytest.fixture
def make_meeting(app: Any) -> Any:
    def make(**fields: Any) -> Meeting:
        given = {"title": "Leadership team", "held_on": datetime.date(2026, 10, 6)}
        return Meeting.start(by=BY, **{**given, "starts_at": "10:00", **fields})

    return make


@pytest.fixture
def series(app: Any) -> Series:
    """First and third Tuesday of the autumn of 2026, 10:00, but not on Election Day."""
    return Series.set_up(
        by=BY,
        title="Leadership team",
        weekday=1,
        weeks="1 3",
        starts_at="10:00",
        place="Room 410",
        holidays="2026-11-03 Election Day",
        first_on=datetime.date(2026, 9, 1),
        last_on=datetime.date(2026, 12, 31),
    )

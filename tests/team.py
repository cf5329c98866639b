"""A team on a served process that tests share: each takes indicators that no other touches."""

import datetime
import html
import itertools
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from sras.accounts.models import Membership, Person
from sras.assessment.models import Assessment, Cycle
from sras.core import db
from sras.frameworks.models import Edition, Framework, Indicator, Part, Topic
from sras.history.models import GAVE_UP, Actor
from sras.planning.models import Objective
from tests import running
from tests.visitor import PASSWORD, Answer, Visitor, give_passwords

BY = Actor("Set-up")
SECRET = "a-key-for-tests-only-0123456789-abcdefghij"
INDICATORS = 300
MEMORY = Path("/dev/shm")  # noqa: S108 - these tests are about the order of things, not about disks
DAY = datetime.date(2026, 9, 1)
TEAM = {"ana": "Ana Ortiz", "ben": "Ben Shaw"}


class Served:
    """The served process, its people, and what its database says."""

    def __init__(self, server: running.Server, keys: list[int], objective: int) -> None:
        self.server, self.objective = server, objective
        self._keys = itertools.cycle(keys)
        self._cookies: dict[str, dict[str, str]] = {}

    @property
    def folder(self) -> Path:
        return self.server.folder

    def indicator(self) -> int:
        """The key of an assessment that nothing has been said about."""
        return next(self._keys)

    def seat(self, name: str, port: int = 0) -> Visitor:
        """A browser of one of the team, signed in; `port` where it does not go straight."""
        if name not in self._cookies:
            with Visitor(self.server.port) as door:
                self._cookies[name] = door.sign_in(f"{name}@example.org", PASSWORD).cookies
        visitor = Visitor(port or self.server.port)
        visitor.cookies = dict(self._cookies[name])
        return visitor

    def ask(self, question: str, *values: Any) -> list[tuple]:
        """The rows that answer a question, read from the file."""
        with closing(sqlite3.connect(f"file:{self.folder / 'sras.db'}?mode=ro", uri=True)) as base:
            return base.execute(question, values).fetchall()

    def stands(self, key: int, field: str = "in_place") -> Any:
        """What an assessment says now."""
        return self.ask(f"SELECT {field} FROM assessment_assessment WHERE id = ?", key)[0][0]  # noqa: S608

    def said(self, key: int, field: str = "in_place", verb: str = "%") -> list[str]:
        """All that history has of a field, the oldest first, what was given up included."""
        return [row[0] for row in self.ask(SAID, key, field, verb)]

    def given_up(self, key: int, field: str = "in_place") -> list[str]:
        """What was typed and given up for another's words."""
        return self.said(key, field, GAVE_UP)


SAID = """
    SELECT json_extract(f.new, '$') FROM history_change c
    JOIN history_changed_field f ON f.change_id = c.id
    WHERE c.kind = 'assessment' AND c.key = ? AND f.field = ? AND c.verb LIKE ? ORDER BY c.id
"""


@pytest.fixture(scope="session")
def team(_empty: Path) -> Iterator[Served]:
    """Two people who assess, and more indicators than the tests take."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        yield from _served(_empty, Path(folder))


def _served(empty: Path, folder: Path) -> Iterator[Served]:
    shutil.copy(empty, folder / "sras.db")
    db.open_database(folder / "sras.db")
    with db.database.connection_context(), db.transaction():
        rows = _settle_in()
        rows[-1].change(by=BY, level=2, disposition="will_include", agreed_on=DAY)
        objective = Objective.begin(BY, rows[-1], DAY, owner=Person.get(Person.name == TEAM["ana"]))
    db.database.close_all()
    with running.serving(folder, SRAS_SECRET_KEY=SECRET) as server:
        yield Served(server, [row.id for row in rows[:-1]], objective.id)


def _settle_in() -> list[Assessment]:
    people = [
        Person.start(by=BY, name=said, email=f"{name}@example.org", role="team_lead")
        for name, said in TEAM.items()
    ]
    give_passwords(*people)
    for person in people:
        Membership.start(by=BY, person=person, started_on=DAY)
    framework = Framework.start(by=BY, name="Small set", licence_note="Free to use.")
    edition = Edition.start(
        by=BY, framework=framework, label="2026", level_labels="Absent\nBegun\nUsual\nProven"
    )
    part = Part.start(by=BY, edition=edition, code="A", title="Part A")
    topic = Topic.start(by=BY, part=part, code="1", title="Topic 1")
    indicators = Indicator.start_many(
        [
            {"edition": edition, "topic": topic, "code": f"1.{n}", "title": f"Practice 1.{n}"}
            | {"statement": f"The agency keeps practice 1.{n}.", "sort": n}
            for n in range(1, INDICATORS + 1)
        ],
        by=BY,
    )
    cycle = Cycle.start(by=BY, edition=edition, label="2026-27", state="assessing", starts_on=DAY)
    many = [{"cycle": cycle, "indicator": indicator} for indicator in indicators]
    return Assessment.start_many(many, by=BY)


def hidden_fields(answer: Answer, form: str = "conflict-form") -> dict[str, str]:
    """What a form of a page sends without anything typed, by its id."""
    page = answer.text[answer.text.index(f'id="{form}"') :].partition("</form>")[0]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return {name: html.unescape(value) for name, value in found}

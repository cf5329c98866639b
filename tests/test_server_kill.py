"""The server killed in the middle of saves: what was acknowledged is there, once and whole."""

import random
import sqlite3
import threading
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from sras.accounts.models import Membership, Person
from sras.assessment.models import Assessment
from sras.core import db
from sras.planning.models import Objective
from tests import running
from tests.conftest import BY, DAY, KEY
from tests.visitor import LOST, Visitor, give_passwords

ROUNDS = 50
WRITERS = 9


class Writer:
    """One person who writes on their own indicator, adds tasks, and notes what was acknowledged."""

    def __init__(self, number: int, visitor: Visitor, assessment: int, objective: int) -> None:
        self.number, self.visitor = number, visitor
        self.pages = (f"/assessment/{assessment}", f"/objectives/{objective}/tasks")
        self.assessment = assessment
        self.acknowledged: list[str] = []
        self.in_doubt: tuple[str, str, dict[str, str]] | None = None
        self.refused: list[tuple[int, str]] = []
        self._count = 0

    def write_until_the_end(self) -> None:
        """Save one after another until the server is gone."""
        while True:
            self._count += 1
            words = f"Writer {self.number} says {self._count}."
            if self._count % 3:
                typed = {"in_place": words, "only": "in_place"}
            else:
                typed = {"lines": words}
            typed["once"] = f"{self.number}-{self._count}"
            if not self.send(self.pages[self._count % 3 == 0], words, typed):
                return

    def send(self, page: str, words: str, typed: dict[str, str]) -> bool:
        """Save; False when no answer came, and then the save is in doubt."""
        try:
            answer = self.visitor.post(page, typed, HX_Request="true")
        except LOST:
            self.in_doubt = (page, words, typed)
            return False
        if answer.status == 200:
            self.acknowledged.append(words)
        else:
            self.refused.append((answer.status, answer.text))
        return True

    def send_again(self) -> None:
        """What a browser does once the link is back: the same request, with the same token."""
        if self.in_doubt:
            again, self.in_doubt = self.in_doubt, None
            assert self.send(*again)


@pytest.fixture
def planted(app: Any, instance: Path, make_cycle: Any) -> tuple[Path, list[str], list[int], int]:
    """Nine people with an indicator each, and one objective for all."""
    cycle = make_cycle(per_topic=4)
    team = [
        Person.start(by=BY, name=f"Writer {n}", email=f"w{n}@example.org", role="team_lead")
        for n in range(WRITERS)
    ]
    give_passwords(*team)
    for person in team:
        Membership.start(by=BY, person=person, started_on=DAY)
    rows = list(Assessment.of_cycle(cycle))
    rows[-1].change(by=BY, level=2, disposition="will_include", agreed_on=DAY)
    objective = Objective.begin(BY, rows[-1], DAY, owner=team[0])
    db.database.close_all()
    addresses = [person.email for person in team]
    return instance, addresses, [row.id for row in rows[:WRITERS]], objective.id


def test_r01_a_kill_in_the_middle_of_saves_loses_and_doubles_nothing(planted: Any) -> None:
    folder, addresses, assessments, objective = planted
    chance = random.Random(1)
    writers: list[Writer] = []
    server = running.start(folder, SRAS_SECRET_KEY=KEY)
    try:
        writers += [
            Writer(n, Visitor(server.port).sign_in(address), key, objective)
            for n, (address, key) in enumerate(zip(addresses, assessments, strict=True))
        ]
        doubts = 0
        for _ in range(ROUNDS):
            threads = [threading.Thread(target=w.write_until_the_end) for w in writers]
            for thread in threads:
                thread.start()
            threading.Event().wait(chance.uniform(0.05, 0.3))
            server.kill()
            for thread in threads:
                thread.join()
            server = running.start(folder, port=server.port, SRAS_SECRET_KEY=KEY)
            doubts += sum(writer.in_doubt is not None for writer in writers)
            check(folder / "sras.db", writers)
            for writer in writers:
                writer.send_again()
        check(folder / "sras.db", writers)
        assert [writer.refused for writer in writers] == [[]] * WRITERS
        # The test would prove nothing if the server had mostly been idle when it was killed.
        assert doubts > ROUNDS * WRITERS / 2
        assert sum(len(writer.acknowledged) for writer in writers) > ROUNDS * WRITERS
    finally:
        for writer in writers:
            writer.visitor.close()
        if server.process.poll() is None:
            server.kill()


def check(path: Path, writers: list[Writer]) -> None:
    """Every acknowledged save once with its history row and version; the rest whole or not."""
    with closing(sqlite3.connect(path)) as base:
        assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert base.execute("PRAGMA foreign_key_check").fetchall() == []
        notes = base.execute(NOTES).fetchall()
        tasks = base.execute("SELECT id, title, version FROM planning_task").fetchall()
        added = base.execute(ADDED).fetchall()
        rows = dict(base.execute("SELECT id, in_place FROM assessment_assessment").fetchall())
        versions = dict(base.execute("SELECT id, version FROM assessment_assessment").fetchall())
    told = Counter(words for writer in writers for words in writer.acknowledged)
    doubted = {writer.in_doubt[1] for writer in writers if writer.in_doubt}
    kept = Counter([words for _key, _version, words in notes] + [title for _id, title, _v in tasks])
    assert set(kept.values()) <= {1}
    assert set(told) <= set(kept)
    assert set(kept) - set(told) <= doubted
    # Each task has its one history row, which says its title; no history row lacks its task.
    assert sorted(added) == sorted(tasks)
    for writer in writers:
        mine = [(v, words) for key, v, words in notes if key == writer.assessment]
        assert [v for v, _words in mine] == list(range(2, len(mine) + 2))
        assert versions[writer.assessment] == len(mine) + 1
        assert rows[writer.assessment] == (mine[-1][1] if mine else "")


NOTES = """
    SELECT c.key, c.version, json_extract(f.new, '$') FROM history_change c
    JOIN history_changed_field f ON f.change_id = c.id
    WHERE c.kind = 'assessment' AND f.field = 'in_place' ORDER BY c.id
"""
ADDED = """
    SELECT c.key, json_extract(f.new, '$'), c.version FROM history_change c
    JOIN history_changed_field f ON f.change_id = c.id
    WHERE c.kind = 'task' AND f.field = 'title'
"""

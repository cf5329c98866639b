"""The served process and its database: locks, many writers, a restart between two requests."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from sras.accounts.models import Person
from sras.assessment.models import Assessment
from sras.core import db
from sras.evidence.models import Evidence
from tests import running
from tests.conftest import BY, DAY, HTMX, KEY
from tests.team import Served
from tests.visitor import Visitor, give_passwords

WRITERS = 9
ROUNDS = 200
LEAD = "team_lead@example.org"


@pytest.fixture
def folder(app: Any, instance: Path, make_cycle: Any) -> Iterator[Path]:
    """An instance with a cycle, and a lead who can sign in."""
    make_cycle()
    give_passwords(Person.get(Person.email == LEAD))
    db.database.close_all()
    yield instance
    db.database.close_all()


@contextmanager
def visiting(port: int) -> Iterator[Visitor]:
    """A lead who has signed in."""
    with Visitor(port) as visitor:
        yield visitor.sign_in(LEAD)


@contextmanager
def held(path: Path, seconds: float | None = None) -> Iterator[None]:
    """Another program holds the whole database for so long, or until the block is done."""
    taken, done = threading.Event(), threading.Event()

    def hold() -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            taken.set()
            done.wait(seconds)
            other.execute("ROLLBACK")

    holder = threading.Thread(target=hold)
    holder.start()
    taken.wait()
    yield
    done.set()
    holder.join()


def test_r10_a_lock_of_3_seconds_by_another_program_is_waited_for(team: Served) -> None:
    key = team.indicator()
    with team.seat("ana") as lead:
        begun = time.monotonic()
        with held(team.folder / "sras.db", 3):
            typed = {"only": "in_place", "in_place": "Waited."}
            assert lead.post(f"/assessment/{key}", typed, HX_Request="true").status == 200
            assert 3 <= time.monotonic() - begun < 8
    assert team.stands(key) == "Waited."


def test_r10_a_longer_lock_is_told_in_plain_words_with_what_was_typed(team: Served) -> None:
    page = f"/assessment/{team.indicator()}"
    typed = {"in_place": "Do not lose <this>.", "version": "1", "password": "secret words"}
    with team.seat("ana") as lead, team.seat("ana") as reader, team.seat("ben") as typist:
        with ThreadPoolExecutor(2) as pool, held(team.folder / "sras.db"):
            # Held until all have their answer: 30 seconds or for ever would be the same to them.
            asked = pool.submit(reader.get, "/assessment")
            by_script = pool.submit(typist.post, page, typed, HX_Request="true")
            answers = [lead.post(page, typed), by_script.result(), asked.result()]
        for refused in answers:
            assert refused.status == 503
            assert refused.headers["Retry-After"] == "5"
            assert "The database is busy with another job." in refused.text
        for refused in answers[:2]:
            assert "Do not lose &lt;this&gt;." in refused.text
            assert "secret words" not in refused.text
        assert lead.post(page, typed).status == 303
    assert "Traceback" not in (team.folder / "serve.log").read_text()


def test_r11_nine_writers_of_many_rows_never_meet_a_locked_database(team: Served) -> None:
    keys = [team.indicator() for _ in range(WRITERS * 3)]

    def write(number: int) -> set[int]:
        statuses = set()
        with team.seat("ana") as own:
            for turn in range(ROUNDS):
                key = keys[(number + turn * 2) % len(keys)]  # often another writer's too
                typed = {"only": "in_place", "in_place": f"{number} at {turn}"}
                statuses.add(own.post(f"/assessment/{key}", typed, HX_Request="true").status)
        return statuses

    with ThreadPoolExecutor(WRITERS) as pool:
        answers = list(pool.map(write, range(WRITERS)))
    # Without a version a save says that it read the newest: nobody is refused.
    assert answers == [{200}] * WRITERS
    saves = team.ask(SAVES, keys[0], keys[-1])
    assert sum(count for count, _top in saves) == WRITERS * ROUNDS
    # Each row's versions follow one another: no save was laid over another unknowingly.
    assert [top for _count, top in saves] == [count + 1 for count, _top in saves]


SAVES = """
    SELECT COUNT(*), MAX(version) FROM history_change
    WHERE kind = 'assessment' AND verb = 'changed' AND key BETWEEN ? AND ? GROUP BY key
"""


def test_r14_what_is_typed_into_something_archived_meanwhile_is_kept(client_for: Any) -> None:
    piece = Evidence.start(by=BY, title="Team charter", source="observation", description="Seen.")
    one, other = client_for("team_lead"), client_for("process_manager")
    answer = other.post(f"/evidence/{piece.id}/removal", data={"reason": "It is outdated."})
    assert answer.status_code == 303
    typed = {"title": "Team charter", "source": "observation", "version": "1"}
    typed["description"] = "Seen on two days in May."
    answer = one.post(f"/evidence/{piece.id}", data=typed)
    assert answer.status_code == 409
    assert "archived meanwhile" in answer.text
    assert "Seen on two days in May." in answer.text
    assert one.post(f"/evidence/{piece.id}/return").status_code == 303
    assert one.post(f"/evidence/{piece.id}", data=typed).status_code == 303
    kept = Evidence.get_by_id(piece.id)
    assert (kept.description, kept.archived_at) == ("Seen on two days in May.", None)


def test_r14_a_save_in_place_of_something_archived_meanwhile_is_told_and_kept(
    client_for: Any,
) -> None:
    piece = Evidence.start(by=BY, title="Team charter", source="observation", description="Seen.")
    one, other = client_for("team_lead"), client_for("process_manager")
    other.post(f"/evidence/{piece.id}/removal", data={"reason": "It is outdated."})
    typed = {"only": "description", "description": "Seen twice.", "version": "1"}
    answer = one.post(f"/evidence/{piece.id}", data=typed, headers=HTMX)
    assert answer.status_code == 409
    assert "archived meanwhile" in answer.text
    assert "What you typed is still on this page." in answer.text
    assert one.post(f"/evidence/{piece.id}/return").status_code == 303
    assert one.post(f"/evidence/{piece.id}", data=typed, headers=HTMX).status_code == 200
    assert Evidence.get_by_id(piece.id).description == "Seen twice."


def test_r24_a_page_drawn_before_a_restart_can_be_sent_after_it(folder: Path) -> None:
    server = running.start(folder, SRAS_SECRET_KEY=KEY)
    try:
        with visiting(server.port) as lead:
            page = lead.get("/assessment/1")
            typed = {"once": page.value("once"), "version": page.value("version")}
            typed |= {"in_place": "Typed before the restart.", "agreed_on": DAY.isoformat()}
            assert server.stop() == 0 or server.process.returncode == -15
            server = running.start(folder, port=server.port, SRAS_SECRET_KEY=KEY)
            lead.close()  # the connection, as the browser finds; not the cookies
            answers = [lead.post("/assessment/1", typed) for _ in range(2)]
            assert [answer.status for answer in answers] == [303, 303]
    finally:
        if server.process.poll() is None:
            server.kill()
    saved = Assessment.get_by_id(1)
    assert (saved.in_place, saved.version) == ("Typed before the restart.", 2)

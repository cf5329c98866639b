"""PDFs of the served process: one at a time, the others wait, and no fault of one is felt."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sras.accounts.models import Person
from sras.assessment.models import Assessment
from sras.core import db
from sras.planning.models import Objective
from sras.planning.models_tasks import Task
from tests import running
from tests.bench.gauges import children_seconds
from tests.conftest import BY, DAY, KEY
from tests.visitor import Answer, Visitor, give_passwords

WORDS = "The team meets with the regional centers, agrees on what is done, and writes it down. "
PAPERS = ("/plan.pdf", "/plan.pdf?part=A", "/plan.pdf?part=B", "/plan.pdf?open=1", "/profile.pdf")


@pytest.fixture
def folder(app: Any, instance: Path, make_cycle: Any) -> Iterator[Path]:
    """An instance with a plan that takes a while to print."""
    lead = Person.get(Person.role == "team_lead")
    with db.transaction():
        give_passwords(lead)
        for assessment in Assessment.of_cycle(make_cycle(per_topic=6)):
            assessment.change(
                by=BY,
                level=2,
                disposition="will_include",
                priority=3,
                opportunity=2,
                agreed_on=DAY,
                in_place=WORDS * 5,
            )
            objective = Objective.begin(
                BY, assessment, DAY, owner=lead, done_description=WORDS * 3, target_on=DAY
            )
            tasks = [{"title": f"Task {n}", "description": WORDS * 3} for n in range(1, 4)]
            Task.add_many(BY, objective, DAY, tasks)
    db.database.close_all()
    yield instance
    db.database.close_all()


@contextmanager
def visiting(port: int) -> Iterator[Visitor]:
    """A lead who has signed in, and is patient."""
    with Visitor(port, seconds=120) as visitor:
        yield visitor.sign_in("team_lead@example.org")


def children(of: int) -> list[int]:
    """The processes that are making a PDF for this one."""
    found = []
    for place in Path(f"/proc/{of}/task").glob("*/children"):
        for word in place.read_text().split():
            try:
                command = Path(f"/proc/{word}/cmdline").read_bytes()
            except OSError:
                continue  # it is done
            if b"pdf_child.py" in command:
                found.append(int(word))
    return found


def test_t33_five_papers_at_once_are_made_one_by_one_and_pages_stay_quick(folder: Path) -> None:
    with running.serving(folder, SRAS_SECRET_KEY=KEY) as server, visiting(server.port) as lead:
        most, waits = 0, []

        def fetch(path: str) -> Answer:
            with Visitor(server.port, seconds=120) as own:
                own.cookies = dict(lead.cookies)
                return own.get(path)

        with ThreadPoolExecutor(5) as pool:
            asked = [pool.submit(fetch, path) for path in PAPERS]
            while not all(each.done() for each in asked):
                most = max(most, len(children(server.process.pid)))
                begun = time.monotonic()
                assert lead.get("/assessment").status == 200
                waits.append(time.monotonic() - begun)
            papers = [each.result() for each in asked]
        assert [paper.status for paper in papers] == [200] * 5
        assert {paper.headers["Content-Type"] for paper in papers} == {"application/pdf"}
        assert len({paper.body for paper in papers}) == 5  # each says what it covers
        assert most == 1
        assert len(waits) > 20
        assert sorted(waits)[int(len(waits) * 0.95)] < 1
        spent = children_seconds(server.process.pid)
        assert fetch("/plan.pdf").body == papers[0].body
        assert children_seconds(server.process.pid) == spent  # it was kept, not made


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (signal.SIGSEGV, "needed more than 300 MB or 10 seconds and was stopped"),
        (signal.SIGKILL, "needed more than 300 MB or 10 seconds and was stopped"),
        (signal.SIGSTOP, "took longer than 10 seconds and was stopped"),
    ],
    ids=["crashed", "killed", "stuck"],
)
def test_a_paper_that_is_cut_short_is_told_on_the_page_for_printing(
    folder: Path, sent: signal.Signals, words: str
) -> None:
    with (
        running.serving(folder, SRAS_SECRET_KEY=KEY, SRAS_PDF_SECONDS="10") as server,
        visiting(server.port) as lead,
    ):
        hit = threading.Thread(target=_hit_the_first, args=(server.process.pid, sent))
        hit.start()
        answer = lead.get("/plan.pdf")
        hit.join()
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith("text/html")
        assert words in answer.text
        assert "Practice 1.1" in answer.text
        assert "Traceback" not in answer.text
        assert children(server.process.pid) == []
        again = lead.get("/plan.pdf")
        assert again.body.startswith(b"%PDF-")


def _hit_the_first(server: int, sent: signal.Signals) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        for child in children(server):
            os.kill(child, sent)
            return


def test_r34_without_pango_all_works_and_the_link_explains(folder: Path, tmp_path: Path) -> None:
    hidden = tmp_path / "libraries"
    hidden.mkdir()
    for name in ("libpango-1.0.so.0", "libpangoft2-1.0.so.0"):
        (hidden / name).write_bytes(b"")  # found first, and no library
    with (
        running.serving(folder, SRAS_SECRET_KEY=KEY, LD_LIBRARY_PATH=str(hidden)) as server,
        visiting(server.port) as lead,
    ):
        for path in ("/plan.pdf", "/profile.pdf", "/plan/print"):
            answer = lead.get(path)
            assert answer.status == 200
            assert answer.headers["Content-Type"].startswith("text/html")
            assert "Pango is missing" in answer.text
            assert "Practice 1.1" in answer.text
        assert lead.get("/plan").status == 200
        assert lead.get("/readyz").status == 200

"""The largest plan as a PDF: what it takes, and what others feel of it meanwhile."""

import shutil
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import page as validator
import pytest

from tests import running
from tests.bench import state
from tests.bench.gauges import KB, children, children_seconds, most_memory, strain
from tests.bench.table import Row, Table
from tests.bench.test_saves import BARE_P95, BareSaver, Saver, p95
from tests.visitor import Visitor

PAPER = "/plan.pdf"
AT_ONCE = 5


@dataclass
class Made:
    """What making the PDF for five who asked at once came to."""

    server: running.Server
    lead: Visitor
    papers: list[bytes] = field(default_factory=list)
    renders: int = 0
    processor: float = 0.0
    strain: float = 1.0  # of the machine meanwhile
    memory: dict[int, float] = field(default_factory=dict)  # MB by child
    saves: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)


@pytest.fixture(scope="module")
def made(
    team_state: Any, sample: Any, floor: running.Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Made]:
    folder = tmp_path_factory.mktemp("plan") / "instance"
    shutil.copytree(team_state[0], folder)
    state.fill_plan(folder)
    with running.serving(folder) as server:
        lead = Visitor(server.port, seconds=120).sign_in(sample[1]["team_lead"][0])
        found = Made(server, lead)
        measure(found, floor)
        yield found
        lead.close()


def measure(found: Made, floor: running.Server) -> None:
    """Ask five times at once; then once more, for a changed plan, and save all the while."""
    pid = found.server.process.pid
    saver, bare = Saver(found.lead), BareSaver(floor.port)
    before, over = children_seconds(pid), threading.Event()

    def watch() -> None:
        while not over.wait(0.01):
            for child in children(pid):
                found.memory[child] = max(found.memory.get(child, 0.0), most_memory(child))

    watcher = threading.Thread(target=watch)
    watcher.start()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found.papers = list(pool.map(lambda _one: fetch(found), range(AT_ONCE)))
        found.renders = len(found.memory)
        found.strain = max(found.strain, strain())
        found.processor = children_seconds(pid) - before
        saver.save()
        asked = pool.submit(fetch, found)
        while not asked.done():
            found.bare.append(bare.save())
            found.saves.append(save_elsewhere(saver))
        asked.result()
    over.set()
    watcher.join()
    bare.visitor.close()


def save_elsewhere(saver: Saver) -> float:
    """One save, and a moment for reading, as people do."""
    spent = saver.save()
    time.sleep(0.03)
    return spent


def fetch(found: Made) -> bytes:
    """The PDF, over a connection of its own."""
    visitor = Visitor(found.server.port, seconds=120)
    visitor.cookies = dict(found.lead.cookies)
    answer = visitor.get(PAPER)
    visitor.close()
    assert answer.headers["Content-Type"] == "application/pdf"
    return answer.body


def test_the_largest_plan_is_printed_in_bounds(made: Made, table: Table) -> None:
    what = f"PDF of {state.OBJECTIVES} objectives, {state.TASKS} tasks"
    assert made.renders
    table.hold_all(
        Row(f"{what}, processor", made.processor / made.renders, 3, "s", "", 3 * made.strain),
        Row(f"{what}, memory of the child", max(made.memory.values()), 200, "MB"),
        Row(f"{what}, size", len(made.papers[0]) / KB, 300, "kB"),
    )


def test_the_largest_plan_is_read_aloud_without_a_fault(made: Made, table: Table) -> None:
    found = validator.validate_pdf_bytes(made.papers[0], profile="ua1")
    faults = [str(fault) for fault in found.failures]
    table.hold(
        f"PDF/UA-1 failures of {state.OBJECTIVES} objectives, {state.TASKS} tasks",
        len(faults) if faults else int(not found.is_compliant),
        0,
        note="; ".join(faults[:3]),
    )


def test_five_who_ask_at_once_wait_for_one_rendering(made: Made, table: Table) -> None:
    assert [paper[:5] for paper in made.papers] == [b"%PDF-"] * AT_ONCE
    table.hold("renderings for five requests at once", made.renders, 1)


def test_a_kept_pdf_comes_at_once(made: Made, table: Table) -> None:
    fetch(made)
    times = []
    for _time in range(9):
        begun = time.perf_counter()
        fetch(made)
        times.append((time.perf_counter() - begun) * 1_000)
    table.hold("the same PDF again", median(times), 50, "ms")


def test_saves_do_not_wait_for_a_pdf(made: Made, table: Table) -> None:
    assert len(made.saves) >= 10
    slower = max(1.0, p95(made.bare) / BARE_P95)
    told = f"bare save {p95(made.bare):.1f}"
    table.hold(
        "save while a PDF is made, p95",
        p95(made.saves),
        30,
        "ms",
        note=told,
        ceiling=30 * slower,
    )

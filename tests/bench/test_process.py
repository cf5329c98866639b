"""The served process: how soon it answers, how much memory it takes, what is on the disk."""

import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from tests import running
from tests.bench.gauges import MB, own_share, processor_seconds
from tests.bench.table import Row, Table
from tests.bench.test_saves import Saver
from tests.bench.visits import LIST
from tests.visitor import Visitor

WORK_SECONDS = 4
ROUND_PAGES = (LIST, "/plan", "/", "/my-work")


def test_start_to_first_page(copy_of_state: Path, table: Table) -> None:
    walls, processor = [], []
    for _start in range(3):
        begun = time.monotonic()
        with running.serving(copy_of_state) as server:
            walls.append(time.monotonic() - begun)
            processor.append(processor_seconds(server.process.pid))
    # Counted on the processor, so that what else runs on this machine does not count.
    table.hold(
        "start to first page, processor",
        min(processor),
        1,
        "s",
        note=f"on the clock {min(walls):.2f} s",
    )


def test_memory(copy_of_state: Path, team_state: Any, table: Table) -> None:
    with running.serving(copy_of_state) as server:
        idle = own_share(server.process.pid)
        most = [idle]
        over = threading.Event()

        def watch() -> None:
            while not over.wait(0.02):
                most.append(own_share(server.process.pid))

        watcher = threading.Thread(target=watch)
        watcher.start()
        gate = threading.Barrier(len(team_state[1]))
        with ThreadPoolExecutor(len(team_state[1])) as pool:
            done = list(pool.map(lambda who: work(server.port, who, gate), team_state[1]))
        over.set()
        watcher.join()
        time.sleep(1)
        after = own_share(server.process.pid)
    assert min(done) >= 3
    table.hold_all(
        Row("memory of the web process, idle", idle, 40, "MB", ceiling=46),
        Row("memory, a team of seven signs in and works", max(most), 80, "MB", ceiling=90),
        Row("memory, a second after", after, 50, "MB", ceiling=62),
    )


def work(port: int, address: str, gate: threading.Barrier) -> int:
    """Sign in together with all others, then look and save for a while; how many rounds."""
    visitor = Visitor(port)
    gate.wait(30)
    visitor.sign_in(address)
    until, rounds = time.monotonic() + WORK_SECONDS, 0
    while time.monotonic() < until or rounds < 3:
        rounds += 1
        for page in ROUND_PAGES:
            assert visitor.get(page, Accept_Encoding="br").status == 200
        saver = Saver(visitor)
        typed = {"only": "", "once": f"{address}{rounds}", "version": saver.version}
        assert visitor.post(saver.address, typed, HX_Request="true").status == 200
    visitor.close()
    return rounds


def test_the_packages_it_runs_with_are_few(table: Table) -> None:
    lock = (running.ROOT / "requirements.lock").read_text()
    names = re.findall(r"^([A-Za-z0-9._-]+)==", lock, re.MULTILINE)
    assert "flask" in names
    size = sum(size_of(name) for name in names)
    table.hold(f"packages it runs with, {len(names)}, on disk", size / MB, 150, "MB")


def size_of(name: str) -> int:
    """Bytes of the files that a package brought."""
    places = {Path(str(file.locate())) for file in distribution(name).files or ()}
    return sum(place.stat().st_size for place in places if place.is_file())

"""What the measurements share, and their table at the end of the run."""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests import running
from tests.bench import state
from tests.bench.table import Table
from tests.bench.visits import Measured, Opener
from tests.proxy import FAST, Link, Relay
from tests.served import browser, sample
from tests.visitor import LOST, Visitor

__all__ = ["browser", "sample"]

TABLE = pytest.StashKey[Table]()


@pytest.fixture
def price_of_passwords() -> None:
    """The whole price, as people pay it: it is part of what is measured."""


def pytest_configure(config: pytest.Config) -> None:
    config.stash[TABLE] = Table()


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print the table, whatever became of the tests."""
    table = config.stash[TABLE]
    if table.rows:
        terminalreporter.section("budgets")
        for line in table.lines():
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def table(pytestconfig: pytest.Config) -> Table:
    """Where each measurement writes its row."""
    return pytestconfig.stash[TABLE]


@pytest.fixture(scope="session")
def team_state(sample: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The sample state with seven members who can sign in: its folder, their addresses."""
    folder = tmp_path_factory.mktemp("team") / "instance"
    shutil.copytree(sample[0], folder)
    return folder, state.give_team(folder)


@pytest.fixture
def copy_of_state(team_state: tuple[Path, list[str]], tmp_path: Path) -> Path:
    """The state for one test alone."""
    folder = tmp_path / "instance"
    shutil.copytree(team_state[0], folder)
    return folder


@pytest.fixture(scope="session")
def served(
    team_state: tuple[Path, list[str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[running.Server]:
    """The state served to all measurements that do not need a fresh process."""
    folder = tmp_path_factory.mktemp("served") / "instance"
    shutil.copytree(team_state[0], folder)
    with running.serving(folder) as server:
        yield server


@pytest.fixture(scope="session")
def lead(served: running.Server, sample: Any) -> Iterator[Visitor]:
    """The team lead, signed in at the door."""
    visitor = Visitor(served.port).sign_in(sample[1]["team_lead"][0])
    yield visitor
    visitor.close()


@pytest.fixture
def fresh(browser: Browser, served: running.Server, lead: Visitor) -> Iterator[Opener]:
    """`fresh(link, port)`: a browser with the lead's cookie and an empty cache; port 0 is ours."""
    opened: list[Measured] = []

    def make(link: Link = FAST, port: int = 0) -> Measured:
        relay = Relay(port or served.port, link).__enter__()
        context = browser.new_context(base_url=relay.url)
        context.add_cookies(
            [
                {"name": name, "value": value, "url": relay.url}
                for name, value in lead.cookies.items()
            ]
        )
        opened.append(Measured(context, context.new_page(), relay))
        return opened[-1]

    yield make
    for each in opened:
        each.context.close()
        each.relay.__exit__()


@pytest.fixture(scope="session")
def floor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[running.Server]:
    """A bare Flask page, served the same way."""
    folder, port = tmp_path_factory.mktemp("floor"), running.free_port()
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("floor.py")), str(port), str(folder / "db")]
    )
    server = running.Server(folder, port, process)
    try:
        _wait_for(server)
        yield server
    finally:
        server.kill()


def _wait_for(server: running.Server) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        assert server.process.poll() is None, "the floor did not start"
        try:
            visitor = Visitor(server.port)
            visitor.get("/?rows=1")
        except LOST:
            time.sleep(0.05)
        else:
            visitor.close()
            return
    raise AssertionError("the floor did not answer within 20 seconds")

"""The reports of the largest state: what their pages weigh, and what the year's paper takes."""

import re
import shutil
import time
from typing import Any

import page as validator
import pytest

from tests import running
from tests.bench import state
from tests.bench.gauges import KB, children, children_seconds, strain
from tests.bench.table import Row, Table
from tests.test_jobs import wait_for
from tests.visitor import Visitor

PAGES = (
    "/reports/progress",
    *(f"/reports/year?part={part}" for part in ("summary", "agreed", "profile", "plan", "next")),
    "/reports/activity",
)


@pytest.fixture(scope="module")
def lead(team_state: Any, sample: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Someone signed in to a state with an objective for every indicator."""
    folder = tmp_path_factory.mktemp("reports") / "instance"
    shutil.copytree(team_state[0], folder)
    state.fill_plan(folder)
    with running.serving(folder) as server:
        visitor = Visitor(server.port, seconds=120).sign_in(sample[1]["team_lead"][0])
        visitor.server = server
        yield visitor
        visitor.close()


def test_each_page_of_a_report_is_small(lead: Any, table: Table) -> None:
    sizes = {path: len(lead.get(path, **{"Accept-Encoding": "br"}).body) / KB for path in PAGES}
    heaviest = max(sizes, key=lambda path: sizes[path])
    table.hold("Heaviest page of a report", sizes[heaviest], 10, "kB", note=heaviest)


def test_the_paper_of_a_year_is_made_in_bounds(lead: Any, table: Table) -> None:
    """By the work's own child and the one that draws, from the press of the button on."""
    pid = lead.server.process.pid
    before = children_seconds(pid)
    body = made(lead)
    while children(pid):  # what they took is told once they have left
        time.sleep(0.05)
    spent, slow = children_seconds(pid) - before, strain()
    found = validator.validate_pdf_bytes(body, profile="ua1")
    what = f"One-year report with {state.OBJECTIVES} objectives"
    table.hold_all(
        Row(f"{what}, processor", spent, 5, "s", "", 5 * max(1, slow)),
        Row(f"{what}, PDF/UA-1 failures", len(found.failures), 0, ""),
    )


def made(lead: Any) -> bytes:
    """The PDF of the year, asked for and fetched as a person does."""
    form = re.search(r'<form[^>]* action="(/reports/year/pdf)">.*?</form>', lead.get(PAGES[1]).text)
    begun = lead.post(form[1], dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[0])))
    ready = wait_for(lead, begun.headers["Location"], "Download", "not made")
    body: bytes = lead.get(re.search(r'id="download" href="([^"]+)"', ready)[1]).body
    assert body.startswith(b"%PDF-")
    return body

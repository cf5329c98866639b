"""What goes over the wire between Chromium and the server, every byte counted by a relay."""

import pytest

from tests.bench.gauges import KB
from tests.bench.table import Row, Table
from tests.bench.visits import LIST, TYPED, Opener, kept
from tests.proxy import FAST
from tests.visitor import Visitor

PAGES = [LIST, "/plan"]


@pytest.mark.parametrize("address", PAGES)
def test_the_first_visit_is_small(address: str, fresh: Opener, table: Table) -> None:
    visit = fresh(FAST)
    visit.page.goto(address, wait_until="load")
    passed = visit.passed()
    table.hold_all(
        Row(f"first visit of {address}, signed in, down", passed.down / KB, 35, "kB"),
        Row(f"first visit of {address}, requests", len(passed.requests), 6, ""),
    )


@pytest.mark.parametrize("address", PAGES)
def test_a_later_page_is_one_small_answer(address: str, fresh: Opener, table: Table) -> None:
    visit = fresh(FAST)
    visit.page.goto("/help", wait_until="load")
    visit.passed()
    visit.page.goto(address, wait_until="load")
    passed = visit.passed()
    table.hold_all(
        Row(f"later page {address}, down", passed.down / KB, 10, "kB"),
        Row(f"later page {address}, requests", len(passed.requests), 1, ""),
    )


def test_the_same_page_again_is_hardly_anything(fresh: Opener, table: Table) -> None:
    visit = fresh(FAST)
    visit.page.goto(LIST, wait_until="load")
    visit.page.goto("/help", wait_until="load")
    visit.passed()
    answer = visit.page.goto(LIST, wait_until="load")
    assert answer is not None
    passed = visit.passed()
    assert visit.page.get_by_role("heading", level=1).inner_text() == "Assess"
    assert len(passed.requests) == 1
    table.hold(f"{LIST} again, unchanged, down", passed.down / KB, 0.4, "kB")


def test_a_save_is_one_small_exchange(fresh: Opener, lead: Visitor, table: Table) -> None:
    visit = fresh(FAST)
    visit.page.goto(kept(lead), wait_until="load")
    visit.page.locator("[name=in_place]").fill(TYPED)
    visit.passed()
    visit.page.get_by_role("button", name="Save").first.click()
    visit.page.locator("#saved").wait_for(state="attached")
    passed = visit.passed()
    table.hold_all(
        Row("one save, down", passed.down / KB, 0.9, "kB"),
        Row("one save, up, beside the text", (passed.up - len(TYPED)) / KB, 1.1, "kB"),
        Row("one save, requests", len(passed.requests), 1, ""),
    )

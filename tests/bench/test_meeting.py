"""What a session costs on the wire: its pages, one rating, an hour of following."""

import datetime
import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.bench.gauges import KB
from tests.bench.table import Row, Table
from tests.bench.visits import Opener
from tests.browser.sitting import LOOKED_AT_AGAIN, fill
from tests.proxy import FAST
from tests.visitor import Visitor

POLLS_AN_HOUR = 240


@pytest.fixture
def session(served: Any, lead: Visitor) -> str:
    """A session with an indicator on the table, for which views are gathered."""
    today = datetime.datetime.now(datetime.UTC).date() - datetime.timedelta(days=1)
    typed = {"title": "Leadership team", "kind": "regular", "held_on": str(today), "days": "1"}
    made = lead.post("/meetings", {**typed, "starts_at": "10:00", "minutes": "60"})
    address = made.headers["Location"]
    fill(served.folder, int(address.rpartition("/")[2]), 12)
    lead.post(f"{address}/session", {})
    page = lead.get(f"{address}/live").text
    item = re.search(
        r'name="item" value="(\d+)">(?:<input[^>]*>)*<button class="primary" id="next"', page
    )
    assert item
    lead.post(f"{address}/live/item", {"item": item[1]})
    lead.post(f"{address}/live/round", {})
    return address


def test_the_pages_of_a_session_and_a_rating_are_small(
    session: str, fresh: Opener, table: Table
) -> None:
    visit = fresh(FAST)
    page = visit.page
    page.goto(f"{session}/live", wait_until="load")
    page.goto("/help", wait_until="load")
    visit.passed()
    page.goto(f"{session}/live", wait_until="load")
    recorder = visit.passed()
    page.goto(f"{session}/follow", wait_until="load")
    member = visit.passed()
    page.locator("#level-2").check()
    page.locator("#keep-view").click()
    expect(page.locator("#status")).to_contain_text("Your view is kept")
    rating = visit.passed()
    assert len(rating.requests) == 1
    table.hold_all(
        Row("recorder's page, warm, down", recorder.down / KB, 10, "kB"),
        Row("members' page, warm, down", member.down / KB, 10, "kB"),
        Row("one rating, all told", (rating.down + rating.up) / KB, 2.0, "kB"),
    )


def test_an_hour_of_following_is_hardly_anything(session: str, fresh: Opener, table: Table) -> None:
    visit = fresh(FAST)
    visit.page.goto(f"{session}/follow", wait_until="load")
    visit.passed()
    with visit.page.expect_response(lambda answer: "/now?seen=" in answer.url) as heard:
        visit.page.evaluate(LOOKED_AT_AGAIN)
    assert heard.value.status == 204
    passed = visit.passed()
    table.hold_all(
        Row("following, one answer when nothing changed, down", passed.down, 250, "B"),
        Row("following idle for an hour, down", POLLS_AN_HOUR * passed.down / KB, 60, "kB"),
    )

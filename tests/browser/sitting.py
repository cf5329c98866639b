"""A meeting in real browsers: one who records, members on devices of their own."""

import re
import sqlite3
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser import steps

LOOKED_AT_AGAIN = "() => document.dispatchEvent(new Event('visibilitychange'))"
UNASSESSED = """SELECT a.id, i.code || ' ' || i.title FROM assessment_assessment a
    JOIN frameworks_indicator i ON i.id = a.indicator_id
    JOIN assessment_cycle c ON c.id = a.cycle_id
    WHERE a.level IS NULL AND c.state != 'closed' AND a.archived_at IS NULL
    AND a.id NOT IN (SELECT assessment_id FROM assessment_round) ORDER BY i.sort LIMIT ?"""
ADD_ITEM = """INSERT INTO meetings_agenda_item (version, meeting_id, number, kind, ref_kind,
    ref_key, title, note, minutes, state, seconds_used, outcome)
    VALUES (1, ?, ?, ?, ?, ?, ?, '', 10, 'open', 0, '')"""


def set_up(lead: Page, folder: Any, indicators: int) -> "tuple[str, list[tuple[int, str]]]":
    """A meeting of today with an opening and so many unassessed indicators.

    Returns its address, and the key and name of each indicator.
    """
    typed = {"title": "Leadership team", "kind": "regular", "held_on": steps.today(lead)}
    typed |= {"starts_at": "10:00", "minutes": "60", "days": "1", "place": "Room 410"}
    answer = lead.request.post("/meetings", form=typed, headers=steps.OWN_SITE, max_redirects=0)
    address = answer.headers["location"]
    return address, fill(folder, int(address.rpartition("/")[2]), indicators)


def fill(folder: Any, meeting: int, indicators: int) -> list[tuple[int, str]]:
    """The agenda of a meeting: an opening, then unassessed indicators."""
    with sqlite3.connect(folder / "sras.db") as rows:
        found = rows.execute(UNASSESSED, [indicators]).fetchall()
        rows.execute(ADD_ITEM, [meeting, 1, "opening", "", None, "Opening"])
        for number, (key, name) in enumerate(found, 2):
            item = [meeting, number, "indicator_assess", "assessment", key, name]
            rows.execute(ADD_ITEM, item)
    return found


def begin(lead: Page, address: str) -> None:
    """Open the session and say that all are there."""
    lead.goto(f"{address}/live")
    lead.get_by_role("button", name="Open the session").click()
    steps.press(lead, "#all-present")
    expect(lead.locator("#attendance > summary")).to_contain_text("a quorum")


def move_on(lead: Page, name: str) -> None:
    """Go to the next item."""
    lead.locator("#next").click()
    expect(lead.locator("#item-title")).to_have_text(name)
    lead.wait_for_load_state()


def ask_round(lead: Page) -> None:
    """Ask each member for a view of what is on the table."""
    lead.locator("#ask-round").click()
    expect(lead.locator("#answered-title")).to_contain_text("0 of ")
    lead.wait_for_load_state()


def hear(page: Page) -> None:
    """Let a page ask whether the meeting moved on, as it does when it is looked at again."""
    page.wait_for_load_state()  # its script runs
    with page.expect_response(lambda answer: "/now?seen=" in answer.url) as heard:
        page.evaluate(LOOKED_AT_AGAIN)
    assert heard.value.status in (200, 204), heard.value.status


def rate(page: Page, level: int, note: str = "") -> None:
    """Give one's own view."""
    page.get_by_role("radio", name=re.compile(rf"^{level} ")).check()
    if note:
        page.get_by_label("Why you see it so").fill(note)
    page.locator("#keep-view").click()
    expect(page.locator("#status")).to_contain_text("Your view is kept")


def agree(lead: Page, level: int, words: str) -> None:
    """The team states its level, and what is in place."""
    lead.wait_for_load_state()
    lead.locator(f"#level-{level}").check()
    lead.get_by_label("What is in place now").fill(words)
    lead.locator("#save").click()
    expect(lead.locator("#stands")).to_contain_text(f"{level} ")
    steps.idle(lead)
    expect(lead.locator("#status")).to_contain_text("Saved")

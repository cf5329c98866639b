"""Choosing in a browser: by key, by press, while views are gathered, against a suggestion."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import checks, rows, steps

pytestmark = pytest.mark.browser

AGREED = """SELECT count(*) FROM history_change
    WHERE kind = 'assessment' AND key = ? AND verb IN ('agreed', 'changed')"""
LEVEL = "SELECT level FROM assessment_assessment WHERE id = ?"
FOCUSED = "() => document.activeElement.id || document.activeElement.tagName"


def at(server, open_as, number: int, role: str = "process_manager") -> tuple[Page, int]:
    """The page of one indicator without a level; on the first of them views are gathered."""
    page, key = open_as(server, role), rows.unassessed(server.folder)[number]
    page.goto(f"/assessment/{key}")
    return page, key


def pass_over(page: Page) -> None:
    """Go over the cards by key to the third; from then on the clock of the page stands."""
    page.clock.install()
    page.clock.pause_at(page.evaluate("() => Date.now()") / 1_000 + 1)
    page.locator("#level-1").focus()
    for stroke in ("Space", "ArrowDown", "ArrowDown"):
        page.keyboard.press(stroke)


def test_going_over_the_cards_by_key_agrees_once_where_it_ends(server, open_as):
    page, key = at(server, open_as, 1)
    pass_over(page)
    page.clock.resume()
    steps.saved(page)
    assert rows.one(server.folder, LEVEL, key) == 3
    assert rows.one(server.folder, AGREED, key) == 1
    assert page.evaluate(FOCUSED) == "level-3"


def test_a_choice_by_key_is_sent_when_its_group_is_left(server, open_as):
    page, key = at(server, open_as, 1)
    pass_over(page)
    with page.expect_response(re.compile(rf"/assessment/{key}$")):
        page.keyboard.press("Tab")
    page.clock.resume()
    steps.saved(page)
    assert rows.one(server.folder, LEVEL, key) == 3


@pytest.mark.parametrize("leave", ["link", "reload"])
def test_a_choice_by_key_is_kept_when_the_page_is_left(server, open_as, leave):
    page, key = at(server, open_as, 1)
    pass_over(page)
    page.clock.resume()
    if leave == "link":
        page.get_by_role("link", name="All indicators").first.click()
    else:
        page.reload()
    page.goto(f"/assessment/{key}")
    expect(page.locator("#level-3")).to_be_checked()
    page.wait_for_function("() => !Object.keys(localStorage).length")  # nothing waits
    assert rows.one(server.folder, AGREED, key) == 1


def test_while_views_are_gathered_a_level_is_saved_by_its_button_only(server, open_as):
    page, key = at(server, open_as, 0)
    page.locator("#level-2").check()
    text = page.get_by_label("What is in place now")
    text.fill("A list of partners.")
    text.dispatch_event("change")
    expect(page.locator("#status")).to_have_text("Saved", use_inner_text=True)
    assert rows.one(server.folder, LEVEL, key) is None
    page.locator("#save").click()
    expect(page.locator("[data-shows=stands]")).to_contain_text("2 ")
    assert rows.one(server.folder, LEVEL, key) == 2


def test_save_with_something_missing_marks_it_and_choosing_does_not(server, open_as):
    page, _key = at(server, open_as, 1)
    page.locator("#level-4").check()
    expect(page.locator("#status")).to_contain_text("Not saved yet")
    assert page.evaluate(FOCUSED) == "level-4"
    page.locator("#save").click()
    expect(page.locator("#error-summary")).to_be_focused()
    expect(page.locator("#level")).to_have_attribute("aria-invalid", "true")
    assert checks.axe(page) + checks.doubled_ids(page) == []
    page.locator("#level-1").check()  # the summary stands, and choosing goes on beside it
    page.get_by_role("radio", name="Not a priority").check()
    expect(page.locator("#status")).to_contain_text("Say why it is not a priority")
    assert page.evaluate(FOCUSED) == "disposition-2"


def test_save_and_next_leads_on(server, open_as):
    page, key = at(server, open_as, 1)
    page.locator("#level-2").check()
    expect(page.locator("#status")).to_have_text("Saved", use_inner_text=True)
    page.locator("#save-next").click()  # nothing is left to save, and it still leads on
    page.wait_for_url(f"**/assessment/{rows.unassessed(server.folder)[1]}")
    assert rows.one(server.folder, LEVEL, key) == 2
    expect(page.locator("#status")).to_contain_text("saved")


def test_placing_against_the_suggestion_asks_in_the_row(server, open_as):
    page = open_as(server, "process_manager")
    page.goto("/choose")
    page.get_by_role("button", name="Quick win for 12.1", exact=True).click()
    why = page.get_by_label("Why quick win and not longer term?")
    expect(why).to_be_focused()
    expect(page.locator("#error-summary")).to_have_count(0)
    expect(page.locator("#status")).to_contain_text("12.1 is not placed yet")
    place = page.get_by_role("button", name="Place as quick win for 12.1", exact=True)
    place.click()
    expect(page.get_by_text("Say why: the scores of 12.1 suggest")).to_be_visible()
    expect(why).to_be_focused()
    assert checks.axe(page) + checks.doubled_ids(page) == []
    why.fill("Staff is there.")
    place.click()
    pressed = page.get_by_role("button", name="Quick win for 12.1", exact=True)
    expect(pressed).to_have_attribute("aria-pressed", "true")
    expect(pressed).to_be_focused()

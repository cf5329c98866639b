"""An agenda put in order by keys alone, with scripts and without: the focus stays on the item."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps

pytestmark = pytest.mark.browser


def with_agenda(page: Page) -> None:
    """A meeting in some days with three items of its own."""
    page.goto("/meetings/new")
    page.locator("#title").fill("Leadership team")
    page.locator("#held_on").fill("2031-03-04")
    page.locator("#add-meeting").click()
    page.wait_for_url(re.compile(r"/meetings/\d+$"))
    for title in ("First", "Second", "Third"):
        page.get_by_role("link", name="Add an item").click()
        page.locator("#title").fill(title)
        page.locator("#add-item").click()
        steps.arrived(page, re.compile(r"/meetings/\d+#item-\d+$"))


def in_order(page: Page, *titles: str) -> None:
    expect(page.locator("#agenda-list li a")).to_have_text(list(titles), use_inner_text=True)


HOLD = """() => { const plain = window.setTimeout; window.held = [];
  window.setTimeout = (call, after, ...more) =>
    after === 100 ? window.held.push(call) : plain(call, after, ...more); }"""


def test_what_a_page_says_as_it_comes_gives_way_to_what_happened_since(server, open_as):
    page = open_as(server, "process_manager")
    page.add_init_script(f"({HOLD})()")
    with_agenda(page)
    page.get_by_role("button", name="Move up “Third”").press("Enter")
    moved = "“Third” is now number 2 of 3."
    expect(page.locator("#status")).to_have_text(moved)
    assert page.evaluate("window.held.map((call) => call()).length")
    expect(page.locator("#status")).to_have_text(moved)


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
def test_a04_an_item_is_moved_by_keys_and_keeps_the_focus(server, open_as, javascript):
    page = open_as(server, "process_manager", javascript=javascript, width=360)
    with_agenda(page)
    up = page.get_by_role("button", name="Move up “Third”")
    up.focus()
    for place in (2, 1):
        page.keyboard.press("Enter")
        expect(page.locator("#status")).to_have_text(f"“Third” is now number {place} of 3.")
        expect(up).to_be_focused()
    in_order(page, "1. Third", "2. First", "3. Second")
    number = page.get_by_label("Number of “First”")
    number.fill("3")
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_have_text("“First” is now number 3 of 3.")
    expect(number).to_be_focused()
    expect(number).to_have_value("3")
    in_order(page, "1. Third", "2. Second", "3. First")
    steps.sound(page)
    page.get_by_role("link", name="Build the agenda").click()
    expect(page.locator("h1")).to_contain_text("Build the agenda")
    steps.sound(page)

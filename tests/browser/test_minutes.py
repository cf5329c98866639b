"""The first words of minutes, typed by two at once: each keeps what they wrote."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps

pytestmark = pytest.mark.browser

WORDS = "#write textarea"


def write(page: Page, words: str) -> None:
    field = page.locator(WORDS)
    field.fill(words)
    field.dispatch_event("change")


@pytest.fixture
def begun(server, open_as) -> tuple[Page, Page]:
    """Two at the minutes of a meeting of which nobody has written a word."""
    first, second = (open_as(server, role) for role in ("process_manager", "team_member"))
    first.goto("/meetings/new")
    first.locator("#title").fill("Leadership team")
    first.locator("#held_on").fill("2026-03-03")
    first.locator("#add-meeting").click()
    first.get_by_role("button", name="It was held").click()
    first.wait_for_url(re.compile(r"/minutes$"))
    second.goto(first.url)
    return first, second


def test_first_words_typed_by_two_at_once_are_asked_about(begun):
    first, second = begun
    for words in ("We met.", "We met early."):  # the one who began goes on without a question
        write(first, words)
        steps.saved(first)
        expect(first.locator("#conflict-form")).to_have_count(0)
    write(second, "Nobody came.")
    expect(second.locator("#conflict-form")).to_contain_text("We met early.")
    expect(second.locator(WORDS)).to_have_value("Nobody came.")


def test_first_words_brought_back_by_the_browser_are_asked_about_as_well(begun):
    first, second = begun
    write(first, "We met.")
    steps.saved(first)
    second.locator(WORDS).fill("Nobody came.")
    second.reload()
    expect(second.locator(WORDS)).to_have_value("Nobody came.")
    expect(second.locator("#conflict-form")).to_contain_text("We met.")

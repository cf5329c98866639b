"""A section written in a browser: the preview follows, and the field typed in is left alone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import checks, rows

pytestmark = pytest.mark.browser

MANUAL = "operations_manual"
ASK = "SELECT s.id FROM documents_section s WHERE s.title = ?"


@pytest.fixture
def begun(server, open_as) -> tuple[Page, Page]:
    """Two at the same section of the manual."""
    key = rows.one(server.folder, ASK, "Procedure: meetings")
    pages = [open_as(server, role) for role in ("process_manager", "team_member")]
    for page in pages:
        page.goto(f"/documents/sections/{key}")
    return pages[0], pages[1]


def test_a23_a_preview_and_anothers_save_never_touch_the_field_typed_in(begun):
    first, second = begun
    text = first.locator("#text")
    text.focus()
    text.press("Control+End")
    text.press_sequentially("\n\nIn {state} we **meet**.")
    expect(first.locator("#preview strong").last).to_have_text("meet")
    expect(first.locator("#preview")).to_contain_text("In Franklin we meet.")
    expect(text).to_be_focused()
    expect(text).to_have_value(re.compile(r"In \{state\} we \*\*meet\*\*\.$"))
    expect(first.locator("#status")).to_contain_text("Saved")
    second.locator("#codes").fill("1.3, 4.1, 4.2")
    second.locator("#save-section").click()
    expect(second.locator("#status")).to_contain_text("Saved")
    text.press_sequentially(" And")
    first.evaluate("dispatchEvent(new Event('focus'))")
    expect(first.locator("#moved")).to_contain_text("Priya Raman saved this section")
    expect(text).to_be_focused()
    expect(text).to_have_value(re.compile(r"meet\*\*\. And$"))
    expect(first.locator("#preview")).to_contain_text("meet. And")  # nothing is drawn meanwhile
    assert checks.axe(first) == []
    first.locator("#show-it").click()
    expect(first.locator("#codes")).to_have_value("1.3, 4.1, 4.2")
    expect(first.locator("#text")).to_have_value(re.compile(r"meet\*\*\. And$"))


def test_two_who_write_one_text_choose_what_stands_and_lose_no_word(begun):
    first, second = begun
    for page, words in ((first, "First's words."), (second, "Second's words.")):
        page.locator("#text").press("Control+End")
        page.keyboard.type(f"\n\n{words}")
        if page is first:
            expect(first.locator("#status")).to_contain_text("Saved")
    conflict = second.locator("#conflict-form")
    expect(conflict).to_contain_text("saved this while you were typing")
    expect(conflict).to_contain_text("First's words.")
    expect(conflict).to_contain_text("Second's words.")
    expect(second.locator("#text")).to_have_value(re.compile(r"Second's words\.$"))
    expect(second.locator("#preview")).to_contain_text("Second's words.")
    assert checks.axe(second) == []
    conflict.get_by_role("button", name="Keep both").click()
    expect(conflict).to_have_count(0)
    first.reload()
    for page in (first, second):
        expect(page.locator("#text")).to_have_value(re.compile(r"First's words\."))
        expect(page.locator("#text")).to_have_value(re.compile(r"Second's words\."))


def test_a_field_is_put_in_by_keyboard_and_an_unknown_one_is_said_while_typing(begun, server):
    first, second = begun
    second.goto(f"/documents/sections/{rows.one(server.folder, ASK, 'Stakeholders')}")
    second.locator("#known-fields summary").press("Enter")
    second.get_by_role("button", name="Put in {state}", exact=True).press("Enter")
    # Nobody was in that text yet: it goes to the end.
    expect(second.locator("#text")).to_have_value(re.compile(r"\S.*\{state\}$", re.DOTALL))
    text = first.locator("#text")
    text.fill("We are in ")
    first.locator("#known-fields summary").press("Enter")
    first.get_by_role("button", name="Put in {state}", exact=True).press("Enter")
    expect(text).to_be_focused()
    expect(text).to_have_value("We are in {state}")
    text.press_sequentially(" of {stat}.")
    expect(first.locator("#preview .error")).to_contain_text("There is no field {stat}.")
    expect(first.locator("#status")).to_contain_text("There is no field {stat}.")
    expect(text).to_be_focused()
    text.press_sequentially(" Then")
    first.locator("#preview-button").press("Enter")
    expect(first.locator("#preview")).to_contain_text("of {stat}. Then")
    first.locator("#save-section").click()
    expect(first.locator("#error-summary")).to_contain_text("The nearest one is {state}.")
    expect(first.locator("#error-summary")).to_be_focused()
    expect(text).to_have_value("We are in {state} of {stat}. Then")


def test_a_narrow_screen_reads_every_page_of_a_document(server, open_as):
    page = open_as(server, "team_lead")
    page.set_viewport_size({"width": 360, "height": 740})
    key = rows.one(server.folder, "SELECT id FROM documents_document WHERE kind = ?", MANUAL)
    section = rows.one(server.folder, ASK, "Stakeholders")
    for address in (
        *("/documents", "/documents/new", f"/documents/{key}", f"/documents/{key}/facts"),
        *(f"/documents/{key}/order", f"/documents/sections/{section}"),
    ):
        page.goto(address)
        found = [*checks.axe(page), *checks.too_wide(page), *checks.too_small(page)]
        assert (address, found) == (address, [])

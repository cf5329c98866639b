"""Where the focus is once a save led to a whole page: never on nothing."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import rows

pytestmark = pytest.mark.browser


def begin_a_round(page: Page, server) -> None:
    key = rows.unassessed(server.folder)[3]
    page.goto(f"/assessment/{key}/views")
    page.locator("#begin-round").click()


def complete_a_task(page: Page, server) -> None:
    find = "SELECT id FROM planning_task WHERE state = 'in_progress' AND frequency = 'once'"
    page.goto(f"/tasks/{rows.one(server.folder, find)}")
    page.locator("#complete").click()


WAYS = [begin_a_round, complete_a_task]


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
@pytest.mark.parametrize("act", WAYS)
def test_a04_a_save_that_leads_to_a_page_puts_the_focus_on_its_heading(
    server, open_as, act, javascript
):
    page = open_as(server, "process_manager", javascript=javascript)
    act(page, server)
    expect(page.locator("#status")).not_to_be_empty()
    expect(page.locator("h1")).to_be_focused()


def test_a09_a_refusal_without_javascript_puts_the_focus_on_what_was_refused(server, open_as):
    page = open_as(server, "team_member", javascript=False)
    page.goto(f"/assessment/{rows.unassessed(server.folder)[0]}")
    page.locator("#level-4").check()
    page.locator("#save").click()
    expect(page.locator("#error-summary")).to_be_focused()

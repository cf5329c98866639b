"""The way through the pages on a phone."""

import pytest
from playwright.sync_api import expect

from tests.browser import checks

pytestmark = pytest.mark.browser


def test_the_open_menu_fits_a_phone_and_leads_on(server, open_as):
    page = open_as(server, "team_lead", width=360)
    page.goto("/plan")
    page.get_by_text("More", exact=True).click()
    expect(page.get_by_role("link", name="Settings")).to_be_visible()
    assert checks.too_wide(page) == []
    page.get_by_role("link", name="Search").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Search")
    expect(page.get_by_role("searchbox").first).to_be_visible()

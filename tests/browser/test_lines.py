"""Lines edited in place: the plan's objectives, and the values of a measure."""

import pytest
from playwright.sync_api import expect

from tests.browser import checks, rows

pytestmark = pytest.mark.browser


def test_an_objective_is_paused_in_its_line_once_the_reason_is_there(server, open_as):
    key = rows.active_objective(server.folder)
    page = open_as(server, "process_manager")
    page.goto("/plan")
    page.locator(f"#objective-{key} > summary").click()
    why = page.locator(f"#objective-end_reason-{key}")
    expect(why).to_be_hidden()
    page.locator(f"#objective-state-{key}").select_option("paused")
    expect(page.locator("#errors")).to_contain_text("Say why it is paused.")
    expect(why).to_be_visible()
    why.fill("The session decides.")
    why.dispatch_event("change")
    expect(page.locator(f"#objective-{key} > summary")).to_contain_text("paused")
    expect(page.locator("#errors")).to_be_empty()
    assert checks.axe(page) + checks.doubled_ids(page) == []
    find = "SELECT state FROM planning_objective WHERE id = ?"
    assert rows.one(server.folder, find, key) == "paused"


def test_a_value_is_added_in_the_line_of_its_measure(server, open_as):
    find = "SELECT key FROM strategy_measure WHERE kind = 'objective' AND unit = '%'"
    key = rows.one(server.folder, find)
    page = open_as(server, "team_member")
    page.goto(f"/objectives/{key}")
    line = page.locator("[id^=measure-]", has_text="Visits recorded within a week").first
    line.locator("[name=value]").fill("64")
    line.get_by_role("button", name="Add value").click()
    expect(line).to_contain_text("target reached")
    expect(line.locator("[name=value]")).to_have_value("")
    assert checks.axe(page) + checks.doubled_ids(page) == []


def test_a_value_that_is_refused_in_its_line_says_so_beside_the_field(server, open_as):
    find = "SELECT key FROM strategy_measure WHERE kind = 'objective' AND unit = '%'"
    page = open_as(server, "team_member")
    page.goto(f"/objectives/{rows.one(server.folder, find)}")
    line = page.locator("[id^=measure-]", has_text="Visits recorded within a week").first
    line.get_by_role("button", name="Add value").click()
    expect(line.locator(".error")).to_have_text("Give the number.")
    expect(line.locator("[name=value]")).to_have_accessible_description("Give the number.")
    assert checks.axe(page) + checks.doubled_ids(page) == []

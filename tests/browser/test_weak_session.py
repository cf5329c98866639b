"""A session that ends in the middle, and signing out: nothing typed is lost, nothing is left."""

import sqlite3
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import checks, rows, steps

pytestmark = pytest.mark.browser

STORED = "() => Object.entries(localStorage).join()"


def change(server: Any, statement: str, *values: Any) -> None:
    with closing(sqlite3.connect(server.folder / "sras.db")) as database, database:
        database.execute(statement, values)


def end_sessions(server: Any) -> None:
    """Every session ends at once, as when they were idle for too long."""
    change(server, "UPDATE accounts_session SET ended_at = started_at")


def sign_in_again(page: Page, account: tuple[str, str]) -> None:
    """At the door to which one was sent; not by the address, which would lose the way back."""
    page.get_by_label("E-mail").fill(account[0])
    page.get_by_label("Password", exact=True).fill(account[1])
    page.get_by_role("button", name="Sign in").click()


def waiting(page: Page) -> Any:
    return page.locator("#waiting summary")


def lose_posts(page: Page) -> None:
    page.route("**/*", lambda r: r.abort() if r.request.method == "POST" else r.continue_())


def network_complaints(page: Page) -> None:
    page.complaints[:] = [text for text in page.complaints if "htmx:error" not in text]


def test_r23_after_the_session_ended_the_text_is_back_in_its_form_and_one_press_saves_it_once(
    server, open_as, sample
):
    task = rows.one(server.folder, "SELECT id FROM planning_task WHERE state = 'in_progress'")
    page = open_as(server, "process_manager")
    page.goto(f"/tasks/{task}")
    end_sessions(server)
    page.locator("#remark").fill("Typed after the session had ended.")
    page.get_by_role("button", name="Add remark").click()
    page.wait_for_url("**/sign-in**")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    sign_in_again(page, sample[1]["process_manager"])
    expect(page.locator("#remark")).to_have_value("Typed after the session had ended.")
    expect(page.locator("#status")).to_have_text("What you typed is back, and not saved yet.")
    expect(waiting(page)).to_have_text("1 waiting")
    counted = "SELECT count(*) FROM planning_task_comment WHERE text LIKE 'Typed after%'"
    assert rows.one(server.folder, counted) == 0  # nothing is sent by itself
    page.get_by_role("button", name="Add remark").click()
    expect(page.locator("#remark-list")).to_contain_text("Typed after the session had ended.")
    expect(page.locator("#waiting")).to_have_count(0)
    assert rows.one(server.folder, counted) == 1
    # A form that was never htmx's, on a page that is drawn anew when it is saved.
    end_sessions(server)
    page.locator("#complete-form [type=date]").fill("2026-09-01")
    page.locator("#complete-form button").click()
    page.wait_for_url("**/sign-in**")
    sign_in_again(page, sample[1]["process_manager"])
    expect(page.locator("#complete-form [type=date]")).to_have_value("2026-09-01")
    page.locator("#complete-form button").click()
    expect(page.locator("#reopen")).to_be_visible()
    done_on = "SELECT done_on FROM planning_task WHERE id = ?"
    assert rows.one(server.folder, done_on, task) == "2026-09-01"
    expect(page.locator("#waiting")).to_have_count(0)


def test_r23_what_was_begun_in_another_form_of_the_page_is_back_as_well(server, open_as, sample):
    task = rows.one(server.folder, "SELECT id FROM planning_task WHERE state = 'in_progress'")
    page = open_as(server, "process_manager")
    page.goto(f"/tasks/{task}")
    page.locator("#remark").fill("Begun and not sent.")
    end_sessions(server)
    page.locator("main form:not(:has(#remark))[hx-post]").first.evaluate("f => f.requestSubmit()")
    page.wait_for_url("**/sign-in**")
    sign_in_again(page, sample[1]["process_manager"])
    expect(page.locator("#remark")).to_have_value("Begun and not sent.")
    count = "SELECT count(*) FROM planning_task_comment WHERE text = 'Begun and not sent.'"
    assert rows.one(server.folder, count) == 0
    page.get_by_role("button", name="Add remark").click()
    expect(page.locator("main")).to_contain_text("Begun and not sent.")
    assert rows.one(server.folder, count) == 1
    network_complaints(page)


def test_a19_the_end_of_a_session_is_said_in_time_and_any_key_keeps_it(server, open_as):
    page = open_as(server, "process_manager")
    page.clock.install()
    page.goto("/plan")
    expect(page.locator("h1")).to_be_visible()
    change(
        server,
        "UPDATE accounts_session SET seen_at = strftime('%Y-%m-%dT%H:%M:%fZ', seen_at, '-7 hours')",
    )
    find = "SELECT max(seen_at) FROM accounts_session"
    before = rows.one(server.folder, find)
    page.clock.fast_forward(7 * 3_600_000)
    expect(page.locator("#status")).to_be_empty()
    page.clock.fast_forward(52 * 60_000)
    page.clock.run_for(30_000)
    said = page.locator("#status")
    expect(said).to_contain_text("Press a key to stay.")
    assert int(said.inner_text().split(" in ")[1].split()[0]) >= 2
    assert checks.axe(page) == []
    with page.expect_response(lambda answer: answer.request.method == "HEAD"):
        page.keyboard.press("Shift")
    expect(said).to_have_text("You stay signed in.")
    assert rows.one(server.folder, find) > before
    page.clock.run_for(60_000)
    expect(said).to_have_text("You stay signed in.")


def test_t45_signing_out_says_what_is_unsent_lets_one_stay_and_leaves_nothing_behind(
    server, open_as
):
    key = rows.unassessed(server.folder)[1]
    page = open_as(server, "process_manager")
    steps.by_hand_only(page)
    page.goto(f"/assessment/{key}")
    lose_posts(page)
    field = page.locator("#in_place")
    field.fill("Only in this browser.")
    field.dispatch_event("change")
    expect(waiting(page)).to_have_text("1 waiting")
    page.unroute_all()
    page.route("**/assessment/*", lambda r: r.abort() if r.request.method == "POST" else None)
    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    with page.expect_event("dialog"):
        page.get_by_role("button", name="Sign out").click()
    expect(waiting(page)).to_have_text("1 waiting")
    assert "Only in this browser." in asked[0]
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in**")
    assert "Only in this browser." not in page.evaluate(STORED)
    page.unroute_all()
    page.go_back()
    expect(page.get_by_label("E-mail")).to_be_visible()
    network_complaints(page)


def test_r23_without_scripts_what_was_typed_is_shown_after_signing_in(server, open_as, sample):
    task = rows.one(server.folder, "SELECT id FROM planning_task WHERE state = 'in_progress'")
    page = open_as(server, "process_manager", javascript=False)
    page.goto(f"/tasks/{task}")
    end_sessions(server)
    page.locator("#remark").fill("Typed without scripts.")
    page.get_by_role("button", name="Add remark").click()
    sign_in_again(page, sample[1]["process_manager"])
    expect(page.get_by_role("heading", level=1)).to_have_text("What you typed is back")
    expect(page.locator("main")).to_contain_text("Typed without scripts.")
    page.get_by_role("button", name="Save it now").click()
    expect(page.locator("#remark-list")).to_contain_text("Typed without scripts.")

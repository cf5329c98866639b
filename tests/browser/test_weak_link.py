"""A link that comes and goes: what was typed waits in this browser and is saved once."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import running
from tests.browser import checks, rows, steps
from tests.proxy import Fate, Relay

pytestmark = pytest.mark.browser

COUNT_SAID = """
() => { window.said = []; new MutationObserver(() => {
  const text = document.querySelector("#status").innerText.trim();
  if (text && text !== window.said.at(-1)) window.said.push(text);
}).observe(document.querySelector("#status"), { childList: true, subtree: true }); }
"""
ON_ITS_WAY = """() => {
  const key = Object.keys(localStorage).find((name) => name.startsWith("sras."));
  const entry = { ...JSON.parse(localStorage[key]), until: Date.now() + 14e3 };
  localStorage[key] = JSON.stringify(entry);
  return key;
}"""
STORED = "() => Object.entries(localStorage).join()"
SAVED = """SELECT count(*) FROM history_changed_field f
    JOIN history_change c ON c.id = f.change_id
    WHERE c.kind = 'assessment' AND c.key = ? AND f.field = 'in_place' AND f.new LIKE ?"""


@pytest.fixture
def relay(server: Any) -> Iterator[Relay]:
    """A link to the server that can lose what is sent."""
    with Relay(server.port) as link:
        yield link


@pytest.fixture
def keys(server: Any) -> list[int]:
    """Indicators without a level; views are gathered on the first, so that it is left out."""
    return rows.unassessed(server.folder)[1:6]


def lose_posts(page: Page) -> None:
    """Pages still come, but nothing that is sent arrives."""
    page.context.route("**/*", lambda r: r.abort() if r.request.method == "POST" else r.continue_())


def status(page: Page) -> Any:
    return page.locator("#status")


def waiting(page: Page) -> Any:
    return page.locator("#waiting summary")


def typed(page: Page, text: str) -> None:
    """Type what is in place and leave the field."""
    field = page.locator("#in_place")
    field.fill(text)
    field.dispatch_event("change")


def sound(page: Page) -> None:
    assert checks.axe(page) + checks.doubled_ids(page) == []


def times_saved(server: running.Server, key: int, text: str) -> int:
    return rows.one(server.folder, SAVED, key, f"%{text}%")


def network_complaints(page: Page) -> None:
    """The console says that a request failed, rightly."""
    page.complaints[:] = [text for text in page.complaints if "htmx:error" not in text]


def test_r17_an_answer_cut_off_after_the_save_is_saved_once_when_sent_again(server, relay, open_as):
    page = open_as(server, "process_manager")
    steps.by_hand_only(page)
    page.goto(f"{relay.url}/objectives/{rows.active_objective(server.folder)}")
    page.get_by_label("Add tasks, one on each line").fill("Ask each district once")
    relay.plan(Fate.CUT, "POST ")
    page.get_by_role("button", name="Add tasks").click()
    expect(status(page)).to_contain_text("Not saved. No answer came.")
    count = "SELECT count(*) FROM planning_task WHERE title = 'Ask each district once'"
    assert rows.one(server.folder, count) == 1
    expect(waiting(page)).to_have_text("1 waiting")
    relay.clear()
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#task-list")).to_contain_text("Ask each district once")
    expect(waiting(page)).to_have_count(0)
    assert rows.one(server.folder, count) == 1
    network_complaints(page)


def test_r18_a_request_lost_is_said_within_15_seconds_keeps_the_text_and_the_focus(
    server, relay, open_as, keys
):
    page = open_as(server, "process_manager")
    page.clock.install()
    page.goto(f"{relay.url}/assessment/{keys[0]}")
    page.evaluate(COUNT_SAID)
    relay.plan(Fate.SILENT, "POST ")
    field = page.locator("#in_place")
    field.fill("Typed while nothing arrives.")
    field.dispatch_event("change")
    expect(page.locator("#assess")).to_have_attribute("aria-busy", "true")
    page.clock.fast_forward(14_000)
    expect(status(page)).to_contain_text("Not saved. No answer came.")
    expect(page.locator("#assess")).to_have_attribute("data-state", "Waiting (1)")
    expect(page.locator("#assess")).not_to_have_attribute("aria-busy", "true")
    expect(field).to_be_focused()
    expect(field).to_have_value("Typed while nothing arrives.")
    assert [text.split(".")[0] for text in page.evaluate("() => said")] == ["Saving…", "Not saved"]
    relay.clear()
    page.clock.fast_forward(16_000)  # it tries again by itself
    expect(page.locator("#assess")).to_have_attribute("data-state", "Saved")
    expect(field).to_be_focused()
    assert times_saved(server, keys[0], "Typed while nothing arrives.") == 1
    network_complaints(page)


def test_r21_five_edits_wait_through_a_closed_tab_are_no_one_elses_and_are_sent_once_each(
    server, open_as, keys, seats
):
    page = open_as(server, "process_manager")
    steps.by_hand_only(page)
    lose_posts(page)
    for count, key in enumerate(keys, 1):
        page.goto(f"/assessment/{key}")
        typed(page, f"Offline words {count}.")
        expect(waiting(page)).to_have_text(f"{count} waiting")
    page.close()
    context = page.context
    other = context.new_page()
    other.runs_scripts = True  # type: ignore[attr-defined]
    context.clear_cookies()
    context.add_cookies(seats["team_member"])
    other.goto(f"/assessment/{keys[0]}")
    expect(other.locator("h1")).to_be_visible()
    assert "Offline" not in other.content()
    ana = open_as(server, "team_lead")
    ana.goto(f"/assessment/{keys[2]}")
    typed(ana, "Ana's words.")
    expect(status(ana)).to_have_text("Saved", use_inner_text=True)
    context.clear_cookies()
    context.add_cookies(seats["process_manager"])
    other.goto("/plan")
    expect(waiting(other)).to_have_text("5 waiting")
    waiting(other).click()
    expect(other.locator("#waiting")).to_contain_text("What is in place now: Offline words 3.")
    sound(other)
    context.unroute_all()
    other.locator("#send-now").click()
    expect(waiting(other)).to_have_text("1 waiting")
    for count, key in enumerate(keys, 1):
        assert times_saved(server, key, f"Offline words {count}.") == (0 if count == 3 else 1)
    other.locator("#waiting a").click()
    expect(other.locator("#in_place")).to_have_value("Offline words 3.")
    other.locator("#save").click()
    conflict = other.locator("#conflict-form")
    expect(conflict).to_contain_text("Ana's words.")
    expect(conflict).to_contain_text("Offline words 3.")
    conflict.get_by_role("button", name="Keep mine").click()
    expect(conflict).to_have_count(0)
    expect(other.locator("#waiting")).to_have_count(0)
    assert rows.in_place(server.folder, keys[2]) == "Offline words 3."
    assert "Offline" not in other.evaluate(STORED)
    network_complaints(page)


def test_r21_a_tab_left_open_sends_nothing_as_the_person_who_signed_in_next(
    server, open_as, keys, seats
):
    page = open_as(server, "process_manager")
    steps.by_hand_only(page)
    page.goto(f"/assessment/{keys[0]}")
    lose_posts(page)
    typed(page, "Left in a tab.")
    expect(waiting(page)).to_have_text("1 waiting")
    page.context.clear_cookies()
    page.context.add_cookies(seats["team_member"])
    page.context.unroute_all()
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#waiting")).to_contain_text("This page is of someone else")
    assert times_saved(server, keys[0], "Left in a tab.") == 0
    page.context.clear_cookies()
    page.context.add_cookies(seats["process_manager"])
    waiting(page).click()
    page.locator("#send-now").click()
    expect(page.locator("#waiting")).to_have_count(0)
    assert times_saved(server, keys[0], "Left in a tab.") == 1
    network_complaints(page)


def test_r21_what_was_on_its_way_as_a_tab_died_is_sent_at_once_by_hand(server, open_as, keys):
    page = open_as(server, "process_manager")
    steps.by_hand_only(page)
    lose_posts(page)
    page.goto(f"/assessment/{keys[0]}")
    typed(page, "On its way.")
    expect(waiting(page)).to_have_text("1 waiting")
    assert page.evaluate(ON_ITS_WAY)
    page.context.unroute_all()
    page.locator("#send-now").dispatch_event("click")
    expect(waiting(page)).to_have_count(0)
    assert times_saved(server, keys[0], "On its way.") == 1
    network_complaints(page)


def test_r21_of_two_tabs_one_sends_when_the_link_is_back(server, open_as, keys):
    page = open_as(server, "process_manager")
    steps.by_hand_only(page)
    page.goto(f"/assessment/{keys[0]}")
    second = page.context.new_page()
    second.goto("/plan")
    sent: list[str] = []
    page.context.on("request", lambda r: r.method == "POST" and sent.append(r.url))
    page.context.set_offline(True)
    expect(status(page)).to_have_text("No connection. What you type waits here.")
    typed(page, "Said in one tab.")
    expect(waiting(second)).to_have_text("1 waiting")
    sound(page)
    sent.clear()
    page.context.set_offline(False)
    expect(page.locator("#waiting")).to_have_count(0)
    expect(waiting(second)).to_have_count(0)
    assert len(sent) == 1
    assert times_saved(server, keys[0], "Said in one tab.") == 1
    network_complaints(page)


def test_r21_what_is_typed_after_a_lost_save_follows_it_in_order(server, open_as, keys):
    page = open_as(server, "process_manager")
    steps.by_hand_only(page)
    page.goto(f"/assessment/{keys[0]}")
    page.route(
        "**/assessment/*",
        lambda route: (route.fetch(), route.abort()) if route.request.method == "POST" else None,
    )
    typed(page, "First words.")
    expect(status(page)).to_contain_text("Not saved")
    typed(page, "First words, and more.")
    expect(waiting(page)).to_have_text("2 waiting")
    page.unroute_all()
    page.evaluate("() => dispatchEvent(new Event('online'))")
    expect(page.locator("#waiting")).to_have_count(0)
    expect(page.locator("#conflict-form")).to_have_count(0)
    expect(page.locator("#assess")).to_have_attribute("data-state", "Saved")
    assert rows.in_place(server.folder, keys[0]) == "First words, and more."
    assert times_saved(server, keys[0], "First words.") == 1
    network_complaints(page)


def test_what_waits_can_be_discarded_and_the_form_shows_what_stands(server, open_as, keys):
    page = open_as(server, "process_manager")
    steps.by_hand_only(page)
    page.goto(f"/assessment/{keys[0]}")
    lose_posts(page)
    typed(page, "Better not.")
    expect(waiting(page)).to_have_text("1 waiting")
    sound(page)  # not saved, and waiting
    waiting(page).click()
    page.get_by_role("button", name="Discard 1").click()
    expect(page.locator("#waiting")).to_have_count(0)
    expect(page.locator("#in_place")).to_have_value("")
    expect(page.locator("#assess")).not_to_have_attribute("data-state", re.compile("Waiting"))
    assert "Better not." not in page.evaluate(STORED)
    network_complaints(page)


def test_r10_a_database_that_another_program_holds_is_said_in_words_and_the_text_stays(
    server, open_as, keys
):
    page = open_as(server, "process_manager")
    steps.by_hand_only(page)
    page.goto(f"/assessment/{keys[0]}")
    with closing(sqlite3.connect(server.folder / "sras.db")) as other:
        other.execute("BEGIN EXCLUSIVE")
        typed(page, "Typed while it is held.")
        expect(status(page)).to_contain_text("Not saved. ", timeout=20_000)
        expect(page.locator("#in_place")).to_have_value("Typed while it is held.")
        other.rollback()
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#waiting")).to_have_count(0)
    assert times_saved(server, keys[0], "Typed while it is held.") == 1
    network_complaints(page)


def test_a_full_disk_is_said_in_the_servers_words_and_the_change_waits(server, open_as, keys):
    page = open_as(server, "process_manager")
    steps.by_hand_only(page)
    page.goto(f"/assessment/{keys[0]}")
    full = '<div id="fault"><p>The disk of the server is full.</p></div>'
    page.route(
        "**/assessment/*",
        lambda route: (
            route.fulfill(status=507, body=full, content_type="text/html")
            if route.request.method == "POST"
            else route.continue_()
        ),
    )
    typed(page, "More than the disk takes.")
    expect(status(page)).to_contain_text("Not saved. The disk of the server is full.")
    expect(page.locator("#assess")).to_have_attribute("data-state", "Waiting (1)")
    assert checks.too_wide(page) == []
    page.unroute_all()
    page.locator("#try-again").click()
    expect(page.locator("#waiting")).to_have_count(0)
    assert times_saved(server, keys[0], "More than the disk takes.") == 1


def test_r21_a_plain_form_that_waited_is_sent_by_the_page_that_opens_next(server, open_as):
    task = rows.one(server.folder, "SELECT id FROM planning_task WHERE state = 'in_progress'")
    page = open_as(server, "process_manager")
    page.goto(f"/tasks/{task}")
    lose_posts(page)
    page.locator("#complete-form button").click()
    expect(page.locator("#complete-form")).to_have_attribute("data-state", "Waiting (1)")
    page.context.unroute_all()
    page.reload()
    expect(page.locator("#reopen")).to_be_visible()  # done, and the page shows it
    expect(page.locator("#waiting")).to_have_count(0)
    done = "SELECT count(*) FROM planning_task WHERE id = ? AND state = 'done'"
    assert rows.one(server.folder, done, task) == 1
    network_complaints(page)

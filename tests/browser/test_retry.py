"""An answer lost on its way: what was saved is not saved again when it is sent once more."""

import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import steps

pytestmark = pytest.mark.browser


def tasks_called(folder, title: str) -> int:
    with closing(sqlite3.connect(folder / "sras.db")) as base:
        sql = "SELECT COUNT(*) FROM planning_task WHERE title = ?"
        return base.execute(sql, (title,)).fetchone()[0]


def active_objective(folder) -> int:
    with closing(sqlite3.connect(folder / "sras.db")) as base:
        sql = "SELECT id FROM planning_objective WHERE state = 'active' ORDER BY id"
        return base.execute(sql).fetchone()[0]


def lose_the_first_answer(page: Page) -> None:
    """The first post reaches the server, which saves it; its answer never comes."""
    lost: list[Route] = []

    def carry(route: Route) -> None:
        if route.request.method != "POST" or lost:
            route.continue_()
            return
        lost.append(route)
        route.fetch()
        route.abort()

    page.route("**/*", carry)


def add_tasks(page: Page, text: str) -> None:
    page.get_by_label("Add tasks, one on each line").fill(text)
    page.get_by_role("button", name="Add tasks").click()


def test_r17_what_was_saved_before_the_answer_was_lost_is_saved_once(server, open_as):
    page = open_as(server, "process_manager")
    steps.by_hand_only(page)
    page.goto(f"/objectives/{active_objective(server.folder)}")
    lose_the_first_answer(page)
    add_tasks(page, "Ask the districts once only")
    expect(page.locator("#status")).to_contain_text("Not saved. No answer came.")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#task-list")).to_contain_text("Ask the districts once only")
    assert tasks_called(server.folder, "Ask the districts once only") == 1
    lost = [text for text in page.complaints if "Failed to fetch" in text]
    assert len(lost) == 1  # htmx says so in the console, rightly
    page.complaints.remove(lost[0])


def test_the_same_words_typed_again_are_a_new_entry(server, open_as):
    page = open_as(server, "process_manager")
    page.goto(f"/objectives/{active_objective(server.folder)}")
    for count in (1, 2):
        add_tasks(page, "Hold the monthly call")
        expect(page.locator("#task-list").get_by_text("Hold the monthly call")).to_have_count(count)
    assert tasks_called(server.folder, "Hold the monthly call") == 2

"""What happens in the browser when something is saved: said once, focus kept, nothing lost."""

import contextlib
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests import running
from tests.browser import checks, rows, steps
from tests.browser.steps import saved as says
from tests.served import NAMED

pytestmark = pytest.mark.browser

COUNT_SAID = """
() => { window.said = []; new MutationObserver(() => {
  const text = document.querySelector("#status").innerText.trim();
  if (text && text !== window.said.at(-1)) window.said.push(text);
}).observe(document.querySelector("#status"), { childList: true, subtree: true }); }
"""
FOCUSED = "() => document.activeElement.id || document.activeElement.tagName"


@contextlib.contextmanager
def slow_link(page: Page, milliseconds: int) -> Iterator[None]:
    """Every answer takes this much longer."""
    link = page.context.new_cdp_session(page)
    link.send("Network.enable")
    limits = {"offline": False, "downloadThroughput": -1, "uploadThroughput": -1}
    link.send("Network.emulateNetworkConditions", {**limits, "latency": milliseconds})
    yield
    link.send("Network.emulateNetworkConditions", {**limits, "latency": 0})


def status(page: Page) -> Locator:
    return page.locator("#status")


def text_of(page: Page) -> Locator:
    return page.get_by_label("What is in place now")


def typed(page: Page, text: str) -> None:
    """Type what is in place and leave the field."""
    text_of(page).fill(text)
    text_of(page).dispatch_event("change")


@pytest.fixture
def at_indicator(server, open_as):
    """`at_indicator(role)`: that role's page of the first indicator without a level."""
    key = rows.unassessed(server.folder)[1]  # views are gathered on the first

    def make(role: str = "process_manager") -> Page:
        page = open_as(server, role)
        steps.by_hand_only(page)
        page.goto(f"/assessment/{key}")
        page.key = key
        return page

    return make


def sound(page: Page) -> None:
    assert checks.axe(page) + checks.doubled_ids(page) == []


def test_a_choice_made_before_the_script_came_is_saved_too(server, open_as):
    page = open_as(server, "process_manager")
    key = rows.unassessed(server.folder)[1]
    held = []
    page.route("**/scripts.js*", lambda route: held.append(route))
    page.goto(f"/assessment/{key}", wait_until="commit")
    page.locator("#level-2").check()
    text_of(page).fill("By hand, twice a year.")
    while not held:
        page.wait_for_timeout(20)
    held[0].continue_()
    page.unroute("**/scripts.js*")
    says(page, "Saved")
    page.wait_for_function("() => !document.querySelector('main [aria-busy=true]')")
    page.reload()
    expect(page.locator("#level-2")).to_be_checked()
    expect(text_of(page)).to_have_value("By hand, twice a year.")


def test_who_comes_back_to_a_page_saves_nothing_over_what_others_did(server, at_indicator):
    ana, ben = at_indicator(), at_indicator("team_member")
    typed(ana, "Ana's words.")
    says(ana, "Saved")
    ana.goto("/plan")
    ben.reload()
    typed(ben, "Ben's words.")
    says(ben, "Saved")
    ana.go_back()
    expect(text_of(ana)).to_have_value("Ben's words.")
    ana.wait_for_load_state("networkidle")
    assert rows.in_place(server.folder, ana.key) == "Ben's words."


def test_a10_each_choice_is_saved_at_once_said_once_and_keeps_the_focus(server, at_indicator):
    page = at_indicator()
    page.evaluate(COUNT_SAID)
    page.locator("#level-2").check()
    says(page, "Saved")
    assert page.evaluate(FOCUSED) == "level-2"
    assert page.evaluate("() => window.said") == ["Saving…", "Saved"]
    assert rows.one(server.folder, "SELECT level FROM assessment_assessment WHERE id=?", page.key)
    sound(page)
    page.get_by_role("radiogroup", name="Priority").get_by_role("radio").first.check()
    says(page, "Saved")
    page.get_by_role("radiogroup", name="Opportunity").get_by_role("radio").first.check()
    expect(page.locator("[data-shows=index]")).to_have_text("9 = priority 3 × opportunity 3")
    assert page.evaluate(FOCUSED).startswith("opportunity")
    sound(page)


def test_a09_a_refusal_takes_the_focus_names_the_field_and_goes_once_mended(at_indicator):
    page = at_indicator()
    page.locator("#level-2").check()
    says(page, "Saved")
    day = page.get_by_label("Agreed on")
    right = day.input_value()
    day.fill("2099-01-01")
    day.dispatch_event("change")
    said = "The day on which the team agreed cannot lie in the future."
    expect(page.locator("#error-summary")).to_be_focused()
    expect(page).to_have_title(checks.REFUSED)
    assert day.get_attribute("aria-invalid") == "true"
    described = day.get_attribute("aria-describedby").split()[-1]
    expect(page.locator(f"#{described}")).to_have_text(said)
    expect(status(page)).to_contain_text("Not saved")
    sound(page)
    page.locator("#save").click()  # refused once more: the field keeps its words
    checks.idle(page)
    expect(page.locator(f"#{described}")).to_have_text(said)
    expect(page.locator("#error-summary")).to_be_focused()
    page.locator("#error-summary").get_by_role("link", name=said).click()
    expect(day).to_be_focused()
    assert day.input_value() == "2099-01-01"
    day.fill(right)
    day.dispatch_event("change")
    typed(page, "A calendar.")
    says(page, "Saved")
    expect(page).not_to_have_title(checks.REFUSED)
    assert day.get_attribute("aria-invalid") is None
    sound(page)


def test_a04_a_list_that_is_redrawn_keeps_the_focus_on_the_page(server, open_as):
    page = open_as(server, "process_manager")
    page.goto(f"/objectives/{rows.active_objective(server.folder)}")
    page.get_by_label("Add tasks, one on each line").fill("Write it down\nShow it to the districts")
    page.get_by_role("button", name="Add tasks").click()
    expect(page.locator("#task-list")).to_contain_text("Show it to the districts")
    expect(status(page)).not_to_be_empty()
    steps.keeps_focus(page)
    sound(page)


def test_a_task_ticked_in_its_line_shows_its_day_and_the_bar_grows(server, open_as):
    objective = rows.active_objective(server.folder)
    find = "SELECT id FROM planning_task WHERE objective_id = ? AND state = 'not_started'"
    task = rows.one(server.folder, find + " AND frequency = 'once'", objective)
    page = open_as(server, "process_manager")
    page.goto(f"/objectives/{objective}")
    before = page.locator("#task-list progress").first.evaluate("(bar) => bar.value")
    page.locator(f"#state-{task}").select_option("done")
    says(page, "Saved")
    expect(page.locator(f"#done_on-{task}")).to_have_value(re.compile(r"^20\d\d-"))
    after = page.locator("#task-list progress").first.evaluate("(bar) => bar.value")
    assert after == before + 1
    page.locator(f"#state-{task}").select_option("in_progress")
    expect(page.locator(f"#done_on-{task}")).to_have_value("")


def test_r20_three_quick_edits_over_a_slow_link_end_as_typed(server, at_indicator):
    page = at_indicator()
    page.locator("#level-2").check()
    says(page, "Saved")
    under_way: list[Route] = []
    page.route("**/assessment/*", lambda route: under_way.append(route))
    for text in ("One", "One two", "One two three"):
        typed(page, text)
    steps.has_come(page, under_way)
    expect(status(page)).to_have_text("Saving…", use_inner_text=True)
    expect(page.locator("#assess")).to_have_attribute("aria-busy", "true")
    assert page.locator("#save").get_attribute("aria-disabled") == "true"
    assert page.locator("#save").get_attribute("disabled") is None
    assert len(under_way) == 1  # the others wait for it
    under_way[0].continue_()
    page.unroute_all()  # and what is held meanwhile goes on
    says(page, "Saved")
    assert rows.in_place(server.folder, page.key) == "One two three"
    assert text_of(page).input_value() == "One two three"


def test_r15_a_double_click_adds_one_entry(server, open_as):
    task = rows.one(server.folder, "SELECT id FROM planning_task WHERE state = 'in_progress'")
    page = open_as(server, "process_manager")
    page.goto(f"/tasks/{task}")
    page.locator("#remark").fill("Said once, pressed twice.")
    with slow_link(page, 300):
        page.get_by_role("button", name="Add remark").dblclick()
        expect(page.locator("#remark-list")).to_contain_text("Said once, pressed twice.")
        checks.idle(page)
    counted = "SELECT count(*) FROM planning_task_comment WHERE text = ?"
    assert rows.one(server.folder, counted, "Said once, pressed twice.") == 1


def test_r13_two_people_at_different_fields_both_keep_what_they_did(server, at_indicator):
    ana, ben = at_indicator("process_manager"), at_indicator("team_member")
    ana.locator("#level-3").check()
    says(ana, "Saved")
    typed(ben, "Two regional offices meet each month.")
    says(ben, "Saved")
    kept = rows.ask(
        server.folder, "SELECT level, in_place FROM assessment_assessment WHERE id=?", ana.key
    )
    assert kept == [(3, "Two regional offices meet each month.")]
    expect(ben.locator("#level-3")).to_be_checked()


@pytest.mark.parametrize(
    ("button", "stands"),
    [
        ("Keep mine", "Ben's words"),
        ("Keep theirs", "Ana's words"),
        ("Keep both", "Ana's words\n\n---\n\nBen's words"),
    ],
)
def test_r12_two_people_at_one_field_see_both_texts_and_choose(
    server, at_indicator, button, stands
):
    ana, ben = at_indicator("process_manager"), at_indicator("team_member")
    typed(ana, "Ana's words")
    says(ana, "Saved")
    typed(ben, "Ben's words")
    conflict = ben.locator("#conflict-form")
    expect(conflict).to_be_focused()
    expect(conflict).to_contain_text("Ana's words")
    expect(conflict).to_contain_text("Ben's words")
    expect(status(ben)).to_contain_text("Not saved")
    sound(ben)
    expect(conflict).to_be_focused()
    conflict.get_by_role("button", name=button).click()
    expect(conflict).to_have_count(0)
    expect(text_of(ben)).to_have_value(stands)
    assert ben.evaluate(FOCUSED) is not None
    assert rows.in_place(server.folder, ben.key) == stands


def task_line(server: running.Server, page: Page, once: bool) -> Locator:
    """The line of an open task that is done once, or that comes back."""
    task, objective = rows.ask(
        server.folder,
        """SELECT t.id, o.id FROM planning_task t
        JOIN planning_objective o ON o.id = t.objective_id
        WHERE o.state = 'active' AND t.state = 'not_started' AND (t.frequency = 'once') = ?""",
        once,
    )[0]
    page.goto(f"/objectives/{objective}")
    return page.locator(f"#task-{task}")


def test_a_task_that_is_done_takes_its_color_at_once(server, open_as):
    line = task_line(server, open_as(server, "process_manager"), once=True)
    line.locator("[name=state]").select_option("done")
    expect(line.locator(".tag")).to_have_class("tag done")


def test_a_recurring_task_that_is_done_comes_back_in_its_line(server, open_as):
    line = task_line(server, open_as(server, "process_manager"), once=False)
    due = line.locator("[name=due]").input_value()
    line.locator("[name=state]").select_option("done")
    says(line.page, "Done this time")
    expect(line.locator("[name=due]")).not_to_have_value(due)


def test_beside_a_held_level_a_text_is_saved_alone(server, open_as):
    key = rows.one(
        server.folder,
        """SELECT a.id FROM assessment_assessment a JOIN assessment_cycle c ON c.id = a.cycle_id
        WHERE a.lock_reason != '' AND c.state != 'closed' LIMIT 1""",
    )
    page = open_as(server, "process_manager")
    page.goto(f"/assessment/{key}")
    expect(page.get_by_role("radio", name="3 Working")).to_be_disabled()
    typed(page, "Typed beside a held level.")
    says(page, "Saved")
    assert rows.in_place(server.folder, key) == "Typed beside a held level."
    sound(page)


def test_r18_a_server_that_is_down_is_said_and_the_words_are_sent_again(server, at_indicator):
    page = at_indicator()
    server.kill()
    typed(page, "Typed while nobody listened.")
    expect(status(page)).to_contain_text("Not saved")
    assert text_of(page).input_value() == "Typed while nobody listened."
    sound(page)
    again = running.start(server.folder, server.port, **NAMED)
    try:
        page.get_by_role("button", name="Try again").click()
        says(page, "Saved")
        assert rows.in_place(server.folder, page.key) == "Typed while nobody listened."
    finally:
        again.kill()
    page.complaints.clear()  # the browser logs that nobody answered


def test_r23_who_is_signed_out_meanwhile_comes_to_the_sign_in_page(at_indicator):
    page = at_indicator()
    page.context.clear_cookies()
    typed(page, "Too late.")
    page.wait_for_url("**/sign-in**")
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page.locator("#assess")).to_have_count(0)

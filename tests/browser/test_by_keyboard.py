"""The main road with keys alone: every stop is seen, named and in order, and nothing traps."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import rows, steps

pytestmark = pytest.mark.browser

STOP = """
() => {
  const e = document.activeElement, box = e.getBoundingClientRect();
  const own = (x, y) => { const top = document.elementFromPoint(x, y);
    return !top || e.contains(top) || top.contains(e) || top.closest("label")?.contains(e); };
  const corners = [[.5, .5], [.1, .2], [.9, .2], [.1, .8], [.9, .8]]
    .map(([x, y]) => own(box.x + box.width * x, box.y + box.height * y));
  const ring = [e, e.closest("label"), e.parentElement].filter(Boolean)
    .some((n) => { const s = getComputedStyle(n);
      return s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2; });
  const order = [...document.querySelectorAll("*")].indexOf(e);
  return { tag: e.tagName, words: (e.id || e.textContent).trim().slice(0, 40), order, ring,
    seen: box.bottom > 0 && box.top < innerHeight, clear: corners.some(Boolean) && corners[0],
    positive: e.tabIndex > 0 };
}
"""
NAME = "() => (document.activeElement.innerText || document.activeElement.id || '').trim()"


def tab_to(page: Page, words: str, most: int = 120) -> None:
    """Press Tab until the stop carries these words or this id."""
    for _ in range(most):
        page.keyboard.press("Tab")
        assert page.evaluate("() => document.activeElement.tagName") != "BODY", words
        if page.evaluate(NAME).startswith(words):
            return
    raise AssertionError(f"no stop called {words}")


MAIN = {
    "process_manager": ("/", "/assessment/{}", "/choose", "/plan", "/people", "/history"),
    "team_lead": ("/approval/new", "/objectives/4", "/tasks/3", "/assessments/91/objective"),
    "team_member": ("/my-work", "/assessment/{}", "/asks", "/evidence"),
    "chief": ("/", "/approval", "/expectations", "/profile"),
    "coach": ("/", "/objectives/4", "/tasks/3"),
    "reviewer": ("/", "/plan", "/tasks/3"),
    "admin": ("/", "/people", "/rubric", "/settings"),
    "viewer": ("/profile/print", "/plan/print", "/asks/print", "/roles"),
    "guest": ("/", "/plan"),
    None: ("/sign-in", "/accessibility"),
}


@pytest.mark.parametrize("role", MAIN, ids=str)
def test_a06_a07_tab_goes_through_each_page_in_order_and_every_stop_is_seen(
    shared_server, open_as, role
):
    page, wrong = open_as(shared_server, role), []
    for path in MAIN[role]:
        page.goto(path.format(rows.unassessed(shared_server.folder)[1]))
        assert page.locator("h1").is_visible(), path
        wrong += [f"{path}: {fault}" for fault in stops(page)]
    assert not wrong, "\n".join(wrong)


def stops(page: Page) -> list[str]:
    """What is wrong with the stops of a page, from the first to the last."""
    wrong, last, count = [], -1, 0
    for _ in range(MOST):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop["tag"] == "BODY" or stop["order"] < last:
            break  # past the end: the browser's own bar, or the first stop again
        last, count = stop["order"], count + 1
        for fault in ("ring", "seen", "clear"):
            if not stop[fault]:
                wrong.append(f"{stop['tag']} {stop['words']}: not {fault}")
        if stop["positive"]:
            wrong.append(f"{stop['words']}: a tabindex above 0")
    expected = page.evaluate(LAST)
    if not count or (count < MOST and last < expected):
        wrong.append(f"trapped at {last} of {expected} after {count} stops")
    return wrong


MOST = 120
LAST = """
() => { const all = [...document.querySelectorAll("*")];
  const stops = [...document.querySelectorAll("a[href], button")];
  return all.indexOf(stops.filter((e) => e.checkVisibility()).at(-1)); }
"""


def test_a08_the_first_stop_leads_to_the_main_content(shared_server, open_as):
    page = open_as(shared_server, "viewer")
    page.goto("/plan")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the main content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_a05_escape_closes_the_menu_and_gives_the_focus_back(shared_server, open_as):
    page = open_as(shared_server, "viewer")
    page.goto("/")
    tab_to(page, "More")
    page.keyboard.press("Enter")
    expect(page.locator("nav details")).to_have_attribute("open", "")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.locator("nav details")).not_to_have_attribute("open", "")
    assert page.evaluate(NAME).startswith("More")


def test_a03_an_indicator_is_assessed_and_a_task_added_with_keys_alone(server, open_as):
    key = rows.unassessed(server.folder)[0]
    page = open_as(server, "process_manager")
    page.goto("/")
    tab_to(page, "Assess the next indicator")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/assessment/{key}")
    tab_to(page, "level-1")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#level-2")).to_be_checked()
    assert page.evaluate(NAME) == "level-2"
    tab_to(page, "in_place")
    page.keyboard.type("Typed with keys.")
    tab_to(page, "Save 8")
    page.keyboard.press("Enter")
    expect(page.locator("[data-shows=stands]")).to_contain_text("2 ")
    steps.saved(page)
    kept = rows.ask(
        server.folder, "SELECT level, in_place FROM assessment_assessment WHERE id=?", key
    )
    assert kept == [(2, "Typed with keys.")]
    page.goto(f"/objectives/{rows.active_objective(server.folder)}")
    tab_to(page, "lines")
    page.keyboard.type("A task by keys")
    tab_to(page, "Add tasks")
    page.keyboard.press("Enter")
    expect(page.locator("#task-list")).to_contain_text("A task by keys")
    steps.keeps_focus(page)
    page.goto("/plan")
    tab_to(page, "Print view", most=200)
    page.keyboard.press("Enter")
    page.wait_for_url("**/plan/print")

"""Every form pressed as it stands and filled: what comes back is sound, part or whole page."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import checks, rows
from tests.browser.steps import agreed, place, put_up
from tests.browser.test_every_page import crawl

pytestmark = pytest.mark.browser

# What would end the session, or take away what the next forms are about.
LEFT = re.compile(r"/sign-out|/sessions|/removal|/withdrawal|/others|/access|/settings|/closing")
FORMS = """
() => [...document.querySelectorAll("main form[method=post], main form[hx-post]")]
  .map((form) => [form.getAttribute("action"), form.hasAttribute("hx-post")])
"""
FILL = """
(form) => { for (const e of form.elements) {
  if (e.type === "hidden" || e.readOnly || e.disabled) continue;
  if (e.type === "date") e.value = "2026-10-01";
  else if (e.type === "number") e.value = "3";
  else if (e.type === "email") e.value = "someone@example.org";
  else if (e.tagName === "TEXTAREA" || /text|url|search/.test(e.type)) e.value = "Some words";
  else if (e.tagName === "SELECT" && e.options.length > 1) e.selectedIndex = 1;
  else if (e.type === "radio") e.checked = true;
} }
"""
PRESS = """
(form) => { const button = form.querySelector("button:enabled:not([hidden])");
  form.closest("details")?.setAttribute("open", ""); button?.focus(); form.requestSubmit(button); }
"""
COUNT = """
() => { window.sent = 0; window.came = 0;
  document.addEventListener("htmx:before:request", () => { window.sent += 1; });
  document.addEventListener("htmx:finally:request", ({ detail: { ctx: { hx } } }) => {
    if (!hx?.redirect && !hx?.refresh) window.came += 1; }); } // else the next page is to come
"""
ANSWERED = "() => window.sent === undefined || (window.sent > 0 && window.came >= window.sent)"
FOCUSED = "() => document.activeElement.tagName"
ROLES = ("process_manager", "chief", "admin")


def with_a_request(server: Any, page: Page) -> None:
    """Put something before the Chief."""
    key = rows.unassessed(server.folder)[9]
    code = rows.code_of(server.folder, key)
    agreed(page, key, 2, 3, 3)
    page.goto("/choose")
    place(page, code, "Quick win")
    put_up(page, [code])


def form_at(page: Page, address: str, action: str) -> Locator | None:
    """One form of a fresh page, or none when an earlier press took it away."""
    page.goto(address)
    form = page.locator(f'main form[action="{action}"]').first
    return form if form.count() else None


def test_a01_a02_a04_what_answers_each_form_is_sound_and_the_focus_is_on_it(server, open_as):
    pages, forms, wrong = set(), set(), []
    with_a_request(server, open_as(server, "team_lead"))
    for role in ROLES:
        page = open_as(server, role, reduced_motion="reduce")
        for address in [address for address, _answer in crawl(page, server.url, pages)]:
            page.goto(address)
            for action, swaps in page.evaluate(FORMS):
                kind = re.sub(r"\d+", "0", action)
                if kind not in forms and not LEFT.search(kind):
                    forms.add(kind)
                    here = address.removeprefix(server.url)
                    wrong += [f"{here} {fault}" for fault in answers(page, address, action, swaps)]
        pages -= {kind for kind in pages if "approval" in kind[0] or kind[0] == "/"}
    assert not wrong, "\n".join(wrong)
    assert len(forms) > 30, sorted(forms)


def answers(page: Page, address: str, action: str, swaps: bool) -> list[str]:
    """What is wrong with what comes back for one form."""
    if not swaps:
        return whole_page(page, address, action)
    return part(page, address, action, filled=False) + part(page, address, action, filled=True)


def whole_page(page: Page, address: str, action: str) -> list[str]:
    """What is wrong with the page that answers a form where no script runs."""
    form = form_at(page, address, action)
    if form is None:
        return []
    with page.expect_navigation():
        form.evaluate("(form) => form.submit()")
    return [f"{action}: {fault}" for fault in checks.axe(page)]


def part(page: Page, address: str, action: str, filled: bool) -> list[str]:
    """What is wrong once a part of the page was swapped, or the page left for another."""
    form = form_at(page, address, action)
    if form is None:
        return []
    page.evaluate(COUNT)
    if filled:
        form.evaluate(FILL)
    form.evaluate(PRESS)
    page.wait_for_function(ANSWERED)
    expect(page.locator("main [aria-busy=true]")).to_have_count(0)
    page.wait_for_load_state()
    found = checks.axe(page) + checks.doubled_ids(page)
    if page.evaluate(FOCUSED) == "BODY":
        found.append("the focus is on nothing")
    return [f"{action}{' filled' if filled else ''}: {fault}" for fault in found]

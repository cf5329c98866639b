"""Pages that no link of the sample leads to: an empty instance, one-time links, faults; colors."""

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from sras.accounts.models import Person
from sras.accounts.models_doors import OneTimeLink
from sras.core import clock, db
from sras.documents.models import Document
from sras.documents.models_reviews import ReviewRound
from sras.documents.rules_reviews import read_invited
from sras.engagement.models_voice import Enquiry, EnquiryLink
from sras.engagement.rules_questions import READY
from sras.planning.models_choice import ApprovalRequest
from sras.planning.models_owners import OwnerLink
from sras.web import errors
from tests import running
from tests.browser import checks
from tests.browser.test_every_page import crawl, faults
from tests.conftest import BY, KEY
from tests.sample_rows import make_sample
from tests.served import sign_in
from tests.visitor import PASSWORD, give_passwords

pytestmark = pytest.mark.browser


@pytest.fixture
def empty(app: Any, instance: Path) -> Iterator[Any]:
    """An instance in which nobody has done anything yet."""
    give_passwords(*Person.select().where(Person.role.in_(("process_manager", "chief"))))
    db.database.close_all()
    with running.serving(instance, SRAS_SECRET_KEY=KEY) as server:
        yield server


def test_a01_every_page_of_an_empty_instance_is_sound(empty, open_as):
    wrong, seen = [], set()
    for role in ("process_manager", "chief"):
        page = open_as(empty, None, width=320)
        sign_in(page, f"{role}@example.org", PASSWORD)
        for address, answer in crawl(page, empty.url):
            assert answer.status < 400, address
            main = page.locator("main").inner_html()
            if main not in seen:
                seen.add(main)
                found = checks.axe(page) + checks.too_wide(page)
                wrong += [f"{role} {address}: {fault}" for fault in found]
    assert not wrong, "\n".join(wrong)


@pytest.fixture
def doors(app: Any, instance: Path, make_cycle: Any) -> Iterator[tuple[Any, list[str]]]:
    """A served instance, and the addresses of one-time links of every kind, open and ended."""
    make_sample(make_cycle)
    chief = Person.get(Person.role == "chief")
    request = ApprovalRequest.get()
    request.change(by=BY, state="open")
    kinds = {"invitation": "welcome", "reset": "reset", "decision": "decide-link"}
    found = []
    for purpose, door in kinds.items():
        who = {"email": f"{purpose}@example.org", "role": "viewer", "name": "Iris"}
        if purpose != "invitation":
            who = {"email": chief.email, "person": chief, "role": chief.role, "name": chief.name}
        about = {"about": request.id} if purpose == "decision" else {}
        _link, token = OneTimeLink.make(purpose, by=BY, **who, **about)
        found += [f"/{door}/{token}", f"/{door}/{'x' * 43}"]
    soon = clock.now() + datetime.timedelta(days=1)
    lead = Person.get(Person.role == "team_lead")
    _link, token = OwnerLink.make(BY, "Some outside owner", lead, soon)
    found += [f"/owner/{token}", f"/owner/{'x' * 43}", *without_accounts(soon)]
    db.database.close_all()
    with running.serving(instance, SRAS_SECRET_KEY=KEY) as server:
        yield server, found


def without_accounts(soon: datetime.datetime) -> list[str]:
    """The addresses of a review and of an enquiry, both open, and those of none."""
    today = clock.today("UTC")
    days = {"opens_on": today - datetime.timedelta(1), "closes_on": today + datetime.timedelta(9)}
    held = ReviewRound.open(BY, Document.get(), letter="# Dear *all*", **days)
    ((reviewer, review),) = held.invite(BY, read_invited("Kim Doe")[0], "UTC")
    reviewer.say({None: "Too long."}, today)
    enquiry = Enquiry.start(by=BY, title="Asked", audience="principal", letter="# Ten", **days)
    enquiry.ask(BY, READY["principals"].questions)
    _link, answer = EnquiryLink.make(BY, enquiry, "Schools", soon)
    none = "x" * 43
    return [f"/review/{review}", f"/answer/{answer}", f"/review/{none}", f"/answer/{none}"]


def test_a01_every_door_of_a_link_is_sound(doors, open_as):
    server, addresses = doors
    wrong = []
    for address in addresses:
        page = open_as(server, None, reduced_motion="reduce")
        page.goto(address)
        expect(page.locator("h1")).to_have_count(1)
        wrong += [f"{address}: {fault}" for fault in faults(page)]
        form = page.locator("main form[method=post]").first
        if form.count() and not address.startswith("/owner"):
            with page.expect_navigation():
                form.evaluate("(form) => form.submit()")
            wrong += [f"{address} pressed: {fault}" for fault in faults(page)]
    assert not wrong, "\n".join(wrong)


def test_a01_every_page_that_tells_of_a_fault_is_sound(app, shared_server, open_as):
    page, wrong = open_as(shared_server, None, reduced_motion="reduce"), []
    for code in (*errors.SHOWN, 500):
        typed = {"in_place": "Two of four offices.", "once": "x"}
        with app.test_request_context("/assessment/1", method="POST", data=typed):
            made = errors._page(code, code, None, fault="0a1b2c3d")
        page.route(f"**/told/{code}", told(code, made.get_data(as_text=True)))
        page.goto(f"/told/{code}")
        expect(page.locator("main")).to_contain_text("Two of four offices.")
        wrong += [f"{code}: {fault}" for fault in faults(page)]
    assert not wrong, "\n".join(wrong)


def told(code: int, page: str) -> Any:
    """Answer with this page."""

    def answer(route: Route) -> None:
        route.fulfill(status=code, content_type="text/html; charset=utf-8", body=page)

    return answer


PALE = """
() => [...document.querySelectorAll("main .tag, main .level, main [aria-pressed=true], main a,"
    + " main button, main h1, main td, main p")]
  .filter((e) => e.checkVisibility() && e.innerText.trim())
  .filter((e) => { const s = getComputedStyle(e); return s.color === s.backgroundColor; })
  .map((e) => e.outerHTML.slice(0, 80))
"""
CHOSEN = """
() => { const look = (e) => { const s = getComputedStyle(e.closest("label") ?? e);
    return [s.borderWidth, s.outlineStyle, s.backgroundColor, s.borderColor, e.checked].join(); };
  const [on, off] = ["#level-2", "#level-1"].map((id) => look(document.querySelector(id)));
  return on !== off; }
"""


@pytest.mark.parametrize("role", ["process_manager"])
def test_a16_without_colors_every_mark_is_a_word_and_every_control_has_its_edge(
    shared_server, open_as, role
):
    page: Page = open_as(shared_server, role, forced_colors="active")
    wrong = []
    for path in ("/", "/assessment/54", "/assessment", "/profile", "/choose", "/plan", "/tasks"):
        page.goto(path)
        wrong += [f"{path}: {fault}" for fault in checks.unreadable(page)]
        wrong += [f"{path}: its own ground hides {fault}" for fault in page.evaluate(PALE)]
        wrong += [f"{path}: no edge around {fault}" for fault in page.evaluate(EDGELESS)]
    page.goto("/assessment/54")
    assert page.evaluate(CHOSEN)
    page.keyboard.press("Tab")
    ring = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
    assert ring == "solid"
    assert not wrong, "\n".join(wrong)


EDGELESS = """
() => [...document.querySelectorAll("main button, main input, main select, main textarea")]
  .filter((e) => e.checkVisibility() && !e.matches("[type=radio], [type=checkbox], .quiet"))
  .filter((e) => { const s = getComputedStyle(e);
    return s.borderStyle === "none" || s.borderWidth === "0px"; })
  .map((e) => e.outerHTML.slice(0, 80))
"""

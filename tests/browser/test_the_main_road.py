"""From an unassessed indicator to an approved, printed plan, as those who do it, in a browser."""

import io
import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser import checks, rows, steps

pytestmark = pytest.mark.browser


def shoot(page: Page, name: str) -> None:
    """Keep a picture where SRAS_SHOTS says, wide and narrow."""
    folder = os.environ.get("SRAS_SHOTS")
    if not folder:
        return
    was = page.viewport_size
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
    page.set_viewport_size(was)


def pick(page: Page, question: str, number: int) -> None:
    """Choose the option of a question whose words begin with a number."""
    group = page.get_by_role("radiogroup", name=question, exact=True)
    group.get_by_role("radio", name=re.compile(rf"^{number} ")).check()
    steps.saved(page)


def assess(page: Page, level: int, priority: int, opportunity: int) -> None:
    """One indicator as a team does it in the meeting."""
    page.wait_for_load_state()
    page.locator(f"#level-{level}").check()
    page.locator("#save").click()  # where views are gathered, the level is saved by its button only
    steps.saved(page)
    page.get_by_label("What is in place now").fill("A calendar, and two of four offices use it.")
    page.get_by_label("What is in place now").dispatch_event("change")
    pick(page, "Priority", priority)
    pick(page, "Opportunity", opportunity)
    index = priority * opportunity
    words = f"{index} = priority {priority} × opportunity {opportunity}"
    expect(page.locator("[data-shows=index]")).to_have_text(words)


def printed(page: Page, path: str) -> str:
    """The text of a PDF, downloaded with the page's own session."""
    answer = page.request.get(path, timeout=60_000)
    assert answer.status == 200
    assert answer.body().startswith(b"%PDF")
    return "\n".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(answer.body())).pages)


def test_members_give_views_that_only_the_opening_shows(server, open_as):
    key = rows.unassessed(server.folder)[3]
    manager, member = open_as(server, "process_manager"), open_as(server, "team_member")
    manager.goto(f"/assessment/{key}/views")
    manager.get_by_role("button", name=re.compile("Ask for individual views")).click()
    expect(manager.get_by_role("heading", name=re.compile("0 of"))).to_be_visible()
    member.goto(f"/assessment/{key}/views")
    member.get_by_role("link", name="Give your view").click()
    member.locator("#level-2").check()
    member.get_by_label("Why you see it so").fill("Two offices of four.")
    member.get_by_role("button", name="Keep my view").click()
    member.wait_for_url("**/views")
    manager.reload()
    expect(manager.locator("main")).not_to_contain_text("Two offices of four.")
    shoot(manager, "views-collecting")
    manager.get_by_role("button", name="Open the views").click()
    expect(manager.locator("main")).to_contain_text("Two offices of four.")
    assert checks.axe(manager) == []
    shoot(manager, "views-opened")
    manager.get_by_role("link", name=re.compile("Agree on the level")).click()
    assess(manager, 2, 2, 2)


def test_a_choice_goes_to_the_chief_who_decides_on_a_phone_and_becomes_a_plan(server, open_as):
    manager = open_as(server, "process_manager")
    manager.goto("/")
    codes = []
    for _ in range(3):
        manager.goto("/assessment/next")
        codes.append(manager.locator("h1").inner_text().split()[1])
        assess(manager, 2, 3, 3)
    shoot(manager, "indicator")
    choose(manager, codes)
    put_up(manager, codes)
    link = handed_over(open_as(server, "admin"), manager.url)
    decide(open_as(server, None, width=360, has_touch=True), link, codes)
    manager.goto("/choose")
    expect(manager.locator("main")).to_contain_text("Returned")
    meet(manager, plan(manager, codes[0]))
    text = printed(manager, "/plan.pdf")
    assert "Every region works from one calendar" in " ".join(text.split())
    assert codes[0] in printed(manager, "/profile.pdf")


def choose(page: Page, codes: list[str]) -> None:
    page.goto("/choose")
    for code in codes:
        page.get_by_role("button", name=f"Quick win for {code}", exact=True).click()
        pressed = page.get_by_role("button", name=f"Quick win for {code}", exact=True)
        expect(pressed).to_have_attribute("aria-pressed", "true")
        steps.keeps_focus(page)
    assert checks.axe(page) + checks.doubled_ids(page) == []
    shoot(page, "choose")


def put_up(page: Page, codes: list[str]) -> None:
    """Send the choice to the Chief."""
    page.get_by_role("link", name="Put the choice up to the Chief").click()
    for code in codes:
        page.get_by_role("checkbox", name=re.compile(rf"^{re.escape(code)} ")).check()
    shoot(page, "request-new")
    page.get_by_role("button", name="Put up to the Chief").click()
    page.wait_for_url(re.compile(r"/approval/\d+"))
    expect(page.locator("main")).to_contain_text("ask an administrator to hand over the link")


def handed_over(page: Page, request: str) -> str:
    """The link to decide, which an administrator makes where there is no mail."""
    page.goto(request)
    page.get_by_role("button", name="Make the link").click()
    return page.get_by_label("Address").input_value()


def decide(phone: Page, link: str, codes: list[str]) -> None:
    """The Chief approves all but the last, which goes back with a comment."""
    phone.goto(link)
    phone.get_by_role("button", name="Open the request").click()
    expect(phone.get_by_role("button", name="Approve all as listed")).to_be_visible()
    assert checks.axe(phone) + checks.too_wide(phone) + checks.too_small(phone) == []
    shoot(phone, "chief")
    code = codes[-1]
    phone.locator("summary", has_text=f"{code} ").filter(has_text="change or return").click()
    group = phone.get_by_role("radiogroup", name=f"Decision on {code}", exact=True)
    group.get_by_role("radio", name=re.compile("^Return")).check()
    words = phone.get_by_label(f"New words for {code}, or why it is returned")
    words.fill("Say first who pays for it.")
    phone.get_by_role("button", name="Send decision with exceptions").click()
    expect(phone.locator("main")).to_contain_text("Say first who pays for it.")
    shoot(phone, "chief-decided")


def plan(page: Page, code: str) -> str:
    """An objective with two tasks, of which one is ticked; returns its address."""
    page.goto("/plan")
    page.get_by_role("link", name=f"Plan for {code}", exact=True).click()
    page.get_by_label("Who answers for it").select_option(index=1)
    page.locator("main form .primary").click()
    expect(page.locator("#error-summary")).to_be_visible()
    expect(page).to_have_title(checks.REFUSED)
    shoot(page, "objective-refused")
    done = "Every region works from one calendar; the proof: four signed minutes."
    page.get_by_label("How it will look when it is fully in place").fill(done)
    page.get_by_label("Target date").fill("2099-06-30")
    page.locator("main form .primary").click()
    page.wait_for_url(re.compile(r"/objectives/\d+"))
    page.get_by_label("Add tasks, one on each line").fill("Draw up the calendar\nSign it")
    page.get_by_role("button", name="Add tasks").click()
    expect(page.locator("#task-list")).to_contain_text("Sign it")
    first = page.get_by_label(f"State of {code} task 1")
    first.select_option("done")
    steps.saved(page)
    expect(page.locator("#task-list")).to_contain_text(re.compile("1 of 2 tasks|done"))
    assert checks.axe(page) + checks.doubled_ids(page) == []
    shoot(page, "objective")
    address = page.url
    page.goto("/plan")
    shoot(page, "plan")
    return address


def meet(page: Page, address: str) -> None:
    """The objective that was just planned is met, with its proof."""
    page.goto(address)
    if page.get_by_role("button", name="Make it active").count():
        page.get_by_role("button", name="Make it active").click()
    page.get_by_role("link", name="Say that it is met").click()
    page.wait_for_load_state()
    page.get_by_label("Evidence that it is met").fill("Four signed minutes.")
    page.get_by_label("How it will be kept up").fill("The calendar is renewed each May.")
    page.get_by_role("radiogroup", name="The level it is at now").get_by_role("radio").first.check()
    if page.get_by_label("Why level 3 and not 4").is_visible():
        page.get_by_label("Why level 3 and not 4").fill("Its effect is not measured yet.")
    left = page.get_by_role("radiogroup", name="What becomes of the open tasks")
    left.get_by_role("radio", name=re.compile("^Drop them")).check()
    assert checks.axe(page) + checks.doubled_ids(page) == []
    shoot(page, "objective-met-page")
    page.get_by_role("button", name="Save as met").click()
    expect(page.locator("main")).to_contain_text("Met on")

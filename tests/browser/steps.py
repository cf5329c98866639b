"""What people do again and again in the browser tests, with scripts or without."""

import io
import re
import time
from typing import Any

from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from tests.browser import checks
from tests.browser.checks import idle
from tests.served import SECONDS

OWN_SITE = {"Sec-Fetch-Site": "same-origin"}


def score(page: Page, question: str, number: int) -> None:
    """Choose the option of a question whose words begin with a number."""
    group = page.get_by_role("radiogroup", name=question, exact=True)
    group.get_by_role("radio", name=re.compile(rf"^{number} ")).check()


def press(page: Page, selector: str) -> None:
    """Press a button and wait until the page says what came of it."""
    idle(page)  # what was chosen before is saved
    page.locator(selector).click()
    said = page.locator("#status, #error-summary").filter(has_text=re.compile(r"\S"))
    expect(said.filter(has_not_text="Saving").first).to_be_attached()
    idle(page)
    page.wait_for_load_state()


def saved(page: Page, words: str | re.Pattern = re.compile("^Saved")) -> None:
    """All that was typed is saved and the page says so now, not of an earlier save."""
    idle(page)
    expect(page.locator("#status")).to_have_text(words, use_inner_text=True)
    idle(page)


def by_hand_only(page: Page) -> None:
    """What waits is not sent again by the clock, which could come before the press that is tried.

    To be said before the page is opened.
    """
    page.context.add_init_script("window.setInterval = () => 0;")


def has_come(page: Page, held: list[Any]) -> None:
    """Wait until a route has something in its hands, but no longer than for any other step."""
    last = time.monotonic() + SECONDS / 1_000
    while not held:
        assert time.monotonic() < last, "nothing was sent"
        page.wait_for_timeout(20)


def arrived(page: Page, address: str | re.Pattern) -> None:
    """Wait for a page and for the focus, which the browser puts on what its address names.

    It does so as it draws the page, maybe after all is loaded, and takes it from anything else.
    """
    page.wait_for_url(address)
    expect(page.locator(":target")).to_be_focused()


def keeps_focus(page: Page) -> None:
    """The focus is on something, once what came is in its place."""
    expect(page.locator(":focus")).to_have_count(1)


def refused(page: Page, *sentences: str) -> None:
    """The page says in its title that it was refused, and each sentence above and by its field."""
    expect(page).to_have_title(checks.REFUSED)
    page.wait_for_load_state()
    for sentence in sentences:
        expect(page.locator("#error-summary")).to_contain_text(sentence)
        expect(page.locator("main .error").filter(has_text=sentence).first).to_be_visible()


def taken(page: Page) -> None:
    """The page does not say that anything was refused."""
    page.wait_for_load_state()
    expect(page.locator("#error-summary")).to_have_count(0)
    expect(page).not_to_have_title(checks.REFUSED)


def sound(page: Page) -> None:
    """Nothing that axe sees, where scripts run; no id twice anywhere."""
    assert (checks.axe(page) if page.runs_scripts else []) + checks.doubled_ids(page) == []


def says(page: Page, *words: str | re.Pattern) -> None:
    """Each of these words stands in the page's own content, and all of the page is there."""
    for each in words:
        expect(page.locator("main")).to_contain_text(each)
    page.wait_for_load_state()


def agreed(page: Page, key: int, level: int, priority: int, opportunity: int) -> None:
    """Set-up: an assessment saved by its form, without looking at it."""
    typed: dict[str, Any] = {"level": level, "priority": priority, "opportunity": opportunity}
    typed |= {"only": "level priority opportunity agreed_on", "agreed_on": today(page)}
    typed |= {"in_place": "A calendar."} if level > 1 else {"disposition": "will_include"}
    typed["only"] += " in_place disposition constraint_kind constraint_note"
    if opportunity == 1:
        typed |= {"constraint_kind": "policy", "constraint_note": f"Board rule {key}."}
    send(page, f"/assessment/{key}", typed)


def today(page: Page) -> str:
    """The agency's day, as the form of an indicator has it."""
    return re.search(
        r'name="agreed_on"[^>]*value="([\d-]+)"', page.request.get("/assessment/78").text()
    )[1]


def send(page: Page, path: str, typed: dict[str, Any]) -> None:
    """Send a form as the person of this page, without opening it."""
    answer = page.request.post(path, form=typed, headers=OWN_SITE, max_redirects=0)
    assert answer.status in (200, 303), answer.text()


def place(page: Page, code: str, name: str, reason: str = "", not_: str = "") -> None:
    """Put an indicator on a list; with a reason where the scores suggest another."""
    page.get_by_role("button", name=f"{name} for {code}", exact=True).click()
    if reason:
        words = name.lower()
        why = page.get_by_label(f"Why {words} and not {not_}?")
        expect(why).to_be_focused()
        again = page.get_by_role("button", name=f"Place as {words} for {code}", exact=True)
        again.click()
        expect(page.get_by_text(f"Say why: the scores of {code} suggest").last).to_be_visible()
        why.fill(reason)
        again.click()
    pressed = page.get_by_role("button", name=f"{name} for {code}", exact=True)
    expect(pressed).to_have_attribute("aria-pressed", "true")
    taken(page)


def put_up(page: Page, codes: list[str]) -> str:
    """Send a choice to the Chief; returns the address of the request."""
    page.goto("/choose")
    page.get_by_role("link", name="Put the choice up to the Chief").click()
    page.wait_for_url("**/approval/new")
    expect(page.locator("#put-up")).to_be_visible()  # it comes after all the boxes
    boxes = page.get_by_role("group", name="Indicators to put up").get_by_role("checkbox")
    for box in boxes.all():
        box.set_checked(box.evaluate("(e) => e.labels[0].innerText.split(' ')[0]") in codes)
    page.locator("#put-up").click()
    page.wait_for_url(re.compile(r"/approval/\d+$"))
    return page.url


def link_for(admin: Page, request: str, name: str = "(Chief)") -> str:
    """The link by which one person decides on a request; the only place that hands it over."""
    admin.goto(request)
    asked = admin.get_by_label("Who decides")
    option = asked.locator("option").filter(has_text=name)
    asked.select_option(option.get_attribute("value"))
    admin.locator("#make-link").click()
    return admin.get_by_label("Address").input_value()


def decide(page: Page, outcomes: dict[str, str]) -> None:
    """Return what has words against it and approve the rest, on the page of the request."""
    for code, words in outcomes.items():
        item = page.locator("details", has=page.locator("summary", has_text=f"{code} ")).filter(
            has_text="change or return"
        )
        item.locator("summary").click()
        group = page.get_by_role("radiogroup", name=f"Decision on {code}", exact=True)
        group.get_by_role("radio", name=re.compile("^Return")).check()
        page.get_by_label(f"New words for {code}, or why it is returned").fill(words)
    page.locator("#decide").click()
    says(page, "Decision", *outcomes.values())


def task_of(page: Page, title: str) -> Locator:
    """The line of a task on the page of its objective."""
    return page.locator("#task-list li").filter(has_text=title)


def set_task(page: Page, title: str, state: str, reason: str = "") -> None:
    """Set the state of a task in its line; with scripts it is saved at once, else by its button."""
    line = task_of(page, title)
    line.locator("[name=state]").select_option(state)
    if reason:
        line.locator("[name=state_reason]").fill(reason)
    press(page, f"#{line.locator('button').get_attribute('id')}")


def printed(page: Page, path: str) -> str:
    """The text of a PDF in one line, downloaded with the page's own session."""
    answer = page.request.get(path, timeout=60_000)
    assert answer.status == 200
    assert answer.body().startswith(b"%PDF")
    sheets = PdfReader(io.BytesIO(answer.body())).pages
    return " ".join("\n".join(sheet.extract_text() for sheet in sheets).split())

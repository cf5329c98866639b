"""A stack of sheets keyed in by keyboard alone, keys counted; on a slow link; without scripts."""

from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import checks, rows
from tests.browser.steps import has_come, send

pytestmark = pytest.mark.browser

SENTENCE = "Two of five regions follow the written procedure, the rest ask."
A_SECOND = 200 / 60  # keys, at 40 words of five letters a minute


@dataclass
class Hands:
    """Someone at the keyboard: `strokes` without the letters of sentences, and those."""

    page: Page
    strokes: int = 0
    letters: int = 0

    def keys(self, typed: str) -> None:
        """Press each key; `>` is Tab, and `!` is Enter."""
        for key in typed:
            self.page.keyboard.press({">": "Tab", "!": "Enter"}.get(key, key))
            self.strokes += 1

    def sentence(self, words: str = SENTENCE) -> None:
        """Type a sentence."""
        self.page.keyboard.type(words)
        self.letters += len(words)


def scored(hands: Hands, level: str, scores: str) -> None:
    """A sheet at level 2 or 3 with its sentence and its scores."""
    hands.keys(f"{level}>")
    hands.sentence()
    hands.keys(f">{scores[0]}>{scores[1]}")


def constrained(hands: Hands) -> None:
    """One that needs a change of policy or budget."""
    scored(hands, "2", "31")
    hands.keys(">b>")
    hands.sentence("A line in the budget.")


def not_a_priority(hands: Hands) -> None:
    """One at level 1 that stays out of the plan."""
    hands.keys("1>")
    hands.sentence()
    hands.keys(">>>>>n>")
    hands.sentence("Both schools close in June.")


def proof_owed(hands: Hands) -> None:
    """One at level 4 whose proof comes later."""
    hands.keys("4>")
    hands.sentence()
    hands.keys(">>>>>>>")
    hands.sentence("It is in the handbook.")
    hands.keys(">priya>01312027")


STACK = [lambda hands: scored(hands, "3", "22")] * 4
STACK += [lambda hands: scored(hands, "2", "33")] * 3
STACK += [constrained, not_a_priority, proof_owed]


def test_a_stack_of_sheets_is_keyed_by_keyboard_alone_in_some_nine_keys_each(server, open_as):
    page: Any = open_as(server, "process_manager")
    waiting, sent = rows.unassessed(server.folder), []
    page.on("request", lambda request: sent.append(request))
    page.goto("/assessment/keying")
    expect(page.locator("#level")).to_be_focused()
    assert faults(page) == []
    sent.clear()
    hands = Hands(page)
    for done, sheet in enumerate(STACK, 1):
        sheet(hands)
        hands.keys("!")
        expect(page.locator("#keyed-so-far")).to_contain_text(f"{31 + done} of 52 assessed")
        expect(page.locator("#where")).to_contain_text(f"{31 + done} of 52")
        expect(page.locator("#level")).to_be_focused()
    assert len(sent) == len(STACK)  # one request a sheet
    each = hands.strokes / len(STACK)
    seconds = 52 * (hands.strokes + hands.letters) / len(STACK) / A_SECOND
    print(f"\n{each:.1f} keys a sheet, and its sentences; 52 sheets in {seconds / 60:.0f} minutes")
    assert each <= 11
    assert seconds <= 25 * 60
    kept = "SELECT level, priority, opportunity, constraint_kind, disposition, in_place"
    kept += " FROM assessment_assessment WHERE id = ?"
    levels = [rows.ask(server.folder, kept, key)[0] for key in waiting[: len(STACK)]]
    assert levels == (
        [(3, 2, 2, "", "", SENTENCE)] * 4
        + [(2, 3, 3, "", "", SENTENCE)] * 3
        + [(2, 3, 1, "budget", "", SENTENCE)]
        + [(1, None, None, "", "not_a_priority", SENTENCE)]
        + [(4, None, None, "", "", SENTENCE)]
    )
    the_rest(page, waiting[len(STACK) :])
    page.goto("/assessment/keying")
    expect(page.locator("#keyed-so-far")).to_contain_text("52 of 52 assessed")
    expect(page.locator("#sheet")).to_contain_text("That was the last sheet of this stack.")
    expect(page.locator("#code")).to_be_focused()
    assert faults(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert checks.too_wide(page) == []


def the_rest(page: Page, keys: list[int]) -> None:
    """The sheets of the stack that no one needs to see typed."""
    for key in keys:
        typed = {"shown": key, "version": 1, "agreed_on": "", "level": "2", "in_place": SENTENCE}
        send(page, "/assessment/keying", {**typed, "priority": "2", "opportunity": "3"})


def faults(page: Page) -> list[str]:
    """What axe and the eye find on the screen as it is."""
    return checks.axe(page) + checks.doubled_ids(page) + checks.badly_named(page)


def test_what_is_typed_ahead_on_a_slow_link_goes_into_its_own_sheet(server, open_as):
    page = open_as(server, "process_manager")
    keys = rows.unassessed(server.folder)
    page.goto("/assessment/keying")
    expect(page.locator("#level")).to_be_focused()
    link: Any = page.context.new_cdp_session(page)
    link.send("Network.enable")
    slow = {"latency": 1_000, "downloadThroughput": 8_000, "uploadThroughput": 8_000}
    link.send("Network.emulateNetworkConditions", {"offline": False, **slow})
    hands = Hands(page)
    for number in ("3", "2", "3"):
        hands.keys(f"{number}>")
        hands.sentence(f"Sheet at {number}.")
        hands.keys(">2>3!")
    expect(page.locator("#keyed-so-far")).to_contain_text("34 of 52", timeout=30_000)
    kept = "SELECT level, in_place, opportunity FROM assessment_assessment WHERE id = ?"
    assert [rows.ask(server.folder, kept, key)[0] for key in keys[:3]] == [
        (3, "Sheet at 3.", 3),
        (2, "Sheet at 2.", 3),
        (3, "Sheet at 3.", 3),
    ]
    held: list[Any] = []  # so that all is typed before the answer
    page.route("**/assessment/keying", lambda route: held.append(route))
    hands.keys("7!2>")
    hands.sentence("For the sheet after.")
    has_come(page, held)
    held[0].continue_()
    expect(page.locator("#error-summary")).to_be_focused(timeout=10_000)
    expect(page.locator("#error-summary")).to_contain_text("Choose a level from 1 to 4.")
    expect(page.locator("#in_place")).to_have_value("")
    expect(page.locator("#level")).to_have_value("7")
    assert faults(page) == []


def test_a_code_shows_what_it_means_and_a_late_answer_never_takes_the_place_of_the_next_sheet(
    server, open_as
):
    page = open_as(server, "process_manager")
    keys = rows.unassessed(server.folder)
    first, other = (rows.code_of(server.folder, key) for key in (keys[0], keys[5]))
    page.goto("/assessment/keying")
    expect(page.locator("#level")).to_be_focused()
    hands = Hands(page)
    page.keyboard.press("Shift+Tab")
    hands.keys(f"{other}>")
    expect(page.locator("#sheet")).to_contain_text(f"{other} ")
    expect(page.locator("#level")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    held: list[Any] = []
    page.route("**/assessment/keying?code=*", lambda route: held.append(route))
    page.keyboard.press("Control+A")
    hands.keys(f"{first}>2!")
    expect(page.locator("#code")).to_be_focused()
    expect(page.locator("#sheet")).not_to_contain_text(f"{first} ")
    shown = page.locator("[name=shown]").input_value()
    for route in held:
        route.continue_()
    page.evaluate("() => fetch('/healthz').then((answer) => answer.text())")
    assert page.locator("[name=shown]").input_value() == shown != str(keys[0])
    assert rows.one(server.folder, "SELECT level FROM assessment_assessment WHERE id=?", keys[0])


def test_without_scripts_the_same_keys_save_the_same_sheets(server, open_as):
    page = open_as(server, "process_manager", javascript=False)
    keys = rows.unassessed(server.folder)
    page.goto("/assessment/keying")
    hands = Hands(page)
    for done in (1, 2):
        expect(page.locator("#level")).to_be_focused()
        scored(hands, "2", "23")
        hands.keys("!")
        expect(page.locator("#keyed-so-far")).to_contain_text(f"{31 + done} of 52 assessed")
    expect(page.locator("#level")).to_be_focused()
    page.keyboard.type("8")
    hands.keys("!")
    expect(page).to_have_title(checks.REFUSED)
    expect(page.locator("#level-error")).to_have_text("Choose a level from 1 to 4.")
    kept = "SELECT level, opportunity FROM assessment_assessment WHERE id = ?"
    assert [rows.ask(server.folder, kept, key)[0] for key in keys[:2]] == [(2, 3), (2, 3)]

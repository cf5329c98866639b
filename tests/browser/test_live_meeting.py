"""A session in three real browsers: one records, two rate on phones; nobody is disturbed."""

import re
import sqlite3

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from tests.browser import checks, sitting
from tests.browser.steps import has_come

pytestmark = pytest.mark.browser


def sound(*pages: Page) -> None:
    """Nothing that axe sees, no id twice, nothing too wide, nothing that moves by itself."""
    for page in pages:
        faults = checks.axe(page) + checks.doubled_ids(page) + checks.too_wide(page)
        faults += checks.moving(page) + checks.badly_named(page) + checks.too_small(page)
        assert faults == [], page.url


def test_two_indicators_are_rated_revealed_and_agreed_on_three_devices(server, open_as):
    lead = open_as(server, "team_lead")
    ana = open_as(server, "team_member", width=360)
    ben = open_as(server, "process_manager", width=360)
    address, indicators = sitting.set_up(lead, server.folder, 2)
    sitting.begin(lead, address)
    for member in (ana, ben):
        member.goto(f"{address}/follow")
    sound(lead, ana)
    for round_of, (_key, name) in enumerate(indicators):
        sitting.move_on(lead, name)
        sitting.ask_round(lead)
        for member in (ana, ben):
            sitting.hear(member)
            expect(member.locator("#now-title")).to_have_text(name)
        sitting.rate(ana, 2)
        sitting.hear(lead)
        expect(lead.locator("#answered-title")).to_contain_text("1 of ")
        if not round_of:
            sound(lead, ana, ben)  # collecting
        sitting.rate(ben, 3, "One region does it.")
        sitting.hear(lead)
        lead.locator("#reveal").click()
        expect(lead.locator("#spread-title")).to_have_text("One at level 2, one at level 3")
        for member in (ana, ben):
            sitting.hear(member)
            expect(member.locator("#spread-title")).to_have_text("One at level 2, one at level 3")
        if not round_of:
            sound(lead, ana)  # revealed
        sitting.agree(lead, 2, f"A calendar for {name}.")
        sitting.hear(ana)
        expect(ana.locator("#now")).to_contain_text("Agreed")
        if not round_of:
            sound(lead, ana)  # agreed
    with sqlite3.connect(server.folder / "sras.db") as rows:
        keys = ", ".join(str(key) for key, _name in indicators)
        find = f"SELECT level, meeting_id FROM assessment_assessment WHERE id IN ({keys})"  # noqa: S608
        meeting = int(address.rpartition("/")[2])
        assert rows.execute(find).fetchall() == [(2, meeting), (2, meeting)]


PLACES = """() => [...document.querySelectorAll("#assess :is([name=priority], #save)")]
  .map((e) => e.getBoundingClientRect().y + scrollY)"""


def test_an_answer_moves_nothing_that_is_pressed_next(server, open_as):
    lead = open_as(server, "team_lead")
    address, indicators = sitting.set_up(lead, server.folder, 3)
    sitting.begin(lead, address)
    held: list[Route] = []
    for width, (_key, name) in zip((1280, 1000, 360), indicators, strict=True):
        lead.set_viewport_size({"width": width, "height": 800})
        sitting.move_on(lead, name)
        lead.route("**/assessment/*", lambda route: held.append(route))
        with lead.expect_request("**/assessment/*"):
            lead.locator("#level-2").check()
        has_come(lead, held)
        before = lead.evaluate(PLACES)
        held.pop().continue_()
        lead.unroute("**/assessment/*")
        expect(lead.locator("#stands")).to_contain_text("Score the opportunity.")
        assert lead.evaluate(PLACES) == before, width


def test_a23_nobody_is_disturbed_while_typing_when_the_meeting_moves_on(server, open_as):
    lead, ana = open_as(server, "team_lead"), open_as(server, "team_member", width=360)
    address, indicators = sitting.set_up(lead, server.folder, 2)
    sitting.begin(lead, address)
    sitting.move_on(lead, indicators[0][1])
    sitting.ask_round(lead)
    ana.goto(f"{address}/follow")
    note = ana.get_by_label("Why you see it so")
    note.press_sequentially("It is only")
    note.evaluate("(field) => field.setSelectionRange(3, 3)")
    sitting.move_on(lead, indicators[1][1])
    sitting.hear(ana)
    expect(ana.locator("#moved")).to_contain_text(f"The meeting is at: {indicators[1][1]}.")
    expect(ana.locator("#status")).to_contain_text("The meeting is at")
    expect(note).to_have_value("It is only")
    expect(note).to_be_focused()
    assert note.evaluate("(field) => field.selectionStart") == 3
    sound(ana)  # moved on while typing
    sitting.hear(ana)
    expect(note).to_have_value("It is only")
    asked: list[str] = []
    ana.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    ana.locator("#show-it").press("Enter")
    assert "It is only" in asked[0]  # it would be gone
    expect(note).to_have_value("It is only")
    ana.once("dialog", lambda dialog: dialog.accept())
    ana.locator("#show-it").press("Enter")
    expect(ana.locator("#now-title")).to_have_text(indicators[1][1])
    expect(ana.locator("#now-title")).to_be_focused()
    expect(ana.locator("#moved")).to_be_empty()


def test_an_answer_that_comes_late_does_not_bring_back_the_item_before(server, open_as):
    lead, ana = open_as(server, "team_lead"), open_as(server, "team_member", width=360)
    address, indicators = sitting.set_up(lead, server.folder, 2)
    sitting.begin(lead, address)
    ana.goto(f"{address}/follow")
    sitting.move_on(lead, indicators[0][1])
    late: list[tuple[Route, APIResponse]] = []
    ana.route("**/now?seen=*", lambda route: late.append((route, route.fetch())), times=1)
    ana.evaluate(sitting.LOOKED_AT_AGAIN)
    has_come(ana, late)
    sitting.move_on(lead, indicators[1][1])
    sitting.hear(ana)
    expect(ana.locator("#now-title")).to_have_text(indicators[1][1])
    with ana.expect_response(lambda answer: "/now?seen=" in answer.url) as heard:
        late[0][0].fulfill(response=late[0][1])
    heard.value.finished()
    with ana.expect_response(lambda answer: "/now?seen=" in answer.url) as heard:
        ana.evaluate(sitting.LOOKED_AT_AGAIN)
    assert heard.value.status == 204  # what it shows is what there is
    expect(ana.locator("#now-title")).to_have_text(indicators[1][1])


def test_a_choice_that_was_not_sent_stays_and_one_that_was_makes_way(server, open_as):
    lead, ana = open_as(server, "team_lead"), open_as(server, "team_member", width=360)
    address, indicators = sitting.set_up(lead, server.folder, 1)
    sitting.begin(lead, address)
    sitting.move_on(lead, indicators[0][1])
    sitting.ask_round(lead)
    ana.goto(f"{address}/follow")
    ana.get_by_role("radio").nth(2).check()
    ana.locator("#now-title").click()
    lead.get_by_role("button", name="Level 1 for Thomas Birkeland").press("Enter")
    expect(lead.locator("#answered button").first).to_be_focused()  # the next who says it
    expect(lead.locator("#reveal")).to_be_visible()
    lead.locator("#reveal").click()
    expect(lead.locator("#spread-title")).to_be_visible()
    sitting.hear(ana)
    expect(ana.locator("#moved")).to_contain_text("are open")
    expect(ana.get_by_role("radio").nth(2)).to_be_checked()


def test_a_second_recorder_moves_on_and_the_first_is_told(server, open_as):
    lead, ben = open_as(server, "team_lead"), open_as(server, "process_manager")
    address, indicators = sitting.set_up(lead, server.folder, 1)
    sitting.begin(lead, address)
    lead.get_by_label("Decisions, one on each line").fill("One form")
    ben.goto(f"{address}/live")
    sitting.move_on(ben, indicators[0][1])
    ben.locator("#take-over").click()
    expect(ben.locator("#recorder")).to_contain_text("You record.")
    sitting.hear(lead)
    expect(lead.locator("#moved")).to_contain_text(f"The session moved on to {indicators[0][1]}.")
    expect(lead.get_by_label("Decisions, one on each line")).to_have_value("One form")
    lead.get_by_role("button", name="Record decisions").click()
    expect(lead.locator("#recorded")).to_contain_text("One form")
    expect(lead.get_by_label("Decisions, one on each line")).to_have_value("")
    sound(lead, ben)


def test_a_member_stops_following_and_starts_again(server, open_as):
    ana = open_as(server, "team_member", width=360)
    lead = open_as(server, "team_lead")
    address, _indicators = sitting.set_up(lead, server.folder, 1)
    ana.goto(f"{address}/follow")
    ana.get_by_role("link", name="Stop following").click()
    expect(ana.locator("#status")).to_have_text("This page stays as it is.")
    asked = []
    ana.on("request", lambda request: asked.append(request.url))
    ana.evaluate(sitting.LOOKED_AT_AGAIN)
    ana.reload()
    expect(ana.get_by_role("link", name="Follow again")).to_be_visible()
    ana.evaluate(sitting.LOOKED_AT_AGAIN)
    assert not [url for url in asked if "/now" in url]
    sitting.begin(lead, address)
    with ana.expect_response(lambda answer: "/now?seen=" in answer.url):
        ana.get_by_role("link", name="Follow again").click()
    expect(ana.locator("#now-title")).to_have_text("Opening")


def test_one_who_was_signed_out_is_never_taken_away_from_what_they_typed(server, open_as):
    lead, ana = open_as(server, "team_lead"), open_as(server, "team_member", width=360)
    address, indicators = sitting.set_up(lead, server.folder, 1)
    sitting.begin(lead, address)
    sitting.move_on(lead, indicators[0][1])
    sitting.ask_round(lead)
    ana.goto(f"{address}/follow")
    note = ana.get_by_label("Why you see it so")
    note.fill("It is only")
    with sqlite3.connect(server.folder / "sras.db") as rows:
        rows.execute("UPDATE accounts_session SET ended_at = seen_at")
    ana.evaluate(sitting.LOOKED_AT_AGAIN)
    expect(ana.locator("#moved")).to_contain_text("You are signed out.")
    expect(note).to_have_value("It is only")
    note.fill("")
    ana.locator("h1").click()
    ana.evaluate(sitting.LOOKED_AT_AGAIN)
    ana.wait_for_url("**/sign-in?**")


def test_scenario_22_a_session_is_held_without_scripts(server, open_as):
    lead = open_as(server, "team_lead", javascript=False, width=360)
    ana = open_as(server, "team_member", javascript=False, width=360)
    address, indicators = sitting.set_up(lead, server.folder, 1)
    lead.goto(f"{address}/live")
    lead.locator("#open-session").click()
    lead.locator("#all-present").click()
    lead.locator("#next").click()
    lead.locator("#ask-round").click()
    expect(lead.locator("#answered-title")).to_be_visible()
    ana.goto(f"{address}/follow")
    ana.locator("#level-3").check()
    ana.locator("#keep-view").click()
    expect(ana.locator("#status")).to_contain_text("Your view is kept")
    lead.reload()
    lead.locator("#reveal").click()
    lead.locator("#level-3").check()
    lead.locator("#priority-1").check()
    lead.locator("#opportunity-1").check()
    lead.locator("#in_place").fill("A form.")
    lead.locator("#save").click()
    expect(lead.locator("#status")).to_contain_text("Saved")
    expect(lead).to_have_url(re.compile(f"{address}/live$"))
    lead.locator("#decisions").fill("One form.")
    lead.locator("#add-decisions").click()
    expect(lead.locator("#recorded")).to_contain_text("One form.")
    ana.get_by_role("link", name="Show the current item").click()
    expect(ana.locator("#now")).to_contain_text("Agreed")
    assert checks.too_wide(lead) + checks.too_wide(ana) == []
    lead.locator("#closing > summary").click()
    lead.locator("#close").click()
    expect(lead).to_have_url(re.compile(f"{address}$"))
    with sqlite3.connect(server.folder / "sras.db") as rows:
        find = "SELECT level FROM assessment_assessment WHERE id = ?"
        assert rows.execute(find, [indicators[0][0]]).fetchone() == (3,)

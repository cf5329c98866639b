"""The hour in real browsers: one records, six members rate, and nothing is lost on the way."""

import contextlib
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.bench.gauges import KB
from tests.bench.state import give_team
from tests.browser import rows
from tests.browser.hour import INDICATORS, PATIENCE, POLL, Hour, Seat, cookies_of
from tests.proxy import FAST, Fate, Link, Passed, Relay

pytestmark = pytest.mark.browser

POLLS_AN_HOUR = 240
MOST_DOWN, MOST_UP = 160_000, 260_000  # bytes of a member's hour, as docs/weak-link.md has it
# 400 kbit/s, 400 ms, one packet of twenty lost; of the forms that are sent, one in twenty breaks.
MEMBER = Link(down=50_000, up=50_000, round_trip=0.4, loss=0.05, breaks=0.05, breaking="POST ")
RECORDER = Link(breaks=0.05, breaking="POST ")  # in the room, beside the box
# What befalls whom in which round, until the page says so: chance alone might leave it out.
FATES = {
    ("view", 1, 0): Fate.LOST,
    ("view", 4, 1): Fate.CUT,
    ("save", 7): Fate.LOST,
    ("save", 10): Fate.CUT,
    ("decisions", 14): Fate.CUT,
}
LEAD_FIRST = """SELECT email, name FROM accounts_person
    WHERE email IN (SELECT value FROM json_each(?)) ORDER BY role != 'team_lead', id"""


@pytest.fixture
def sit_down(server: Any, browser: Browser) -> Iterator[Callable[[bool], Hour]]:
    """`sit_down(weak)`: seven people who signed in, each behind a relay of their own."""
    with contextlib.ExitStack() as stack:

        def seated(weak: bool) -> Hour:
            team = json.dumps(give_team(server.folder))
            people = rows.ask(server.folder, LEAD_FIRST, team)
            addresses = [address for address, _name in people]
            found = cookies_of(browser, server.port, addresses)
            seats = []
            for number, ((_address, name), cookies) in enumerate(zip(people, found, strict=True)):
                link = (MEMBER if number else RECORDER) if weak else FAST
                relay = stack.enter_context(Relay(server.port, link, seed=number))
                seats.append(Seat(browser, relay, name, cookies, 360 if number else 1280))
                stack.callback(seats[-1].context.close)
            return Hour(seats[0], seats[1:], server.folder, FATES if weak else {})

        yield seated


@pytest.mark.parametrize("weak", [False, True], ids=["good", "weak"])
def test_an_hour_with_six_members_loses_nothing_and_saves_each_thing_once(
    weak, sit_down, record_property
):
    hour = sit_down(weak)
    befalls = {3: moved_on_while_typing, 6: opened_while_typing}
    befalls |= {9: opened_while_out_of_reach} if weak else {}
    hour.begin()
    for number in range(INDICATORS):
        hour.move_on(number)
        hour.ask_each()
        hour.ask()
        hour.enter_own(number)
        hour.shows("#now-title", hour.indicators[number][1])
        befalls.get(number, all_answer)(hour, number)
        hour.ask()
        hour.agree(number)
        hour.shows("#spread-title", "at level")
        hour.ask()
        hour.shows("#now", "Agreed", [hour.members[number % 6]])
        if number % 5 == 2:
            hour.record("promises", number, promises(hour, number))
        if number % 5 == 4:
            hour.record("decisions", number, [f"Form {number} stays.", f"Form {number} is short."])
    hour.shows("#now", "Agreed")
    each_view_is_kept_once(hour)
    what_was_agreed_is_kept_once(hour)
    what_was_recorded_is_kept_once(hour)
    each_press_is_known_to_its_page(hour)
    for seat in hour.members:
        record_property("told", f"{'weak' if weak else 'good'} link, {bytes_of_the_hour(seat)}")
    for seat in hour.seats:
        assert not seat.complaints, seat.name


def all_answer(hour: Hour, number: int) -> None:
    """Nothing out of the common."""
    hour.rate(number, hour.members)
    hour.reveal(7)


def moved_on_while_typing(hour: Hour, number: int) -> None:
    """The recorder goes on to the next indicator and comes back; who typed is not disturbed."""
    ana, others = hour.members[0], hour.members[1:]
    hour.rate(number, others)
    note = hour.types(number, ana)
    hour.move_on(number + 1)
    ana.ask()
    expect(ana.page.locator("#moved")).to_contain_text("The meeting is at", timeout=PATIENCE)
    still_typing(ana, note)
    expect(ana.page.locator("#note")).to_be_focused()
    ana.keep()
    ana.is_kept()
    hour.note_down(number, ana, *hour.view(number, ana))
    hour.lead.press("#previous", hour.title(number))
    hour.reveal(7)


def opened_while_typing(hour: Hour, number: int) -> None:
    """Who comes too late is told so, keeps the text, and sends it when all are asked once more."""
    ben = hour.members[3]
    hour.rate(number, [member for member in hour.members if member is not ben])
    note = hour.types(number, ben)
    hour.reveal(6)
    ben.ask()
    expect(ben.page.locator("#moved")).to_contain_text("are open", timeout=PATIENCE)
    ben.keep()
    ben.until(ben.status.filter(has_text="Not saved: "))
    still_typing(ben, note)
    hour.ask_each()
    ben.keep()
    ben.is_kept()
    hour.note_down(number, ben, *hour.view(number, ben))
    hour.reveal(1)


def opened_while_out_of_reach(hour: Hour, number: int) -> None:
    """A view that could not be sent in time is offered with its words until it can."""
    cleo = hour.members[0]
    hour.rate(number, [member for member in hour.members if member is not cleo])
    note = hour.types(number, cleo)
    still_typing(cleo, note)
    cleo.relay.off()
    cleo.keep()
    expect(cleo.status).to_contain_text("Not saved", timeout=PATIENCE)
    hour.reveal(6)
    cleo.relay.on()
    cleo.page.evaluate("() => dispatchEvent(new Event('online'))")
    waiting = cleo.page.locator("#waiting")
    expect(waiting).to_contain_text("The views are open", timeout=PATIENCE)
    expect(waiting).to_contain_text(note)
    hour.ask_each()
    waiting.locator("summary").click()
    cleo.page.locator("#send-now").click()
    expect(waiting).to_have_count(0, timeout=PATIENCE)
    hour.note_down(number, cleo, *hour.view(number, cleo))
    hour.reveal(1)


def still_typing(seat: Seat, note: str) -> None:
    """What someone typed stands in its field."""
    assert note
    expect(seat.page.locator("#note")).to_have_value(note)


def promises(hour: Hour, number: int) -> list[str]:
    """Two lines of who does what by when."""
    names = [hour.members[number % 6].name, hour.members[(number + 1) % 6].name]
    return [
        f"{name}: write form {number}-{place}, by 2030-10-14" for place, name in enumerate(names)
    ]


def each_view_is_kept_once(hour: Hour) -> None:
    """Each view of which a page said that it is kept stands once, and history has it once."""
    found = rows.ask(
        hour.folder,
        """SELECT r.assessment_id, p.name, v.level, v.note FROM assessment_view v
        JOIN assessment_round r ON r.id = v.round_id JOIN accounts_person p ON p.id = v.person_id
        WHERE r.assessment_id IN (SELECT value FROM json_each(?))""",
        json.dumps([key for key, _name in hour.indicators]),
    )
    assert sorted(found) == sorted(hour.views)
    told = [(verb, new) for _key, verb, field, new in hour.since("view") if field == "level"]
    assert sorted(told) == sorted(("gave", level) for _key, _who, level, _note in hour.views)


def what_was_agreed_is_kept_once(hour: Hour) -> None:
    """Of each indicator the database has what was agreed, and history each field once."""
    meeting = int(hour.address.rpartition("/")[2])
    for key, fields in hour.agreed.items():
        names = ", ".join(fields)
        find = f"SELECT meeting_id, {names} FROM assessment_assessment WHERE id = ?"  # noqa: S608
        assert rows.ask(hour.folder, find, key) == [(meeting, *fields.values())]
        told = [(f, new) for _k, _v, f, new in hour.since("assessment", key) if f in fields]
        assert sorted(told) == sorted(fields.items()), key
    assert len(hour.agreed) == INDICATORS


def what_was_recorded_is_kept_once(hour: Hour) -> None:
    """Decisions and promises, each in one row, and who took part."""
    told = [new for _key, _verb, field, new in hour.since("meeting_decision") if field == "text"]
    assert told == hour.recorded["decisions"]
    told = [new for _key, _verb, field, new in hour.since("commitment") if field == "title"]
    assert told == [line.partition(": ")[2].partition(",")[0] for line in hour.recorded["promises"]]
    there = "SELECT count(*), state FROM schedule_attendance WHERE meeting_id = ? GROUP BY state"
    found = rows.ask(hour.folder, there, int(hour.address.rpartition("/")[2]))
    assert sorted(found) == [(1, "remote"), (6, "present")]


def each_press_is_known_to_its_page(hour: Hour) -> None:
    """All that the server stored some page was told of, once; nothing waits in any browser."""
    stored = [token for (token,) in rows.ask(hour.folder, "SELECT token FROM web_submission")]
    told = [token for seat in hour.seats for token in seat.tokens]
    assert sorted(stored) == sorted(told)
    for seat in hour.seats:
        assert seat.page.evaluate("() => Object.keys(localStorage)") == [], seat.name


def bytes_of_the_hour(seat: Seat) -> str:
    """What passed in the session, and what the polls of the rest of an hour would add to it."""
    passed, idle = seat.relay.passed(), idle_poll(seat)
    more = POLLS_AN_HOUR - polls(passed)
    down, up = passed.down + more * idle.down, passed.up + more * idle.up
    assert down <= MOST_DOWN, down
    assert up <= MOST_UP, up
    return (
        f"{seat.name}: {passed.down / KB:.0f} kB down and {passed.up / KB:.0f} kB up measured; "
        f"with {more} more polls of {idle.down} and {idle.up} B, reckoned, "
        f"{down / KB:.0f} kB down and {up / KB:.0f} kB up in the hour"
    )


def idle_poll(seat: Seat) -> Passed:
    """What passes when a page asks and nothing changed."""
    for _attempt in range(5):  # it may learn of the last news, or ask by itself meanwhile
        seat.hears()
        seat.relay.passed()
        with seat.page.expect_request(lambda sent: POLL in sent.url):
            seat.ask()
        status, found = seat.hears(), seat.relay.passed()
        if status == 204 and polls(found) == 1:
            return found
    raise AssertionError("the page never stops asking")


def polls(passed: Passed) -> int:
    """How often a page asked whether the meeting moved on."""
    return sum(POLL in line for line in passed.requests)

"""An hour in session, each person at a device and a link of their own; what each was told."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from playwright.sync_api import Browser, Locator, Page, Request, Response, expect

from tests.browser import rows, sitting
from tests.proxy import Fate, Relay
from tests.served import ANY_PORT, Watched, agent_of
from tests.visitor import Visitor

INDICATORS = 15
PATIENCE = 30_000  # milliseconds; a page that no answer reached asks again within 15 seconds
GO = "(address) => { setTimeout(() => location.assign(address)); }"
SAVED = re.compile(r"kept|Saved")
POLL = "/now?seen="


class Seat:
    """Someone at a device: a page that reaches the server through a relay."""

    def __init__(
        self, browser: Browser, relay: Relay, name: str, cookies: list[Any], width: int
    ) -> None:
        self.name, self.relay = name, relay
        self.tokens: set[str] = set()  # of each press that was answered as saved
        self.context = browser.new_context(
            base_url=relay.url, viewport={"width": width, "height": 800}
        )
        self.context.add_cookies(cookies)
        self._complaints = Watched(self.context).complaints
        self.page: Page = self.context.new_page()
        self.page.on("response", self._answered)
        self.page.on("request", self._asked)
        self._questions: list[Request] = []  # of its page, that may be under way

    def _asked(self, sent: Request) -> None:
        if POLL in sent.url:
            self._questions.append(sent)

    def _answered(self, answer: Response) -> None:
        sent = answer.request
        if sent.method == "POST" and answer.status < 400:
            self.tokens.update(parse_qs(sent.post_data or "")["once"])

    @property
    def complaints(self) -> list[str]:
        """What the console says, but that a request failed, which htmx says there rightly."""
        return [text for text in self._complaints if "htmx:error" not in text]

    @property
    def status(self) -> Locator:
        return self.page.locator("#status")

    def meets(self, fate: Fate | None) -> None:
        """What becomes of all that is sent, until the page says that it is not saved."""
        if fate is not None:
            self.relay.plan(fate, "POST ")

    def press(self, button: str, done: Locator) -> None:
        """Press a button and wait for what comes of it."""
        self.page.locator(button).click()
        self.until(done)

    def until(self, done: Locator) -> None:
        """Wait for something; what the page says is not saved is sent once more by hand."""
        again = self.page.locator("#try-again")
        either = done.or_(again).first
        expect(either).to_be_visible(timeout=PATIENCE)
        while not done.is_visible():
            self.relay.clear()
            self.page.evaluate("() => document.querySelector('#try-again')?.click()")
            expect(again).to_have_count(0)
            expect(either).to_be_visible(timeout=PATIENCE)

    def ask(self) -> None:
        """Let the page ask at once whether the meeting moved on."""
        self.page.wait_for_load_state()  # its script runs
        self.page.evaluate(sitting.LOOKED_AT_AGAIN)

    def hears(self) -> int:
        """Wait until nothing that the page asked is under way; the status of its last answer.

        A question asked before that would make the page drop an answer, and what is new in it.
        """
        status = 0
        while self._questions:
            answer = self._questions.pop(0).response()
            if answer:
                answer.finished()
                status = answer.status
        return status

    def types(self, level: int, note: str) -> None:
        """Choose a level and say why, and stay in the field."""
        self.page.locator(f"#level-{level}").check(timeout=PATIENCE)
        if note:
            self.page.locator("#note").fill(note)

    def keep(self) -> None:
        """Send one's view, without waiting for what comes of it."""
        self.page.locator("#keep-view").click()

    def is_kept(self) -> None:
        """The page says that the view is kept."""
        self.until(self.status.filter(has_text=SAVED))


def cookies_of(browser: Browser, port: int, addresses: list[str]) -> list[list[Any]]:
    """The cookies of each who signs in at the door; they hold on every port."""
    agent = {"User-Agent": agent_of(browser)}
    found = []
    for address in addresses:
        with Visitor(port, headers=agent) as visitor:
            kept = visitor.sign_in(address).cookies
        found.append([{"name": n, "value": v, "url": ANY_PORT} for n, v in kept.items()])
    return found


class Hour:
    """A session under way, and what its pages said is saved."""

    def __init__(
        self, lead: Seat, members: list[Seat], folder: Path, fates: dict[tuple, Fate]
    ) -> None:
        self.lead, self.members, self.folder, self.fates = lead, members, folder, fates
        self.address, self.indicators = sitting.set_up(lead.page, folder, INDICATORS)
        assert len(self.indicators) == INDICATORS
        self.before = rows.one(folder, "SELECT max(id) FROM history_change")
        self.views: list[tuple[int, str, int, str]] = []  # assessment, who, level, note
        self.agreed: dict[int, dict[str, Any]] = {}
        self.recorded: dict[str, list[str]] = {"decisions": [], "promises": []}

    @property
    def seats(self) -> list[Seat]:
        return [self.lead, *self.members]

    def title(self, number: int) -> Locator:
        """The title of an indicator, on the table of the recorder."""
        return self.lead.page.locator("#item-title", has_text=self.indicators[number][1])

    def begin(self) -> None:
        """The session is open, all are there, one of them at home."""
        lead, page = self.lead, self.lead.page
        page.goto(f"{self.address}/live")
        lead.press("#open-session", page.locator("#all-present"))
        lead.press("#all-present", page.locator("#attendance > summary", has_text="a quorum"))
        row = page.locator("#attendance li", has_text=self.members[0].name)
        remote = row.locator("[value=remote]")
        remote.click()
        lead.until(remote.and_(page.locator("[aria-pressed=true]")))
        for member in self.members:  # all at the same time
            member.page.evaluate(GO, f"{member.relay.url}{self.address}/follow")
        for member in self.members:
            member.page.wait_for_url("**/follow", timeout=PATIENCE)

    def move_on(self, number: int) -> None:
        """Put the next indicator on the table."""
        self.lead.press("#next", self.title(number))

    def ask_each(self) -> None:
        """Ask for the views of all on what is on the table."""
        nobody = self.lead.page.locator("#answered-title", has_text="0 of 7")
        self.lead.press("#ask-round", nobody)

    def ask(self) -> None:
        """The page of each member asks whether the meeting moved on."""
        for member in self.members:
            member.ask()

    def shows(self, place: str, words: str, members: list[Seat] | None = None) -> None:
        """The pages of members show something."""
        for member in members or self.members:
            expect(member.page.locator(place)).to_contain_text(words, timeout=PATIENCE)

    def rate(self, number: int, members: list[Seat]) -> None:
        """Some members give their views, all at the same time."""
        for member in members:
            self.types(number, member)
            member.meets(self.fates.get(("view", number, self.members.index(member))))
            member.keep()
        for member in members:
            member.is_kept()
            self.note_down(number, member, *self.view(number, member))

    def types(self, number: int, member: Seat) -> str:
        """Someone types a view and stays in the field; returns the note."""
        level, note = self.view(number, member)
        member.types(level, note)
        return note

    def view(self, number: int, member: Seat) -> tuple[int, str]:
        """What someone sees in an indicator, and why, where they say."""
        place = self.members.index(member)
        said = f"{member.name} on {self.indicators[number][1]}: one region does it."
        return 1 + (number + place) % 4, "" if (number + place) % 3 else said

    def note_down(self, number: int, seat: Seat, level: int, note: str = "") -> None:
        """A page said that a view is kept."""
        self.views.append((self.indicators[number][0], seat.name, level, note))

    def enter_own(self, number: int) -> None:
        """The recorder is on the team too, and has no other device."""
        page = self.lead.page
        page.get_by_role("button", name=f"Level 2 for {self.lead.name}").click()
        self.lead.until(page.locator("#answered li", has_text=f"{self.lead.name}answered"))
        self.note_down(number, self.lead, 2)

    def reveal(self, answered: int) -> None:
        """Once so many have answered, the views are opened."""
        self.lead.ask()
        count = self.lead.page.locator("#answered-title", has_text=f"{answered} of 7")
        expect(count).to_be_visible(timeout=PATIENCE)
        self.lead.press("#reveal", self.lead.page.locator("#spread-title"))

    def agree(self, number: int) -> None:
        """The team states the level, then priority, opportunity and what is in place."""
        lead, (key, name) = self.lead, self.indicators[number]
        stated = {"level": 2 + number % 2, "priority": 1 + number % 3, "opportunity": 2}
        words = f"A calendar for {name}, kept by each region."
        for field, value in stated.items():
            lead.page.locator(f"#assess [name={field}][value='{value}']").check()
        lead.page.locator("#in_place").fill(words)
        lead.meets(self.fates.get(("save", number)))
        lead.page.locator("#save").click()
        to_finish = lead.page.locator("[data-shows=to-finish]", has_text="Nothing is left")
        lead.until(to_finish)
        lead.until(lead.page.locator("#assess[data-state=Saved] #save"))
        self.agreed[key] = stated | {"in_place": words}

    def record(self, what: str, number: int, lines: list[str]) -> None:
        """Write down what is decided or promised, several in one go."""
        lead, page = self.lead, self.lead.page
        page.locator(f"#{what}").fill("\n".join(lines))
        lead.meets(self.fates.get((what, number)))
        shown = lines[-1].partition(": ")[2].partition(",")[0] or lines[-1]
        lead.press(f"#add-{what}", page.locator("#recorded li", has_text=shown))
        self.recorded[what] += lines

    def since(self, kind: str, key: int | None = None) -> list[tuple]:
        """What history has of a kind of thing since the session began: key, verb, field, value."""
        return rows.ask(
            self.folder,
            """SELECT c.key, c.verb, f.field, json_extract(f.new, '$') FROM history_change c
            LEFT JOIN history_changed_field f ON f.change_id = c.id
            WHERE c.id > ? AND c.kind = ? AND (? IS NULL OR c.key = ?)""",
            *(self.before, kind, key, key),
        )

"""Two people type in one description, each over a weak link of their own that breaks at times."""

import random
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.proxy import Fate, Link, Relay
from tests.served import SECONDS
from tests.team import Served

pytestmark = pytest.mark.browser

BREAKING = Link(down=50_000, up=50_000, round_trip=0.2, breaks=0.3, breaking="POST /assessment")
BURSTS = 12


class Typist:
    """One of the two at the page: types, chooses when asked, and tries again when told to."""

    def __init__(self, page: Page, name: str, relay: Relay) -> None:
        self.page, self.name, self.relay = page, name, relay
        self.chance = random.Random(name)
        self.words: list[str] = []
        self.asked = 0
        self.text = page.locator("textarea[name=in_place]")
        self.question = page.locator("#conflict-form")
        self.again = page.locator("#try-again")

    def types(self) -> None:
        """Some words at the end, key by key; half the time the field is left at once."""
        self.text.focus()
        self.page.keyboard.press("Control+End")
        for _ in range(self.chance.randint(1, 3)):
            self.words.append(f"{self.name}{len(self.words)}")
            self.page.keyboard.type(f" {self.words[-1]}", delay=30)
        if self.chance.random() < 0.5:
            self.text.blur()

    def answers(self) -> bool:
        """Do what the page asks for; False when it asks for nothing."""
        if self.question.count():
            self._chooses()
        elif self.again.count():
            self.again.click()
        else:
            return False
        return True

    def _chooses(self) -> None:
        asked = self.question.locator("[name=in_place]").input_value()
        if self.text.count() and self.text.input_value() != asked:  # else it is a page by itself
            self.text.blur()  # what was typed since is asked about too
            self.page.wait_for_timeout(600)
            return
        self.asked += 1
        self.relay.plan(Fate.PASSED, times=1)  # where a choice is lost is tried elsewhere
        self.question.evaluate("(form) => { form.dataset.answered = '' }")
        self.question.locator("button").nth(self.chance.randrange(3)).click()
        expect(self.page.locator("#conflict-form[data-answered]")).to_have_count(0)
        self.page.wait_for_load_state()

    def ends(self) -> None:
        """Until the page has nothing more to ask, and says that all is saved."""
        for _ in range(100):
            if self.text.count():
                self.text.blur()
            self.page.wait_for_timeout(400)
            # Looked at first: what is under way may end with a question.
            idle = self.page.locator("#assess[aria-busy=true]").count() == 0
            if not self.answers() and idle:
                break
        expect(self.question).to_have_count(0)
        expect(self.again).to_have_count(0)


@pytest.fixture
def sit_down(team: Served, browser: Browser) -> Iterator[Callable[..., Typist]]:
    """`sit_down(name, relay, key)`: that person in a browser of their own, at an indicator."""
    contexts = []

    def make(name: str, relay: Relay, key: int) -> Typist:
        context = browser.new_context(base_url=relay.url)
        contexts.append(context)
        with team.seat(name) as seat:
            cookies = [{"name": n, "value": v, "url": relay.url} for n, v in seat.cookies.items()]
        context.add_cookies(cookies)
        page = context.new_page()
        page.set_default_timeout(SECONDS)
        page.goto(f"/assessment/{key}")
        return Typist(page, name, relay)

    yield make
    for context in contexts:
        context.close()


def test_who_types_on_while_the_question_takes_the_focus_loses_no_key(
    team: Served, sit_down: Callable[..., Typist]
) -> None:
    key = team.indicator()
    with Relay(team.server.port) as relay, team.seat("ana") as ana:
        ben = sit_down("ben", relay, key)
        ana.post(f"/assessment/{key}", {"only": "in_place", "in_place": "By Ana."})
        ben.text.focus()
        ben.page.keyboard.type("By Ben")
        ben.text.dispatch_event("change")
        expect(ben.question).to_be_focused()
        ben.text.evaluate("(field) => field.onfocus = () => { field.dataset.typedOn = '' }")
        ben.page.keyboard.type(" too")
        expect(ben.text).to_have_attribute("data-typed-on", "")  # before it is asked once more
        expect(ben.text).to_have_value("By Ben too")
        ben.text.blur()  # and the page asks about all of it
        expect(ben.question.locator("[name=in_place]")).to_have_value("By Ben too")


def test_two_recorders_over_weak_links_lose_no_word_and_end_with_the_same(
    team: Served, sit_down: Callable[..., Typist]
) -> None:
    key, chance = team.indicator(), random.Random(7)
    with (
        Relay(team.server.port, BREAKING, seed=1) as one,
        Relay(team.server.port, BREAKING, seed=2) as two,
    ):
        typists = [sit_down("ana", one, key), sit_down("ben", two, key)]
        for _ in range(BURSTS):
            typist = chance.choice(typists)
            if not typist.answers():
                typist.types()
            typist.page.wait_for_timeout(chance.choice([50, 300, 1_200]))
        for typist in typists:
            typist.ends()
        for typist in typists:
            assert set(typist.words) <= set(" ".join(team.said(key)).split()), typist.name
            typist.page.reload()
            expect(typist.text).to_have_value(team.stands(key))
    assert one.broken + two.broken
    assert sum(typist.asked for typist in typists) > 0

"""Two people who type into one form over a bad link, in time that only this model passes.

Each does what the script of the pages does: it sends only what changed, with the version at which
that was read and a token; one request at a time; what was not answered goes out once more.
"""

import heapq
import html
import itertools
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.team import Served, hidden_fields
from tests.visitor import Answer, Visitor

MINUTE = 60.0
GIVES_UP = 15.0  # seconds after which an answer is no longer waited for
FIELDS = ("in_place", "barrier")
# What becomes of a request, of 100: it is lost, or its answer is, or it comes when given up.
LOST, CUT, LATE = 6, 12, 16


class Clock:
    """What happens next, in order."""

    def __init__(self) -> None:
        self.now = 0.0
        self._next: list[tuple[float, int, Callable[[], None]]] = []
        self._count = itertools.count()

    def after(self, seconds: float, action: Callable[[], None]) -> None:
        heapq.heappush(self._next, (self.now + seconds, next(self._count), action))

    def run(self) -> None:
        """Until nothing is left to happen."""
        while self._next:
            self.now, _order, action = heapq.heappop(self._next)
            assert self.now < 20 * MINUTE, "they go round and round"
            action()


@dataclass
class Sent:
    """One press: what it says and of which version."""

    form: dict[str, str]
    texts: dict[str, str]
    version: int

    @property
    def settle(self) -> str:
        return self.form.get("settle", "")


@dataclass
class Told:
    """A press that was answered with “saved”: at which version, and what others had saved."""

    sent: Sent
    version: int
    others: dict[str, str] = field(default_factory=dict)


class Recorder:
    """One of the two, and a browser's idea of what the server holds."""

    def __init__(self, clock: Clock, visitor: Visitor, key: int, name: str, seed: int) -> None:
        self.clock, self.visitor, self.name = clock, visitor, name
        self.address = f"/assessment/{key}"
        self.chance = random.Random(f"{name} {seed}")
        self.in_order = self.chance.random() < 0.5  # what is unsent goes first, by itself
        self.words: list[str] = []
        self.told: list[Told] = []
        self.shown: list[tuple[int, str]] = []  # version and text of each page that was opened
        self.asked = 0
        self.held = dict.fromkeys(FIELDS, "")
        self.known = dict(self.held)
        self.version, self.lags = 1, dict.fromkeys(FIELDS, 0)
        self.unanswered: Sent | None = None
        self.question: Sent | None = None
        self._under_way = self._more = self._leaving = False
        self._presses = itertools.count(1)

    def begin(self) -> None:
        self.clock.after(self.chance.uniform(0, 5), self.types)

    def types(self) -> None:
        """Some words somewhere, then a pause; the page saves once one stops."""
        if self.clock.now > MINUTE:
            return
        if not self._leaving:
            name = FIELDS[self.chance.random() < 0.15]
            for _ in range(self.chance.randint(1, 4)):
                self._put_word(name)
            self.clock.after(self.chance.uniform(0, 2), self.saves)
        self.clock.after(self.chance.uniform(7, 20), self.types)

    def _put_word(self, name: str) -> None:
        word = f"{self.name}{len(self.words)}"
        self.words.append(word)
        before = self.held[name].split(" ")
        place = self.chance.choice(
            [len(before), len(before), 0, self.chance.randint(0, len(before))]
        )
        self.held[name] = " ".join([*before[:place], word, *before[place:]])

    def saves(self) -> None:
        """Send what changed, unless something is under way: then when that is done."""
        if self._under_way or self._leaving:
            self._more = True
            return
        if self.unanswered and self.in_order:
            self._send(self.unanswered)
            return
        changed = {name for name in FIELDS if self.held[name] != self.known[name]}
        if not changed:
            return
        oldest = min(self._read_at(name) for name in changed)
        self._more = any(self._read_at(name) != oldest for name in changed)
        names = [name for name in FIELDS if name in changed and self._read_at(name) == oldest]
        texts = {name: self.held[name] for name in names}
        form = {"only": " ".join(names), "version": str(oldest), **texts}
        again = self.unanswered and {**form, "once": ""} == {**self.unanswered.form, "once": ""}
        once = self.unanswered.form["once"] if again else f"{self.name}-{next(self._presses)}"
        self._send(Sent({**form, "once": once}, texts, oldest))

    def _read_at(self, name: str) -> int:
        return self.lags[name] or self.version

    def _send(self, sent: Sent) -> None:
        self.unanswered, self._under_way, self._leaving = sent, True, bool(sent.settle)
        takes, fate = self.chance.uniform(0.1, 3), self.chance.randrange(100)
        if fate < LOST:
            self.clock.after(takes, self._no_answer)
        elif fate < CUT:
            self.clock.after(takes / 2, lambda: self._arrives(sent))
            self.clock.after(takes, self._no_answer)
        elif fate < LATE:
            self.clock.after(GIVES_UP, self._no_answer)
            self.clock.after(GIVES_UP + self.chance.uniform(0, 20), lambda: self._arrives(sent))
        else:
            self.clock.after(takes / 2, lambda: self._answered_later(sent, takes / 2))

    def _answered_later(self, sent: Sent, seconds: float) -> None:
        answer = self._arrives(sent)
        self.clock.after(seconds, lambda: self._answered(sent, answer))

    def _arrives(self, sent: Sent) -> Answer:
        """The request is at the server, which answers; nothing else is there at that moment."""
        headers = {} if sent.settle else {"HX_Request": "true"}
        answer = self.visitor.post(self.address, sent.form, **headers)
        assert answer.status in (200, 303, 409), answer.text
        return answer

    def _no_answer(self) -> None:
        self._under_way = False
        self.clock.after(self.chance.uniform(0.5, 4), self._tries_again)

    def _tries_again(self) -> None:
        if self.unanswered and self._leaving:  # the browser tells of it where the page was
            self._send(self.unanswered)
        else:
            self.saves()

    def _answered(self, sent: Sent, answer: Answer) -> None:
        self.unanswered, self._under_way, self._leaving = None, False, False
        if answer.status == 409:
            self._is_asked(sent, answer)
        elif sent.settle:
            self.told.append(Told(sent, 0))
            self.opens()
        else:
            self._saved(sent, answer)
        if self._more:
            self._more = False
            self.saves()

    def _is_asked(self, sent: Sent, answer: Answer) -> None:
        """Both texts are on the screen; the other's name stands over them."""
        self.asked += 1
        assert "saved this while you were typing" in answer.text
        for name in FIELDS if self._more else ():
            if self.held[name] != self.known[name]:
                self.lags[name] = sent.version  # so that one question holds all
        form, texts = hidden_fields(answer), sent.texts
        settle = self.chance.choice(["mine", "theirs", "both"])
        self.question = Sent({**form, "settle": settle}, texts, sent.version)
        self.clock.after(self.chance.uniform(1, 6), self.settles)

    def settles(self) -> None:
        """Choose, once all that was typed since is in the question too."""
        if self.question is None:
            return
        if self._under_way or self.unanswered:
            self.clock.after(1, self.settles)
        elif any(
            self.held[name] != self.question.texts.get(name, self.known[name]) for name in FIELDS
        ):
            self.question = None  # the page asks anew, with the newer words
            self.saves()
        else:
            question, self.question = self.question, None
            self._send(question)

    def opens(self) -> None:
        """The page anew, as after a choice."""
        page = self.visitor.get(self.address)
        for name in FIELDS:
            self.held[name] = self.known[name] = text_of(page, name)
        self.version, self.lags = int(page.value("version")), dict.fromkeys(FIELDS, 0)
        self.shown.append((self.version, self.held["in_place"]))

    def _saved(self, sent: Sent, answer: Answer) -> None:
        version = int(re.findall(r'id="saved" data-version="(\d+)"', answer.text)[0])
        others = {name: html.unescape(text) for name, text in OTHERS.findall(answer.text)}
        self.told.append(Told(sent, version, others))
        self.question = None
        for name, text in sent.texts.items():
            self.known[name], self.lags[name] = text, 0
        for name, text in others.items():
            if name in FIELDS and self.held[name] == self.known[name]:
                self.held[name] = self.known[name] = text
            elif name in FIELDS:
                self.lags[name] = self.lags[name] or sent.version
        self.version = version


OTHERS = re.compile(r'data-other="(\w+)">([^<]*)<')


def text_of(page: Answer, name: str) -> str:
    """What a text area of a page holds."""
    found = re.search(rf'<textarea[^>]* name="{name}"[^>]*>\n?([^<]*)</textarea>', page.text)
    assert found, name
    return html.unescape(found[1]).replace("\r\n", "\n")


def minute(team: Served, seed: int) -> tuple[int, list[Recorder]]:
    """Two people at one indicator for a minute, until all is sent: its key, and the two."""
    clock, key = Clock(), team.indicator()
    seats = {name: team.seat(name) for name in ("ana", "ben")}
    both = [Recorder(clock, seat, key, name, seed) for name, seat in seats.items()]
    for recorder in both:
        recorder.begin()
    clock.run()
    for recorder in both:
        recorder.opens()
        recorder.visitor.close()
    return key, both

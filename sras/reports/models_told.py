"""What a report is told beside its figures: words, earlier issues, what waits for the Chief."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from peewee import JOIN, Value

from sras.assessment.models import Assessment
from sras.assessment.models_cycle import Cycle
from sras.documents.models_issues import Issue
from sras.engagement.models import Agreement
from sras.frameworks.models import Edition, Indicator
from sras.history.models_as_of import AsOf
from sras.planning.models_as_of import had_been_answered, waited
from sras.planning.models_asks import Ask
from sras.planning.models_choice import ApprovalRequest, Decision
from sras.reports.models import Narrative
from sras.reports.rules import Span

NONE = Value(None)


@dataclass(frozen=True)
class Words:
    """What stands in a place of a report; `key` None where nobody has written yet."""

    text: str = ""
    key: int | None = None
    version: int = 0


@dataclass(frozen=True)
class Issued:
    """A report that was given out."""

    key: int
    number: int
    recorded_to: int
    issued_on: datetime.date | None
    span: Span | None

    @property
    def told_until(self) -> datetime.date | None:
        """The last day it could tell of: one given out before its days were over ends earlier."""
        return self.span.until(self.issued_on or self.span.last) if self.span else None


@dataclass(frozen=True)
class Waiting:
    """An ask or a request that was put to the Chief, and until when it waited."""

    key: int
    code: str
    kind: str
    text: str
    since: datetime.date
    until: datetime.date | None  # None while it waits
    about: int  # the assessment, or the number of the request
    withdrawn: bool = False  # a request that was taken back

    def waited_on(self, then: AsOf) -> bool:
        """Whether it waited at the end of a day."""
        if self.since > then.day or (self.until is not None and self.until <= then.day):
            return False
        if self.kind == "request":
            return not self.withdrawn or waited(self.key, then)
        return not had_been_answered(self.key, then)

    def worded(self, then: AsOf) -> "Waiting":
        """An ask in the words it had at the end of a day."""
        return replace(self, text=then.fields("ask", self.key).get("text", self.text))


@dataclass
class Told:
    """All of it."""

    words: dict[str, Words] = field(default_factory=dict)
    issues: list[Issued] = field(default_factory=list)
    asks: list[Waiting] = field(default_factory=list)
    requests: list[Waiting] = field(default_factory=list)
    agreement: "Agreed | None" = None
    names: list[str] = field(default_factory=list)  # of the four levels

    def issue_of(self, span: Span) -> Issued | None:
        """The newest issue of exactly this span."""
        return next((each for each in self.issues if each.span == span), None)

    def waiting_on(self, then: AsOf) -> tuple[list[Waiting], list[Waiting]]:
        """The asks and the requests that waited for the Chief at the end of a day."""
        asks = [each.worded(then) for each in self.asks if each.waited_on(then)]
        return asks, [each for each in self.requests if each.waited_on(then)]


@dataclass(frozen=True)
class Agreed:
    """The span of an agreement, and how many meetings and calls it names."""

    key: int
    title: str
    span: Span
    meetings: int
    calls: int


class Now(NamedTuple):
    """When and where a report is asked for: today in the agency's zone, the running cycle.

    `as_of` is the day on which it would have been given, where that is asked for.
    """

    today: datetime.date
    agency: Any
    cycle: Cycle | None
    as_of: datetime.date | None = None


Propose = Callable[[Told, Cycle, datetime.date], Span]


def known_of(report: str, now: Now, span: Span | None, propose: Propose) -> tuple[Told, Any, Any]:
    """What is written and issued of a report, and the cycle and days that it tells of.

    Without a `span` it tells of the days to `propose` on its day. The cycle is the one that ran
    on the last of the days, and the agreement the one of then: a report of a past year is the
    same when the next has begun. Cycle and days are None where none has begun.
    """
    today = now.as_of or now.today
    day = span.until(today) if span else today
    cycle = now.cycle
    if cycle is None or cycle.starts_on > day:
        cycle = Cycle.on_day(day) or cycle
    known = told(report, cycle, day)
    if cycle is None:
        return known, None, None
    found = span or propose(known, cycle, today)
    if now.as_of is not None:
        found = Span(found.first, found.until(now.as_of))
    day = found.until(today)
    earlier = Cycle.on_day(day) if cycle.starts_on > day else None
    if earlier is None:
        return known, cycle, found
    return told(report, earlier, day), earlier, found


def told(report: str, cycle: Cycle | None, day: datetime.date) -> Told:
    """What is written and issued of a report, and what was put to the Chief; one query.

    The agreement is the one that runs on a day, else the newest one that was over by then.
    """
    query = _words(report).union_all(_issues(report)).union_all(_agreements(day))
    if cycle is not None:
        query = query.union_all(_asks(cycle)).union_all(_requests(cycle))
        query = query.union_all(_names(cycle))
    found = Told()
    for row in query.tuples():
        _READ[row[0]](found, *row[1:])
    found.issues.sort(key=lambda each: -each.number)
    found.asks.sort(key=lambda each: (each.since, each.key))
    return found


def _words(report: str) -> Any:
    return Narrative.current(
        Value("words"),
        *(Narrative.id, Narrative.version, Narrative.place, Narrative.text, NONE, NONE, NONE),
    ).where(Narrative.report == report)


def _read_words(to: Told, key: int, version: int, place: str, text: str, *_days: Any) -> None:
    to.words[place] = Words(text, key, version)


def _issues(report: str) -> Any:
    return Issue.current(
        Value("issue"),
        *(Issue.id, Issue.number, Issue.recorded_to, Issue.title),
        *(Issue.issued_on, Issue.first, Issue.last),
    ).where(Issue.subject == report)


def _read_issue(to: Told, key: int, number: int, recorded: Any, _title: str, *days: Any) -> None:
    on, first, last = (_day(day) for day in days)
    span = Span(first, last) if first and last else None
    to.issues.append(Issued(key, number, int(recorded), on, span))


def _agreements(day: datetime.date) -> Any:
    which = Agreement.on_day(day, Agreement.alias())
    return Agreement.current(
        Value("agreement"),
        *(Agreement.id, Agreement.meetings_a_year, Agreement.calls_a_year, Agreement.title),
        *(Agreement.starts_on, Agreement.ends_on, NONE),
    ).where(Agreement.id == which, Agreement.starts_on <= day)


def _read_agreement(
    to: Told, key: int, meetings: int, calls: Any, title: str, first: Any, last: Any, _no: Any
) -> None:
    begins, ends = _day(first), _day(last)
    if begins and ends:
        to.agreement = Agreed(key, title, Span(begins, ends), meetings, int(calls))


def _asks(cycle: Cycle) -> Any:
    return (
        Ask.current(
            Value("ask"),
            *(Ask.id, Ask.assessment, Indicator.code.concat(Value(" ")).concat(Ask.kind)),
            *(Ask.text, Ask.raised_on, Ask.decided_on, NONE),
        )
        .join(Assessment)
        .join(Indicator)
        .where(Assessment.cycle == cycle)
    )


def _read_ask(
    to: Told, key: int, about: int, said: str, text: str, since: Any, until: Any, _no: Any
) -> None:
    code, _, kind = said.partition(" ")
    to.asks.append(Waiting(key, code, kind, text, _some_day(since), _day(until), about))


def _requests(cycle: Cycle) -> Any:
    return (
        ApprovalRequest.current(
            Value("request"),
            *(ApprovalRequest.id, ApprovalRequest.number, ApprovalRequest.state, Value("")),
            *(ApprovalRequest.put_up_on, Decision.decided_on, NONE),
        )
        .join(Decision, JOIN.LEFT_OUTER, on=(Decision.request == ApprovalRequest.id))
        .where(ApprovalRequest.cycle == cycle)
    )


def _read_request(
    to: Told, key: int, number: int, state: str, _text: str, since: Any, until: Any, _no: Any
) -> None:
    days, withdrawn = (_some_day(since), _day(until)), state == "withdrawn"
    to.requests.append(Waiting(key, "", "request", "", *days, number, withdrawn))


def _names(cycle: Cycle) -> Any:
    return Edition.select(
        Value("names"), Edition.id, Value(0), Value(""), Edition.level_labels, NONE, NONE, NONE
    ).where(Edition.id == cycle.__data__["edition"])


def _read_names(to: Told, _key: int, _number: int, _words: str, labels: str, *_no: Any) -> None:
    to.names = [line.strip() for line in labels.splitlines() if line.strip()]


_READ = {
    "names": _read_names,
    "words": _read_words,
    "issue": _read_issue,
    "agreement": _read_agreement,
    "ask": _read_ask,
    "request": _read_request,
}


def _day(value: Any) -> datetime.date | None:
    """A day as a union gives it: as text where the first of its selects holds no day."""
    if isinstance(value, datetime.date) or value is None:
        return value
    return datetime.date.fromisoformat(str(value))


def _some_day(value: Any) -> datetime.date:
    day = _day(value)
    assert day is not None  # noqa: S101  (the column says so)
    return day

"""The span that a report tells of, and the places in it that people write."""

import datetime
from typing import Any, NamedTuple

DAY = datetime.timedelta(days=1)
AHEAD = datetime.timedelta(days=60)
LONGEST_DAYS = 2 * 366  # of a report
MOST_LINES = 8  # of a place of the progress report, so that it stays on two pages


class Place(NamedTuple):
    """A place that people write: what it is called, what belongs there, how long it may be."""

    title: str
    hint: str
    most: int


PLACES: dict[str, dict[str, Place]] = {
    "progress": {
        "summary": Place("In short", "What the Chief should know first.", 700),
        "asks": Place("What we ask of the Chief", "What should be decided, and by when.", 400),
        "next": Place("What comes next", "What the team will do before the next report.", 400),
    },
    "year": {
        "summary": Place("In short", "The year on half a page.", 6_000),
        "evidence": Place(
            "What changed for districts and schools",
            "Effect is claimed only with a comparison beside it.",
            10_000,
        ),
        "lessons": Place("Lessons", "What worked, what did not, what you would do again.", 20_000),
        "sustain": Place(
            "How it will be kept up",
            "Positions, money, procedures and habits that outlast a leader.",
            20_000,
        ),
        "next_year": Place("Proposal for the next year", "What to take up, and why.", 20_000),
    },
}


class Span(NamedTuple):
    """The days that a report tells of, both included."""

    first: datetime.date
    last: datetime.date

    @property
    def before(self) -> datetime.date:
        """The day at whose end the report begins to count what moved."""
        return self.first - DAY

    def holds(self, day: datetime.date | None) -> bool:
        """Whether something happened within it."""
        return day is not None and self.first <= day <= self.last

    def until(self, today: datetime.date) -> datetime.date:
        """The last day of it that has come."""
        return min(self.last, today)

    def named(self, report: str) -> str:
        """What a file of a report of these days is called, without its ending."""
        return f"{report}-{self.first.isoformat()}-{self.last.isoformat()}"

    @property
    def asked(self) -> dict[str, Any]:
        """The same as the end of an address says it."""
        return {"first": self.first.isoformat(), "last": self.last.isoformat()}


def quarter_before(today: datetime.date, fiscal_month: int = 7) -> Span:
    """The last full quarter before a day; quarters begin with the fiscal year."""
    back = (today.month - fiscal_month) % 3
    begun = _months(today.replace(day=1), -back)
    return Span(_months(begun, -3), begun - DAY)


def next_span(issued_to: datetime.date | None, today: datetime.date, fiscal_month: int) -> Span:
    """What the next report tells of: since the last issued one, else the last full quarter.

    The quarter also where the last one lies further back than a report may tell of.
    """
    if issued_to is None or not 0 < (today - issued_to).days <= LONGEST_DAYS:
        return quarter_before(today, fiscal_month)
    return Span(issued_to + DAY, today)


def year_from(first: datetime.date) -> Span:
    """The twelve months that begin on a day."""
    return Span(first, _same_day(first, first.year + 1) - DAY)


def year_of(term: Span, today: datetime.date) -> Span:
    """The term of an agreement; of one longer than a report may tell of, the year that runs."""
    if (term.last - term.first).days <= LONGEST_DAYS:
        return term
    found = year_from(term.first)
    while found.last < min(today, term.last):
        found = year_from(found.last + DAY)
    return Span(found.first, min(found.last, term.last))


def months_of(span: Span) -> list[tuple[datetime.date, datetime.date]]:
    """The days of a span month by month, each part its first and last."""
    found: list[tuple[datetime.date, datetime.date]] = []
    first = span.first.replace(day=1)
    while first <= span.last:
        following = _months(first, 1)
        found.append((max(first, span.first), min(following - DAY, span.last)))
        first = following
    return found


def too_much(place: Place, text: str, short: bool) -> str:
    """What stands against a text in its place, in a sentence; empty when nothing."""
    if len(text) > place.most:
        return f"This is too long; {place.most:,} characters are the most."
    if short and sum(1 for line in text.splitlines() if line.strip()) > MOST_LINES:
        return f"Write at most {MOST_LINES} lines, so that the report stays on two pages."
    return ""


def _months(first: datetime.date, count: int) -> datetime.date:
    year, month = divmod(first.year * 12 + first.month - 1 + count, 12)
    return datetime.date(year, month + 1, 1)


def _same_day(day: datetime.date, year: int) -> datetime.date:
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February
        return datetime.date(year, 3, 1)

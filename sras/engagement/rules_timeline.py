"""The timeline of an agreement: what is done, what is late, what is next, and who must move."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sras.engagement.rules import STEPS
from sras.engagement.rules_clock import ON_PATH, TEAM_DAYS, Terms, due_days, planned, report_days
from sras.engagement.rules_facts import Fact, Shown, done_days

# Who must move while a step is not done; `party` is every party from outside the agency.
MOVERS: dict[str, str] = {
    "introduction": "party",
    "signed": "unsigned",
    "team": "chief",
    "training": "party",
    "session": "lead",
    "report": "party",
    "review": "lead",
    "assessed": "lead",
    "approved": "lead",
    "plan": "lead",
    "manual": "lead",
    "year": "party",
}
SOON_DAYS = 14
LEAD = "Team lead"


@dataclass(frozen=True)
class Step:
    """One step: when it is due, when it was done, and how it stands."""

    key: str
    due: datetime.date
    moved: bool  # its day was typed
    done: Shown | None
    state: str  # done, late, soon or ahead
    days: int  # late by so many, or so many to go
    who: str

    @property
    def name(self) -> str:
        """What it is called."""
        return STEPS[self.key]

    @property
    def words(self) -> str:
        """How it stands, in words."""
        if self.done:
            after = (self.done.day - self.due).days
            return f"done, {_days(after)} late" if after > 0 else "done"
        if self.state == "late":
            return f"late by {_days(self.days)}"
        return f"due in {_days(self.days)}" if self.days else "due today"


@dataclass(frozen=True)
class Rhythm:
    """What comes again: how often it happened, how often it should have by now, and in all."""

    key: str
    name: str
    done: int
    by_now: int
    in_all: int
    next_on: datetime.date | None
    who: str

    @property
    def behind(self) -> int:
        """How many are missing."""
        return max(0, self.by_now - self.done)

    @property
    def words(self) -> str:
        """How it stands, in words."""
        return f"{self.behind} behind" if self.behind else "on time"


@dataclass(frozen=True)
class Timeline:
    """The steps in the order of their days, what comes again, and from which day it is counted."""

    steps: tuple[Step, ...]
    rhythms: tuple[Rhythm, ...]
    counted_from: datetime.date
    team_is_named: bool

    @property
    def late(self) -> list[Step]:
        """The steps that are late."""
        return [step for step in self.steps if step.state == "late"]

    @property
    def for_the_team(self) -> list[Step]:
        """The steps that are late or due soon, and for which the team must move."""
        return [step for step in self.steps if step.state in ("late", "soon") and step.who == LEAD]

    @property
    def next_step(self) -> Step | None:
        """The next step that is not late and not done."""
        return next((step for step in self.steps if step.state in ("soon", "ahead")), None)

    @property
    def words(self) -> str:
        """Where it stands, in a line: what is next and how much is late."""
        late = f"{len(self.late)} step{'s' if len(self.late) > 1 else ''} late" if self.late else ""
        coming = self.next_step
        if coming is None:
            return late or "all steps are done"
        return "; ".join(filter(None, (f"next: {coming.name}, {coming.words}", late)))


def timeline(terms: Terms, facts: Iterable[Fact], today: datetime.date, chief: str) -> Timeline:
    """Where the agreement stands on a day; `chief` is the Chief's title."""
    known = [fact for fact in facts if _counts(fact, today)]
    happened = done_days(terms, known)
    named = happened.get("team")
    base = named.day if named else terms.starts_on + datetime.timedelta(TEAM_DAYS)
    typed = {fact.name: fact.day for fact in known if fact.source == "due" and fact.day}
    due = {**due_days(terms, base), **typed}
    who = _movers(known, chief)
    steps = [_step(key, due[key], key in typed, happened.get(key), today, who) for key in due]
    on_path = ON_PATH[terms.path]
    ordered = sorted((s for s in steps if s.key in on_path), key=lambda s: (s.due, _order(s.key)))
    return Timeline(tuple(ordered), _rhythms(terms, known, today, who), base, bool(named))


def _counts(fact: Fact, today: datetime.date) -> bool:
    """Whether it is known by that day; days ahead are only those that are due or planned."""
    return fact.source in ("due", "ahead", "party") or (fact.day is not None and fact.day <= today)


def _movers(facts: list[Fact], chief: str) -> dict[str, str]:
    """Who must move, in words, by the names of MOVERS."""
    parties = [fact for fact in facts if fact.source == "party"]
    outside = _named([fact.name for fact in parties if fact.number]) or LEAD
    unsigned = ", ".join(fact.name for fact in parties if fact.day is None)
    before_chief = any(fact.source == "put_up" for fact in facts)
    return {
        "party": outside,
        "unsigned": unsigned or LEAD,
        "lead": LEAD,
        "chief": chief,
        "approved": chief if before_chief else LEAD,
    }


def _named(names: list[str]) -> str:
    """The first two by name, the rest by number."""
    more = f" and {len(names) - 2} more" if len(names) > 2 else ""
    return ", ".join(names[:2]) + more


def _step(
    key: str,
    due: datetime.date,
    moved: bool,
    done: Shown | None,
    today: datetime.date,
    who: Mapping[str, str],
) -> Step:
    left = (due - today).days
    state = "done" if done else "late" if left < 0 else "soon" if left <= SOON_DAYS else "ahead"
    mover = who.get(key) or who[MOVERS[key]]
    return Step(key, due, moved, done, state, abs(left), mover)


def _order(key: str) -> int:
    return list(STEPS).index(key)


def _rhythms(
    terms: Terms, facts: list[Fact], today: datetime.date, who: Mapping[str, str]
) -> tuple[Rhythm, ...]:
    """Meetings, calls and reports: how many there were of those planned."""

    def within(source: str, name: str) -> int:
        last = min(terms.ends_on, today)
        return sum(1 for day in _days_of(facts, source, name) if terms.starts_on <= day <= last)

    def held(key: str, name: str, kind: str, a_year: int, mover: str) -> Rhythm:
        in_all, by_now = planned(terms, a_year, today)
        ahead = (day for day in _days_of(facts, "ahead", kind) if day >= today)
        coming = min(ahead, default=None)
        return Rhythm(key, name, within("held", kind), by_now, in_all, coming, who[mover])

    found = [
        held("meetings", "Team meetings", "regular", terms.meetings_a_year, "lead"),
        held("calls", "Calls with the center", "center_call", terms.calls_a_year, "party"),
    ]
    if terms.path != "inventory":
        due, given = report_days(terms), within("issue", "progress")
        by_now = sum(1 for day in due if day <= today)
        coming = due[given] if given < len(due) else None
        name = "Reports to the Chief"
        found.append(Rhythm("reports", name, given, by_now, len(due), coming, who["lead"]))
    return tuple(rhythm for rhythm in found if rhythm.in_all)


def _days_of(facts: list[Fact], source: str, name: str) -> list[datetime.date]:
    return [fact.day for fact in facts if (fact.source, fact.name) == (source, name) and fact.day]


def _days(count: int) -> str:
    return f"{count} day{'' if count == 1 else 's'}"

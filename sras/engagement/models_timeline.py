"""Where an agreement stands: what happened, gathered from where each thing is recorded."""

import datetime
from typing import Any, NamedTuple

from peewee import JOIN, SQL, Case, Value, fn

from sras.assessment.models import AgreedLevel, Assessment, Cycle
from sras.documents.models import Document
from sras.documents.models_issues import Issue
from sras.documents.models_reviews import ReviewRound
from sras.engagement.models import Agreement, Milestone, Party
from sras.engagement.rules_clock import Terms
from sras.engagement.rules_facts import EARLY_DAYS, Fact
from sras.engagement.rules_timeline import Timeline, timeline
from sras.history.models_as_of import AsOf
from sras.planning.models_choice import ApprovalRequest, Decision
from sras.schedule import rules as meetings
from sras.schedule.models import Meeting

KINDS = ("regular", "center_call", "training", "annual")
LONGEST = datetime.timedelta(3 * 365)  # how far back the facts of a running agreement may lie


def timeline_of(
    agreement: Agreement, today: datetime.date, chief: str, then: AsOf | None = None
) -> Timeline:
    """Where it stands on a day; `chief` is the Chief's title.

    Of a past day it takes `then`, by which the days that were typed for its steps are as recorded.
    """
    facts = facts_of(agreement)
    if then is not None:
        facts = [_due_then(fact, then) if fact.source == "due" else fact for fact in facts]
    return timeline(agreement.terms, facts, today, chief)


def _due_then(fact: Fact, then: AsOf) -> Fact:
    was = then.fields("milestone", fact.number).get("due_on", fact.day)
    return fact._replace(day=was if then.had("milestone", fact.number) else None)


def facts_of(agreement: Agreement) -> list[Fact]:
    """All that bears on the timeline of an agreement, in one query."""
    since = agreement.starts_on - datetime.timedelta(EARLY_DAYS)
    rows = _together(since, agreement.id).tuples()
    return [Fact(source, name, _day(day), number) for source, name, day, number in rows]


class Standing(NamedTuple):
    """The agreement of today, by key, and where it stands."""

    key: int
    timeline: Timeline


def standing_on(today: datetime.date, chief: str) -> Standing | None:
    """Where the agreement of a day stands, in one query; None when there is none."""
    named = Agreement.on_day(today, Agreement.alias())
    facts = _together(today - LONGEST, named).alias("facts")
    told = [facts.c[name].alias(f"fact_{name}") for name in Fact._fields]
    rows: list[Any] = list(
        Agreement.select(Agreement, *told)
        .join(facts, JOIN.LEFT_OUTER, on=SQL("1 = 1"))
        .where(Agreement.id == named)
        .dicts()
    )
    if not rows:
        return None
    known = [[row[f"fact_{name}"] for name in Fact._fields] for row in rows]
    found = [Fact(source, name, _day(day), n) for source, name, day, n in known if source]
    terms = Terms(**{name: rows[0][name] for name in Terms._fields})
    return Standing(rows[0]["id"], timeline(terms, found, today, chief))


def _together(since: datetime.date, agreement: Any) -> Any:
    """The facts from a day on; `agreement` is its key, or a query for it."""
    parts = (
        *_meetings(since),
        *_issues(since),
        _reviews(since),
        _appointed(since),
        _assessed(since),
        _decided(since),
        _put_up(since),
        *_own(agreement),
    )
    together: Any = parts[0]
    for part in parts[1:]:
        together = together.union_all(part)
    return together


def _day(value: Any) -> datetime.date | None:
    """A day as a query of many tables gives it."""
    return datetime.date.fromisoformat(value) if isinstance(value, str) else value


def _fact(table: Any, source: str, name: Any, day: Any, number: Any = 0) -> Any:
    return table.select(
        Value(source).alias("source"),
        (Value(name) if isinstance(name, str) else name).alias("name"),
        day.alias("day"),
        (Value(number) if isinstance(number, int) else number).alias("number"),
    )


def _meetings(since: datetime.date) -> tuple[Any, Any]:
    ours = (
        Meeting.archived_at.is_null(),
        Meeting.kind.in_(KINDS),
        Meeting.held_on >= since,
    )
    held = _fact(Meeting, "held", Meeting.kind, Meeting.held_on, Meeting.days)
    ahead = _fact(Meeting, "ahead", Meeting.kind, Meeting.held_on, Meeting.days)
    return (
        held.where(*ours, Meeting.state.in_(meetings.HELD)),
        ahead.where(*ours, Meeting.state.in_(meetings.AHEAD)),
    )


def _issues(since: datetime.date) -> tuple[Any, Any]:
    """Documents that were given out, by kind, and reports by name."""
    documents = _fact(Issue, "issue", Document.kind, Issue.issued_on)
    documents = documents.join(Document, on=Issue.is_of(Document.id))
    reports = _fact(Issue, "issue", Issue.subject, Issue.issued_on)
    ours = (Issue.archived_at.is_null(), Issue.issued_on >= since)
    return (
        documents.where(*ours),
        reports.where(*ours, Issue.subject.in_(("progress", "year", "plan"))),
    )


def _reviews(since: datetime.date) -> Any:
    closed = _fact(ReviewRound, "review", Document.kind, ReviewRound.closed_on)
    return closed.join(Document).where(
        ReviewRound.archived_at.is_null(), ReviewRound.closed_on >= since
    )


def _appointed(since: datetime.date) -> Any:
    appointed = _fact(Cycle, "appointed", "", Cycle.appointed_on)
    return appointed.where(Cycle.archived_at.is_null(), Cycle.appointed_on >= since)


def _assessed(since: datetime.date) -> Any:
    """The day on which the last indicator of a cycle got its first level, once all have one."""
    first = (
        AgreedLevel.select(AgreedLevel.assessment, fn.MIN(AgreedLevel.agreed_on).alias("agreed_on"))
        .where(AgreedLevel.archived_at.is_null())
        .group_by(AgreedLevel.assessment)
    )
    last = fn.MAX(first.c.agreed_on)
    return (
        _fact(Assessment, "assessed", "", last)
        .join(first, JOIN.LEFT_OUTER, on=(first.c.assessment_id == Assessment.id))
        .where(Assessment.archived_at.is_null())
        .group_by(Assessment.cycle)
        .having(fn.COUNT(Assessment.level) == fn.COUNT(SQL("*")), last >= since)
    )


def _decided(since: datetime.date) -> Any:
    decided = _fact(Decision, "decided", Decision.outcome, Decision.decided_on)
    return decided.where(Decision.archived_at.is_null(), Decision.decided_on >= since)


def _put_up(since: datetime.date) -> Any:
    put_up = _fact(ApprovalRequest, "put_up", "", ApprovalRequest.put_up_on)
    return put_up.where(ApprovalRequest.state == "open", ApprovalRequest.put_up_on >= since)


def _own(agreement: Any) -> tuple[Any, Any, Any]:
    """Its parties with their signatures, and the days that were typed for its steps."""
    party = _fact(
        Party, "party", Party.name, Party.signed_on, Case(None, ((Party.kind == "sea", 0),), 1)
    )
    due = _fact(Milestone, "due", Milestone.step, Milestone.due_on, Milestone.id)
    done = _fact(Milestone, "done", Milestone.step, Milestone.done_on)
    typed = (Milestone.archived_at.is_null(), Milestone.agreement == agreement)
    return (
        party.where(Party.archived_at.is_null(), Party.agreement == agreement),
        due.where(*typed),  # one that was taken away since had a day
        done.where(*typed, Milestone.done_on.is_null(False)),
    )

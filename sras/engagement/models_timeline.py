"""Where an agreement stands: what happened, gathered from where each thing is recorded."""

import datetime
from typing import Any

from peewee import JOIN, SQL, Case, Value, fn

from sras.assessment.models import AgreedLevel, Assessment, Cycle
from sras.documents.models import Document
from sras.documents.models_issues import Issue
from sras.documents.models_reviews import ReviewRound
from sras.engagement.models import Agreement, Milestone, Party
from sras.engagement.rules_facts import EARLY_DAYS, Fact
from sras.engagement.rules_timeline import Timeline, timeline
from sras.planning.models_choice import ApprovalRequest, Decision
from sras.schedule import rules as meetings
from sras.schedule.models import Meeting

KINDS = ("regular", "center_call", "training", "annual")


def timeline_of(agreement: Agreement, today: datetime.date, chief: str) -> Timeline:
    """Where it stands on a day; `chief` is the Chief's title."""
    return timeline(agreement.terms, facts_of(agreement), today, chief)


def facts_of(agreement: Agreement) -> list[Fact]:
    """All that bears on the timeline of an agreement, in one query."""
    since = agreement.starts_on - datetime.timedelta(EARLY_DAYS)
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
    return [
        Fact(source, name, _day(day), number) for source, name, day, number in together.tuples()
    ]


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
    subject = Value("document:").concat(Document.id.cast("TEXT"))
    documents = _fact(Issue, "issue", Document.kind, Issue.issued_on)
    documents = documents.join(Document, on=(Issue.subject == subject))
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


def _own(agreement: Agreement) -> tuple[Any, Any, Any]:
    """Its parties with their signatures, and the days that were typed for its steps."""
    party = _fact(
        Party, "party", Party.name, Party.signed_on, Case(None, ((Party.kind == "sea", 0),), 1)
    )
    due = _fact(Milestone, "due", Milestone.step, Milestone.due_on)
    done = _fact(Milestone, "done", Milestone.step, Milestone.done_on)
    typed = (Milestone.archived_at.is_null(), Milestone.agreement == agreement)
    return (
        party.where(Party.archived_at.is_null(), Party.agreement == agreement),
        due.where(*typed, Milestone.due_on.is_null(False)),
        done.where(*typed, Milestone.done_on.is_null(False)),
    )

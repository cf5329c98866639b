"""What the activity log reads: people with their changes and sign-ins, and what lies still."""

import datetime
from typing import Any

from peewee import JOIN, fn

from sras.accounts.models import Membership, Person
from sras.accounts.models_doors import Session
from sras.assessment.models import Assessment
from sras.assessment.models_cycle import Cycle
from sras.assessment.models_pages import lines
from sras.assessment.rules import lacking
from sras.core import clock
from sras.documents.models import Document, Section
from sras.frameworks.models import Indicator
from sras.history.models import Change
from sras.planning.models import Objective
from sras.planning.models_progress import Progress
from sras.reports.rules import DAY, Span
from sras.reports.rules_activity import Still, Writer, is_still


def people_of(span: Span, zone: str, today: datetime.date) -> list[Writer]:
    """Everybody whose account is open, by name: their changes and sign-ins; three queries."""
    first, over = clock.end_of(span.first - DAY, zone), clock.end_of(span.last, zone)
    changes = _changes(first, over)
    sessions = _sessions(first, over)
    found = []
    for person in _open(today):
        count, last = changes.get(person.id, (0, None))
        signed, seen = sessions.get(person.id, (0, None))
        found.append(
            Writer(
                name=person.name,
                role=person.role,
                is_member=bool(person.seats),
                changes=count,
                last_on=_local(last, zone),
                seen_on=_local(seen, zone),
                sign_ins=signed,
            )
        )
    return found


def _open(today: datetime.date) -> Any:
    seats = Membership.current(fn.COUNT(Membership.id)).where(
        Membership.person == Person.id,
        Membership.started_on <= today,
        Membership.ended_on.is_null() | (Membership.ended_on >= today),
    )
    return (
        Person.current(Person.id, Person.name, Person.role, seats.alias("seats"))
        .where(Person.active, Person.ends_on.is_null() | (Person.ends_on >= today))
        .order_by(Person.name)
        .namedtuples()
    )


def _changes(first: datetime.datetime, over: datetime.datetime) -> dict[int, tuple[int, Any]]:
    """How many changes each person made within a span, and when the last one ever."""
    inside = (Change.at >= first) & (Change.at < over)
    rows: Any = (
        Change.select(
            Change.by_key,
            fn.COUNT(Change.id).filter(inside),
            fn.MAX(Change.at),
        )
        .where(Change.by_key.is_null(False))
        .group_by(Change.by_key)
        .tuples()
    )
    return {key: (count, last) for key, count, last in rows}


def _sessions(first: datetime.datetime, over: datetime.datetime) -> dict[int, tuple[int, Any]]:
    """How often each person signed in within a span, and when they were last seen at all."""
    inside = (Session.started_at >= first) & (Session.started_at < over)
    rows: Any = (
        Session.select(Session.person, fn.COUNT(Session.id).filter(inside), fn.MAX(Session.seen_at))
        .group_by(Session.person)
        .tuples()
    )
    return {key: (count, last) for key, count, last in rows}


def _local(moment: Any, zone: str) -> datetime.date | None:
    """The day of a moment, which an aggregate may give as text."""
    if moment is None:
        return None
    if isinstance(moment, str):
        moment = datetime.datetime.fromisoformat(moment)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
    return clock.local(moment, zone).date()


def still_of(cycle: Cycle | None, zone: str, today: datetime.date) -> list[Still]:
    """Objectives, sections and indicators of which nothing was heard; four queries at most."""
    found = [*_sections(today)]
    if cycle is not None:
        found = [*_objectives(today), *_indicators(cycle, zone, today), *found]
    return found


def _objectives(today: datetime.date) -> list[Still]:
    last = Progress.current(fn.MAX(Progress.said_on)).where(Progress.objective == Objective.id)
    rows: Any = (
        Objective.current(
            Objective.id, Indicator.code, Indicator.title, Person.name, Objective.added_on, last
        )
        .join(Assessment)
        .join(Indicator)
        .switch(Objective)
        .join(Person, JOIN.LEFT_OUTER, on=(Objective.owner == Person.id))
        .where(Objective.state == "active")
        .order_by(Indicator.sort)
        .tuples()
    )
    found = []
    for key, code, title, who, added_on, said_on in rows:
        word = _day(said_on) or added_on
        if is_still(word, today):
            found.append(Still("objective", key, f"{code} {title}", who or "nobody yet", word))
    return found


def _sections(today: datetime.date) -> list[Still]:
    """Sections of documents whose day of review went by."""
    rows: Any = (
        Section.current(
            Document.id,
            Document.title,
            Section.title,
            Person.name,
            Section.reviewed_on,
            Section.review_due,
        )
        .join(Document)
        .switch(Section)
        .join(Person, JOIN.LEFT_OUTER, on=(Section.owner == Person.id))
        .where(Document.archived_at.is_null(), Section.review_due < today)
        .order_by(Section.review_due, Section.id)
        .tuples()
    )
    return [
        Still("section", key, f"{document}: {title}", who or "nobody yet", seen, due)
        for key, document, title, who, seen, due in rows
    ]


def _indicators(cycle: Cycle, zone: str, today: datetime.date) -> list[Still]:
    """Indicators without a level, or with something to finish, that nobody touched for a while."""
    rows: Any = (
        Change.select(Change.key, fn.MAX(Change.at))
        .where(Change.kind == "assessment")
        .group_by(Change.key)
        .tuples()
    )
    touched = {key: _local(at, zone) for key, at in rows}
    found = []
    for line in lines(cycle):
        last = touched.get(line.id)
        if (line.level is None or lacking(line)) and is_still(last, today):
            name = f"{line.code} {line.title}"
            found.append(Still("indicator", line.id, name, line.proof_owner_name or "", last))
    return found


def _day(value: Any) -> datetime.date | None:
    if value is None or isinstance(value, datetime.date):
        return value
    return datetime.date.fromisoformat(str(value))

"""What the activity log reads: people with their changes and sign-ins, and what lies still."""

import datetime
from typing import Any

from peewee import JOIN, Case, fn

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
from sras.history.models_as_of import AsOf
from sras.planning.models import Objective
from sras.planning.models_progress import Progress
from sras.reports.rules import Span
from sras.reports.rules_activity import Still, Writer, is_still


def people_of(span: Span, zone: str, day: datetime.date, then: AsOf | None = None) -> list[Writer]:
    """Everybody whose account was open on a day, by name: their changes and sign-ins; one query.

    `then` is what had been recorded by that day, where it is past.
    """
    found = _people(clock.end_of(span.before, zone), clock.end_of(span.last, zone), day)
    if then is not None:
        found = [_as_it_was(row, then) for row in found if then.had("person", row.id)]
    writers = [_writer(row, zone, then is not None) for row in found if _is_open(row, day)]
    return sorted(writers, key=lambda each: each.name)


def _people(first: datetime.datetime, over: datetime.datetime, day: datetime.date) -> Any:
    made, came = _changes(first, over), _sessions(first, over)
    seats = Membership.select(fn.COUNT(Membership.id)).where(Membership.holds(Person.id, day))
    return (
        Person.select(
            *(Person.id, Person.name, Person.role, Person.active, Person.ends_on),
            *(Person.archived_at, seats.alias("seats"), made.c.changes, made.c.changed_at),
            *(came.c.sign_ins, came.c.seen_at),
        )
        .join(made, JOIN.LEFT_OUTER, on=(made.c.by_key == Person.id))
        .switch(Person)
        .join(came, JOIN.LEFT_OUTER, on=(came.c.person_id == Person.id))
        .order_by(Person.id)
        .namedtuples()
    )


def _changes(first: datetime.datetime, over: datetime.datetime) -> Any:
    """How many changes each person made within a span, and when the last one by its end."""
    inside = fn.COUNT(Change.id).filter(Change.at >= first)
    return (
        Change.select(Change.by_key, inside.alias("changes"), fn.MAX(Change.at).alias("changed_at"))
        .where(Change.by_key.is_null(False), Change.at < over)
        .group_by(Change.by_key)
    )


def _sessions(first: datetime.datetime, over: datetime.datetime) -> Any:
    """How often each person signed in within a span, and when they were last seen by its end.

    Of a session that was in use after it, only its start is known.
    """
    inside = fn.COUNT(Session.id).filter(Session.started_at >= first)
    known = Case(None, [(Session.seen_at < over, Session.seen_at)], Session.started_at)
    return (
        Session.select(Session.person, inside.alias("sign_ins"), fn.MAX(known).alias("seen_at"))
        .where(Session.started_at < over)
        .group_by(Session.person)
    )


def _as_it_was(row: Any, then: AsOf) -> Any:
    was = then.fields("person", row.id)
    return row._replace(**{name: was[name] for name in row._fields if name in was})


def _is_open(row: Any, day: datetime.date) -> bool:
    ends_on = row.ends_on
    return row.archived_at is None and row.active and (ends_on is None or ends_on >= day)


def _writer(row: Any, zone: str, is_past: bool) -> Writer:
    last, seen = local_day(row.changed_at, zone), local_day(row.seen_at, zone)
    if is_past and last is not None:
        seen = max(last, seen or last)  # whoever changed something was in
    return Writer(
        name=row.name,
        role=row.role,
        is_member=bool(row.seats),
        changes=row.changes or 0,
        last_on=last,
        seen_on=seen,
        sign_ins=row.sign_ins or 0,
    )


def local_day(moment: Any, zone: str) -> datetime.date | None:
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
        word = day_of(said_on) or added_on
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
    touched = {key: local_day(at, zone) for key, at in rows}
    return untouched(lines(cycle), touched, today)


def untouched(
    found: list[Any], touched: dict[int, datetime.date | None], day: datetime.date
) -> list[Still]:
    """Lines of a cycle that are not finished, and that nobody touched for a while before a day."""
    still = []
    for line in found:
        last = max(filter(None, (touched.get(line.id), line.agreed_on)), default=None)
        if (line.level is None or lacking(line)) and is_still(last, day):
            name = f"{line.code} {line.title}"
            still.append(Still("indicator", line.id, name, line.proof_owner_name or "", last))
    return still


def day_of(value: Any) -> datetime.date | None:
    if value is None or isinstance(value, datetime.date):
        return value
    return datetime.date.fromisoformat(str(value))

"""What lay still at the end of a past day, by what had happened and was recorded by then."""

import datetime
from typing import Any

from peewee import JOIN, Value, fn

from sras.accounts.models import Person
from sras.assessment.models_as_of import KINDS as ASSESSED
from sras.assessment.models_as_of import is_closed_on, told_on
from sras.assessment.models_cycle import Cycle
from sras.documents.models import Document, Section
from sras.history.models import Change
from sras.history.models_as_of import AsOf
from sras.reports.models_activity import day_of, local_day, untouched
from sras.reports.models_plan import EVER, aims_of, owner_then
from sras.reports.rules import Span
from sras.reports.rules_activity import Still, is_still

KINDS = (*ASSESSED, "document", "objective", "progress", "section", "task")
LONG = ("text",)  # what documents say, which the log does not tell


def log_as_of(day: datetime.date, zone: str) -> AsOf:
    """What the log tells, as recorded by the end of a day in a zone; one query."""
    return AsOf(day, zone, KINDS, ever=EVER, but=LONG)


def still_on(running: Cycle | None, span: Span, then: AsOf) -> list[Still]:
    """Objectives, sections and indicators of which nothing had been heard; five queries.

    One more where the cycle that is `running` had not begun on the day.
    """
    cycle = _cycle_on(running, then.day)
    sections, touched = _recorded(then)
    if cycle is None:
        return sections
    indicators = untouched(told_on(cycle, then).lines, touched, then.day)
    return [*_objectives(cycle, span, then), *indicators, *sections]


def _cycle_on(running: Cycle | None, day: datetime.date) -> Cycle | None:
    """The cycle that ran on a day."""
    cycle = running
    if cycle is None or cycle.state == "setup" or cycle.starts_on > day:
        cycle = Cycle.on_day(day)
    return None if cycle is None or is_closed_on(cycle, day) else cycle


def _objectives(cycle: Cycle, span: Span, then: AsOf) -> list[Still]:
    found = []
    for aim in aims_of(cycle, span, then):
        word = aim.said_on or aim.added_on
        if aim.state == "active" and is_still(word, then.day):
            found.append(Still("objective", aim.key, f"{aim.code} {aim.title}", aim.owner, word))
    return found


def _recorded(then: AsOf) -> tuple[list[Still], dict[int, datetime.date | None]]:
    """The sections that were due, and the day of the last change of each assessment; one query."""
    due, touched = [], {}
    for row in _sections().union_all(_changes(then)).namedtuples():
        if row.what == "assessment":
            touched[row.key] = local_day(row.touched_at, then.zone)
        elif _was_there(row, then):
            due.append((row.key, _section(row, then)))
    found = [(each.due, key, each) for key, each in due if each.due and each.due < then.day]
    return [each for _due, _key, each in sorted(found)], touched


def _sections() -> Any:
    """Every section, archived or not: its days, its document and its owner."""
    return (
        Section.select(
            *(Value("section").alias("what"), Section.id.alias("key")),
            *(Value(None).alias("touched_at"), Section.title, Section.archived_at),
            *(Section.reviewed_on, Section.review_due),
            *(Section.owner.alias("owner"), Person.name.alias("owner_name")),
            *(Document.id.alias("about"), Document.title.alias("document")),
            Document.archived_at.alias("document_archived_at"),
        )
        .join(Document)
        .switch(Section)
        .join(Person, JOIN.LEFT_OUTER, on=(Section.owner == Person.id))
    )


def _changes(then: AsOf) -> Any:
    nothing = (Value(None),) * 9
    return (
        Change.select(Value("assessment"), Change.key, fn.MAX(Change.at), *nothing)
        .where(Change.kind == "assessment", Change.at < then.moment)
        .group_by(Change.key)
    )


def _was_there(row: Any, then: AsOf) -> bool:
    section = Section(id=row.key, archived_at=row.archived_at)
    document = Document(id=row.about, archived_at=row.document_archived_at)
    had = then.had("section", row.key) and then.had("document", row.about)
    return had and then.was_there(section) and then.was_there(document)


def _section(row: Any, then: AsOf) -> Still:
    was = then.fields("section", row.key)
    document = then.fields("document", row.about).get("title", row.document)
    return Still(
        kind="section",
        key=row.about,
        name=f"{document}: {was.get('title', row.title)}",
        who=owner_then((row.owner, row.owner_name), None, then, ("section", row.key)),
        last_on=day_of(was.get("reviewed_on", row.reviewed_on)),
        due=day_of(was.get("review_due", row.review_due)),
    )

"""Meetings, and everything of a span that two views at its ends tell."""

import datetime
from dataclasses import replace
from typing import Any

from peewee import fn

from sras.history.models_as_of import AsOf
from sras.reports import models_levels, models_plan
from sras.reports.rules import Span
from sras.reports.rules_meetings import Met
from sras.schedule import rules as rules_schedule
from sras.schedule.models import Attendance, Meeting

# What the rest of a report tells in words, or counts.
KINDS = (
    *("agency", "agreement", "data_point", "expectation", "measure", "meeting", "milestone"),
    *("party", "undertaking"),
)


def ends(span: Span, today: datetime.date, zone: str) -> tuple[AsOf, AsOf]:
    """What was recorded by the end of the day before a span, and by its end; one query."""
    kinds = (*models_levels.KINDS, *models_plan.KINDS, *KINDS)
    before = AsOf(min(span.before, today), zone, kinds, ever=models_plan.EVER)
    return before, before.later(span.until(today))


def meetings_of(first: datetime.date, last: datetime.date, then: AsOf) -> list[Met]:
    """Every meeting on the calendar in a span of days, in order, as it was called; one query."""
    rows: Any = (
        Meeting.current(
            *(Meeting.id, Meeting.kind, Meeting.title, Meeting.state, Meeting.held_on),
            Meeting.starts_at,
            _places(rules_schedule.THERE),
            _places(("present", "remote", "excused", "absent")),
        )
        .where(Meeting.held_on.between(first, last))
        .order_by(Meeting.held_on, Meeting.starts_at, Meeting.id)
        .tuples()
    )
    return [
        replace(met, title=then.fields("meeting", met.key).get("title", met.title))
        for met in (Met(*row) for row in rows)
    ]


def _places(states: tuple[str, ...]) -> Any:
    """How many places at a meeting stand so; a training counts each of its days."""
    return Attendance.current(fn.COUNT(Attendance.id)).where(
        Attendance.meeting == Meeting.id, Attendance.state.in_(states)
    )

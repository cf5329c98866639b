"""An agenda now and as it was at a change, and of which meetings one may hold a copy."""

import datetime
from typing import Any

from peewee import JOIN, fn

from sras.accounts.models import Person
from sras.history.models_past import Past
from sras.history.models_shown import Shown
from sras.meetings.models_agenda import AgendaItem
from sras.schedule.models import Meeting

AGENCY = ("state_name", "system_name", "zone")
MEETING = ("title", "kind", "held_on", "days", "starts_at", "minutes", "place", "call_link")
ITEM = ("meeting", "number", "title", "note", "minutes", "presenter", "state")
NEAREST = 30  # meetings to choose from


def shown_on_agenda(meeting: Meeting, *, ever: bool = False) -> list[Shown]:
    """What the agenda of a meeting shows; `ever`: what copies of it may have shown."""
    own = AgendaItem.meeting == meeting.id
    presenting = AgendaItem.current(AgendaItem.presenter).where(own)
    return [
        Shown("agency", AGENCY),
        Shown("meeting", MEETING, [meeting.id]),
        Shown("agenda_item", ITEM, AgendaItem.select(AgendaItem.id).where(own)),
        Shown("person", ("name",), None if ever else presenting),
    ]


def then_and_now(meeting: Meeting, past: Past) -> tuple[list[AgendaItem], list[AgendaItem]]:
    """The items in order, each with who presents it, as they were and as they are."""
    rows = list(
        AgendaItem.select(AgendaItem, Person.id, Person.name)
        .join(Person, JOIN.LEFT_OUTER, on=(AgendaItem.presenter == Person.id))
        .where(AgendaItem.meeting == meeting)
    )
    return _in_order(past.rows(rows)), _in_order([r for r in rows if r.archived_at is None])


def _in_order(items: list[AgendaItem]) -> list[AgendaItem]:
    there = [item for item in items if item.state != "dropped"]
    return sorted(there, key=lambda item: (item.number, item.id))


def with_agenda(key: int) -> Meeting | None:
    """A meeting by its key; None where there is none."""
    found: Meeting | None = Meeting.current().where(Meeting.id == key).first()
    return found


def meetings_near(day: datetime.date) -> list[Meeting]:
    """Meetings around a day that were not cancelled: those to come, the next first, then past."""
    away = fn.ABS(fn.JULIANDAY(Meeting.held_on) - fn.JULIANDAY(day))
    found = list(
        Meeting.current().where(Meeting.state != "cancelled").order_by(away).limit(NEAREST)
    )
    ahead = [each for each in found if each.held_on >= day]
    past = [each for each in found if each.held_on < day]
    return [*sorted(ahead, key=_by_day), *sorted(past, key=_by_day, reverse=True)]


def _by_day(meeting: Meeting) -> tuple[Any, ...]:
    return meeting.held_on, meeting.starts_at, meeting.id

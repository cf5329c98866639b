"""Copies of an agenda: what differs from the one someone holds, and its sheet anew."""

from typing import Any

from flask import request, url_for

from sras.core.keys import whole
from sras.history.models_copies import Paper, Printed, Reprint, Which, join
from sras.history.models_past import Past
from sras.history.rules_copies import Sheet
from sras.meetings import rules_copies
from sras.meetings.models_copies import meetings_near, shown_on_agenda, then_and_now, with_agenda
from sras.meetings.views import bp
from sras.meetings.views_agenda import printed
from sras.schedule.models import Meeting
from sras.web import here
from sras.web.papers import paper


def read() -> Printed | None:
    """The agenda of the meeting that the address names."""
    meeting = _asked()
    if meeting is None:
        return None
    return Printed(
        of=meeting,
        words=f"of {meeting}",
        shown=shown_on_agenda(meeting),
        ever=shown_on_agenda(meeting, ever=True),
        sheets=lambda past: sheets(meeting, past),
        reprint=lambda changed: reprint(meeting, changed),
    )


def _asked() -> Meeting | None:
    key = whole(request.args.get("meeting", ""))
    return with_agenda(key) if key else None


def offered() -> list[tuple[str, str]]:
    """The meetings to choose from: those around today, and the one that the address names."""
    near, own = meetings_near(here.today()), _asked()
    if own is not None and own not in near:
        near.append(own)
    return [(str(each.id), str(each)) for each in near]


def sheets(meeting: Meeting, past: Past) -> tuple[list[Sheet], list[Sheet]]:
    """Its sheet as it was and as it is."""
    agency, (then, now) = here.agency(), then_and_now(meeting, past)
    moved = rules_copies.moved([item.id for item in then], [item.id for item in now])
    return (
        [rules_copies.sheet(past.row(agency), past.row(meeting), then, moved)],
        [rules_copies.sheet(agency, meeting, now, moved)],
    )


def reprint(meeting: Meeting, changed: Reprint) -> Any:
    """The agenda with bars, and what left it."""
    return paper(
        "meetings/agenda_print.html",
        name="agenda-changes",
        back_url=url_for("meetings.meeting", key=meeting.id),
        **printed(meeting, changed),
    )


AGENDA = Paper(
    "agenda",
    "Agenda",
    "read",
    read,
    scope="meeting",
    missing="Choose the meeting whose agenda you hold.",
    which=Which("meeting", "Meeting (for an agenda)", offered),
)
bp.record_once(lambda _state: join(AGENDA))

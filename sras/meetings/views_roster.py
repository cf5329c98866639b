"""The roster of a meeting of several days, and the sheet on which people sign in."""

import datetime
from typing import Any

from flask import abort, request, url_for
from flask_login import current_user

from sras.accounts.models import Membership
from sras.accounts.rules import ORGANISATION_NAMES
from sras.core.keys import whole
from sras.history.models_reading import newest
from sras.meetings.forms_roster import GuestsForm, PersonForm
from sras.meetings.models_roster import mark_here
from sras.meetings.models_training import mark, others, put_on, take_off
from sras.meetings.rules_roster import participants, took_part
from sras.meetings.views import bp, changeable, find
from sras.schedule.models import Attendance, Meeting
from sras.schedule.rules import ATTENDANCE_NAMES
from sras.web.access import get_or_404, requires
from sras.web.answers import leave, page, refused
from sras.web.papers import paper, print_view
from sras.web.submissions import new_form

EMPTY_LINES = 6  # on a sheet, for those who come without being expected


@bp.get("/meetings/<int:key>/roster")
@requires("read")
def roster(key: int) -> Any:
    """Who is expected at a meeting, and on which of its days they took part."""
    return page("meetings/roster.html", **_shown(find(key)))


def _shown(meeting: Meeting, **forms: Any) -> dict[str, Any]:
    may_hold = current_user.may("hold_meetings", meeting) and not meeting.is_frozen
    rest = others(meeting) if may_hold else []
    found = participants(Attendance.of_meeting(meeting), meeting.days)
    return {
        "meeting": meeting,
        "days": days_of(meeting),
        "people": found,
        "counts": took_part(found, meeting.days),
        "organisations": ORGANISATION_NAMES,
        "states": ATTENDANCE_NAMES,
        "may_hold": may_hold,
        "guests_form": GuestsForm(),
        "person_form": PersonForm().among(rest),
        **forms,
    }


def days_of(meeting: Meeting) -> list[datetime.date]:
    """Each day of a meeting."""
    return [meeting.held_on + datetime.timedelta(days=n) for n in range(meeting.days)]


@bp.post("/meetings/<int:key>/roster")
@requires("hold_meetings")
def mark_roster(key: int) -> Any:
    """Save how everyone took part; with a day, all who are still expected on it are here."""
    meeting = changeable(key)
    states = {}
    for name, chosen in request.form.items():
        row = whole(name.removeprefix("state-"))
        if row is not None and name.startswith("state-"):
            if chosen not in ATTENDANCE_NAMES:
                abort(400)
            states[row] = (request.form.get(f"seen-{row}", ""), chosen)
    count = mark(meeting, states, by=current_user)
    here = whole(request.form.get("here"))
    if here is not None:
        count += mark_here(meeting, here, by=current_user)
    said = "Nothing was changed." if not count else f"Saved: {count} marked."
    return leave(url_for(".roster", key=key), said)


@bp.post("/meetings/<int:key>/roster/team")
@requires("hold_meetings")
def add_team(key: int) -> Any:
    """Put the members of the leadership team on the roster."""
    meeting = changeable(key)
    members = [seat.person for seat in Membership.on(meeting.held_on)]
    return _left(key, put_on(meeting, by=current_user, people=members))


def _left(key: int, count: int) -> Any:
    said = f"{count} added to the roster." if count else "All of them are on the roster already."
    return leave(url_for(".roster", key=key), said)


@bp.post("/meetings/<int:key>/roster/people")
@requires("hold_meetings")
def add_person(key: int) -> Any:
    """Put someone with an account on the roster."""
    meeting = changeable(key)
    form = new_form(PersonForm).among(others(meeting))
    if not form.validate():
        return refused("meetings/roster.html", form=form, **_shown(meeting, person_form=form))
    return _left(key, put_on(meeting, by=current_user, people=[form.people[form.person.data]]))


@bp.post("/meetings/<int:key>/roster/guests")
@requires("hold_meetings")
def add_guests(key: int) -> Any:
    """Put several people without accounts on the roster."""
    meeting = changeable(key)
    form = new_form(GuestsForm)
    if not form.validate():
        return refused("meetings/roster.html", form=form, **_shown(meeting, guests_form=form))
    return _left(key, put_on(meeting, by=current_user, guests=form.found))


@bp.post("/meetings/<int:key>/roster/<int:row>/removal")
@requires("hold_meetings")
def remove_from_roster(key: int, row: int) -> Any:
    """Someone was put on the roster by mistake."""
    meeting, attendance = changeable(key), get_or_404(Attendance, row)
    if attendance.__data__["meeting"] != meeting.id:
        abort(404)
    take_off(attendance, by=current_user)
    return leave(url_for(".roster", key=key), f"{attendance.who} is off the roster.")


@bp.get("/meetings/<int:key>/sign-in-sheet")
@requires("read")
def sign_in_sheet(key: int) -> Any:
    """The sheet to sign, one page a day, as paper would show it."""
    return print_view(
        "meetings/sign_in_print.html",
        **_printed(find(key)),
        back_url=url_for(".roster", key=key),
        pdf_url=url_for(".sign_in_pdf", key=key),
    )


@bp.get("/meetings/<int:key>/sign-in-sheet.pdf")
@requires("read")
def sign_in_pdf(key: int) -> Any:
    """The same as PDF."""
    meeting = find(key)
    return paper(
        "meetings/sign_in_print.html",
        name=f"sign-in-{meeting.held_on.isoformat()}",
        back_url=url_for(".roster", key=key),
        **_printed(meeting),
    )


def _printed(meeting: Meeting) -> dict[str, Any]:
    return {
        "meeting": meeting,
        "days": days_of(meeting),
        "people": participants(Attendance.of_meeting(meeting), meeting.days),
        "organisations": ORGANISATION_NAMES,
        "empty_lines": EMPTY_LINES,
        "copy": newest(("attendance", "meeting")),
    }

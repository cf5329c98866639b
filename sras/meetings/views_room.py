"""Who is in the room: attendance, guests; and what is parked for another day."""

from typing import Any

from flask import abort, request, url_for
from flask_login import current_user

from sras.meetings.forms_live import AttendanceForm, GuestForm, ParkingForm
from sras.meetings.models_agenda import AgendaItem, TooMany
from sras.meetings.models_roster import add_guest, all_present, mark, roster_of
from sras.meetings.views import bp
from sras.meetings.views_live import (
    back_to,
    in_session,
    not_frozen,
    not_taken,
    quorum_of,
    still_there,
    today_of,
)
from sras.schedule.models import Attendance
from sras.web.access import get_or_404, requires
from sras.web.answers import redraw
from sras.web.submissions import new_form


@bp.post("/meetings/<int:key>/attendance")
@requires("hold_meetings")
def everyone_present(key: int) -> Any:
    """Everyone of whom nothing was said yet is in the room."""
    meeting = not_frozen(key)
    number, on = today_of(meeting)
    all_present(meeting, number, on, by=current_user)
    return _room(meeting, "All who were expected are present.")


@bp.post("/meetings/<int:key>/attendance/<int:row>")
@requires("hold_meetings")
def mark_attendance(key: int, row: int) -> Any:
    """Say how one person takes part."""
    meeting = not_frozen(key)
    who = get_or_404(Attendance, row)
    if who.meeting_id != key:
        abort(404)
    still_there(who)
    form = new_form(AttendanceForm)
    if not form.validate():
        return not_taken(meeting, form)
    was = request.form.get("was", who.state)
    mark(who, form.state.data, was=was, by=current_user)
    return _room(meeting, f"{who.who}: {who.state}")


@bp.post("/meetings/<int:key>/guests")
@requires("hold_meetings")
def add_guest_to_meeting(key: int) -> Any:
    """Someone without an account takes part."""
    meeting = not_frozen(key)
    form = new_form(GuestForm)
    if not form.validate():
        return not_taken(meeting, form, guest_form=form)
    number, _on = today_of(meeting)
    add_guest(meeting, number, form.guest.data, form.organisation.data, by=current_user)
    return _room(meeting, f"{form.guest.data} is on the list.")


def _room(meeting: Any, message: str) -> Any:
    number, on = today_of(meeting)
    roster = roster_of(meeting, number, on)
    return redraw(
        "meetings/_attendance.html",
        back=back_to(meeting) + "#attendance",
        message=message,
        meeting=meeting,
        roster=roster,
        quorum=quorum_of(meeting, roster),
        unfolded=True,
    )


@bp.post("/meetings/<int:key>/parking")
@requires("hold_meetings")
def park(key: int) -> Any:
    """Put something aside for the next meeting."""
    meeting = in_session(key)
    form = new_form(ParkingForm)
    if not form.validate():
        return not_taken(meeting, form, parking_form=form)
    try:
        AgendaItem.park(form.parked.data, by=current_user, meeting=meeting)
    except TooMany as fault:
        form.parked.errors = [str(fault)]
        return not_taken(meeting, form, parking_form=form)
    return redraw(
        "meetings/_parked.html",
        back=url_for(".live", key=key) + "#parked-list",
        message="Parked for the next meeting.",
        items=list(AgendaItem.of_meeting(meeting)),
    )

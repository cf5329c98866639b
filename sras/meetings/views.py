"""Meetings: all of them, one of them, a new one, and what is changed about it."""

from typing import Any

from flask import Blueprint, abort, url_for
from flask_login import current_user

from sras.coaching.models import CoachComment
from sras.meetings import rules_agenda
from sras.meetings.models_agenda import AgendaItem
from sras.meetings.models_record import Commitment
from sras.schedule import rules
from sras.schedule.forms import CancelForm, MeetingForm
from sras.schedule.models import Meeting, NotFromHere, coaches_on
from sras.web import here
from sras.web.access import get_or_404, requires
from sras.web.answers import leave, page, refused
from sras.web.submissions import new_form, read_form

bp = Blueprint("meetings", __name__)

APPROVED = "The minutes are approved, so this meeting stays as it was."


@bp.get("/meetings")
@requires("read")
def meetings() -> Any:
    """All meetings: now, those to come, those that were."""
    found: dict[str, Any] = {name: [] for name in ("now", "ahead", "unheld", "past")}
    for each in Meeting.listed():
        found[rules.place_in_list(each.state, each.last_day, here.today())].append(each)
    found["ahead"].reverse()
    return page("meetings/meetings.html", **found)


@bp.get("/meetings/new")
@requires("schedule_meetings")
def new_meeting() -> Any:
    """The form of a new meeting."""
    form = MeetingForm(starts_at="10:00", minutes=60, days=1, kind="regular")
    form.among(coaches_on(here.today()))
    return page("meetings/new.html", form=form)


@bp.post("/meetings")
@requires("schedule_meetings")
def add_meeting() -> Any:
    """Put one more meeting on the calendar."""
    form = new_form(MeetingForm).among(coaches_on(here.today()))
    if not form.validate():
        return refused("meetings/new.html", form=form)
    meeting = Meeting.start(by=current_user, verb="scheduled", **form.data)
    return leave(url_for(".meeting", key=meeting.id), "The meeting is on the calendar.")


def find(key: int) -> Meeting:
    """The meeting, or 404."""
    found: Meeting = get_or_404(Meeting, key)
    return found


def to_hold(key: int) -> Meeting:
    """A meeting whose record this person may keep; 404 where a coach was not given it to run."""
    return given(find(key))


def given(meeting: Meeting) -> Meeting:
    """The same of a meeting that was found."""
    if not current_user.may("hold_meetings", meeting):
        abort(404)  # to a coach the record of other meetings is not there to be kept
    return meeting


def changeable(key: int) -> Meeting:
    """The same, while its minutes are not approved; 409 afterwards, with what was typed."""
    found = to_hold(key)
    return abort(409, APPROVED) if found.is_frozen else found


@bp.get("/meetings/<int:key>")
@requires("read")
def meeting(key: int) -> Any:
    """One meeting: when and where, its agenda, who was there, its minutes."""
    return page("meetings/meeting.html", **shown(find(key)))


def shown(meeting: Any) -> dict[str, Any]:
    """What the page of a meeting shows."""
    comments = CoachComment.on("meeting", meeting.id)
    promised = list(Commitment.of_meeting(meeting))
    return {
        "meeting": meeting,
        "comments": comments,
        "promised": promised,
        **agenda_of(meeting),
    }


def agenda_of(meeting: Any, items: list[Any] | None = None) -> dict[str, Any]:
    """The agenda as the page shows it: items, the sum of their minutes, whether it may change."""
    if items is None:
        items = list(AgendaItem.of_meeting(meeting))
    planned = sum(item.minutes for item in items if item.state != "dropped")
    return {
        "items": items,
        "codes": ",".join(item.code for item in items if item.code),
        "planned": rules_agenda.sum_words(planned, meeting.minutes * meeting.days),
        "preparable": may_prepare(meeting),
    }


def may_prepare(meeting: Any) -> bool:
    """Whether who looks may prepare this meeting and it can still change."""
    changes = not meeting.is_frozen and meeting.state != "cancelled"
    return changes and current_user.may("hold_meetings", meeting)


def to_prepare(meeting: Any) -> Any:
    """The meeting, for those who may prepare it; 404 for others, 409 once it stays as it is."""
    if given(meeting).is_frozen:
        abort(409, APPROVED)
    if meeting.state == "cancelled":
        abort(409, "This meeting is cancelled. Schedule it again first.")
    return meeting


@bp.get("/meetings/<int:key>/change")
@requires("schedule_meetings")
def change_meeting_page(key: int) -> Any:
    """The form to move a meeting or put it right."""
    it = find(key)
    return page("meetings/change.html", **_changed(it))


def _changed(it: Meeting, **forms: Any) -> dict[str, Any]:
    return {
        "meeting": it,
        "meeting_form": MeetingForm(obj=it).among(coaches_on(here.today()), it.run_by),
        "cancel_form": CancelForm(),
    } | forms


@bp.post("/meetings/<int:key>")
@requires("schedule_meetings")
def change_meeting(key: int) -> Any:
    """Another day, time or place."""
    it = find(key)
    form = read_form(MeetingForm, it).among(coaches_on(here.today()), it.run_by)
    if it.is_frozen:
        form.form_errors.append(APPROVED)
    elif form.validate() and it.is_held and form.held_on.data > here.today():
        form.held_on.errors = ["It was held, so its day cannot lie in the future."]
    if form.errors:
        return refused("meetings/change.html", form=form, **_changed(it, meeting_form=form))
    it.change(
        by=current_user, verb="moved" if form.held_on.data != it.held_on else "changed", **form.data
    )
    return leave(url_for(".meeting", key=key), "Saved.")


@bp.post("/meetings/<int:key>/cancellation")
@requires("schedule_meetings")
def cancel(key: int) -> Any:
    """It will not be held, and why."""
    it = find(key)
    form = read_form(CancelForm, it)
    if not form.validate():
        return refused("meetings/change.html", form=form, **_changed(it, cancel_form=form))
    return _moved(it, "cancelled", "cancelled", form.reason.data, "The meeting is cancelled.")


@bp.post("/meetings/<int:key>/reinstatement")
@requires("schedule_meetings")
def reinstate(key: int) -> Any:
    """It will be held after all."""
    return _moved(find(key), "scheduled", "reinstated", "", "The meeting is on the calendar again.")


def _moved(it: Meeting, state: str, verb: str, reason: str, message: str) -> Any:
    try:
        it.move(by=current_user, state=state, verb=verb, reason=reason)
    except NotFromHere as fault:
        message = str(fault)
    return leave(url_for(".meeting", key=it.id), message)


@bp.app_template_filter()
def attendance_name(state: str) -> str:
    """How someone took part, in words."""
    return rules.ATTENDANCE_NAMES[state]

"""The agenda and the minutes go out to the people of a meeting."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import abort, render_template, url_for
from flask_login import current_user

from sras.meetings import rules_letter, rules_minutes
from sras.meetings.forms_agenda import SendingForm
from sras.meetings.models_attendance import concerned_by
from sras.meetings.models_minutes import Minutes
from sras.meetings.views import agenda_of, bp, find, given, to_prepare
from sras.meetings.views_items import people_of
from sras.meetings.views_minutes import find_written, told
from sras.schedule.models import Meeting, NotFromHere
from sras.web import here
from sras.web.access import requires
from sras.web.answers import full_address, leave, page, refused
from sras.web.letters import Letter, has_mail, mail_when_saved
from sras.web.submissions import new_form


@dataclass(frozen=True, kw_only=True)
class Paper(Letter):
    """What goes out of a meeting, and what its page shows besides."""

    meeting: Any
    address: str  # of what it tells, to hand over
    pdf: str
    sent_on: datetime.date | None
    action: str
    back: str


def _readers(people: list[Any]) -> list[tuple[str, str]]:
    """Those whose account may be used today."""
    there = [person for person in people if person.takes_part_on(here.today())]
    return [(str(person.name), str(person.email)) for person in there]


def _page(letter: Paper) -> Any:
    form = SendingForm(sent_on=here.today())
    return page("meetings/send.html", sending_form=form, **_shown(letter))


def _shown(letter: Paper) -> dict[str, Any]:
    return {"letter": letter, "meeting": letter.meeting, "mail": has_mail()}


def _day_typed(called: str) -> SendingForm:
    """The form with the day that was typed; errors stand on it, also when it is to come."""
    form = new_form(SendingForm)
    if form.validate() and form.sent_on.data > here.today():
        form.sent_on.errors = [f"The {called} cannot have been sent in the future."]
    return form


def _not_sent(form: SendingForm, letter: Paper) -> Any:
    return refused("meetings/send.html", form=form, sending_form=form, **_shown(letter))


def _sent(there: str, write: Callable[[], Paper]) -> Any:
    """The day is kept: mail the letter once that is saved, or say `there` how to hand it over."""
    if not has_mail():
        return leave(there, "Marked as sent. Hand over the link or the text below.")
    letter = write()
    mail_when_saved(letter)
    return leave(letter.back)


def _with_agenda(key: int) -> Any:
    """A meeting whose agenda can still go out."""
    meeting = to_prepare(find(key))
    if not meeting.is_ahead:
        abort(409, f"This meeting is {meeting.state_name}; its agenda has gone out.")
    return meeting


def _agenda_letter(meeting: Any) -> Paper:
    key = meeting.id
    back, paper = url_for(".meeting", key=key), url_for(".agenda_pdf", key=key)
    words = {
        "meeting": meeting,
        "agency": here.agency(),
        "address": full_address(back),
        "paper": full_address(paper),
    }
    return Paper(
        called="agenda",
        meeting=meeting,
        subject=f"Agenda: {meeting}",
        text=render_template("mail/agenda.txt", **words, **agenda_of(meeting)),
        readers=_readers(list(people_of(meeting).values())),
        address=words["address"],
        pdf=paper,
        sent_on=meeting.agenda_sent_on,
        page=url_for(".send_agenda_page", key=key),
        action=url_for(".send_agenda", key=key),
        back=back,
    )


@bp.get("/meetings/<int:key>/agenda/send")
@requires("hold_meetings")
def send_agenda_page(key: int) -> Any:
    """Who gets the agenda, its text, and the link to hand over."""
    return _page(_agenda_letter(_with_agenda(key)))


@bp.post("/meetings/<int:key>/agenda/sending")
@requires("hold_meetings")
def send_agenda(key: int) -> Any:
    """Say on which day the agenda went out, and mail it where a server is set."""
    meeting, form = _with_agenda(key), _day_typed("agenda")
    if form.errors:
        return _not_sent(form, _agenda_letter(meeting))
    _mark_agenda_sent(meeting, form.sent_on.data)
    return _sent(url_for(".send_agenda_page", key=key), lambda: _agenda_letter(meeting))


def _mark_agenda_sent(meeting: Any, on: Any) -> None:
    if meeting.state == "agenda_sent":
        meeting.change(by=current_user, verb="sent the agenda of", agenda_sent_on=on)
        return
    try:
        meeting.move(
            by=current_user, state="agenda_sent", verb="sent the agenda of", agenda_sent_on=on
        )
    except NotFromHere as fault:
        abort(409, str(fault))


def _written_up(key: int) -> tuple[Meeting, Minutes | None]:
    """A meeting that is over with its minutes, for those who keep its record."""
    meeting, written = find_written(key)
    given(meeting)
    if meeting.is_ahead or meeting.state == "cancelled":
        abort(404)
    if meeting.state == "in_session":
        abort(409, "This meeting is still in session; its minutes go out once it is over.")
    return meeting, written


def _minutes_letter(meeting: Meeting, written: Minutes | None) -> Paper:
    back, paper = (url_for(to, key=meeting.id) for to in (".minutes", ".minutes_pdf"))
    said = told(meeting, written)
    words = {
        "meeting": meeting,
        "minutes": written,
        "addenda": said["addenda"],
        "text": rules_letter.as_text(str(said["frozen"] or said["draft"])),
        "address": full_address(back),
        "paper": full_address(paper),
    }
    mark = f"Minutes no. {written.number}" if written and meeting.is_frozen else "DRAFT minutes"
    return Paper(
        called="minutes",
        meeting=meeting,
        subject=f"{mark}: {meeting}",
        text=render_template("mail/minutes.txt", **words),
        readers=_readers(concerned_by(meeting)),
        address=words["address"],
        pdf=paper,
        sent_on=written.sent_on if written is not None else None,
        page=url_for(".send_minutes_page", key=meeting.id),
        action=url_for(".send_minutes", key=meeting.id),
        back=back,
    )


@bp.get("/meetings/<int:key>/minutes/send")
@requires("hold_meetings")
def send_minutes_page(key: int) -> Any:
    """Who gets the minutes, their text, and the link to hand over."""
    return _page(_minutes_letter(*_written_up(key)))


@bp.post("/meetings/<int:key>/minutes/sending")
@requires("hold_meetings")
def send_minutes(key: int) -> Any:
    """Say on which day the minutes went out as they stand, and mail them where a server is set."""
    (meeting, written), form = _written_up(key), _day_typed("minutes")
    day: Any = form.sent_on.data
    if not form.errors:
        approved_on = written.approved_on if written is not None else None
        fault = rules_minutes.sending_fault(day, meeting.held_on, approved_on)
        form.sent_on.errors = [fault] if fault else []
    if form.errors:
        return _not_sent(form, _minutes_letter(meeting, written))
    Minutes.mark_sent(written, by=current_user, meeting=meeting, on=day)
    there = url_for(".send_minutes_page", key=key)
    return _sent(there, lambda: _minutes_letter(meeting, written))

"""The agenda goes out: by mail where a server is set, else as a text to hand over."""

import logging
from typing import Any

from flask import Response, abort, after_this_request, current_app, flash, render_template, url_for
from flask_login import current_user

from sras.meetings.forms_agenda import SendingForm
from sras.meetings.views import agenda_of, bp, find, to_prepare
from sras.meetings.views_items import people_of
from sras.schedule.models import NotFromHere
from sras.web import here
from sras.web.access import requires
from sras.web.answers import full_address, leave, page, refused
from sras.web.submissions import new_form

log = logging.getLogger("sras")
GIVE_UP_AFTER = 2  # letters in a row that are not taken: the server is gone, the rest waits


def has_mail() -> bool:
    """Whether a mail server is set."""
    return bool(current_app.config["SETTINGS"].smtp_url)


def _sendable(key: int) -> Any:
    meeting = to_prepare(find(key))
    if not meeting.is_ahead:
        abort(409, f"This meeting is {meeting.state_name}; its agenda has gone out.")
    return meeting


def _shown(meeting: Any) -> dict[str, Any]:
    """Who gets it, and what they get."""
    return {
        "meeting": meeting,
        "people": [p for p in people_of(meeting).values() if p.takes_part_on(here.today())],
        "text": _letter(meeting),
        "address": full_address(url_for(".meeting", key=meeting.id)),
        "mail": has_mail(),
    }


def _letter(meeting: Any) -> str:
    return render_template(
        "mail/agenda.txt",
        meeting=meeting,
        agency=here.agency(),
        address=full_address(url_for(".meeting", key=meeting.id)),
        paper=full_address(url_for(".agenda_pdf", key=meeting.id)),
        **agenda_of(meeting),
    )


@bp.get("/meetings/<int:key>/agenda/send")
@requires("hold_meetings")
def send_agenda_page(key: int) -> Any:
    """Who gets the agenda, its text, and the link to hand over."""
    form = SendingForm(sent_on=here.today())
    return page("meetings/agenda_send.html", sending_form=form, **_shown(_sendable(key)))


@bp.post("/meetings/<int:key>/agenda/sending")
@requires("hold_meetings")
def send_agenda(key: int) -> Any:
    """Say on which day the agenda went out, and mail it where a server is set."""
    meeting, form = _sendable(key), new_form(SendingForm)
    shown = _shown(meeting)
    if form.validate() and form.sent_on.data > here.today():
        form.sent_on.errors = ["The agenda cannot have been sent in the future."]
    if form.errors:
        return refused("meetings/agenda_send.html", form=form, sending_form=form, **shown)
    _mark_sent(meeting, form.sent_on.data)
    if not has_mail():
        there = url_for(".send_agenda_page", key=key)
        return leave(there, "Marked as sent. Hand over the link or the text below.")
    _mail_when_saved(meeting, shown["people"], shown["text"])
    return leave(url_for(".meeting", key=key))


def _mark_sent(meeting: Any, on: Any) -> None:
    if meeting.state == "agenda_sent":
        meeting.change(by=current_user, verb="sent the agenda of", agenda_sent_on=on)
        return
    try:
        meeting.move(
            by=current_user, state="agenda_sent", verb="sent the agenda of", agenda_sent_on=on
        )
    except NotFromHere as fault:
        abort(409, str(fault))


def _mail_when_saved(meeting: Any, people: list[Any], text: str) -> None:
    subject, key = f"Agenda: {meeting}", meeting.id
    letters = [(str(person.name), str(person.email)) for person in people]

    @after_this_request
    def send(response: Response) -> Response:
        if response.status_code < 400:
            missed = _mailed(letters, subject, text, key)
            flash(_told(letters, missed))
            leads = "Location" if "Location" in response.headers else "HX-Redirect"
            if missed:  # to where the link and the text are
                response.headers[leads] = url_for(".send_agenda_page", key=key)
        return response


def _told(letters: list[tuple[str, str]], missed: list[str]) -> str:
    """What became of the letters, in words."""
    if not missed:
        return f"The agenda went to {', '.join(name for name, _address in letters)}."
    return (
        f"The mail to {', '.join(missed)} could not be sent. The agenda is kept and marked as "
        "sent: hand it over by link or on paper, or send it once more later."
    )


def _mailed(letters: list[tuple[str, str]], subject: str, text: str, key: int) -> list[str]:
    """Send one letter each; the names of those to whom none went."""
    from sras.core import mail  # two megabytes that instances without mail do without

    settings, missed, in_a_row = current_app.config["SETTINGS"], [], 0
    for name, address in letters:
        if in_a_row >= GIVE_UP_AFTER:
            missed.append(name)
            continue
        try:
            mail.send(settings.smtp_url, settings.mail_from, address, subject, text)
        except mail.MailFailed as failure:
            log.warning("mail agenda of meeting=%s failed: %s", key, failure)
            missed.append(name)
            in_a_row += 1
        else:
            in_a_row = 0
    return missed

"""A letter to several people: mailed once what it tells is saved, and whom it missed is said."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from flask import Response, after_this_request, current_app, flash

log = logging.getLogger("sras")
GIVE_UP_AFTER = 2  # letters in a row that are not taken: the server is gone, the rest waits


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What goes out and to whom."""

    called: str  # what it is: agenda, minutes
    subject: str
    text: str
    readers: list[tuple[str, str]]  # name and address of each
    page: str  # from which it goes out, with the link and the text to hand over
    texts: Mapping[str, str] = field(default_factory=dict)  # by address, where each has their own
    missed: Callable[[list[str]], None] | None = None  # is told the names of those it missed


def has_mail() -> bool:
    """Whether a mail server is set."""
    return bool(current_app.config["SETTINGS"].smtp_url)


def mail_when_saved(letter: Letter) -> None:
    """Mail it after this request, if that succeeds; where it misses someone, lead to its page."""

    @after_this_request
    def send(response: Response) -> Response:
        if response.status_code < 400:
            missed = _mailed(letter)
            flash(_told(letter, missed))
            leads = "Location" if "Location" in response.headers else "HX-Redirect"
            if missed and letter.missed is not None:
                letter.missed(missed)
            if missed:  # to where the link and the text are
                response.headers[leads] = letter.page
        return response


def _told(letter: Letter, missed: list[str]) -> str:
    """What became of the letters, in words."""
    if not letter.readers:
        return f"The {letter.called} went to nobody, since nobody takes part. Add members first."
    if not missed:
        return (
            f"The {letter.called} went to {', '.join(name for name, _address in letter.readers)}."
        )
    return (
        f"The mail to {', '.join(missed)} could not be sent. The day is kept: hand the "
        f"{letter.called} over by link or on paper, or send once more later."
    )


def _mailed(letter: Letter) -> list[str]:
    """Send one letter each; the names of those to whom none went."""
    from sras.core import mail  # two megabytes that instances without mail do without

    settings, missed, in_a_row = current_app.config["SETTINGS"], [], 0
    for name, address in letter.readers:
        if in_a_row >= GIVE_UP_AFTER:
            missed.append(name)
            continue
        try:
            text = letter.texts.get(address, letter.text)
            mail.send(settings.smtp_url, settings.mail_from, address, letter.subject, text)
        except mail.MailFailed as failure:
            log.warning("mail from %s failed: %s", letter.page, failure)
            missed.append(name)
            in_a_row += 1
        else:
            in_a_row = 0
    return missed

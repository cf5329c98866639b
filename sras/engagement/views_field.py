"""Links to the form of an enquiry, and the form as the field sees it, without an account."""

import secrets
from typing import Any

from flask import abort, request, session, url_for
from flask_login import current_user

from sras.accounts import rules_throttle as throttle
from sras.accounts.models_throttle import Bucket
from sras.core import clock, markdown
from sras.engagement import rules_voice
from sras.engagement.forms_voice import AnswersForm, LinkForm, answers_form
from sras.engagement.models_voice import BY_LINK, Enquiry, EnquiryLink, Question, Respondent
from sras.engagement.views import bp
from sras.web import here
from sras.web.access import get_or_404, public, requires
from sras.web.answers import full_address, leave, page, refused
from sras.web.submissions import new_form

HANDED = "enquiry_link"


def _shown(enquiry: Any, form: Any) -> dict[str, Any]:
    links = list(EnquiryLink.of(enquiry))
    asks = Question.of(enquiry).exists()
    return {
        "enquiry": enquiry,
        "links": links,
        "link_form": form,
        "now": clock.now(),
        "asks": asks,
        "closed": enquiry.standing(here.today()) == "closed",
    }


@bp.get("/enquiries/<int:key>/links")
@requires("run_enquiries")
def enquiry_links(key: int) -> Any:
    """The links that were given out; the one made a moment ago with its address, once."""
    enquiry = get_or_404(Enquiry, key)
    form = LinkForm(until=max(enquiry.closes_on, here.today()))
    made, address = session.get(HANDED) or (None, "")
    address = address if made == key else ""
    if address:
        session.pop(HANDED)
    return page("engagement/links.html", address=address, **_shown(enquiry, form))


@bp.post("/enquiries/<int:key>/links")
@requires("run_enquiries")
def make_enquiry_link(key: int) -> Any:
    """A new link; its address is shown once, on the next page."""
    enquiry, form = get_or_404(Enquiry, key), new_form(LinkForm).on(here.today())
    shown = _shown(enquiry, form)
    if form.validate() and not shown["asks"]:
        form.form_errors.append("Put a question first; the form would have nothing to answer.")
    if form.errors:
        return refused("engagement/links.html", form=form, address="", **shown)
    expires = clock.end_of(form.until.data, here.zone())
    _link, token = EnquiryLink.make(current_user, enquiry, form.note.data, expires)
    # In this browser's signed cookie only: the database holds nothing but the hash.
    session[HANDED] = [key, full_address(url_for(".field_form", token=token))]
    return leave(url_for(".enquiry_links", key=key), "The link is made.")


@bp.post("/enquiry-links/<int:key>/revocation")
@requires("run_enquiries")
def revoke_enquiry_link(key: int) -> Any:
    """The link works no longer."""
    link = get_or_404(EnquiryLink, key)
    link.revoke(current_user, clock.now())
    return leave(url_for(".enquiry_links", key=link.enquiry_id), "The link works no longer.")


def _alive(token: str) -> Any:
    link = EnquiryLink.alive(token, clock.now())
    if link is None:
        abort(404, "This link has expired or was taken back. Ask the agency for a new one.")
    return link


def _form_shown(link: Any, token: str, form: Any) -> dict[str, Any]:
    return {
        "enquiry": link.enquiry,
        "letter": markdown.render(link.enquiry.letter, 2),
        "standing": link.enquiry.standing(here.today()),
        "token": token,
        "answers_form": form,
        # Several people may open the same page at once and answer alike: each counts.
        "once": secrets.token_urlsafe(18),
        "no_names": rules_voice.NO_NAMES,
        "bare": True,
    }


@bp.get("/answer/<token>")
@public
def field_form(token: str) -> Any:
    """A few questions, for whoever was handed the link."""
    link = _alive(token)
    form = answers_form(AnswersForm, list(Question.of(link.enquiry)))(role=link.enquiry.audience)
    thanked = "thanks" in request.args
    return page("engagement/field_form.html", thanked=thanked, **_form_shown(link, token, form))


@bp.post("/answer/<token>")
@public
def field_answer(token: str) -> Any:
    """Keep what one person answered."""
    link = _alive(token)
    form = new_form(answers_form(AnswersForm, list(Question.of(link.enquiry))))
    shown = {"thanked": False, **_form_shown(link, token, form)}
    if shown["standing"] != "open":
        form.form_errors.append("Answers are not taken on this day; yours were not kept.")
        return refused("engagement/field_form.html", form=form, status=409, **shown)
    if not form.validate():
        return refused("engagement/field_form.html", form=form, **shown)
    fault = _too_many(link)
    if fault:
        form.form_errors.append(fault)
        return refused("engagement/field_form.html", form=form, status=429, **shown)
    Respondent.answer(
        BY_LINK,
        link.enquiry,
        form.said,
        role=form.role.data,
        place=form.place.data,
        way="form",
        answered_on=here.today(),
        link=link,
    )
    return leave(url_for(".field_form", token=token, thanks=1))


def _too_many(link: Any) -> str:
    """Why no more answers are taken by this link now; empty when they are."""
    if link.sendings >= rules_voice.MOST_BY_LINK:
        return "This link has been answered by as many as it takes. Ask the agency for a new one."
    address = throttle.network(request.remote_addr or "")
    tries = [
        (f"voice:{link.id}@{address}", rules_voice.BY_ADDRESS),
        (f"voice:{link.id}", rules_voice.BY_LINK),
    ]
    wait = Bucket.take(tries, clock.now())
    return f"Many answers came just now. Send yours again in {wait} seconds." if wait else ""

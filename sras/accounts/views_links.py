"""One-time links: an invitation, a new password, the Chief's way to one approval request."""

import logging
from collections.abc import Callable
from typing import Any

from flask import (
    Response,
    abort,
    after_this_request,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_login import current_user

from sras.accounts import passwords
from sras.accounts.forms_door import ResetForm, WelcomeForm
from sras.accounts.models import Person
from sras.accounts.models_doors import OneTimeLink, Session
from sras.accounts.rules_password import fault_of
from sras.accounts.views import bp
from sras.accounts.views_door import enter, landing
from sras.accounts.views_own import own_words
from sras.core import clock
from sras.web import here
from sras.web.access import public
from sras.web.answers import full_address, leave, page, refused
from sras.web.letters import has_mail
from sras.web.submissions import before_lock

log = logging.getLogger("sras")
DOORS = {"invitation": "welcome", "reset": "reset", "decision": "decide_link"}
SUBJECTS = {
    "invitation": "Your invitation",
    "reset": "A new password",
    "decision": "Something for you to decide",
}


def hand_over(link: OneTimeLink, token: str) -> None:
    """Show a fresh link once on the next page, and mail it when a mail server is set."""
    address = _address(link, token)
    # In this browser's signed cookie only: the database holds nothing but the hash.
    session["link"] = {"address": address, "email": link.email, "mailed": False}
    if has_mail():

        def told(sent: bool) -> None:
            session["link"] = session["link"] | {"mailed": sent}

        _mail_when_saved(link, address, told)


def mail_only(link: OneTimeLink, token: str) -> None:
    """Mail a fresh link to its person; whoever made it never sees it."""

    def told(sent: bool) -> None:
        if sent:
            flash(f"A link is mailed to {link.name}.")
        else:
            flash(f"The mail to {link.name} could not be sent. Make the link once more later.")

    _mail_when_saved(link, _address(link, token), told)


def _address(link: OneTimeLink, token: str) -> str:
    return full_address(url_for(f"accounts.{DOORS[link.purpose]}", token=token))


def _mail_when_saved(link: OneTimeLink, address: str, told: Callable[[bool], None]) -> None:
    from sras.core import mail  # two megabytes that instances without mail do without

    settings, email, subject = current_app.config["SETTINGS"], link.email, SUBJECTS[link.purpose]
    text = render_template("mail/link.txt", link=link, address=address)

    @after_this_request
    def send(response: Response) -> Response:
        if response.status_code >= 400:
            return response
        try:
            mail.send(settings.smtp_url, settings.mail_from, email, subject, text)
        except mail.MailFailed as failure:
            log.warning("mail link=%s failed: %s", link.id, failure)
            told(False)
        else:
            told(True)
        return response


@bp.app_template_global()
def link_to_hand_over() -> dict[str, Any] | None:
    """The link made a moment ago, once: address, email, mailed."""
    return session.pop("link", None)


def _keep(purpose: str, token: str) -> Response:
    """Move the token from the address to the cookie, so that no Referer or log repeats it."""
    session[f"door-{purpose}"] = token
    response = redirect(url_for(f".{DOORS[purpose]}"))
    response.headers["Cache-Control"] = "no-store"
    return response  # type: ignore[return-value]


def _kept(purpose: str) -> Any:
    token = session.get(f"door-{purpose}", "")
    return OneTimeLink.by_token(token, purpose, clock.now()) if token else None


def _closed() -> Any:
    return page("accounts/link_closed.html", 404)


@bp.get("/welcome/<token>")
@bp.get("/welcome", defaults={"token": ""})
@public
def welcome(token: str) -> Any:
    """Where an invitation leads."""
    if token:
        return _keep("invitation", token)
    link = _kept("invitation")
    if link is None:
        return _closed()
    return page("accounts/welcome.html", link=link, form=WelcomeForm(name=link.name))


def _check_newcomer() -> Any:
    """Before the lock: a good password, hashed."""
    link, form = _kept("invitation"), WelcomeForm(request.form)
    if link is None:
        return _closed()
    if form.validate() and _is_good(form, form.name.data, link.email):
        return None
    return refused("accounts/welcome.html", form=form, link=link)


def _is_good(form: Any, *own: str) -> bool:
    said = fault_of(form.password.data, own_words(*own))
    if said:
        form.password.errors = [said]
        return False
    g.sras_password_hash = passwords.hash_of(form.password.data)
    return True


@bp.post("/welcome")
@public
@before_lock(_check_newcomer)
def accept_invitation() -> Any:
    """Make the account that the invitation is for, and sign it in."""
    link, form = _kept("invitation"), WelcomeForm(request.form)
    if link is None:
        return _closed()
    if Person.by_email(link.email):
        form.form_errors.append("There is an account with this address already. Sign in with it.")
        return refused("accounts/welcome.html", form=form, link=link)
    person = link.accept(name=form.name.data, password_hash=g.sras_password_hash, on=here.today())
    enter(person)
    return leave(landing(), f"Welcome, {person.name}.")


@bp.get("/reset/<token>")
@bp.get("/reset", defaults={"token": ""})
@public
def reset(token: str) -> Any:
    """Where a password link leads."""
    if token:
        return _keep("reset", token)
    link = _kept("reset")
    if link is None:
        return _closed()
    return page("accounts/reset.html", link=link, form=ResetForm())


def _check_reset() -> Any:
    """Before the lock: a good password, hashed."""
    link, form = _kept("reset"), ResetForm(request.form)
    if link is None:
        return _closed()
    if form.validate() and _is_good(form, link.person.name, link.email):
        return None
    return refused("accounts/reset.html", form=form, link=link)


@bp.post("/reset")
@public
@before_lock(_check_reset)
def choose_password() -> Any:
    """Set the password, end every session of the person, and sign in here."""
    link = _kept("reset")
    if link is None or not link.person.takes_part_on(here.today()):
        return _closed()
    person = link.person
    person.change(by=person, verb="chose a password", password_hash=g.sras_password_hash)
    link.use(by=person)
    Session.end_all(person, clock.now())
    enter(person)
    return leave(landing(), "Your password is changed. Every other browser is signed out.")


@bp.get("/decide-link/<token>")
@bp.get("/decide-link", defaults={"token": ""})
@public
def decide_link(token: str) -> Any:
    """Where the Chief's mailed link leads: a page with one button, since scanners open links."""
    if token:
        return _keep("decision", token)
    link = _kept("decision")
    if link is None:
        return _closed()
    return page("accounts/decide_link.html", link=link)


@bp.post("/decide-link")
@public
def open_decision() -> Any:
    """Sign in with the Chief's link, for that one approval request only."""
    link = _kept("decision")
    if link is None or not link.person.takes_part_on(here.today()):
        return _closed()
    link.use(by=link.person)
    enter(link.person, limited_to=link.about, handed_over_by=link.handed_over_by)
    return leave(_limited_place(link.about))


def _limited_place(about: int) -> str:
    return url_for("planning.request", key=about)


@bp.before_app_request
def keep_to_one_request() -> Any:
    """A session from the Chief's link opens the pages of that approval request and nothing else."""
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "sras_right", None) is None:  # what strangers may open, the doors among it
        return None
    if not current_user.is_authenticated or not current_user.session.limited_to:
        return None
    about = current_user.session.limited_to
    where = (request.view_args or {}).get("key")
    if str(request.url_rule).startswith("/approval/") and where == about:
        return None
    if request.method == "GET" and not request.headers.get("HX-Request"):
        flash("This link opens one request only. Sign in with your password for the rest.")
        return redirect(_limited_place(about))
    return abort(403, "This link opens one request only. Sign in with your password for the rest.")

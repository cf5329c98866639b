"""The door: signing in and out, invitations, password links and the Chief's link."""

import hashlib
import logging
from typing import Any

from flask import Response, flash, g, redirect, request, session, url_for
from flask_login import current_user, login_user

from sras.accounts import passwords
from sras.accounts import rules_throttle as throttle
from sras.accounts.forms_door import SignInForm
from sras.accounts.models import Person
from sras.accounts.models_doors import Session
from sras.accounts.models_throttle import Bucket
from sras.accounts.views import bp
from sras.core import clock
from sras.core.db import transaction
from sras.web import carried, here
from sras.web.access import public, safe_next
from sras.web.answers import leave, page, refused
from sras.web.models import Submission
from sras.web.submissions import own_transaction

log = logging.getLogger("sras")
NOT_RIGHT = (
    "The e-mail address or the password is not right. "
    "After several tries you must wait three minutes before the next."
)


@bp.get("/sign-in")
@public
def sign_in() -> Any:
    """The door; whoever is inside already is sent on, unless a mailed link let them in."""
    if current_user.is_authenticated and not current_user.session.limited_to:
        return redirect(landing(request.args.get("next")))
    return page("accounts/sign_in.html", form=SignInForm(next=request.args.get("next", "")))


@bp.post("/sign-in/typed")
@public
@own_transaction
def sign_in_with_typed() -> Any:
    """The door for someone whose session had ended when a form was sent: it is carried along."""
    place = safe_next(request.args.get("to"))
    form = SignInForm(next=request.args.get("next", ""), typed=carried.pack(place) if place else "")
    return page("accounts/sign_in.html", 401, form=form)


@bp.post("/sign-in")
@public
@own_transaction
def begin_session() -> Any:
    """Sign in; the slow comparison is done before the write lock is taken."""
    form = SignInForm(request.form)
    if not form.validate():
        return refused("accounts/sign_in.html", form=form)
    person = _who_knocks(form)
    if person is None:
        form.form_errors.append(NOT_RIGHT)
        return refused("accounts/sign_in.html", form=form)
    typed, own = carried.unpack(form.typed.data or ""), _was_here_before(person)
    enter(person)
    back = landing(form.next.data)
    if typed is None:
        return leave(back)
    if not own:
        return leave(back, "What was typed before you signed in was another person's.")
    return page("accounts/typed.html", typed=typed, back=back)


def _was_here_before(person: Person) -> bool:
    """Whether the session that ended in this browser was this person's, or is not known."""
    token = session.get("_user_id")
    before = Session.person_of(token) if token else None
    return before in (None, person.id)


def _who_knocks(form: SignInForm) -> Person | None:
    """The person when address and password are right and tries are left; takes equally long."""
    email = form.email.data.strip().lower()
    address = throttle.network(request.remote_addr or "")
    person = Person.by_email(email)
    tries = _buckets(email, address, person)
    now = clock.now()
    wait = Bucket.take(tries, now)
    right = passwords.is_right(person.password_hash if person else "", form.password.data)
    if wait or not right or not person or not person.takes_part_on(here.today()):
        reason = "throttled" if wait else "refused"
        log.warning("sign-in %s address=%s account=%s", reason, address, _mark(email))
        return None
    Bucket.give_back(name for name, _limit in tries)
    return person


def _buckets(email: str, address: str, person: Person | None) -> list[tuple[str, throttle.Limit]]:
    by_address = (f"address:{address}", throttle.ADDRESS)
    account = f"account:{_mark(email)}"
    if person and Session.is_known(person, address, clock.now()):
        return [by_address, (f"{account}@{address}", throttle.KNOWN)]
    return [by_address, (account, throttle.ACCOUNT)]


def _mark(email: str) -> str:
    """What logs and buckets say for an address, which may be a password typed in the wrong box."""
    return hashlib.sha256(email.encode()).hexdigest()[:16]


def enter(person: Person, limited_to: int | None = None, handed_over_by: str = "") -> None:
    """Begin a fresh session for a person in this browser; an earlier one here ends."""
    with transaction():
        leave_session()
        Submission.forget_old()  # the server may run for months, and people come in daily
        now = clock.now()
        person.session_token = Session.begin(
            person,
            now,
            address=throttle.network(request.remote_addr or ""),
            agent=request.user_agent.string,
            limited_to=limited_to,
            handed_over_by=handed_over_by,
        )
    login_user(person)
    g.pop("sras_session", None)
    log.info("sign-in person=%s", person.id)


def leave_session() -> None:
    """End this browser's session, if there is one, and forget all that its cookie holds."""
    if current_user.is_authenticated:
        current_user.session.end(clock.now())
    session.clear()


def landing(wanted: str | None = None) -> str:
    """Where to go after signing in: where one wanted to, the next thing to assess, or home."""
    place = safe_next(wanted)
    if place and not place.startswith(url_for("accounts.sign_in")):
        return place
    return url_for("assessment.next" if current_user.may("assess") else "home.page")


@bp.post("/sign-out")
@public
@own_transaction
def sign_out() -> Response:
    """End the session; the browser also drops the pages it kept."""
    with transaction():
        leave_session()
    flash("You are signed out.")
    response = leave(url_for("accounts.sign_in"))
    response.headers["Clear-Site-Data"] = '"cache"'
    return response

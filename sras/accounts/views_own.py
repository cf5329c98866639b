"""One's own account: name, password, and the browsers that are signed in."""

from typing import Any

from flask import current_app, g, request, url_for
from flask_login import current_user

from sras.accounts import passwords
from sras.accounts.forms_me import MeForm, PasswordForm
from sras.accounts.models_doors import Session
from sras.accounts.models_throttle import Bucket
from sras.accounts.rules_password import fault_of
from sras.accounts.rules_throttle import ACCOUNT
from sras.accounts.views import bp
from sras.core import clock
from sras.web import here
from sras.web.access import requires
from sras.web.answers import page, refused, saved
from sras.web.filters import plural
from sras.web.submissions import before_lock, read_form


@bp.get("/me")
@requires("read")
def me() -> Any:
    """One's own account."""
    return page("accounts/me.html", **_shown())


def _shown(**forms: Any) -> dict[str, Any]:
    idle = current_app.config["SETTINGS"].session_idle_minutes
    shown = {
        "person": current_user._get_current_object(),
        "details": MeForm(obj=current_user),
        "passwords": PasswordForm(),
        "sessions": list(Session.open_of(current_user, clock.now(), idle)),
        "this_session": current_user.session.id,
    }
    return shown | forms


@bp.post("/me")
@requires("read")
def save_me() -> Any:
    """Change one's own name and position."""
    person = current_user._get_current_object()
    form = read_form(MeForm, person)
    if not form.validate():
        return refused("accounts/me.html", form=form, **_shown(details=form))
    person.change(by=person, **form.data)
    return saved(person, back=url_for(".me"))


def _check_new_password() -> Any:
    """Before the lock: the old password must be right and the new one good enough."""
    form = PasswordForm(request.form)
    if form.validate():
        check_own_password(form)
        said = fault_of(form.password.data, own_words(current_user.name, current_user.email))
        if said:
            form.password.errors = [said]
    if form.errors:
        return refused("accounts/me.html", form=form, **_shown(passwords=form))
    g.sras_password_hash = passwords.hash_of(form.password.data)
    return None


def check_own_password(form: Any) -> bool:
    """Whether `own_password` is that of whoever acts; else the form says so."""
    # Tries run out here as they do at the door: a screen left open is no way to guess.
    bucket = f"own:{current_user.id}"
    if Bucket.take([(bucket, ACCOUNT)], clock.now()):
        form.own_password.errors = ["Too many tries. Wait three minutes before the next."]
        return False
    if passwords.is_right(current_user.password_hash, form.own_password.data or ""):
        Bucket.give_back([bucket])
        return True
    form.own_password.errors = ["This is not your present password."]
    return False


def own_words(*words: str) -> list[str]:
    """Words that a password must not be made of: the agency's and the person's own."""
    agency = here.agency()
    return [*words, agency.state_name, agency.agency_name, agency.system_name, "sras"]


@bp.post("/me/password")
@requires("read")
@before_lock(_check_new_password)
def change_password() -> Any:
    """Change one's own password; every other browser must sign in again."""
    person = current_user._get_current_object()
    person.change(by=person, verb="changed password", password_hash=g.sras_password_hash)
    Session.end_all(person, clock.now(), but=person.session.id)
    return saved(person, back=url_for(".me"), message="Password changed")


@bp.post("/me/other-sessions/closure")
@requires("read")
def end_other_sessions() -> Any:
    """Sign out every other browser."""
    person = current_user._get_current_object()
    ended = Session.end_all(person, clock.now(), but=person.session.id)
    person.note(by=person, verb="signed out other browsers of")
    said = f"{plural(ended, 'other browser')} signed out"
    return saved(back=url_for(".me"), message=said)

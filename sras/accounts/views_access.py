"""What a person may do and until when: role, address, end, sessions, password link."""

from typing import Any

from flask import abort, request, url_for
from flask_login import current_user

from sras.accounts import rules
from sras.accounts.forms_people import AccessForm, ResetLinkForm, check_end
from sras.accounts.models import Person, StillInCharge
from sras.accounts.models_doors import OneTimeLink, Session
from sras.accounts.views import bp
from sras.accounts.views_links import hand_over
from sras.accounts.views_own import check_own_password
from sras.accounts.views_people import shown, within_reach
from sras.core import clock
from sras.web import here
from sras.web.access import get_or_404, requires
from sras.web.answers import leave, refused, saved
from sras.web.filters import plural
from sras.web.submissions import before_lock, read_form

NOT_ONESELF = "Someone else must do this: nobody changes their own access."


def _check_before_access(key: int) -> Any:
    """Before the lock: not oneself, and one's own password once more."""
    person, form = _other(key), AccessForm(request.form)
    form.validate()
    if form.own_password.errors or not check_own_password(form):
        return refused("accounts/person.html", form=form, **shown(person, access=form))
    return None


def _other(key: int) -> Person:
    person = get_or_404(Person, key)
    if person.id == current_user.id:
        abort(403, NOT_ONESELF)
    return within_reach(person)


@bp.post("/people/<int:key>/access")
@requires("manage_people")
@before_lock(_check_before_access)
def save_access(key: int) -> Any:
    """Change role, address, delegation or the end of an account; holds from the next request."""
    person = _other(key)
    form = read_form(AccessForm, person)
    if form.validate():
        other = Person.by_email(form.email.data)
        if other is not None and other.id != person.id:
            form.email.errors = ["There is an account with this address already."]
    if not rules.may_manage(current_user.role, form.role.data, form.is_delegate.data):
        form.role.errors = ["Only an administrator names the Chief, a delegate or administrator."]
    if not check_end(form, here.today()) or form.errors:
        return refused("accounts/person.html", form=form, **shown(person, access=form))
    fields = {name: value for name, value in form.data.items() if name != "own_password"}
    doors = ("email", "role", "is_delegate")
    moved = any(getattr(person, name) != fields[name] for name in doors)
    person.change(by=current_user, verb="changed access", **fields)
    if moved:
        OneTimeLink.revoke_all(person, by=current_user)
    return saved(person, back=url_for(".person", key=key))


@bp.post("/people/<int:key>/deactivation")
@requires("manage_people")
def deactivate(key: int) -> Any:
    """Close an account; everything the person did keeps their name."""
    person = _other(key)
    try:
        person.deactivate(by=current_user)
    except StillInCharge as fault:
        return leave(url_for("work.departure", key=key), str(fault))
    OneTimeLink.revoke_all(person, by=current_user)
    Session.end_all(person, clock.now())
    return saved(person, back=url_for(".person", key=key), message="Account closed")


@bp.post("/people/<int:key>/reactivation")
@requires("manage_people")
def reactivate(key: int) -> Any:
    """Open a closed account again."""
    person = _other(key)
    person.reactivate(by=current_user)
    return saved(person, back=url_for(".person", key=key), message="Account open again")


@bp.post("/people/<int:key>/sessions/closure")
@requires("manage_people")
def end_sessions(key: int) -> Any:
    """Sign a person out in every browser."""
    person = within_reach(get_or_404(Person, key))
    ended = Session.end_all(person, clock.now())
    person.note(by=current_user, verb="signed out")
    said = f"{plural(ended, 'browser')} signed out"
    return saved(back=url_for(".person", key=key), message=said)


def _check_before_reset(key: int) -> Any:
    """Before the lock: one's own password once more."""
    person = within_reach(get_or_404(Person, key))
    form = ResetLinkForm(request.form, prefix="reset-")
    if not form.validate() or not check_own_password(form):
        return refused("accounts/person.html", form=form, **shown(person, reset=form))
    return None


@bp.post("/people/<int:key>/reset-link")
@requires("manage_people")
@before_lock(_check_before_reset)
def make_reset_link(key: int) -> Any:
    """Make a one-time link with which a person chooses a new password."""
    person = get_or_404(Person, key)
    if not person.takes_part_on(here.today()):
        abort(409, "This account is closed. Open it again first.")
    link, token = OneTimeLink.make("reset", by=current_user, email=person.email, person=person)
    hand_over(link, token)
    return leave(url_for(".person", key=key), "Password link made")

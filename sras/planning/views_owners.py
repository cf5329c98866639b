"""Owners without accounts: links by which they see and tick their own tasks."""

import datetime
from typing import Any

from flask import abort, session, url_for
from flask_login import current_user

from sras.accounts.models import Person
from sras.core import clock
from sras.core.keys import whole
from sras.history.models import Actor
from sras.planning.forms_tasks import CompletionForm, LinkForm
from sras.planning.models_owners import OwnerLink
from sras.planning.models_tasks import Task
from sras.planning.views import bp
from sras.planning.views_tasks import ticked_before
from sras.web import here
from sras.web.access import get_or_404, public, requires
from sras.web.answers import full_address, leave, page, refused
from sras.web.merging import options
from sras.web.submissions import new_form


def _context(form: Any = None) -> dict[str, Any]:
    pairs = Task.outside_pairs()
    form = form or LinkForm(days="30")
    form.owner.choices = options(
        (f"{answers.id}:{name}", f"{name} ({answers.name} answers)") for name, answers in pairs
    )
    links = list(OwnerLink.in_use(clock.now()))
    return {"pairs": pairs, "links": links, "link_form": form}


@bp.get("/owners")
@requires("edit_plan")
def owner_links() -> Any:
    """Who has no account, and the links that were given out."""
    return page("planning/owners.html", **_context())


@bp.post("/owners")
@requires("edit_plan")
def make_owner_link() -> Any:
    """A new link; its address is shown once, on the next page."""
    form = new_form(LinkForm)
    context = _context(form)
    answering = {(answers.id, name): answers for name, answers in context["pairs"]}
    key, _, name = (form.owner.data or "").partition(":")
    answers = answering.get((whole(key) or 0, name))
    if not form.validate() or answers is None:
        if answers is None:
            form.owner.errors = ["Choose someone who does a task and has no account."]
        return refused("planning/owners.html", form=form, **context)
    expires = clock.now() + datetime.timedelta(days=int(form.days.data))
    link, token = OwnerLink.make(current_user, name, answers, expires)
    # In this browser's signed cookie only: the database holds nothing but the hash.
    session["task_link"] = [link.id, full_address(url_for(".owner_page", token=token))]
    return leave(url_for(".owner_link", key=link.id), f"A link for {name} is made.")


@bp.get("/owners/<int:key>")
@requires("edit_plan")
def owner_link(key: int) -> Any:
    """One link; its address only right after it was made."""
    link = get_or_404(OwnerLink, key)
    made, address = session.pop("task_link", None) or (None, "")
    return page("planning/owner_made.html", link=link, address=address if made == key else "")


@bp.post("/owners/<int:key>/revocation")
@requires("edit_plan")
def revoke_owner_link(key: int) -> Any:
    """The link works no longer."""
    get_or_404(OwnerLink, key).revoke(by=current_user, now=clock.now())
    return leave(url_for(".owner_links"), "The link works no longer.")


def _alive(token: str) -> Any:
    link = OwnerLink.alive(token, clock.now())
    if link is None:
        abort(404, "This link has expired or was taken back. Ask the agency for a new one.")
    return link


def _own(link: Any) -> list[Any]:
    return list(Task.open_for_outside(link.outside_owner, link.answers))


def _shown(link: Any, token: str) -> dict[str, Any]:
    tasks, today = _own(link), here.today()
    return {"link": link, "token": token, "tasks": tasks, "day_here": today, "bare": True}


@bp.get("/owner/<token>")
@public
def owner_page(token: str) -> Any:
    """The open tasks of someone without an account."""
    link = _alive(token)
    return page("planning/owner.html", **_shown(link, token))


@bp.post("/owner/<token>/tasks/<int:key>/completion")
@public
def complete_as_owner(token: str, key: int) -> Any:
    """Someone without an account ticks one of their tasks."""
    link = _alive(token)
    task = next((task for task in _own(link) if task.id == key), None)
    if task is None:
        abort(404)
    form = new_form(CompletionForm).on(here.today())
    if not form.validate():
        return refused("planning/owner.html", form=form, **_shown(link, token))
    said = ticked_before(task)
    if said:
        return leave(url_for(".owner_page", token=token), said)
    by: Person | Actor = Actor(f"{link.outside_owner} (by link)"[:200])
    task.complete(by=by, on=form.done_on.data or here.today())
    return leave(url_for(".owner_page", token=token), "Thank you. The task is marked done.")

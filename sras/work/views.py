"""My work, the work of one person, and leaving the team."""

from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask_login import current_user

from sras.accounts.models import Membership, Person
from sras.core.keys import whole
from sras.core.kinds import kind_of
from sras.planning.models_plan import members_on
from sras.planning.views_tasks import may_edit
from sras.web import here
from sras.web.access import get_or_404, requires
from sras.web.answers import leave, page, refused
from sras.web.submissions import new_form
from sras.work.forms import DepartureForm
from sras.work.models import count, leave_team, open_for

bp = Blueprint("work", __name__)


@bp.record_once
def _count_in_the_header(setup: Any) -> None:
    setup.app.extensions["sras_my_work"] = count


@bp.get("/my-work")
@requires("read")
def mine() -> Response:
    """What waits for the person who asks."""
    return page("work/person.html", **_work_of(current_user), own=True)


@bp.get("/people/<int:key>/work")
@requires("read")
def of_person(key: int) -> Response:
    """What waits for one person."""
    return page("work/person.html", **_work_of(get_or_404(Person, key)), own=False)


def _work_of(person: Person) -> dict[str, Any]:
    return {
        "person": person,
        "open": open_for(person, here.today()),
        "members": members_on(here.today()) if current_user.may("edit_plan") else {},
        "may_edit": may_edit,
        "back": request.script_root + request.path,
    }


@bp.get("/people/<int:key>/departure")
@requires("manage_people")
def departure(key: int) -> Response:
    """What must be handed over before a person leaves the team."""
    person, seat = _leaving(key)
    form = DepartureForm(ended_on=here.today())
    form.for_seat(seat)
    return page("work/departure.html", form=form, **_shown(person, seat))


@bp.post("/people/<int:key>/departure")
@requires("manage_people")
def depart(key: int) -> Response:
    """End the seat and hand over everything, or say what has no taker yet."""
    person, seat = _leaving(key)
    form = new_form(DepartureForm)
    form.today = here.today()
    form.for_seat(seat)
    shown = _shown(person, seat)
    members = {member.id: member for member in shown["members"]}
    takers, left = [], []
    for thing in shown["open"].to_hand_over:
        chosen = whole(request.form.get(taker_name(thing))) or whole(form.all_to.data)
        if chosen in members:
            takers.append((thing, members[chosen]))
        else:
            left.append(thing)
    valid = form.validate()
    if left:
        named = ", ".join(f"“{thing}”" for thing in left[:5])
        more = f" and {len(left) - 5} more" if len(left) > 5 else ""
        form.all_to.errors = [f"Say who takes {named}{more}."]
    if left or not valid:
        return refused("work/departure.html", form=form, **shown)
    on = form.ended_on.data if seat else None
    leave_team(person, seat, by=current_user, on=on, takers=takers)
    told = "has left the team" if seat else "has nothing open any more"
    return leave(url_for("accounts.person", key=key), f"{person.name} {told}")


@bp.app_template_global("taker_name")
def taker_name(thing: Any) -> str:
    """The name of the field that says who takes a thing."""
    return f"taker-{kind_of(thing).name}-{thing.id}"


def _leaving(key: int) -> tuple[Person, Membership | None]:
    """The person and their seat; 404 for one who has no seat and nothing open."""
    person = get_or_404(Person, key)
    seat = Membership.held_by(person, here.today()).first()
    if seat is None and not person.in_hand:
        abort(404)
    return person, seat


def _shown(person: Person, seat: Membership | None) -> dict[str, Any]:
    others = [row.person for row in Membership.on(here.today()) if row.person_id != person.id]
    return {
        "person": person,
        "seat": seat,
        "members": others,
        "open": open_for(person, here.today()),
        "chosen": request.form,
    }

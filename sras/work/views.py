"""My work, the work of one person, and leaving the team."""

from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask_login import current_user

from sras.accounts.models import Person
from sras.core.keys import whole
from sras.core.kinds import kind_of
from sras.documents.models import Section
from sras.planning.models_plan import members_on
from sras.planning.views_tasks import may_edit
from sras.web import here
from sras.web.access import get_or_404, requires
from sras.web.answers import leave, page, refused
from sras.web.submissions import new_form
from sras.work.forms import DepartureForm
from sras.work.models import count, open_for
from sras.work.models_departure import is_written, leave_team, left_by, may_take

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
    today = here.today()
    open_ = open_for(person, today, here.agency().chief_title)
    editable = bool(open_.tasks) and current_user.may("edit_plan")
    return {
        "person": person,
        "open": open_,
        "members": members_on(today) if editable else {},
        "may_edit": may_edit,
        "back": request.script_root + request.path,
    }


@bp.get("/people/<int:key>/departure")
@requires("manage_people")
def departure(key: int) -> Response:
    """What must be handed over before a person leaves the team."""
    shown = _leaving(key)
    form = DepartureForm(ended_on=here.today())
    form.for_seat(shown["seat"])
    return page("work/departure.html", form=form, **shown)


@bp.post("/people/<int:key>/departure")
@requires("manage_people")
def depart(key: int) -> Response:
    """End the seat and hand over everything, or say what has no taker yet."""
    shown = _leaving(key)
    person, seat = shown["person"], shown["seat"]
    form = new_form(DepartureForm)
    form.today = here.today()
    form.for_seat(seat)
    takers, said = _taken(shown, form)
    valid = form.validate()
    if said:
        form.all_to.errors = said
    if said or not valid:
        return refused("work/departure.html", form=form, **shown)
    on = form.ended_on.data if seat else None
    leave_team(person, seat, by=current_user, on=on, takers=takers)
    told = "has left the team" if seat else "has nothing open any more"
    return leave(url_for("accounts.person", key=key), f"{person.name} {told}")


def _taken(shown: dict[str, Any], form: Any) -> tuple[list[tuple[Any, Person]], list[str]]:
    """Each thing with who takes it; what is said of those that nobody takes who may."""
    members = {member.id: member for member in shown["members"]}
    all_ = members | {coach.id: coach for coach in shown["coaches"]}
    takers, left = [], []
    for thing in (line.thing for lines in shown["left"].values() for line in lines):
        offered = all_ if is_written(thing) else members
        taker = offered.get(whole(request.form.get(taker_name(thing))) or 0)
        taker = taker or members.get(whole(form.all_to.data) or 0)
        if taker is None:
            left.append(thing)
        else:
            takers.append((thing, taker))
    unfit = [thing for thing, taker in takers if not may_take(thing, taker, takers)]
    said = [f"Say who takes {_named(left)}."] if left else []
    if unfit:
        said.append(f"A coach looks after no section of another's document: {_named(unfit)}.")
    return takers, said


def _named(things: list[Any]) -> str:
    """The first five by name, the rest by number."""
    named = ", ".join(
        str(each) if isinstance(each, Section) else f"“{each}”" for each in things[:5]
    )
    return f"{named} and {len(things) - 5} more" if len(things) > 5 else named


bp.add_app_template_global(is_written)


@bp.app_template_global("taker_name")
def taker_name(thing: Any) -> str:
    """The name of the field that says who takes a thing."""
    return f"taker-{kind_of(thing).name}-{thing.id}"


def _leaving(key: int) -> dict[str, Any]:
    """The person, their seat and what they leave; 404 for one who has no seat and nothing open."""
    everyone = {each.id: each for each in Person.with_seats(here.today())}
    person = everyone.pop(key, None) or abort(404)
    left = left_by(person)
    if person.seat is None and not left:
        abort(404)
    others = [each for each in everyone.values() if each.takes_part_on(here.today())]
    return {
        "person": person,
        "seat": person.seat,
        "members": [each for each in others if each.seat],
        "coaches": [each for each in others if each.role == "coach" and not each.seat],
        "left": left,
        "chosen": request.form,
    }

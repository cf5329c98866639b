"""Who is here: the people, their invitations, and their seats on the leadership team."""

from typing import Any

from flask import abort, url_for
from flask_login import current_user

from sras.accounts import rules
from sras.accounts.forms_people import (
    AccessForm,
    InvitationForm,
    PersonForm,
    ResetLinkForm,
    SeatForm,
    check_end,
)
from sras.accounts.models import Membership, Person
from sras.accounts.models_doors import OneTimeLink, Session
from sras.accounts.views import bp
from sras.accounts.views_links import hand_over
from sras.core import clock
from sras.web import here
from sras.web.access import get_or_404, requires
from sras.web.answers import leave, page, refused, saved
from sras.web.merging import options
from sras.web.submissions import new_form, read_form

ONLY_ADMIN = (
    "Only an administrator changes the name or access of an administrator, the Chief or a "
    "delegate: the team does not decide who decides."
)


def within_reach(person: Person) -> Person:
    """The person; 403 in words when it is not for who asks to touch their account."""
    if not rules.may_manage(current_user.role, person.role, person.is_delegate):
        abort(403, ONLY_ADMIN)
    return person


@bp.get("/people")
@requires("read")
def people() -> Any:
    """Everyone with an account, and for those who manage them the open invitations."""
    manages = current_user.may("manage_people")
    return page(
        "accounts/people.html",
        people=list(Person.listed()),
        seats={seat.person_id: seat for seat in Membership.on(here.today())},
        seen=Session.last_seen() if manages else {},
        invitations=_invitations() if manages else [],
        manages=manages,
        revocable=lambda link: rules.may_manage(current_user.role, link.role),
        ending=rules.ending,
    )


def _invitations() -> list[OneTimeLink]:
    return list(OneTimeLink.open_ones(clock.now()).where(OneTimeLink.purpose == "invitation"))


@bp.get("/people/invitation")
@requires("manage_people")
def new_invitation() -> Any:
    """The form of an invitation."""
    return page("accounts/invitation.html", form=InvitationForm())


@bp.post("/people/invitation")
@requires("manage_people")
def invite() -> Any:
    """Make a one-time link, bound to an address and a role."""
    form = new_form(InvitationForm)
    if form.validate() and Person.by_email(form.email.data):
        form.email.errors = ["There is an account with this address already."]
    if not rules.may_manage(current_user.role, form.role.data):
        form.role.errors = ["Only an administrator invites the Chief or an administrator."]
    if not check_end(form, here.today()) or form.errors:
        return refused("accounts/invitation.html", form=form)
    seat = rules.seat_for(form.role.data, form.team_role.data)
    asked = form.data | {"team_role": seat}
    link, token = OneTimeLink.make("invitation", by=current_user, **asked)
    hand_over(link, token)
    return leave(url_for(".people"), "Invitation made")


@bp.post("/invitations/<int:key>/revocation")
@requires("manage_people")
def revoke_invitation(key: int) -> Any:
    """End an invitation that nobody used yet."""
    link = get_or_404(OneTimeLink, key)
    if link.purpose != "invitation":
        abort(404)
    if not rules.may_manage(current_user.role, link.role):
        abort(403, ONLY_ADMIN)
    if link.used_at or link.revoked_at:
        abort(409, "This invitation was used or revoked before.")
    link.revoke(by=current_user)
    return saved(back=url_for(".people"), message=f"Invitation of {link.email} revoked")


@bp.get("/people/<int:key>")
@requires("read")
def person(key: int) -> Any:
    """One person: seats for all to see, access for those who manage people."""
    return page("accounts/person.html", **shown(get_or_404(Person, key)))


def shown(person: Person, **forms: Any) -> dict[str, Any]:
    """What the page of a person shows; a refused form takes the place of its fresh one."""
    manages = current_user.may("manage_people")
    found = {
        "person": person,
        "seats": list(Membership.of(person)),
        "manages": manages,
        "reaches": rules.may_manage(current_user.role, person.role, person.is_delegate),
        "today": here.today(),
    }
    if manages:
        found |= {
            "details": PersonForm(obj=person),
            "access": AccessForm(obj=person),
            "reset": ResetLinkForm(prefix="reset-"),
            "seat": _seat_form(started_on=here.today()),
            "last_seen": Session.last_seen_of(person),
        }
    return found | forms


def _seat_form(*args: Any, seat: Membership | None = None, **values: Any) -> SeatForm:
    return areas_offered(SeatForm(*args, **values), seat)


def areas_offered(form: Any, seat: Membership | None = None) -> Any:
    """A form of a seat that offers the agency's program areas, and those the seat has already."""
    areas = dict.fromkeys([*here.agency().areas, *(seat.areas if seat else ())])
    form.program_areas.choices = options((area, area) for area in areas)
    return form


@bp.post("/people/<int:key>")
@requires("manage_people")
def save_person(key: int) -> Any:
    """Change what everyone may see of a person."""
    person = within_reach(get_or_404(Person, key))
    form = read_form(PersonForm, person)
    if not form.validate():
        return refused("accounts/person.html", form=form, **shown(person, details=form))
    person.change(by=current_user, **form.data)
    return saved(person, back=url_for(".person", key=key))


@bp.post("/people/<int:key>/seats")
@requires("manage_people")
def add_seat(key: int) -> Any:
    """Give a person a seat on the leadership team, from a day that may lie in the past."""
    person = get_or_404(Person, key)
    form = areas_offered(new_form(SeatForm))
    if not _check_seat(form, person):
        return refused("accounts/person.html", form=form, **shown(person, seat=form))
    Membership.start(by=current_user, person=person, **_seat_fields(form))
    return leave(url_for(".person", key=key), f"{person.name} has a seat on the team")


def _check_seat(form: Any, person: Person, seat: Membership | None = None) -> bool:
    if not form.validate():
        return False
    other = Membership.overlapping(person, form.started_on.data, but=seat)
    if other is not None and (seat is None or seat.ended_on is None):
        form.started_on.errors = [
            f"{person.name} has a seat since {other.started_on.isoformat()} already."
        ]
    begins_later = form.started_on.data > here.today()
    if seat is not None and begins_later and person.in_hand:
        form.started_on.errors = [
            f"{person.in_hand_words} for {person.name}, so the seat cannot begin in the future."
        ]
    if seat is not None and seat.ended_on and seat.ended_on < form.started_on.data:
        form.started_on.errors = ["A seat cannot begin after its end."]
    return not form.errors


def _seat_fields(form: Any) -> dict[str, Any]:
    return form.data | {"program_areas": "\n".join(form.program_areas.data or ())}


@bp.get("/seats/<int:key>")
@requires("manage_people")
def seat(key: int) -> Any:
    """One seat, to put right its part, its areas or its first day."""
    row = get_or_404(Membership, key)
    form = _seat_form(
        seat=row,
        team_role=row.team_role,
        program_areas=row.areas,
        started_on=row.started_on,
    )
    return page("accounts/seat.html", seat=row, form=form)


@bp.post("/seats/<int:key>")
@requires("manage_people")
def save_seat(key: int) -> Any:
    """Put a seat right."""
    row = get_or_404(Membership, key)
    form = areas_offered(read_form(SeatForm, row, values=_seat_value), row)
    if not _check_seat(form, row.person, row):
        return refused("accounts/seat.html", form=form, seat=row)
    row.change(by=current_user, **_seat_fields(form))
    return saved(row, back=url_for(".person", key=row.person_id))


def _seat_value(seat: Membership, name: str) -> Any:
    return seat.areas if name == "program_areas" else getattr(seat, name)

"""The parties to an agreement: who takes part, who signed, what each undertook and did."""

from typing import Any

from flask import abort, request, url_for
from flask_login import current_user

from sras.engagement.forms_parties import (
    PartyForm,
    SignatureForm,
    UndertakingForm,
    UndertakingsForm,
)
from sras.engagement.models import Party, Undertaking
from sras.engagement.rules_undertakings import offered
from sras.engagement.views import bp, current_or_409, shown
from sras.web import here
from sras.web.access import get_or_404, requires
from sras.web.answers import leave, page, refused
from sras.web.merging import options
from sras.web.submissions import new_form, posted, read_form

PARTY = "engagement/party.html"
UNDERTAKING = "engagement/undertaking.html"


@bp.post("/agreements/<int:key>/parties")
@requires("manage_agreement")
def add_party(key: int) -> Any:
    """A further party."""
    agreement = current_or_409(key)
    form = new_form(PartyForm)
    if not form.validate():
        return refused("engagement/agreement.html", form=form, **shown(agreement, party_form=form))
    made = Party.join_in(by=current_user, agreement=agreement, **form.data)
    return leave(url_for(".party", key=made.id), f"{made.name} is a party. Say what it undertakes.")


@bp.get("/agreements/parties/<int:key>")
@requires("read")
def party(key: int) -> Any:
    """One party: its signature, what it undertook, and the forms to change them."""
    return page(PARTY, **party_shown(get_or_404(Party, key)))


def party_shown(found: Party, **forms: Any) -> dict[str, Any]:
    """What the page of a party shows; a refused form takes the place of its fresh one."""
    undertaken = list(Undertaking.of_party(found))
    live = found.archived_at is None and found.agreement.archived_at is None
    return {
        "party": found,
        "undertaken": undertaken,
        "editable": current_user.may("manage_agreement") and live,
        "party_form": PartyForm(data=_values(found, PartyForm)),
        "signature_form": SignatureForm(data=_values(found, SignatureForm)),
        "more_form": _offering(UndertakingsForm(), found, undertaken),
        **forms,
    }


def _values(row: Any, form: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in form()._fields}


def _offering(form: UndertakingsForm, found: Party, undertaken: list[Undertaking]) -> Any:
    """The form with the usual undertakings that are not there yet."""
    choices = offered(str(found.kind), [str(each.text) for each in undertaken])
    form.ready.choices = options(choices)
    return form


def current_party(key: int) -> Party:
    """The party, unless it was archived meanwhile."""
    found: Party = get_or_404(Party, key)
    current_or_409(found.__data__["agreement"])
    if found.archived_at is not None:
        abort(409, "This party was taken out meanwhile.")
    return found


@bp.post("/agreements/parties/<int:key>")
@requires("manage_agreement")
def change_party(key: int) -> Any:
    """Change its name, kind or contact."""
    found = current_party(key)
    form = read_form(PartyForm, found)
    if not form.validate():
        return refused(PARTY, form=form, **party_shown(found, party_form=form))
    found.change(by=current_user, **form.data)
    return leave(url_for(".party", key=key), "Saved")


@bp.post("/agreements/parties/<int:key>/signature")
@requires("manage_agreement")
def sign(key: int) -> Any:
    """Record who signed and when."""
    found = current_party(key)
    form = read_form(SignatureForm, found)
    if not form.judge(here.today()):
        return refused(PARTY, form=form, **party_shown(found, signature_form=form))
    found.sign(by=current_user, signer=form.signer.data, on=form.signed_on.data)
    return leave(url_for(".party", key=key), "Saved")


@bp.post("/agreements/parties/<int:key>/removal")
@requires("manage_agreement")
def remove_party(key: int) -> Any:
    """It is no party any more."""
    found = current_party(key)
    found.leave(by=current_user)
    back = url_for(".agreement", key=found.__data__["agreement"])
    return leave(back, f"{found.name} is no party any more.")


@bp.post("/agreements/parties/<int:key>/undertakings")
@requires("manage_agreement")
def add_undertakings(key: int) -> Any:
    """Undertake several things at once."""
    found = current_party(key)
    undertaken = list(Undertaking.of_party(found))
    form = _offering(new_form(UndertakingsForm), found, undertaken)
    there = [str(each.text) for each in undertaken]
    if not form.judge(offered(str(found.kind), there), there):
        return refused(PARTY, form=form, **party_shown(found, more_form=form))
    found.undertake(by=current_user, texts=form.lines, due_on=form.due_on.data)
    count = len(form.lines)
    added = f"{count} undertaking{'s' if count > 1 else ''} added."
    return leave(url_for(".party", key=key), added)


@bp.get("/agreements/undertakings/<int:key>")
@requires("read")
def undertaking(key: int) -> Any:
    """One undertaking, and the form to change it."""
    found = get_or_404(Undertaking, key)
    return page(UNDERTAKING, **_undertaking_shown(found))


def _undertaking_shown(found: Undertaking, **forms: Any) -> dict[str, Any]:
    party: Any = found.party
    live = not (found.archived_at or party.archived_at or party.agreement.archived_at)
    return {
        "undertaking": found,
        "editable": current_user.may("manage_agreement") and live,
        "changing": UndertakingForm(data=_values(found, UndertakingForm)),
        **forms,
    }


def current_undertaking(key: int) -> Undertaking:
    """The undertaking, unless it was archived meanwhile."""
    found: Undertaking = get_or_404(Undertaking, key)
    current_party(found.__data__["party"])
    if found.archived_at is not None:
        abort(409, "This undertaking was taken out meanwhile.")
    return found


@bp.post("/agreements/undertakings/<int:key>")
@requires("manage_agreement")
def change_undertaking(key: int) -> Any:
    """Change its words, its day, or whether it is done."""
    found = current_undertaking(key)
    form = read_form(UndertakingForm, found)
    if not form.judge(here.today()):
        return refused(UNDERTAKING, form=form, **_undertaking_shown(found, changing=form))
    found.change(by=current_user, **form.data)
    return leave(url_for(".undertaking", key=key), "Saved")


@bp.post("/agreements/undertakings/<int:key>/completion")
@requires("manage_agreement")
def complete_undertaking(key: int) -> Any:
    """Tick it, with the day on which it was done."""
    found = current_undertaking(key)
    form = read_form(UndertakingForm, found, typed=posted())
    if not form.judge(here.today()):
        return refused(UNDERTAKING, form=form, **_undertaking_shown(found, changing=form))
    found.complete(by=current_user, on=form.done_on.data or here.today())
    return leave(_ticked_at(found), "Ticked as done.")


def _ticked_at(found: Undertaking) -> str:
    """The page on which it was ticked, at its place there."""
    party = found.__data__["party"]
    if request.form.get("at") == "party":
        return url_for(".party", key=party, _anchor=f"undertaking-{found.id}")
    return url_for(".agreement", key=found.party.__data__["agreement"], _anchor=f"party-{party}")


@bp.post("/agreements/undertakings/<int:key>/removal")
@requires("manage_agreement")
def remove_undertaking(key: int) -> Any:
    """It is not undertaken any more."""
    found = current_undertaking(key)
    found.archive(by=current_user)
    return leave(url_for(".party", key=found.__data__["party"]), "The undertaking is taken out.")

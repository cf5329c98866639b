"""The agreement: all there are, a new one, one with its parties and its timeline."""

from typing import Any

from flask import Blueprint, abort, url_for
from flask_login import current_user

from sras.engagement import models_fields, rules_clock
from sras.engagement.forms import AgreementForm
from sras.engagement.forms_parties import PartyForm
from sras.engagement.models import Agreement, Milestone, Party
from sras.engagement.models_timeline import timeline_of
from sras.engagement.rules_picture import picture
from sras.engagement.rules_timeline import Timeline
from sras.web import here
from sras.web.access import get_or_404, requires
from sras.web.answers import leave, page, refused
from sras.web.submissions import new_form, read_form

__all__ = ["bp", "models_fields"]  # documents speak of agreements wherever this feature is

bp = Blueprint("engagement", __name__)


@bp.get("/agreements")
@requires("read")
def agreements() -> Any:
    """All agreements, the newest first."""
    return page("engagement/agreements.html", agreements=list(Agreement.listed()))


@bp.get("/agreements/new")
@requires("manage_agreement")
def new_agreement() -> Any:
    """The form of a new agreement: twelve months from today, with the usual settings."""
    today, agency = here.today(), here.agency()
    form = AgreementForm(
        title=f"Agreement on {agency.system_name}"[:200],
        path="rubric",
        starts_on=today,
        ends_on=rules_clock.year_later(today),
        team_low=agency.team_low,
        team_high=agency.team_high,
        **{name: Agreement._meta.fields[name].default for name in SETTINGS},
    )
    return page("engagement/new.html", form=form)


SETTINGS = ("session_days", "plan_days", "meetings_a_year", "calls_a_year", "report_months")


@bp.post("/agreements")
@requires("manage_agreement")
def begin_agreement() -> Any:
    """Draw up an agreement; its parties come next."""
    form = new_form(AgreementForm)
    if not form.judge(here.today()):
        return refused("engagement/new.html", form=form)
    made = Agreement.start(by=current_user, verb="drew up", **form.data)
    return leave(url_for(".agreement", key=made.id), "The agreement is there. Add its parties.")


@bp.get("/agreements/<int:key>")
@requires("read")
def agreement(key: int) -> Any:
    """One agreement: where it stands, who takes part, what each undertook."""
    return page("engagement/agreement.html", **shown(get_or_404(Agreement, key)))


def shown(found: Agreement, **forms: Any) -> dict[str, Any]:
    """What the page of an agreement shows; a refused form takes the place of its fresh one."""
    told = standing_of(found)
    return {
        "agreement": found,
        "standing": told,
        "drawn": picture(told, (found.starts_on, found.ends_on), here.today()),
        "parties": Party.of(found),
        "typed": Milestone.of(found),
        "editable": current_user.may("manage_agreement") and found.archived_at is None,
        "party_form": PartyForm(kind="rcc"),
        **forms,
    }


def standing_of(found: Agreement) -> Timeline:
    """Where an agreement stands today."""
    return timeline_of(found, here.today(), here.agency().chief_title)


def current_or_409(key: int) -> Agreement:
    """The agreement, unless someone archived it meanwhile."""
    found: Agreement = get_or_404(Agreement, key)
    if found.archived_at is not None:
        abort(409, "This agreement was archived meanwhile. Bring it back first, then save again.")
    return found


@bp.get("/agreements/<int:key>/settings")
@requires("manage_agreement")
def agreement_settings(key: int) -> Any:
    """The form of its term and settings."""
    found = current_or_409(key)
    form = AgreementForm(data={name: getattr(found, name) for name in AgreementForm()._fields})
    return page("engagement/settings.html", agreement=found, form=form)


@bp.post("/agreements/<int:key>")
@requires("manage_agreement")
def change_agreement(key: int) -> Any:
    """Change its term or settings."""
    found = current_or_409(key)
    form = read_form(AgreementForm, found)
    if not form.judge(here.today()):
        return refused("engagement/settings.html", agreement=found, form=form)
    found.change(by=current_user, **form.data)
    return leave(url_for(".agreement", key=key), "Saved")


@bp.post("/agreements/<int:key>/removal")
@requires("manage_agreement")
def archive_agreement(key: int) -> Any:
    """It came to nothing or was drawn up by mistake; it stays readable."""
    found = current_or_409(key)
    found.archive(by=current_user)
    return leave(url_for(".agreements"), f"“{found.title}” is archived.")


@bp.post("/agreements/<int:key>/return")
@requires("manage_agreement")
def bring_back_agreement(key: int) -> Any:
    """It holds after all."""
    found = get_or_404(Agreement, key)
    found.change(by=current_user, verb="brought back", archived_at=None)
    return leave(url_for(".agreement", key=key), "The agreement is back.")

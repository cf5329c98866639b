"""One's own account, the agency's settings, and the table of roles and rights."""

from typing import Any

from flask import Blueprint, url_for
from flask_login import current_user

from sras.accounts import rules
from sras.accounts.forms_agency import AgencyForm
from sras.accounts.models import Agency
from sras.web import here
from sras.web.access import requires
from sras.web.answers import page, refused, saved
from sras.web.submissions import read_form

bp = Blueprint("accounts", __name__)


@bp.app_template_filter()
def browser(agent: str) -> str:
    """A browser's long signature as people call it: Firefox on Windows."""
    kinds = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
    systems = (
        *(("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad")),
        *(("Mac OS", "Mac"), ("Linux", "Linux")),
    )
    name = next((word for mark, word in kinds if mark in agent), "A browser")
    system = next((word for mark, word in systems if mark in agent), "")
    return f"{name} on {system}" if system else name


@bp.app_template_filter()
def role_name(role: str) -> str:
    """A role in words."""
    return rules.ROLES[role]


@bp.app_template_filter()
def team_role_name(role: str) -> str:
    """A part on the team in words."""
    return rules.TEAM_ROLE_NAMES[role]


@bp.app_template_filter()
def organisation_name(organisation: str) -> str:
    """A kind of organization in words."""
    return rules.ORGANISATION_NAMES[organisation]


@bp.get("/settings")
@requires("manage_settings")
def agency() -> Any:
    """The agency's own settings."""
    row = here.agency()
    return page("accounts/settings.html", row=row, form=AgencyForm(obj=row))


@bp.post("/settings")
@requires("manage_settings")
def save_agency() -> Any:
    """Change the agency's settings."""
    row = Agency.one()
    form = read_form(AgencyForm, row)
    if not form.validate():
        return refused("accounts/settings.html", form=form, row=row)
    row.change(by=current_user, **form.data)
    return saved(row, back=url_for(".agency"))


@bp.get("/roles")
@requires("read")
def roles() -> Any:
    """What each role may do: the table that the app itself goes by."""
    return page("accounts/roles.html", roles=rules.ROLES, rights=rules.RIGHTS, table=rules.MAY)

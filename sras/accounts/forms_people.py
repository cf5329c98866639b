"""What may be typed about people, their access and their seats on the team."""

import datetime
from typing import Any

from wtforms import (
    BooleanField,
    EmailField,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, Optional

from sras.accounts.forms_door import name_field, position_field
from sras.accounts.forms_me import own_password_field
from sras.accounts.rules import ENDING_ROLES, NO_SEAT, ORGANISATION_NAMES, ROLES, TEAM_ROLE_NAMES
from sras.core.addresses import LONGEST, is_address
from sras.web.fields import Day, trimmed
from sras.web.merging import BaseForm, options


def an_address(_form: Any, field: Any) -> None:
    """One plain e-mail address."""
    if not is_address(field.data or ""):
        raise ValidationError("Enter one e-mail address, such as ana.ruiz@agency.gov.")


def email_field() -> EmailField:
    """An e-mail address, kept in lower case."""
    return EmailField(
        "E-mail address",
        [
            InputRequired("Enter an e-mail address."),
            Length(max=LONGEST, message=f"An e-mail address has at most {LONGEST} characters."),
            an_address,
        ],
        filters=[trimmed, str.lower],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )


def role_field() -> SelectField:
    """The one role of an account."""
    return SelectField("Role", choices=options(ROLES.items()), default="team_member")


def ends_on_field() -> Day:
    """The last day of an account."""
    return Day("Account ends on", [Optional()])


def check_end(form: Any, today: datetime.date) -> bool:
    """Whether the end of the account suits the role and lies ahead; else the form says so."""
    if form.ends_on.errors:
        return False
    if form.ends_on.data is None and form.role.data in ENDING_ROLES:
        form.ends_on.errors = [
            f"Say until when. An account for the role {ROLES[form.role.data].lower()} ends by date."
        ]
    elif form.ends_on.data is not None and form.ends_on.data < today:
        form.ends_on.errors = ["The last day of the account cannot lie in the past."]
    return not form.ends_on.errors


class InvitationForm(BaseForm):
    """Who is invited, as what, and whether with a seat on the team."""

    email = email_field()
    name = StringField(
        "Name", [Length(max=120, message="A name has at most 120 characters.")], filters=[trimmed]
    )
    role = role_field()
    organisation = SelectField("Organization", choices=options(ORGANISATION_NAMES.items()))
    team_role = SelectField(
        "Seat on the leadership team",
        choices=options(
            [("", "The one that fits the role"), *TEAM_ROLE_NAMES.items(), (NO_SEAT, "No seat")]
        ),
        default="",
    )
    ends_on = ends_on_field()


class PersonForm(BaseForm):
    """What everyone may see of a person."""

    name = name_field("Name", "Enter the person's name.")
    position = position_field()
    organisation = SelectField("Organization", choices=options(ORGANISATION_NAMES.items()))


class AccessForm(BaseForm):
    """What a person may do, until when, and by which address; one's own password first."""

    email = email_field()
    role = role_field()
    is_delegate = BooleanField("May decide for the Chief as the named delegate")
    ends_on = ends_on_field()
    own_password = own_password_field()

    units = (("role", "ends_on"),)


class ResetLinkForm(BaseForm):
    """One's own password, before a link for someone else's is made."""

    own_password = own_password_field("Your own password, to make a link")


class SeatForm(BaseForm):
    """A seat on the leadership team."""

    team_role = SelectField(
        "Part on the team", choices=options(TEAM_ROLE_NAMES.items()), default="member"
    )
    program_areas = SelectMultipleField("Program areas", validate_choice=False)
    started_on = Day("Since", [InputRequired("Enter the first day of the seat.")])

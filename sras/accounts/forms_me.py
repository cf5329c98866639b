"""What a person may change of their own account."""

from wtforms import PasswordField
from wtforms.validators import InputRequired, Length

from sras.accounts.forms_door import (
    MAX_PASSWORD,
    new_password_field,
    own_name_field,
    position_field,
)
from sras.web.merging import BaseForm


class MeForm(BaseForm):
    """One's own name and position."""

    name = own_name_field("Name")
    position = position_field(render_kw={"autocomplete": "organization-title"})


def own_password_field(label: str = "Your own password") -> PasswordField:
    """The password of whoever acts, asked again before something that matters."""
    return PasswordField(
        label,
        [
            InputRequired("Enter your own password once more."),
            Length(max=MAX_PASSWORD, message="A password has at most 1,000 characters."),
        ],
        render_kw={"autocomplete": "current-password"},
    )


class PasswordForm(BaseForm):
    """The old password and a new one."""

    own_password = own_password_field("Present password")
    password = new_password_field()

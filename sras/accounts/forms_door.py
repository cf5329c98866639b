"""What a person may type at the door."""

from typing import Any

from wtforms import EmailField, HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from sras.web.fields import trimmed
from sras.web.merging import BaseForm

MAX_PASSWORD = 1_000


class SignInForm(BaseForm):
    """The address and the password; what is wrong with them is never told apart."""

    email = EmailField(
        "E-mail address",
        [InputRequired("Enter your e-mail address."), Length(max=254, message="That is too long.")],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        "Password",
        [
            InputRequired("Enter your password."),
            Length(max=MAX_PASSWORD, message="A password has at most 1,000 characters."),
        ],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()
    typed = HiddenField()  # in a form that was sent after the session had ended


def new_password_field(label: str = "New password") -> PasswordField:
    """A field for a password to be chosen; what is allowed is checked by the view's step."""
    return PasswordField(
        label,
        [
            InputRequired("Choose a password."),
            Length(max=MAX_PASSWORD, message="A password has at most 1,000 characters."),
        ],
        render_kw={"autocomplete": "new-password"},
    )


def name_field(label: str, ask: str, **options: Any) -> StringField:
    """A person's name; `ask` is said when it is missing."""
    checks = [DataRequired(ask), Length(max=120, message="A name has at most 120 characters.")]
    return StringField(label, checks, filters=[trimmed], **options)


def own_name_field(label: str) -> StringField:
    """The name of whoever fills in the form."""
    ask = "Enter your name as others should see it."
    return name_field(label, ask, render_kw={"autocomplete": "name"})


def position_field(**options: Any) -> StringField:
    """What someone is at work; may stay empty."""
    checks = [Length(max=160, message="A position has at most 160 characters.")]
    return StringField("Position", checks, filters=[trimmed], **options)


class WelcomeForm(BaseForm):
    """What someone invited tells about themself."""

    name = own_name_field("Your name")
    password = new_password_field("Password")


class ResetForm(BaseForm):
    """A new password."""

    password = new_password_field()

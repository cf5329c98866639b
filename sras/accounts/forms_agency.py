"""The agency's own settings."""

from typing import Any

from wtforms import (
    BooleanField,
    Field,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from sras.accounts.models import ACCENTS
from sras.core import clock
from sras.web.fields import trimmed
from sras.web.merging import BaseForm, options

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def zone_names() -> list[str]:
    """The time zones in which states and territories lie."""
    ours = ("America/", "Pacific/", "US/")
    return sorted(name for name in clock.zones() if name.startswith(ours))


def words(label: str, most: int, needed: bool = True) -> StringField:
    """One line of text."""
    checks: list[Any] = [Length(max=most, message=f"At most {most} characters.")]
    if needed:
        checks.insert(0, DataRequired(f"{label} must be filled in."))
    return StringField(label, checks, filters=[trimmed])


class NumberField(IntegerField):
    """A whole number; anything else is refused in plain words."""

    def __init__(self, label: str, low: int, high: int, **options: Any) -> None:
        said = f"Enter a whole number from {low} to {high}."
        super().__init__(label, [InputRequired(said), NumberRange(low, high, said)], **options)
        self.said = said

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(self.said) from None


class AgencyForm(BaseForm):
    """What is true of the state and how it works."""

    state_name = words("State", 80)
    usps = words("Postal code", 2, needed=False)
    agency_name = words("Agency", 200)
    system_name = words("Name of this system", 120)
    chief_title = words("Title of the Chief", 120)
    zone = SelectField("Time zone", choices=options((n, n) for n in zone_names()))
    accent = SelectField("Color", choices=options((name, name.capitalize()) for name in ACCENTS))
    fiscal_year_month = SelectField(
        "Fiscal year begins in",
        choices=options((number, name) for number, name in enumerate(MONTHS, 1)),
        coerce=int,
    )
    reassess_years = NumberField("Reassess indicators after, in years", 1, 20)
    reassess_years_key = NumberField("Reassess key indicators after, in years", 1, 20)
    team_low = NumberField("Smallest team", 1, 50)
    team_high = NumberField("Largest team", 1, 50)
    many_objectives = NumberField("Warn above so many active objectives", 1, 100)
    program_areas = TextAreaField(
        "Program areas", [Length(max=2_000, message="At most 2,000 characters.")]
    )
    approval_gate = BooleanField("The plan waits for the Chief’s approval")
    keep_view_names = BooleanField("Keep the names of individual views once they are opened")

    units = (("team_low", "team_high"),)

    def validate_usps(self, field: Field) -> None:
        """Two letters, or nothing."""
        if field.data and not (field.data.isascii() and field.data.isalpha()):
            raise ValidationError("A postal code is two letters, such as OH.")

    def validate_team_high(self, field: Field) -> None:
        """Not under the smallest."""
        low = self.team_low.data
        if low is not None and field.data is not None and field.data < low:
            raise ValidationError("The largest team cannot be smaller than the smallest.")

"""What may be typed about a roster."""

from typing import Any

from wtforms import SelectField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length

from sras.meetings.rules_roster import read_guests
from sras.schedule.forms import key_of
from sras.web.merging import BaseForm, options


class GuestsForm(BaseForm):
    """Several people without accounts, one on each line."""

    guests = TextAreaField(
        "People without accounts, one on each line",
        [
            DataRequired("Write at least one name."),
            Length(max=20_000, message="At most 20,000 characters."),
        ],
    )

    found: list[tuple[str, str]] = []

    def validate_guests(self, field: Any) -> None:
        """Read the lines; each that cannot be read is told."""
        self.found, faults = read_guests(field.data or "")
        if faults:
            raise ValidationError(" ".join(faults))


class PersonForm(BaseForm):
    """Someone with an account."""

    person = SelectField("Someone with an account", coerce=key_of, validate_choice=False)

    people: dict[int, Any] = {}

    def among(self, people: list[Any]) -> "PersonForm":
        """Offer those who are not on the roster."""
        self.people = {each.id: each for each in people}
        names = ((each.id, each.name) for each in people)
        self.person.choices = options([("", "Choose a person"), *names])
        return self

    def validate_person(self, field: Any) -> None:
        """Someone who is not on it yet."""
        if field.data not in self.people:
            raise ValidationError("Choose someone who is not on the roster yet.")

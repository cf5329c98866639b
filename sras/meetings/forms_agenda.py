"""What may be typed about an agenda."""

from typing import Any

from wtforms import IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from sras.meetings import rules
from sras.meetings.rules_agenda import GROUPS, NOTE_MOST, read_codes
from sras.web.fields import Day, trimmed
from sras.web.merging import BaseForm, options

MINUTES = "A whole number from 0 to 480."
# What one adds by hand: indicators come by code.
OWN_KINDS = ("decision", "information", "task_review", "indicator_monitor", "parking_lot")


class Minutes(IntegerField):
    """Minutes planned; what is no whole number is told in our words."""

    def __init__(self, *more: Any, **options: Any) -> None:
        bounds = NumberRange(0, 480, message=MINUTES)
        super().__init__("Minutes", [*more, bounds], **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(MINUTES) from None


class ProposalsForm(BaseForm):
    """Which of what is proposed comes onto the agenda, and how long each may take."""

    pick = SelectMultipleField("What to add", validate_choice=False)

    def minutes_of(self, group: str) -> int | None:
        """The minutes typed for a group, None when they were left as proposed."""
        found: int | None = self[f"minutes_{group}"].data
        return found


for _name in GROUPS:
    setattr(ProposalsForm, f"minutes_{_name}", Minutes(Optional()))


class ItemForm(BaseForm):
    """An item of one's own."""

    title = StringField(
        "What it is about",
        [DataRequired("Say what it is about."), Length(max=300, message="At most 300 characters.")],
        filters=[trimmed],
    )
    kind = SelectField("Kind", validate_choice=False)
    minutes = Minutes(InputRequired("Say how many minutes."))
    presenter = SelectField("Who presents it", validate_choice=False)
    note = TextAreaField(
        "Note",
        [Length(max=NOTE_MOST, message="At most 4,000 characters.")],
        filters=[trimmed],
    )

    def among(self, people: dict[int, str], kind: str = "") -> "ItemForm":
        """Offer these people, and the kinds that one chooses by hand, its own included."""
        self.presenter.choices = options([("", "nobody in particular"), *people.items()])
        names = dict.fromkeys([*OWN_KINDS, *([kind] if kind else [])])
        self.kind.choices = options([(name, rules.ITEM_KIND_NAMES[name]) for name in names])
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        """Each field, and that what was chosen is one of those offered."""
        valid = bool(super().validate(extra_validators))
        for field in (self.kind, self.presenter):
            if str(field.data or "") not in {str(choice[0]) for choice in field.choices}:
                field.errors = ["Choose one of those offered."]
                valid = False
        return valid


class CodesForm(BaseForm):
    """Indicators to rate, by code."""

    codes = StringField(
        "Codes",
        [DataRequired("Write the codes, such as 1.1, 4.2.")],
        filters=[trimmed],
    )

    def pick(self, asked: dict[str, Any], there: set[int | None]) -> list[str]:
        """The codes typed; what is unknown or on the agenda already is said beside the field.

        `asked` are the indicators of the cycle by code, `there` the keys of those on the agenda.
        """
        codes = read_codes(self.codes.data)
        unknown = [code for code in codes if code not in asked]
        twice = [code for code in codes if code in asked and asked[code].id in there]
        errors = []
        if unknown:
            errors.append(f"This cycle has no indicator {' or '.join(unknown)}.")
        if twice:
            errors.append(f"On the agenda already: {', '.join(twice)}.")
        self.codes.errors = errors
        return codes


class PlaceForm(BaseForm):
    """Where an item goes: a press of up or down, or a number."""

    place = StringField("Place", filters=[trimmed])
    to = StringField("To", filters=[trimmed])


class SendingForm(BaseForm):
    """On which day an agenda or minutes went out."""

    sent_on = Day("Sent on", [DataRequired("Say the day.")])

"""What may be typed when a document is given out, and about who received it."""

import datetime
from collections.abc import Callable
from typing import Any

from wtforms import RadioField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length

from sras.core.markdown import too_tangled
from sras.documents.rules_issues import MOST_NAMES, WAYS, names_in
from sras.web.fields import Day, Upload, trimmed
from sras.web.merging import BaseForm, options

ACCEPT = ".docx,.pdf"
TOO_LONG = "This is too long; {:,} characters are the most."


def _at_most(count: int) -> Length:
    return Length(max=count, message=TOO_LONG.format(count))


class IssueForm(BaseForm):
    """A document as it is given out: as it reads now, or as a finished file."""

    title = StringField(
        "Title", [DataRequired("Say what it is called on its cover."), _at_most(200)], [trimmed]
    )
    issued_on = Day("Given out on", [InputRequired("Say on which day it is given out.")])
    note = TextAreaField("Note", [_at_most(2_000)], [trimmed])
    file = Upload("Finished file", render_kw={"accept": ACCEPT})

    today: Callable[[], datetime.date]
    refusal: str | None = None  # why the file that came along is not taken
    must_wait = ""  # why no PDF can be made at the moment

    def validate_issued_on(self, field: Any) -> None:
        """Today or earlier."""
        if field.data and field.data > self.today():
            raise ValidationError("A document cannot have been given out in the future.")

    def validate_note(self, field: Any) -> None:
        """A text that can be laid out, and a press that is free."""
        said = too_tangled(field.data or "") or self.must_wait
        if said:
            raise ValidationError(said)

    def validate_file(self, field: Any) -> None:
        """What was found out while the file was taken in."""
        if self.refusal:
            raise ValidationError(self.refusal)


class _ReceiptForm(BaseForm):
    """By which way and when an issue came to someone."""

    way = RadioField(
        "How it was sent",
        [InputRequired("Choose how it was sent.")],
        choices=options(WAYS.items()),
        validate_choice=False,
    )
    received_on = Day("Received on", [InputRequired("Say on which day it went.")])

    today: Callable[[], datetime.date]
    issued_on: datetime.date

    def validate_way(self, field: Any) -> None:
        """One of the ways there are."""
        if field.data not in WAYS:
            raise ValidationError("Choose how it was sent.")

    def validate_received_on(self, field: Any) -> None:
        """Between the day it was given out and today."""
        if field.data and field.data > self.today():
            raise ValidationError("Nobody can have received it in the future.")
        if field.data and field.data < self.issued_on:
            raise ValidationError("It was not given out yet on that day.")


class RecipientsForm(_ReceiptForm):
    """Several who received an issue by the same way on the same day."""

    names = TextAreaField("Names", [DataRequired("Write who received it, one name a line.")])

    def validate_names(self, field: Any) -> None:
        """Names that fit, and not more than a list should hold."""
        names = names_in(field.data or "")
        if len(names) > MOST_NAMES:
            raise ValidationError(f"{MOST_NAMES} names at a time are the most.")
        if any(len(name) > 200 for name in names):
            raise ValidationError("One of these names is longer than 200 characters.")


class RecipientForm(_ReceiptForm):
    """One who received an issue, corrected."""

    name = StringField("Name", [DataRequired("Write who received it."), _at_most(200)], [trimmed])

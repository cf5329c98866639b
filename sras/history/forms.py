"""How history may be narrowed, and which copy of a paper someone holds."""

from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from sras.core.keys import whole
from sras.web.fields import Day, trimmed
from sras.web.merging import BaseForm, options


class NarrowForm(BaseForm):
    """By whom, of what kind, doing what, between which days."""

    by_name = SelectField("Who", validate_choice=False, default="")
    kind = SelectField("Kind", validate_choice=False, default="")
    verb = StringField("What was done", [Length(max=60, message="At most 60 characters.")])
    first = Day("From", [Optional()])
    last = Day("To", [Optional()])

    def validate_last(self, field: Day) -> None:
        """The span runs forward."""
        if self.first.data and field.data and field.data < self.first.data:
            raise ValidationError("The last day lies before the first.")


class CopyForm(BaseForm):
    """Which copy of which paper someone holds."""

    paper = SelectField("Paper", default="plan")
    number = StringField(
        "Number on your copy",
        [DataRequired("Enter the number that stands below the title, after “copy”.")],
        filters=[trimmed],
    )

    @property
    def key(self) -> int:
        """The number itself."""
        return int(whole(_bare(self.number.data)) or 0)

    def validate_number(self, field: StringField) -> None:
        """A whole number, as it is printed or with the word before it."""
        if not self.key:
            raise ValidationError("Write the number as it stands on the copy, such as 1234.")


def copy_form(*which: tuple[str, str, list[tuple[str, str]]]) -> type[CopyForm]:
    """The same, with what else is chosen: its name in the address, its label, its choices."""
    fields = {
        name: SelectField(label, validate_choice=False, choices=options(choices))
        for name, label, choices in which
    }
    return type("NamedCopyForm", (CopyForm,), fields)


def _bare(typed: str | None) -> str:
    """What is typed without the word “copy” and the marks between thousands."""
    words = (typed or "").lower().replace(",", "").split()
    return "".join(word for word in words if word != "copy")

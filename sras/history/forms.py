"""How history may be narrowed."""

from wtforms import SelectField, StringField
from wtforms.validators import Length, Optional, ValidationError

from sras.web.fields import Day
from sras.web.merging import BaseForm


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

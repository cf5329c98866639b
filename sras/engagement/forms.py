"""What may be typed of an agreement: its term, its settings, and the steps of its timeline."""

import datetime
from typing import Any

from wtforms import RadioField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from sras.accounts.forms_agency import NumberField
from sras.core.markdown import too_tangled
from sras.engagement import rules
from sras.web.fields import Day, trimmed
from sras.web.merging import BaseForm, options


def line(label: str, most: int, *more: Any) -> StringField:
    """One line of text."""
    short = Length(max=most, message=f"At most {most} characters.")
    return StringField(label, [*more, short], filters=[trimmed])


def not_ahead(field: Any, today: datetime.date, said: str) -> None:
    """Mark a day on which something happened when it has not come yet."""
    if field.data and field.data > today:
        field.errors = [*field.errors, f"{said} on a day that has not come yet."]


class AgreementForm(BaseForm):
    """The term of an agreement and the settings on which sources differ."""

    title = line("Title", 200, DataRequired("Give the agreement a title."))
    path = RadioField(
        "Path",
        [InputRequired("Choose a path.")],
        choices=options(rules.PATHS.items()),
    )
    starts_on = Day("Starts on", [InputRequired("Say when it starts.")])
    ends_on = Day("Ends on", [InputRequired("Say when it ends.")])
    team_named_on = Day("Team named on", [Optional()])
    team_low = NumberField("Team from", 1, 50)
    team_high = NumberField("Team to", 1, 50)
    session_days = NumberField("Days to the first session", 1, 365)
    plan_days = NumberField("Days to the plan", 1, 730)
    meetings_a_year = NumberField("Team meetings a year", 0, 366)
    calls_a_year = NumberField("Calls a year", 0, 366)
    report_months = NumberField("Months between reports", 1, 12)
    note = TextAreaField(
        "Note",
        [Length(max=4_000, message="At most 4,000 characters.")],
        filters=[trimmed],
    )

    units = (("starts_on", "ends_on"), ("team_low", "team_high"), ("session_days", "plan_days"))

    def validate_note(self, field: Any) -> None:
        """It must be possible to lay the note out."""
        fault = too_tangled(field.data or "", "text")
        if fault:
            raise ValidationError(fault)

    def judge(self, today: datetime.date) -> bool:
        """Whether it can be saved; the errors stand on the fields."""
        self.validate()
        not_ahead(self.team_named_on, today, "The team was named")
        self._in_order(self.starts_on, self.ends_on, "It ends before it starts.")
        self._in_order(self.team_low, self.team_high, "The largest team is below the smallest.")
        self._in_order(
            self.session_days, self.plan_days, "The plan would be due before the first session."
        )
        return not self.errors

    def _in_order(self, low: Any, high: Any, said: str) -> None:
        if low.data is None or high.data is None or low.errors or high.errors:
            return
        if high.data < low.data or (high.type == "Day" and high.data == low.data):
            high.errors = [said]


class DueForm(BaseForm):
    """By when something is due, or the day on which it was done."""

    due_on = Day("Due on", [Optional()])
    done_on = Day("Done on", [Optional()])
    note = line("Note", 300)

    def judge(self, today: datetime.date) -> bool:
        """Whether it can be saved; what is done was done by today."""
        self.validate()
        not_ahead(self.done_on, today, "It was done")
        return not self.errors

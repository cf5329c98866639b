"""What may be typed about measures."""

import datetime
from typing import Any

from wtforms import RadioField, SelectField, StringField, ValidationError
from wtforms.validators import DataRequired, Length, Optional

from sras.strategy import rules
from sras.web.fields import Day, Number, trimmed
from sras.web.merging import BaseForm, options


def _line(label: str, most: int, *more: Any) -> StringField:
    short = Length(max=most, message=f"At most {most} characters.")
    return StringField(label, [*more, short], filters=[trimmed])


def _pick(label: str, names: dict[str, str], kind: Any = SelectField) -> Any:
    def known(_form: Any, field: Any) -> None:
        if field.data not in names:
            raise ValidationError("Choose one of those offered.")

    return kind(label, [known], choices=options(names.items()), validate_choice=False)


class MeasureForm(BaseForm):
    """What is measured, in which unit, from where it started."""

    name = _line("What is measured", 200, DataRequired("Say what is measured."))
    what = _pick("What it tells", rules.WHAT_NAMES)
    unit = _line("Unit", 40)
    direction = _pick("Which way it should go", rules.DIRECTION_NAMES, RadioField)
    baseline = Number("Baseline")
    baseline_on = Day("Day of the baseline", [Optional()])
    source = _line("Where the numbers come from", 300)

    units = (("baseline", "baseline_on"),)

    def judge(self, today: datetime.date) -> bool:
        """Whether it can be saved; the errors stand on the fields."""
        self.validate()
        self._together(self.baseline, self.baseline_on, "baseline")
        _not_future(self.baseline_on, today, "The day of the baseline")
        return not self.errors

    def _together(self, value: Any, day: Any, what: str) -> None:
        if value.errors or day.errors:
            return
        if value.data is not None and day.data is None:
            day.errors = [f"Say the day of the {what}."]
        elif value.data is None and day.data is not None:
            value.errors = [f"Say the {what}, or leave its day empty."]


class NewMeasureForm(MeasureForm):
    """The same, with a first target."""

    target = Number("Target")
    target_on = Day("To be reached by", [Optional()])

    def judge(self, today: datetime.date) -> bool:
        """As above; a target needs its day, after that of the baseline."""
        super().judge(today)
        self._together(self.target, self.target_on, "target")
        start, end = self.baseline_on.data, self.target_on.data
        if start and end and end <= start and not self.target_on.errors:
            self.target_on.errors = ["The target lies before the baseline."]
        return not self.errors


class PointForm(BaseForm):
    """A number with its day."""

    dated = Day("Day", [DataRequired("Give the day.")])
    value = Number("Value", [DataRequired("Give the number.")])
    note = _line("Note", 300)

    def judge(self, today: datetime.date | None) -> bool:
        """Whether it can be saved; a value has happened by `today`, a target names any day."""
        self.validate()
        if today is not None:
            _not_future(self.dated, today, "The day of a value")
        return not self.errors


def _not_future(field: Any, today: datetime.date, what: str) -> None:
    if field.data and field.data > today:
        field.errors = [*field.errors, f"{what} cannot lie in the future."]

"""What may be typed in a practice round."""

from typing import Any

from wtforms import SelectField, ValidationError

from sras.assessment.forms import Pick
from sras.schedule.forms import key_of
from sras.web.merging import BaseForm, options

LEVELS = [(n, str(n)) for n in range(1, 5)]


class IndicatorForm(BaseForm):
    """On which indicator to practice."""

    indicator = SelectField("Indicator", coerce=key_of, validate_choice=False)

    offered: dict[int, Any] = {}

    def among(self, indicators: list[Any]) -> "IndicatorForm":
        """Offer the indicators of the running edition."""
        self.offered = {each.id: each for each in indicators}
        names = ((each.id, str(each)) for each in indicators)
        self.indicator.choices = options([("", "Choose an indicator"), *names])
        return self

    def validate_indicator(self, field: Any) -> None:
        """One of those."""
        if field.data not in self.offered:
            raise ValidationError("Choose the indicator to practice on.")


class LevelForm(BaseForm):
    """A level, for practice."""

    level = Pick("Level", LEVELS, "Choose a level from 1 to 4.", number=True)

    def judge(self) -> bool:
        """Whether one is chosen."""
        self.validate()
        if self.level.data is None and not self.level.errors:
            self.level.errors = ["Choose a level from 1 to 4."]
        return not self.errors

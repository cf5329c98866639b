"""What is typed when someone leaves the team."""

import datetime
from typing import Any

from wtforms import SelectField, validators

from sras.web.fields import Day
from sras.web.merging import BaseForm


class DepartureForm(BaseForm):
    """The last day on the team, and who takes everything that is not given to someone else."""

    ended_on = Day(
        "Last day on the team",
        [validators.DataRequired("Say the last day on the team, for example 2026-11-30.")],
    )
    all_to = SelectField("Everything that is open goes to", validate_choice=False)

    first_day = datetime.date.min
    today: datetime.date

    def for_seat(self, seat: Any) -> None:
        """Ask for the last day only of one who has a seat."""
        if seat is None:
            del self.ended_on
        else:
            self.first_day = seat.started_on

    def validate_ended_on(self, field: Any) -> None:
        """Between the first day of the seat and today."""
        if field.data < self.first_day:
            raise validators.ValidationError("The last day cannot lie before the first.")
        if field.data > self.today:
            raise validators.ValidationError(
                "The last day cannot lie in the future; come back on that day."
            )

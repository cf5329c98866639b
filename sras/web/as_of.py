"""The past day that a page or a paper is asked for: `?as_of=2027-03-31`."""

import datetime
from typing import Any

from flask import abort, request
from wtforms.validators import Optional, ValidationError

from sras.web import here
from sras.web.answers import page
from sras.web.fields import Day
from sras.web.filters import day as said
from sras.web.merging import BaseForm

NAME = "as_of"


class AsOfForm(BaseForm):
    """A day that has come, and on which there was something to show."""

    as_of = Day("As of", [Optional()])

    def of(self, cycle: Any) -> "AsOfForm":
        """Of a cycle, before which there is nothing; None where it may be any day."""
        self.cycle = cycle
        return self

    def validate_as_of(self, field: Day) -> None:
        """Not in the future, not before the cycle."""
        day, today = field.data, here.today()
        if day is not None and day > today:
            raise ValidationError(f"That day has not come yet; today is {said(today)}.")
        if day is not None and self.cycle is not None and day < self.cycle.starts_on:
            raise ValidationError(
                f"The cycle {self.cycle.label} began on {said(self.cycle.starts_on)}; choose that "
                "day or a later one."
            )


def day_asked(cycle: Any = None) -> datetime.date | None:
    """The day in the address; None without one. A day that will not do is 422 with the form."""
    if not request.args.get(NAME):
        return None
    form = AsOfForm(request.args).of(cycle)
    if not form.validate():
        abort(page("shared/as_of_asked.html", 422, form=form, as_of_kept=kept(), as_of=None))
    asked: datetime.date | None = form.as_of.data
    return asked


def kept() -> dict[str, str]:
    """What else the address says."""
    return {name: value for name, value in request.args.items() if name != NAME and value}


def with_day(asked: dict[str, Any], day: datetime.date | None) -> dict[str, Any]:
    """What an address says, and the day if one is asked for."""
    return asked if day is None else asked | {NAME: day.isoformat()}

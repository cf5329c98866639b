"""What may be typed on a call sheet: new commitments, and what became of earlier ones."""

import datetime
from typing import Any

from wtforms import TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length

from sras.meetings.rules_live import read_promises
from sras.planning.forms import day_field, pick, said
from sras.planning.rules_tasks import TaskLine
from sras.web.merging import BaseForm

FOLLOWED = {"open": "open", "done": "done", "dropped": "dropped"}


class CommitmentsForm(BaseForm):
    """Several commitments, one on each line."""

    lines = TextAreaField(
        "New commitments, one on each line",
        [
            DataRequired("Write who does what by when."),
            Length(max=20_000, message="At most 20,000 characters."),
        ],
    )

    people: dict[int, str] = {}
    today: datetime.date
    found: list[TaskLine] = []

    def among(self, people: dict[int, str], today: datetime.date) -> "CommitmentsForm":
        """Names are read as those of these people."""
        self.people, self.today = people, today
        return self

    def validate_lines(self, field: Any) -> None:
        """Read the lines; each that cannot be read is told."""
        self.found, faults = read_promises(field.data or "", self.people, self.today)
        if faults:
            # The sentence of the plan names the team; on a call others promise as well.
            told = " ".join(faults)
            raise ValidationError(told.replace("a current member of the team", "on this call"))


class FollowForm(BaseForm):
    """What became of one commitment."""

    state = pick("How it stands", FOLLOWED)
    done_on = day_field("Done on")
    state_reason = said("Why it is dropped", 2_000)

    units = (("state", "done_on", "state_reason"),)
    today: datetime.date

    def on(self, today: datetime.date) -> "FollowForm":
        """A day that is still to come is refused."""
        self.today = today
        return self

    def validate_done_on(self, field: Any) -> None:
        """Done takes a day that has come; today when none is said."""
        if field.data is not None and field.data > self.today:
            raise ValidationError("This day is still to come.")

    def validate_state_reason(self, field: Any) -> None:
        """A promise is not dropped without a word."""
        if self.state.data == "dropped" and not (field.data or "").strip():
            raise ValidationError("Say why it is dropped.")

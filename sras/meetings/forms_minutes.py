"""What may be typed about minutes."""

import datetime
from typing import Any

from wtforms import SelectField, TextAreaField
from wtforms.validators import DataRequired, Length

from sras.meetings import rules_minutes
from sras.planning.forms import plain_enough
from sras.web.fields import Day, trimmed
from sras.web.merging import BaseForm, options

ROUND = "0"


class MinutesForm(BaseForm):
    """The words of the minutes."""

    text = TextAreaField(
        "What was said",
        [Length(max=20_000, message="At most 20,000 characters."), plain_enough],
        filters=[lambda text: text or ""],
    )


class ApprovalForm(BaseForm):
    """When and where minutes were approved."""

    approved_on = Day("Approved on", [DataRequired("Say the day they were approved.")])
    approved_in = SelectField("Approved in", validate_choice=False)

    def among(self, meetings: list[Any]) -> "ApprovalForm":
        """Offer the meetings held since."""
        known = [(str(each.id), str(each)) for each in meetings]
        self.approved_in.choices = options([*known, (ROUND, "No meeting: they went round")])
        return self

    def judge(self, meeting: Any, today: datetime.date) -> bool:
        """Whether it can be recorded; the errors stand on the fields."""
        self.validate()
        if self.approved_on.data and not self.approved_on.errors:
            day = self.approved_on.data
            fault = rules_minutes.approval_fault(meeting.state, day, meeting.held_on, today)
            self.approved_on.errors = [fault] if fault else []
        if self.approved_in.data not in [str(choice[0]) for choice in self.approved_in.choices]:
            self.approved_in.errors = ["Choose one of those offered."]
        return not self.errors


class AddendumForm(BaseForm):
    """A correction of approved minutes."""

    added_on = Day("Day", [DataRequired("Say the day.")])
    text = TextAreaField(
        "What is corrected",
        [DataRequired("Say what is corrected."), Length(max=8_000), plain_enough],
        filters=[trimmed],
    )

"""What may be typed about minutes."""

import datetime
from typing import Any

from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from sras.meetings import rules_minutes
from sras.planning.forms import plain_enough
from sras.web.fields import Day, trimmed
from sras.web.merging import BaseForm, options

ROUND = "0"
CHANGED = (
    "The minutes have changed since you opened them. Load this page again and read what is new, "
    "then record the approval."
)


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
    read = StringField("What was read")  # the fingerprint of the minutes on the page

    def among(self, meetings: list[Any]) -> "ApprovalForm":
        """Offer the meetings held since."""
        self.meetings = {str(each.id): each for each in meetings}
        known = [(key, str(each)) for key, each in self.meetings.items()]
        self.approved_in.choices = options([*known, (ROUND, "No meeting: they went round")])
        return self

    @property
    def within(self) -> Any:
        """The meeting in which they were approved; None when they went round."""
        return self.meetings.get(self.approved_in.data)

    def judge(self, meeting: Any, today: datetime.date, stands: str) -> bool:
        """Whether it can be recorded; the errors stand on the fields.

        `stands` is the fingerprint of the minutes as they would be frozen.
        """
        self.validate()
        if self.approved_on.data and not self.approved_on.errors:
            fault = self._day_fault(meeting, self.approved_on.data, today)
            self.approved_on.errors = [fault] if fault else []
        if self.approved_in.data not in [*self.meetings, ROUND]:
            self.approved_in.errors = ["Choose one of those offered."]
        if not self.errors and self.read.data and self.read.data != stands:
            self.form_errors.append(CHANGED)
        return not self.errors

    def _day_fault(self, meeting: Any, day: datetime.date, today: datetime.date) -> str:
        fault = rules_minutes.approval_fault(meeting.state, day, meeting.held_on, today)
        if fault or self.within is None:
            return fault
        return rules_minutes.place_fault(day, self.within.held_on, self.within.last_day)


class AddendumForm(BaseForm):
    """A correction of approved minutes."""

    added_on = Day("Day", [DataRequired("Say the day.")])
    text = TextAreaField(
        "What is corrected",
        [DataRequired("Say what is corrected."), Length(max=8_000), plain_enough],
        filters=[trimmed],
    )

    def judge(self, approved_on: datetime.date, today: datetime.date) -> bool:
        """Whether it can be added; the errors stand on the fields."""
        self.validate()
        if self.added_on.data and not self.added_on.errors:
            fault = rules_minutes.addendum_fault(self.added_on.data, approved_on, today)
            self.added_on.errors = [fault] if fault else []
        return not self.errors

"""What may be typed about a coach's comment and the answers to it."""

import datetime
from typing import Any

from wtforms import BooleanField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length

from sras.core.markdown import too_tangled
from sras.web.fields import Day, trimmed
from sras.web.merging import BaseForm


def words(label: str, needed: str) -> TextAreaField:
    """A text of several lines that must be there."""
    longest = Length(max=4_000, message="At most 4,000 characters.")
    return TextAreaField(label, [DataRequired(needed), longest, plain_enough], filters=[trimmed])


def plain_enough(_form: Any, field: Any) -> None:
    """Refuse a text that would take the server too long to lay out."""
    fault = too_tangled(field.data or "")
    if fault:
        raise ValidationError(fault)


def past_day(label: str) -> Day:
    """A day that has come."""
    return Day(label, [DataRequired("Give the day."), not_ahead])


def not_ahead(form: Any, field: Any) -> None:
    """Refuse a day that is still to come, and one before what it follows."""
    if field.data > form.today:
        raise ValidationError("This day is still to come. Give the day on which it was said.")
    if form.since and field.data < form.since:
        raise ValidationError(f"The comment was made on {form.since.day} {form.since:%b %Y}.")


class DatedForm(BaseForm):
    """A form whose day has come, and lies not before that of the comment."""

    today: datetime.date
    since: datetime.date | None = None

    def on(self, today: datetime.date, since: datetime.date | None = None) -> Any:
        """Judge days by today, and by the day of the comment."""
        self.today, self.since = today, since
        return self


class CommentForm(DatedForm):
    """What a coach says."""

    said_on = past_day("Said on")
    text = words("Comment", "Write the comment.")
    asks_reply = BooleanField("The team is asked to answer")


class AnswerForm(DatedForm):
    """What the team answers."""

    answered_on = past_day("Answered on")
    answer = words("Answer", "Write the answer.")


class AgainForm(DatedForm):
    """What is still open for the coach."""

    asked_on = past_day("Said on")
    again = words("What is still open", "Say what is still open.")


class CloseForm(DatedForm):
    """The day on which a comment was settled."""

    closed_on = past_day("Settled on")

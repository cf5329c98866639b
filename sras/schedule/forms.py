"""What may be typed about a meeting."""

import re
from typing import Any

from wtforms import IntegerField, SelectField, StringField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from sras.schedule import rules
from sras.web.fields import Day, trimmed
from sras.web.merging import BaseForm, options

CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})", re.ASCII)


def as_clock(text: Any) -> str:
    """A filter for a time of day: `9:05` and `09.05` are `09:05`; anything else stays as typed."""
    typed = trimmed(text)
    found = CLOCK.fullmatch(typed)
    return f"{int(found[1]):02d}:{found[2]}" if found else typed


def is_clock(_form: Any, field: Any) -> None:
    """Refuse what is no time of day."""
    found = CLOCK.fullmatch(field.data or "")
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise ValidationError("Write the time as hour:minute, such as 10:00.")


def is_link(_form: Any, field: Any) -> None:
    """Refuse an address that a browser would not open as a page."""
    if field.data and not field.data.startswith(("https://", "http://")):
        raise ValidationError("Write the whole address, beginning with https://.")


def line(label: str, most: int, *more: Any) -> StringField:
    """One line of text."""
    short = Length(max=most, message=f"At most {most} characters.")
    return StringField(label, [*more, short], filters=[trimmed])


def whole_number(label: str, low: int, high: int, *more: Any) -> IntegerField:
    """A whole number within its bounds."""
    within = NumberRange(low, high, message=f"A whole number from {low} to {high}.")
    return IntegerField(label, [*more, within])


class WhereAndWhen(BaseForm):
    """What a meeting and a series of meetings share."""

    title = line("Title", 160, DataRequired("Give it a title."))
    kind = SelectField("Kind", choices=options(rules.KIND_NAMES.items()), validate_choice=False)
    starts_at = StringField("Starts at", [is_clock], filters=[as_clock])
    minutes = whole_number("Minutes", 5, 1_440, InputRequired("Say how many minutes."))
    place = line("Place", 200)
    call_link = line("Link for those who call in", 500, is_link)
    quorum = whole_number("Quorum", 1, 50, Optional())

    def validate_kind(self, field: Any) -> None:
        """Refuse a kind that there is not."""
        if field.data not in rules.KIND_NAMES:
            raise ValidationError("Choose one of those offered.")


class MeetingForm(WhereAndWhen):
    """One meeting."""

    held_on = Day("Day", [DataRequired("Say the day.")])
    days = whole_number("Days", 1, 10, InputRequired("Say how many days."))

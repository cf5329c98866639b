"""What may be typed about a meeting."""

import re
from typing import Any

from wtforms import (
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from sras.core.keys import whole
from sras.schedule import rules, rules_series
from sras.web.fields import Day, trimmed
from sras.web.merging import BaseForm, options

MOST_DAYS = 3 * 366
WEEKS = [(word, name.capitalize()) for word, name in rules_series.WEEK_NAMES.items()]
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


def is_offered(_form: Any, field: Any) -> None:
    """Refuse what is none of the choices."""
    if field.data not in [choice.value for choice in field.choices]:
        raise ValidationError("Choose one of those offered.")


class WholeNumber(IntegerField):
    """A whole number; what is none is refused by its bounds, in their words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None


def line(label: str, most: int, *more: Any) -> StringField:
    """One line of text."""
    short = Length(max=most, message=f"At most {most} characters.")
    return StringField(label, [*more, short], filters=[trimmed])


def whole_number(label: str, low: int, high: int, *more: Any) -> WholeNumber:
    """A whole number within its bounds."""
    within = NumberRange(low, high, message=f"A whole number from {low} to {high}.")
    return WholeNumber(label, [*more, within])


def one_of(label: str, names: dict[str, str], field: Any = SelectField) -> Any:
    """One of several words."""
    return field(label, [is_offered], choices=options(names.items()), validate_choice=False)


def key_of(value: Any) -> int | None:
    """A posted key, or that of a row; nobody is None, what is no key is no one's."""
    if value is None or value == "":
        return None
    return whole(getattr(value, "id", value)) or 0


class WhereAndWhen(BaseForm):
    """What a meeting and a series of meetings share."""

    title = line("Title", 160, DataRequired("Give it a title."))
    kind = one_of("Kind", rules.KIND_NAMES)
    starts_at = StringField("Starts at", [is_clock], filters=[as_clock])
    minutes = whole_number("Minutes", 5, 1_440, InputRequired("Say how many minutes."))
    place = line("Place", 200)
    call_link = line("Link for those who call in", 500, is_link)
    quorum = whole_number("Quorum", 1, 50, Optional())
    run_by = SelectField("Run by", coerce=key_of, validate_choice=False)

    coaches: dict[int, str] = {}
    kept: int | None = None

    def among(self, coaches: dict[int, str], kept: Any = None) -> Any:
        """Offer the coaches of today; `kept`, who runs it already, stays possible though gone."""
        self.coaches, self.kept = coaches, kept.id if kept is not None else None
        pairs: list[tuple[Any, str]] = [("", "The team"), *coaches.items()]
        if kept is not None and kept.id not in coaches:
            pairs.append((kept.id, f"{kept.name} (no coach now)"))
        self.run_by.choices = options(pairs)
        return self

    def validate_run_by(self, field: Any) -> None:
        """A coach of today, whoever it was already, or the team itself."""
        if field.data is not None and field.data not in (*self.coaches, self.kept):
            raise ValidationError("Choose a coach whose account is open, or the team.")


class MeetingForm(WhereAndWhen):
    """One meeting."""

    held_on = Day("Day", [DataRequired("Say the day.")])
    days = whole_number("Days", 1, 10, InputRequired("Say how many days."))


class CancelForm(BaseForm):
    """Why a meeting is not held."""

    reason = line("Why", 300, DataRequired("Say why it is cancelled."))


class SeriesForm(WhereAndWhen):
    """Meetings that come again."""

    units = (("rhythm", "weekday", "weeks", "every"), ("first_on", "last_on"))

    rhythm = one_of("How often", rules_series.RHYTHMS, RadioField)
    weekday = one_of("Weekday", rules_series.WEEKDAYS)
    weeks = SelectMultipleField("Weeks of the month", choices=options(WEEKS), validate_choice=False)
    every = whole_number("Weeks from one to the next", 1, 12, InputRequired("Say how many weeks."))
    first_on = Day("From", [DataRequired("Say the first day.")])
    last_on = Day("Until", [DataRequired("Say the last day.")])
    holidays = TextAreaField("Not on these days", [Length(max=4_000)], filters=[trimmed])

    def validate_weeks(self, field: Any) -> None:
        """A monthly series needs weeks that there are."""
        if self.rhythm.data == "month" and not field.data:
            raise ValidationError("Choose at least one week.")
        if set(field.data) - set(rules_series.WEEK_NAMES):
            raise ValidationError("Choose from those offered.")

    def validate_last_on(self, field: Any) -> None:
        """It ends after it begins, and lays out no more than a team can want."""
        if self.first_on.data is None or self.first_on.errors:
            return
        if field.data < self.first_on.data:
            raise ValidationError("The series ends before it begins.")
        if (field.data - self.first_on.data).days > MOST_DAYS:
            raise ValidationError("At most three years at once.")

    def validate_holidays(self, field: Any) -> None:
        """Each line begins with a day."""
        faults = rules_series.read_holidays(field.data)[1]
        if faults:
            raise ValidationError(" ".join(faults[:5]))

    @property
    def columns(self) -> dict[str, Any]:
        """What was typed, as the table keeps it."""
        given: dict[str, Any] = dict(self.data)
        return given | {"weeks": " ".join(given["weeks"]), "weekday": int(given["weekday"])}


class SpanForm(BaseForm):
    """From one day to another."""

    first = Day("From", [DataRequired("Say the first day.")])
    last = Day("Until", [DataRequired("Say the last day.")])

    def judge(self) -> bool:
        """Whether it is a span; the errors stand on the fields."""
        self.validate()
        first, last = self.first.data, self.last.data
        if first and last and last < first:
            self.last.errors = ["It ends before it begins."]
        return not self.errors

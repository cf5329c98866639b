"""What may be typed while a meeting is in session, each in a line or a few."""

from typing import Any

from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from sras.assessment.forms import Pick, words
from sras.meetings.rules_live import ROOM
from sras.planning.forms import DatedForm, day_field
from sras.schedule.rules import ATTENDANCE_NAMES
from sras.web.fields import trimmed
from sras.web.merging import BaseForm, options


def line(label: str, most: int, *more: Any) -> StringField:
    """One line of text."""
    return StringField(
        label, [*more, Length(max=most, message=f"At most {most} characters.")], filters=[trimmed]
    )


class OutcomeForm(BaseForm):
    """What was said on an item."""

    outcome = words("What was said", 20_000, "text")


class ParkingForm(BaseForm):
    """Something for another day."""

    parked = line("For another day", 300, DataRequired("Write what is parked."))


class AttendanceForm(BaseForm):
    """How someone takes part."""

    state = RadioField(
        "Attendance",
        [DataRequired("Choose one of those offered.")],
        choices=options((state, ATTENDANCE_NAMES[state]) for state in ROOM),
    )


class GuestForm(BaseForm):
    """Someone without an account who takes part."""

    guest = line("Guest", 120, DataRequired("Write the guest's name."))
    organisation = line("Organization", 160)


class DecisionsForm(BaseForm):
    """Decisions, one on each line."""

    decisions = TextAreaField(
        "Decisions, one on each line",
        [
            DataRequired("Write what was decided."),
            Length(max=8_000, message="At most 8,000 characters."),
        ],
    )

    @property
    def lines(self) -> list[str]:
        """Each decision without the mark of a list."""
        return [text for text in map(trimmed, self.decisions.data.splitlines()) if text]

    def validate_decisions(self, field: Any) -> None:
        """A decision is a sentence or a few."""
        if any(len(text) > 4_000 for text in self.lines):
            raise ValueError("At most 4,000 characters for one decision.")


class DecisionForm(BaseForm):
    """The words of one decision, put right."""

    text = TextAreaField(
        "Decision",
        [
            DataRequired("Write what was decided."),
            Length(max=4_000, message="At most 4,000 characters."),
        ],
        filters=[trimmed],
    )


class PromisesForm(BaseForm):
    """Who does what by when, one on each line; with a code they are tasks of its objective."""

    promises = TextAreaField(
        "Who: what, by when",
        [
            DataRequired("Write who does what by when."),
            Length(max=20_000, message="At most 20,000 characters."),
        ],
    )
    code = line("Tasks of the objective on", 20)


class CommitmentForm(BaseForm):
    """One commitment, put right in the way it was typed."""

    promise = line("Who: what, by when", 600, DataRequired("Write who does what by when."))


class DoneForm(DatedForm):
    """On which day a commitment was done; today when none is said."""

    done_on = day_field("Done on")

    def validate_done_on(self, field: Any) -> None:
        """Not in the future."""
        self.refuse_future(field, "A commitment", "be done")


class EnteredViewForm(BaseForm):
    """The level that someone says aloud or hands over on paper."""

    level = Pick(
        "Level", [(n, str(n)) for n in range(1, 5)], "Choose a level from 1 to 4.", number=True
    )

    def judge(self) -> bool:
        """Whether it can be kept."""
        self.validate()
        if self.level.data is None:
            self.level.errors = [*self.level.errors, "Choose the level they see."]
        return not self.errors

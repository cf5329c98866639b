"""What may be typed when choosing, asking, expecting and deciding."""

import datetime
from typing import Any

from wtforms import (
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from sras.assessment.rules import LIST_NAMES
from sras.core.markdown import too_tangled
from sras.planning import rules_choice
from sras.web.fields import Day
from sras.web.merging import BaseForm, options

TAKEN_BACK = "none"


def at_most(count: int) -> Length:
    """No more than so many characters."""
    return Length(max=count, message=f"This is too long; {count:,} characters are the most.")


class NotAhead:
    """A day on which something happened: today or earlier."""

    def __init__(self, today: datetime.date, said: str) -> None:
        self.today, self.said = today, said

    def __call__(self, _form: Any, field: Any) -> None:
        if rules_choice.in_the_future(field.data, self.today):
            raise ValidationError(self.said)


def dated(form: Any, name: str, today: datetime.date, said: str) -> Any:
    """The form, with a day in it that may not lie in the future."""
    told = f"{said} on a day that has not come yet; give today or earlier."
    form[name].validators = [*form[name].validators, NotAhead(today, told)]
    return form


class PlacingForm(BaseForm):
    """On which list an indicator goes, and why when that is not the suggestion."""

    units = (("list", "why"),)

    list = SelectField(
        "List",
        choices=options([*LIST_NAMES.items(), (TAKEN_BACK, "No list")]),
    )
    why = TextAreaField("Reason", [at_most(2_000)])


class AskForm(BaseForm):
    """An ask of the Chief in the team's words."""

    kind = RadioField(
        "What stands in the way",
        [InputRequired("Say what stands in the way.")],
        choices=options(rules_choice.ASK_KINDS.items()),
    )
    text = TextAreaField(
        "What you ask of the Chief",
        [DataRequired("Say what you ask of the Chief."), at_most(2_000)],
    )


class NewAskForm(AskForm):
    """An ask with the day on which it was raised; today when none is said."""

    raised_on = Day("Asked on", [Optional()])


class AskAllForm(BaseForm):
    """The day on which everything that is named was asked; today when none is said."""

    raised_on = Day("Asked on", [Optional()])


class AnswerForm(BaseForm):
    """The Chief's answer to an ask."""

    state = RadioField(
        "Answer",
        [InputRequired("Choose an answer.")],
        choices=options(
            (name, words)
            for name, words in rules_choice.ASK_STATES.items()
            if name not in ("open", "withdrawn")
        ),
    )
    answer = TextAreaField("In words", [at_most(2_000)])
    decided_on = Day("Decided on", [InputRequired("Give the day of the answer.")])
    decided_by = StringField(
        "Decided by", [DataRequired("Name who gave the answer."), at_most(120)]
    )

    def validate_answer(self, field: Any) -> None:
        """A part of an ask cannot be granted without saying which."""
        if self.state.data == "partly_granted" and not (field.data or "").strip():
            raise ValidationError("Say which part is granted.")


class ReasonForm(BaseForm):
    """Why something is taken back or opened again."""

    why = TextAreaField("Reason", [DataRequired("Give the reason."), at_most(2_000)])


class ExpectationForm(BaseForm):
    """What the Chief expects, and from which day."""

    text = TextAreaField(
        "What the Chief expects",
        [DataRequired("Write down what the Chief expects."), at_most(2_000)],
    )
    set_by = StringField("Set by", [DataRequired("Name who set it."), at_most(120)])
    set_on = Day("Set on", [InputRequired("Give the day it was set.")])
    due = Day("To be seen by", [Optional()])

    def validate_due(self, field: Any) -> None:
        """What is expected is seen after it was set."""
        if field.data and self.set_on.data and field.data < self.set_on.data:
            raise ValidationError("This day is before the day it was set.")


class JudgementForm(BaseForm):
    """Whether an expectation was met, judged at the end."""

    units = (("judged", "judgement"),)

    judged = RadioField(
        "Judgment",
        [InputRequired("Choose whether it was met.")],
        choices=options(rules_choice.JUDGEMENTS.items()),
    )
    judgement = TextAreaField(
        "What shows it",
        [DataRequired("Say in a sentence what shows it."), at_most(2_000)],
    )
    judged_by = StringField("Judged by", [DataRequired("Name who judged."), at_most(120)])
    judged_on = Day("Judged on", [InputRequired("Give the day of the judgment.")])


class RequestForm(BaseForm):
    """The letter to the Chief and which of the placed indicators go up with it."""

    letter = TextAreaField("Letter", [DataRequired("Write the letter to the Chief.")])
    put_up_on = Day("Put up on", [Optional()])
    items = SelectMultipleField(
        "Indicators to put up",
        [InputRequired("Choose at least one indicator.")],
        coerce=int,
    )

    def validate_letter(self, field: Any) -> None:
        """A letter that can be printed."""
        said = too_tangled(field.data or "")
        if said:
            raise ValidationError(said)

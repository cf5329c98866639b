"""What may be typed about enquiries: by the team, and by the field through a link."""

import datetime
from typing import Any

from wtforms import BooleanField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length, Optional

from sras.core.keys import whole
from sras.core.markdown import too_tangled
from sras.engagement.rules_questions import READY
from sras.engagement.rules_voice import (
    ANSWER_WAYS,
    AUDIENCES,
    MOST_QUESTIONS,
    POINTS,
    QUESTION_KINDS,
)
from sras.web.fields import Day, trimmed
from sras.web.merging import BaseForm, options

NEW = ("new-1", "new-2", "new-3")


def short(label: str, most: int, *more: Any) -> StringField:
    """A line with its length limit in words."""
    limit = Length(max=most, message=f"At most {most:,} characters.")
    return StringField(label, [*more, limit], filters=[trimmed])


def long(label: str, most: int, *more: Any) -> TextAreaField:
    """A text with its length limit in words."""

    def plain_enough(_form: Any, field: Any) -> None:
        fault = too_tangled(field.data or "")
        if fault:
            raise ValidationError(fault)

    limit = Length(max=most, message=f"At most {most:,} characters.")
    return TextAreaField(label, [*more, limit, plain_enough], filters=[lines])


def lines(text: Any) -> str:
    """A filter for texts: each line ends in one character, nothing stands around it."""
    return text.replace("\r\n", "\n").strip() if isinstance(text, str) else ""


def pick(label: str, names: dict[Any, str]) -> SelectField:
    """One of a few words; anything else is refused in a sentence."""

    def known(_form: Any, field: Any) -> None:
        if (field.data or "") not in {str(name) for name in names}:
            raise ValidationError("Choose one of those offered.")

    return SelectField(label, [known], choices=options(names.items()), validate_choice=False)


class EnquiryForm(BaseForm):
    """The facts of an enquiry."""

    title = short("Title", 200, DataRequired("Give the enquiry a title."))
    audience = pick("Who is asked", AUDIENCES)
    letter = long("Letter above the questions", 4_000)
    opens_on = Day("Opens", [DataRequired("Give the day on which it opens.")])
    closes_on = Day("Closes", [DataRequired("Give the day on which it closes.")])

    units = (("opens_on", "closes_on"),)

    def validate_closes_on(self, field: Any) -> None:
        """Not before it opens."""
        if field.data and self.opens_on.data and field.data < self.opens_on.data:
            raise ValidationError("It cannot close before it opens.")


class NewEnquiryForm(EnquiryForm):
    """The same of a new one, with the questions it begins with."""

    ready = pick(
        "Questions to begin with",
        {"": "None yet", **{name: one.name for name, one in READY.items()}},
    )


class LinkForm(BaseForm):
    """A link that is given out."""

    note = short("To whom it is given", 200, DataRequired("Say to whom it is given."))
    until = Day("Works until", [DataRequired("Give the last day on which it works.")])

    def validate_until(self, field: Any) -> None:
        """Not for longer than anyone remembers it."""
        if field.data and not self.today <= field.data <= self.today + datetime.timedelta(366):
            raise ValidationError("Choose a day from today to a year from now.")

    today: datetime.date

    def on(self, today: datetime.date) -> "LinkForm":
        """Say which day it is."""
        self.today = today
        return self


class QuestionsForm(BaseForm):
    """All questions of an enquiry at once; `rows` are those that are there."""

    rows: list[Any] = []

    def asked_of(self, rows: list[Any]) -> "QuestionsForm":
        """Say which questions there are."""
        self.rows = rows
        return self

    def validate(self, *more: Any, **options: Any) -> bool:
        """Each field, what others changed meanwhile, and how many there are."""
        fine = super().validate(*more, **options)
        for row in self.rows:
            fine = self._fits(row) and fine
        left = [r for r in self.rows if not self[f"drop-{r.id}"].data]
        if len(left) + sum(bool(self[f"text-{new}"].data) for new in NEW) > MOST_QUESTIONS:
            self.form_errors.append(f"Ask at most {MOST_QUESTIONS} questions.")
            fine = False
        return fine

    def _fits(self, row: Any) -> bool:
        text, kind = self[f"text-{row.id}"], self[f"kind-{row.id}"]
        said = []
        if not text.data and not self[f"drop-{row.id}"].data:
            said.append("Write the question, or tick that it is left out.")
        if row.answered and kind.data != row.kind:
            said.append("It was answered already: how it is answered stays.")
        if self[f"was-{row.id}"].data != str(row.version) and text.data != row.text:
            said.append(f"Someone else changed it meanwhile. It reads “{row.text}” now.")
        text.errors = [*text.errors, *said]
        return not said


def question_field() -> TextAreaField:
    """A question: one line, however it was broken where it was typed."""
    limit = Length(max=300, message="At most 300 characters.")
    return TextAreaField("Question", [limit], filters=[lambda text: " ".join((text or "").split())])


def questions_form(rows: list[Any]) -> type[QuestionsForm]:
    """A form with four fields for each question and for three new ones."""
    fields: dict[str, Any] = {}
    for key in [*(row.id for row in rows), *NEW]:
        fields[f"place-{key}"] = short("Place", 5)
        fields[f"text-{key}"] = question_field()
        fields[f"kind-{key}"] = pick("Answered", QUESTION_KINDS)
        fields[f"drop-{key}"] = BooleanField("Leave out")
        fields[f"was-{key}"] = StringField("Version")
    return type("Questions", (QuestionsForm,), fields)


class AnswersForm(BaseForm):
    """What one person answers; a field `q-…` for each question."""

    role = pick("You are", AUDIENCES)
    place = short("Kind of place, or region", 200)

    questions: list[Any] = []

    @property
    def said(self) -> list[tuple[Any, Any]]:
        """Each question that was answered, with the text or the point on the scale."""
        pairs = [(question, self[f"q-{question.id}"].data) for question in self.questions]
        return [
            (question, whole(data) if question.kind == "scale" else data)
            for question, data in pairs
            if data
        ]

    def validate(self, *more: Any, **options: Any) -> bool:
        """Each field, and that there is an answer."""
        fine = super().validate(*more, **options)
        if fine and not self.said:
            self.form_errors.append("Answer at least one question.")
            return False
        return fine


class InterviewForm(AnswersForm):
    """What someone answered in an interview or on paper, typed by the team."""

    role = pick("Who answered", AUDIENCES)
    way = pick("Way", {**ANSWER_WAYS, "form": "On a paper form"})
    interviewer = SelectField("Interviewer", validate_choice=False)
    answered_on = Day("Day", [DataRequired("Give the day on which it was answered.")])

    today: datetime.date
    people: dict[int, str] = {}

    def among(self, people: dict[int, str], today: datetime.date) -> "InterviewForm":
        """Say who may have asked, and which day it is."""
        self.people, self.today = people, today
        self.interviewer.choices = options([("", "Nobody, a paper form"), *people.items()])
        return self

    def validate_interviewer(self, field: Any) -> None:
        """Someone who asks the field; an interview has one."""
        if field.data and whole(field.data) not in self.people:
            raise ValidationError("Choose one of those offered.")
        if self.way.data == "interview" and not field.data:
            raise ValidationError("Say who asked.")

    def validate_answered_on(self, field: Any) -> None:
        """Not in the future."""
        if field.data and field.data > self.today:
            raise ValidationError("Nobody can have answered in the future.")


def answers_form(base: type[AnswersForm], questions: list[Any]) -> type[AnswersForm]:
    """A form with a field for each of these questions."""
    fields: dict[str, Any] = {"questions": questions}
    for question in questions:
        fields[f"q-{question.id}"] = (
            pick(question.text, {"": "", **POINTS})
            if question.kind == "scale"
            else long(question.text, 4_000)
        )
    return type("Answers", (base,), fields)


class StrikeForm(BaseForm):
    """An answer without the name that stood in it."""

    text = TextAreaField(
        "The answer without the name",
        [Optional(), Length(max=4_000, message="At most 4,000 characters.")],
        filters=[lines],
    )

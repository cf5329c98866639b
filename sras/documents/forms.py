"""What may be typed about documents and their sections."""

import datetime
from typing import Any

from wtforms import RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length, Optional

from sras.core.keys import whole
from sras.core.markdown import LIMITS, too_tangled
from sras.documents import rules, rules_fields
from sras.documents.rules_templates import templates
from sras.web.fields import Day, trimmed
from sras.web.merging import BaseForm, options

NOBODY = ("", "Nobody yet")


def title_field(label: str, *first: Any) -> StringField:
    """A heading in one line."""
    longest = Length(max=200, message="At most 200 characters.")
    return StringField(label, [*first, longest], filters=[trimmed])


def any_day(label: str) -> Day:
    """A day that may be left out."""
    return Day(label, [Optional()])


class PeriodForm(BaseForm):
    """The span that a document reports on, and the day by which it is to be reviewed."""

    units: tuple[tuple[str, ...], ...] = (("period_first", "period_last"),)

    period_first = any_day("First day of the period")
    period_last = any_day("Last day of the period")
    review_due = any_day("To be reviewed by")

    def validate_period_last(self, field: Any) -> None:
        """Both days or neither, in their order."""
        first, last = self.period_first.data, field.data
        if first and last and last < first:
            raise ValidationError("The period ends before it begins.")

    def judge(self) -> bool:
        """Whether it will do; the errors stand on the fields."""
        self.validate()
        days = (self.period_first, self.period_last)
        if not any(day.errors for day in days) and bool(days[0].data) != bool(days[1].data):
            missing = days[1] if days[0].data else days[0]
            missing.errors = ["Give both days of the period, or neither."]
        return not self.errors


def known_kind(_form: Any, field: Any) -> None:
    """Refuse what is no kind of document."""
    if field.data not in rules.KINDS:
        raise ValidationError("Choose one of those offered.")


def chosen_kind(_form: Any, field: Any) -> None:
    """Refuse a document of no kind; whoever chose none is asked which."""
    if not field.data:
        raise ValidationError("Choose what it is.")
    known_kind(_form, field)


def offered() -> list[tuple[str, str]]:
    """The kinds with what each is for."""
    purposes = {kind: found.purpose for kind, found in templates().items()}
    purposes["own"] = "Anything else. It begins empty."
    return [(kind, f"{name}. {purposes[kind]}") for kind, name in rules.KINDS.items()]


class NewDocumentForm(PeriodForm):
    """A new document, with the text that comes along or without."""

    kind = RadioField("What it is", [chosen_kind], validate_choice=False)
    title = title_field("Title")
    begin = RadioField(
        "It begins",
        choices=options([("text", "With the text that comes along"), ("empty", "Empty")]),
        default="text",
        validate_choice=False,
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.kind.choices = options(offered())

    def validate_title(self, field: Any) -> None:
        """A document of one's own has no title that comes along."""
        if not field.data and (self.kind.data == "own" or self.begin.data == "empty"):
            raise ValidationError("Give the document a title.")

    def judge(self) -> bool:
        """A text that says which days it covers needs them as well."""
        if super().judge() and not self.period_last.data and self.covers_days:
            self.period_first.errors = [
                "This text says which days it covers: give the first and the last."
            ]
        return not self.errors

    @property
    def covers_days(self) -> bool:
        """Whether the text that comes along names its period."""
        sections = self.template.sections if self.template else ()
        return any("period" in rules_fields.names_in(each.text) for each in sections)

    @property
    def template(self) -> Any:
        """The text that comes along; None where it begins empty."""
        return None if self.begin.data == "empty" else templates().get(self.kind.data)


class DocumentForm(PeriodForm):
    """What a document is called, what it is, and when it is to be reviewed."""

    title = title_field("Title", DataRequired("Give the document a title."))
    kind = SelectField(
        "What it is",
        [known_kind],
        choices=options(rules.KINDS.items()),
        validate_choice=False,
    )


class LetterForm(DocumentForm):
    """The same of a letter, with whose letterhead it is printed on."""

    units = (*DocumentForm.units, ("letterhead", "sender"))

    letterhead = SelectField("Letterhead", validate_choice=False)
    sender = TextAreaField(
        "Sender, where it is not the agency",
        [Length(max=600, message="At most 600 characters.")],
        filters=[lambda text: "\n".join(filter(None, map(str.strip, (text or "").splitlines())))],
    )

    partners: dict[str, str] = {}  # what fills in the sender, by choice

    def among(self, agency: str, partners: list[str]) -> "LetterForm":
        """Offer the agency's paper, that of each partner, and plain paper."""
        names = {each.partition("\n")[0]: each for each in partners}
        self.partners = {f"from {name}": each for name, each in names.items()}
        own, offered = {"agency": agency}, zip(self.partners, names, strict=True)
        self.letterhead.choices = options([*own.items(), *offered, *PAPERS.items()])
        return self

    def validate_letterhead(self, field: Any) -> None:
        """One of those offered; that of a partner fills in the sender."""
        if field.data not in [choice[0] for choice in field.choices]:
            raise ValidationError("Choose one of those offered.")
        if field.data in self.partners:
            self.sender.data = self.partners[field.data]
            field.data = "sender"

    def validate_sender(self, field: Any) -> None:
        """A letterhead has a name."""
        if self.letterhead.data == "sender" and not field.data:
            raise ValidationError("Say who sends it: the name in the first line.")


PAPERS = {name: words for name, words in rules.LETTERHEADS.items() if name != "agency"}


def key_or_none(value: Any) -> int | None:
    """A posted key as a number; nothing chosen is None, what is no key is nobody's."""
    if value is None or value == "":
        return None
    return whole(getattr(value, "id", value)) or 0


class WriterForm(BaseForm):
    """The coach who may write a document."""

    writer = SelectField("Coach who writes it", coerce=key_or_none, validate_choice=False)

    def among(self, coaches: list[Any], kept: Any) -> "WriterForm":
        """Offer the coaches; the one who has it stays possible."""
        people = {each.id: str(each.name) for each in [*coaches, *([kept] if kept else [])]}
        self.writer.choices = options([("", "No coach"), *people.items()])
        self.known = set(people)
        return self

    def validate_writer(self, field: Any) -> None:
        """Refuse who is no coach."""
        if field.data is not None and field.data not in self.known:
            raise ValidationError("Choose one of the coaches offered.")


class NewSectionForm(BaseForm):
    """One more section."""

    title = title_field("Title of the new section", DataRequired("Give the section a title."))


class PlaceForm(BaseForm):
    """Where a section goes: up, down, or to a number."""

    to = StringField("Way", [Optional()])
    place = StringField("Number", [Optional()])


class SectionForm(BaseForm):
    """One section: its heading, its text, and who looks after it."""

    title = title_field("Title", DataRequired("Give the section a title."))
    text = TextAreaField("Text", filters=[lambda text: text or ""])
    owner = SelectField("Who looks after it", coerce=key_or_none, validate_choice=False)
    reviewed_on = any_day("Last reviewed on")
    review_due = any_day("To be reviewed by")
    codes = StringField(
        "Indicators it speaks of",
        [Length(max=300, message="At most 300 characters.")],
        filters=[trimmed],
    )

    today: datetime.date
    people: dict[int, Any] = {}
    stored = ""

    def among(
        self, people: dict[int, Any], today: datetime.date, stored: str = ""
    ) -> "SectionForm":
        """Offer who may look after it; judge days by today, and a text unless it is `stored`."""
        self.people, self.today, self.stored = people, today, stored
        self.owner.choices = options([NOBODY, *((key, str(each)) for key, each in people.items())])
        return self

    def validate_text(self, field: Any) -> None:
        """Refuse a text that is too long or too tangled, and fields that nobody knows."""
        unchanged = field.data.split() == self.stored.split()  # a field may be known no more
        fault = None if unchanged else text_fault(field.data)
        if fault:
            raise ValidationError(fault)

    def validate_owner(self, field: Any) -> None:
        """Refuse who is not offered."""
        if field.data is not None and field.data not in self.people:
            raise ValidationError("Choose one of those offered.")

    def validate_reviewed_on(self, field: Any) -> None:
        """A review lies in the past."""
        if field.data and field.data > self.today:
            raise ValidationError("A section cannot have been reviewed in the future.")


def text_fault(text: str) -> str | None:
    """Why a text will not do, in words; None when it does."""
    return too_tangled(text, "document") or rules_fields.fault(text)


MOST_CHARACTERS = LIMITS["document"]

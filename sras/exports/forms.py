"""What may be asked for in a records pack."""

from typing import Any

from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import Length, Optional, ValidationError

from sras.exports.rules_records import piece_named, read_left_out
from sras.web.fields import Day, trimmed
from sras.web.merging import BaseForm, options

SUBJECTS = ("words", "person", "indicator", "meeting", "document")

ROWS = ("1", "2", "3", "4")  # of evidence to leave out, chosen one by one
NOT_CLEAR = (
    "There is no such piece of evidence, or more than one. Choose one of the list, or type its "
    "number."
)
TWICE = "Evidence {} is named twice. Keep one reason."
SPAN = (("first", "from"), ("last", "to"))


def is_there(_form: Any, field: SelectField) -> None:
    """What was chosen is among the choices."""
    if field.data and field.data not in [str(choice[0]) for choice in field.choices or ()]:
        raise ValidationError("Choose one of the list.")


class SubjectForm(BaseForm):
    """A subject, a span of days, and evidence that must not go out."""

    words = StringField(
        "Words", [Length(max=100, message="At most 100 characters.")], filters=[trimmed]
    )
    person = SelectField("Person", [is_there], validate_choice=False, default="")
    indicator = StringField(
        "Indicator", [Length(max=10, message="At most 10 characters.")], filters=[trimmed]
    )
    meeting = SelectField("Meeting", [is_there], validate_choice=False, default="")
    document = SelectField("Document", [is_there], validate_choice=False, default="")
    first = Day("From", [Optional()])
    last = Day("To", [Optional()])
    left_out = TextAreaField(
        "Many pieces at once", [Length(max=4_000, message="At most 4,000 characters.")]
    )

    pieces: dict[str, str]  # evidence by its number
    codes: set[str]  # the numbers of all indicators

    def among(
        self,
        choices: dict[str, list[tuple[str, str]]],
        pieces: dict[str, str],
        codes: set[str],
    ) -> "SubjectForm":
        """The same with what there is to choose from."""
        for name, found in choices.items():
            self[name].choices = options([("", "Nobody" if name == "person" else "None"), *found])
        self.pieces, self.codes = pieces, codes
        return self

    @property
    def subject(self) -> tuple[str, str]:
        """What the pack is about, as kind and value; all when nothing is chosen."""
        chosen = [name for name in SUBJECTS if self[name].data]
        return (chosen[0], self[chosen[0]].data) if chosen else ("all", "")

    @property
    def said(self) -> str:
        """The same in words."""
        kind, value = self.subject
        if kind in ("person", "meeting", "document"):
            return str(dict(c[:2] for c in self[kind].choices).get(value, value))
        return {"all": "Everything", "indicator": f"Indicator {value}"}.get(kind, value)

    @property
    def told(self) -> str:
        """The same with its days, as history keeps it."""
        days = [f"{word} {self[n].data}" for n, word in SPAN if self[n].data]
        return ", ".join([self.said, *days])

    def wish(self) -> dict[str, Any]:
        """What is asked for, as it is kept with the work."""
        kind, value = self.subject
        days = {n: self[n].data.isoformat() for n in ("first", "last") if self[n].data}
        left_out = {**self.chosen(), **dict(read_left_out(self.left_out.data or ""))}
        return {"kind": kind, "value": value, "said": self.said, "left_out": left_out, **days}

    def chosen(self) -> dict[str, str]:
        """The pieces that were chosen one by one, by number, each with its reason."""
        found = {self._piece(row): self[f"why-{row}"].data for row in ROWS}
        return {number: why for number, why in found.items() if number}

    def _piece(self, row: str) -> str:
        """The number of the piece in a row; empty when there is none."""
        return piece_named(self[f"piece-{row}"].data, self.pieces)

    def validate(self, *more: Any, **options: Any) -> bool:
        """Each field, and each piece with its reason."""
        fine = super().validate(*more, **options)
        fit = [self._fits(row) for row in ROWS]
        return fine and all(fit)

    def _fits(self, row: str) -> bool:
        piece, why = self[f"piece-{row}"], self[f"why-{row}"]
        number, before = self._piece(row), [self._piece(each) for each in ROWS if each < row]
        if piece.data and not number:
            piece.errors = [*piece.errors, NOT_CLEAR]
        elif number and number in before:
            piece.errors = [*piece.errors, TWICE.format(number)]
        elif why.data and not number:
            piece.errors = [*piece.errors, "Choose the piece, or take the reason away."]
        elif number and not why.data:
            why.errors = [*why.errors, f"Say why evidence {number} is left out."]
        return not (piece.errors or why.errors)

    def validate_words(self, _field: StringField) -> None:
        """One subject at a time."""
        if sum(bool(self[name].data) for name in SUBJECTS) > 1:
            raise ValidationError(
                "Choose one subject only: words, a person, an indicator, a meeting or a document."
            )

    def validate_indicator(self, field: StringField) -> None:
        """An indicator of any set that was ever used."""
        if field.data and field.data not in self.codes:
            raise ValidationError(f"No indicator has the number “{field.data}”.")

    def validate_last(self, field: Day) -> None:
        """The span runs forward."""
        if self.first.data and field.data and field.data < self.first.data:
            raise ValidationError("The last day lies before the first.")

    def validate_left_out(self, field: TextAreaField) -> None:
        """Each line has the number of a piece that is named nowhere else, and why."""
        named = list(self.chosen())
        for number, why in read_left_out(field.data or ""):
            if number not in self.pieces:
                raise ValidationError(f"There is no piece of evidence with the number “{number}”.")
            if not why:
                raise ValidationError(f"Say why evidence {number} is left out.")
            if number in named:
                raise ValidationError(TWICE.format(number))
            named.append(number)


def _rows() -> dict[str, StringField]:
    """The fields of a piece and its reason, once for each row."""
    fields = {}
    for row in ROWS:
        limit = Length(max=300, message="At most 300 characters.")
        choose = {"list": "evidence", "autocomplete": "off"}
        fields[f"piece-{row}"] = StringField("Evidence", [limit], [trimmed], render_kw=choose)
        fields[f"why-{row}"] = StringField("Reason", [limit], [trimmed])
    return fields


RecordsForm: type[SubjectForm] = type("RecordsForm", (SubjectForm,), _rows())

"""What a person may type into an indicator, its levels and an edition."""

from collections.abc import Callable
from typing import Any

from wtforms import BooleanField, FileField, SelectField, StringField, TextAreaField
from wtforms.validators import ValidationError

from sras.core.markdown import too_tangled
from sras.frameworks.rules_sets import LENGTHS, clean, code_fault, one_line
from sras.web.merging import BaseForm


def fits(name: str, needed: str = "") -> Callable[[Any, Any], None]:
    """A check that a text is there (`needed` says so when not), short enough and readable."""

    def check(_form: Any, field: Any) -> None:
        text = field.data or ""
        if needed and not text:
            raise ValidationError(needed)
        if len(text) > LENGTHS[name]:
            raise ValidationError(
                f"This is {len(text):,} characters long; {LENGTHS[name]:,} is the most."
            )
        tangled = too_tangled(text)
        if tangled:
            raise ValidationError(tangled)

    return check


def line(label: str, name: str, needed: str = "") -> StringField:
    """A field of one line."""
    return StringField(label, [fits(name, needed)], filters=[lambda text: one_line(text or "")])


def prose(label: str, name: str, needed: str = "") -> TextAreaField:
    """A field of several lines."""
    return TextAreaField(label, [fits(name, needed)], filters=[lambda text: clean(text or "")])


def one_each(text: str | None) -> str:
    """Lines without blank ones."""
    lines = (one_line(each) for each in (text or "").splitlines())
    return "\n".join(each for each in lines if each)


class IndicatorForm(BaseForm):
    """An indicator's place and texts; `taken` are the codes it must not have."""

    taken: frozenset[str] | set[str] = frozenset()

    code = line("Code", "code", "Enter a code, such as 6.2.")
    topic = SelectField("Topic", coerce=int)
    title = line("Short title", "title", "Enter a short title.")
    is_key = BooleanField("Key indicator")
    statement = prose("Statement", "statement", "Enter the practice as one sentence.")
    explanation = prose("Explanation", "explanation")
    questions = TextAreaField("Questions to ask", [fits("questions")], filters=[one_each])
    guidance = prose("Guidance", "guidance")

    def validate_code(self, field: Any) -> None:
        """No two indicators of an edition share a code, not even with one left out."""
        if fault := code_fault(field.data):
            raise ValidationError(fault)
        if field.data in self.taken:
            raise ValidationError(
                f"This edition has used the code {field.data} already. Choose another, "
                "or bring back the indicator that was left out."
            )


class LevelForm(BaseForm):
    """What one level looks like."""

    description = prose("Description", "description", "Say what this level looks like.")
    evidence = prose("Evidence", "evidence")


class NewIndicatorForm(IndicatorForm):
    """An indicator with its four levels, all of which it needs from the start."""

    level_1 = prose("Level 1", "description", "Say what level 1 looks like.")
    evidence_1 = prose("Evidence for level 1", "evidence")
    level_2 = prose("Level 2", "description", "Say what level 2 looks like.")
    evidence_2 = prose("Evidence for level 2", "evidence")
    level_3 = prose("Level 3", "description", "Say what level 3 looks like.")
    evidence_3 = prose("Evidence for level 3", "evidence")
    level_4 = prose("Level 4", "description", "Say what level 4 looks like.")
    evidence_4 = prose("Evidence for level 4", "evidence")


class SuccessorForm(BaseForm):
    """The name of a new edition."""

    label = line("Name of the new edition", "edition", "Name the edition, such as 2027.")


class ImportForm(BaseForm):
    """A file to read a set from."""

    file = FileField("File")

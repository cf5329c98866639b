"""What may be typed about a piece of evidence."""

import datetime
from collections.abc import Callable
from typing import Any

from wtforms import (
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from sras.core.markdown import too_tangled
from sras.evidence import rules
from sras.evidence.rules_files import ACCEPT
from sras.web.fields import Day, Upload
from sras.web.merging import BaseForm, options


def _at_most(count: int) -> Length:
    return Length(max=count, message=f"This is too long; {count:,} characters are the most.")


def _one_newline(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").strip()


class PieceForm(BaseForm):
    """What is known about a piece; its source decides what it cannot do without."""

    title = StringField(
        "Title", [DataRequired("Give it a title that others will know it by."), _at_most(200)]
    )
    source = RadioField(
        "What it is",
        [InputRequired("Say what kind of evidence this is.")],
        choices=options(rules.SOURCES.items()),
        validate_choice=False,
    )
    url = StringField(
        "Address",
        [Optional(), _at_most(1_000)],
        filters=[_one_newline],
        render_kw={"inputmode": "url", "autocapitalize": "none", "spellcheck": "false"},
    )
    description = TextAreaField("Description", [_at_most(4_000)], filters=[_one_newline])
    dated = Day("Date of the evidence", [Optional()])
    slot = SelectField(
        "Key document",
        choices=options([("", "None of the ten"), *rules.SLOTS.items()]),
        default="",
        validate_choice=False,
    )
    retention_note = StringField("How long to keep it", [_at_most(300)])

    today: Callable[[], datetime.date]  # asked only when there is a day to compare
    has_file = False

    def validate_source(self, field: Any) -> None:
        """One of the kinds there are."""
        if field.data not in rules.SOURCES:
            raise ValidationError("Say what kind of evidence this is.")

    def validate_slot(self, field: Any) -> None:
        """One of the ten, or none."""
        if field.data and field.data not in rules.SLOTS:
            raise ValidationError("Choose one of the ten key documents, or none.")

    def validate_url(self, field: Any) -> None:
        """An address of the web without a password in it."""
        said = rules.unsafe_link(field.data) if field.data else None
        if said:
            raise ValidationError(said)

    def validate_description(self, field: Any) -> None:
        """A text that can be laid out."""
        said = too_tangled(field.data or "")
        if said:
            raise ValidationError(said)

    def validate_dated(self, field: Any) -> None:
        """Today or earlier."""
        if field.data and field.data > self.today():
            raise ValidationError("Evidence cannot be from a day in the future.")

    def validate(self, extra_validators: Any = None) -> bool:
        """Each field, then whether this kind of evidence is complete."""
        fine = super().validate(extra_validators)
        lacking = rules.lacking(
            self.source.data or "",
            has_file=self.has_file,
            url=self.url.data or "",
            description=self.description.data or "",
        )
        if lacking is None or not self.source.data:
            return fine
        name = lacking[0] if lacking[0] in self else "url"
        if not self[name].errors:
            self[name].errors = [lacking[1]]
        return False

    def facts(self) -> dict[str, Any]:
        """The fields of the table, as they should be stored."""
        names = ("title", "source", "url", "description", "slot", "retention_note")
        return {name: self[name].data or "" for name in names} | {"dated": self.dated.data}


class NewForm(PieceForm):
    """A new piece, perhaps with its file, for the thing it is about."""

    file = Upload("File", render_kw={"accept": ACCEPT})
    kind = HiddenField()
    key = HiddenField()
    supports = StringField("What it supports", [_at_most(300)])

    refusal: str | None = None  # why the file that came along is not taken

    def validate_file(self, field: Any) -> None:
        """What was found out while the file was taken in."""
        if self.refusal:
            raise ValidationError(self.refusal)


class FileForm(BaseForm):
    """A file in place of the one that is there."""

    file = Upload("New file", render_kw={"accept": ACCEPT})
    refusal: str | None = None

    def validate_file(self, field: Any) -> None:
        """A file that was taken in."""
        if self.refusal or not field.data:
            raise ValidationError(self.refusal or "Choose the file.")


class SupportForm(BaseForm):
    """What a piece shows about the thing it is linked to."""

    kind = StringField("Kind", [Length(max=40)])
    key = StringField("Key", [Length(max=12)])
    supports = StringField("What it supports", [_at_most(300)])


class ArchiveForm(BaseForm):
    """Why a piece no longer counts."""

    reason = StringField("Why it no longer counts", [_at_most(2_000)])

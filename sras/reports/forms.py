"""What may be typed in a report: its span, and the words of a place."""

import datetime
from typing import Any

from wtforms import TextAreaField, ValidationError

from sras.core.markdown import too_tangled
from sras.reports.rules import LONGEST_DAYS, PLACES, Span, too_much
from sras.schedule.forms import SpanForm
from sras.web.merging import BaseForm


class ReportSpanForm(SpanForm):
    """From one day to another, at most two years; begun by the day `as_of` which it tells."""

    as_of: datetime.date | None = None

    def judge(self) -> bool:
        """Whether it is such a span; the errors stand on the fields."""
        super().judge()
        first, last = self.first.data, self.last.data
        if first and last and (last - first).days > LONGEST_DAYS:
            self.last.errors = [*self.last.errors, "A report tells of two years at most."]
        if first and self.as_of and first > self.as_of:
            self.first.errors = ["It begins after the day as of which it should tell."]
        return not self.errors

    @property
    def span(self) -> Span:
        """The span, once it was judged; else days that are nobody's."""
        nobody = datetime.date.min
        return Span(self.first.data or nobody, self.last.data or nobody)


class WordsForm(BaseForm):
    """The Markdown of one place of a report."""

    text = TextAreaField("Words")

    def of(self, report: str, place: str) -> "WordsForm":
        """The form for this place, with its length."""
        self.report, self.place = report, place
        self.text.label.text = PLACES[report][place].title
        return self

    def validate_text(self, field: Any) -> None:
        """Refuse what is too long for its place, or too tangled to be laid out."""
        typed = field.data or ""
        place = PLACES[self.report][self.place]
        fault = too_much(place, typed, self.report == "progress") or too_tangled(typed)
        if fault:
            raise ValidationError(fault)

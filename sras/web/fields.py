"""Fields that several forms share."""

import datetime
from typing import Any

from werkzeug.datastructures import FileStorage
from wtforms import DateField, FileField

from sras.core.clock import YEARS


class Day(DateField):
    """A plain date; empty is None, anything else that is no date is told in words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day."""
        typed = " ".join(valuelist).strip()
        self.data = None
        if not typed:
            return
        try:
            day = datetime.date.fromisoformat(typed)
        except ValueError:
            raise ValueError("Write the day as year-month-day, such as 2026-10-14.") from None
        if day.year not in YEARS:
            raise ValueError(f"Look at the year: it is not between {YEARS[0]} and {YEARS[-1]}.")
        self.data = day


class Upload(FileField):
    """A file that came along; None when there is none, or text in its place."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the file."""
        sent = valuelist[0] if valuelist else None
        self.data = sent if isinstance(sent, FileStorage) else None


def trimmed(text: Any) -> str:
    """A filter for lines of text: without spaces at either end; what is absent is empty."""
    return text.strip() if isinstance(text, str) else ""

"""Fields that several forms share."""

import datetime
import re
from typing import Any

from werkzeug.datastructures import FileStorage
from wtforms import DateField, Field, FileField
from wtforms.widgets import TextInput

from sras.core.clock import YEARS

PLAIN_NUMBER = re.compile(r"-?(\d{1,12}(\.\d{0,9})?|\.\d{1,9})", re.ASCII)


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
            raise ValueError(f"Check the year. It is not between {YEARS[0]} and {YEARS[-1]}.")
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


class Number(Field):
    """A number as people type it: 61.5, 1,250, 40 %, $12,000; empty is None."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:.4f}".rstrip("0").rstrip(".")

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number."""
        typed = " ".join(valuelist).strip()
        bare = "".join(c for c in typed if c not in ", $%").replace("\N{MINUS SIGN}", "-")
        self.data = None
        if not typed:
            return
        if not PLAIN_NUMBER.fullmatch(bare):
            raise ValueError("Write a number, such as 61.5.")
        self.data = round(float(bare), 4)

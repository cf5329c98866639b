"""Fields that several forms share."""

import datetime
from typing import Any

from wtforms import DateField


class Day(DateField):
    """A plain date; empty is None, anything else that is no date is told in words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day."""
        typed = " ".join(valuelist).strip()
        self.data = None
        if not typed:
            return
        try:
            self.data = datetime.date.fromisoformat(typed)
        except ValueError:
            raise ValueError("Write the day as year-month-day, such as 2026-10-14.") from None


def trimmed(text: Any) -> str:
    """A filter for lines of text: without spaces at either end; what is absent is empty."""
    return text.strip() if isinstance(text, str) else ""

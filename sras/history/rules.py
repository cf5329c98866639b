"""What is recorded, in words: labels of fields, and values as people say them."""

import datetime
import json
from typing import Any

WORDS = {
    "usps": "postal code",
    "email": "e-mail address",
    "zone": "time zone",
    "about": "approval request",
    "organisation": "organization",
    "judgement": "judgment",
    "what": "what it tells",
    "direction": "which way",
    "dated": "day",
    "in_place": "what is in place now",
    "is_key": "key indicator",
    "is_delegate": "the Chief’s delegate",
    "lock_reason": "locked because",
    "licence_note": "licence note",
    "archived_at": "archived",
    "sha256": "checksum",
}
ACRONYMS = ("sea", "lea", "rcc", "bscp")


def label_of(field: str) -> str:
    """A field's name in words: `done_on` is done on."""
    return WORDS.get(field) or field.replace("_", " ")


def spoken(recorded: str | None, column: str) -> Any:
    """A recorded value as a day, a moment, yes or no, a name or a text; None when it was empty.

    `column` says what was stored: day, moment, yes_no, choice or text.
    """
    if recorded is None:
        return None
    value = json.loads(recorded)
    if isinstance(value, dict) and set(value) == {"key", "name"}:
        return value["name"] or None
    if value == "":
        return None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if column == "yes_no":
        return "yes" if value else "no"
    if column == "day":
        return datetime.date.fromisoformat(value)
    if column == "moment":
        return datetime.datetime.fromisoformat(value)
    if column == "choice":
        return value.upper() if value in ACRONYMS else str(value).replace("_", " ")
    return str(value)

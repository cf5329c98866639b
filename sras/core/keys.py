"""Keys and places as they come from a page or an address: text that should be a whole number."""

from typing import Any

MOST_DIGITS = 12  # far more than there are rows, and never too long to count with


def whole(said: Any) -> int | None:
    """The number that was sent; None for nothing and for what is no number, such as “²”."""
    text = str(said)
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else None

"""Live fields: `{state}` in a text says what is so on the day that it is shown.

A text is marked before it is read as Markdown and filled after it was cleaned, so that a value can
become neither markup nor another field, and nothing that is typed ever runs.
"""

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from markupsafe import Markup, escape

from sras.core import markdown

# Code between backticks is left alone; so are `{{state}}`, `\{state}` and all that is no name.
SPOT = re.compile(r"(?<![\\`])`[^`\n]++`(?!`)|(?<![\\{])\{([a-z][a-z0-9_]{0,39})\}(?!\})")
OPEN, CLOSE = "\U0010fff0", "\U0010fff1"  # for private use; nobody types them
STRAY = str.maketrans({OPEN: "\ufffd", CLOSE: "\ufffd"})
MARKED = re.compile(f"(<p>)?{OPEN}([0-9]+){CLOSE}(?(1)(</p>)?)")
MOST_FAULTS = 3


@dataclass(frozen=True)
class Shown:
    """For which document, on which day and over which period a text is shown."""

    document: Any
    today: datetime.date
    period: tuple[datetime.date, datetime.date] | None = None
    agency: Any = None
    kept: dict[str, Any] = field(default_factory=dict, compare=False)

    def once(self, name: str, read: Callable[[], Any]) -> Any:
        """What several fields need, read by the first of them."""
        if name not in self.kept:
            self.kept[name] = read()
        return self.kept[name]


@dataclass(frozen=True)
class Field:
    """One field: its name, what it says, and how its value is found.

    `words` are plain text and stand anywhere; a `block` is a table or a list that one of our
    templates drew, and stands in a paragraph of its own.
    """

    name: str
    says: str
    kind: str
    value: Callable[[Shown], str]


FIELDS: dict[str, Field] = {}


def register(new: Field) -> None:
    """Make a field known to every text."""
    if new.kind not in ("words", "block"):
        raise ValueError(new.kind)
    FIELDS[new.name] = new


def day(value: datetime.date) -> str:
    """A date as it stands in a text: 14 Oct 2026."""
    return f"{value.day} {value:%b %Y}"


def span(period: tuple[datetime.date, datetime.date] | None) -> str:
    """A period in words."""
    return f"{day(period[0])} to {day(period[1])}" if period else "(period not given)"


def names_in(text: str) -> list[str]:
    """The fields that a text names, known or not, in their order."""
    return list(dict.fromkeys(found[1] for found in SPOT.finditer(text) if found[1]))


def marked(text: str) -> tuple[str, list[str]]:
    """A text with a mark in the place of each field, and the names that the marks count."""
    names = names_in(text)
    places = {name: place for place, name in enumerate(names)}

    def mark(found: re.Match[str]) -> str:
        return f"{OPEN}{places[found[1]]}{CLOSE}" if found[1] else found[0]

    return SPOT.sub(mark, text.translate(STRAY)), names


def settled(html: str, names: list[str], value_of: Callable[[Field], Markup]) -> Markup:
    """Cleaned HTML with the value of each field in the place of its mark."""

    def put(found: re.Match[str]) -> str:
        name = names[int(found[2])]
        known = FIELDS.get(name)
        if known is None or (known.kind == "block" and not found[3]):
            return f"{found[1] or ''}{{{name}}}{found[3] or ''}"
        value = value_of(known)
        return str(value) if known.kind == "block" else f"{found[1] or ''}{value}{found[3] or ''}"

    return Markup(MARKED.sub(put, html))  # noqa: S704  (cleaned before; values are escaped)


def value(known: Field, context: Shown) -> Markup:
    """What a field says now, safe to be shown: words escaped, a block as its template drew it."""
    said = known.value(context)
    if known.kind == "block" and isinstance(said, Markup):
        return said
    return escape(str(said))


def fault(text: str) -> str | None:
    """Why the fields of a text will not do, in sentences; None when they do."""
    names = names_in(text)
    unknown = [name for name in names if name not in FIELDS]
    if unknown:
        return " ".join(_unknown(name) for name in unknown[:MOST_FAULTS])
    cramped = _cramped(text) if any(FIELDS[name].kind == "block" for name in names) else []
    return " ".join(_needs_room(name) for name in cramped[:MOST_FAULTS]) or None


def _unknown(name: str) -> str:
    nearest = get_close_matches(name, FIELDS, n=1, cutoff=0)
    meant = f" The nearest one is {{{nearest[0]}}}." if nearest else ""
    return f"There is no field {{{name}}}.{meant}"


def _needs_room(name: str) -> str:
    return (
        f"{{{name}}} draws a list or a table. "
        "Give it a paragraph of its own, with an empty line before and after it."
    )


def _cramped(text: str) -> list[str]:
    """The blocks that do not stand alone in a paragraph."""
    changed, names = marked(text)
    seen = MARKED.finditer(markdown.render(changed))
    held = [names[int(found[2])] for found in seen if not found[3]]
    return [name for name in dict.fromkeys(held) if FIELDS[name].kind == "block"]

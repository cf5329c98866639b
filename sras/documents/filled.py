"""Texts with their live fields filled, as they are shown, printed and issued."""

import datetime
import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from markupsafe import Markup

from sras.core import markdown
from sras.documents import models_fields, rules_fields
from sras.documents.models import Document, Section
from sras.documents.rules_fields import FIELDS, Shown

__all__ = [
    *("Known", "filled", "filled_text", "known_fields", "models_fields", "plain", "shown_on"),
    "words",
]


class Known(NamedTuple):
    """A field with what it says now; a block says it where it stands."""

    name: str
    says: str
    is_block: bool
    value: Markup


def shown_on(document: Document, today: datetime.date, agency: Any = None) -> Shown:
    """What the fields of a document are filled for on a day."""
    first, last = document.period_first, document.period_last
    return Shown(document, today, (first, last) if first and last else None, agency)


def filled(
    document: Document, sections: Iterable[Section], context: Shown | None = None
) -> list[tuple[Section, Markup]]:
    """Each section with its text as safe HTML, the fields filled; each field is asked once."""
    shown = context or shown_on(document, models_fields.Agency.one().today)
    return [(section, filled_text(section.text, shown)) for section in sections]


def filled_text(text: str, shown: Shown, top: int = 3) -> Markup:
    """One text as safe HTML, its highest heading being h``top``; an unknown field stays a name."""
    changed, names = rules_fields.marked(text)

    def value_of(known: rules_fields.Field) -> Markup:
        found: Markup = shown.once(f"{{{known.name}}}", lambda: rules_fields.value(known, shown))
        return found

    return rules_fields.settled(markdown.render(changed, top), names, value_of)


def plain(text: str, shown: Shown) -> str:
    """A line with its fields filled as plain words, such as a title."""

    def put(found: re.Match[str]) -> str:
        known = FIELDS.get(found[1] or "")
        return known.value(shown) if known and known.kind == "words" else found[0]

    return rules_fields.SPOT.sub(put, text)


def words(shown: Markup) -> str:
    """What is shown, without its markup."""
    return Markup(shown).striptags()  # noqa: S704  (it was safe before)


def known_fields(shown: Shown) -> list[Known]:
    """All fields by name, with what they say now."""
    return [
        Known(
            name,
            each.says,
            each.kind == "block",
            Markup("") if each.kind == "block" else rules_fields.value(each, shown),
        )
        for name, each in sorted(FIELDS.items())
    ]

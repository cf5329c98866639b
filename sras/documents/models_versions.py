"""Versions of a document, read from the history of it and of its sections; no table keeps them."""

from typing import Any

from peewee import fn

from sras.documents.models import Document, Section
from sras.documents.rules_versions import Kept, Touched
from sras.history.models import GAVE_UP, Change, ChangedField, Who, plain
from sras.history.models_shown import Shown, is_shown

# What makes a version: the words and their order, not who looks after them.
OF_DOCUMENT, OF_SECTION = ("title",), ("title", "text", "sort")


class Gone(Exception):
    """The section had not been written yet at that version."""


class Written:
    """A document with all sections that it has or had, to be read as it stood at any change."""

    def __init__(self, document: Document) -> None:
        self.document = document
        found = Section.select().where(Section.document == document)
        self.sections = list(found.order_by(Section.sort, Section.id))

    def touched(self) -> list[Touched]:
        """Every change of the words, the oldest first."""
        named = {each.id: str(each.title) for each in self.sections}
        rows: Any = (
            ChangedField.select(Change.id, Change.at, Change.by_name, Change.kind, Change.key)
            .join(Change)
            .where(is_shown(_shown(self.document)), Change.verb != GAVE_UP)
            .group_by(Change.id)
            .order_by(Change.id)
            .tuples()
        )
        return [
            Touched(number, at, by, named.get(key, "") if kind == "section" else "")
            for number, at, by, kind, key in rows
        ]

    def at(self, number: int) -> tuple[str, list[Kept]]:
        """The title and the sections as they stood right after a change."""
        undone = _undone(self.document, number)
        title = undone.get(("document", self.document.id), {}).get("title", self.document.title)
        found = []
        for section in self.sections:
            was = {**section.__data__, **undone.get(("section", section.id), {})}
            if was["title"] is not None and was["archived_at"] is None:
                found.append((was["sort"], Kept(section.id, was["title"], was["text"] or "")))
        return str(title), [kept for _sort, kept in sorted(found, key=lambda each: each[0])]


def _shown(document: Document) -> list[Shown]:
    sections = Section.select(Section.id).where(Section.document == document)
    return [
        Shown("document", OF_DOCUMENT, [document.id]),
        Shown("section", OF_SECTION, sections),
    ]


def _undone(document: Document, number: int) -> dict[tuple[str, int], dict[str, Any]]:
    """What was recorded after a change, as it stood before the first of it, by kind and key."""
    first = (
        ChangedField.select(fn.MIN(ChangedField.id))
        .join(Change)
        .where(Change.id > number, is_shown(_shown(document)))
        .group_by(Change.kind, Change.key, ChangedField.field)
    )
    rows: Any = (
        ChangedField.select(Change.kind, Change.key, ChangedField.field, ChangedField.old)
        .join(Change)
        .where(ChangedField.id.in_(first))
        .tuples()
    )
    undone: dict[tuple[str, int], dict[str, Any]] = {}
    for kind, key, field, old in rows:
        undone.setdefault((kind, key), {})[field] = plain(old)
    return undone


def put_back(section: Section, number: int, *, by: Who) -> Change | None:
    """Let a section read again as it did right after a change; a removed one stands again.

    None when it reads so already. Raises Gone where it had not been written by then.
    """
    _title, sections = Written(section.document).at(number)
    kept = next((each for each in sections if each.key == section.id), None)
    if kept is None:
        raise Gone(str(section))
    return section.change(
        by=by, verb="put back an earlier text of", text=kept.text, archived_at=None
    )

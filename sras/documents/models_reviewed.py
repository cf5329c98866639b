"""The text of a document as it was when a round of review opened."""

from typing import Any

from peewee import fn

from sras.documents.models import Document, Section
from sras.history.models import Change, ChangedField, plain


def sections_at(document: Document, *numbers: int) -> list[list[Section]]:
    """The sections of a document as they were right after each of these changes, in order.

    One question for the rows, one for each number; the rows are copies, not to be saved.
    """
    rows = list(Section.select().where(Section.document == document))
    return [_as_it_was(rows, number) for number in numbers]


def _as_it_was(rows: list[Section], number: int) -> list[Section]:
    undone = _undone([row.id for row in rows], number)
    found = []
    for row in rows:
        then = Section()
        then.__data__ = row.__data__ | undone.get(row.id, {})
        if then.version and then.archived_at is None:
            found.append(then)
    return sorted(found, key=lambda section: (section.sort, section.id))


def _undone(keys: list[int], number: int) -> dict[int, dict[str, Any]]:
    """What each field was before the first change of it after `number`, by row.

    A row that was made later has version 0. Only the first change of a field is read: a text that
    many hands went over since is long, and only its state before them is asked for.
    """
    later = (
        Change.select(fn.MIN(ChangedField.id))
        .join(ChangedField)
        .where(Change.kind == "section", Change.key.in_(keys), Change.id > number)
        .group_by(Change.key, ChangedField.field)
    )
    first: Any = (
        ChangedField.select(ChangedField.field, ChangedField.old, Change.key)
        .join(Change)
        .where(ChangedField.id.in_(later))
        .namedtuples()
    )
    found: dict[int, dict[str, Any]] = {}
    for field, old, key in first:
        columns = Section._meta.fields
        value = columns[field].python_value(plain(old)) if field in columns else None
        found.setdefault(key, {})[field] = value
        if field == "document":  # it is recorded once, when the row is made
            found[key]["version"] = 0
    return found

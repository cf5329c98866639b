"""What a person answers for in documents, and which of it waits for them."""

from typing import Any

from peewee import fn

from sras.documents.models import Document, Section
from sras.documents.models_issues import Issue
from sras.history.models import Change, ChangedField


def sections_of(person: Any) -> Any:
    """The sections that a person looks after, by document; archived documents need nobody."""
    return (
        Section.current(Section, Document)
        .join(Document)
        .where(Section.owner == person, Document.archived_at.is_null())
        .order_by(Document.title, Document.id, Section.sort, Section.id)
    )


def sections_for(person: Any, soon: Any) -> Any:
    """Those of them that nobody wrote yet, or whose review is due by a day."""
    return sections_of(person).where(unwritten() | (Section.review_due <= soon))


def unwritten() -> Any:
    """Whether a section is empty, or as it came along with places to fill in."""
    written = (
        Change.select(Change.id)
        .join(ChangedField)
        .where(
            Change.kind == "section",
            Change.key == Section.id,
            Change.version > 1,
            ChangedField.field == "text",
        )
    )
    untouched = Section.text.contains("[") & ~fn.EXISTS(written)
    return (fn.TRIM(Section.text, " \n\r\t") == "") | untouched


def documents_of(person: Any) -> Any:
    """The documents that were given to a person to write, by title."""
    given = Document.current().where(Document.writer == person)
    return given.order_by(Document.title, Document.id)


def documents_for(person: Any, soon: Any) -> Any:
    """Those of them that were never given out, or are to be reviewed by a day."""
    given_out = fn.EXISTS(Issue.current(Issue.id).where(Issue.is_of(Document.id)))
    return documents_of(person).where(~given_out | (Document.review_due <= soon))

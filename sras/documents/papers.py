"""What a document says on paper, and as plain values."""

from typing import Any

from sras.documents import rules
from sras.documents.filled import filled, words
from sras.documents.models import Document, Section
from sras.documents.rules_fields import Shown, day, names_in


def template_of(document: Document) -> str:
    """The printed page of a document."""
    return "documents/letter_print.html" if document.is_letter else "documents/document_print.html"


def printed(document: Document, shown: Shown) -> dict[str, Any]:
    """What the printed page needs; a caller who issues it adds `issued` (number, on)."""
    sections = list(Section.of(document))
    return {
        "document": document,
        "sections": filled(document, sections, shown),
        "day_of_print": day(shown.today),
        "is_book": document.kind in rules.BOOKS,
        "is_form": document.kind in rules.FORMS,
        "written_on": rules.WRITTEN_ON.get(document.kind, ""),
        "dated": any("today" in names_in(section.text) for section in sections),
        "signed": rules.is_signed([section.text for section in sections]),
        "agency": shown.agency,
    }


def facts_of(document: Document, sections: list[Any], shown: Shown) -> dict[str, Any]:
    """What was printed, as plain values: the sections as written and as filled, and the fields."""
    return {
        "document": {
            "title": document.title,
            "kind": document.kind,
            **({"letterhead": document.letterhead} if document.is_letter else {}),
            **({"sender": document.sender} if document.head else {}),
        },
        "sections": [
            {"title": each.title, "codes": each.codes, "text": each.text, "reads": words(reads)}
            for each, reads in sections
        ],
        "fields": {
            name.strip("{}"): words(value)
            for name, value in shown.kept.items()
            if name.startswith("{")
        },
    }

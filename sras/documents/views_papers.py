"""A document on paper: as a letter, a book or a form, as page and as PDF."""

from typing import Any

from flask import url_for

from sras.documents import rules
from sras.documents.filled import filled
from sras.documents.models import Document, Section
from sras.documents.models_lists import newest_issue
from sras.documents.rules_fields import Shown, day, names_in
from sras.documents.views import bp, find, shown_now
from sras.web.access import requires
from sras.web.papers import paper, print_view, word, written_out


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
        "dated": any("today" in names_in(section.text) for section in sections),
        "signed": rules.is_signed([section.text for section in sections]),
        "agency": shown.agency,
    }


def _as_it_stands(key: int) -> tuple[Document, dict[str, Any]]:
    """The document as it reads now, with the issue that says the same, if any."""
    found = find(key)
    told = printed(found, shown_now(found))
    issue = newest_issue(found)
    unchanged = issue is not None and not found.changed_since(issue.recorded_to)
    return found, {**told, "last_issue": issue if unchanged else None}


@bp.get("/documents/<int:key>/print")
@requires("read")
def document_print(key: int) -> Any:
    """The document for printing from the browser."""
    found, told = _as_it_stands(key)
    return print_view(
        template_of(found),
        pdf_url=url_for(".document_pdf", key=key),
        back_url=url_for(".document", key=key),
        **told,
    )


@bp.get("/documents/<int:key>.pdf")
@requires("read")
def document_pdf(key: int) -> Any:
    """The same as PDF."""
    found, told = _as_it_stands(key)
    back = url_for(".document_print", key=key)
    return paper(template_of(found), name=str(found), back_url=back, **told)


@bp.get("/documents/<int:key>.docx")
@requires("read")
def document_docx(key: int) -> Any:
    """The same as a Word document that a person can edit."""
    found, told = _as_it_stands(key)
    return word(written_out(template_of(found), **told), str(found))

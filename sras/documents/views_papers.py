"""A document on paper: as a letter, a book or a form, as page and as PDF."""

from typing import Any

from flask import url_for

from sras.documents.models import Document
from sras.documents.models_lists import newest_issue
from sras.documents.papers import printed, template_of
from sras.documents.views import bp, find, shown_now
from sras.web.access import requires
from sras.web.papers import paper, print_view, word, written_out


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

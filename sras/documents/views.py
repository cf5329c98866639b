"""Documents: all of them, and one as it reads now."""

from typing import Any

from flask import Blueprint

from sras.documents.models import Document, Section
from sras.web.access import get_or_404, requires
from sras.web.answers import page

bp = Blueprint("documents", __name__)


@bp.get("/documents")
@requires("read")
def documents() -> Any:
    """All documents by name."""
    return page("documents/documents.html", documents=list(Document.listed()))


@bp.get("/documents/<int:key>")
@requires("read")
def document(key: int) -> Any:
    """One document with its sections."""
    found = get_or_404(Document, key)
    return page("documents/document.html", document=found, sections=list(Section.of(found)))

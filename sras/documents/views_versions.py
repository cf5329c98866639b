"""Versions of a document: all of them, one as it read, two side by side, an earlier text again."""

from typing import Any

from flask import abort, request, url_for
from flask_login import current_user

from sras.core import clock
from sras.core.keys import whole
from sras.documents.filled import filled_text
from sras.documents.models_versions import Gone, Written, put_back
from sras.documents.rules_versions import Version, compare, versions
from sras.documents.views import bp, find, shown_now, to_write
from sras.documents.views_sections import find_section
from sras.web.access import requires
from sras.web.answers import leave, page
from sras.web.paging import PER_PAGE, Paged

NOW = 2**62  # later than any change: the document as it reads now
MOST_CHOICES = 200


@bp.get("/documents/<int:key>/versions")
@requires("read")
def document_versions(key: int) -> Any:
    """All versions of a document, the newest first."""
    document = find(key)
    found = _versions(Written(document))
    number = max(1, request.args.get("page", 1, type=int))
    first = (number - 1) * PER_PAGE
    return page(
        "documents/versions.html",
        document=document,
        found=found[:MOST_CHOICES],
        before=dict(zip([each.number for each in found], found[1:], strict=False)),
        shown=Paged(found[first : first + PER_PAGE], number, len(found) > first + PER_PAGE),
        url=url_for(".document_versions", key=key),
    )


def _versions(written: Written) -> list[Version]:
    return versions(written.touched(), clock.now())


@bp.get("/documents/<int:key>/versions/<int:number>")
@requires("read")
def document_version(key: int, number: int) -> Any:
    """A document as it read at one version."""
    document = find(key)
    written = Written(document)
    version = _version_or_404(_versions(written), number)
    title, sections = written.at(number)
    shown = shown_now(document)
    return page(
        "documents/version.html",
        document=document,
        version=version,
        title=title,
        sections=[(each, filled_text(each.text, shown)) for each in sections],
    )


def _version_or_404(found: list[Version], number: int) -> Version:
    version = next((each for each in found if each.number == number), None)
    if version is None:
        abort(404)
    return version


@bp.get("/documents/<int:key>/versions/comparison")
@requires("read")
def document_comparison(key: int) -> Any:
    """Two versions side by side; without a newer one, against the document as it reads now."""
    document = find(key)
    written = Written(document)
    found = _versions(written)
    asked = [whole(request.args.get(name, "")) or NOW for name in ("older", "newer")]
    first, last = sorted(asked)
    if first == NOW:
        abort(404)
    older = _version_or_404(found, first)
    newer = _version_or_404(found, last) if last != NOW else None
    title_then, then = written.at(first)
    title_now, now = written.at(last)
    return page(
        "documents/comparison.html",
        document=document,
        older=older,
        newer=newer,
        titles=(title_then, title_now),
        sections=compare(then, now),
        standing={each.id: each for each in written.sections},
        texts_then={each.key for each in then},
        may_write=current_user.may("write_documents", document),
    )


@bp.post("/documents/sections/<int:key>/earlier-text")
@requires("write_documents")
def put_earlier_text_back(key: int) -> Any:
    """Let a section read again as it did at a version; what stood there stays in history."""
    section = find_section(key)
    to_write(section.document)
    number = whole(request.form.get("number", ""))
    if number is None:
        abort(404)
    if request.form.get("version", type=int) != section.version:
        abort(409, "Someone changed this section meanwhile. Compare once more, then put it back.")
    try:
        changed = put_back(section, number, by=current_user)
    except Gone:
        abort(404, "This section had not been written yet.")
    told = f"“{section.title}” reads as it did." if changed else "It reads so already."
    return leave(url_for("documents.document", key=section.document.id), told)

"""Issues: what was given out, as it was."""

from typing import Any

from flask import Response, abort, make_response

from sras.documents.models_issues import Issue
from sras.documents.views import bp
from sras.web.access import get_or_404, requires
from sras.web.answers import page


@bp.get("/documents/issues/<int:key>")
@requires("read")
def issue(key: int) -> Any:
    """The facts of an issue, with the ways to what was frozen."""
    return page("documents/issue.html", issue=get_or_404(Issue, key))


@bp.get("/documents/issues/<int:key>/page")
@requires("read")
def issued_page(key: int) -> Response:
    """The page as it was given out."""
    found = get_or_404(Issue, key)
    if not found.page_html:
        abort(404)
    return make_response(found.page_html)

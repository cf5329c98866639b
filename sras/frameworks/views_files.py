"""An edition to take along: on paper and as a file."""

from typing import Any

from flask import abort, url_for

from sras.frameworks.models import Edition, Indicator, Level
from sras.frameworks.models_sets import set_of
from sras.frameworks.rules_read import FORMATS
from sras.frameworks.rules_write import written
from sras.frameworks.views import bp
from sras.web.access import get_or_404, requires
from sras.web.answers import download, page
from sras.web.papers import paper

TYPES = {"toml": "application/toml", "json": "application/json", "csv": "text/csv"}


@bp.get("/rubric/editions/<int:key>/print")
@requires("read")
def edition_print(key: int) -> Any:
    """The whole edition as it prints."""
    row = get_or_404(Edition, key)
    return page(
        "frameworks/print.html",
        back_url=url_for(".edition", key=key),
        pdf_url=url_for(".edition_pdf", key=key),
        **_whole(row),
    )


@bp.get("/rubric/editions/<int:key>.pdf")
@requires("read")
def edition_pdf(key: int) -> Any:
    """The whole edition as PDF."""
    row = get_or_404(Edition, key)
    back = url_for(".edition", key=key)
    return paper("frameworks/print.html", name=str(row), back_url=back, **_whole(row))


def _whole(row: Edition) -> dict[str, Any]:
    indicators = list(Indicator.of_edition(row))
    levels: dict[int, list[Level]] = {each.id: [] for each in indicators}
    for level in Level.of_indicators(indicators):
        levels[level.indicator_id].append(level)
    return {"edition": row, "indicators": indicators, "levels": levels}


@bp.get("/rubric/editions/<int:key>.<kind>")
@requires("read")
def edition_file(key: int, kind: str) -> Any:
    """The whole edition as a file that can be imported."""
    row = get_or_404(Edition, key)
    if kind not in FORMATS:
        abort(404)
    return download(written(set_of(row), kind), f"{row}.{kind}", TYPES[kind])

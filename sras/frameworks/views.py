"""The rubric on screen: sets and editions, one edition, one indicator."""

from itertools import groupby
from typing import Any

from flask import Blueprint, request

from sras.frameworks import rules_sets
from sras.frameworks.forms import SuccessorForm
from sras.frameworks.models import Edition, Framework, Indicator, Level
from sras.frameworks.models_sets import changes_since
from sras.frameworks.rules_revision import FATES
from sras.web.access import get_or_404, requires
from sras.web.answers import page

bp = Blueprint("frameworks", __name__)


@bp.app_template_filter("parts")
def by_part(indicators: list[Any]) -> list[tuple[Any, list[tuple[Any, list[Any]]]]]:
    """Indicators in order as (part, [(topic, indicators)])."""
    return [
        (rows[0].topic.part, [(inner[0].topic, inner) for inner in _runs(rows, "topic_id")])
        for rows in _runs(indicators, "topic.part_id")
    ]


def _runs(rows: list[Any], name: str) -> list[list[Any]]:
    def key(row: Any) -> Any:
        return row.topic.part_id if name == "topic.part_id" else row.topic_id

    return [list(run) for _key, run in groupby(rows, key)]


@bp.get("/rubric")
@requires("read")
def frameworks() -> Any:
    """All indicator sets with their editions."""
    return page("frameworks/sets.html", editions=_grouped(Edition.listed()))


@bp.get("/rubric/sets/<int:key>")
@requires("read")
def framework(key: int) -> Any:
    """One indicator set with its editions."""
    row = get_or_404(Framework, key)
    listed = Edition.listed().where(Edition.framework == row)
    return page("frameworks/sets.html", editions=_grouped(listed), framework=row)


def _grouped(editions: Any) -> list[list[Any]]:
    return [list(run) for _key, run in groupby(editions, lambda row: row.framework_id)]


@bp.get("/rubric/editions/<int:key>")
@requires("read")
def edition(key: int) -> Any:
    """One edition by part and topic, or what its texts say about some words."""
    row = get_or_404(Edition, key)
    words = request.args.get("words", "")[:200].split()
    return page("frameworks/edition.html", **_edition(row, words))


def _edition(row: Edition, words: list[str], form: Any = None) -> dict[str, Any]:
    found = Indicator.matching(row, words) if words else list(Indicator.list_of_edition(row.id))
    return {
        "edition": row,
        "words": " ".join(words),
        "indicators": found,
        "left_out": [] if row.is_frozen or words else list(Indicator.left_out(row)),
        "successor": form or SuccessorForm(),
        "form": form,
    }


@bp.get("/rubric/editions/<int:key>/changes")
@requires("read")
def changes(key: int) -> Any:
    """What became of each indicator of the edition before, and the answers that touches."""
    row = get_or_404(Edition, key)
    return page("frameworks/changes.html", edition=row, **told(changes_since(row)))


def told(found: list[Any]) -> dict[str, Any]:
    """Fates and how many indicators and answers meet each."""
    return {
        "fates": found,
        "tally": [
            (
                fate,
                sum(each.step.fate == fate for each in found),
                sum(each.answers for each in found if each.step.fate == fate),
            )
            for fate in FATES
        ],
    }


@bp.get("/rubric/indicators/<int:key>")
@requires("read")
def indicator(key: int) -> Any:
    """One indicator with its levels, and the ones before and after it."""
    row = get_or_404(Indicator, key)
    row.edition = Edition.with_framework(row.edition_id)
    siblings = list(Indicator.list_of_edition(row.edition_id))
    place = next((n for n, each in enumerate(siblings) if each.id == row.id), None)
    if place is not None:
        row.topic = siblings[place].topic
    return page(
        "frameworks/indicator.html",
        indicator=row,
        levels=list(Level.of_indicators([row])),
        previous=siblings[place - 1] if place else None,
        following=siblings[place + 1] if place is not None and place + 1 < len(siblings) else None,
        size=len(siblings),
        numbers=rules_sets.LEVELS,
    )

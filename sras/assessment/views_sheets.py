"""Worksheets: a printable sheet for each indicator, blank or with what is recorded."""

from typing import Any

from flask import abort, request, url_for
from flask_login import current_user

from sras.assessment import rules, rules_sheets
from sras.assessment.models_pages import last_change, lines
from sras.assessment.models_sheets import texts_of
from sras.assessment.views import bp
from sras.assessment.views_list import cycle_asked
from sras.core.pdf import pdf_available
from sras.evidence.models import Evidence
from sras.frameworks.models import Edition
from sras.web.access import requires
from sras.web.answers import page
from sras.web.papers import paper


@bp.get("/assessment/worksheets")
@requires("read")
def worksheets() -> Any:
    """Choose which sheets to print."""
    cycle = cycle_asked()
    if cycle is None:
        return page("assessment/no_cycle.html", called="Worksheets")
    rows = lines(cycle)
    parts = {row.part_code: row.part_title for row in rows}
    return page(
        "assessment/worksheets.html",
        of=cycle,
        total=len(rows),
        open_count=len(rules_sheets.stack(rows, "open")),
        parts=list(parts.items()),
        pdf_missing=pdf_available(),
        **asked(rows),
    )


@bp.get("/assessment/worksheets.pdf")
@requires("read")
def worksheets_pdf() -> Any:
    """The sheets as a tagged PDF; the print view with the reason where PDF cannot be made."""
    found = _sheets()
    return paper(
        "assessment/worksheets_print.html",
        name=f"worksheets-{found['of'].label}",
        back_url=url_for(".worksheets", **stack_asked()),
        **found,
    )


@bp.get("/assessment/worksheets/print")
@requires("read")
def worksheets_print() -> Any:
    """The print view."""
    return page(
        "assessment/worksheets_print.html",
        back_url=url_for(".worksheets", **stack_asked()),
        pdf_url=url_for(".worksheets_pdf", **stack_asked()),
        **_sheets(),
    )


def stack_asked() -> dict[str, Any]:
    """What in the address says which stack of sheets is meant, to go along to the next page.

    `meeting` names the meeting in which the sheets are agreed on.
    """
    names = ("cycle", "which", "codes", "filled", "meeting")
    return {name: request.args[name][:1_000] for name in names if request.args.get(name)}


def asked(rows: list[Any]) -> dict[str, Any]:
    """The stack that the address asks for: its rows, and codes that are not of this set."""
    codes = rules_sheets.codes_in(request.args.get("codes", ""))
    which = request.args.get("which", "open")
    return {
        "which": which,
        "codes": codes,
        "filled": bool(request.args.get("filled")),
        "sheets": rules_sheets.stack(rows, which, codes),
        "unknown": rules_sheets.unknown(codes, rows),
    }


def _sheets() -> dict[str, Any]:
    """Everything the sheets say."""
    cycle = cycle_asked() or abort(404)
    found = asked(lines(cycle))
    rows, filled = found["sheets"], found["filled"]
    sees = filled and current_user.may("read_evidence")
    return {
        **found,
        "of": cycle,
        "copy": last_change() if filled else None,
        "names": Edition.get_by_id(cycle.__data__["edition"]).labels,
        "texts": texts_of([row.indicator_key for row in rows]),
        "evidence": Evidence.of_many("assessment", [row.id for row in rows]) if sees else {},
        "priority": rules.PRIORITY,
        "opportunity": rules.OPPORTUNITY,
        "constraints": _boxes(rules_sheets.CONSTRAINT_KEYS, rules.CONSTRAINT_NAMES),
        "dispositions": _boxes(rules_sheets.DISPOSITION_KEYS, rules.DISPOSITION_NAMES),
        "consensus": _boxes(rules_sheets.CONSENSUS_KEYS, rules.CONSENSUS_NAMES),
    }


def _boxes(keys: dict[str, str], names: dict[str, str]) -> list[tuple[str, str, str]]:
    """The boxes of a line: the stored value, the letter that is keyed, the words."""
    return [(value, letter, names[value]) for letter, value in keys.items()]

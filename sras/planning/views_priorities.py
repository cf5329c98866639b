"""The priority list with the asks of the Chief: page, paper and tables, now or on a past day."""

from typing import Any

from flask import abort, url_for
from flask_login import current_user

from sras.assessment.models_as_of import cycle_on
from sras.assessment.rules import OPPORTUNITY, PRIORITY
from sras.core import sheets
from sras.history.models_as_of import newest_counted
from sras.history.models_shown import newest
from sras.planning import rules_priorities
from sras.planning.models_as_of import plan_as_of
from sras.planning.models_priorities import priorities, priorities_on, shown_on_priorities
from sras.planning.views import bp
from sras.planning.views_plan import asked_cycle, late_on
from sras.web import here, papers
from sras.web.access import requires
from sras.web.answers import download, page
from sras.web.as_of import day_asked, kept, with_day
from sras.web.kept import kept_paper


@bp.get("/priorities")
@requires("read")
def priority_list() -> Any:
    """What is scored, ranked, with where the team placed it and what only the Chief can clear."""
    cycle = asked_cycle()
    told = told_of(cycle) if cycle is not None else {"of": None, "asked": {}, "as_of": None}
    return page(
        "planning/priorities.html",
        as_of_kept=kept(),
        downloadable=current_user.may("export"),
        **told,
    )


@bp.get("/priorities/print")
@requires("read")
def priority_list_print() -> Any:
    """The list as paper would show it."""
    told = printed()
    return papers.print_view(
        "planning/priorities_print.html",
        **told,
        back_url=url_for(".priority_list", **told["asked"]),
        pdf_url=url_for(".priority_list_pdf", **told["asked"]),
    )


@bp.get("/priorities.pdf")
@requires("read")
@kept_paper
def priority_list_pdf() -> Any:
    """The list as a tagged PDF."""
    told = printed()
    return papers.paper(
        "planning/priorities_print.html",
        name="priorities",
        back_url=url_for(".priority_list", **told["asked"]),
        **told,
    )


@bp.get("/priorities.csv")
@requires("export")
def priority_list_csv() -> Any:
    """The ranked list as a table."""
    found = told_of(asked_cycle() or abort(404))["found"]
    return download(
        sheets.write_csv(rules_priorities.rows(found.ranked)), "priorities.csv", "text/csv"
    )


@bp.get("/priorities.xlsx")
@requires("export")
def priority_list_xlsx() -> Any:
    """The ranked list and the asks as a workbook."""
    found = told_of(asked_cycle() or abort(404))["found"]
    book = [
        ("Priority list", rules_priorities.WIDTHS, rules_priorities.rows(found.ranked)),
        ("Asks of the Chief", rules_priorities.ASK_WIDTHS, rules_priorities.ask_rows(found.asks)),
    ]
    return download(sheets.write_xlsx(book), "priorities.xlsx", sheets.XLSX)


def told_of(cycle: Any) -> dict[str, Any]:
    """What the list says, now or on the day in the address."""
    day = day_asked(cycle)
    then = plan_as_of(day, here.zone(), ("ask", "selection")) if day is not None else None
    return {
        "of": cycle_on(cycle, then) if then else cycle,
        "found": priorities_on(cycle, then) if then else priorities(cycle),
        "then": then,
        "as_of": day,
        "asked": with_day({"cycle": cycle.id}, day),
        "priority_scale": PRIORITY,
        "opportunity_scale": OPPORTUNITY,
    }


def printed() -> dict[str, Any]:
    """The same with the number that its copy carries."""
    cycle = asked_cycle() or abort(404)
    told, shown = told_of(cycle), shown_on_priorities(cycle)
    if told["then"] is None:
        return told | {"copy": newest(shown)}
    entered = late_on("priorities", cycle.starts_on, told["as_of"])
    known, agency = newest_counted(shown, told["then"]), told["then"].row(here.agency())
    return told | {"agency": agency, "known": known, "entered": entered}

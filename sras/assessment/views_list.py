"""The list of indicators and what is still to finish."""

from typing import Any

from flask import request, url_for

from sras.assessment import rules_list
from sras.assessment.models import Cycle
from sras.assessment.models_pages import lines
from sras.assessment.views import bp
from sras.web import here
from sras.web.access import get_or_404, requires
from sras.web.answers import page
from sras.web.kept import kept


@bp.get("/assessment")
@requires("read")
@kept
def indicators() -> Any:
    """All indicators of the running cycle, or of the one asked for, in order."""
    cycle = cycle_asked()
    if cycle is None:
        return page("assessment/no_cycle.html", called="Assess")
    rows = rows_of(cycle)
    show = request.args.get("show", "all")
    show = show if show in rules_list.FILTERS else "all"
    counts = rules_list.counts(rows)
    shown = [row for row in rows if rules_list.stands_in(row, show)]
    return page(
        "assessment/indicators.html",
        of=cycle,
        show=show,
        filters=[(n, words, counts[n]) for n, words in rules_list.FILTERS.items()],
        counts=counts,
        parts=rules_list.by_part(shown),
        # One address for all rows: building each costs more than printing it.
        address=url_for(".indicator", key=0)[:-1],
    )


@bp.get("/assessment/to-finish")
@requires("read")
def to_finish() -> Any:
    """What assessed indicators still lack, gathered."""
    cycle = cycle_asked()
    if cycle is None:
        return page("assessment/no_cycle.html", called="To finish")
    rows = [row for row in rows_of(cycle) if row.lacking]
    return page(
        "assessment/to_finish.html",
        of=cycle,
        rows=rows,
        address=url_for(".indicator", key=0)[:-1],
    )


def cycle_asked() -> Any:
    """The cycle named in the address, else the running one; None when there is none."""
    key = request.args.get("cycle", type=int)
    return get_or_404(Cycle, key) if key else here.cycle()


def rows_of(cycle: Any) -> list[rules_list.Row]:
    """The rows of a cycle, said in the words of its edition."""
    agency, today = here.agency(), here.today()
    names = cycle.edition.labels
    return [
        rules_list.row(line, names, today, agency.reassess_years, agency.reassess_years_key)
        for line in lines(cycle)
    ]

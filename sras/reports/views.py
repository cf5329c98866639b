"""The progress report to the Chief: page, paper and tables."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, request, url_for
from flask_login import current_user

from sras.assessment.models_cycle import Cycle
from sras.core import sheets
from sras.core.pdf import pdf_available
from sras.documents.models_late import Since, entered_since
from sras.documents.reports import REPORTS
from sras.reports import models_fields, rules_pictures, rules_progress
from sras.reports.forms import ReportSpanForm
from sras.reports.models import Narrative
from sras.reports.models_progress import report_of
from sras.reports.models_told import Told, told
from sras.reports.rules import PLACES, Span, next_span
from sras.web import here
from sras.web.access import requires
from sras.web.answers import download, page
from sras.web.papers import paper, print_view

__all__ = ["bp", "models_fields"]  # the fields are known once they are imported
bp = Blueprint("reports", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = (14, 8, 60, 14, 14, 12, 60)


@bp.get("/reports/progress")
@requires("read")
def progress() -> Any:
    """How the work stands and what moved in a span, for the Chief."""
    form = ReportSpanForm(request.args) if request.args else None
    if form is not None and not form.judge():
        return page("reports/progress.html", 422, form=form, span_form=form, report=None)
    return page("reports/progress.html", **on_screen(form))


def on_screen(form: Any = None) -> dict[str, Any]:
    """What the page shows of the days that are asked for, else of those that come next."""
    known, report = told_of(form)
    span_form = form or ReportSpanForm(data=report.span._asdict() if report else {})
    return {
        **_drawn(report, known),
        "span_form": span_form,
        "places": PLACES["progress"],
        "writes": current_user.may("write_documents", Narrative()),
        "query": f"?{request.query_string.decode()}" if form else "",
        "address_of": url_for("planning.objective", key=0)[:-1],
        "pdf_missing": pdf_available(),
    }


def told_of(form: Any = None) -> tuple[Told, Any]:
    """What is written and issued, and the report; None where no cycle has begun."""
    known, cycle, span = known_of("progress", lambda told, _: form.span if form else _next(told))
    if cycle is None:
        return known, None
    return known, report_of(cycle, span, known, here.today(), here.zone())


def _next(known: Told) -> Span:
    ends = [each.told_until for each in known.issues if each.told_until]
    return next_span(max(ends, default=None), here.today(), here.agency().fiscal_year_month)


def known_of(report: str, days: Callable[[Told, Any], Span]) -> tuple[Told, Any, Any]:
    """What is written and issued of a report, and the cycle and days that it tells of.

    The cycle is the one that ran on the last of the days: a report of a past year is the same
    when the next cycle has begun. `days` says which they are.
    """
    today, cycle = here.today(), here.cycle()
    if cycle is None:
        cycle = Cycle.on_day(today)
    known = told(report, cycle, today)
    if cycle is None:
        return known, None, None
    span = days(known, cycle)
    earlier = Cycle.on_day(span.until(today)) if cycle.starts_on > span.until(today) else None
    if earlier is None:
        return known, cycle, span
    return told(report, earlier, today), earlier, span


def _drawn(report: Any, known: Told) -> dict[str, Any]:
    lines = [(c.name, c.before, c.now) for c in report.counts] if report else []
    bars = rules_pictures.bars(lines, len(report.marks)) if report else []
    return {"report": report, "known": known, "bars": bars}


def on_paper() -> dict[str, Any]:
    """The same for print; 404 where no cycle runs, 422 for days that cannot be read."""
    form = ReportSpanForm(request.args) if request.args else None
    if form is not None and not form.judge():
        abort(422, form.in_one_line)
    known, report = told_of(form)
    if report is None:
        abort(404)
    return {**_drawn(report, known), "late": late_of("progress", report.span)}


def late_of(name: str, span: Span) -> Since | None:
    """What was entered since the last issue of the same days; None where there is none."""
    return entered_since(REPORTS[name], span.first, span.last, here.zone())


@bp.get("/reports/progress/print")
@requires("read")
def progress_print() -> Any:
    """The report as paper would show it."""
    shown = on_paper()
    asked = shown["report"].span.asked
    return print_view(
        "reports/progress_print.html",
        **shown,
        back_url=url_for(".progress", **asked),
        pdf_url=url_for(".progress_pdf", **asked),
    )


@bp.get("/reports/progress.pdf")
@requires("read")
def progress_pdf() -> Any:
    """The report as PDF, on two pages at most."""
    shown = on_paper()
    span = shown["report"].span
    return paper(
        "reports/progress_print.html",
        name=f"progress-{span.first.isoformat()}-{span.last.isoformat()}",
        back_url=url_for(".progress", **span.asked),
        **shown,
    )


@bp.get("/reports/progress.csv")
@requires("export")
def progress_csv() -> Any:
    """What it tells as one table."""
    rows = rules_progress.table(on_paper()["report"])
    return download(sheets.write_csv(rows), "progress.csv", "text/csv")


@bp.get("/reports/progress.xlsx")
@requires("export")
def progress_xlsx() -> Any:
    """The same as a workbook."""
    rows = rules_progress.table(on_paper()["report"])
    body = sheets.write_xlsx([("Progress", WIDTHS, rows)])
    return download(body, "progress.xlsx", XLSX)

"""The progress report to the Chief: page, paper and tables."""

import datetime
from typing import Any

from flask import Blueprint, abort, request, url_for
from flask_login import current_user

from sras.assessment.models_cycle import Cycle
from sras.core import sheets
from sras.core.pdf import pdf_available
from sras.reports import models_fields, rules_pictures, rules_progress
from sras.reports.forms import ReportSpanForm
from sras.reports.models import Narrative
from sras.reports.models_late import late_of
from sras.reports.models_progress import report_of
from sras.reports.models_told import Now, Told, known_of
from sras.reports.rules import PLACES, Span, next_span
from sras.web import here
from sras.web.access import requires
from sras.web.answers import download, page
from sras.web.as_of import NAME, day_asked
from sras.web.papers import paper, print_view, word, written_out

__all__ = ["bp", "models_fields"]  # the fields are known once they are imported
bp = Blueprint("reports", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = (14, 8, 60, 14, 14, 12, 60)


@bp.get("/reports/progress")
@requires("read")
def progress() -> Any:
    """How the work stands and what moved in a span, for the Chief."""
    form = span_asked()
    if form is not None and not form.judge():
        shown = {"form": form, "span_form": form, "report": None, **asked_by(form)}
        return page("reports/progress.html", 422, **shown)
    return page("reports/progress.html", **on_screen(form))


def on_screen(form: Any = None) -> dict[str, Any]:
    """What the page shows of the days that are asked for, else of those that come next."""
    known, report = told_of(form)
    span_form = form or ReportSpanForm(data=report.span._asdict() if report else {})
    return {
        **_drawn(report, known),
        **asked_by(form),
        "span_form": span_form,
        "places": PLACES["progress"],
        "writes": current_user.may("write_documents", Narrative()),
        "address_of": url_for("planning.objective", key=0)[:-1],
        "pdf_missing": pdf_available(),
    }


def told_of(form: Any = None) -> tuple[Told, Any]:
    """What is written and issued, and the report; None where no cycle has begun."""
    now = now_here(form)
    known, cycle, span = known_of("progress", now, form.span if form else None, _next)
    if cycle is None:
        return known, None
    return known, report_of(cycle, span, known, now.today, now.agency)


def _next(known: Told, _cycle: Any, today: datetime.date) -> Span:
    given = [each for each in known.issues if each.issued_on and each.issued_on <= today]
    ends = [each.told_until for each in given if each.told_until]
    return next_span(max(ends, default=None), today, here.agency().fiscal_year_month)


def as_of_asked() -> datetime.date | None:
    """The day as of which a report is asked for; 422 with the form for one that will not do."""
    day = day_asked()
    if day is not None and Cycle.on_day(day) is None:
        return day_asked(here.cycle())  # which says when it began
    return day


def span_asked() -> ReportSpanForm | None:
    """The form of the span, where one is asked for; still to be judged."""
    if "first" not in request.args and "last" not in request.args:
        return None
    form = ReportSpanForm(request.args)
    form.as_of = as_of_asked()
    return form


def asked_by(form: ReportSpanForm | None) -> dict[str, Any]:
    """What the page says of the days: which were asked for, and what else the address says."""
    return {
        "as_of": as_of_asked() if form is None else form.as_of,
        "as_of_kept": {name: request.args[name] for name in ("part",) if name in request.args},
        "query": f"?{request.query_string.decode()}" if form or NAME in request.args else "",
    }


def now_here(form: ReportSpanForm | None) -> Now:
    """When and where this request asks."""
    as_of = form.as_of if form else as_of_asked()
    return Now(here.today(), here.agency(), here.cycle(), as_of)


def _drawn(report: Any, known: Told) -> dict[str, Any]:
    lines = [(c.name, c.before, c.now) for c in report.counts] if report else []
    bars = rules_pictures.bars(lines, len(report.marks)) if report else []
    return {"report": report, "known": known, "bars": bars}


def on_paper() -> dict[str, Any]:
    """The same for print; 404 where no cycle runs, 422 for days that cannot be read."""
    form = span_asked()
    if form is not None and not form.judge():
        abort(422, form.in_one_line)
    known, report = told_of(form)
    if report is None:
        abort(404)
    late = late_of("progress", report.span, here.zone())
    return {**_drawn(report, known), "late": late, "agency": report.agency}


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
        word_url=url_for(".progress_docx", **asked),
    )


@bp.get("/reports/progress.pdf")
@requires("read")
def progress_pdf() -> Any:
    """The report as PDF, on two pages at most."""
    shown = on_paper()
    span = shown["report"].span
    return paper(
        "reports/progress_print.html",
        name=span.named("progress"),
        back_url=url_for(".progress", **span.asked),
        **shown,
    )


@bp.get("/reports/progress.docx")
@requires("read")
def progress_docx() -> Any:
    """The same as a Word document that a person can edit."""
    shown = on_paper()
    html = written_out("reports/progress_print.html", **shown)
    return word(html, shown["report"].span.named("progress"))


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

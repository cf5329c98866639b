"""The one-year report and next steps: a page for each section, the whole on paper."""

from typing import Any

from flask import abort, request, url_for
from flask_login import current_user

from sras.core import sheets
from sras.core.pdf import pdf_available
from sras.reports import rules_pictures, rules_year_tables
from sras.reports.forms import ReportSpanForm
from sras.reports.models import Narrative
from sras.reports.models_told import Told
from sras.reports.models_year import Asked, year_of
from sras.reports.rules import PLACES, Span, year_from
from sras.reports.rules_year import SECTIONS, Year
from sras.reports.views import XLSX, bp, known_of, late_of
from sras.web import here
from sras.web.access import requires
from sras.web.answers import download, page
from sras.web.papers import paper, print_view


@bp.get("/reports/year")
@requires("read")
def year() -> Any:
    """One section of the report; the first where none is asked for."""
    part = request.args.get("part", "summary")
    if part not in SECTIONS:
        abort(404)
    form = _asked_for()
    if form is not None and not form.judge():
        return page("reports/year.html", 422, form=form, span_form=form, report=None, part=part)
    return page("reports/year.html", **on_screen(part, form))


def _asked_for() -> Any:
    """The form of the span, where one is asked for."""
    asked = "first" in request.args or "last" in request.args
    return ReportSpanForm(request.args) if asked else None


def on_screen(part: str, form: Any = None) -> dict[str, Any]:
    """What the page of a section shows."""
    known, report = told_of((part,), form)
    asked: dict[str, Any] = report.span.asked if report and form else {}
    return {
        **drawn(report, known),
        "part": part,
        "sections": [(n, said, url_for(".year", part=n, **asked)) for n, said in SECTIONS.items()],
        "span_form": form or ReportSpanForm(data=report.span._asdict() if report else {}),
        "places": PLACES["year"],
        "writes": current_user.may("write_documents", Narrative()),
        "query": f"?{request.query_string.decode()}" if request.args else "",
        "address_of": url_for("planning.objective", key=0)[:-1],
        "level_of": url_for("assessment.indicator", key=0)[:-1],
        "pdf_missing": pdf_available(),
    }


def told_of(parts: tuple[str, ...], form: Any = None) -> tuple[Told, Year | None]:
    """What is written and issued, and what these sections tell; None where no cycle has begun."""

    def days(known: Told, cycle: Any) -> Span:
        if form is not None:
            asked: Span = form.span
            return asked
        return known.agreement.span if known.agreement else year_from(cycle.starts_on)

    known, cycle, span = known_of("year", days)
    if cycle is None:
        return known, None
    return known, year_of(Asked(cycle, span, here.today(), here.zone()), known, parts)


def drawn(report: Year | None, known: Told) -> dict[str, Any]:
    """The report with its pictures."""
    if report is None:
        return {"report": None, "known": known}
    months = report.done_by_month
    return {
        "report": report,
        "known": known,
        "bars": rules_pictures.bars(report.counts, len(report.marks)),
        "level_bars": rules_pictures.bars(
            [(p.short, p.before, p.now) for p in report.levels] if report.marks else []
        ),
        "task_columns": rules_pictures.columns([(m.first, m.tasks) for m in months]),
        "met_columns": rules_pictures.columns([(m.first, m.objectives) for m in months]),
        "held_columns": rules_pictures.squares(report.held_by_month),
    }


def on_paper() -> dict[str, Any]:
    """The whole report; 404 where no cycle runs, 422 for days that cannot be read."""
    form = _asked_for()
    if form is not None and not form.judge():
        abort(422, form.in_one_line)
    known, report = told_of(tuple(SECTIONS), form)
    if report is None:
        abort(404)
    return {**drawn(report, known), "late": late_of("year", report.span)}


@bp.get("/reports/year/print")
@requires("read")
def year_print() -> Any:
    """The report as paper would show it."""
    shown = on_paper()
    asked = shown["report"].span.asked
    return print_view(
        "reports/year_print.html",
        **shown,
        back_url=url_for(".year", **asked),
        pdf_url=url_for(".year_pdf", **asked),
    )


@bp.get("/reports/year.pdf")
@requires("read")
def year_pdf() -> Any:
    """The report as PDF."""
    shown = on_paper()
    span = shown["report"].span
    return paper(
        "reports/year_print.html",
        name=f"year-{span.first.isoformat()}-{span.last.isoformat()}",
        back_url=url_for(".year", **span.asked),
        **shown,
    )


@bp.get("/reports/year.xlsx")
@requires("export")
def year_xlsx() -> Any:
    """Its tables as a workbook."""
    book = sheets.write_xlsx(rules_year_tables.sheets(on_paper()["report"]))
    return download(book, "year.xlsx", XLSX)

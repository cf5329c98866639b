"""The one-year report and next steps: a page for each section, the whole on paper."""

from typing import Any

from flask import abort, request, url_for
from flask_login import current_user

from sras.assessment.rules import said
from sras.core import sheets
from sras.core.pdf import pdf_available
from sras.reports import models_year, rules_year_tables
from sras.reports.forms import ReportSpanForm
from sras.reports.kinds import YEAR
from sras.reports.models import Narrative
from sras.reports.models_year import TEMPLATE, drawn, told_of
from sras.reports.rules import PLACES
from sras.reports.rules_year import SECTIONS
from sras.reports.views import XLSX, asked_by, bp, now_here, span_asked
from sras.web.access import requires
from sras.web.answers import download, page
from sras.web.long_work import begin
from sras.web.papers import at_hand, print_view, word, written_out

NOT_MADE = (
    "The PDF of what the report tells now is not made yet. It takes longer than a page may: have "
    "it made, and fetch it from the page that shows how far it is."
)


@bp.get("/reports/year")
@requires("read")
def year() -> Any:
    """One section of the report; the first where none is asked for."""
    part = request.args.get("part", "summary")
    if part not in SECTIONS:
        abort(404)
    form = span_asked()
    if form is not None and not form.judge():
        shown = {"form": form, "span_form": form, "report": None, "part": part, **asked_by(form)}
        return page("reports/year.html", 422, **shown)
    return page("reports/year.html", **on_screen(part, form))


def on_screen(part: str, form: Any = None) -> dict[str, Any]:
    """What the page of a section shows."""
    known, report = told_of(form.span if form else None, now_here(form), (part,))
    days = asked_by(form)
    asked: dict[str, Any] = report.span.asked if report and (form or days["as_of"]) else {}
    return {
        **drawn(report, known),
        **days,
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


def on_paper() -> dict[str, Any]:
    """The whole report; 404 where no cycle runs, 422 for days that cannot be read."""
    form = span_asked()
    if form is not None and not form.judge():
        abort(422, form.in_one_line)
    return models_year.on_paper(form.span if form else None, now_here(form)) or abort(404)


@bp.get("/reports/year/print")
@requires("read")
def year_print() -> Any:
    """The report as paper would show it."""
    return _printed(on_paper())


def _printed(shown: dict[str, Any], **more: Any) -> Any:
    span = shown["report"].span
    return print_view(
        TEMPLATE,
        **shown,
        **more,
        back_url=url_for(".year", **span.asked),
        pdf_url=url_for(".make_year_pdf"),
        word_url=url_for(".year_docx", **span.asked),
    )


@bp.get("/reports/year.pdf")
@requires("read")
def year_pdf() -> Any:
    """The PDF of what the report tells now, where it was made; else the way to have it made."""
    shown = on_paper()
    html = written_out(TEMPLATE, **shown)
    return at_hand(html, shown["report"].span.named("year")) or _printed(shown, pdf_fault=NOT_MADE)


@bp.post("/reports/year/pdf")
@requires("read")
def make_year_pdf() -> Any:
    """Have the PDF made beside this request; the page of that work ends in the download."""
    form = ReportSpanForm(request.form)
    if not form.judge():
        abort(422, form.in_one_line)
    span = form.span
    return begin(YEAR, **span.asked, said=f"{said(span.first)} to {said(span.last)}")


@bp.get("/reports/year.docx")
@requires("read")
def year_docx() -> Any:
    """The same as a Word document that a person can edit."""
    shown = on_paper()
    return word(written_out(TEMPLATE, **shown), shown["report"].span.named("year"))


@bp.get("/reports/year.xlsx")
@requires("export")
def year_xlsx() -> Any:
    """Its tables as a workbook."""
    book = sheets.write_xlsx(rules_year_tables.sheets(on_paper()["report"]))
    return download(book, "year.xlsx", XLSX)

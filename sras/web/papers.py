"""A paper: the same printed page as PDF and, where PDF cannot be made, as a page that says why."""

from typing import Any

from flask import Response, abort, make_response, render_template

from sras.core.pdf import (
    STATIC,
    PdfBusy,
    PdfFailed,
    PdfUnavailable,
    kept_pdf,
    pdf_available,
    render_pdf,
)
from sras.core.word import WordFailed, render_word
from sras.web.answers import download

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def print_view(
    template: str, *, pdf_url: str, back_url: str, pdf_fault: str | None = None, **context: Any
) -> Response:
    """The page for printing from the browser, with the way to the PDF or why there is none."""
    missing = pdf_available()
    links = {"back_url": back_url, "pdf_url": None if missing else pdf_url}
    shown = render_template(template, **context, **links, pdf_fault=missing or pdf_fault)
    return make_response(shown)


def paper(template: str, *, name: str, back_url: str, **context: Any) -> Response:
    """The PDF `name`.pdf of a template that extends print.html; else the print view and the reason.

    The bytes depend on what is printed only, so nothing of the reader or the day goes in.
    """
    try:
        pdf = render_pdf(render_template(template, **context))
    except (PdfUnavailable, PdfFailed, PdfBusy) as fault:
        status = 503 if isinstance(fault, PdfBusy) else 200
        shown = render_template(template, back_url=back_url, pdf_fault=str(fault), **context)
        return make_response(shown, status)
    return download(pdf, f"{name}.pdf", "application/pdf", inline=True)


def at_hand(html: str, name: str) -> Response | None:
    """The PDF `name`.pdf of a page that was written out, where it was made already."""
    pdf = kept_pdf(html)
    return None if pdf is None else download(pdf, f"{name}.pdf", "application/pdf", inline=True)


def written_out(template: str, **context: Any) -> str:
    """The page of a template that extends print.html, to be kept; `issued` has its own style."""
    return render_template(template, **context)


def own_css() -> str:
    """The style sheet of everything printed, as it is today."""
    return (STATIC / "print.css").read_text("utf-8")


def pressed(html: str) -> bytes | None:
    """The PDF of a page that was written out; None where none can be made, PdfBusy for later."""
    try:
        return render_pdf(html)
    except (PdfUnavailable, PdfFailed):
        return None


def word(html: str, name: str) -> Response:
    """The Word document `name`.docx of a page that was written out; 503 in words where none is."""
    try:
        return download(render_word(html), f"{name}.docx", DOCX)
    except WordFailed as fault:
        abort(503, str(fault))

"""The PDF of the One-Year report, as its paper reads when it is made."""

import datetime
from typing import Any

from sras.accounts.models import Agency
from sras.assessment.models_cycle import Cycle
from sras.core.jobs import JobRefused, Work
from sras.core.pdf import PdfBusy, PdfFailed, PdfUnavailable, render_pdf
from sras.reports.models_told import Now
from sras.reports.models_year import TEMPLATE, on_paper
from sras.reports.rules import Span


def make(work: Work) -> str:
    """Write the PDF of the days that are asked for; returns what it is called."""
    span = Span(*(datetime.date.fromisoformat(work.asked[end]) for end in ("first", "last")))
    work.say(5, "The report is being written.")
    shown = _told(span)
    html = work.render(TEMPLATE, **shown)
    work.say(30, "The pages are being drawn.")
    work.path.write_bytes(_drawn(html))
    return f"{span.named('year')}.pdf"


def _told(span: Span) -> dict[str, Any]:
    agency = Agency.one()
    shown = on_paper(span, Now(agency.today, agency, Cycle.running()))
    if shown is None:
        raise JobRefused("No cycle has begun, so there is nothing to tell of a year.")
    return shown


def _drawn(html: str) -> bytes:
    try:
        return render_pdf(html)
    except (PdfUnavailable, PdfFailed, PdfBusy) as fault:
        raise JobRefused(str(fault)) from None

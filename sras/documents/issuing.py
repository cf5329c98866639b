"""Give out a paper: its page written out once, its PDF kept, both frozen under the next number.

A view calls `draw_ahead` before the write lock, since a PDF takes a second or two, and `give_out`
with the same in its save; the PDF is then at hand. `subject` names whose issue it is, `template`
extends print.html and gets `context` and `issued`, `facts` is what it says, as plain values.
"""

import datetime
from pathlib import Path
from typing import Any

from sras.core.disk import keep
from sras.core.pdf import PdfBusy
from sras.documents.models_issues import Issue
from sras.documents.rules_issues import Issued, facts_text, own_style, sha256_of
from sras.history.models import Who
from sras.web import files, papers

Period = tuple[datetime.date | None, datetime.date]


def give_out(
    *,
    by: Who,
    subject: str,
    title: str,
    template: str,
    context: dict[str, Any],
    on: datetime.date,
    period: Period | None = None,
    facts: Any = None,
    note: str = "",
) -> Issue:
    """Freeze a paper as it reads now under the next number of its subject."""
    next_one = issued(subject, on, facts)
    html = _written_out(template, context, next_one)
    return Issue.freeze(
        by=by,
        subject=subject,
        number=next_one.number,
        title=title,
        on=on,
        html=html,
        facts=facts,
        period=period,
        note=note,
        pdf_sha256=_kept_pdf(html, files.folder()),
    )


def draw_ahead(
    *,
    subject: str,
    template: str,
    context: dict[str, Any],
    on: datetime.date,
    facts: Any = None,
    **_rest: Any,
) -> str:
    """Make the PDF of what is about to be given out; says in a sentence why it has to wait."""
    try:
        papers.pressed(_written_out(template, context, issued(subject, on, facts)))
    except PdfBusy as busy:
        return str(busy)
    return ""


def _written_out(template: str, context: dict[str, Any], as_issue: Issued) -> str:
    return papers.written_out(template, **{**context, "issued": as_issue})


def issued(subject: str, on: datetime.date, facts: Any) -> Issued:
    """What the page of the next issue of a subject says of itself."""
    return Issued(
        number=Issue.next_number(subject),
        on=on,
        data=sha256_of(facts_text(facts)),
        style=own_style(papers.own_css()),
    )


def _kept_pdf(html: str, folder: Path) -> str:
    """The name under which the PDF lies; empty where none could be made."""
    try:
        pdf = papers.pressed(html)
    except PdfBusy:
        return ""  # the page says so, and makes one from the frozen page when it is asked for
    return keep(pdf, folder) if pdf else ""

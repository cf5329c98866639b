"""What was entered since a report was given out, its words among it, in sentences."""

from typing import Any

from sras.core import clock
from sras.documents.models_late import Since, entered_since
from sras.documents.reports import REPORTS
from sras.history.models import GAVE_UP, Change
from sras.reports.models import Narrative
from sras.reports.rules import Span


def late_of(report: str, span: Span, zone: str) -> Since | None:
    """What was entered since the last issue of the same days; None where there is none."""
    return entered_since(REPORTS[report], span.first, span.last, zone)


def reworded(report: str, change: int, zone: str) -> list[str]:
    """The places that were written anew after a change, each by whom and when."""
    rows: Any = (
        Change.select(Change.name, Change.by_name, Change.at)
        .join(Narrative, on=(Change.kind == "narrative") & (Change.key == Narrative.id))
        .where(Narrative.report == report, Change.id > change, Change.verb != GAVE_UP)
        .order_by(Change.id)
        .tuples()
    )
    latest = {name: (by, clock.local(at, zone).date()) for name, by, at in rows}
    return [f"{n}: reworded on {d.day} {d:%b %Y} by {by}" for n, (by, d) in latest.items()]

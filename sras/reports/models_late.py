"""What was entered since a report was given out, in sentences: why a fresh one differs."""

from typing import Any

from sras.core import clock
from sras.core.kinds import KINDS
from sras.history.models import GAVE_UP, Change
from sras.history.models_late import late_entries
from sras.history.rules_late import sentence
from sras.reports.models import Narrative
from sras.reports.rules import Span


def entered_since(report: str, change: int, span: Span, zone: str) -> list[str]:
    """Facts of the span that were recorded after a change, and words that were reworded since."""
    found = []
    for late in late_entries(change, *span):
        kind = KINDS[late.kind]
        on = clock.local(late.at, zone).date()
        found.append(sentence(late, "" if kind.tells else kind.label, on))
    return found + _reworded(report, change, zone)


def _reworded(report: str, change: int, zone: str) -> list[str]:
    rows: Any = (
        Change.select(Change.name, Change.by_name, Change.at)
        .join(Narrative, on=(Change.kind == "narrative") & (Change.key == Narrative.id))
        .where(Narrative.report == report, Change.id > change, Change.verb != GAVE_UP)
        .order_by(Change.id)
        .tuples()
    )
    latest = {name: (by, clock.local(at, zone).date()) for name, by, at in rows}
    return [f"{n}: reworded on {d.day} {d:%b %Y} by {by}" for n, (by, d) in latest.items()]

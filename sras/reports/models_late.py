"""Which words of a report were changed since it was given out, in sentences."""

from typing import Any

from sras.core import clock
from sras.history.models import GAVE_UP, Change
from sras.reports.models import Narrative


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

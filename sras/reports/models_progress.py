"""A progress report of a span: its facts in a handful of queries."""

import datetime
from typing import Any

from sras.assessment.models_cycle import Cycle
from sras.reports.models_facts import ends, meetings_of
from sras.reports.models_levels import marks_of
from sras.reports.models_plan import aims_of
from sras.reports.models_told import Told
from sras.reports.rules import AHEAD, Span
from sras.reports.rules_progress import Report


def report_of(cycle: Cycle, span: Span, told: Told, today: datetime.date, agency: Any) -> Report:
    """What a progress report tells of a cycle and a span; five queries."""
    before, now = ends(span, today, agency.zone)
    day = span.until(today)
    asks, requests = told.waiting_on(now)
    return Report(
        span=span,
        day=day,
        names=told.names,
        marks=marks_of(cycle, before, now),
        aims=aims_of(cycle, span, now),
        meetings=meetings_of(span.first, day + AHEAD, now),
        asks=asks,
        requests=requests,
        agency=now.row(agency),
    )

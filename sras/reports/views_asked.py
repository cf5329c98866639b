"""The days that a report is asked for: a span, or as of which day."""

import datetime
from typing import Any

from flask import request

from sras.assessment.models_cycle import Cycle
from sras.reports.forms import ReportSpanForm
from sras.reports.models_told import Now
from sras.web import here
from sras.web.as_of import NAME, day_asked


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

"""The progress report and the One-Year report as reports that can be given out."""

from collections.abc import Callable
from typing import Any

from flask import url_for

from sras.assessment.rules import said
from sras.documents.reports import Asked, Report, join
from sras.reports import rules_progress, rules_year, views, views_year
from sras.reports.models_late import reworded
from sras.reports.rules import Span
from sras.reports.views import bp


def read_progress() -> Asked:
    """The progress report of the days that are asked for."""
    return _asked("progress", "Progress report", views.on_paper(), rules_progress.facts)


def read_year() -> Asked:
    """The whole One-Year report of the days that are asked for."""
    return _asked("year", "One-year report", views_year.on_paper(), rules_year.facts)


def _asked(
    name: str, title: str, shown: dict[str, Any], facts: Callable[[Any], dict[str, Any]]
) -> Asked:
    told = shown["report"]
    span = told.span
    return Asked(
        title=f"{title}, {said(span.first)} to {said(span.last)}",
        template=f"reports/{name}_print.html",
        context=shown,
        facts=facts(told),
        first=span.first,
        last=span.last,
        back=url_for(f"reports.{name}", **span.asked),
        owed=tuple(told.owed),
    )


READERS = {"progress": read_progress, "year": read_year}
# Whose facts they tell: as they stand at both ends, whenever they happened, or within the days.
STANDS = (
    *("assessment", "objective", "task", "progress", "ask", "approval_request", "decision"),
    "evidence",
)
OF_THE_YEAR = (
    *("agreement", "party", "undertaking", "milestone", "expectation", "data_point", "cycle"),
)
EVER = {"progress": STANDS, "year": (*STANDS, *OF_THE_YEAR)}
WITHIN = ("meeting", "task_done")


def _join_all(_state: Any) -> None:
    for name, read in READERS.items():
        ever = EVER[name]
        join(Report(name, read, _of_days(name), (*ever, *WITHIN), ever, _words_of(name)))


def _of_days(name: str) -> Any:
    """The address of a report of some days."""
    return lambda first, last: url_for(f"reports.{name}", **Span(first, last).asked)


def _words_of(name: str) -> Any:
    """Which of its words were changed since a change."""
    return lambda change, zone: reworded(name, change, zone)


bp.record_once(_join_all)

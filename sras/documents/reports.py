"""Reports from the data that can be given out: what each is called, and how it reads now.

A report joins with `join(Report(…))`; the form, the button and the kept issue come from here.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Asked:
    """A report as the address asks for it, now or of a past day."""

    title: str
    template: str  # extends print.html
    context: dict[str, Any]
    facts: Any
    first: datetime.date  # the period it tells of
    last: datetime.date
    back: str  # the address of its page


@dataclass(frozen=True)
class Report:
    """A kind of report; its `name` is the subject of its issues too."""

    name: str
    kinds: tuple[str, ...]  # whose facts it tells
    read: Callable[[], Asked | None]  # None while there is nothing to tell


REPORTS: dict[str, Report] = {}


def join(report: Report) -> None:
    """Let a report be given out."""
    REPORTS[report.name] = report

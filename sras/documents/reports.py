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
    first: datetime.date | None  # the period it tells of; since ever where there is none
    last: datetime.date
    back: str  # the address of its page
    owed: tuple[Any, ...] = ()  # marks whose level 4 lacks its proof


@dataclass(frozen=True)
class Report:
    """A kind of report; its `name` is the subject of its issues too."""

    name: str
    read: Callable[[], Asked | None]  # None while there is nothing to tell
    fresh: Callable[
        [datetime.date | None, datetime.date], str
    ]  # the address of its page, of these days
    kinds: tuple[str, ...] = ()  # whose facts it tells; of all when there are none
    ever: tuple[str, ...] = ()  # of these whenever they happened, not within its days alone
    reworded: Callable[[int, str], list[str]] = lambda _change, _zone: []  # words since a change


REPORTS: dict[str, Report] = {}


def join(report: Report) -> None:
    """Let a report be given out."""
    REPORTS[report.name] = report

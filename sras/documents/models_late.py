"""Why a fresh report differs from the one that was given out of the same days."""

import datetime
from dataclasses import dataclass
from typing import Any

from sras.core import clock
from sras.core.kinds import KINDS
from sras.documents.models_issues import Issue
from sras.documents.reports import Report
from sras.history.models_late import late_entries
from sras.history.rules_late import sentence


@dataclass(frozen=True)
class Since:
    """The newest issue of some days, and what was entered since, a sentence each."""

    issue: Any
    entered: list[str]


def entered_since(
    report: Report, first: datetime.date | None, last: datetime.date, zone: str
) -> Since | None:
    """What a fresh report tells that the newest issue of the same days does not.

    None where none of these days was given out.
    """
    same_first = Issue.first.is_null() if first is None else Issue.first == first
    issue = (
        Issue.current(Issue.id, Issue.number, Issue.issued_on, Issue.recorded_to)
        .where(Issue.subject == report.name, same_first, Issue.last == last)
        .order_by(Issue.number.desc())
        .first()
    )
    if issue is None:
        return None
    return Since(issue, entered(report, issue.recorded_to, first, last, zone))


def entered(
    report: Report, change: int, first: datetime.date | None, last: datetime.date, zone: str
) -> list[str]:
    """The facts that it tells and that were recorded after a change, and the words changed since.

    Those of its days, and earlier ones of what it counts as it stands.
    """
    since = first or datetime.date.min
    told = [
        each
        for each in late_entries(change, datetime.date.min, last)
        if (not report.kinds or each.kind in report.kinds)
        and (each.kind in report.ever or each.lies_in(since, last))
    ]
    return [_said(each, zone) for each in told] + report.reworded(change, zone)


def _said(late: Any, zone: str) -> str:
    """In a sentence; without its name where not everyone who reads the paper may know it."""
    kind = KINDS[late.kind]
    named = late if kind.right == "read" else late._replace(name=kind.label)
    label = "" if kind.tells or named is not late else kind.label
    return sentence(named, label, clock.local(late.at, zone).date())

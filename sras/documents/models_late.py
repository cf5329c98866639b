"""Why a fresh report differs from the one that was given out of the same day."""

import datetime
from dataclasses import dataclass
from typing import Any

from sras.core import clock
from sras.core.kinds import KINDS
from sras.documents.models_issues import Issue
from sras.history.models_late import late_entries
from sras.history.rules_late import sentence


@dataclass(frozen=True)
class Since:
    """The newest issue of a day, and what was entered late since, a sentence each."""

    issue: Any
    entered: list[str]


def entered_since(
    subject: str,
    kinds: tuple[str, ...],
    first: datetime.date,
    last: datetime.date,
    zone: str,
) -> Since | None:
    """What facts of these kinds were entered since the newest issue of the same last day.

    None where none of that day was given out.
    """
    issue = (
        Issue.current(Issue.id, Issue.number, Issue.issued_on, Issue.recorded_to)
        .where(Issue.subject == subject, Issue.last == last)
        .order_by(Issue.number.desc())
        .first()
    )
    if issue is None:
        return None
    late = late_entries(issue.recorded_to, first, last)
    return Since(issue, [_said(each, zone) for each in late if each.kind in kinds])


def _said(late: Any, zone: str) -> str:
    kind = KINDS[late.kind]
    label = "" if kind.tells else kind.label
    return sentence(late, label, clock.local(late.at, zone).date())

"""The latest word of the Chief on each indicator, over all requests of a cycle."""

import datetime
from dataclasses import dataclass
from typing import Any

from peewee import JOIN, fn

from sras.assessment.models import Assessment, Cycle
from sras.core.prepared import Prepared
from sras.history.models import Change
from sras.planning.models import Objective
from sras.planning.models_choice import ApprovalRequest, Decision, RequestItem
from sras.planning.models_lists import Selection, newest
from sras.planning.rules import ENDED

NEVER = 2**62  # later than every change


@dataclass(frozen=True)
class Approval:
    """The latest word of the Chief on an indicator.

    state: approved, approved_with_changes, returned, or undecided while it lies before the Chief.
    """

    state: str
    list: str
    request: int
    number: int
    on: datetime.date | None = None
    by: str = ""
    words: str = ""
    change: int = NEVER  # the change that decided it
    put_up: datetime.date | None = None  # when it was put before the Chief
    ended: int = -1  # the newest change that met or dropped an objective on the indicator
    withdrawn: bool = False  # with its request, since

    @property
    def approved_on(self) -> datetime.date | None:
        """The day it was approved, None when it is not."""
        return self.on if self.state in ("approved", "approved_with_changes") else None


def approvals(cycle: Cycle) -> dict[int, Approval]:
    """The latest word on every indicator that was put up in a cycle, by assessment id.

    A word on an objective that was met or dropped since does not hold for a second one.
    """
    return latest(words_in(cycle))


def latest(words: dict[int, list[Approval]]) -> dict[int, Approval]:
    """The same of the words of a cycle that are read already."""
    return {about: said[-1] for about, said in words.items() if said[-1].change > said[-1].ended}


def approval_of(objective: Any) -> Approval | None:
    """The word that holds, or held, for one objective; None when there is none."""
    cycle = objective.assessment.cycle
    if objective.state in ENDED:
        return approvals_by_objective(cycle).get(objective.id)
    return approvals(cycle).get(objective.assessment_id)


def approvals_by_objective(
    cycle: Cycle, words: dict[int, list[Approval]] | None = None
) -> dict[int, Approval]:
    """The word that holds, or held, for each objective of a cycle, by objective id.

    `words` are those of the cycle when they are read already.
    """
    return held_by_objective(words_in(cycle) if words is None else words, objective_ends(cycle))


def held_by_objective(
    said: dict[int, list[Approval]], ends: list[tuple[int, int, int]]
) -> dict[int, Approval]:
    """The same of words and ends that are read already."""
    found = {}
    since: dict[int, int] = {}
    for key, about, end in ends:
        held = [w for w in said.get(about, []) if since.get(about, -1) < w.change <= end]
        if held:
            found[key] = held[-1]
        since[about] = end
    return found


def objective_ends(cycle: Cycle) -> list[tuple[int, int, int]]:
    """Key, assessment and the change that ended it of every objective, in the order of ending."""
    rows = _ENDS.rows(cycle.id)
    found = [(key, about, end if state in ENDED else NEVER) for key, about, state, end in rows]
    return sorted(found, key=lambda row: (row[2], row[0]))


def _ends(cycle: Any) -> Any:
    return (
        Objective.current(
            Objective.id, Objective.assessment, Objective.state, newest("objective", Objective.id)
        )
        .join(Assessment)
        .where(Assessment.cycle == cycle)
        .order_by(Objective.id)
        .tuples()
    )


def _ended(about: Any) -> Any:
    """The newest change of the objectives on an indicator that were met or dropped; -1 for none."""
    changes = (
        Change.select(fn.MAX(Change.id))
        .join(Objective, on=(Change.kind == "objective") & (Change.key == Objective.id))
        .where(
            Objective.assessment == about,
            Objective.state.in_(ENDED),
            Objective.archived_at.is_null(),
        )
    )
    return fn.COALESCE(changes, -1)


def words_in(cycle: Cycle, *, withdrawn_too: bool = False) -> dict[int, list[Approval]]:
    """Every word on every indicator that was put up in a cycle, the oldest first.

    `withdrawn_too` brings those that were taken back before they were decided.
    """
    found: dict[int, list[Approval]] = {}
    row: Any
    for row in _WORDS.rows(cycle.id):
        if row.request.state == "withdrawn" and not withdrawn_too:
            continue
        decision: Any = getattr(row.request, "said", None)
        known = decision is not None and decision.id is not None
        word = Approval(
            state=row.outcome or "undecided",
            list=row.list,
            request=row.request.id,
            number=row.request.number,
            on=decision.decided_on if known else None,
            by=decision.by_words if known else "",
            words=row.words,
            change=row.decided if known else NEVER,
            put_up=row.request.put_up_on,
            ended=row.ended,
            withdrawn=row.request.state == "withdrawn",
        )
        found.setdefault(row.selection.__data__["assessment"], []).append(word)
    return found


def _words(cycle: Any) -> Any:
    return (
        RequestItem.select(
            RequestItem,
            *(ApprovalRequest.id, ApprovalRequest.number, ApprovalRequest.state),
            ApprovalRequest.put_up_on,
            Selection,
            Decision,
            newest("decision", Decision.id).alias("decided"),
            _ended(Selection.assessment).alias("ended"),
        )
        .join(ApprovalRequest)
        .join(Decision, JOIN.LEFT_OUTER, on=(Decision.request == ApprovalRequest.id), attr="said")
        .switch(RequestItem)
        .join(Selection)
        .where(
            ApprovalRequest.cycle == cycle,
            RequestItem.archived_at.is_null(),
        )
        .order_by(ApprovalRequest.number)
    )


_WORDS, _ENDS = Prepared(_words), Prepared(_ends)

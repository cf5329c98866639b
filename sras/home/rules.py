"""What to offer first: the one next step for the team, from where the cycle stands."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Standing:
    """Where a cycle stands, in counts."""

    rated: int
    total: int
    to_finish: int  # without those that only wait for a proof not due yet
    to_put_up: int  # placed for the plan, and the Chief has not said yes
    to_plan: int  # approved, or placed where nobody is asked, and without an objective
    waiting_for_chief: bool
    objectives: int
    late: int


@dataclass(frozen=True)
class Step:
    """One thing to do: the words on the button, where it leads, and why now."""

    words: str
    endpoint: str
    why: str


def next_step(standing: Standing, may_assess: bool) -> Step | None:
    """The next step of the team; None for people who only read."""
    if not may_assess:
        return None
    if standing.rated < standing.total:
        left = standing.total - standing.rated
        return Step(
            "Assess the next indicator",
            "assessment.next",
            f"{standing.rated} of {standing.total} are assessed, {left} to go.",
        )
    if standing.to_finish:
        return Step(
            f"Finish what is missing ({standing.to_finish})",
            "assessment.to_finish",
            "Every indicator has a level; some still lack a sentence, a score or proof.",
        )
    if standing.waiting_for_chief:
        return Step(
            "See the approval request",
            "planning.requests",
            "The choice is with the Chief.",
        )
    if not standing.objectives and not standing.to_put_up and not standing.to_plan:
        return Step(
            "Choose what goes into the plan",
            "planning.choose",
            "Everything is assessed and scored, and nothing is chosen yet.",
        )
    if standing.to_put_up:
        return Step(
            "Put the choice up to the Chief",
            "planning.choose",
            f"{standing.to_put_up} placed on the lists and not approved yet.",
        )
    if standing.to_plan:
        return Step(
            f"Plan what was chosen ({standing.to_plan})",
            "planning.plan",
            "Say for each who answers for it, how it will look and by when.",
        )
    if standing.late:
        return Step(
            f"Look at what is late ({standing.late})",
            "planning.tasks",
            "Move the dates with a reason, or finish the tasks.",
        )
    return Step("Open the plan", "planning.plan", "The plan is under way and nothing is late.")


@dataclass(frozen=True)
class Decided:
    """What the Chief decided on one request, and what the team has still to do with it."""

    request: int
    number: int
    on: datetime.date
    approved: int
    returned: int
    to_plan: list[Any]
    to_change: list[Any]


def decided(waiting: Iterable[Any], said: dict[int, Any]) -> list[Decided]:
    """Each decision that still asks for something, the latest first.

    `waiting` are the places on the lists that have no objective; `said` is the Chief's latest word
    on each indicator, by assessment. What was put up again, or taken back, asks for nothing more.
    """
    found = []
    rows = [(row, said[row.assessment.id]) for row in waiting if row.assessment.id in said]
    for request in sorted({word.request for _row, word in rows}, reverse=True):
        words = [word for word in said.values() if word.request == request]
        to_plan = [r for r, w in rows if w.request == request and is_approved(r, w)]
        to_change = [r for r, w in rows if w.request == request and w.state == "returned"]
        if not (to_plan or to_change):
            continue
        found.append(
            Decided(
                request=request,
                number=words[0].number,
                on=words[0].on,
                approved=sum(1 for word in words if word.approved_on),
                returned=sum(1 for word in words if word.state == "returned"),
                to_plan=to_plan,
                to_change=to_change,
            )
        )
    return found


def is_approved(row: Any, word: Any) -> bool:
    """Whether the Chief said yes to what is placed, on the list on which it is placed."""
    return word is not None and bool(word.approved_on) and word.list == row.list

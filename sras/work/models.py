"""What is open for a person, asked of the features below; handing it over when someone leaves."""

import datetime
from dataclasses import dataclass
from typing import Any

from peewee import fn

from sras.accounts.models import Membership, Person, left_behind
from sras.assessment.models import Assessment, Cycle
from sras.assessment.models_rounds import Round, View
from sras.core import clock
from sras.core.db import transaction
from sras.core.prepared import Prepared
from sras.frameworks.models import Indicator
from sras.history.models import Who
from sras.meetings.models_record import Commitment
from sras.planning.models import Objective
from sras.planning.models_asks import Ask
from sras.planning.models_choice import ApprovalRequest
from sras.planning.models_owners import OwnerLink
from sras.planning.models_tasks import Task


@dataclass
class Open:
    """Everything that waits for one person."""

    tasks: list[Any]
    objectives: list[Any]
    proofs: list[Any]
    rounds: list[Any]
    requests: list[Any]
    asks: list[Any]
    commitments: list[Any]

    @property
    def to_hand_over(self) -> list[Any]:
        """What someone else must take when this person leaves, tasks first."""
        return [*self.tasks, *self.objectives, *self.proofs, *self.commitments]


def open_for(person: Person, today: datetime.date) -> Open:
    """What waits for a person: at most seven queries, whatever the length of the lists."""
    return Open(
        tasks=list(Task.open_for(person)),
        objectives=list(Objective.open_for(person)),
        proofs=list(proofs_of(person)),
        rounds=list(rounds_for(person, today)) if person.may("rate") else [],
        requests=list(requests_for(person)),
        asks=list(open_asks()) if person.may("decide") else [],
        commitments=list(Commitment.open_for(person)),
    )


def count(person: Person, today: datetime.date) -> int:
    """How many things wait for a person, in one query."""
    row = _COUNTS.one(person.id, today.isoformat())
    if row is None:
        return 0
    *owned, rounds, requests, asks = row
    rated, decided = person.may("rate"), person.may("decide")
    return sum(owned) + (rounds if rated else 0) + (requests + asks if decided else 0)


def _counts(person: Any, today: Any) -> Any:
    lists = (
        (Task.open_for(person), Task),
        (Objective.open_for(person), Objective),
        (proofs_of(person), Assessment),
        (Commitment.open_for(person), Commitment),
        (rounds_for(person, today), Round),
        (open_requests(), ApprovalRequest),
        (open_asks(), Ask),
    )
    counts = [query.select(fn.COUNT(table.id)).order_by() for query, table in lists]
    return Person.select(*counts).where(Person.id == person).tuples()


_COUNTS = Prepared(_counts)


def in_hand(person: Person) -> int:
    """How many things someone else must take when this person goes."""
    lists = (
        *(Task.open_for(person), Objective.open_for(person)),
        *(proofs_of(person), Commitment.open_for(person)),
    )
    return sum(query.count() for query in lists)


left_behind.append(in_hand)


def proofs_of(person: Person) -> Any:
    """Level 4 agreed in a cycle that runs, the proof of which this person owes."""
    return (
        Assessment.current(Assessment, Indicator)
        .join(Indicator)
        .switch(Assessment)
        .join(Cycle)
        .where(
            Assessment.proof_owner == person,
            Assessment.level == 4,
            Cycle.state != "closed",
        )
        .order_by(Assessment.proof_due.asc(nulls="LAST"), Indicator.sort)
    )


def rounds_for(person: Any, today: Any) -> Any:
    """Rounds that are open in cycles that run, where this member of the team has no view yet."""
    given = View.current(View.round).where(View.person == person)
    return (
        Round.current(Round, Assessment, Indicator)
        .join(Assessment)
        .join(Indicator)
        .switch(Assessment)
        .join(Cycle)
        .where(
            Round.state == "collecting",
            Cycle.state != "closed",
            Round.id.not_in(given),
            fn.EXISTS(Membership.held_by(person, today)),
        )
        .order_by(Indicator.sort)
    )


def requests_for(person: Person) -> Any:
    """Approval requests that wait for this person's decision."""
    return open_requests() if person.may("decide") else open_requests().where(False)


def open_requests() -> Any:
    """Approval requests that wait for a decision."""
    return (
        ApprovalRequest.current(ApprovalRequest, Cycle)
        .join(Cycle)
        .where(ApprovalRequest.state == "open")
        .order_by(ApprovalRequest.number)
    )


def open_asks() -> Any:
    """Asks that wait for the Chief's answer, in cycles that run."""
    return (
        Ask.current(Ask, Assessment, Indicator)
        .join(Assessment)
        .join(Indicator)
        .switch(Assessment)
        .join(Cycle)
        .where(Ask.state == "open", Cycle.state != "closed")
        .order_by(Indicator.sort, Ask.id)
    )


def leave_team(
    person: Person,
    seat: Membership | None,
    *,
    by: Who,
    on: datetime.date | None,
    takers: list[tuple[Any, Person]],
) -> None:
    """Hand over what a person had open and end their seat, if they have one, in one transaction.

    `takers` pairs each open thing with the person who takes it.
    """
    why = f"{person.name} left the team" if seat else f"{person.name} gave it up"
    with transaction():
        for thing, taker in takers:
            if isinstance(thing, Assessment):
                thing.change(by=by, verb="handed over", reason=why, proof_owner=taker)
            else:
                thing.change(by=by, verb="handed over", reason=why, owner=taker)
            if isinstance(thing, Task) and thing.outside_owner:
                OwnerLink.hand_over(by, thing.outside_owner, clock.now(), person, taker)
        if seat is not None and on is not None:
            seat.end(by=by, on=on)

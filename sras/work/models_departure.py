"""What someone leaves behind, and handing it over when they go."""

import datetime
from typing import Any, NamedTuple

from sras.accounts.models import Membership, Person, left_behind
from sras.assessment.models import Assessment
from sras.core import clock
from sras.core.db import transaction
from sras.documents.models import Document, Section
from sras.documents.models_waiting import documents_of, sections_of
from sras.history.models import Who
from sras.meetings.models_record import Commitment
from sras.planning.models import Objective
from sras.planning.models_owners import OwnerLink
from sras.planning.models_tasks import Task
from sras.work.models import counted, proofs_of


class Left(NamedTuple):
    """One thing that someone else must take: which indicators it is about, and its day."""

    thing: Any
    about: str
    due: datetime.date | None


def left_by(person: Person) -> dict[str, list[Left]]:
    """What someone else must take when this person leaves, tasks first, under its headings."""
    found = {
        "Tasks": [Left(t, _code(t.objective), t.due) for t in Task.open_for(person)],
        "Objectives": [Left(o, _code(o), o.target_on) for o in Objective.open_for(person)],
        "Proof owed": [Left(a, a.indicator.code, a.proof_due) for a in proofs_of(person)],
        "Promised in meetings": [Left(c, "", c.due) for c in Commitment.open_for(person)],
        "Documents to write": [Left(d, "", d.review_due) for d in documents_of(person)],
        "Sections": [Left(s, ", ".join(s.code_list), s.review_due) for s in sections_of(person)],
    }
    return {heading: lines for heading, lines in found.items() if lines}


def _code(objective: Any) -> str:
    return str(objective.assessment.indicator.code)


def in_hand(person: Person) -> int:
    """How many things someone else must take when this person goes."""
    lists = (
        *((Task.open_for(person), Task), (Objective.open_for(person), Objective)),
        *((proofs_of(person), Assessment), (Commitment.open_for(person), Commitment)),
        *((documents_of(person), Document), (sections_of(person), Section)),
    )
    return sum(counted(person, lists).get())


left_behind.append(in_hand)


def is_written(thing: Any) -> bool:
    """Whether it is a text, which a coach may take as well."""
    return isinstance(thing, Document | Section)


def may_take(thing: Any, taker: Person, takers: list[tuple[Any, Person]]) -> bool:
    """Whether someone may take a thing, when others are taken as `takers` says.

    A coach looks after no section but those of the document that is given to them.
    """
    if not isinstance(thing, Section) or taker.role != "coach":
        return True
    given = {each.id: person.id for each, person in takers if isinstance(each, Document)}
    document = thing.document
    return bool(given.get(document.id, document.__data__["writer"]) == taker.id)


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
            thing.change(by=by, verb="handed over", reason=why, **{_taken_as(thing): taker})
            if isinstance(thing, Task) and thing.outside_owner:
                OwnerLink.hand_over(by, thing.outside_owner, clock.now(), person, taker)
        if seat is not None and on is not None:
            seat.end(by=by, on=on)


def _taken_as(thing: Any) -> str:
    """The column that names who answers for a thing."""
    return {Assessment: "proof_owner", Document: "writer"}.get(type(thing), "owner")

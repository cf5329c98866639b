"""What someone leaves behind, and handing it over when they go."""

import datetime
from collections.abc import Callable
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


def _lists(person: Person) -> dict[str, tuple[Any, Any]]:
    """The things that someone else must take when a person leaves, each list with its table."""
    return {
        "Tasks": (Task.open_for(person), Task),
        "Objectives": (Objective.open_for(person), Objective),
        "Proof owed": (proofs_of(person), Assessment),
        "Promised in meetings": (Commitment.open_for(person), Commitment),
        "Documents to write": (documents_of(person), Document),
        "Sections": (sections_of(person), Section),
    }


# By table: which indicators one is about, and its day.
_ABOUT: dict[Any, tuple[Callable[[Any], str], str]] = {
    Task: (lambda task: _code(task.objective), "due"),
    Objective: (lambda objective: _code(objective), "target_on"),
    Assessment: (lambda assessment: str(assessment.indicator.code), "proof_due"),
    Commitment: (lambda _commitment: "", "due"),
    Document: (lambda _document: "", "review_due"),
    Section: (lambda section: ", ".join(section.code_list), "review_due"),
}


def left_by(person: Person) -> dict[str, list[Left]]:
    """What someone else must take when this person leaves, tasks first, under its headings."""
    found = {heading: [_left(row) for row in rows] for heading, (rows, _) in _lists(person).items()}
    return {heading: lines for heading, lines in found.items() if lines}


def _left(thing: Any) -> Left:
    about, day = _ABOUT[type(thing)]
    return Left(thing, about(thing), getattr(thing, day))


def _code(objective: Any) -> str:
    return str(objective.assessment.indicator.code)


def in_hand(person: Person) -> int:
    """How many things someone else must take when this person goes."""
    return sum(counted(person, tuple(_lists(person).values())).get())


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

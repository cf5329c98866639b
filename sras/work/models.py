"""What is open for a person, asked of the features below."""

import datetime
from dataclasses import dataclass
from typing import Any

from peewee import SQL, Value, fn

from sras.accounts.models import Membership, Person
from sras.assessment.models import Assessment, Cycle
from sras.assessment.models_rounds import Round, View
from sras.core.prepared import Prepared
from sras.documents.models import Document, Section
from sras.documents.models_waiting import documents_for, sections_for, unwritten
from sras.documents.rules import SOON_DAYS
from sras.engagement.models import Party, Undertaking
from sras.engagement.models_timeline import Standing, standing_on
from sras.engagement.models_waiting import undertakings_for
from sras.frameworks.models import Indicator
from sras.meetings.models_record import Commitment
from sras.planning.models import Objective
from sras.planning.models_asks import Ask
from sras.planning.models_choice import ApprovalRequest
from sras.planning.models_tasks import Task


@dataclass
class Open:
    """Everything that waits for one person."""

    tasks: list[Any]
    objectives: list[Any]
    proofs: list[Any]
    requests: list[Any]
    asks: list[Any]
    commitments: list[Any]
    lines: dict[str, list[Any]]  # what one reads and opens: see lines_for
    agreed: Standing | None  # where the agreement stands, for those who keep it

    @property
    def count(self) -> int:
        """How many things these are; the steps of the agreement wait for no one person."""
        lists = (self.tasks, self.objectives, self.proofs, self.requests, self.asks)
        return sum(map(len, (*lists, self.commitments, *self.lines.values())))


def open_for(person: Person, today: datetime.date, chief: str) -> Open:
    """What waits for a person: at most seven queries, whatever the length of the lists.

    `chief` is the Chief's title.
    """
    decides = person.may("decide")
    return Open(
        tasks=list(Task.open_for(person)),
        objectives=list(Objective.open_for(person)),
        proofs=list(proofs_of(person)),
        requests=list(open_requests()) if decides else [],
        asks=list(open_asks()) if decides else [],
        commitments=list(Commitment.open_for(person)),
        lines=lines_for(person, today),
        agreed=standing_on(today, chief) if person.may("manage_agreement") else None,
    )


def lines_for(person: Person, today: datetime.date) -> dict[str, list[Any]]:
    """Views to give, sections, documents and undertakings that wait, in one query, by what.

    Each has key, title, of (what it is a part of), day and unwritten.
    """
    soon = today + datetime.timedelta(days=SOON_DAYS)
    parts = _sections(person, soon).union_all(_documents(person, soon))
    if person.may("rate"):
        parts = parts.union_all(_rounds(person, today))
    if person.may("manage_agreement"):
        parts = parts.union_all(_undertakings(today, soon))
    found: dict[str, list[Any]] = {"round": [], "section": [], "document": [], "undertaking": []}
    for line in parts.order_by(
        SQL("place"), SQL("day").asc(nulls="LAST"), SQL("key")
    ).namedtuples():
        found[line.what].append(line)
    return found


def _line(what: str, key: Any, title: Any, of: Any, day: Any, **more: Any) -> list[Any]:
    named = {"what": Value(what), "key": key, "title": title, "of": of, "day": day}
    named |= {"unwritten": more.get("unwritten", Value(0)), "place": more.get("place", Value(0))}
    return [column.alias(name) for name, column in named.items()]


def _sections(person: Any, soon: Any) -> Any:
    told = _line(
        "section",
        Section.id,
        Section.title,
        Document.title,
        Section.review_due,
        unwritten=unwritten(),
    )
    return sections_for(person, soon).order_by().select(*told)


def _documents(person: Any, soon: Any) -> Any:
    told = _line("document", Document.id, Document.title, Value(""), Document.review_due)
    return documents_for(person, soon).order_by().select(*told)


def _rounds(person: Any, today: Any) -> Any:
    titled = Indicator.code.concat(" ").concat(Indicator.title)
    told = _line("round", Assessment.id, titled, Value(""), Round.begun_on, place=Indicator.sort)
    return rounds_for(person, today).order_by().select(*told)


def _undertakings(today: Any, soon: Any) -> Any:
    told = _line("undertaking", Undertaking.id, Undertaking.text, Party.name, Undertaking.due_on)
    return undertakings_for(today, soon).order_by().select(*told)


def count(person: Person, today: datetime.date) -> int:
    """How many things wait for a person, in one query."""
    soon = today + datetime.timedelta(days=SOON_DAYS)
    row = _COUNTS.one(person.id, today.isoformat(), soon.isoformat())
    if row is None:
        return 0
    *owned, rounds, requests, asks, undertaken = row
    counted = {"rate": rounds, "decide": requests + asks, "manage_agreement": undertaken}
    return sum(owned) + sum(n for right, n in counted.items() if person.may(right))


def _counts(person: Any, today: Any, soon: Any) -> Any:
    lists = (
        (Task.open_for(person), Task),
        (Objective.open_for(person), Objective),
        (proofs_of(person), Assessment),
        (Commitment.open_for(person), Commitment),
        (sections_for(person, soon), Section),
        (documents_for(person, soon), Document),
        (rounds_for(person, today), Round),
        (open_requests(), ApprovalRequest),
        (open_asks(), Ask),
        (undertakings_for(today, soon), Undertaking),
    )
    return counted(person, lists)


def counted(person: Any, lists: tuple[tuple[Any, Any], ...]) -> Any:
    """How long each of these lists of a person is, in one query; each comes with its table."""
    counts = [query.select(fn.COUNT(table.id)).order_by() for query, table in lists]
    return Person.select(*counts).where(Person.id == person).tuples()


_COUNTS = Prepared(_counts)


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

"""Search: the few places where people look for words, one query each."""

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from sras.accounts.models import Person
from sras.assessment.models import Assessment, Cycle
from sras.core.kinds import kind_of
from sras.documents import models_search as papers
from sras.documents.models import Section
from sras.evidence.models import Evidence
from sras.frameworks.models import Indicator
from sras.planning.models import Objective
from sras.planning.models_tasks import Task

MOST = 20
AROUND = 60  # characters shown on each side of the words found


@dataclass(frozen=True)
class Found:
    """One thing that holds the words: its name, the words in their place, its kind."""

    key: int
    kind: Any
    name: str
    excerpt: str


def search(words: str, person: Person) -> dict[str, list[Found]]:
    """What this person may see that holds the words, by kind; at most 20 of each."""
    found = {
        kind_of(table).label: [_found(row, fields, words) for row in rows]
        for table, fields, query in _places()
        if person.may(kind_of(table).right)
        and (rows := list(query.where(_holds(fields, words)).limit(MOST)))
    }
    return found | {
        kind_of(table).label: [_paper(row, words) for row in rows]
        for table, rows in papers.holding(words, MOST).items()
        if rows and person.may(kind_of(table).right)
    }


def _places() -> tuple[tuple[Any, tuple[Any, ...], Any], ...]:
    judged = Assessment.current(Assessment, Indicator, Cycle).join(Indicator)
    judged = judged.switch(Assessment).join(Cycle)
    planned = Objective.current(Objective, Assessment, Indicator).join(Assessment).join(Indicator)
    return (
        (
            Assessment,
            (Indicator.title, Assessment.in_place, Assessment.barrier),
            judged.order_by(Assessment.id.desc()),
        ),
        (Indicator, (Indicator.statement, Indicator.explanation), Indicator.current()),
        (Objective, (Indicator.title, Objective.done_description), planned),
        (Task, (Task.title, Task.description), Task.current()),
        (Evidence, (Evidence.title, Evidence.description), Evidence.current()),
        (Person, (Person.name, Person.position), Person.current()),
    )


def _holds(fields: tuple[Any, ...], words: str) -> Any:
    return reduce(or_, (field.contains(words) for field in fields))


def _found(row: Any, fields: tuple[Any, ...], words: str) -> Found:
    for field in fields:
        text = str(getattr(_holder(row, field), field.name))
        place = text.lower().find(words.lower())
        if place >= 0:
            start, end = max(0, place - AROUND), place + len(words) + AROUND
            shown = " ".join(text[start:end].split())
            excerpt = ("…" if start else "") + shown + ("…" if end < len(text) else "")
            return Found(row.id, kind_of(row), _name(row), excerpt)
    return Found(row.id, kind_of(row), _name(row), "")


def _paper(row: Any, words: str) -> Found:
    """A document by its name, an issue with who received it, a section by the words in it."""
    if isinstance(row, Section):
        return _found(row, (Section.title, Section.text), words)
    received = getattr(row, "received", "")
    excerpt = f"Received by {received}" if received else ""
    return Found(row.id, kind_of(row), _name(row), excerpt)


def _name(row: Any) -> str:
    """What it is called; an assessment names its cycle, since each cycle has one of its own."""
    name: str = row.name_for_history
    return f"{name}, {row.cycle.label}" if isinstance(row, Assessment) else name


def _holder(row: Any, field: Any) -> Any:
    """The row itself, or the indicator it is about."""
    if isinstance(row, field.model):
        return row
    return row.indicator if isinstance(row, Assessment) else row.assessment.indicator

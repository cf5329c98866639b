"""Bringing in ratings: what would happen, then all of it or nothing."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from sras.assessment.models import Assessment, Cycle
from sras.assessment.rules import level_4_lacks
from sras.core.db import transaction
from sras.history.models import Who
from sras.planning.rules_import import Reading, Row

RATED = (
    "level",
    "priority",
    "opportunity",
    "in_place",
    "agreed_on",
    "disposition",
    "disposition_reason",
    "sustain",
    "proof_owner",
    "proof_due",
)


@dataclass
class Outcome:
    """What an import does: lines of (row, code, what happens), and what stands in its way."""

    lines: list[tuple[int, str, str]] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)

    @property
    def changes(self) -> int:
        """How many rows change anything."""
        return sum(not what.startswith("already") for _row, _code, what in self.lines)


def codes_of(cycle: Cycle) -> dict[str, Any]:
    """The assessments of a cycle by the code of their indicator."""
    return {row.indicator.code: row for row in Assessment.of_cycle(cycle)}


def bring_ratings(reading: Reading, cycle: Cycle, by: Who | None, today: datetime.date) -> Outcome:
    """Save the levels of a table; `by` None is a dry run that changes nothing."""
    outcome = Outcome(faults=list(reading.faults))
    assessments = codes_of(cycle)
    todo = []
    for row in reading.rows:
        assessment = assessments.get(row.says["code"])
        if assessment is None or row.says["level"] is None:
            continue
        fields = _rated(row, assessment)
        fault = _rating_fault(assessment, fields)
        if fault:
            outcome.faults.append((row.number, fault))
            continue
        what = _rating_words(assessment, fields)
        outcome.lines.append((row.number, assessment.indicator.code, what))
        if not what.startswith("already"):
            todo.append((assessment, fields))
    if by is not None and not outcome.faults:
        with transaction():
            for assessment, fields in todo:
                assessment.agree(by=by, today=today, **fields)
    return outcome


def _rated(row: Row, assessment: Any) -> dict[str, Any]:
    """What the row says; what it leaves empty stays as it is."""
    return {name: row.says[name] for name in RATED if row.says[name] not in (None, "")}


def _rating_fault(assessment: Any, fields: dict[str, Any]) -> str:
    if assessment.lock_reason and fields["level"] != assessment.level:
        return f"The level cannot change: {assessment.lock_reason}"
    order = assessment.order_fault(fields.get("agreed_on"), fields["level"])
    if order:
        return str(order)
    if fields["level"] == 4:
        return level_4_lacks(
            assessment.evidence_count,
            fields.get("sustain", assessment.sustain),
            fields.get("proof_owner", assessment.proof_owner_id),
            fields.get("proof_due", assessment.proof_due),
        )
    return ""


def _rating_words(assessment: Any, fields: dict[str, Any]) -> str:
    if all(assessment.__data__.get(name) == value for name, value in fields.items()):
        return "already so"
    if assessment.level is None:
        return f"level {fields['level']}, new"
    if assessment.level != fields["level"]:
        return f"level {fields['level']} instead of {assessment.level}"
    return f"level {fields['level']}, with changes"

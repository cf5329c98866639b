"""Bringing in ratings and a plan: what would happen, then all of it or nothing."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from sras.assessment.models import Assessment, Cycle
from sras.assessment.rules import level_4_lacks
from sras.core.db import transaction
from sras.history.models import Who
from sras.planning.models import Objective
from sras.planning.models_plan import take_into_plan
from sras.planning.models_tasks import Task
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
OBJECTIVE = (
    "owner",
    "outside_owner",
    "done_description",
    "starts_on",
    "target_on",
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


def bring_plan(reading: Reading, cycle: Cycle, by: Who | None, today: datetime.date) -> Outcome:
    """Save the objectives and tasks of a table; `by` None is a dry run that changes nothing.

    An indicator that is in the plan keeps its objective as it is, and a task with the same words
    is there already: the same table twice makes nothing twice.
    """
    outcome = Outcome(faults=list(reading.faults))
    assessments = codes_of(cycle)
    by_code: dict[str, list[Row]] = defaultdict(list)
    for row in reading.rows:
        if row.says["code"] in assessments:
            by_code[row.says["code"]].append(row)
    there = {
        row.assessment_id: row
        for row in Objective.current()
        .where(Objective.assessment.in_([assessments[code].id for code in by_code]))
        .order_by(Objective.id)
    }
    titles: dict[int, set[str]] = defaultdict(set)
    for task in Task.current().where(Task.objective.in_([row.id for row in there.values()])):
        titles[task.objective_id].add(_same(task.title))
    todo = []
    for code, rows in by_code.items():
        assessment = assessments[code]
        objective = there.get(assessment.id)
        fault = _plan_fault(assessment, objective, rows)
        if fault:
            outcome.faults.append((rows[0].number, fault))
            continue
        tasks = _new_tasks(rows, titles[objective.id] if objective else set(), outcome, objective)
        todo.append((assessment, objective, rows, tasks))
    if by is not None and not outcome.faults:
        with transaction():
            for assessment, objective, rows, tasks in todo:
                _bring_objective(by, today, assessment, objective, rows, tasks)
    return outcome


def _plan_fault(assessment: Any, objective: Any, rows: list[Row]) -> str:
    if objective is not None:
        return ""
    if assessment.level is None:
        return "This indicator has no level yet; bring in its rating first."
    if assessment.level == 4 or assessment.disposition == "not_a_priority":
        return "This indicator is fully in place or not a priority; it needs no objective."
    if any(row.says["state"] in ("met", "dropped") for row in rows):
        return "Objectives that are met or dropped are not brought in; leave the row out."
    missing = [
        words
        for name, words in (
            ("owner", "who answers for it (Objective owner)"),
            ("done_description", "how it will look (When fully in place)"),
            ("target_on", "its target date"),
        )
        if not _first(rows, name)
    ]
    return f"The objective is new here and lacks: {', '.join(missing)}." if missing else ""


def _new_tasks(
    rows: list[Row], known: set[str], outcome: Outcome, objective: Any
) -> list[dict[str, Any]]:
    tasks = []
    for place, row in enumerate(rows):
        code, title = row.says["code"], row.says["title"]
        said = []
        if place == 0:
            said.append("already in the plan" if objective else "new objective")
        if title and _same(title) in known:
            said.append("already has this task")
        elif title:
            known.add(_same(title))
            said.append("new task")
            tasks.append(_task_fields(row))
        said.sort(key=lambda words: words.startswith("already"))
        outcome.lines.append((row.number, code, ", ".join(said) or "already so"))
    return tasks


def _task_fields(row: Row) -> dict[str, Any]:
    says = row.says
    done = says["task_state"] == "done"
    return {
        "title": says["title"],
        "owner": says["task_owner"],
        "outside_owner": says["task_outside"],
        "due": says["due"],
        "frequency": says["frequency"],
        "state": says["task_state"],
        "state_reason": says["state_reason"]
        if says["task_state"] in ("blocked", "dropped")
        else "",
        "done_on": says["done_on"] if done else None,
        "day": says["added_on"],
    }


def _bring_objective(
    by: Who,
    today: datetime.date,
    assessment: Any,
    objective: Any,
    rows: list[Row],
    tasks: list[dict[str, Any]],
) -> None:
    added = min((row.says["added_on"] for row in rows if row.says["added_on"]), default=today)
    if objective is None:
        fields = {name: _first(rows, name) for name in OBJECTIVE}
        fields["outside_owner"] = fields["outside_owner"] or ""
        objective = take_into_plan(
            by, assessment, added, list=rows[0].says["list"], state=rows[0].says["state"], **fields
        )
    by_day: dict[datetime.date, list[dict[str, Any]]] = defaultdict(list)
    for task in tasks:
        by_day[task.pop("day") or today].append(task)
    for day, many in by_day.items():
        Task.add_many(by, objective, day, many)


def _first(rows: list[Row], name: str) -> Any:
    return next((row.says[name] for row in rows if row.says[name]), None)


def _same(title: str) -> str:
    # An apostrophe that kept a spreadsheet from running the text may still stand before it.
    return " ".join(title.lower().lstrip("'").split())

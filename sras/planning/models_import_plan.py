"""Bringing in a plan: what would happen, then all of it or nothing."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sras.accounts.models import Agency
from sras.assessment.models import Cycle
from sras.core.db import transaction
from sras.history.models import Who
from sras.planning import rules
from sras.planning.models import Objective
from sras.planning.models_approvals import Approval, approvals
from sras.planning.models_import import Outcome, codes_of
from sras.planning.models_lists import Selection
from sras.planning.models_plan import before_the_chief, take_into_plan
from sras.planning.models_tasks import Task
from sras.planning.rules_choice import PLAN_LISTS
from sras.planning.rules_import import Reading, Row

OBJECTIVE = (
    "owner",
    "outside_owner",
    "done_description",
    "starts_on",
    "target_on",
)


def bring_plan(reading: Reading, cycle: Cycle, by: Who | None, today: datetime.date) -> Outcome:
    """Save the objectives and tasks of a table; `by` None is a dry run that changes nothing.

    An indicator that is in the plan keeps its objective as it is, and a task with the same words
    is there already: the same table twice makes nothing twice.
    """
    outcome, ground = Outcome(faults=list(reading.faults)), Ground.of(cycle)
    assessments = codes_of(cycle)
    by_code: dict[str, list[Row]] = defaultdict(list)
    for row in reading.rows:
        if row.says["code"] in assessments:
            by_code[row.says["code"]].append(row)
    there = {
        row.assessment_id: row
        for row in Objective.current()
        .where(Objective.assessment.in_([assessments[code].id for code in by_code]))
        # The one that is open comes last, and so it is the one that counts.
        .order_by(Objective.state.in_(rules.OPEN_STATES), Objective.id)
    }
    titles: dict[int, set[str]] = defaultdict(set)
    for task in Task.current().where(Task.objective.in_([row.id for row in there.values()])):
        titles[task.objective_id].add(_same(task.title))
    todo = []
    for code, rows in by_code.items():
        assessment = assessments[code]
        objective = there.get(assessment.id)
        known = titles[objective.id] if objective else set()
        fault = (
            _over_fault(objective, rows, known)
            if objective
            else _plan_fault(assessment, rows) or ground.fault(assessment, rows)
        )
        if fault:
            outcome.faults.append((rows[0].number, fault))
            continue
        said = "already in the plan" if objective else ground.words(assessment, rows)
        tasks = _new_tasks(rows, known, outcome, said)
        todo.append((assessment, objective, rows, tasks))
    if by is not None and not outcome.faults:
        with transaction():
            for assessment, objective, rows, tasks in todo:
                added = objective or _bring_objective(by, today, assessment, rows, ground)
                _bring_tasks(by, today, added, tasks)
    return outcome


@dataclass
class Ground:
    """What new objectives of a cycle come upon: the lists, and the word of the Chief."""

    gate: bool
    placed: dict[int, str]  # the list by assessment
    said: dict[int, Approval]

    @classmethod
    def of(cls, cycle: Cycle) -> "Ground":
        """How it stands now."""
        placed = {row.assessment.id: str(row.list) for row in Selection.of_cycle(cycle)}
        return cls(bool(Agency.one().approval_gate), placed, approvals(cycle))

    def list_for(self, assessment: Any, rows: list[Row]) -> str:
        """The list that a table names, else the one where the indicator is placed."""
        placed = self.placed.get(assessment.id, "")
        return _first(rows, "list") or (placed if placed in PLAN_LISTS else "longer_term")

    def state_for(self, assessment: Any, rows: list[Row]) -> str:
        """Draft until the Chief has approved, where that is asked for; else as the table says."""
        word = self.said.get(assessment.id)
        if self.gate and (word is None or word.approved_on is None):
            return "draft"
        return _first(rows, "state") or "active"

    def fault(self, assessment: Any, rows: list[Row]) -> str:
        """Why it cannot go on that list now; empty when it can."""
        word, placed = self.said.get(assessment.id), self.placed.get(assessment.id)
        if word is None or word.state != "undecided" or placed is None:
            return ""
        if placed == self.list_for(assessment, rows):
            return ""
        return before_the_chief(placed)

    def words(self, assessment: Any, rows: list[Row]) -> str:
        """What happens, with the state where it is not the one asked for."""
        state = self.state_for(assessment, rows)
        if state == (_first(rows, "state") or "active"):
            return "new objective"
        return "new objective, as a draft: the Chief has not approved it yet"


def _over_fault(objective: Any, rows: list[Row], known: set[str]) -> str:
    """Why tasks cannot be added to the objective that is there; empty when they can."""
    if objective.state in rules.OPEN_STATES:
        return ""
    if all(_same(row.says["title"]) in known for row in rows if row.says["title"]):
        return ""
    return (
        f"The objective on this indicator is {objective.state}, so it takes no new tasks. "
        "Plan for the indicator once more first, or leave the row out."
    )


def _plan_fault(assessment: Any, rows: list[Row]) -> str:
    if assessment.level is None:
        return "This indicator has no level yet; bring in its rating first."
    if assessment.level == 4 or assessment.disposition == "not_a_priority":
        return "This indicator is fully in place or not a priority; it needs no objective."
    if any(row.says["state"] in ("met", "dropped") for row in rows):
        return "Objectives that are met or dropped are not brought in; leave the row out."
    fault = rules.date_fault(_first(rows, "starts_on"), _first(rows, "target_on"))
    if fault:
        return fault
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
    rows: list[Row], known: set[str], outcome: Outcome, first: str
) -> list[dict[str, Any]]:
    tasks = []
    for place, row in enumerate(rows):
        code, title = row.says["code"], row.says["title"]
        said = [first] if place == 0 else []
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
    rows: list[Row],
    ground: Ground,
) -> Any:
    added = min((row.says["added_on"] for row in rows if row.says["added_on"]), default=today)
    fields = {name: _first(rows, name) for name in OBJECTIVE}
    fields["outside_owner"] = fields["outside_owner"] or ""
    fields["list"] = ground.list_for(assessment, rows)
    fields["state"] = ground.state_for(assessment, rows)
    return take_into_plan(by, assessment, added, **fields)


def _bring_tasks(
    by: Who, today: datetime.date, objective: Any, tasks: list[dict[str, Any]]
) -> None:
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

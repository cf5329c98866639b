"""The plan as a whole: every objective with its tasks, in a handful of queries."""

import datetime
from collections import defaultdict
from typing import Any

from sras.accounts.models import Membership, Person
from sras.assessment.models import AgreedLevel, Assessment, Cycle
from sras.assessment.rules import index, suggested_list
from sras.core.db import transaction
from sras.core.prepared import Prepared
from sras.frameworks.models import Indicator
from sras.history.models import Who
from sras.planning import rules
from sras.planning.models import Objective
from sras.planning.models_approvals import approvals_by_objective
from sras.planning.models_choice import ApprovalRequest, RequestItem
from sras.planning.models_lists import Selection
from sras.planning.models_progress import Progress, with_standing
from sras.planning.models_tasks import Task, TaskComment, TaskDone
from sras.planning.rules_plan import Item
from sras.strategy.models import Measure


def objectives_of(cycle: Cycle) -> list[Any]:
    """The objectives of a cycle; for one that runs, also those still open from earlier ones."""
    return (_OF_CLOSED if cycle.state == "closed" else _OF_RUNNING).rows(cycle.id)


def _own(cycle: Any) -> Any:
    return Objective.assessment.in_(
        Assessment.select(Assessment.id).where(Assessment.cycle == cycle)
    )


def _in_order(which: Any) -> Any:
    return with_standing().where(which).order_by(Indicator.sort, Objective.id)


_OF_CLOSED = Prepared(lambda cycle: _in_order(_own(cycle)))
_OF_RUNNING = Prepared(
    lambda cycle: _in_order(_own(cycle) | Objective.state.in_(rules.OPEN_STATES))
)


def items_of(cycle: Cycle, words: dict[int, Any] | None = None) -> list[Item]:
    """The plan on screen: objectives, tasks, approvals; `words` as `words_in` gives them."""
    objectives = objectives_of(cycle)
    tasks = by(Task.of_objectives([row.id for row in objectives]), "objective_id")
    said: dict[int, Any] = {}
    for each in {row.assessment.cycle for row in objectives}:
        said |= approvals_by_objective(each, words if each == cycle else None)
    return [
        Item(row, tasks[row.id], approval=said.get(row.id), shown=tasks[row.id])
        for row in objectives
    ]


def fill(items: list[Item]) -> None:
    """Add all that paper shows: progress, remarks, completions and level history."""
    fill_objectives(items)
    fill_measures(items)
    task_keys = [task.id for item in items for task in item.tasks]
    done = by(TaskDone.of_tasks(task_keys), "task_id")
    remarks = by(TaskComment.of_tasks(task_keys), "task_id")
    for item in items:
        item.times_done = {task.id: done[task.id] for task in item.tasks}
        item.remarks = {task.id: remarks[task.id] for task in item.tasks}


def fill_objectives(items: list[Item]) -> None:
    """Add progress and level history to items."""
    entries = by(Progress.newest_first([item.objective.id for item in items]), "objective_id")
    levels = level_history([item.objective.assessment for item in items])
    for item in items:
        item.entries = entries[item.objective.id]
        item.levels = levels[item.objective.assessment_id]


def fill_measures(items: list[Item]) -> None:
    """Add the measures of the objectives to items."""
    measures = Measure.of_many("objective", [item.objective.id for item in items])
    for item in items:
        item.measures = measures[item.objective.id]


def level_history(assessments: list[Any]) -> dict[int, list[Any]]:
    """Every level agreed on the indicators of some assessments, in any cycle, oldest first.

    An indicator that continues one of an earlier edition brings its history along.
    """
    before = _continued(assessments)
    found: dict[int, list[Any]] = defaultdict(list)
    wanted: dict[int, list[int]] = defaultdict(list)
    for assessment in assessments:
        key: int | None = assessment.indicator_id
        while key is not None and assessment.id not in wanted[key]:
            wanted[key].append(assessment.id)
            key = before.get(key)
    rows = (
        AgreedLevel.current(AgreedLevel, Assessment)
        .join(Assessment)
        .where(Assessment.indicator.in_(list(wanted)))
        .order_by(AgreedLevel.agreed_on, AgreedLevel.id)
    )
    for row in rows:
        for key in wanted[row.assessment.indicator_id]:
            found[key].append(row)
    return found


def _continued(assessments: list[Any]) -> dict[int, int | None]:
    """Which indicator of an earlier edition each one continues, back to the first."""
    before: dict[int, int | None] = {
        row.indicator_id: row.indicator.continues_id for row in assessments
    }
    while unknown := {key for key in before.values() if key is not None} - set(before):
        rows: Any = Indicator.select(Indicator.id, Indicator.continues).tuples()
        before |= dict(rows.where(Indicator.id.in_(unknown)))
    return before


def take_into_plan(by: Who, assessment: Any, on: datetime.date, **fields: Any) -> Any:
    """Begin an objective and place its indicator on the same list, if the team has not yet.

    What is on a list can be put up to the Chief, before or after it is planned for.
    """
    with transaction():
        _place_alike(
            by,
            assessment,
            str(fields.get("list", Objective.list.default)),
            on,
            "Taken into the plan",
        )
        return Objective.begin(by, assessment, on, **fields)


def revise(by: Who, objective: Any, on: datetime.date, **fields: Any) -> None:
    """Change an objective, and with its list the list on which its indicator is placed."""
    with transaction():
        if fields.get("list", objective.list) != objective.list:
            _place_alike(by, objective.assessment, fields["list"], on, "Moved in the plan")
        objective.change(by=by, **fields)


def _place_alike(by: Who, assessment: Any, on_list: str, on: datetime.date, reason: str) -> None:
    """Place an indicator where its objective is; NotNow while it lies before the Chief.

    The choice of a closed cycle stays as it was.
    """
    if assessment.cycle.is_closed:
        return
    placed = Selection.of(assessment)
    if placed is not None and placed.list == on_list:
        return
    if placed is not None and _is_before_the_chief(placed):
        raise rules.NotNow(before_the_chief(placed.list))
    scored = index(assessment.priority, assessment.opportunity) is not None
    Selection.place(
        by=by,
        assessment=assessment,
        on_list=on_list,
        suggested=suggested_list(assessment.priority, assessment.opportunity) if scored else "",
        reason=reason,
        on=on,
        now=placed,
    )


def before_the_chief(on_list: str) -> str:
    """Why an indicator that the Chief decides on now stays on its list."""
    return (
        f"This lies before the Chief as {rules.LIST_NAMES[on_list]}. Keep that list, or withdraw "
        "the request first."
    )


def _is_before_the_chief(placed: Selection) -> bool:
    items: Any = RequestItem.current().join(ApprovalRequest)
    return items.where(RequestItem.selection == placed, ApprovalRequest.state == "open").exists()


def chosen_without_objective(cycle: Cycle, items: list[Item]) -> list[Selection]:
    """What the team placed on a list of the plan and has not planned for yet."""
    states = rules.OPEN_STATES
    planned = {i.objective.assessment_id for i in items if i.objective.state in states}
    return [
        row
        for row in _PLACED.rows(cycle.id)
        if row.list != "deferred" and row.assessment.id not in planned
    ]


_PLACED = Prepared(lambda cycle: Selection.of_cycle(cycle))


def people_on(day: datetime.date) -> dict[int, Person]:
    """The current members of the team by key."""
    return {row.person.id: row.person for row in Membership.on(day)}


def members_on(day: datetime.date) -> dict[int, str]:
    """The names of the current members of the team by key."""
    return {key: person.name for key, person in people_on(day).items()}


def by(rows: Any, name: str) -> dict[int, list[Any]]:
    """Rows by what one of their columns holds; none is an empty list."""
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found

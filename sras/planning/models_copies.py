"""The plan now and as it was at a change: what its rows were, and which rows a copy shows."""

from typing import Any

from peewee import Value

from sras.accounts.models import Person
from sras.assessment.models import Assessment, Cycle
from sras.frameworks.models import Indicator, Topic
from sras.history.models_past import Past
from sras.history.models_shown import Shown
from sras.planning import rules
from sras.planning.models import Objective
from sras.planning.models_approvals import (
    NEVER,
    held_by_objective,
    objective_ends,
    words_in,
)
from sras.planning.models_choice import ApprovalRequest, Decision, RequestItem
from sras.planning.models_lists import newest
from sras.planning.models_plan import level_history
from sras.planning.models_progress import Progress
from sras.planning.models_tasks import Task, TaskComment, TaskDone
from sras.planning.rules import ENDED
from sras.planning.rules_copies import levels_then
from sras.planning.rules_plan import Item
from sras.strategy.models import DataPoint, Measure

OBJECTIVE = (
    *("assessment", "state", "list", "owner", "outside_owner", "done_description", "starts_on"),
    *("target_on", "lever", "resources", "staff_days", "money", "barriers", "added_on", "met_on"),
    *("proof", "experience", "sustain", "ended_on", "end_reason"),
)
TASK = (
    *("objective", "number", "title", "owner", "outside_owner", "added_on", "due", "frequency"),
    *("state", "done_on", "state_reason"),
)
ASSESSMENT = ("level", "agreed_on", "disposition", "priority", "opportunity", "in_place")
PROGRESS = ("objective", "said_on", "standing", "text")
MEASURE = ("kind", "key", "name", "unit", "direction", "baseline", "baseline_on")
POINT = ("measure", "sort", "dated", "value")
DECISION = ("decided_on", "decided_by", "as_delegate", "for_chief")
ITEM = ("outcome", "words")
AGENCY = ("agency_name", "state_name", "system_name", "zone", "approval_gate")
APPROVALS = ("approval_request", "request_item", "decision")


def shown_on_plan(cycle: Cycle, *, ever: bool = False) -> list[Shown]:
    """What the plan of a cycle shows; `ever`: what copies of it may have shown."""
    on = _of_its_time(cycle) if ever else _on_plan(cycle)
    objectives = Objective.select(Objective.id).join(Assessment).where(on)
    indicators = Objective.select(Assessment.indicator).join(Assessment).where(on)
    answering = Objective.select(Objective.owner).join(Assessment).where(on)
    topics = Indicator.select(Indicator.topic).where(Indicator.id.in_(indicators))
    parts = Topic.select(Topic.part).where(Topic.id.in_(topics))
    tasks = _keys(Task, Task.objective, objectives)
    about = (Measure.kind == "objective") & Measure.key.in_(objectives)
    measures = Measure.select(Measure.id).where(about)
    doers = Task.select(Task.owner).where(Task.objective.in_(objectives))
    owners = Person.id.in_(answering) | Person.id.in_(doers)
    requests = _keys(ApprovalRequest, ApprovalRequest.cycle, [cycle.id])
    return [
        Shown("agency", AGENCY),
        Shown("cycle", ("label", "state"), [cycle.id]),
        Shown("objective", OBJECTIVE, objectives),
        Shown("objective", ("state",)),  # one that ends may leave the plan
        Shown("task", TASK, tasks),
        Shown("task_done", ("task", "done_on"), _keys(TaskDone, TaskDone.task, tasks)),
        Shown(
            "task_comment", ("task", "said_on", "text"), _keys(TaskComment, TaskComment.task, tasks)
        ),
        Shown("progress", PROGRESS, _keys(Progress, Progress.objective, objectives)),
        Shown("measure", MEASURE, measures),
        Shown("data_point", POINT, _keys(DataPoint, DataPoint.measure, measures)),
        Shown("assessment", ASSESSMENT, _keys(Assessment, Assessment.indicator, indicators)),
        Shown("indicator", ("code", "title", "statement", "is_key", "sort"), indicators),
        Shown("part", ("code", "title"), parts),
        Shown("approval_request", ("state",), requests),
        Shown("decision", DECISION, _keys(Decision, Decision.request, requests)),
        Shown("request_item", ITEM, _keys(RequestItem, RequestItem.request, requests)),
        Shown("person", ("name",), None if ever else Person.select(Person.id).where(owners)),
    ]


def _on_plan(cycle: Cycle) -> Any:
    """That an objective is of a cycle or, while that runs, still open from an earlier one."""
    own = Assessment.cycle == cycle.id
    return own if cycle.state == "closed" else own | Objective.state.in_(rules.OPEN_STATES)


def _of_its_time(cycle: Cycle) -> Any:
    """That an objective is of a cycle or of an earlier one, from which it may have been open."""
    begun = Cycle.select(Cycle.id).where(Cycle.starts_on <= cycle.starts_on)
    return Assessment.cycle.in_(begun)


def _keys(table: Any, column: Any, among: Any) -> Any:
    return table.select(table.id).where(column.in_(among))


def then_and_now(cycle: Cycle, past: Past) -> tuple[list[Item], list[Item]]:
    """The objectives with their tasks and what else may differ, as they were and as they are.

    What did not change since is not read, and left out of both.
    """
    touched = past.keys("objective")
    either = (Assessment.cycle == cycle) | Objective.state.in_(rules.OPEN_STATES)
    either |= Objective.id.in_(touched)
    rows = list(
        Objective.with_indicators(archived_too=True)
        .select_extend(newest("objective", Objective.id).alias("ended_by"))
        .where(either)
        .order_by(Indicator.sort, Objective.id)
    )
    tasks = list(Task.of_objectives([row.id for row in rows], archived_too=True))
    now = _items(cycle, [row for row in rows if row.archived_at is None], _current(tasks))
    then = _items(past.row(cycle), past.rows(rows), past.rows(tasks))
    _add_approvals(cycle, rows, then, now, past)
    _add_levels(then, now, past)
    _add_said(then, now, past)
    _add_measures(then, now, past)
    return then, now


def _current(rows: Any) -> list[Any]:
    return [row for row in rows if row.archived_at is None]


def _items(cycle: Any, objectives: list[Any], tasks: list[Any]) -> list[Item]:
    """The items of a plan of these rows; a running cycle has what is still open of earlier ones."""
    found = {}
    for row in objectives:
        carried = cycle.state != "closed" and row.state in rules.OPEN_STATES
        if carried or row.assessment.__data__["cycle"] == cycle.id:
            found[row.id] = Item(row, [])
    for task in sorted(tasks, key=lambda each: each.number):
        item = found.get(task.__data__["objective"])
        if item is not None:
            task.objective = item.objective
            item.tasks.append(task)
    for item in found.values():
        item.shown = item.tasks
    return list(found.values())


def _add_approvals(
    cycle: Cycle, rows: list[Any], then: list[Item], now: list[Item], past: Past
) -> None:
    """The word of the Chief on each; a word that was given later was not there then."""
    if not past.keys(*APPROVALS, "objective"):
        return
    assessed = [item.objective.assessment for item in [*now, *then]]
    for each in {row.cycle.id: row.cycle for row in assessed}.values():
        words = words_in(each)
        ends = _ends(rows, cycle) if each.id == cycle.id else objective_ends(each)
        ends_then = [(key, about, end if end <= past.number else NEVER) for key, about, end in ends]
        earlier = {
            about: [word for word in said if word.change <= past.number]
            for about, said in words.items()
        }
        _give(now, held_by_objective(words, ends), each.id)
        _give(then, held_by_objective(earlier, sorted(ends_then, key=_by_end)), each.id)


def _ends(rows: list[Any], cycle: Cycle) -> list[tuple[int, int, int]]:
    """As `objective_ends`, of the objectives that are read already; all of a cycle are."""
    own = [
        (row.id, row.assessment_id, row.ended_by if row.state in ENDED else NEVER)
        for row in _current(rows)
        if row.assessment.__data__["cycle"] == cycle.id
    ]
    return sorted(own, key=_by_end)


def _by_end(row: tuple[int, int, int]) -> tuple[int, int]:
    return row[2], row[0]


def _give(items: list[Item], said: dict[int, Any], cycle: int) -> None:
    for item in items:
        if item.objective.assessment.__data__["cycle"] == cycle:
            item.approval = said.get(item.objective.id)


def _add_levels(then: list[Item], now: list[Item], past: Past) -> None:
    if not past.keys("assessment"):
        return
    rows = {item.objective.assessment_id: item.objective.assessment for item in [*then, *now]}
    levels = level_history(list(rows.values()))
    for item in now:
        item.levels = levels[item.objective.assessment_id]
    for item in then:
        was = item.objective.assessment
        found = levels[was.id]
        moved = {"level", "agreed_on"} & set(past.fields("assessment", was.id))
        item.levels = levels_then(found, was.level, was.agreed_on) if moved else found


def _add_said(then: list[Item], now: list[Item], past: Past) -> None:
    """What was said and done: progress, remarks, completions."""
    if not past.keys("progress", "task_done", "task_comment"):
        return
    tasks = {task.id for item in [*then, *now] for task in item.tasks}
    objectives = {item.objective.id for item in [*then, *now]}
    found = _said(objectives, tasks)
    for items, rows in ((then, past.rows(found)), (now, _current(found))):
        for item in items:
            item.entries = list(reversed(_of(rows, Progress, item.objective.id)))
            item.times_done = {task.id: _of(rows, TaskDone, task.id) for task in item.tasks}
            item.remarks = {task.id: _of(rows, TaskComment, task.id) for task in item.tasks}


def _said(objectives: set[int], tasks: set[int]) -> list[Any]:
    """Progress of objectives, completions of tasks and remarks on them, by day, in one query."""
    many: Any = (
        (Progress, Progress.objective, objectives, Progress.said_on, Progress.text),
        (TaskDone, TaskDone.task, tasks, TaskDone.done_on, Value("")),
        (TaskComment, TaskComment.task, tasks, TaskComment.said_on, TaskComment.text),
    )
    query: Any = None
    for place, (table, column, among, day, text) in enumerate(many):
        more = Progress.standing if table is Progress else Value("")
        part = table.select(
            Value(place), table.id, table.archived_at, column, day, text, more
        ).where(column.in_(among))
        query = part if query is None else query.union_all(part)
    return sorted((_row(many, *values) for values in query.tuples()), key=_by_day)


def _row(many: Any, place: int, key: int, archived_at: Any, of: int, *rest: Any) -> Any:
    """A line of the union as a row of its table."""
    table, column, _among, day, _text = many[place]
    said_on, words, standing = rest
    made = table(id=key, archived_at=table.archived_at.python_value(archived_at))
    made.__data__[column.name] = of
    made.__data__[day.name] = day.python_value(said_on)
    if table is not TaskDone:
        made.text = words
    if table is Progress:
        made.standing = standing
    made.day = made.__data__[day.name]
    return made


def _by_day(row: Any) -> Any:
    return row.day, row.id


def _of(rows: list[Any], table: Any, key: int) -> list[Any]:
    name = "objective" if table is Progress else "task"
    return [row for row in rows if type(row) is table and row.__data__[name] == key]


def _add_measures(then: list[Item], now: list[Item], past: Past) -> None:
    if not past.keys("measure", "data_point"):
        return
    keys = {item.objective.id for item in [*then, *now]}
    for measure in Measure.ever_of("objective", keys):
        was, points = past.row(measure), measure.points
        was.points = sorted(past.rows(points), key=lambda point: (point.dated, point.id))
        measure.points = _current(points)
        for items, row, there in (
            (then, was, past.was_there(measure)),
            (now, measure, measure.archived_at is None),
        ):
            for item in items:
                if there and item.objective.id == row.key:
                    item.measures.append(row)

"""The plan on a day: added, done, dropped, paused and met count by their dates as known now.

Texts, owners and due dates are as recorded by the end of the day. What belongs to a fact that was
typed later, such as the proof of an objective that was met, is as typed with it.
"""

import datetime
from collections import defaultdict
from dataclasses import replace
from typing import Any

from sras.accounts.models import Agency
from sras.assessment.models import Assessment
from sras.assessment.models_as_of import KINDS as ASSESSED
from sras.assessment.models_as_of import agreed_by, assessment_on, is_closed_on, levels_of
from sras.core import clock
from sras.frameworks.models import Indicator
from sras.history.models import plain
from sras.history.models_as_of import AsOf
from sras.history.models_shown import Shown
from sras.planning import rules, rules_as_of
from sras.planning.models import Objective
from sras.planning.models_approvals import NEVER, Approval, held_by_objective, words_in
from sras.planning.models_progress import with_standing_on
from sras.planning.models_tasks import Task, TaskDone
from sras.planning.rules import ENDED
from sras.planning.rules_as_of import Step
from sras.planning.rules_plan import Item

KINDS = (
    *ASSESSED,
    *("approval_request", "objective", "task", "task_done", "task_comment", "progress"),
    *("measure", "data_point"),
)
STATES = Shown("objective", ("state", "met_on", "ended_on"))
# What is said when an objective comes into a state, and belongs to it.
SAID_WITH = {
    "met": ("met_on", "met_in", "proof", "experience", "sustain"),
    "paused": ("ended_on", "end_reason"),
    "dropped": ("ended_on", "end_reason", "chief_informed_on"),
}
NOTHING_SAID = {
    **dict.fromkeys(("met_on", "met_in", "ended_on", "chief_informed_on")),
    **dict.fromkeys(("end_reason", "proof", "experience"), ""),
}


def plan_as_of(day: datetime.date, zone: str | None = None, more: tuple[str, ...] = ()) -> AsOf:
    """What the plan, and rows of `more` kinds, said at the end of a day in the agency's zone."""
    return AsOf(day, zone or Agency.one().zone, (*KINDS, *more), ever=STATES)


def items_on(cycle: Any, then: AsOf, *, approvals: bool = False) -> list[Item]:
    """The plan on a day: objectives and tasks, `times_done` of each task too.

    Of all cycles, without one. Five questions, and one more for the approvals of each cycle.
    """
    everything = all_on(then)
    objectives = {row.id: row for row in everything if _belongs(row, cycle, then.day)}
    tasks, done = _tasks(objectives, then)
    said = approvals_on(everything, then) if approvals else {}
    items = [
        Item(row, tasks[row.id], approval=said.get(row.id), shown=tasks[row.id])
        for row in objectives.values()
    ]
    for item in items:
        item.times_done = {task.id: done[task.id] for task in item.tasks}
    return items


def open_tasks_on(then: AsOf) -> list[Any]:
    """The tasks that were open on a day, of any cycle, in the order of `Task.open_first`."""
    found = [task for item in items_on(None, then) for task in item.open_tasks]
    return sorted(found, key=_urgent)


def _urgent(task: Any) -> Any:
    indicator = task.objective.assessment.indicator
    return task.due or datetime.date.max, indicator.sort, task.number


def all_on(then: AsOf) -> list[Any]:
    """Every objective that was in a plan by a day, in the order of the set, as it was then."""
    rows = list(
        with_standing_on(then.day)
        .where(Objective.added_on <= then.day)
        .order_by(Indicator.sort, Objective.id)
    )
    rows = [row for row in rows if then.was_there(row)]
    agreed = agreed_by(then.day, Assessment.id.in_([row.assessment.id for row in rows]))
    found = []
    for row in rows:
        step = rules_as_of.step_on(steps_of(row.id, then), row.added_on, then.day)
        if step is None:
            continue
        was = _objective_on(row, step, then)
        was.agreed = levels_of(row.assessment, agreed, then.day)
        was.assessment = assessment_on(row.assessment, then, was.agreed)
        found.append(was)
    return found


def _belongs(row: Any, cycle: Any, day: datetime.date) -> bool:
    """Of the cycle or, while that runs, still open from another."""
    if cycle is None or row.assessment.__data__["cycle"] == cycle.id:
        return True
    return row.state in rules.OPEN_STATES and not is_closed_on(cycle, day)


def approvals_on(rows: list[Any], then: AsOf) -> dict[int, Approval]:
    """The word that held for each of all objectives on a day, by objective."""
    found: dict[int, Approval] = {}
    for cycle in {row.assessment.cycle for row in rows}:
        words = {
            about: [each for word in said if (each := _word_on(word, then)) is not None]
            for about, said in words_in(cycle, withdrawn_too=True).items()
        }
        own = [row for row in rows if row.assessment.__data__["cycle"] == cycle.id]
        ends = [(row.id, row.assessment.id, _end(row)) for row in own]
        found |= held_by_objective(words, sorted(ends, key=lambda end: (end[2], end[0])))
    return found


def _end(row: Any) -> int:
    """The change that ended an objective by the day; later than every change while it is open."""
    return int(row.step.change) if row.state in ENDED else NEVER


def _word_on(word: Approval, then: AsOf) -> Approval | None:
    """A word of the Chief as it was on a day: not there yet, taken back, undecided, or said."""
    if word.put_up is None or word.put_up > then.day:
        return None
    if word.withdrawn and not waited(word.request, then):
        return None
    if word.on is not None and word.on <= then.day:
        return word
    return replace(word, state="undecided", on=None, by="", words="", change=NEVER)


def waited(request: int, then: AsOf) -> bool:
    """Whether a request that is withdrawn now still lay before the Chief on a day."""
    return then.came_to("approval_request", request, "state", "withdrawn")


def had_been_answered(ask: int, then: AsOf) -> bool:
    """Whether an ask that was asked again since had its earlier answer on a day."""
    if not then.came_to("ask", ask, "state", "open"):
        return False
    was = then.fields("ask", ask).get("decided_on")
    return was is not None and was <= then.day


def steps_of(key: int, then: AsOf) -> list[Step]:
    """The states of an objective, as they were typed."""
    return rules_as_of.steps(
        (row.number, clock.local(row.at, then.zone).date(), row.field, _value(row))
        for row in then.ever_recorded("objective", key)
    )


def _value(row: Any) -> Any:
    value = plain(row.new)
    is_day = value is not None and row.field != "state"
    return datetime.date.fromisoformat(value) if is_day else value


def _objective_on(row: Any, step: Step, then: AsOf) -> Any:
    """A row of an objective as it was when it had taken a step."""
    was = then.row(row)
    said = SAID_WITH.get(step.state, ())
    late = then.fields("objective", row.id, then.end_of(step.typed_on))
    words = {name: late.get(name, row.__data__[name]) for name in said}
    was.__data__ |= NOTHING_SAID | words
    was.__data__["state"] = step.state
    if step.state in rules_as_of.DATED:
        was.__data__[rules_as_of.DATED[step.state]] = step.on
    was.step = step
    return was


def _tasks(objectives: dict[int, Any], then: AsOf) -> tuple[Any, Any]:
    """The tasks of objectives on a day by objective, and when each was done, by task."""
    rows = [
        task
        for task in Task.of_objectives(list(objectives), archived_too=True)
        if task.added_on <= then.day and then.was_there(task)
    ]
    done: dict[int, list[Any]] = defaultdict(list)
    for each in TaskDone.of_tasks([task.id for task in rows]).where(TaskDone.done_on <= then.day):
        done[each.task_id].append(each)
    tasks: dict[int, list[Any]] = defaultdict(list)
    for task in rows:
        was = _task_on(task, done[task.id], then)
        was.objective = objectives[was.__data__["objective"]]
        tasks[was.__data__["objective"]].append(was)
    return tasks, done


def _task_on(task: Any, done: list[Any], then: AsOf) -> Any:
    was = then.row(task)
    state = rules_as_of.task_state_on(task.state, task.done_on, str(was.state), then.day)
    times = [(each.due, each.done_on, then.made_late("task_done", each.id)) for each in done]
    was.__data__ |= {
        "added_on": task.added_on,
        "state": state,
        "done_on": task.done_on if state == "done" else None,
        "due": rules_as_of.due_on(str(was.frequency), was.due, times),
        "state_reason": was.state_reason if state in ("blocked", "dropped") else "",
    }
    return was

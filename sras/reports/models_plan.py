"""The plan as it stood at the end of a span, in one query beside what was recorded since."""

import datetime
from typing import Any

from peewee import JOIN, fn

from sras.accounts.models import Person
from sras.assessment.models import Assessment
from sras.assessment.models_as_of import is_closed_on
from sras.assessment.models_cycle import Cycle
from sras.frameworks.models import Indicator
from sras.history.models_as_of import AsOf
from sras.planning import rules, rules_as_of
from sras.planning.models import Objective
from sras.planning.models_as_of import STATES, steps_of
from sras.planning.models_progress import Progress
from sras.planning.models_tasks import Task, TaskDone
from sras.reports.rules import Span
from sras.reports.rules_plan import Aim, Step

KINDS = ("objective", "task", "person", "progress", "approval_request", "ask")
EVER = STATES  # what is wanted of them as recorded at any time
Doer = Person.alias()


def aims_of(cycle: Cycle, span: Span, now: AsOf) -> list[Aim]:
    """The objectives of a cycle with their tasks at the end of a day, by indicator.

    What is met, done, dropped and paused goes by its day; texts, owners and dates as recorded.
    """
    found: dict[int, Aim] = {}
    for row in _rows(span, now.day).namedtuples():
        if row.key not in found:
            aim = _aim(row, cycle, now)
            if aim is not None:
                found[row.key] = aim
        if row.key in found and row.task is not None:
            step = _step(row, now)
            if step is not None:
                found[row.key].steps.append(step)
    return list(found.values())


def _rows(span: Span, day: datetime.date) -> Any:
    said = (
        Progress.current(Progress.id)
        .where(Progress.objective == Objective.id, Progress.said_on <= day)
        .order_by(Progress.said_on.desc(), Progress.id.desc())
        .limit(1)
    )
    often = TaskDone.current(fn.COUNT(TaskDone.id)).where(
        TaskDone.task == Task.id, TaskDone.done_on.between(span.first, day)
    )
    return (
        Objective.select(
            *(Objective.id.alias("key"), Objective.assessment.alias("about"), Objective.state),
            *(Objective.archived_at, Objective.outside_owner, Objective.added_on),
            *(Objective.target_on, Objective.met_on, Objective.ended_on, Objective.end_reason),
            *(Objective.staff_days, Objective.money, Objective.sustain),
            *(Assessment.cycle.alias("cycle"), Indicator.code, Indicator.title),
            *(Indicator.id.alias("indicator"), Objective.owner.alias("owner_key")),
            Person.name.alias("owner_name"),
            *(Progress.id.alias("said"), Progress.standing, Progress.text, Progress.said_on),
            *(Task.id.alias("task"), Task.title.alias("task_title"), Task.due, Task.done_on),
            *(Task.state.alias("task_state"), Task.archived_at.alias("task_archived")),
            *(Task.added_on.alias("task_added"), Task.outside_owner.alias("task_outside")),
            *(Task.owner.alias("doer_key"), Doer.name.alias("doer_name"), often.alias("often")),
        )
        .join(Assessment)
        .join(Indicator)
        .switch(Objective)
        .join(Person, JOIN.LEFT_OUTER, on=(Objective.owner == Person.id))
        .switch(Objective)
        .join(Progress, JOIN.LEFT_OUTER, on=(Progress.id == said))
        .switch(Objective)
        .join(Task, JOIN.LEFT_OUTER, on=(Task.objective == Objective.id))
        .join(Doer, JOIN.LEFT_OUTER, on=(Task.owner == Doer.id))
        .where(Objective.added_on <= day)
        .order_by(Indicator.sort, Objective.id, Task.number)
    )


def _aim(row: Any, cycle: Cycle, now: AsOf) -> Aim | None:
    """The objective as it was when it had taken its last step by then; None when it was not."""
    was = now.fields("objective", row.key)
    step = rules_as_of.step_on(steps_of(row.key, now), row.added_on, now.day)
    if step is None or was.get("archived_at", row.archived_at) is not None:
        return None
    if row.cycle != cycle.id and (
        is_closed_on(cycle, now.day) or step.state not in rules.OPEN_STATES
    ):
        return None
    ended = step.state in ("paused", "dropped")
    said = now.fields("objective", row.key, now.end_of(step.typed_on))
    called = now.fields("indicator", row.indicator)
    return Aim(
        key=row.key,
        assessment=row.about,
        code=called.get("code", row.code),
        title=called.get("title", row.title),
        state=step.state,
        owner=owner_then(
            (row.owner_key, row.owner_name), row.outside_owner, now, ("objective", row.key)
        ),
        added_on=row.added_on,
        target_on=was.get("target_on", row.target_on),
        met_on=step.on if step.state == "met" else None,
        ended_on=step.on if ended else None,
        end_reason=said.get("end_reason", row.end_reason) if ended else "",
        standing=row.standing or "",
        text=(now.fields("progress", row.said).get("text", row.text) if row.said else "") or "",
        said_on=row.said_on,
        staff_days=was.get("staff_days", row.staff_days),
        money=was.get("money", row.money),
        sustain=said.get("sustain", row.sustain) if step.state == "met" else "",
    )


def _step(row: Any, now: AsOf) -> Step | None:
    was = now.fields("task", row.task)
    if was.get("archived_at", row.task_archived) is not None or row.task_added > now.day:
        return None
    recorded = was.get("state", row.task_state)
    state = rules_as_of.task_state_on(row.task_state, row.done_on, recorded, now.day)
    return Step(
        key=row.task,
        title=was.get("title", row.task_title),
        state=state,
        due=was.get("due", row.due),
        done_on=row.done_on if state == "done" else None,
        added_on=row.task_added,
        owner=owner_then((row.doer_key, row.doer_name), row.task_outside, now, ("task", row.task)),
        often=row.often,
    )


def owner_then(
    person: tuple[int | None, str | None], outside: str | None, now: AsOf, thing: tuple[str, int]
) -> str:
    """Who did it then, in words; `person` is the owner of today by key and name."""
    (key, name), was = person, now.fields(*thing)
    if "owner" in was:
        key, name = was["owner"], now.name_then(*thing, "owner")
    if key is not None:
        name = now.fields("person", key).get("name", name)
    return rules.owner_words(name, was.get("outside_owner", outside) or "")


def days_done(cycle: Cycle, span: Span, until: datetime.date) -> list[datetime.date]:
    """The days within a span on which recurring tasks of a cycle's objectives were done."""
    rows: Any = (
        TaskDone.current(TaskDone.done_on)
        .join(Task)
        .join(Objective)
        .join(Assessment)
        .where(Assessment.cycle == cycle, TaskDone.done_on.between(span.first, until))
        .order_by(TaskDone.done_on)
        .tuples()
    )
    return [day for (day,) in rows]

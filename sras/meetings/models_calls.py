"""What a call sheet reads: the calls before and after, what moved, what was promised."""

import datetime
from typing import Any, NamedTuple

from peewee import JOIN, fn

from sras.accounts.models import Membership, Person
from sras.assessment.models import AgreedLevel, Assessment, Cycle
from sras.frameworks.models import Indicator
from sras.history.models_as_of import AsOf
from sras.meetings.models_record import Commitment
from sras.planning.models_plan import objectives_of
from sras.planning.models_tasks import Task, TaskDone
from sras.planning.rules_plan import Item
from sras.schedule import rules
from sras.schedule.models import Attendance, Meeting, coaches_on

# What a printed sheet shows: its copy number is the newest change among these.
SHOWN_KINDS = (
    *("meeting", "attendance", "commitment", "coach_comment", "coach_reply", "agreed_level"),
    *("assessment", "objective", "task", "task_done", "cycle", "indicator", "person", "evidence"),
)


class Call(NamedTuple):
    """A call with the one held before it and the next one, where there are such."""

    meeting: Any
    before: Any
    after: Any


def call_of(key: int, day: datetime.date | None = None) -> Call | None:
    """A call by key, with those around it of the same series, or outside any; one query.

    One at which something was promised took place, even where nobody opened it in the tool.
    With `day` the one before it is the last that had been held by then.
    """
    it, other = Meeting.alias(), Meeting.alias()
    alike = (
        other.select(other.id)
        .where(
            other.archived_at.is_null(),
            (other.series == it.series)
            | (it.series.is_null() & other.series.is_null() & (other.kind == it.kind)),
        )
        .limit(1)
    )
    promised = fn.EXISTS(Commitment.current().where(Commitment.meeting == other.id))
    took_place = other.state.in_(rules.HELD) | ((other.state != "cancelled") & promised)
    by_then = other.held_on <= day if day is not None else True
    before = alike.where(other.held_on < it.held_on, by_then, took_place).order_by(
        other.held_on.desc(), other.id.desc()
    )
    after = alike.where(other.held_on > it.held_on, other.state != "cancelled").order_by(
        other.held_on, other.id
    )
    found = (
        Meeting.current(Meeting, Person.id, Person.name)
        .join(Person, JOIN.LEFT_OUTER, on=(Meeting.run_by == Person.id))
        .switch(Meeting)
        .join(it, on=(it.id == key))
        .where(
            (Meeting.id == key) | (Meeting.id == before) | (Meeting.id == after),
            it.kind == "center_call",
        )
    )
    rows = {row.id: row for row in found}
    if key not in rows:
        return None
    meeting = rows.pop(key)
    earlier = [row for row in rows.values() if row.held_on < meeting.held_on]
    later = [row for row in rows.values() if row.held_on > meeting.held_on]
    return Call(meeting, next(iter(earlier), None), next(iter(later), None))


def agreed_levels(cycle: Cycle, then: AsOf | None = None) -> list[Any]:
    """Every level agreed in a cycle as plain lines: by indicator, the oldest first.

    With `then` the indicators are called as they were on a day.
    """
    rows: Any = (
        AgreedLevel.current(
            *(AgreedLevel.level, AgreedLevel.agreed_on, Indicator.code, Indicator.title),
            Indicator.id.alias("indicator"),
        )
        .join(Assessment)
        .join(Indicator)
        .where(Assessment.cycle == cycle, Assessment.archived_at.is_null())
        .order_by(Indicator.sort, AgreedLevel.agreed_on, AgreedLevel.id)
    )
    found = list(rows.namedtuples())
    if then is None:
        return found
    return [row._replace(**_called(then.fields("indicator", row.indicator))) for row in found]


def _called(was: dict[str, Any]) -> dict[str, Any]:
    return {name: was[name] for name in ("code", "title") if name in was}


def plan_items(cycle: Cycle, since: Any, until: Any) -> list[Item]:
    """The plan as its page counts it; each task knows how `often` it was done in a span."""
    objectives = objectives_of(cycle)
    often = TaskDone.current(fn.COUNT(TaskDone.id)).where(
        TaskDone.task == Task.id, TaskDone.done_on > (since or until), TaskDone.done_on <= until
    )
    tasks: dict[int, list[Any]] = {row.id: [] for row in objectives}
    for task in Task.of_objectives(list(tasks)).select_extend(often.alias("often")):
        tasks[task.objective_id].append(task)
    return [Item(row, tasks[row.id]) for row in objectives]


def promises(call: Call) -> list[Any]:
    """What was promised in this call and the last, and what is still open of earlier ones."""
    meeting = call.meeting
    earlier = Meeting.select(Meeting.id).where(alike(meeting), Meeting.held_on <= meeting.held_on)
    own = [row.id for row in (meeting, call.before) if row is not None]
    return list(
        Commitment.with_owners()
        .where(
            Commitment.meeting.in_(own)
            | ((Commitment.state == "open") & Commitment.meeting.in_(earlier))
        )
        .order_by(Commitment.due.asc(nulls="LAST"), Commitment.id)
    )


def alike(meeting: Any) -> Any:
    """That a meeting is of the same series or, outside any, of the same kind; in a query."""
    if meeting.series_id:
        return Meeting.series == meeting.series_id
    return (Meeting.kind == meeting.kind) & Meeting.series.is_null()


def people_named(meeting: Meeting) -> dict[int, str]:
    """Who can be named in a line of commitments: the team, coaches, and who is on the roster."""
    rows = Attendance.of_meeting(meeting).where(Attendance.person.is_null(False))
    seats = Membership.on(meeting.held_on)
    there = {row.person.id: row.person.name for row in rows}
    return (
        coaches_on(meeting.held_on) | there | {seat.person.id: seat.person.name for seat in seats}
    )

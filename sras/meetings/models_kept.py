"""All that a meeting left behind, gathered from where each thing lives."""

import datetime
from typing import Any, NamedTuple

from peewee import JOIN, SQL, Value

from sras.assessment.models import AgreedLevel, Assessment
from sras.frameworks.models import Indicator
from sras.history.models import Change, ChangedField, plain
from sras.meetings.models_agenda import AgendaItem
from sras.meetings.models_record import recorded_in
from sras.planning.models import Objective
from sras.planning.models_tasks import Task
from sras.schedule.models import Attendance, Meeting

FOLLOWED_UP = ("completed", "moved", "blocked", "dropped", "started", "reopened")


class Followed(NamedTuple):
    """A change of a task, the fields of which are told as they were said then."""

    change: int
    verb: str
    code: str
    title: str
    fields: dict[str, Any]


def kept_of(meeting: Meeting) -> dict[str, list[Any]]:
    """Roster, items, decisions, commitments, levels, objectives met, tasks new and followed up."""
    recorded, agreed = recorded_in(meeting), list(_agreed(meeting))
    return {
        "roster": list(Attendance.of_meeting(meeting)),
        "items": list(AgendaItem.of_meeting(meeting)),
        "decisions": _only("decision", recorded),
        "commitments": _only("commitment", recorded),
        "levels": _only("level", agreed),
        "met": _only("objective", agreed),
        "new_tasks": sorted(_only("task", recorded), key=lambda task: (task.sort, task.number)),
        "followed": _followed(meeting),
    }


def _only(what: str, rows: list[Any]) -> list[Any]:
    return [row for row in rows if row.what == what]


def _agreed(meeting: Meeting) -> Any:
    """Levels agreed and objectives met, each with its indicator, in the order of these."""
    levels = (
        AgreedLevel.current(
            Value("level").alias("what"),
            AgreedLevel.id.alias("key"),
            *(Indicator.code, Indicator.title, Indicator.sort),
            *(AgreedLevel.level, Assessment.dissent_note),
        )
        .join(Assessment)
        .join(Indicator)
        .where(AgreedLevel.meeting == meeting)
    )
    met = (
        Objective.current(
            *(Value("objective"), Objective.id),
            *(Indicator.code, Indicator.title, Indicator.sort),
            *(Value(None), Value("")),
        )
        .join(Assessment)
        .join(Indicator)
        .where(Objective.met_in == meeting)
    )
    return levels.union_all(met).order_by(SQL("sort"), SQL("key")).namedtuples()


def _followed(meeting: Meeting) -> list[dict[str, Any]]:
    """What was done to tasks while the meeting was in session, each task once, the last word."""
    if meeting.opened_at is None or meeting.closed_at is None:
        return []
    last: dict[int, Followed] = {}
    changes = _changes_between(meeting.opened_at, meeting.closed_at)
    for change, verb, key, code, title, field, new in changes:
        if key not in last or last[key].change != change:
            last[key] = Followed(change, verb, code, title, {})
        last[key].fields[field] = plain(new)
    return [_said(followed) for followed in last.values()]


def _changes_between(opened: datetime.datetime, closed: datetime.datetime) -> Any:
    """Each field that was changed of a task, task by task as in the plan, the last change last."""
    return (
        Change.select(
            *(Change.id, Change.verb, Change.key, Indicator.code, Task.title),
            *(ChangedField.field, ChangedField.new),
        )
        .join(ChangedField, JOIN.LEFT_OUTER)
        .join_from(Change, Task, on=(Change.key == Task.id))
        .join(Objective)
        .join(Assessment)
        .join(Indicator)
        .where(
            Change.kind == "task",
            Change.at.between(opened, closed),
            Change.verb.in_(FOLLOWED_UP),
            Task.archived_at.is_null(),
            Objective.archived_at.is_null(),
        )
        .order_by(Indicator.sort, Task.number, Change.id)
        .tuples()
    )


def _said(followed: Followed) -> dict[str, Any]:
    """The day and the reason as they were said then, whatever became of the task since."""
    due = followed.fields.get("due")
    return {
        "code": followed.code,
        "title": followed.title,
        "verb": followed.verb,
        "due": datetime.date.fromisoformat(due) if due else None,
        "reason": followed.fields.get("state_reason") or "",
    }

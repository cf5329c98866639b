"""All that a meeting left behind, gathered from where each thing lives."""

import datetime
from typing import Any

from peewee import JOIN

from sras.assessment.models import AgreedLevel, Assessment
from sras.frameworks.models import Indicator
from sras.history.models import Change, ChangedField, plain
from sras.meetings.models_agenda import AgendaItem
from sras.meetings.models_record import Commitment, Decision
from sras.planning.models import Objective
from sras.planning.models_tasks import Task
from sras.schedule.models import Attendance, Meeting

FOLLOWED_UP = ("completed", "moved", "blocked", "dropped", "started", "reopened")


def kept_of(meeting: Meeting) -> dict[str, list[Any]]:
    """Roster, items, decisions, commitments, levels, objectives met, tasks new and followed up."""
    return {
        "roster": list(Attendance.of_meeting(meeting)),
        "items": list(AgendaItem.of_meeting(meeting)),
        "decisions": list(Decision.of_meeting(meeting)),
        "commitments": list(Commitment.of_meeting(meeting)),
        "levels": list(_levels(meeting)),
        "met": list(_met(meeting)),
        "new_tasks": list(_with_objective(Task.meeting == meeting)),
        "followed": _followed(meeting),
    }


def _levels(meeting: Meeting) -> Any:
    return (
        AgreedLevel.current(AgreedLevel, Assessment, Indicator)
        .join(Assessment)
        .join(Indicator)
        .where(AgreedLevel.meeting == meeting)
        .order_by(Indicator.sort, AgreedLevel.id)
    )


def _met(meeting: Meeting) -> Any:
    return (
        Objective.current(Objective, Assessment, Indicator)
        .join(Assessment)
        .join(Indicator)
        .where(Objective.met_in == meeting)
        .order_by(Indicator.sort)
    )


def _with_objective(which: Any) -> Any:
    return Task.with_objectives().where(which).order_by(Indicator.sort, Task.number)


def _followed(meeting: Meeting) -> list[dict[str, Any]]:
    """What was done to tasks while the meeting was in session, each task once, the last word."""
    if meeting.opened_at is None or meeting.closed_at is None:
        return []
    last: dict[int, dict[str, Any]] = {}
    for number, key, verb, field, new in _changes_between(meeting.opened_at, meeting.closed_at):
        if last.get(key, {}).get("number") != number:
            last[key] = {"number": number, "verb": verb}
        last[key][field] = plain(new)
    tasks = list(_with_objective(Task.id.in_(list(last)))) if last else []
    return [{"task": task, **_said(last[task.id])} for task in tasks]


def _changes_between(opened: datetime.datetime, closed: datetime.datetime) -> Any:
    """Each field that was changed of a task, in order."""
    return (
        Change.select(Change.id, Change.key, Change.verb, ChangedField.field, ChangedField.new)
        .join(ChangedField, JOIN.LEFT_OUTER)
        .where(
            Change.kind == "task",
            Change.at.between(opened, closed),
            Change.verb.in_(FOLLOWED_UP),
        )
        .order_by(Change.id)
        .tuples()
    )


def _said(change: dict[str, Any]) -> dict[str, Any]:
    """The day and the reason as they were said then, whatever became of the task since."""
    due = change.get("due")
    return {
        "verb": change["verb"],
        "due": datetime.date.fromisoformat(due) if due else None,
        "reason": change.get("state_reason") or "",
    }

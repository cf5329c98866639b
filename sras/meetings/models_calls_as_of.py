"""What a call sheet reads of a past day: the numbers, the comments and the promises of then."""

import copy
import datetime
from typing import Any

from sras.assessment.models_as_of import cycle_on, told_on
from sras.coaching.models import CoachComment
from sras.history.models_as_of import AsOf
from sras.history.models_shown import Shown
from sras.meetings.models_calls import Call, alike
from sras.meetings.models_record import Commitment
from sras.planning.models_as_of import items_on, plan_as_of
from sras.planning.models_copies import ASSESSMENT, OBJECTIVE, TASK
from sras.planning.rules_plan import Item
from sras.schedule.models import Meeting

KINDS = ("coach_comment", "commitment", "meeting")
SHOWN_OF_A_DAY = [
    Shown("assessment", ASSESSMENT),
    Shown("objective", OBJECTIVE),
    Shown("task", TASK),
    Shown("task_done", ("task", "due", "done_on")),
    Shown("commitment", ("title", "owner", "outside_owner", "due", "state", "done_on")),
    Shown("coach_comment", ("about", "said_on", "text", "state", "closed_on")),
    Shown("meeting", ("title", "held_on", "starts_at", "ends_at", "run_by")),
]


def call_as_of(day: datetime.date, zone: str) -> AsOf:
    """What a call sheet shows, as recorded by the end of a day."""
    return plan_as_of(day, zone, KINDS)


def called_on(attendance: Any, then: AsOf) -> Any:
    """A line of the roster with the name somebody had on a day; who came is known now."""
    was = copy.copy(attendance)
    was.__rel__ = {name: row and then.row(row) for name, row in attendance.__rel__.items()}
    return was


def plan_items_on(cycle: Any, then: AsOf, since: Any, until: Any) -> list[Item]:
    """The plan on a day; each task knows how `often` it was done in a span."""
    items = items_on(cycle, then)
    for item in items:
        for task in item.tasks:
            days = [each.done_on for each in item.times_done[task.id]]
            task.often = sum((since or until) < day <= until for day in days)
    return items


def lines_on(cycle: Any, then: AsOf) -> tuple[Any, list[Any]]:
    """The cycle with its `progress`, and its lines, on a day."""
    found, was = told_on(cycle, then).lines, cycle_on(cycle, then)
    was.progress = (sum(line.level is not None for line in found), len(found))
    return was, found


def comments_on(then: AsOf) -> list[Any]:
    """The coaches' comments that were open on a day."""
    found = []
    for row in CoachComment.listed(with_closed=True).where(CoachComment.said_on <= then.day):
        was = then.row(row)
        closed = row.closed_on is not None and row.closed_on <= then.day
        if row.state != "closed" or not closed:
            if was.state == "closed":
                was.state, was.closed_on = "open", None
            found.append(was)
    return found


def promises_on(call: Call, then: AsOf) -> list[Any]:
    """What had been promised by a day in this call and the last, or was open of earlier ones."""
    meeting = call.meeting
    until = min(meeting.held_on, then.day)
    of = Meeting.select(Meeting.id).where(alike(meeting), Meeting.held_on <= until)
    rows = Commitment.with_owners().where(Commitment.meeting.in_(of))
    own = {row.id for row in (meeting, call.before) if row is not None}
    found = [_promise_on(row, then) for row in rows.order_by(Commitment.due, Commitment.id)]
    kept = [row for row in found if row.state == "open" or row.__data__["meeting"] in own]
    return sorted(kept, key=lambda row: (row.due is None, row.due, row.id))


def _promise_on(row: Any, then: AsOf) -> Any:
    was = then.row(row)
    done = row.state == "done" and row.done_on is not None and row.done_on <= then.day
    if done:
        was.state, was.done_on = "done", row.done_on
    elif was.state == "done":
        was.state, was.done_on = "open", None
    return was

"""The tasks that a meeting looks at."""

import datetime
from typing import Any

from sras.planning.models import Objective
from sras.planning.models_progress import with_standing
from sras.planning.models_tasks import Task

AHEAD_DAYS = 21  # where no next meeting is set up


def objective_with_tasks(key: int) -> tuple[Any, list[Any]]:
    """An objective and its tasks; nothing where it is gone."""
    tasks = list(Task.with_objectives().where(Task.objective == key).order_by(Task.number))
    objective = tasks[0].objective if tasks else with_standing().where(Objective.id == key).first()
    return objective, tasks


def tasks_to_review(meeting: Any, today: datetime.date, only: int | None) -> list[Any]:
    """The open tasks that are late or due before the next meeting; or the one that is named.

    Those done on the day of the meeting stay in the list.
    """
    if only is not None:
        return list(Task.with_objectives().where(Task.id == only))
    following = meeting.after()
    until = following.held_on if following else today + datetime.timedelta(days=AHEAD_DAYS)
    ticked = (Task.state == "done") & (Task.done_on == meeting.held_on) & (Task.due <= until)
    open_now = Task.state.not_in(("done", "dropped")) & (Task.due <= until)
    return list(
        Task.with_objectives()
        .where(open_now | ticked, Objective.state.in_(("active", "paused", "draft")))
        .order_by(Task.due.asc(nulls="LAST"), Task.id)
    )

"""What paper adds to the plan of a past day: progress, remarks, levels, measures."""

from typing import Any

from sras.history.models_as_of import AsOf
from sras.planning.models_plan import by, level_history
from sras.planning.models_progress import Progress
from sras.planning.models_tasks import TaskComment
from sras.planning.rules_plan import Item
from sras.strategy.models import Measure


def fill_on(items: list[Item], then: AsOf) -> None:
    """Add all that paper shows: what was said and agreed by the day; completions are there."""
    said = Progress.newest_first([item.objective.id for item in items])
    entries = _rows(said.where(Progress.said_on <= then.day), "objective_id", then)
    told = TaskComment.of_tasks([task.id for item in items for task in item.tasks])
    remarks = _rows(told.where(TaskComment.said_on <= then.day), "task_id", then)
    levels = level_history([item.objective.assessment for item in items])
    fill_measures_on(items, then)
    for item in items:
        item.entries = entries[item.objective.id]
        item.remarks = {task.id: remarks[task.id] for task in item.tasks}
        agreed = levels[item.objective.assessment_id]
        item.levels = [level for level in agreed if level.agreed_on <= then.day]


def _rows(query: Any, name: str, then: AsOf) -> dict[int, list[Any]]:
    return by([then.row(row) for row in query], name)


def fill_measures_on(items: list[Item], then: AsOf) -> None:
    """Add the measures of the objectives, with the values they had had by the day."""
    found = measures_on([item.objective.id for item in items], then)
    for item in items:
        item.measures += found[item.objective.id]


def measures_on(objectives: list[int], then: AsOf) -> dict[int, list[Any]]:
    """The measures of objectives by their keys, with the values they had had by the day."""
    found: dict[int, list[Any]] = {key: [] for key in objectives}
    for measure in Measure.ever_of("objective", found):
        # What was typed together with an objective that was typed late belongs to it.
        since = then.since("objective", measure.key)
        if not then.was_there(measure, since):
            continue
        was = then.row(measure)
        was.points = [then.row(point) for point in measure.points if _counts(point, then, since)]
        found[measure.key].append(was)
    return found


def _counts(point: Any, then: AsOf, since: Any) -> bool:
    """Whether a value had been reached, or a target been set."""
    if point.sort == "value":
        return point.archived_at is None and point.dated <= then.day
    return then.was_there(point, since)

"""What the printed plan says, line by line, so that two copies of it can be compared."""

import datetime
from collections.abc import Iterable
from typing import Any

from sras.assessment.rules import said
from sras.history.rules_copies import Line, Sheet
from sras.planning.rules_plan import Item


def front(agency: Any, cycle: Any, mark: str, items: list[Item]) -> Sheet:
    """The first pages: what it is, how it is marked, its contents."""
    told = {
        "Cycle": cycle.label,
        "Agency": agency.agency_name,
        "State": agency.state_name,
        "Name of the system": agency.system_name,
        "Approval": mark,
        "Number of objectives": str(len(items)),
    }
    lines = _lines("front", "", told)
    for item in items:
        indicator = item.objective.assessment.indicator
        place = f"o{item.objective.id}"
        lines.append(Line(place, f"Contents, {indicator.code}", "Contents", _titled(indicator)))
    return Sheet("front", "First pages", lines)


def sheet(item: Item, gate: bool) -> Sheet:
    """The pages of one objective."""
    objective = item.objective
    indicator = objective.assessment.indicator
    lines = _lines("o", "", _objective(item, gate))
    for measure in item.measures:
        lines += _lines(
            f"m{measure.id}", f"Measure “{measure.name}”", {"How it stands": measure.line}
        )
    for task in item.shown:
        lines += _lines(f"t{task.id}", f"Task {task.number} “{task.title}”", _task(item, task))
    for entry in item.entries:
        text = f"{_day(entry.said_on)}, {_spaced(entry.standing)}: {entry.text}"
        lines.append(Line(f"p{entry.id}", "Progress entry", "Progress", text))
    return Sheet(f"o{objective.id}", f"{indicator.code} {indicator.title}", lines)


def _objective(item: Item, gate: bool) -> dict[str, str]:
    objective, assessment = item.objective, item.objective.assessment
    indicator = assessment.indicator
    part = indicator.topic.part
    resting = objective.state in ("paused", "dropped")
    met = objective.state == "met"
    return {
        "Part": f"{part.code} {part.title}",
        "Indicator": _titled(indicator),
        "Statement": indicator.statement,
        "State": objective.state,
        "Approval": _approval(item) if gate and objective.state != "dropped" else "",
        "The Chief’s change in words": _chiefs_words(item),
        "List": _spaced(objective.list),
        "Tasks done": item.progress.text,
        "Index": _index(assessment),
        "Levels": ", ".join(f"{level} on {_day(on)}{why}" for level, on, why in _levels(item)),
        "In place when last assessed": assessment.in_place,
        "Answers for it": objective.owner_words,
        "Added": _day(objective.added_on),
        "Start": _day(objective.starts_on),
        "Target date": _day(objective.target_on),
        "Works through": _spaced(objective.lever),
        "When fully in place": objective.done_description,
        "Staff days and money": objective.means,
        "What else it takes": objective.resources,
        "Barriers": objective.barriers,
        "Ended on": _day(objective.ended_on) if resting else "",
        "Why it ended": objective.end_reason if resting else "",
        "Met on": _day(objective.met_on) if met else "",
        "Evidence": objective.proof if met else "",
        "Kept up by": objective.sustain if met else "",
        "How the team got there": objective.experience if met else "",
    }


def _task(item: Item, task: Any) -> dict[str, str]:
    state = f"done {_day(task.done_on)}" if task.state == "done" else _spaced(task.state)
    if task.state != "done" and task.state_reason:
        state = f"{state}: {task.state_reason}"
    remarks = (f"{_day(r.said_on)}: {r.text}" for r in item.remarks.get(task.id, []))
    return {
        "Number": str(task.number),
        "Task": task.title,
        "How often": _spaced(task.frequency) if task.frequency != "once" else "",
        "Done": ", ".join(_day(once.done_on) for once in item.times_done.get(task.id, [])),
        "Remarks": "; ".join(remarks),
        "Owner": task.owner_words,
        "Added": _day(task.added_on),
        "Due": _day(task.due) or "no date",
        "State": state,
    }


def _titled(indicator: Any) -> str:
    return f"{indicator.code} {indicator.title}{' (KEY)' if indicator.is_key else ''}"


def _approval(item: Item) -> str:
    approval = item.approval
    if approval is None or approval.approved_on is None:
        return "DRAFT: not approved"
    return f"approved by {approval.by} on {_day(approval.approved_on)}"


def _chiefs_words(item: Item) -> str:
    approval = item.approval
    return approval.words if approval is not None and approval.approved_on else ""


def _index(assessment: Any) -> str:
    index = assessment.priority_index
    return f"{index} = {assessment.priority} × {assessment.opportunity}" if index else ""


def _levels(item: Item) -> Iterable[tuple[int, datetime.date, str]]:
    for place, level in enumerate(item.levels):
        first = " (first)" if place == 0 else ""
        yield level.level, level.agreed_on, " (met)" if level.why == "met" else first


def levels_then(now: list[Any], level: int | None, agreed_on: datetime.date | None) -> list[Any]:
    """The level history when a level stood that was agreed on a day: what came later left out."""
    if level is None or agreed_on is None:
        return []
    earlier = [each for each in now if each.agreed_on < agreed_on]
    same = [each for each in now if (each.level, each.agreed_on) == (level, agreed_on)]
    return [*earlier, same[0] if same else _Agreed(level, agreed_on)]


class _Agreed:
    """A level whose line was put right since."""

    why = "assessed"

    def __init__(self, level: int, agreed_on: datetime.date) -> None:
        self.level, self.agreed_on = level, agreed_on


def _day(day: datetime.date | None) -> str:
    return said(day) if day is not None else ""


def _spaced(word: str) -> str:
    return str(word).replace("_", " ")


def _lines(place: str, where: str, told: dict[str, str]) -> list[Line]:
    return [Line(place, where, label, str(words)) for label, words in told.items()]

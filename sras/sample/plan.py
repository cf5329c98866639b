"""The plan: objectives, their tasks and progress, from begun to met, paused or dropped."""

import datetime
from collections.abc import Callable
from typing import Any

from sras.assessment.models import Assessment, Cycle
from sras.frameworks.models import Indicator
from sras.planning.models import Objective
from sras.planning.models_owners import OwnerLink
from sras.planning.models_progress import Progress
from sras.planning.models_tasks import Task, TaskComment
from sras.sample.assessments import assessment_of
from sras.sample.calendar import talking_on
from sras.sample.diary import Diary, texts
from sras.sample.people import Cast

FILES = ("plan_quick_a", "plan_quick_b", "plan_longer_a", "plan_longer_b")


def objective_of(code: str) -> Any:
    """The objective of an indicator as it stands."""
    return (
        Objective.current()
        .join(Assessment)
        .join(Indicator)
        .where(Indicator.code == code, Assessment.cycle == Cycle.running())
        .get()
    )


def task_of(code: str, number: int) -> Any:
    """A task of an objective as it stands."""
    return Task.get(Task.objective == objective_of(code), Task.number == number)


def write(diary: Diary, cast: Cast) -> None:
    """Note every objective with what became of it."""
    for name in FILES:
        for row in texts(name)["objective"]:
            _objective(diary, cast, row)

    def hand_out(_day: datetime.date) -> None:
        expires = datetime.datetime.combine(
            diary.day("+30"), datetime.time(17), tzinfo=datetime.UTC
        )
        OwnerLink.make(
            cast["manager"], "Joel Amundsen, Northwest Cooperative", cast["manager"], expires
        )

    diary.note("-1 thu 09:05", hand_out)


def _objective(diary: Diary, cast: Cast, row: dict[str, Any]) -> None:
    code, owner, begun = row.pop("code"), row.pop("owner"), row.pop("begun")
    tasks, entries = row.pop("task", []), row.pop("progress", [])
    activated, ending = row.pop("activated", None), _endings(diary, cast, code, row)
    fields = diary.days(row, "starts_on", "target_on")

    def begin(day: datetime.date) -> None:
        Objective.begin(cast["manager"], assessment_of(code), day, owner=cast[owner], **fields)

    diary.note(begun, begin)
    for number, task in enumerate(tasks, 1):
        _task(diary, cast, code, number, task, begun)
    if activated:
        diary.note(activated, lambda _day: objective_of(code).activate(cast["manager"]))
    for entry in entries:
        _entry(diary, cast, code, owner, entry)
    if ending:
        diary.note(*ending)


def _endings(
    diary: Diary, cast: Cast, code: str, row: dict[str, Any]
) -> tuple[str, Callable[[datetime.date], None]] | None:
    """What became of an objective, taken out of its row: met, paused or dropped."""
    met, paused, dropped = (row.pop(name, None) for name in ("met", "paused", "dropped"))
    if met:
        when = met.pop("when")
        return when, lambda day: objective_of(code).meet(
            cast["manager"], day, day, meeting=talking_on(day), **met
        )
    if paused:
        return paused["when"], lambda day: objective_of(code).pause(
            cast["manager"], day, paused["reason"]
        )
    if dropped:
        return dropped["when"], lambda day: objective_of(code).drop(
            cast["lead"], day, dropped["reason"], diary.day(dropped["informed"])
        )
    return None


def _entry(diary: Diary, cast: Cast, code: str, owner: str, entry: dict[str, Any]) -> None:
    by = entry.pop("by", owner)

    def say(day: datetime.date) -> None:
        Progress.start(
            by=cast[by],
            objective=objective_of(code),
            said_on=day,
            meeting=talking_on(day),
            standing=entry["standing"],
            text=entry["text"],
        )

    diary.note(entry["when"], say)


def _task(
    diary: Diary, cast: Cast, code: str, number: int, row: dict[str, Any], begun: str
) -> None:
    fields = diary.days(
        {
            k: row[k]
            for k in ("title", "description", "outside_owner", "due", "frequency")
            if k in row
        },
        "due",
    )

    def add(day: datetime.date) -> None:
        first = row.get("waits_for")
        more = {"waits_for": task_of(code, first)} if first else {}
        more["meeting"] = talking_on(day)
        owner = cast[row["owner"]]
        Task.add(cast["manager"], objective_of(code), day, owner=owner, **fields, **more)

    diary.note(begun, add)
    _course(diary, cast, code, number, row)
    for remark in row.get("comments", []):

        def say(day: datetime.date, remark: dict[str, Any] = remark) -> None:
            TaskComment.start(
                by=cast[remark["by"]],
                task=task_of(code, number),
                said_on=day,
                text=remark["text"],
            )

        diary.note(remark["when"], say)


def _course(diary: Diary, cast: Cast, code: str, number: int, row: dict[str, Any]) -> None:
    """What happened to a task after it was added."""
    now = row.get("handed", {}).get("to", row["owner"])

    def note(when: str, deed: Callable[[Any, datetime.date], object]) -> None:
        diary.note(when, lambda day: deed(task_of(code, number), day))

    if handed := row.get("handed"):
        note(
            handed["when"],
            lambda task, _day: task.hand_to(
                cast["manager"], cast[handed["to"]], task.outside_owner
            ),
        )
    if started := row.get("started"):
        note(started, lambda task, day: task.revise(cast[now], day, state="in_progress"))
    if moved := row.get("moved"):
        due = diary.day(moved["due"])
        note(moved["when"], lambda task, _day: task.move(cast[now], due, moved["reason"]))
    if blocked := row.get("blocked"):
        note(blocked["when"], lambda task, _day: task.block(cast[now], blocked["reason"]))
    if dropped := row.get("dropped"):
        note(dropped["when"], lambda task, _day: task.drop(cast["manager"], dropped["reason"]))
    done = row.get("done", [])
    for each in done if isinstance(done, list) else [done]:
        if isinstance(each, str):
            note(each, lambda task, day: task.complete(cast[now], day))
        else:
            on = diary.day(each["on"])
            note(each["when"], _completion(cast, on))


def _completion(cast: Cast, on: datetime.date) -> Callable[[Any, datetime.date], object]:
    """Done on a day, typed in later by the recorder."""
    return lambda task, _day: task.complete(cast["raman"], on)

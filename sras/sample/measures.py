"""What the objectives are measured by, and the numbers that came in over the weeks."""

import datetime
from typing import Any

from sras.planning.models import Objective
from sras.sample.diary import Diary, texts
from sras.sample.people import Cast
from sras.sample.plan import objective_of
from sras.strategy.models import Measure


def write(diary: Diary, cast: Cast) -> None:
    """Note every measure with its targets and values."""
    for row in texts("measures")["measure"]:
        _measure(diary, cast, row)


def _measure(diary: Diary, cast: Cast, row: dict[str, Any]) -> None:
    code, by = row.pop("code"), row.pop("by")
    targets, values = row.pop("target", []), row.pop("value", [])
    when, fields = row.pop("when"), diary.days(row, "baseline_on")

    def begin(_day: datetime.date) -> None:
        about = ("objective", objective_of(code).id)
        made = Measure.set_up(by=cast[by], about=about, **fields)
        for target in targets:
            made.aim(by=cast[by], on=diary.day(target["on"]), value=target["value"])

    diary.note(when, begin)
    for value in values:

        def say(_day: datetime.date, value: dict[str, Any] = value) -> None:
            found = _found(objective_of(code), fields["name"])
            on, note = diary.day(value["on"]), value.get("note", "")
            found.record(by=cast[by], on=on, value=value["value"], note=note)

        diary.note(value["when"], say)


def _found(objective: Objective, name: str) -> Measure:
    return next(each for each in Measure.of("objective", objective.id) if each.name == name)

"""The meetings on the calendar: two series, some outside any, and those that were cancelled."""

import datetime
from typing import Any

from sras.sample.diary import Diary, texts
from sras.sample.people import Cast
from sras.schedule.models import Meeting, Series


def write(diary: Diary, cast: Cast) -> None:
    """Note how every meeting came onto the calendar, or was taken off it."""
    content = texts("meetings")
    for row in content["series"]:
        _series(diary, cast, row)
    for row in content["single"]:
        _single(diary, cast, row)
    for row in content["cancelled"]:
        _cancelled(diary, cast, row)


def _series(diary: Diary, cast: Cast, row: dict[str, Any]) -> None:
    fields = diary.days(row, "first_on", "last_on")
    when, run_by = fields.pop("when"), fields.pop("run_by", None)

    def set_up(_day: datetime.date) -> None:
        given = {"run_by": cast[run_by]} if run_by else {}
        Series.set_up(by=cast["lead"], rhythm="week", **fields, **given)

    diary.note(when, set_up)


def _single(diary: Diary, cast: Cast, row: dict[str, Any]) -> None:
    fields = diary.days(row, "held_on")
    when = fields.pop("when")
    diary.note(when, lambda _day: Meeting.start(by=cast["manager"], verb="scheduled", **fields))


def _cancelled(diary: Diary, cast: Cast, row: dict[str, Any]) -> None:
    def cancel(_day: datetime.date) -> None:
        meeting = meeting_of(diary.day(row["on"]))
        meeting.move(by=cast["manager"], state="cancelled", verb="cancelled", reason=row["reason"])

    diary.note(row["when"], cancel)


def meeting_of(day: datetime.date) -> Any:
    """The meeting of a day; no two are on one day."""
    return Meeting.get(Meeting.held_on == day)


def talking_on(day: datetime.date) -> Any:
    """The meeting that is in session on a day; None when none is."""
    return Meeting.get_or_none(Meeting.held_on == day, Meeting.state == "in_session")

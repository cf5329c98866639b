"""The practice rounds of the training; nothing of them enters the record."""

import datetime
from typing import Any

from sras.frameworks.models import Indicator
from sras.meetings.models_practice import PracticeRound
from sras.sample.calendar import meeting_of
from sras.sample.diary import Diary, texts
from sras.sample.people import Cast
from sras.schedule.models import Attendance


def write(diary: Diary, cast: Cast) -> None:
    """Note each round: begun, rated by those in the room, opened, and what they would agree on."""
    for row in texts("meetings_others")["practice"]:
        _round(diary, cast, row)


def _round(diary: Diary, cast: Cast, row: dict[str, Any]) -> None:
    def hold(_day: datetime.date) -> None:
        training, by = meeting_of(diary.day(row["on"])), cast["manager"]
        practice = PracticeRound.start(
            by=by,
            verb="began",
            meeting=training,
            indicator=Indicator.get(Indicator.code == row["code"]),
        )
        there = [
            each
            for each in Attendance.of_meeting(training).where(Attendance.day == row["day"])
            if each.is_there
        ]
        # The levels are dealt out in turn: who rated what is nobody's business here either.
        turns = {each.id: row["levels"][n % len(row["levels"])] for n, each in enumerate(there)}
        practice.rate(turns, by=by)
        practice.open(by=by)
        practice.agree(row["agreed"], by=by)

    diary.note(row["when"], hold)

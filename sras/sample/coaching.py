"""What the coaches wrote on single things and on the whole, and what the team answered."""

import datetime
from typing import Any

from sras.coaching.models import CoachComment
from sras.core.kinds import KINDS
from sras.sample.calendar import meeting_of
from sras.sample.diary import Diary, texts
from sras.sample.people import Cast
from sras.sample.proof import key_of


def write(diary: Diary, cast: Cast) -> None:
    """Note every comment with what became of it."""
    for row in texts("coaching")["comment"]:
        _comment(diary, cast, row)


def _comment(diary: Diary, cast: Cast, row: dict[str, Any]) -> None:
    text, by = row["text"].strip(), row["by"]

    def write_it(day: datetime.date) -> None:
        CoachComment.start(
            by=cast[by],
            verb="wrote",
            author=cast[by],
            said_on=day,
            text=text,
            asks_reply=row.get("asks_reply", True),
            **_about(diary, row["about"]),
        )

    diary.note(row["when"], write_it)
    if answer := row.get("answer"):
        diary.note(answer["when"], lambda day: _answer(cast, _found(text), answer, day))
    if closed := row.get("closed"):
        diary.note(closed, lambda day: _found(text).close(by=cast[by], on=day))


def _about(diary: Diary, said: str) -> dict[str, Any]:
    """The thing a comment is on, by kind, key and name; nothing where it is on the whole."""
    if not said:
        return {}
    kind, _, rest = said.partition(" ")
    key = meeting_of(diary.day(rest)).id if kind == "meeting" else key_of(said)[1]
    return {"kind": kind, "key": key, "about": str(KINDS[kind].table.get_by_id(key))[:300]}


def _answer(cast: Cast, comment: Any, answer: dict[str, Any], day: datetime.date) -> None:
    comment.answer(by=cast[answer["by"]], on=day, text=answer["text"])


def _found(text: str) -> Any:
    return CoachComment.get(CoachComment.text == text)

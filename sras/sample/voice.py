"""What the field said: one enquiry by link and in interviews."""

import datetime
from typing import Any

from sras.accounts.models import Agency
from sras.core import clock
from sras.engagement.models_voice import BY_LINK, Enquiry, EnquiryLink, Question, Respondent
from sras.engagement.rules_questions import READY
from sras.sample.diary import Diary, texts
from sras.sample.people import Cast


def write(diary: Diary, cast: Cast) -> None:
    """Note the enquiry, its link and each answer."""
    content = texts("voice")
    row = content["enquiry"]
    opens, closes = (diary.day(row[name]) for name in ("opens", "closes"))

    def ask(_day: datetime.date) -> None:
        facts = {name: row[name] for name in ("title", "audience")}
        facts |= {"letter": row["letter"].strip(), "opens_on": opens, "closes_on": closes}
        enquiry = Enquiry.start(by=cast[row["by"]], **facts)
        enquiry.ask(cast[row["by"]], READY[row["ready"]].questions)
        until = clock.end_of(closes, Agency.one().zone)
        EnquiryLink.make(cast[row["by"]], enquiry, row["link"], until)

    diary.note(row["when"], ask)
    for each in content["answer"]:
        _answer(diary, cast, each)


def _answer(diary: Diary, cast: Cast, row: dict[str, Any]) -> None:
    diary.note(row["when"], lambda day: _hear(cast, row, day))


def _hear(cast: Cast, row: dict[str, Any], day: datetime.date) -> None:
    enquiry, asked = Enquiry.get(), row.get("by")
    said = zip(Question.of(enquiry), [*row["scale"], *row["words"]], strict=True)
    Respondent.answer(
        cast[asked] if asked else BY_LINK,
        enquiry,
        [(question, value) for question, value in said if value],
        role=row["role"],
        place=row["place"],
        way="interview" if asked else "form",
        answered_on=day,
        interviewer=cast[asked] if asked else None,
        link=None if asked else EnquiryLink.get(),
    )

"""A review round of the Self-Assessment Report by three from outside, closed and settled."""

import datetime
from typing import Any

from sras.accounts.models import Agency
from sras.documents.models import Document, Section
from sras.documents.models_reviews import Remark, Reviewer, ReviewRound
from sras.documents.rules_reviews import read_invited
from sras.sample.diary import Diary, texts
from sras.sample.people import Cast


def write(diary: Diary, cast: Cast) -> None:
    """Note the round with each remark and what became of it."""
    content = texts("reviews")
    row = content["round"]
    closes, closed = diary.day(row["closes"]), row["closed"]

    def begin(day: datetime.date) -> None:
        days, by = {"opens_on": day, "closes_on": closes}, cast[row["by"]]
        held = ReviewRound.open(by, _report(), letter=row["letter"].strip(), **days)
        held.invite(by, read_invited(row["reviewers"])[0], Agency.one().zone)

    diary.note(row["when"], begin)
    diary.note(closed, lambda day: ReviewRound.get().close(cast[row["by"]], day))
    for each in content["remark"]:
        _remark(diary, cast, each)
    for each in content["done"]:
        _done(diary, each)


def _report() -> Document:
    return Document.get(Document.kind == "self_assessment_report")


def _reviewer(row: dict[str, Any]) -> Reviewer:
    return Reviewer.get(Reviewer.name == row["by"])


def _done(diary: Diary, row: dict[str, Any]) -> None:
    diary.note(row["when"], lambda day: _reviewer(row).finish(day))


def _remark(diary: Diary, cast: Cast, row: dict[str, Any]) -> None:
    text, settled = row["text"], row["settled"]

    def say(day: datetime.date) -> None:
        of_it = Section.document == _report()
        section = Section.get_or_none(of_it, Section.title == row["section"])
        _reviewer(row).say({section: text}, day)

    def settle(day: datetime.date) -> None:
        remark = Remark.get(Remark.text == text)
        remark.settle(cast[settled["by"]], settled["state"], settled["answer"], day)

    diary.note(row["when"], say)
    diary.note(settled["when"], settle)

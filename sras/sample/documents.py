"""What the state writes: a letter, its Operations Manual, the report a coach drafts with it."""

import datetime
from typing import Any

from sras.documents.filled import plain, shown_on
from sras.documents.models import Document, Section
from sras.documents.rules_templates import templates
from sras.sample.diary import Diary, texts
from sras.sample.people import Cast


def write(diary: Diary, cast: Cast) -> None:
    """Note when each document was begun, given away, looked after and written in."""
    for row in texts("documents")["document"]:
        _document(diary, cast, row)


def _document(diary: Diary, cast: Cast, row: dict[str, Any]) -> None:
    kind, by = row["kind"], row["by"]
    days: list[Any] = [diary.day(said) for said in row.get("period", ())] or [None, None]
    facts = {"kind": kind, "period_first": days[0], "period_last": days[1]}
    if sender := row.get("sender", "").strip():
        facts |= {"letterhead": "sender", "sender": sender}
    facts |= {"review_due": diary.day(row["review_due"]) if "review_due" in row else None}

    def begin(day: datetime.date) -> None:
        template = templates()[kind]
        title = row.get("title") or plain(template.title, shown_on(Document(**facts), day))
        Document.begin(template.sections, by=cast[by], title=title, **facts)
        if gives := row.get("gives"):
            _found(kind).change(by=cast[gives], verb="gave", writer=cast[row["writer"]])

    diary.note(row["when"], begin)
    for each in row.get("section", ()):
        _look_after(diary, cast, row, each)
    for each in row.get("write", ()):
        _write(diary, cast, kind, each)


def _found(kind: str) -> Document:
    return Document.get(Document.kind == kind)


def _section(kind: str, title: str) -> Section:
    return Section.get(Section.document == _found(kind), Section.title == title)


def _look_after(diary: Diary, cast: Cast, document: dict[str, Any], row: dict[str, Any]) -> None:
    """Who looks after a section from its beginning, when it is due, when it was read through."""
    kind, owner, due = document["kind"], row["owner"], diary.day(row["due"])

    def give(_day: datetime.date) -> None:
        section = _section(kind, row["title"])
        section.change(by=cast["manager"], owner=cast[owner], review_due=due)

    def review(day: datetime.date) -> None:
        section = _section(kind, row["title"])
        section.change(by=cast[owner], verb="reviewed", reviewed_on=day)

    diary.note(document["when"], give)
    if reviewed := row.get("reviewed"):
        diary.note(f"{reviewed} 16:30", review)


def _write(diary: Diary, cast: Cast, kind: str, row: dict[str, Any]) -> None:
    """What someone wrote in a section: a text of its own, one more paragraph, or other words."""

    def put(_day: datetime.date) -> None:
        section = _section(kind, row["section"])
        text = row.get("text", section.text).strip()
        if more := row.get("append"):
            text += f"\n\n{more.strip()}"
        for old, new in row.get("replace", ()):
            text = text.replace(old, new)
        section.change(by=cast[row["by"]], text=text)

    diary.note(row["when"], put)

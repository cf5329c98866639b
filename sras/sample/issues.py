"""What the state gave out: its manual as it read on that day, and who received it.

No PDF is kept, so that building stays quick: one is made of the frozen page when it is asked for.
"""

import datetime
from typing import Any

from sras.accounts.models import Agency
from sras.documents.drawing import drawn
from sras.documents.filled import shown_on
from sras.documents.issuing import issued
from sras.documents.models import Document
from sras.documents.models_issues import Issue, Recipient
from sras.documents.papers import facts_of, printed, template_of
from sras.documents.rules_issues import subject_of
from sras.engagement import models_fields as agreement_fields
from sras.engagement import models_voice_field
from sras.reports import models_fields
from sras.sample.diary import Diary, texts
from sras.sample.people import Cast

KNOWN = (agreement_fields, models_voice_field, models_fields)  # they make fields known to texts


def write(diary: Diary, cast: Cast) -> None:
    """Note each issue, and each day on which someone received it."""
    for row in texts("issues")["issue"]:
        _issue(diary, cast, row)


def _issue(diary: Diary, cast: Cast, row: dict[str, Any]) -> None:
    given: list[Issue] = []

    def give_out(day: datetime.date) -> None:
        document = Document.get(Document.kind == row["kind"])
        given.append(_frozen(document, day, by=cast[row["by"]], note=row["note"]))

    diary.note(row["when"], give_out)
    for each in row["received"]:
        _received(diary, cast, row["by"], given, each)


def _frozen(document: Document, day: datetime.date, *, by: Any, note: str) -> Issue:
    shown = shown_on(document, day, Agency.one())
    context = printed(document, shown)
    facts = facts_of(document, context["sections"], shown)
    subject = subject_of(document.id)
    html = drawn(template_of(document), **context, issued=issued(subject, day, facts))
    return Issue.freeze(
        by=by,
        subject=subject,
        title=document.title,
        on=day,
        html=str(html),
        facts=facts,
        period=shown.period,
        note=note,
    )


def _received(diary: Diary, cast: Cast, by: str, given: list[Issue], row: dict[str, Any]) -> None:
    def record(day: datetime.date) -> None:
        facts = {"names": row["names"], "way": row["way"], "received_on": day}
        Recipient.add(by=cast[by], issue=given[0], **facts)

    diary.note(row["when"], record)

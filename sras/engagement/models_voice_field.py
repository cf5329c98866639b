"""What the field said, as a block in documents: `{field_voice}`."""

import datetime
from collections import defaultdict
from typing import Any

from peewee import fn

from sras.documents.drawing import drawn
from sras.documents.rules_fields import Field, Shown, register
from sras.engagement import rules_voice
from sras.engagement.models_voice import Answer, Enquiry, Question, Respondent


def _field_voice(shown: Shown) -> str:
    """Counts and spreads of each enquiry of the period that was answered by the day."""
    enquiries = _of_period(shown)
    heard = Respondent.archived_at.is_null() & (Respondent.answered_on <= shown.today)
    counts = _counts(enquiries, heard)
    points = _points(enquiries, heard)
    asked = defaultdict(list)
    scales = Question.current().where(Question.enquiry.in_(enquiries), Question.kind == "scale")
    for question in scales.order_by(Question.sort, Question.id):
        asked[question.enquiry_id].append((question, rules_voice.spread(points[question.id])))
    told = [
        (each, rules_voice.counted(counts[each.id]), asked[each.id])
        for each in enquiries
        if counts[each.id]
    ]
    return drawn("engagement/field_voice.html", enquiries=told)


def _of_period(shown: Shown) -> list[Enquiry]:
    first, last = shown.period or (datetime.date.min, datetime.date.max)
    rows = Enquiry.current().where(Enquiry.opens_on <= last, Enquiry.closes_on >= first)
    return list(rows.order_by(Enquiry.opens_on, Enquiry.id))


def _counts(enquiries: list[Enquiry], heard: Any) -> dict[int, dict[str, int]]:
    """How many answered by enquiry and role."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    rows: Any = Respondent.select(Respondent.enquiry, Respondent.role, fn.COUNT(Respondent.id))
    rows = rows.where(heard, Respondent.enquiry.in_(enquiries))
    for enquiry, role, count in rows.group_by(Respondent.enquiry, Respondent.role).tuples():
        found[enquiry][role] = count
    return found


def _points(enquiries: list[Enquiry], heard: Any) -> dict[int, list[int]]:
    """The points on the scale by question."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = Answer.current(Answer.question, Answer.scale).join(Respondent)
    rows = rows.where(heard, Respondent.enquiry.in_(enquiries), Answer.scale.is_null(False))
    for question, point in rows.tuples():
        found[question].append(point)
    return found


register(
    Field(
        "field_voice",
        "What the field answered: counts and spreads, as tables",
        "block",
        _field_voice,
    )
)

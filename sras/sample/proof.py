"""Evidence: what the team put on file, and what it supports."""

import datetime
import io
from pathlib import Path
from typing import Any

from sras.evidence.models import Evidence
from sras.planning.models_choice import ApprovalRequest
from sras.sample.assessments import assessment_of
from sras.sample.diary import Diary, texts
from sras.sample.files import made
from sras.sample.people import Cast
from sras.sample.plan import objective_of, task_of

LIMIT = 1_048_576  # bytes


def write(diary: Diary, cast: Cast, folder: Path) -> None:
    """Note every piece; files are kept in `folder`."""
    content = texts("evidence")
    for row in content["piece"] + content["baseline"]:
        _piece(diary, cast, row, folder)


def _piece(diary: Diary, cast: Cast, row: dict[str, Any], folder: Path) -> None:
    fields = diary.days(row, "dated")
    when, name, about = fields.pop("when"), fields.pop("file", ""), fields.pop("about", [])
    by = fields.pop("by", "manager")

    def add(_day: datetime.date) -> None:
        kept = Evidence.keep_file(io.BytesIO(made(name)), name, folder, LIMIT) if name else {}
        Evidence.add(by=cast[by], **fields, **kept)

    diary.note(when, add)
    for thing, words, *later in about:

        def link(_day: datetime.date, thing: str = thing, words: str = words) -> None:
            piece = Evidence.get(Evidence.title == fields["title"])
            piece.link(by=cast[by], about=key_of(thing), supports=words)

        diary.note(later[0] if later else when, link)


def key_of(said: str) -> tuple[str, int]:
    """Kind and key of `assessment 2.1`, `objective 4.1`, `task 1.8 4` or `request 2`."""
    kind, code, *number = said.split()
    if kind == "request":
        return "approval_request", ApprovalRequest.get(ApprovalRequest.number == int(code)).id
    if kind == "task":
        return kind, task_of(code, int(number[0])).id
    return kind, (objective_of if kind == "objective" else assessment_of)(code).id

"""Issues: what was given out, numbered and frozen as HTML, PDF and data, and who received it."""

import datetime
import hashlib
import json
from typing import Any

from peewee import DateField, ForeignKeyField, fn

from sras.core import kinds
from sras.core.db import Choice, Line, Prose, Whole, transaction
from sras.history.models import Change, Tracked, Who

WAYS = ("mail", "hand", "post", "web")


class Issue(Tracked):
    """A document or report as it was given out; it never changes.

    `subject` names whose issue it is: `document:12`, or a report such as `progress`.
    """

    subject = Line(80)
    number = Whole(1, 100_000)
    title = Line(200)
    issued_on = DateField()
    first = DateField(null=True)  # the period it reports on
    last = DateField(null=True)
    recorded_to = Whole()  # the newest change that it knows of
    page_html = Prose(4_000_000)  # the whole page, as HTML
    facts = Prose(4_000_000)  # what it says, as JSON
    pdf_sha256 = Line(64, default="")  # in instance/files; empty where no PDF could be made
    file_sha256 = Line(64, default="")  # the finished Word file, where that is what was issued
    file_name = Line(200, default="")
    file_type = Line(120, default="")
    file_size = Whole(default=0)
    sha256 = Line(64)  # of the page, or of the file that was issued
    note = Prose(2_000)

    secret = frozenset({"page_html", "facts"})  # their hash tells that they never changed

    class Meta:
        indexes = ((("subject", "number"), True),)

    def __str__(self) -> str:
        return f"{self.title}, issue {self.number}"

    @classmethod
    def freeze(
        cls,
        *,
        by: Who,
        subject: str,
        title: str,
        on: datetime.date,
        html: str = "",
        facts: Any = None,
        period: tuple[datetime.date, datetime.date] | None = None,
        **files: Any,
    ) -> "Issue":
        """Give out what stands written out in `html`, under the next number of its subject.

        `files` name a PDF or an uploaded file that lies in instance/files already.
        """
        first, last = period or (None, None)
        with transaction():
            highest = cls.select(fn.MAX(cls.number)).where(cls.subject == subject).scalar()
            return cls.start(
                by=by,
                verb="issued",
                subject=subject,
                number=(highest or 0) + 1,
                title=title,
                issued_on=on,
                first=first,
                last=last,
                recorded_to=Change.last_sequence(),
                page_html=html,
                facts=json.dumps(facts, ensure_ascii=False, sort_keys=True),
                sha256=files.get("file_sha256") or hashlib.sha256(html.encode()).hexdigest(),
                **files,
            )

    @classmethod
    def of(cls, subject: str) -> Any:
        """The issues of a subject, the newest first."""
        return cls.current().where(cls.subject == subject).order_by(cls.number.desc())


class Recipient(Tracked):
    """Who received an issue, on which day and by which way."""

    issue = ForeignKeyField(Issue, backref="recipients")
    name = Line(200)
    way = Choice(WAYS)
    received_on = DateField()

    def __str__(self) -> str:
        return f"{self.name} received {self.issue}"


kinds.register("issue", Issue, label="Issue", page="documents.issue", tells=True)
kinds.register("recipient", Recipient, label="Recipient of an issue", tells=True)

"""Issues: what was given out, numbered and frozen as HTML, PDF and data, and who received it."""

import datetime
import hashlib
from pathlib import Path
from typing import Any

from peewee import JOIN, DateField, ForeignKeyField, Value, fn

from sras.core import kinds
from sras.core.db import Choice, Line, Prose, Whole, transaction
from sras.documents.models import Document, Section
from sras.documents.models_reviews import Remark, Reviewer, ReviewRound
from sras.documents.rules_issues import (
    WAYS,
    Check,
    data_named,
    facts_text,
    sha256_of,
    subject_of,
)
from sras.history.models import Change, Tracked, Who


class NeverChanges(Exception):
    """What was given out stays as it was; a correction is a new issue."""


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
        period: tuple[datetime.date | None, datetime.date] | None = None,
        number: int | None = None,
        **files: Any,
    ) -> "Issue":
        """Give out what stands written out in `html`, under the next number of its subject.

        `number` is that number, where the page was written out with it.
        `files` name a PDF or an uploaded file that lies in instance/files already.
        """
        first, last = period or (None, None)
        with transaction():
            return cls.start(
                by=by,
                verb="issued",
                subject=subject,
                number=number or cls.next_number(subject),
                title=title,
                issued_on=on,
                first=first,
                last=last,
                recorded_to=Change.last_sequence(),
                page_html=html,
                facts=facts_text(facts),
                sha256=files.get("file_sha256") or sha256_of(html),
                **files,
            )

    def change(self, **_asked: Any) -> Any:
        """Refuse: neither a verb nor a page changes or archives an issue."""
        raise NeverChanges(f"{self} was given out and stays as it was.")

    def checks(self, folder: Path) -> list[Check]:
        """What was frozen, each with its hash as recorded and as it is now."""
        found = []
        if self.page_html:
            found.append(Check("Page", self.sha256, sha256_of(self.page_html)))
        if data := data_named(self.page_html):
            found.append(Check("Data", data, sha256_of(self.facts)))
        if self.pdf_sha256:
            found.append(Check("PDF", self.pdf_sha256, _sha256_in(folder, self.pdf_sha256)))
        if self.file_sha256:
            found.append(Check("File", self.file_sha256, _sha256_in(folder, self.file_sha256)))
        return found

    @classmethod
    def is_of(cls, document: Any) -> Any:
        """The condition that an issue is of the document whose key a column holds."""
        return cls.subject == Value(subject_of("")).concat(document.cast("TEXT"))

    @classmethod
    def next_number(cls, subject: str) -> int:
        """The number that the next issue of a subject will carry."""
        highest = cls.select(fn.MAX(cls.number)).where(cls.subject == subject).scalar()
        return int(highest or 0) + 1

    @classmethod
    def of(cls, subject: str) -> Any:
        """The issues of a subject, the newest first."""
        return cls.listed().where(cls.subject == subject)

    @classmethod
    def listed(cls) -> Any:
        """All issues, the newest first, without what they hold; `received` counts recipients."""
        held = ("page_html", "facts")
        light = [column for column in cls._meta.sorted_fields if column.name not in held]
        received = Recipient.current(fn.COUNT(Recipient.id)).where(Recipient.issue == cls.id)
        return cls.current(*light, received.alias("received")).order_by(
            cls.issued_on.desc(), cls.id.desc()
        )


def _sha256_in(folder: Path, name: str) -> str:
    """The SHA-256 of a kept file; empty where it is gone."""
    try:
        with (folder / name).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


class Recipient(Tracked):
    """Who received an issue, on which day and by which way."""

    issue = ForeignKeyField(Issue, backref="recipients")
    name = Line(200)
    way = Choice(tuple(WAYS))
    received_on = DateField()

    def __str__(self) -> str:
        return f"{self.name} received {self.issue}"

    @property
    def way_name(self) -> str:
        """How it went, in words."""
        return WAYS[self.way]

    @classmethod
    def add(
        cls, *, by: Who, issue: Issue, names: list[str], way: str, received_on: datetime.date
    ) -> list["Recipient"]:
        """Record several who received an issue by the same way on the same day."""
        facts = {"issue": issue, "way": way, "received_on": received_on}
        return cls.start_many([{"name": name, **facts} for name in names], by=by)

    @classmethod
    def of(cls, issue: Issue) -> Any:
        """Who received an issue, the first first."""
        return cls.current().where(cls.issue == issue).order_by(cls.received_on, cls.id)


def open_remarks(document: Document) -> dict[str, int]:
    """How many remarks of reviewers wait for an answer, by the title of the section they are on.

    What was said of the whole document stands under an empty title.
    """
    rows: Any = (
        Remark.current(fn.COALESCE(Section.title, ""), fn.COUNT(Remark.id))
        .join(Reviewer)
        .join(ReviewRound)
        .switch(Remark)
        .join(Section, JOIN.LEFT_OUTER)
        .where(ReviewRound.document == document, Remark.state == "open")
        .group_by(Section.id, Section.title)
        .order_by(Section.sort, Section.id)
        .tuples()
    )
    return dict(rows)


kinds.register("issue", Issue, label="Issue", page="documents.issue", tells=True)
kinds.register("recipient", Recipient, label="Recipient of an issue", tells=True)

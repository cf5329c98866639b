"""Documents, and the ordered Markdown sections they are written in."""

from typing import Any

from peewee import DateField, ForeignKeyField

from sras.accounts.models import Person
from sras.core import kinds
from sras.core.db import Choice, Line, Prose, Whole
from sras.documents import rules
from sras.history.models import Tracked


class Document(Tracked):
    """A paper that people write together, section by section."""

    kind = Choice(tuple(rules.KINDS), default="own")
    title = Line(200)
    writer = ForeignKeyField(Person, null=True, backref="documents_to_write")  # a coach
    review_due = DateField(null=True)
    period_first = DateField(null=True)  # what {period} says, where it reports on a span
    period_last = DateField(null=True)

    def __str__(self) -> str:
        return str(self.title)

    def allows(self, person: Any, right: str) -> bool:
        """A coach writes only the document that was given to them."""
        if right != "write_documents" or person.role != "coach":
            return True
        return bool(self.__data__["writer"] == person.id)

    @property
    def kind_name(self) -> str:
        """What kind of document it is, in words."""
        return rules.KINDS[self.kind]

    @classmethod
    def listed(cls) -> Any:
        """All documents by name."""
        return cls.current().order_by(cls.title, cls.id)


class Section(Tracked):
    """One section of a document: a heading and its Markdown, with who looks after it."""

    document = ForeignKeyField(Document, backref="sections")
    sort = Whole(0, 10_000)
    title = Line(200)
    text = Prose(100_000)
    owner = ForeignKeyField(Person, null=True, backref="sections_owned")
    reviewed_on = DateField(null=True)
    review_due = DateField(null=True)
    codes = Line(300, default="")  # indicators it speaks of: `1.1, 12.3`

    def __str__(self) -> str:
        return f"“{self.title}” of {self.document}"

    @classmethod
    def of(cls, document: Document) -> Any:
        """The sections of a document in their order."""
        return cls.current().where(cls.document == document).order_by(cls.sort, cls.id)


kinds.register("document", Document, label="Document", page="documents.document")
kinds.register("section", Section, label="Section of a document", tells=True)

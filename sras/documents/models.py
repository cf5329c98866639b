"""Documents, and the ordered Markdown sections they are written in."""

import datetime
from collections.abc import Callable, Iterable
from typing import Any

from peewee import JOIN, DateField, ForeignKeyField

from sras.accounts.models import Person
from sras.core import kinds, order
from sras.core.db import Choice, Line, Prose, Whole, transaction
from sras.documents import rules
from sras.history.models import Change, Tracked, Who

# Features above add a function: who else may send a letter, each as name and address, by lines.
partners: list[Callable[[], list[str]]] = []


class TooMany(Exception):
    """A document holds no more sections."""


class Document(Tracked):
    """A paper that people write together, section by section."""

    kind = Choice(tuple(rules.KINDS), default="own")
    title = Line(200)
    writer = ForeignKeyField(Person, null=True, backref="documents_to_write")  # a coach
    review_due = DateField(null=True)
    period_first = DateField(null=True)  # what {period} says, where it reports on a span
    period_last = DateField(null=True)
    letterhead = Choice(tuple(rules.LETTERHEADS), default="agency")
    sender = Prose(600)  # of a letter that is not the agency's: name, then address

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

    @property
    def is_letter(self) -> bool:
        """Whether it is printed as a letter."""
        return self.kind in rules.LETTERS

    @property
    def head(self) -> list[str]:
        """The lines of another sender's letterhead; none where it is the agency's, or plain."""
        return self.sender.splitlines() if self.letterhead == "sender" else []

    @property
    def head_words(self) -> str:
        """Whose letterhead a letter has, in words; empty for the agency's."""
        if self.letterhead == "agency" or not self.is_letter:
            return ""
        return f"letterhead of {self.head[0]}" if self.head else "plain paper"

    @classmethod
    def listed(cls) -> Any:
        """All documents by name."""
        return cls.current().order_by(cls.title, cls.id)

    @classmethod
    def whole(cls, key: int) -> "Document | None":
        """A document with whom it was given to."""
        query = cls.select(cls, Person).join(Person, JOIN.LEFT_OUTER)
        return query.where(cls.id == key).first()

    @classmethod
    def begin(cls, texts: Iterable[Any] = (), *, by: Who, **fields: Any) -> "Document":
        """Make a document with the sections of a template, or with none."""
        with transaction():
            made = cls.start(by=by, **fields)
            rows = [
                {"document": made, "sort": order.STEP * place, "title": text.title}
                | {"text": text.text, "codes": text.codes}
                for place, text in enumerate(texts, 1)
            ]
            if rows:
                Section.start_many(rows, by=by)
        return made

    def give(self, *, by: Who, writer: int | None) -> None:
        """Let a coach write it; None takes it back. Sections of the coach until now go along."""
        before = self.writer
        with transaction():
            self.change(by=by, verb="gave" if writer else "took back", writer=writer)
            if before is not None and before.role == "coach":
                for section in Section.current().where(
                    Section.document == self, Section.owner == before
                ):
                    section.change(by=by, verb="handed over", owner=writer)

    def changed_since(self, change: int) -> bool:
        """Whether it or a section of it changed after a change."""
        sections = Section.select(Section.id).where(Section.document == self)
        of_it = (Change.kind == "document") & (Change.key == self.id)
        of_sections = (Change.kind == "section") & Change.key.in_(sections)
        return bool(Change.select().where(Change.id > change, of_it | of_sections).exists())

    def bring_back(self, *, by: Who) -> None:
        """Make it current again after it was archived."""
        self.change(by=by, verb="brought back", archived_at=None)


def known_partners() -> list[str]:
    """Who else may send a letter, each as name and address, by lines."""
    return [each for known in partners for each in known()]


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

    def allows(self, person: Any, right: str) -> bool:
        """As its document does."""
        return bool(self.document.allows(person, right))

    @property
    def code_list(self) -> list[str]:
        """The codes of the indicators it speaks of."""
        return rules.codes_in(self.codes)

    @classmethod
    def of(cls, document: Document) -> Any:
        """The sections of a document in their order."""
        return cls.current().where(cls.document == document).order_by(cls.sort, cls.id)

    @classmethod
    def all_of(cls, document: Document) -> list["Section"]:
        """The sections in their order with their owners, archived ones too."""
        query = cls.select(cls, Person).join(Person, JOIN.LEFT_OUTER)
        found = list(query.where(cls.document == document).order_by(cls.sort, cls.id))
        for section in found:
            section.document = document
        return found

    @classmethod
    def whole(cls, key: int) -> "Section | None":
        """A section with its owner and its document."""
        query = cls.select(cls, Person, Document).join(Person, JOIN.LEFT_OUTER)
        query = query.switch(cls).join(Document)
        return query.where(cls.id == key).first()

    @classmethod
    def names_in(cls, document: Document) -> list["Section"]:
        """The sections in their order, without their texts."""
        query = cls.current(cls.id, cls.title, cls.sort, cls.version, cls.document)
        found = list(query.where(cls.document == document).order_by(cls.sort, cls.id))
        for section in found:
            section.document = document
        return found

    @classmethod
    def add(cls, document: Document, title: str, *, by: Who) -> "Section":
        """One more section at the end; TooMany when there is no room."""
        there = cls.names_in(document)
        if len(there) >= rules.MOST_SECTIONS:
            raise TooMany(f"A document holds at most {rules.MOST_SECTIONS} sections.")
        numbers, moved = order.numbers_for([each.sort for each in there], len(there))
        with transaction():
            _renumber(there, moved, by)
            return cls.start(by=by, document=document, title=title, sort=numbers[0])

    def place(self, to: int, others: list["Section"], *, by: Who) -> None:
        """Stand at another place, counted from 0, among the other sections in order."""
        numbers, moved = order.numbers_for([each.sort for each in others], to)
        with transaction():
            _renumber(others, moved, by)
            self.change(by=by, verb="moved", sort=numbers[0])

    def review(self, *, by: Who, on: datetime.date) -> None:
        """Say that someone read it through on a day and found it right."""
        due = rules.next_review(self.review_due, on)
        self.change(by=by, verb="reviewed", reviewed_on=on, review_due=due)

    def bring_back(self, *, by: Who) -> None:
        """Let an archived section stand in its place again."""
        self.change(by=by, verb="brought back", archived_at=None)


def _renumber(sections: list[Section], moved: dict[int, int], by: Who) -> None:
    """Other numbers where there was no room between two."""
    for at, number in moved.items():
        sections[at].change(by=by, verb="renumbered", sort=number)


kinds.register("document", Document, label="Document", page="documents.document")
kinds.register(
    "section", Section, label="Section of a document", page="documents.section", tells=True
)

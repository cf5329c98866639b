"""What lists of documents tell: who writes, what changed last, what is due, what was issued."""

import datetime
from collections import defaultdict
from typing import Any, NamedTuple

from peewee import JOIN, fn

from sras.accounts.models import Person
from sras.core.kinds import KINDS
from sras.documents import rules
from sras.documents.models import Document, Section
from sras.documents.models_issues import Issue
from sras.documents.rules_issues import subject_of
from sras.history.models import GAVE_UP, Change


class Line(NamedTuple):
    """One document in the list."""

    document: Document
    sections: list[Section]
    writers: list[str]
    changed: Change | None
    issue: Issue | None
    issues: int


def grouped(archived: bool = False) -> list[tuple[str, list[Line]]]:
    """All documents by kind, in the order of the kinds; five questions however many there are."""
    query = Document.select(Document, Person).join(Person, JOIN.LEFT_OUTER)
    query = query.where(Document.archived_at.is_null(not archived))
    found = list(query.order_by(Document.title, Document.id))
    if not found:
        return []
    sections, changed, issued = _sections(found), _changed(), _issued()
    groups: dict[str, list[Line]] = {kind: [] for kind in rules.KINDS}
    for each in found:
        own = sections[each.id]
        issues = issued[subject_of(each.id)]
        newest = max(issues, key=lambda issue: issue.number, default=None)
        line = Line(each, own, _writers(each, own), changed.get(each.id), newest, len(issues))
        groups[each.kind].append(line)
    return [(rules.KINDS[kind], lines) for kind, lines in groups.items() if lines]


def _writers(document: Document, sections: list[Section]) -> list[str]:
    people = [document.writer, *(section.owner for section in sections)]
    return sorted({str(person.name) for person in people if person is not None})


def _sections(documents: list[Document]) -> dict[int, list[Section]]:
    """The sections of documents with their owners, without their texts."""
    query = Section.current(
        *(Section.id, Section.title, Section.review_due, Section.document),
        *(Person.id, Person.name),
    )
    query = query.join(Person, JOIN.LEFT_OUTER)
    by_document: dict[int, list[Section]] = defaultdict(list)
    by_key = {document.id: document for document in documents}
    for section in query.order_by(Section.sort, Section.id):
        key = section.__data__["document"]
        if key in by_key:
            section.document = by_key[key]
            by_document[key].append(section)
    return by_document


def _changed() -> dict[int, Change]:
    """The newest change of each document or of a section of it."""
    newest = (
        Section.select(Section.document.alias("of"), fn.MAX(Change.id).alias("newest"))
        .join(Change, on=(Change.kind == "section") & (Change.key == Section.id))
        .group_by(Section.document)
    )
    own = (
        Change.select(Change.key.alias("of"), fn.MAX(Change.id).alias("newest"))
        .where(Change.kind == "document")
        .group_by(Change.key)
    )
    latest: dict[int, int] = {}
    for key, change in newest.union_all(own).tuples():
        latest[key] = max(change, latest.get(key, 0))
    found = {change.id: change for change in Change.select().where(Change.id << [*latest.values()])}
    return {key: found[change] for key, change in latest.items()}


def _issued() -> dict[str, list[Issue]]:
    """The issues of all documents, without what was frozen."""
    query = Issue.current(Issue.id, Issue.subject, Issue.number, Issue.issued_on)
    by_subject: dict[str, list[Issue]] = defaultdict(list)
    for issue in query.where(Issue.subject.startswith(subject_of(""))):
        by_subject[str(issue.subject)].append(issue)
    return by_subject


def due_for_review(groups: list[tuple[str, list[Line]]], today: datetime.date) -> list[Section]:
    """Sections whose review is late or due soon, the latest first."""
    sections = [section for _kind, lines in groups for line in lines for section in line.sections]
    waiting = ("late", "soon")
    due = [each for each in sections if rules.review_standing(each.review_due, today) in waiting]
    return sorted(due, key=lambda each: (each.review_due, each.title))


def newest_issue(document: Document) -> Issue | None:
    """The newest issue of a document, without what was frozen."""
    query = Issue.current(Issue.id, Issue.number, Issue.issued_on, Issue.recorded_to)
    query = query.where(Issue.subject == subject_of(document.id))
    return query.order_by(Issue.number.desc()).first()


def saved_by_others(
    document: Document, since: int, person: Person, section: int | None = None
) -> Change | None:
    """The newest change of its sections after a change, made by someone else."""
    keys: Any = Section.select(Section.id).where(Section.document == document)
    asked = Change.key == section if section else Change.key.in_(keys)
    others = Change.by_key.is_null() | (Change.by_key != person.id)
    query = Change.select().where(Change.kind == "section", asked, Change.id > since, others)
    return query.where(Change.verb != GAVE_UP).order_by(Change.id.desc()).first()


def indicators_of(sections: list[Section]) -> dict[str, int]:
    """The key of the newest indicator of each code that sections name and that there is."""
    codes = {code for section in sections for code in section.code_list}
    if not codes:
        return {}
    table = KINDS["indicator"].table
    found = table.current(table.id, table.code).where(table.code << sorted(codes))
    return {row.code: row.id for row in found.order_by(table.id)}

"""The documents, what was given out of them, and their sections that hold some words."""

from functools import reduce
from operator import add
from typing import Any

from peewee import Select, Value, fn

from sras.documents.models import Document, Section
from sras.documents.models_issues import Issue, Recipient

TABLES: tuple[Any, ...] = (Document, Issue, Section)


def holding(words: str, most: int) -> dict[Any, list[Any]]:
    """By table what holds the words, at most so many of each; one question for the three."""
    found: dict[Any, list[Any]] = {table: [] for table in TABLES}
    queries = (query.limit(most) for query in (_documents(words), _issues(words), _sections(words)))
    parts = [Select([part], [part.c[name] for name in _NAMES]) for part in queries]
    rows = reduce(add, parts).bind(Document._meta.database).tuples()
    for place, *values in rows:
        found[TABLES[place]].append(_row(TABLES[place], *values))
    return found


_NAMES = ("place", "key", "number", "title", "of", "text")


def _light(place: int, key: Any, number: Any, title: Any, of: Any, text: Any) -> list[Any]:
    """The columns in which the three are alike."""
    columns = (Value(place), key, number, title, of, text)
    return [column.alias(name) for column, name in zip(columns, _NAMES, strict=True)]


def _documents(words: str) -> Any:
    columns = _light(0, Document.id, Value(0), Document.title, Value(""), Value(""))
    return Document.current(*columns).where(Document.title.contains(words))


def _issues(words: str) -> Any:
    """Issues by their title or by who received them, the newest first."""
    got = Recipient.current(fn.MIN(Recipient.name)).where(
        Recipient.issue == Issue.id, Recipient.name.contains(words)
    )
    name = fn.COALESCE(got, "")
    columns = _light(1, Issue.id, Issue.number, Issue.title, Value(""), name)
    query = Issue.current(*columns).where(Issue.title.contains(words) | (name != ""))
    return query.order_by(Issue.issued_on.desc(), Issue.id.desc())


def _sections(words: str) -> Any:
    columns = _light(2, Section.id, Value(0), Section.title, Document.title, Section.text)
    query = Section.current(*columns).join(Document).where(Document.archived_at.is_null())
    return query.where(Section.title.contains(words) | Section.text.contains(words))


def _row(table: Any, key: int, number: int, title: str, of: str, text: str) -> Any:
    """The row with as much as a list of finds shows of it."""
    if table is Section:
        return Section(id=key, title=title, text=text, document=Document(title=of))
    if table is Issue:
        issue: Any = Issue(id=key, number=number, title=title)
        issue.received = text
        return issue
    return Document(id=key, title=title)

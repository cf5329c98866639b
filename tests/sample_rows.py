"""A row of every table, made from the tables themselves, so that new ones fall under the walks."""

import datetime
from typing import Any

from peewee import BooleanField, DateField, ForeignKeyField
from werkzeug.routing import Rule

from sras.assessment.models import Assessment
from sras.core import clock
from sras.core.db import Choice, Line, Moment, Prose, Whole, tables
from sras.core.kinds import KINDS
from sras.core.models_jobs import Job
from sras.history.models import Actor, Tracked

BY = Actor("Set-up")
DAY = datetime.date(2026, 9, 1)
# Columns whose text has a form of its own.
SNAPSHOT = '{"cycle":"2026-27","put_up_by":"Ana","letter":"Dear Chief","items":[],"asks":[]}'
ISSUED = (
    '<!doctype html><html lang="en"><head><title>As given out - Papers</title></head>'
    "<body><h1>As given out</h1></body></html>"
)
FORMED = {
    "page_html": ISSUED,
    "facts": "{}",
    "subject": "document:1",
    "snapshot": SNAPSHOT,
    "token_hash": "0" * 64,
    "sha256": "0" * 64,
    "email": "a@example.org",
    "starts_at": "10:00",
}
WORDS = {"kind": "person", "token": "x" * 43, "code": "1.1", "format": "csv", "step": "signed"}
UNKNOWN = 999_999


def fill() -> None:
    """At least one row of every tracked table, beside what fixtures made before."""
    for table in tables():
        if issubclass(table, Tracked) and not table.select().exists():
            table.start(by=BY, **{f.name: value_of(f) for f in needed(table)})


def needed(table: Any) -> list[Any]:
    """The columns that must be given, and the references that make a row worth looking at."""
    own = ("id", "version", "archived_at")
    return [
        field
        for field in table._meta.sorted_fields
        if field.name not in own
        and (field.default is None or isinstance(field, Prose))
        and (not field.null or isinstance(field, ForeignKeyField))
    ]


def value_of(field: Any) -> Any:
    """Something a column takes."""
    if isinstance(field, ForeignKeyField):
        return None if field.rel_model is field.model else field.rel_model.select().first()
    if field.name in FORMED:
        return FORMED[field.name]
    if isinstance(field, BooleanField):
        return False
    if isinstance(field, Choice):
        return field.values[0]
    if isinstance(field, Whole):
        return field.low
    if isinstance(field, DateField):
        return DAY
    if isinstance(field, Moment):
        return clock.now() + datetime.timedelta(days=1)
    if isinstance(field, Line | Prose):
        of = f" of a {field.model.__name__.lower()}" if field.name == "title" else ""
        return f"Some {field.name}{of}".replace("_", " ")
    return 1


def address_of(rule: Rule, app: Any, unknown: bool = False) -> str:
    """An address that a rule answers, with keys that exist, or that do not."""
    values: dict[str, Any] = {}
    for name in rule.arguments - set(rule.defaults or ()):
        if rule._converters[name].regex == r"\d+":
            values[name] = UNKNOWN if unknown else key_for(rule.endpoint, name)
        else:
            values[name] = WORDS.get(name, "x")
    with app.test_request_context():
        return rule.build(values)[1]


def key_for(endpoint: str, name: str) -> int:
    """The key of a row that the page of an endpoint shows."""
    for kind in KINDS.values():
        if endpoint == kind.page or (kind.page and endpoint.startswith(f"{kind.page}_")):
            row = kind.table.select().first()
            return row.id if row else 1
    return 1


def make_sample(make_cycle: Any) -> None:
    """A running cycle with some levels, and a row of everything else."""
    cycle = make_cycle()
    for level, assessment in enumerate(Assessment.of_cycle(cycle), 1):
        if level <= 4:
            assessment.change(by=BY, level=level, agreed_on=DAY, in_place="It is in place.")
    fill()
    now = clock.now()
    done = {"state": "done", "asked_at": now, "ended_at": now, "file_name": "hand-over.zip"}
    Job.create(kind="hand-over", asked="{}", asked_by=1, **done)

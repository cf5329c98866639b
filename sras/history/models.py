"""Change, ChangedField and Tracked: the one way a row changes, and the record it leaves."""

import copy
import datetime
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, Self

from peewee import BooleanField, ForeignKeyField, IntegerField, TextField, fn

from sras.core import clock
from sras.core.db import Line, Moment, Prose, Stale, Table, moment_text, transaction
from sras.core.kinds import kind_of
from sras.core.prepared import Prepared

MARKS = ("id", "version", "archived_at")
EMPTY = (None, "")
GAVE_UP = "gave up another wording of"


class Who(Protocol):
    """Whoever acts: a person, or a command."""

    @property
    def id(self) -> Any:
        """The person's key; None for a command."""

    @property
    def name(self) -> Any:
        """The name that history keeps."""


@dataclass(frozen=True)
class Actor:
    """Something that acts without an account, such as a command."""

    name: str
    id: int | None = None


class Change(Table):
    """One change of one thing; `id` is its place in the order of all changes."""

    at = Moment(index=True)
    by_key = IntegerField(null=True, index=True)
    by_name = Line()
    verb = Line(60)
    kind = Line(40)
    key = IntegerField()
    name = Line(300)
    version = IntegerField()
    reason = Prose(2_000)

    class Meta:
        indexes = ((("kind", "key", "version"), False),)

    @classmethod
    def last_sequence(cls) -> int:
        """The number of the newest change, 0 when there is none."""
        newest = cls.select(cls.id).order_by(cls.id.desc()).limit(1).tuples().first()
        return newest[0] if newest else 0

    @classmethod
    def newest_at(cls) -> datetime.datetime | None:
        """When the newest change was made; None when there is none."""
        newest = cls.select(cls.at).order_by(cls.id.desc()).first()
        return newest.at if newest else None

    @classmethod
    def of(cls, kind: str, key: int) -> Any:
        """The changes of one thing with their fields, newest first."""
        return cls.select().where(cls.kind == kind, cls.key == key).order_by(cls.id.desc())


COLUMNS = tuple(name for name in Change._meta.sorted_field_names if name != "id")
_INSERT = Prepared(lambda *slots: Change.insert(dict(zip(COLUMNS, slots, strict=True))))


class ChangedField(Table):
    """One field of a change: its old and new value as canonical JSON."""

    change = ForeignKeyField(Change, backref="fields")
    field = Line(60)
    old = TextField(null=True)
    new = TextField(null=True)
    sealed = BooleanField(default=False)


_LINE = Prepared(
    lambda change, field, old, new, sealed: ChangedField.insert(
        change=change, field=field, old=old, new=new, sealed=sealed
    )
)


class Tracked(Table):
    """Base of every table that people change: nothing is deleted, every change is recorded."""

    version = IntegerField(default=1)
    archived_at = Moment(null=True)

    secret: ClassVar[frozenset[str]] = frozenset()

    @property
    def name_for_history(self) -> str:
        """What history calls this row, kept as text."""
        return str(self)

    @property
    def is_sealed(self) -> bool:
        """Whether what is recorded now must stay out of sight until `unseal`."""
        return False

    @classmethod
    def current(cls, *selection: Any) -> Any:
        """All rows that are not archived."""
        return cls.select(*selection).where(cls.archived_at.is_null())

    @classmethod
    def start(
        cls, *, by: Who, verb: str = "added", reason: str | None = None, **fields: Any
    ) -> Self:
        """Make a row and record every field of it, those left at an empty default excepted."""
        with transaction():
            row = cls.create(**fields)
            _record(row, by, verb, reason, row._first_values(fields))
        return row

    @classmethod
    def start_many(cls, many: list[dict[str, Any]], *, by: Who, verb: str = "added") -> list[Self]:
        """Make several rows as `start` makes one, their records written together."""
        names = [name for name in cls._meta.sorted_field_names if name != "id"]
        columns = [cls._meta.fields[name] for name in names]
        insert = Prepared(lambda *slots: cls.insert(dict(zip(names, slots, strict=True))))
        rows, lines = [cls(**fields) for fields in many], []
        with transaction():
            for row, fields in zip(rows, many, strict=True):
                row.id = insert.run(*(c.db_value(row.__data__.get(c.name)) for c in columns))
                lines += _record_head(row, by, verb, None, row._first_values(fields))[1]
            _LINE.run_all([tuple(line.values()) for line in lines])
        return rows

    def _first_values(self, given: Iterable[str]) -> dict[str, tuple[Any, Any]]:
        """What a record says of a new row: all that was given or is not empty."""
        return {
            name: (None, getattr(self, name))
            for name in self._meta.sorted_field_names
            if name in given or (name not in MARKS and self.__data__.get(name) not in EMPTY)
        }

    def change(
        self, *, by: Who, verb: str = "changed", reason: str | None = None, **fields: Any
    ) -> Change | None:
        """Set fields, bump the version and record what differs; None when nothing does.

        Raises Stale when the row has moved on since it was read.
        """
        differing = {}
        for name, new in fields.items():
            old, new_value = self._stored(name, getattr(self, name)), self._stored(name, new)
            if old != new_value:
                differing[name] = (getattr(self, name), new)
        if not differing:
            return None
        with transaction():
            read = self.version
            for name, (_old, new) in differing.items():
                setattr(self, name, new)
            columns = {self._meta.fields[name]: getattr(self, name) for name in differing}
            columns[type(self).version] = read + 1
            table = type(self)
            touched = (
                table.update(columns).where(table.id == self.id, table.version == read).execute()
            )
            if touched != 1:
                raise Stale(self)
            self.version = read + 1
            return _record(self, by, verb, reason, differing)

    def archive(self, *, by: Who, verb: str = "archived", reason: str | None = None) -> None:
        """Put the row out of the current ones; it stays readable in history."""
        self.change(by=by, verb=verb, reason=reason, archived_at=clock.now())

    def note(self, *, by: Who, verb: str, reason: str | None = None) -> Change:
        """Record what was done to this row without changing a column of it."""
        with transaction():
            return _record(self, by, verb, reason, {})

    def keep_aside(self, *, by: Who, **texts: str) -> None:
        """Record the texts that someone gave up for those that stand; the row stays as it is."""
        columns = self._meta.fields
        given_up = {
            name: (getattr(self, name), text)
            for name, text in texts.items()
            if isinstance(columns.get(name), Line | Prose)
        }
        with transaction():
            _record(self, by, GAVE_UP, None, given_up)

    def latest_change(self, *fields: str) -> Change | None:
        """The newest change of this row, or of any of these fields of it; none was given up."""
        changes = Change.of(kind_of(self).name, self.id).where(Change.verb != GAVE_UP)
        if fields:
            touched = ChangedField.select().where(
                ChangedField.change == Change.id, ChangedField.field.in_(fields)
            )
            changes = changes.where(fn.EXISTS(touched))
        return changes.first()

    def at_version(self, version: int) -> dict[str, Any]:
        """The fields that differed when the row had this version, as stored values."""
        undone: dict[str, Any] = {}
        rows = (
            ChangedField.select(ChangedField, Change.version)
            .join(Change)
            .where(
                Change.kind == kind_of(self).name,
                Change.key == self.id,
                Change.version > version,
            )
            .order_by(Change.id.desc())
        )
        for changed in rows:
            undone[changed.field] = plain(changed.old)
        return undone

    def as_it_was(self, version: int) -> Self:
        """A copy of this row with the columns that it had at a version; not to be saved."""
        past = copy.copy(self)
        past.__data__ = {**self.__data__, **self.at_version(version)}
        past.__rel__ = {}
        return past

    @classmethod
    def _stored(cls, name: str, value: Any) -> Any:
        return cls._meta.fields[name].db_value(value)


def unseal(row: Tracked) -> None:
    """Let the recorded fields of a row be seen from now on."""
    changes = Change.select(Change.id).where(Change.kind == kind_of(row).name, Change.key == row.id)
    ChangedField.update(sealed=False).where(ChangedField.change.in_(changes)).execute()


def _record(
    row: Tracked,
    by: Who,
    verb: str,
    reason: str | None,
    differing: dict[str, tuple[Any, Any]],
) -> Change:
    change, lines = _record_head(row, by, verb, reason, differing)
    if lines:
        ChangedField.insert_many(lines).execute()
    return change


def _record_head(
    row: Tracked,
    by: Who,
    verb: str,
    reason: str | None,
    differing: dict[str, tuple[Any, Any]],
) -> tuple[Change, list[dict[str, Any]]]:
    """The record of a change, written, and its lines of fields, to be written."""
    change = Change(
        at=clock.now(),
        by_key=by.id,
        by_name=by.name,
        verb=verb,
        kind=kind_of(row).name,
        key=row.id,
        name=row.name_for_history[:300],
        version=row.version,
        reason=reason or "",
    )
    values = change.__data__ | {"at": moment_text(change.at)}
    change.id = _INSERT.run(*(values[name] for name in COLUMNS))
    sealed = row.is_sealed
    lines = [
        {
            "change": change.id,
            "field": name,
            "old": canonical(row, name, old),
            "new": canonical(row, name, new),
            "sealed": sealed,
        }
        for name, (old, new) in differing.items()
        if name not in row.secret
    ]
    return change, lines


def canonical(row: Tracked, name: str, value: Any) -> str | None:
    """A field's value as canonical JSON; a reference as key and name; None stays None."""
    if value is None:
        return None
    field = row._meta.fields[name]
    if isinstance(field, ForeignKeyField):
        if not isinstance(value, field.rel_model):
            value = field.rel_model.get_by_id(value)
        value = {"key": value.id, "name": getattr(value, "name_for_history", str(value))}
    elif isinstance(value, datetime.datetime):
        value = value.astimezone(datetime.UTC).isoformat()
    elif isinstance(value, datetime.date):
        value = value.isoformat()
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def plain(recorded: str | None) -> Any:
    """A recorded value as plain Python: a reference becomes its key, a date its ISO text."""
    if recorded is None:
        return None
    value = json.loads(recorded)
    return value["key"] if isinstance(value, dict) and set(value) == {"key", "name"} else value

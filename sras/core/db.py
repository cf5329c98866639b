"""The database: one SQLite file, short write transactions, columns that check their values."""

import datetime
import re
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import peewee
from peewee import (
    CharField,
    Check,
    DatabaseProxy,
    Field,
    FloatField,
    IntegerField,
    Model,
    TextField,
)
from playhouse.migrations import Runner
from playhouse.pool import PooledSqliteDatabase

from sras.core.db_file import APPLICATION_ID, BUSY_SECONDS, DatabaseRefused, check_file

QUEUE_SECONDS = 15  # for the saves before one's own
MIGRATIONS = Path(__file__).parent.parent / "migrations"

MOST = 1_000_000_000_000  # what an amount can be, above and below nothing

DatabaseFault = peewee.OperationalError  # locked, full, read-only: not now, on this machine

database: Any = DatabaseProxy()
_writing = threading.Lock()


class Stale(Exception):
    """The row was changed by someone else after it was read; nothing was saved."""


class Table(Model):
    """Base of every table; named after its package and class: `planning_task`."""

    if TYPE_CHECKING:
        id: Any

    class Meta:
        database = database
        legacy_table_names = False

        @staticmethod
        def table_function(model: type[Model]) -> str:
            package = model.__module__.split(".")[1]
            return f"{package}_{re.sub(r'(?<!^)(?=[A-Z])', '_', model.__name__).lower()}"


class Line(CharField):
    """One line of text; its length is checked by the database."""

    def __init__(self, max_length: int = 200, **options: Any) -> None:
        super().__init__(max_length=max_length, **options)

    def bind(self, model: Any, name: str, set_attribute: bool = True) -> None:
        super().bind(model, name, set_attribute)
        self.constraints = [Check(f'length("{self.column_name}") <= {self.max_length}')]


class Prose(TextField):
    """Text of several lines, usually Markdown; empty rather than NULL."""

    def __init__(self, max_length: int = 20_000, **options: Any) -> None:
        options.setdefault("default", "")
        self.max_length = max_length
        super().__init__(**options)

    def bind(self, model: Any, name: str, set_attribute: bool = True) -> None:
        super().bind(model, name, set_attribute)
        self.constraints = [Check(f'length("{self.column_name}") <= {self.max_length}')]


class Whole(IntegerField):
    """A whole number between `low` and `high`, checked by the database."""

    def __init__(self, low: int = 0, high: int = 1_000_000_000, **options: Any) -> None:
        self.low, self.high = low, high
        super().__init__(**options)

    def bind(self, model: Any, name: str, set_attribute: bool = True) -> None:
        super().bind(model, name, set_attribute)
        self.constraints = [Check(f'"{self.column_name}" BETWEEN {self.low} AND {self.high}')]


class Amount(FloatField):
    """A number that may have decimals, checked by the database to be one."""

    def bind(self, model: Any, name: str, set_attribute: bool = True) -> None:
        super().bind(model, name, set_attribute)
        self.constraints = [Check(f'"{self.column_name}" BETWEEN {-MOST} AND {MOST}')]


class Choice(CharField):
    """One of a few words, checked by the database; `values` lists them in order."""

    def __init__(self, values: tuple[str, ...], **options: Any) -> None:
        self.values = values
        options.setdefault("max_length", 40)
        super().__init__(**options)

    def bind(self, model: Any, name: str, set_attribute: bool = True) -> None:
        super().bind(model, name, set_attribute)
        listed = ", ".join(f"'{value}'" for value in self.values)
        self.constraints = [Check(f'"{self.column_name}" IN ({listed})')]


def moment_text(value: datetime.datetime) -> str:
    """A point in time as it is stored: UTC, sortable as text."""
    return value.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Moment(Field):
    """A point in time: aware UTC in Python, sortable text in the database."""

    field_type = "TEXT"

    def db_value(self, value: datetime.datetime | None) -> str | None:
        return None if value is None else moment_text(value)

    def python_value(self, value: str | None) -> datetime.datetime | None:
        if value is None:
            return None
        return datetime.datetime.strptime(value, "%Y-%m-%dT%H:%M:%S.%fZ").replace(
            tzinfo=datetime.UTC
        )


@contextmanager
def transaction() -> Iterator[Any]:
    """Join the running write transaction, or begin one that holds the write lock at once.

    The threads of this process queue before the file's lock: SQLite itself lets those who wait
    ask again and again, and whoever is unlucky for five seconds would be refused.
    """
    if database.in_transaction():
        yield
        return
    if not _writing.acquire(timeout=QUEUE_SECONDS):
        raise DatabaseFault("database is locked by the saves before this one")
    try:
        with database.atomic() as begun:
            yield begun
    finally:
        _writing.release()


def save_if_free(save: Callable[[], Any]) -> None:
    """Save what may be left out: not at all while another save is under way."""
    if database.in_transaction():
        save()
    elif _writing.acquire(blocking=False):
        try:
            _save_at_once(save)
        finally:
            _writing.release()


def _save_at_once(save: Callable[[], Any]) -> None:
    """Save without waiting for another program that holds the file."""
    database.execute_sql("PRAGMA busy_timeout = 0")
    try:
        with database.atomic():
            save()
    except DatabaseFault:
        pass
    finally:
        database.execute_sql(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1_000}")


def tables() -> list[type[Table]]:
    """Every table that has been imported, referenced ones first."""
    found: list[type[Table]] = []

    def collect(base: type[Table]) -> None:
        for table in base.__subclasses__():
            if table.__module__.startswith("sras.") and not table.__name__.startswith("Tracked"):
                found.append(table)
            collect(table)

    collect(Table)
    return peewee.sort_models(found)  # type: ignore[attr-defined]


def journal_mode(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> str:
    """WAL only where the linked SQLite cannot lose a commit in a WAL reset, else TRUNCATE."""
    fixed = (
        version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
    )
    return "wal" if fixed else "truncate"


class _File(PooledSqliteDatabase):
    def rollback(self) -> None:
        """Roll back, unless SQLite did so itself, as on a full disk: why it did is to be told."""
        if self.connection().in_transaction:
            super().rollback()


def bind(path: Path) -> None:
    """Point `database` at a file without opening it."""
    pool = _File(
        str(path),
        # Little for each connection: the system keeps the file in memory anyway, and one of the
        # statements that list a plan takes 20 kB.
        # Little as it is, a long save must not spill: it would lock out all who read.
        pragmas=[
            ("foreign_keys", 1),
            ("synchronous", "FULL"),
            ("cache_size", -128),
            ("cache_spill", 0),
        ],
        cached_statements=16,
        lock_type="IMMEDIATE",
        check_same_thread=False,
        timeout=BUSY_SECONDS,
        max_connections=24,
    )
    # The pool and SQLite both have an option called timeout, and the pool takes it.
    pool._timeout = BUSY_SECONDS  # type: ignore[attr-defined]
    database.initialize(pool)


def create_database(path: Path) -> None:
    """Make a new database with today's schema; refuses to touch a file that is there."""
    if path.exists():
        raise DatabaseRefused(f"{path} exists already; nothing was changed.")
    path.touch(mode=0o600)
    bind(path)
    with database.connection_context():
        database.execute_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        _set_journal()
        runner().up()


def remove(path: Path) -> None:
    """Take back a database that could not be made whole, with what belongs to it."""
    for suffix in ("", "-journal", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def runner() -> Runner:
    """Our migrations over the bound database."""
    return Runner(database, str(MIGRATIONS))


def open_database(path: Path) -> None:
    """Bind a database that is there, ours, whole and of this version, or refuse in one line."""
    check_file(path)
    bind(path)
    with database.connection_context():
        names = {row.name: row for row in runner().status()}
        newer = [name for name, row in names.items() if row.path is None]
        if newer:
            raise DatabaseRefused(
                f"{path} was written by a newer version of SRAS ({newer[-1]}); "
                "install that version. Nothing was changed."
            )
        if any(not row.applied for row in names.values()):
            raise DatabaseRefused(
                f"{path} is from an older version; run `sras upgrade`. Nothing was changed."
            )
        _set_journal()


def _set_journal() -> None:
    # Only WAL is kept in the file: the others must be set on every connection to come.
    database.pragma("journal_mode", journal_mode(), permanent=True)


def would_save() -> bool:
    """Whether the schema is today's and a write goes through in its turn; it is taken back."""
    try:
        with transaction() as attempt:
            whole = all(row.applied and row.path for row in runner().status())
            # A write that changes nothing still needs the lock, the journal and the table.
            database.execute_sql("UPDATE accounts_agency SET version = version")
            attempt.rollback()
    except peewee.PeeweeException:
        return False
    return whole

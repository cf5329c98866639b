"""The state at one moment, in a copy of the database: what is carried of it, row by row."""

import json
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sras.core import db, jobs
from sras.core.kinds import KINDS, kind_of
from sras.core.settings import Settings
from sras.exports import backups, rules_carried
from sras.history.models import Tracked
from sras.reports import models as _reports  # noqa: F401  so that its tables are known as well

LEFT_OUT_VERB = "left out"
BLANK = {"kind": "", "key": 0, "name": "", "by_key": None, "by_name": "", "reason": ""}


class Snapshot:
    """Reads what is carried; what is left out is left out here, for whoever writes it down."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.tables = {t._meta.table_name: t for t in db.tables()}
        self.carried = [name for name in self.tables if name in rules_carried.CARRIED]
        self.withheld: dict[str, int] = {}  # rows left out, by table
        self._left_out()
        self.names = self._names()

    def columns(self, table: str) -> list[str]:
        """The columns of a table that are carried, in their order."""
        fields = self.tables[table]._meta.sorted_fields
        names = [field.column_name for field in fields]
        return [name for name in names if (table, name) not in rules_carried.COLUMNS]

    def rows(self, table: str, but: tuple[str, ...] = ()) -> Iterator[dict[str, Any]]:
        """The rows of a table by key, as they are stored; columns may be left aside."""
        names = [name for name in self.columns(table) if name not in but]
        listed = ", ".join(f'"{name}"' for name in names)
        whole = f'SELECT {listed} FROM "{table}" WHERE {self._kept(table)} ORDER BY id'  # noqa: S608
        for row in self.connection.execute(whole):
            yield dict(zip(names, row, strict=True))
        if table == "history_change":
            yield from self._last_number()

    def lines(self, table: str) -> Iterator[str]:
        """The same as canonical JSON, a line for each row: equal rows give equal lines."""
        for row in self.rows(table):
            yield canonical(row)

    def text(self, table: str, column: str, key: int) -> str:
        """One long text."""
        found = self.connection.execute(
            f'SELECT "{column}" FROM "{table}" WHERE id = ?',  # noqa: S608
            (key,),
        ).fetchone()
        return str(found[0] or "") if found else ""

    def name_of(self, table: str, key: Any) -> str:
        """What a row is called, as history last called it."""
        kind = _kind_name(self.tables[table])
        return self.names.get((kind, key)) or f"{kind.replace('_', ' ')} {key}"

    def files(self) -> dict[str, str]:
        """The files that rows name, now or before, by SHA-256, with the name people gave them."""
        found: dict[str, str] = {}
        for name in self.carried:
            columns = set(self.columns(name))
            for column in columns.intersection(rules_carried.FILE_COLUMNS):
                for row in self.rows(name, but=rules_carried.FROZEN):
                    title = "issue.pdf" if column == "pdf_sha256" else row.get("file_name", "")
                    found.setdefault(row[column], title)
        for row in self.rows("history_changed_field"):
            if row["field"] in rules_carried.FILE_COLUMNS:
                for side in ("old", "new"):
                    found.setdefault(json.loads(row[side] or '""') or "", "")
        return {sha: name for sha, name in found.items() if rules_carried.SHA256.fullmatch(sha)}

    def _kept(self, table: str) -> str:
        column = "change_id" if table == "history_changed_field" else "id"
        of = "history_change" if table == "history_changed_field" else table
        return f"{column} NOT IN (SELECT key FROM temp.left_out WHERE of = '{of}')"  # noqa: S608

    def _left_out(self) -> None:
        """Note the key of every row that is not to be seen: sealed ones, and what tells of them."""
        run = self.connection.execute
        run("CREATE TEMP TABLE left_out (of TEXT, key INTEGER)")
        hidden = [_kind_name(t) for n, t in self.tables.items() if n not in self.carried]
        for name in self.carried:
            table = self.tables[name]
            if getattr(table, "is_sealed", Tracked.is_sealed) is Tracked.is_sealed:
                continue
            sealed = [(name, row.id) for row in table.select().iterator() if row.is_sealed]
            self.connection.executemany("INSERT INTO left_out VALUES (?, ?)", sealed)
            self.withheld[name] = len(sealed)
            run(
                "INSERT INTO left_out SELECT 'history_change', id FROM history_change "
                "WHERE kind = ? AND key IN (SELECT key FROM left_out WHERE of = ?)",
                (_kind_name(table), name),
            )
        for kind in hidden:
            run(
                "INSERT INTO left_out SELECT 'history_change', id FROM history_change "
                "WHERE kind = ?",
                (kind,),
            )
        run(
            "INSERT INTO left_out SELECT 'history_change', change_id FROM history_changed_field "
            "WHERE sealed"
        )
        of_history = "SELECT COUNT(DISTINCT key) FROM left_out WHERE of = 'history_change'"
        self.withheld["history_change"] = run(of_history).fetchone()[0]

    def _last_number(self) -> Iterator[dict[str, Any]]:
        """A blank line with the number of the last change where that one is left out.

        New changes are numbered on from the last: no number may be given twice.
        """
        last = self.connection.execute(
            "SELECT id, at FROM history_change WHERE id = (SELECT MAX(id) FROM history_change) "
            "AND id IN (SELECT key FROM temp.left_out WHERE of = 'history_change')"
        ).fetchone()
        if last is not None:
            marks = {"id": last[0], "at": last[1], "verb": LEFT_OUT_VERB, "version": 0}
            whole = {**BLANK, **marks}
            yield {name: whole[name] for name in self.columns("history_change")}

    def _names(self) -> dict[tuple[str, int], str]:
        newest = "SELECT kind, key, name, MAX(id) FROM history_change GROUP BY kind, key"
        return {(kind, key): name for kind, key, name, _id in self.connection.execute(newest)}


def _kind_name(table: Any) -> str:
    try:
        return kind_of(table).name
    except KeyError:
        return str(table._meta.table_name)


def canonical(row: dict[str, Any]) -> str:
    """A row as canonical JSON."""
    return json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def kind_label(table: Any) -> str:
    """What a row of a table is called."""
    name = _kind_name(table)
    return KINDS[name].label if name in KINDS else name.replace("_", " ").capitalize()


@contextmanager
def taken(settings: Settings) -> Iterator[Snapshot]:
    """A snapshot of the instance; meanwhile the tables read that copy, and people go on working."""
    place = jobs.folder(settings)
    place.mkdir(mode=0o700, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place) as folder:
        copy = Path(folder) / "copy.db"
        backups.copy_database(settings.database_path, copy)
        with reading(copy), closing(sqlite3.connect(copy)) as connection:
            yield Snapshot(connection)


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Let the tables read another file of the same schema for a while."""
    before = db.database.obj
    db.bind(path)
    try:
        with db.database.connection_context():
            yield
    finally:
        db.database.close_all()
        db.database.initialize(before)

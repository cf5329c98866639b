"""The pages of a hand-over file: plain HTML with relative links that needs no server, no script."""

import datetime
import json
from collections.abc import Callable, Iterator
from typing import Any

from markupsafe import Markup

from sras.core.db import Moment, Prose
from sras.core.jobs import Render
from sras.core.kinds import KINDS
from sras.exports import rules_carried
from sras.exports.archive import Archive
from sras.exports.snapshot import Snapshot, kind_label
from sras.history import rules as history_rules
from sras.history.models import Tracked
from sras.history.models_reading import column_of
from sras.web import filters

ROWS_A_PAGE = 400
CHANGES_A_PAGE = 400
MARKS = ("id", "version")
OF_HISTORY = ("history_change", "history_changed_field")
EMPTY = (None, "")


class Pages:
    """Writes one page after another into the archive."""

    def __init__(
        self,
        state: Snapshot,
        archive: Archive,
        render: Render,
        files: dict[str, Any],
        missing: list[str],
    ) -> None:
        self.state, self.archive, self._render = state, archive, render
        self.files, self.missing = files, missing
        self.agency = next(state.rows("accounts_agency"))
        self.sections: list[tuple[str, str, str]] = []  # address, title, what is there
        self.tables: list[tuple[str, str, int]] = []  # address, title, rows

    def write(
        self, say: Callable[[float], None], steps: tuple[Callable[["Pages"], None], ...]
    ) -> None:
        """Every page but the first one, which tells of them."""
        self.archive.put("style.css", self._render("exports/offline/style.css"))
        for number, step in enumerate(steps):
            say(number / len(steps))
            step(self)

    def first(self, template: str, **values: Any) -> None:
        """The page to begin with."""
        said = self._render(
            f"exports/offline/{template}.html",
            up="",
            agency=self.agency,
            **values,
            sections=self.sections,
            tables=self.tables,
            missing=self.missing,
        )
        self.archive.put("index.html", said)

    def put(self, name: str, template: str, **values: Any) -> str:
        """One page below pages/; returns its address from the first page."""
        address = f"pages/{name}.html"
        said = self._render(
            f"exports/offline/{template}.html", up="../", agency=self.agency, **values
        )
        self.archive.put(address, said)
        return address

    def section(self, name: str, template: str, title: str, says: str, **values: Any) -> None:
        """A page that the first one names."""
        self.sections.append((self.put(name, template, title=title, **values), title, says))

    def facts(
        self, table: str, row: dict[str, Any], but: tuple[str, ...] = ()
    ) -> list[tuple[str, Any]]:
        """What stands in a row, as (label, words); what is empty is left out."""
        fields = self.state.tables[table]._meta.sorted_fields
        return [
            (history_rules.label_of(field.name), self.said(table, field, row))
            for field in fields
            if row.get(field.column_name) not in EMPTY
            and field.name not in (*MARKS, *but, *rules_carried.FROZEN)
        ]

    def said(self, table: str, field: Any, row: dict[str, Any]) -> Any:
        """A stored value as a person reads it."""
        value = row[field.column_name]
        if getattr(field, "rel_model", None) is not None:
            return self.state.name_of(field.rel_model._meta.table_name, value)
        if field.name in ("key", "ref_key"):
            kind = str(row.get("ref_kind" if field.name == "ref_key" else "kind"))
            return self.state.names.get((kind, value), value)
        if isinstance(field, Moment):
            return filters.moment(field.python_value(value))
        if isinstance(field, Prose):
            return filters.as_markdown(value)
        kind = self.kind_of(table)
        return plain_words(history_rules.spoken(json.dumps(value), column_of(kind, field.name)))

    def kind_of(self, table: str) -> str:
        """The kind of the rows of a table."""
        return next((n for n, k in KINDS.items() if k.table is self.state.tables[table]), "")


def plain_words(value: Any) -> Any:
    """A day or a moment as words; anything else as it is."""
    if isinstance(value, datetime.datetime):
        return filters.moment(value)
    return filters.day(value) if isinstance(value, datetime.date) else value


def batches(rows: Iterator[Any], size: int) -> Iterator[list[Any]]:
    """Rows a page at a time; at least one page, so that an empty list says so."""
    batch: list[Any] = []
    first = True
    for row in rows:
        if len(batch) == size:
            yield batch
            batch, first = [], False
        batch.append(row)
    if batch or first:
        yield batch


def tables(pages: Pages) -> None:
    """Every table that is carried, row by row, so that nothing is only for machines."""
    for name in pages.state.carried:
        if name in OF_HISTORY:
            continue
        title, count = rules_carried.CARRIED[name], 0
        rows = pages.state.rows(name, but=rules_carried.FROZEN)
        for number, batch in enumerate(batches(rows, ROWS_A_PAGE), 1):
            count += len(batch)
            address = pages.put(
                f"table-{name}-{number}",
                "table",
                title=f"{title}, page {number}" if number > 1 else title,
                lines=[_line(pages, name, row) for row in batch],
                later=f"table-{name}-{number + 1}.html" if len(batch) == ROWS_A_PAGE else "",
            )
            if number == 1:
                pages.tables.append((address, title, 0))
        pages.tables[-1] = (*pages.tables[-1][:2], count)


def _line(pages: Pages, table: str, row: dict[str, Any]) -> dict[str, Any]:
    is_tracked = issubclass(pages.state.tables[table], Tracked)
    name = pages.state.name_of(table, row["id"]) if is_tracked else str(row["id"])
    return {
        "id": row["id"],
        "label": kind_label(pages.state.tables[table]),
        "name": name,
        "facts": pages.facts(table, row, but=("archived_at",)),
        "put_away": filters.moment(Moment().python_value(row.get("archived_at"))),
    }


def history(pages: Pages) -> None:
    """Who changed what, the oldest first, as a book is read."""
    numbers = batches(pages.state.rows("history_change"), CHANGES_A_PAGE)
    for number, batch in enumerate(numbers, 1):
        fields = _fields(pages, [row["id"] for row in batch])
        values = {
            "lines": [_change(pages, row, fields.get(row["id"], [])) for row in batch],
            "earlier": f"history-{number - 1}.html" if number > 1 else "",
            "later": f"history-{number + 1}.html" if len(batch) == CHANGES_A_PAGE else "",
        }
        title = f"History, page {number}" if number > 1 else "History"
        says = "Who changed what, when, from what to what, the oldest first."
        if number == 1:
            pages.section("history-1", "history", title, says, **values)
        else:
            pages.put(f"history-{number}", "history", title=title, **values)


def _fields(pages: Pages, changes: list[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    if changes:
        rows = pages.state.connection.execute(
            "SELECT change_id, field, old, new FROM history_changed_field "
            "WHERE change_id BETWEEN ? AND ? AND NOT sealed ORDER BY id",
            (changes[0], changes[-1]),
        )
        for change, *line in rows:
            found.setdefault(change, []).append(line)
    return found


def _change(pages: Pages, row: dict[str, Any], fields: list[Any]) -> dict[str, Any]:
    kind = KINDS.get(row["kind"])
    lines = []
    for name, old, new in fields:
        column = column_of(row["kind"], name)
        was, now = (plain_words(history_rules.spoken(side, column)) for side in (old, new))
        if was != now:
            lines.append((history_rules.label_of(name), was, now))
    return {
        **row,
        "at": filters.moment(Moment().python_value(row["at"])),
        "label": "" if kind is None or kind.tells else kind.label.lower(),
        "fields": lines,
    }


def files(pages: Pages) -> None:
    """The files, each with the name that people gave it and what it is evidence of."""
    supports: dict[int, list[str]] = {}
    for link in pages.state.rows("evidence_evidence_link"):
        if link["archived_at"] is None:
            name = pages.state.names.get((link["kind"], link["key"]), "")
            supports.setdefault(link["evidence_id"], []).append(name)
    pieces = [
        {
            **row,
            "supports": supports.get(row["id"], []),
            "link": filters.web_link(row["url"]) if row["url"] else "",
            "told": Markup("")
            if not row["description"]
            else filters.as_markdown(row["description"]),
        }
        for row in pages.state.rows("evidence_evidence")
        if row["archived_at"] is None
    ]
    named = {piece["file_sha256"] for piece in pieces}
    others = [(sha, file) for sha, file in pages.files.items() if sha not in named]
    pages.section(
        "files",
        "files",
        "Evidence and files",
        "Every piece of evidence, what it supports, and every file by name.",
        pieces=pieces,
        others=others,
        files=pages.files,
    )

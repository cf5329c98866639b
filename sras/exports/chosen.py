"""The part of a snapshot that a records pack holds."""

import datetime
from collections.abc import Iterator
from typing import Any

from sras.core import clock
from sras.core.db import moment_text
from sras.core.kinds import KINDS
from sras.documents.rules_issues import document_of
from sras.exports import rules_carried
from sras.exports.rules_records import (
    IN_CONFIDENCE,
    IN_MEETINGS,
    NO_NAME,
    OF_MEETINGS,
    REACH,
    RECORDS,
    Node,
    reached,
    within,
)
from sras.exports.snapshot import Snapshot

HISTORY = ("history_change", "history_changed_field")
EVIDENCE = "evidence_evidence"


class Chosen(Snapshot):
    """Reads the records of a subject and a span of days, as a snapshot reads all of them."""

    def __init__(self, state: Snapshot, asked: dict[str, Any]) -> None:
        self.__dict__.update(state.__dict__)
        self.asked = asked
        agency = next(state.rows("accounts_agency"))
        self.zone, self.names_shown = agency["zone"], bool(agency["keep_view_names"])
        self.first, self.last = _day(asked.get("first")), _day(asked.get("last"))
        before = self.first and self.first - datetime.timedelta(days=1)
        self._from = moment_text(clock.end_of(before, self.zone)) if before else ""
        self._until = moment_text(clock.end_of(self.last, self.zone)) if self.last else "~"
        self.left_out = {int(key): why for key, why in asked.get("left_out", {}).items()}
        links = state.rows("evidence_evidence_link")
        self._hidden: set[Node] = {(EVIDENCE, key) for key in self.left_out} | {
            ("evidence_evidence_link", each["id"])
            for each in links
            if each["evidence_id"] in self.left_out
        }
        self._keys: dict[str, set[int]] = {}
        self._tables = {name: kind.table._meta.table_name for name, kind in KINDS.items()}
        subject = self._subject(state)
        self._choose_changes(state, subject)
        self._choose(state, subject)
        kept = [name for name in RECORDS if self._keys.get(name)]
        self.carried = [*kept, *HISTORY]

    def rows(self, table: str, but: tuple[str, ...] = ()) -> Iterator[dict[str, Any]]:
        """The chosen rows of a table, without names of who rated where the agency hides them."""
        column = "change_id" if table == "history_changed_field" else "id"
        keys = self._keys.get("history_change" if column == "change_id" else table, set())
        if table == "accounts_agency":
            yield from super().rows(table, but)
            return
        for row in super().rows(table, but):
            if row[column] in keys:
                yield row if self.names_shown else self._unnamed(table, row)

    def files(self) -> dict[str, str]:
        """The files of what was chosen, but of no piece that is left out."""
        hidden = set()
        for row in super().rows(EVIDENCE):
            if row["id"] in self.left_out:
                hidden.add(row["file_sha256"])
        return {sha: name for sha, name in super().files().items() if sha not in hidden}

    def _last_number(self) -> Iterator[dict[str, Any]]:
        """A pack is not made into an instance again: no number needs to be kept."""
        yield from ()

    def _unnamed(self, table: str, row: dict[str, Any]) -> dict[str, Any]:
        if table == "assessment_view":
            return {**row, "person_id": None}
        if table == "history_change" and row["kind"] == "view":
            return {**row, "by_key": None, "by_name": NO_NAME, "reason": ""}
        return row

    def _subject(self, state: Snapshot) -> set[Node] | None:
        """The rows that the subject reaches; None for all."""
        kind, value = self.asked.get("kind", "all"), self.asked.get("value", "")
        if kind == "all":
            return None
        if kind == "words":
            return set(_holding(state, str(value).casefold()))
        below = self._below(state)
        table = {"person": "accounts_person", "meeting": "schedule_meeting"}.get(kind)
        table = table or {"document": "documents_document"}.get(kind)
        seeds: list[Node] = [(table, int(value))] if table else []
        if kind == "indicator":
            rows = state.rows("frameworks_indicator")
            seeds = [("frameworks_indicator", r["id"]) for r in rows if r["code"] == value]
        return reached(seeds, below, REACH[kind])

    def _below(self, state: Snapshot) -> dict[Node, list[Node]]:
        """What hangs on each row: by its references, by kind and key, by what evidence supports."""
        below: dict[Node, list[Node]] = {}
        for name in state.carried:
            if name in HISTORY:
                continue
            references = [
                (field.column_name, field.rel_model._meta.table_name)
                for field in state.tables[name]._meta.sorted_fields
                if getattr(field, "rel_model", None) is not None
            ]
            for row in state.rows(name, but=rules_carried.FROZEN):
                own = (name, row["id"])
                for above in self._above(name, row, references):
                    below.setdefault(above, []).append(own)
                    if name == "evidence_evidence_link" and above[0] != EVIDENCE:
                        below[above].append((EVIDENCE, row["evidence_id"]))
        return below

    def _above(
        self, name: str, row: dict[str, Any], references: list[tuple[str, str]]
    ) -> Iterator[Node]:
        for column, table in references:
            if row[column] is not None:
                yield table, row[column]
        for kind, key in (("kind", "key"), ("ref_kind", "ref_key")):
            if row.get(key) is not None and row.get(kind) in self._tables:
                yield self._tables[row[kind]], row[key]
        if name == "documents_issue" and (document := document_of(row["subject"])) is not None:
            yield "documents_document", document

    def _choose_changes(self, state: Snapshot, subject: set[Node] | None) -> None:
        """The lines of history of what was reached, made on days of the span."""
        person = self.asked.get("value") if self.asked.get("kind") == "person" else None
        self._recorded: set[Node] = set()
        keys = self._keys.setdefault("history_change", set())
        for row in state.rows("history_change"):
            node = (self._tables.get(row["kind"], ""), row["key"])
            if node in self._hidden or node[0] in IN_CONFIDENCE:
                continue
            reaches = subject is None or node in subject or ("history_change", row["id"]) in subject
            by = person is not None and str(row["by_key"]) == str(person)
            if (reaches or by) and self._from <= row["at"] < self._until:
                keys.add(row["id"])
                self._recorded.add(node)

    def _choose(self, state: Snapshot, subject: set[Node] | None) -> None:
        days: dict[Node, str | None] = {}
        meetings: set[int] = set()
        for name, dated in RECORDS.items():
            if name not in state.carried:
                continue
            for row in state.rows(name, but=rules_carried.FROZEN):
                node = (name, row["id"])
                days[node] = row[dated] if isinstance(dated, str) else None
                if isinstance(dated, tuple):
                    days[node] = days.get((dated[1], row[dated[0]]))
                if node in self._hidden or not self._happened(node, days[node]):
                    continue
                if subject is None or node in subject:
                    self._keys.setdefault(name, set()).add(row["id"])
                    if name in IN_MEETINGS and row["meeting_id"]:
                        meetings.add(row["meeting_id"])
        if subject is not None and self.asked["kind"] != "person":
            self._bring_minutes(state, meetings)

    def _happened(self, node: Node, day: str | None) -> bool:
        """On its own day; what has none counts on the days on which it was recorded."""
        if self.first is None and self.last is None:
            return True
        return within(day, self.first, self.last) if day else node in self._recorded

    def _bring_minutes(self, state: Snapshot, meetings: set[int]) -> None:
        self._keys.setdefault("schedule_meeting", set()).update(meetings)
        minutes = set()
        for row in state.rows("meetings_minutes", but=rules_carried.FROZEN):
            if row["meeting_id"] in meetings:
                minutes.add(row["id"])
        self._keys.setdefault(OF_MEETINGS[0], set()).update(minutes)
        for row in state.rows("meetings_addendum"):
            if row["minutes_id"] in minutes:
                self._keys.setdefault(OF_MEETINGS[1], set()).add(row["id"])


def _holding(state: Snapshot, words: str) -> Iterator[Node]:
    """The rows that hold some words in any text, lines of history among them."""
    for name in state.carried:
        for row in state.rows(name):
            if any(isinstance(v, str) and words in v.casefold() for v in row.values()):
                is_field = name == "history_changed_field"
                yield ("history_change", row["change_id"]) if is_field else (name, row["id"])


def _day(said: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(said) if said else None

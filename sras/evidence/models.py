"""Evidence: files, links, interviews, observations, data, and what each supports."""

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from peewee import DateField, ForeignKeyField, IntegerField, fn

from sras.core import kinds
from sras.core.db import Choice, Line, Prose, Whole, transaction
from sras.evidence import rules
from sras.evidence.models_files import receive
from sras.history.models import Change, ChangedField, Tracked, Who, plain

SOURCES = tuple(rules.SOURCES)
SLOTS = tuple(rules.SLOTS)
NOT_SUPPORTED = frozenset({"agency", "person", "evidence"})  # kinds that nothing is proof of

# Features above add a function for a kind: the key of a thing in, why its evidence stands as it is.
stands_for: dict[str, Callable[[int], str]] = {}


def why_it_stands(kind: str, key: int) -> str:
    """Why the evidence of a thing can no longer change, in a sentence; empty when it can."""
    return stands_for[kind](key) if kind in stands_for else ""


class Evidence(Tracked):
    """One piece of evidence; a file lies in `instance/files` under its SHA-256."""

    title = Line(200)
    source = Choice(SOURCES)
    url = Line(1_000, default="")
    description = Prose(4_000)
    dated = DateField(null=True)
    slot = Choice(("", *SLOTS), default="")
    file_sha256 = Line(64, default="")
    file_name = Line(200, default="")
    file_type = Line(120, default="")
    file_size = Whole(default=0)
    retention_note = Line(300, default="")

    def __str__(self) -> str:
        return str(self.title)

    @staticmethod
    def keep_file(stream: IO[bytes], name: str, folder: Path, limit: int) -> dict[str, Any]:
        """Check a file of at most `limit` bytes and keep it durably; gives its fields.

        Raises FileRefused, whose text is a sentence for the person.
        """
        return receive(stream, name, folder, limit).keep()

    @classmethod
    def add(
        cls,
        *,
        by: Who,
        about: tuple[str, int] | None = None,
        supports: str = "",
        **fields: Any,
    ) -> "Evidence":
        """Record a piece, and that it supports the thing named by kind and key in `about`."""
        with transaction():
            piece = cls.start(by=by, **fields)
            if about is not None:
                piece.link(by=by, about=about, supports=supports)
        return piece

    def link(self, *, by: Who, about: tuple[str, int], supports: str = "") -> "EvidenceLink":
        """Let it support one more thing; a second time only renews the words."""
        kind, key = about
        known = (
            EvidenceLink.current()
            .where(
                EvidenceLink.evidence == self, EvidenceLink.kind == kind, EvidenceLink.key == key
            )
            .first()
        )
        if known is None:
            return EvidenceLink.start(
                by=by, verb="linked", evidence=self, kind=kind, key=key, supports=supports
            )
        if supports:
            known.change(by=by, supports=supports)
        return known

    def why_it_stands(self) -> str:
        """Why this piece can no longer change, from anything it supports; empty when it can."""
        links = EvidenceLink.current().where(EvidenceLink.evidence == self)
        found = (why_it_stands(link.kind, link.key) for link in links)
        return next((why for why in found if why), "")

    def replace_file(self, *, by: Who, file: dict[str, Any]) -> Change | None:
        """Put another file in its place; the earlier one stays, named in history."""
        return self.change(by=by, verb="replaced the file", **file)

    def bring_back(self, *, by: Who) -> None:
        """Make it current again after it was archived."""
        self.change(by=by, verb="brought back", archived_at=None)

    @property
    def source_name(self) -> str:
        """What it is, in words."""
        return rules.SOURCES[self.source]

    @property
    def slot_name(self) -> str:
        """The key document it is, in words; empty when it is none."""
        return rules.SLOTS.get(self.slot, "")

    def path(self, folder: Path) -> Path:
        """Where its file lies."""
        return folder / str(self.file_sha256)

    def earlier_files(self) -> "list[EarlierFile]":
        """Files that stood here before the present one, newest first."""
        rows = (
            ChangedField.select(ChangedField, Change)
            .join(Change)
            .where(
                Change.kind == "evidence",
                Change.key == self.id,
                ChangedField.field.in_(("file_name", "file_sha256")),
                ChangedField.old.is_null(False),
            )
            .order_by(Change.id.desc())
        )
        found, name = [], str(self.file_name)
        for _, lines in itertools.groupby(rows, key=lambda row: row.change.id):
            fields = {line.field: line for line in lines}
            if "file_name" in fields:
                name = plain(fields["file_name"].old)
            if "file_sha256" in fields and plain(fields["file_sha256"].old):
                replaced = fields["file_sha256"].change
                found.append(EarlierFile(replaced.version - 1, name, replaced))
        return found

    @classmethod
    def of(cls, kind: str, key: int) -> "list[Evidence]":
        """What supports one thing, each with the link as `support` (supports, id), oldest first."""
        return cls.of_many(kind, [key])[key]

    @classmethod
    def of_many(cls, kind: str, keys: Iterable[int]) -> "dict[int, list[Evidence]]":
        """The same for many things of a kind in one query, by key; none is an empty list."""
        found: dict[int, list[Evidence]] = {key: [] for key in keys}
        rows = (
            cls.current(cls, EvidenceLink)
            .join(EvidenceLink, attr="support")
            .where(
                EvidenceLink.archived_at.is_null(),
                EvidenceLink.kind == kind,
                EvidenceLink.key.in_(list(found)),
            )
            .order_by(EvidenceLink.id)
        )
        for piece in rows:
            found[piece.support.key].append(piece)
        return found

    @classmethod
    def listed(cls, *, source: str = "", slot: str = "", kind: str = "", words: str = "") -> Any:
        """Current pieces, newest first; `kind` narrows to what supports a kind, or `none`."""
        query = cls.current().order_by(cls.id.desc())
        if source:
            query = query.where(cls.source == source)
        if slot:
            query = query.where(cls.slot == slot)
        if words:
            query = query.where(cls.title.contains(words) | cls.description.contains(words))
        linked = EvidenceLink.current(EvidenceLink.evidence)
        if kind == "none":
            query = query.where(cls.id.not_in(linked))
        elif kind:
            query = query.where(cls.id.in_(linked.where(EvidenceLink.kind == kind)))
        return query

    @classmethod
    def in_slots(cls) -> "dict[str, list[Evidence]]":
        """The pieces kept as each of the ten key documents, by slot in order."""
        found: dict[str, list[Evidence]] = {slot: [] for slot in SLOTS}
        for piece in cls.current().where(cls.slot != "").order_by(cls.id):
            found[piece.slot].append(piece)
        return found


@dataclass
class EarlierFile:
    """A file that stood here before: the last version that had it, its name, what replaced it."""

    version: int
    name: str
    replaced: Change


class EvidenceLink(Tracked):
    """That a piece of evidence supports something, named by kind and key."""

    evidence = ForeignKeyField(Evidence, backref="links")
    kind = Line(40)
    key = IntegerField()
    supports = Line(300, default="")

    class Meta:
        indexes = ((("kind", "key"), False),)

    def __str__(self) -> str:
        kind = kinds.KINDS.get(self.kind)
        thing = kind and kind.table.get_or_none(self.key)
        return f"“{self.evidence.title}” to {thing or 'what it supported'}"

    def unlink(self, *, by: Who) -> None:
        """End it; the piece itself and its other links stay."""
        self.archive(by=by, verb="unlinked")

    @classmethod
    def of_pieces(cls, pieces: Iterable[Evidence]) -> "dict[int, list[EvidenceLink]]":
        """What each piece supports, by the piece's id; each link has `name`, the thing's name."""
        found: dict[int, list[EvidenceLink]] = {piece.id: [] for piece in pieces}
        links = list(cls.current().where(cls.evidence.in_(list(found))).order_by(cls.id))
        names = _names(list(found)) if links else {}
        for link in links:
            link.name = names.get((link.kind, link.key), "")
            found[link.evidence_id].append(link)
        return found


def _names(pieces: list[int]) -> dict[tuple[str, int], str]:
    """The newest name in history of everything that the pieces support, in one query."""
    newest = (
        Change.select(fn.MAX(Change.id))
        .join(
            EvidenceLink, on=(EvidenceLink.kind == Change.kind) & (EvidenceLink.key == Change.key)
        )
        .where(EvidenceLink.evidence.in_(pieces))
        .group_by(Change.kind, Change.key)
    )
    rows: Any = Change.select(Change.kind, Change.key, Change.name).where(Change.id.in_(newest))
    return {(kind, key): name for kind, key, name in rows.tuples()}


def supported_kinds() -> list[kinds.Kind]:
    """The kinds of things that evidence may support: those with a page, in alphabetical order."""
    found = [k for k in kinds.KINDS.values() if k.page and k.name not in NOT_SUPPORTED]
    return sorted(found, key=lambda kind: kind.label)


kinds.register("evidence", Evidence, label="Evidence", page="evidence.item", right="read_evidence")
kinds.register(
    "evidence_link", EvidenceLink, label="Evidence link", right="read_evidence", tells=True
)
kinds.happened("evidence", "dated", stayed=True)

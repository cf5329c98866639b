"""Versions of a document: which there are, and what differs between two of them."""

import datetime
import re
from collections.abc import Iterable
from typing import NamedTuple

from sras.core.words import Patience, Pieces, differences, steps

QUIET = datetime.timedelta(minutes=10)
FEW = 2  # unchanged paragraphs that are shown; more of them are folded
MOSTLY_NEW = 4  # of so many words not one stayed
PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")


class Touched(NamedTuple):
    """One recorded change of a document or of one of its sections."""

    number: int
    at: datetime.datetime
    by: str
    name: str  # of the section; empty for the document itself


class Version(NamedTuple):
    """The state after a run of changes that was followed by ten minutes of quiet."""

    number: int  # of its last change
    at: datetime.datetime
    people: list[str]
    sections: list[str]
    is_quiet: bool  # False while someone may still be writing


class Kept(NamedTuple):
    """A section as it stood at some version."""

    key: int
    title: str
    text: str


class Block(NamedTuple):
    """Some paragraphs of a section: `same`, shown once, or `changed`, shown side by side."""

    what: str
    old: Pieces
    new: Pieces
    size: int  # paragraphs

    @property
    def is_long(self) -> bool:
        """Whether it is folded: unchanged, and more than a few paragraphs."""
        return self.what == "same" and self.size > FEW


class Difference(NamedTuple):
    """What became of one section from an older version to a newer one."""

    key: int
    title: str
    was: str  # its former title, where that is another
    what: str  # same, changed, added or removed
    moved: bool
    blocks: list[Block]
    added: int  # words
    removed: int


def versions(changes: Iterable[Touched], now: datetime.datetime) -> list[Version]:
    """The versions, newest first, of changes in their order."""
    runs: list[list[Touched]] = []
    for change in changes:
        if runs and change.at - runs[-1][-1].at < QUIET:
            runs[-1].append(change)
        else:
            runs.append([change])
    return [_version(run, now) for run in reversed(runs)]


def _version(run: list[Touched], now: datetime.datetime) -> Version:
    return Version(
        number=run[-1].number,
        at=run[-1].at,
        people=list(dict.fromkeys(each.by for each in run)),
        sections=list(dict.fromkeys(each.name for each in run if each.name)),
        is_quiet=now - run[-1].at >= QUIET,
    )


def compare(then: list[Kept], now: list[Kept]) -> list[Difference]:
    """What differs, section by section in the order of the newer; what was removed comes last."""
    before = {each.key: each for each in then}
    stayed = [each.key for each in now if each.key in before]
    patience = Patience()
    moved = _moved([each.key for each in then if each.key in set(stayed)], stayed)
    pairs = [(before.pop(each.key, None), each) for each in now]
    found = [_difference(old, new, new.key in moved, patience) for old, new in pairs]
    return found + [_difference(each, None, False, patience) for each in before.values()]


def _moved(old: list[int], new: list[int]) -> set[int]:
    """The sections that stand in another order than the rest."""
    names_old, names_new = list(map(str, old)), list(map(str, new))
    kept = {
        key
        for what, _a, _b, c, d in steps(names_old, names_new, Patience())
        if what == "equal"
        for key in new[c:d]
    }
    return set(new) - kept


def _difference(old: Kept | None, new: Kept | None, moved: bool, patience: Patience) -> Difference:
    standing = new or old
    assert standing is not None  # noqa: S101  one of the two is there
    blocks = paragraphs(old.text if old else "", new.text if new else "", patience)
    changed = any(block.what == "changed" for block in blocks)
    was = old.title if old and new and old.title != new.title else ""
    if old is None or new is None:
        what = "added" if old is None else "removed"
    else:
        what = "changed" if changed or was or moved else "same"
    return Difference(
        key=standing.key,
        title=standing.title,
        was=was,
        what=what,
        moved=moved,
        blocks=blocks,
        added=_count(blocks, "ins"),
        removed=_count(blocks, "del"),
    )


def _count(blocks: list[Block], what: str) -> int:
    pieces = (piece for block in blocks for piece in (*block.old, *block.new))
    return sum(len(text.split()) for is_, text in pieces if is_ == what)


def paragraphs(old: str, new: str, patience: Patience) -> list[Block]:
    """Two texts as blocks of paragraphs; within those that differ the words are told apart."""
    before, after = paragraphs_of(old), paragraphs_of(new)
    found = []
    for what, a, b, c, d in steps(before, after, patience):
        there, here = "\n\n".join(before[a:b]), "\n\n".join(after[c:d])
        if what == "equal":
            found.append(Block("same", [("same", there)], [], b - a))
            continue
        pieces = by_words(there, here, patience)
        left = [piece for piece in pieces if piece[0] != "ins"]
        right = [piece for piece in pieces if piece[0] != "del"]
        found.append(Block("changed", left, right, max(b - a, d - c)))
    return found


def by_words(there: str, here: str, patience: Patience) -> Pieces:
    """What differs word by word; as a whole where too little of it stayed to follow."""
    pieces = differences(there, here, patience)
    stayed = sum(len(text.split()) for what, text in pieces if what == "same")
    if stayed * MOSTLY_NEW >= max(len(there.split()), len(here.split())):
        return pieces
    whole = (("del", there), ("ins", here))
    return [(what, text) for what, text in whole if text]


def paragraphs_of(text: str) -> list[str]:
    """The paragraphs of a text."""
    whole = text.replace("\r\n", "\n").strip("\n")
    return PARAGRAPHS.split(whole) if whole.strip() else []

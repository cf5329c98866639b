"""Copies of papers: which number a print carries, and which papers there are.

A paper joins with `join(Paper(…))` and says, of what the address asks for, a `Printed`: what it
shows (per kind the columns and the rows), its sheets then and now as lines of text, and how some
of its sheets are printed. The number comes from `newest(shown)`; the page, the refusals, the
words and the marks come from here. Its template puts `barred` round what a line tells. Where
there is one such paper for each of several things, `which` says how one of them is chosen.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sras.history.models import Change
from sras.history.models_past import Past
from sras.history.models_shown import Shown
from sras.history.rules_copies import Sheet, SheetChange


@dataclass(frozen=True)
class Reprint:
    """The changed sheets for whoever holds an older copy."""

    held: int
    held_on: Any
    copy: Change
    changes: list[SheetChange]

    def sheet(self, key: str) -> SheetChange | None:
        """How a sheet differs; None when it stays in the binder."""
        return next((change for change in self.changes if change.key == key), None)


@dataclass(frozen=True)
class Printed:
    """A paper as the address asks for it."""

    of: Any  # the row, such as a cycle, before which there was no copy
    words: str  # which part of it: `2026, all objectives`
    shown: list[Shown]
    ever: list[Shown]  # what it may have shown when an older copy was printed
    sheets: Callable[[Past], tuple[list[Sheet], list[Sheet]]]  # then, now
    reprint: Callable[[Reprint], Any]  # answers with the PDF of the changed sheets


@dataclass(frozen=True)
class Which:
    """How one of several papers of a kind is chosen."""

    name: str  # of what names it in the address
    label: str
    choices: Callable[[], list[tuple[str, str]]]


@dataclass(frozen=True)
class Paper:
    """A kind of paper whose copies carry a number."""

    name: str  # as in its address
    label: str  # as people call it
    right: str
    read: Callable[[], Printed | None]  # None while there is nothing to print
    scope: str = "cycle"  # there is one for each
    missing: str = "No cycle is running, so there is no such paper yet."
    which: Which | None = None


PAPERS: dict[str, Paper] = {}


def join(paper: Paper) -> None:
    """Let the copies of a paper be compared."""
    PAPERS[paper.name] = paper

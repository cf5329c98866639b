"""What differs between two texts, word by word; bounded, however long and alike they are."""

import difflib
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

LINES = re.compile("[^\n]*\n+|[^\n]+")
WORDS = re.compile(r"\S+\s*|\s+")
MOST_PAIRS = 20_000  # of equal words in one text and the other: 0.05 s at the worst

Pieces = list[tuple[str, str]]


class Patience:
    """How much may still be compared for one page; beyond it a text is told as a whole."""

    def __init__(self, pairs: int = 5 * MOST_PAIRS) -> None:
        self.pairs = pairs

    def allows(self, pairs: int) -> bool:
        """Whether two texts with so many pairs of equal words are compared; it is used up then."""
        if pairs > min(self.pairs, MOST_PAIRS):
            return False
        self.pairs -= pairs
        return True


def differences(old: str, new: str, patience: Patience | None = None) -> Pieces:
    """Pieces from an old text to a new one: (same | del | ins, text).

    By lines first, then by words within the lines that differ, so that two edits far apart in a
    long text are both told.
    """
    left = patience or Patience()
    before, after = LINES.findall(_plain(old)), LINES.findall(_plain(new))
    pieces: Pieces = []
    for what, a, b, c, d in steps(before, after, left):
        was, becomes = "".join(before[a:b]), "".join(after[c:d])
        same = [("same", was)]
        pieces += same if what == "equal" else told(words(was), words(becomes), left)
    return pieces


def words(text: str) -> list[str]:
    """The words of a text, each with the space behind it."""
    return WORDS.findall(_plain(text))


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n")


def told(old: list[str], new: list[str], patience: Patience) -> Pieces:
    """What became of some words."""
    pieces: Pieces = []
    for what, a, b, c, d in steps(old, new, patience):
        if what == "equal":
            # With the wider of the two spaces, so that what follows on either side stands apart.
            pairs = zip(old[a:b], new[c:d], strict=True)
            pieces.append(("same", "".join(max(pair, key=len) for pair in pairs)))
            continue
        if b > a:
            pieces.append(("del", "".join(old[a:b])))
        if d > c:
            pieces.append(("ins", "".join(new[c:d])))
    return pieces


def steps(
    old: Sequence[str], new: Sequence[str], patience: Patience
) -> list[tuple[str, int, int, int, int]]:
    """How one row of texts becomes another, as difflib says it; the space round them is nothing."""
    was, becomes = [each.strip() for each in old], [each.strip() for each in new]
    first, last = _common_ends(was, becomes)
    there, here = was[first : len(old) - last], becomes[first : len(new) - last]
    counted = Counter(here)
    if not patience.allows(sum(counted[each] for each in there)):
        middle: list[Any] = [("replace", 0, len(there), 0, len(here))]
    else:
        middle = difflib.SequenceMatcher(None, there, here, autojunk=False).get_opcodes()
    found: list[Any] = [("equal", 0, first, 0, first)] if first else []
    found += [(what, a + first, b + first, c + first, d + first) for what, a, b, c, d in middle]
    if last:
        found.append(("equal", len(old) - last, len(old), len(new) - last, len(new)))
    return found


def _common_ends(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """How many are the same at the beginning, and how many of the rest at the end."""
    shorter = min(len(old), len(new))
    first = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    rest = shorter - first
    last = next((n for n in range(rest) if old[-1 - n] != new[-1 - n]), rest)
    return first, last

"""Where two texts differ, by words; by lines or as a whole where that would take too long.

Comparing n words with m takes time with the pairs that are equal, once for each piece that is
found: some pages of "a a a" against "b a b" take minutes. So each text has steps to spend.
"""

import re
from collections import Counter
from difflib import SequenceMatcher
from typing import Any

MOST_STEPS = 4_000_000  # less than a second at worst
WORD = re.compile(r"\S+\s*|\s+")


def differing(old: str, new: str) -> list[tuple[str, str]]:
    """Pieces that lead from one text to another: (same | del | ins, text).

    How much space stands between two words makes no difference.
    """
    found: list[tuple[str, str]] = []
    left = MOST_STEPS
    for op, before, after in _runs(_lines(old), _lines(new)):
        words = WORD.findall(before), WORD.findall(after)
        left -= 0 if op == "same" else _steps(*words)
        finer = _runs(*words) if op != "same" and left > 0 else [(op, before, after)]
        for kind, was, becomes in finer:
            told = [("same", was)] if kind == "same" else [("del", was), ("ins", becomes)]
            found += [piece for piece in told if piece[1]]
    return found


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").splitlines(keepends=True)


def _runs(old: list[str], new: list[str]) -> list[tuple[str, str, str]]:
    """(same | other, old text, new text) in order; what both ends share is set apart first."""
    start = _shared(old, new)
    end = _shared(old[start:][::-1], new[start:][::-1])
    before, after = old[start : len(old) - end], new[start : len(new) - end]
    middle = [("other", "".join(before), "".join(after))]
    if _steps(before, after) <= MOST_STEPS:
        middle = [
            ("same" if op == "equal" else "other", "".join(before[a:b]), "".join(after[c:d]))
            for op, a, b, c, d in _matched(before, after)
        ]
    return [
        ("same", "".join(old[:start]), ""),
        *middle,
        ("same", "".join(old[len(old) - end :]), ""),
    ]


def _matched(old: list[str], new: list[str]) -> Any:
    keys = [each.strip() for each in old], [each.strip() for each in new]
    return SequenceMatcher(None, *keys, autojunk=False).get_opcodes()


def _shared(old: list[str], new: list[str]) -> int:
    """How many begin alike."""
    pairs = enumerate(zip(old, new, strict=False))
    shortest = min(len(old), len(new))
    return next((at for at, (a, b) in pairs if a.strip() != b.strip()), shortest)


def _steps(old: list[str], new: list[str]) -> int:
    """What it may cost to compare them."""
    counted = Counter(each.strip() for each in new)
    return sum(counted[each.strip()] for each in old) * min(len(old), len(new))

"""What becomes of each indicator when one edition follows another."""

import difflib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sras.frameworks.rules_sets import IndicatorSet, IndicatorText

FATES = ("kept", "reworded", "moved", "new", "dropped")
SAME_ENOUGH = 0.6  # of the words of title and statement, in order
NEAREST = 5
FIELDS = {
    "title": "title",
    "statement": "statement",
    "explanation": "explanation",
    "questions": "questions",
    "guidance": "guidance",
    "is_key": "key mark",
    "levels": "levels",
}


@dataclass(frozen=True)
class Step:
    """The fate of one indicator: what it was, what it becomes, and the texts that differ."""

    fate: str
    before: IndicatorText | None
    after: IndicatorText | None
    differs: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """Its code from now on, or the last it had."""
        row = self.after or self.before
        return row.code if row else ""

    @property
    def title(self) -> str:
        """Its title from now on, or the last it had."""
        row = self.after or self.before
        return row.title if row else ""


def revision(
    before: IndicatorSet, after: IndicatorSet, linked: dict[str, str] | None = None
) -> list[Step]:
    """Each indicator's fate, in the order of the new edition, the dropped ones last.

    An indicator with the same code is the same one as long as its words still resemble it.
    Others are found again under another code by their words. Whatever resembles nothing is new.
    `linked` gives the earlier code of each later one where that is known already.
    """
    if linked is None:
        pairs = _pairs(before.indicators, after.indicators)
    else:
        earlier = {row.code: row for row in before.indicators}
        pairs = {new: earlier[old] for new, old in linked.items() if old in earlier}
    placed = {old.code: (old.topic, _part(before, old)) for old in before.indicators}
    steps = []
    for row in after.indicators:
        old = pairs.get(row.code)
        if old is None:
            steps.append(Step("new", None, row))
            continue
        differs = differing(old, row)
        is_moved = row.code != old.code or (row.topic, _part(after, row)) != placed[old.code]
        fate = "moved" if is_moved else "reworded" if differs else "kept"
        steps.append(Step(fate, old, row, differs))
    continued = {old.code for old in pairs.values()}
    gone = [row for row in before.indicators if row.code not in continued]
    return [*steps, *(Step("dropped", row, None) for row in gone)]


def differing(before: IndicatorText, after: IndicatorText) -> tuple[str, ...]:
    """The names of the texts in which two indicators differ."""
    return tuple(
        name for field, name in FIELDS.items() if getattr(before, field) != getattr(after, field)
    )


def tally(steps: Iterable[Step]) -> dict[str, int]:
    """How many indicators meet each fate."""
    counts = dict.fromkeys(FATES, 0)
    for step in steps:
        counts[step.fate] += 1
    return counts


def likeness(one: IndicatorText, other: IndicatorText) -> float:
    """How alike two indicators are by their title or by all their words, from 0 to 1."""
    if one.title.lower() == other.title.lower():
        return 1.0
    return difflib.SequenceMatcher(None, _words(one), _words(other), autojunk=False).ratio()


def _pairs(
    before: tuple[IndicatorText, ...], after: tuple[IndicatorText, ...]
) -> dict[str, IndicatorText]:
    """The earlier indicator of each new code, each used once."""
    same_code = {row.code: row for row in before}
    pairs: dict[str, IndicatorText] = {}
    for row in after:
        old = same_code.get(row.code)
        if old is not None and likeness(old, row) >= SAME_ENOUGH:
            pairs[row.code] = old
    taken = {old.code for old in pairs.values()}
    left = [row for row in before if row.code not in taken]
    free = [row for row in after if row.code not in pairs]
    alike = sorted(
        ((score, old, row) for old, row in near(left, free) if (score := likeness(old, row))),
        key=lambda found: -found[0],
    )
    for score, old, row in alike:
        if score >= SAME_ENOUGH and old.code not in taken and row.code not in pairs:
            pairs[row.code] = old
            taken.add(old.code)
    return pairs


def near(
    left: list[IndicatorText], free: list[IndicatorText]
) -> list[tuple[IndicatorText, IndicatorText]]:
    """Pairs worth comparing closely: by title, and the nearest few that share half their words."""
    known = [set(_words(old)) for old in left]
    holding: dict[str, list[int]] = defaultdict(list)
    for place, words in enumerate(known):
        for word in words:
            holding[word].append(place)
    titles = {old.title.lower(): place for place, old in enumerate(left)}
    pairs = []
    for row in free:
        words = set(_words(row))
        shared = Counter(place for word in words for place in holding.get(word, ()))
        best = sorted(shared, key=lambda p: -shared[p] / (len(words) + len(known[p])))[:NEAREST]
        places = {p for p in best if 4 * shared[p] >= len(words) + len(known[p])}
        if row.title.lower() in titles:
            places.add(titles[row.title.lower()])
        pairs += [(left[place], row) for place in sorted(places)]
    return pairs


def _words(row: IndicatorText) -> list[str]:
    return re.findall(r"\w+", f"{row.title} {row.statement}".lower())


def _part(of: IndicatorSet, row: IndicatorText) -> str:
    return next((topic.part for topic in of.topics if topic.code == row.topic), "")

"""Where indicators stood on two days, and what moved between; never a total or an average."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sras.assessment import rules as levels

STRONG = 3  # of four levels
COLUMN_WORDS = {"owed": "proof owed", "none": "not assessed"}


class Mark(NamedTuple):
    """One indicator at the beginning and at the end of a span."""

    key: int
    code: str
    title: str
    part: tuple[str, str]
    is_key: bool
    before: int | None
    level: int | None
    on: datetime.date | None  # the level at the end was agreed
    owed_before: bool = False
    owed: bool = False
    owner: str = ""  # who owes the proof
    due: datetime.date | None = None
    opened: str = ""  # where `before` is no level of that day: cycle (the one before) or first

    @property
    def column(self) -> str:
        """Where it counts at the end."""
        return levels.counted_level(self.level, not self.owed)

    @property
    def column_before(self) -> str:
        """Where it counted at the beginning."""
        return levels.counted_level(self.before, not self.owed_before)

    @property
    def moved(self) -> str:
        """rose, fell, first, same; empty when it has no level."""
        if self.level is None:
            return ""
        if self.before is None or (self.opened == "first" and self.level == self.before):
            return "first"
        if self.level == self.before:
            return "same"
        return "rose" if self.level > self.before else "fell"

    @property
    def words(self) -> str:
        """How it moved, in words; a fall as plainly as a rise."""
        if self.level is None:
            return "not looked at yet"
        owed = ", proof owed" if self.owed else ""
        if self.moved == "first":
            return f"first assessed, at level {self.level}{owed}"
        if self.before == self.level:
            return f"level {self.level} as before{owed}"
        return f"{self.moved} from level {self.before} to {self.level}{owed}"

    @property
    def proof_given(self) -> bool:
        """Whether the proof that was owed at the beginning was given by the end."""
        return self.level == 4 and self.owed_before and not self.owed


class Picture(NamedTuple):
    """How many stand in one column of the profile, then and now."""

    column: str
    name: str
    before: int
    now: int

    @property
    def short(self) -> str:
        """Its name beside a bar."""
        return COLUMN_WORDS.get(self.column, f"level {self.column}").capitalize()


def counted(marks: Iterable[Mark], names: Sequence[str]) -> list[Picture]:
    """For each column of the profile how many stood there, and stand there."""
    found = list(marks)
    then = levels.tally(mark.column_before for mark in found)
    now = levels.tally(mark.column for mark in found)
    words = {str(number): f"{number} {name}" for number, name in enumerate(names, 1)}
    return [Picture(c, (words | COLUMN_WORDS)[c], then[c], now[c]) for c in levels.COLUMNS]


def by_part(marks: Iterable[Mark], names: Sequence[str]) -> list[tuple[str, int, list[Picture]]]:
    """The same for each part, with how many indicators it has."""
    parts: dict[tuple[str, str], list[Mark]] = {}
    for mark in marks:
        parts.setdefault(mark.part, []).append(mark)
    return [(f"{c} {t}", len(found), counted(found, names)) for (c, t), found in parts.items()]


def strong(marks: Iterable[Mark]) -> list[Mark]:
    """What has reached the two highest levels; a proof may still be owed, and is said to be."""
    return [mark for mark in marks if (mark.level or 0) >= STRONG]


def assessed(marks: Iterable[Mark]) -> tuple[int, int]:
    """How many had a level in this cycle at the beginning, and have one at the end."""
    found = list(marks)
    return (
        sum(mark.before is not None and not mark.opened for mark in found),
        sum(mark.level is not None for mark in found),
    )


def origins(marks: Iterable[Mark], day: str) -> str:
    """Where the levels at the beginning come from, in words; `day` is the one before the span."""
    froms = [mark.opened if mark.before is not None else "none" for mark in marks]
    words = {
        "": f"the level on {day}",
        "cycle": "that of the cycle before",
        "first": "the first one agreed since",
    }
    told = [f"for {froms.count(f)} {said}" for f, said in words.items() if f in froms]
    none = froms.count("none")
    listed = ", ".join(told)
    if not none:
        return listed
    return f"{listed}; {none} had none" if listed else "none had one"


def moves(marks: Iterable[Mark], span: Any) -> dict[str, list[Mark]]:
    """Who rose, fell, was assessed first, was agreed again in a span; and whose proof came."""
    found = list(marks)
    said = {name: [m for m in found if m.moved == name] for name in ("rose", "fell", "first")}
    again = [m for m in found if m.moved == "same" and span.holds(m.on)]
    return {**said, "again": again, "proofs": [m for m in found if m.proof_given]}

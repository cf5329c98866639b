"""The profile: where every indicator stands, counted by part, beside the cycle before.

Never a total score, an average, a percentage or a rank: the method forbids them.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sras.assessment import rules
from sras.assessment.rules_list import Row

HEAD = (
    *("Code", "Indicator", "Key", "Part", "Topic", "Level", "Name of the level", "Counts as"),
    *("Agreed on", "Level before", "Change", "What is in place now", "Priority", "Opportunity"),
    *("Index", "Disposition", "Reason", "In the way", "Barrier", "Evidence", "Kept up by"),
    *("Proof owed by", "Proof due", "Consensus", "Seen differently"),
)
WIDTHS = (
    *(7, 40, 6, 30, 30, 7, 20, 14),
    *(12, 12, 22, 60, 9, 12),
    *(7, 22, 40, 40, 40, 9, 40),
    *(20, 12, 22, 40),
)
COUNTS_AS = {"owed": "4, proof owed", "none": "not assessed"}


class Entry(NamedTuple):
    """One indicator in the profile."""

    row: Row
    line: Any
    before: int | None
    moved: str

    @property
    def part(self) -> tuple[str, str]:
        """Code and title of its part."""
        return self.row.part

    @property
    def topic(self) -> tuple[str, str]:
        """Code and title of its topic."""
        return self.row.topic

    @property
    def moved_from(self) -> str:
        """The change in the few words of the grid."""
        return rules.moved_from(self.before, self.line.level)

    @property
    def scored(self) -> bool:
        """Whether its level asks for scores and both are given."""
        return "=" in self.row.index_said


def entries(
    rows: list[Row],
    found: list[Any],
    levels_before: dict[int, int | None],
    compared: bool,
) -> list[Entry]:
    """Rows with their lines and the level of the cycle before; `moved` is empty without one."""
    made = []
    for row, line in zip(rows, found, strict=True):
        before = levels_before.get(line.indicator_key)
        moved = rules.moved(before, line.level) if compared else ""
        made.append(Entry(row, line, before, moved))
    return made


def counts(made: list[Entry]) -> list[tuple[str, dict[str, int], int]]:
    """Per part, and last for all: what it is called, how many in each column, how many in all."""
    parts: dict[tuple[str, str], list[str]] = {}
    for entry in made:
        parts.setdefault(entry.row.part, []).append(entry.row.column)
    lines = [
        (f"{code} {title}", rules.tally(columns), len(columns))
        for (code, title), columns in parts.items()
    ]
    everything = [column for columns in parts.values() for column in columns]
    return [*lines, ("All parts", rules.tally(everything), len(everything))]


def changes(made: list[Entry]) -> list[tuple[str, list[Entry]]]:
    """Who rose, who fell, who stayed, who is new: in that order, falls as plainly as rises.

    What is not yet assessed has a list of its own.
    """

    def moved(entry: Entry) -> str:
        if entry.line.level is None:
            return ""
        if entry.before is None:
            return "Assessed for the first time"
        if entry.line.level == entry.before:
            return "As before"
        return "Rose" if entry.line.level > entry.before else "Fell"

    names = ("Rose", "Fell", "As before", "Assessed for the first time")
    return [(name, [entry for entry in made if moved(entry) == name]) for name in names]


def not_priority(made: list[Entry]) -> list[Entry]:
    """What the team said is not a priority."""
    return [
        entry
        for entry in made
        if rules.development(entry.line.level, entry.line.disposition) == "none-not-priority"
    ]


def agreed_span(made: list[Entry]) -> str:
    """From which day to which the levels were agreed; empty when none is."""
    days = sorted(entry.row.agreed_on for entry in made if entry.row.level and entry.row.agreed_on)
    if not days:
        return ""
    first, last = rules.said(days[0]), rules.said(days[-1])
    return first if first == last else f"{first} to {last}"


def rows(made: list[Entry], compared: Any = None) -> Iterator[list[Any]]:
    """The profile as a table: the head, then a row for each indicator."""
    yield list(HEAD)
    for entry in made:
        yield [*_standing(entry, bool(compared)), *_words(entry.line)]


def _standing(entry: Entry, compared: bool) -> list[Any]:
    row, line = entry.row, entry.line
    return [
        row.code,
        row.title,
        "KEY" if row.is_key else "",
        " ".join(row.part),
        " ".join(row.topic),
        line.level or "",
        row.name,
        COUNTS_AS.get(row.column, row.column),
        line.agreed_on if line.level and line.agreed_on else "",
        (entry.before or "") if compared else "",
        entry.moved,
    ]


def _words(line: Any) -> list[Any]:
    index = rules.index(line.priority, line.opportunity)
    scored = "scores" in rules.asks(line.level, line.disposition)
    stands = rules.CONSTRAINT_NAMES.get(line.constraint_kind, "")
    return [
        line.in_place,
        line.priority or "",
        line.opportunity or "",
        index if scored and index else "",
        rules.DISPOSITION_NAMES.get(line.disposition, "") if line.level == 1 else "",
        line.disposition_reason if line.level == 1 else "",
        ": ".join(word for word in (stands, line.constraint_note) if word),
        line.barrier,
        line.evidence_count,
        line.sustain,
        line.proof_owner_name or "",
        line.proof_due or "",
        rules.CONSENSUS_NAMES.get(line.consensus, ""),
        line.dissent_note,
    ]

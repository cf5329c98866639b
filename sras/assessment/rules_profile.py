"""The profile: where every indicator stands, counted by part, beside the cycle before.

Never a total score, an average, a percentage or a rank: the method forbids them.
"""

from typing import Any, NamedTuple

from sras.assessment import rules
from sras.assessment.rules_list import Row


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
    """Who rose, who fell, who stayed, who is new: in that order, falls as plainly as rises."""

    def moved(entry: Entry) -> str:
        if entry.line.level is None:
            return "Not yet assessed in this cycle"
        if entry.before is None:
            return "Assessed for the first time"
        if entry.line.level == entry.before:
            return "As before"
        return "Rose" if entry.line.level > entry.before else "Fell"

    names = (
        "Rose",
        "Fell",
        "As before",
        "Assessed for the first time",
        "Not yet assessed in this cycle",
    )
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

"""The budgets' table: what was measured, what it came to, what it must be.

A row may name a ceiling above its budget: for times, which a busy machine stretches, and for the
few budgets that are known to be missed (docs/decisions.md says which and why). The table tells
every budget that is missed, and by how much; a test fails above the ceiling.
"""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Row:
    """One budget as it was measured."""

    what: str
    ours: float
    at_most: float
    unit: str
    note: str = ""
    ceiling: float | None = None

    @property
    def held(self) -> bool:
        return self.ours <= self.at_most

    @property
    def borne(self) -> bool:
        return self.ours <= (self.at_most if self.ceiling is None else self.ceiling)

    @property
    def over(self) -> str:
        if not self.at_most:
            return f"{short(self.ours)} too many"
        return f"{100 * (self.ours / self.at_most - 1):.0f} % over"

    def words(self) -> tuple[str, str, str, str]:
        """What, ours, must be, held."""
        what = f"{self.what} ({self.note})" if self.note else self.what
        return (
            what,
            f"{short(self.ours)} {self.unit}".strip(),
            f"≤ {short(self.at_most)} {self.unit}".strip(),
            "yes" if self.held else f"NO, {self.over}",
        )


@dataclass
class Table:
    """Every budget of this run."""

    rows: list[Row] = field(default_factory=list)

    def hold(self, what: str, ours: float, at_most: float, unit: str = "", **more: Any) -> None:
        """Write a row down, then fail above its ceiling, which is the budget unless said."""
        self.hold_all(Row(what, ours, at_most, unit, **more))

    def hold_all(self, *rows: Row) -> None:
        """Write rows down that were measured together, then fail when one is above its ceiling."""
        self.rows += rows
        missed = [" | ".join(row.words()) for row in rows if not row.borne]
        assert not missed, "\n".join(missed)

    def lines(self) -> list[str]:
        """The table as text, its columns under each other."""
        cells = [("what", "ours", "must be", "held?"), *(row.words() for row in self.rows)]
        widths = [max(len(line[column]) for line in cells) for column in range(4)]
        made = [
            f"{line[0]:<{widths[0]}}  {line[1]:>{widths[1]}}  {line[2]:>{widths[2]}}  {line[3]}"
            for line in cells
        ]
        return [made[0], "-" * max(map(len, made)), *made[1:]]


def short(number: float) -> str:
    """A number as short as it can be told apart from its limit."""
    return f"{number:.0f}" if number == int(number) or number >= 1_000 else f"{number:.2f}"

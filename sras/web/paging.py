"""Long lists a page at a time."""

from dataclasses import dataclass
from typing import Any

PER_PAGE = 50


@dataclass(frozen=True)
class Paged:
    """One page of a list: its rows, its number from 1, and whether there is an earlier or later."""

    rows: list[Any]
    number: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        """Whether there is a page before this one."""
        return self.number > 1


def paged(query: Any, number: int, per_page: int = PER_PAGE) -> Paged:
    """One page of a query, without counting the whole of it."""
    number = max(1, min(number, 100_000))
    rows = list(query.limit(per_page + 1).offset((number - 1) * per_page))
    return Paged(rows[:per_page], number, len(rows) > per_page)

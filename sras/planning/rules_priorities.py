"""The priority list: what is scored and not fully in place, ranked, with where it was placed."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from sras.assessment import rules
from sras.planning.rules import ENDED, OBJECTIVE_STATE_NAMES
from sras.planning.rules_choice import may_be_chosen

HEAD = (
    *("Rank", "Code", "Indicator", "Key", "Level", "Priority", "Opportunity", "Index", "List"),
    *("Why on this list", "In the plan", "What stands in the way", "Named as", "Barrier"),
)
WIDTHS = (6, 7, 40, 6, 7, 9, 12, 7, 14, 40, 14, 20, 50, 50)
ASK_HEAD = (
    *("Code", "Indicator", "Kind", "What is asked", "Raised on", "State", "Answered on"),
    *("By", "Answer"),
)
ASK_WIDTHS = (7, 40, 18, 60, 12, 16, 12, 24, 50)


class Placed(NamedTuple):
    """On which list the team placed an indicator, and why."""

    list: str
    why: str


class Ranked(NamedTuple):
    """One indicator of the list."""

    rank: int
    line: Any
    score: int  # priority × opportunity
    placed: Placed | None
    state: str  # of its last objective; empty while it has none

    @property
    def on_list(self) -> str:
        """The list it stands on; what was not placed stands on none."""
        return self.placed.list if self.placed else ""

    @property
    def list_said(self) -> str:
        """The same in words."""
        return rules.LIST_NAMES[self.on_list] if self.placed else "Not chosen"

    @property
    def in_plan(self) -> str:
        """Whether it is in the plan, in words."""
        if self.state in ENDED and not self.placed:
            return f"Objective {OBJECTIVE_STATE_NAMES[self.state]}"
        if self.state and self.state not in ENDED:
            return f"In the plan, {OBJECTIVE_STATE_NAMES[self.state]}"
        return "Not in the plan yet" if self.on_list in ("quick_win", "longer_term") else ""

    @property
    def kind_said(self) -> str:
        """What kind of thing stands in the way; empty when nothing is named."""
        return rules.CONSTRAINT_NAMES.get(self.line.constraint_kind, "")

    @property
    def way_said(self) -> str:
        """What stands in the way, in one line; empty when nothing is named."""
        return ": ".join(
            word for word in (self.kind_said, self.line.constraint_note.rstrip(".")) if word
        )


def standing(line: Any) -> str:
    """Where a line stands before choosing: idle, to_finish, or '' for neither."""
    return may_be_chosen(line.level, line.disposition, line.priority, line.opportunity)


def ranked(lines: Iterable[Any], placed: dict[int, Placed], states: dict[int, str]) -> list[Ranked]:
    """The best first; `placed` and `states` by the key of the assessment."""
    found = [line for line in lines if standing(line) == "idle"]
    found.sort(
        key=lambda line: rules.ranking_key(line.priority, line.opportunity, line.is_key, line.code)
    )
    return [
        Ranked(
            rank,
            line,
            line.priority * line.opportunity,
            placed.get(line.id),
            states.get(line.id, ""),
        )
        for rank, line in enumerate(found, 1)
    ]


def to_finish(lines: Iterable[Any]) -> list[Any]:
    """What has a level and is still to be scored."""
    return [line for line in lines if standing(line) == "to_finish"]


def rows(found: Iterable[Ranked]) -> Iterator[list[Any]]:
    """The list as a table: the head, then a row for each indicator."""
    yield list(HEAD)
    for row in found:
        line = row.line
        yield [
            row.rank,
            line.code,
            line.title,
            "KEY" if line.is_key else "",
            line.level,
            line.priority,
            line.opportunity,
            row.score,
            row.list_said,
            row.placed.why if row.placed else "",
            row.in_plan,
            row.kind_said,
            line.constraint_note,
            line.barrier,
        ]


def ask_rows(asks: Iterable[Any]) -> Iterator[list[Any]]:
    """The asks of the Chief as a table."""
    yield list(ASK_HEAD)
    for ask in asks:
        indicator = ask.assessment.indicator
        yield [
            indicator.code,
            indicator.title,
            ask.kind_name,
            ask.text,
            ask.raised_on,
            ask.state_name,
            ask.decided_on or "",
            ask.decided_by,
            ask.answer,
        ]

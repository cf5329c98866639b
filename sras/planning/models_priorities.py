"""What the priority list of a cycle reads, now and on a past day."""

from dataclasses import dataclass
from typing import Any

from sras.assessment.models import Assessment
from sras.assessment.models_as_of import told_on
from sras.assessment.models_pages import lines
from sras.frameworks.models import Indicator
from sras.history.models_as_of import AsOf
from sras.history.models_shown import Shown
from sras.planning import rules_as_of
from sras.planning.models import Objective
from sras.planning.models_as_of import had_been_answered, steps_of
from sras.planning.models_asks import Ask
from sras.planning.models_lists import Selection
from sras.planning.rules import ENDED
from sras.planning.rules_priorities import Placed, Ranked, ranked, to_finish

ASSESSMENT = (
    *("level", "agreed_on", "disposition", "priority", "opportunity", "constraint_kind"),
    *("constraint_note", "barrier"),
)


@dataclass(frozen=True)
class Priorities:
    """The ranked list, what is still to be scored, and the asks of the Chief."""

    ranked: list[Ranked]
    to_finish: list[Any]
    asks: list[Any]

    def on(self, *lists: str) -> list[Ranked]:
        """What stands on these lists; the best first."""
        return [row for row in self.ranked if row.on_list in lists]


def priorities(cycle: Any) -> Priorities:
    """The list as it is now; four questions."""
    found = lines(cycle)
    chosen = {row.assessment.id: Placed(row.list, row.why) for row in Selection.of_cycle(cycle)}
    last_ones: Any = (
        Objective.current(Objective.assessment, Objective.state)
        .join(Assessment)
        .where(Assessment.cycle == cycle)
        .order_by(Objective.id)
        .tuples()
    )
    asks = list(Ask.of_cycle(cycle))
    return Priorities(ranked(found, chosen, dict(last_ones)), to_finish(found), asks)


def priorities_on(cycle: Any, then: AsOf) -> Priorities:
    """The list on a past day; five questions beside that of `then`."""
    found = told_on(cycle, then, evidence=False).lines
    states = _states_on(cycle, then)
    last_ones = {key: state for key, (state, _on) in states.items()}
    ends = {key: on for key, (state, on) in states.items() if state in ENDED}
    asks = [_ask_on(row, then) for row in Ask.of_cycle(cycle) if row.raised_on <= then.day]
    return Priorities(
        ranked(found, _placed_on(cycle, then, ends), last_ones), to_finish(found), asks
    )


def _states_on(cycle: Any, then: AsOf) -> dict[int, tuple[str, Any]]:
    """The state of the last objective on each assessment, and since when."""
    rows = (
        Objective.select()
        .join(Assessment)
        .where(Assessment.cycle == cycle, Objective.added_on <= then.day)
        .order_by(Objective.id)
    )
    found = {}
    for row in rows:
        step = rules_as_of.step_on(steps_of(row.id, then), row.added_on, then.day)
        if step is not None and then.was_there(row):
            found[row.__data__["assessment"]] = (step.state, step.on)
    return found


def _placed_on(cycle: Any, then: AsOf, ends: dict[int, Any]) -> dict[int, Placed]:
    """Where each was placed by a day; one whose objective ended since stands on no list."""
    rows: Any = Selection.select().join(Assessment).where(Assessment.cycle == cycle)
    found = {}
    for row in rows.order_by(Selection.id):
        was = row if row.placed_on <= then.day else then.row(row)
        key = row.__data__["assessment"]
        over = key in ends and ends[key] >= was.placed_on
        if was.placed_on <= then.day and then.was_there(row) and not over:
            found[key] = Placed(str(was.list), str(was.why))
    return found


def _ask_on(ask: Any, then: AsOf) -> Any:
    """An ask with the answer it had by a day; one that was asked again since had it as recorded."""
    was = then.row(ask)
    if ask.decided_on is not None and ask.decided_on <= then.day:
        names = ("state", "decided_on", "decided_by", "answer")
        was.__data__ |= {name: ask.__data__[name] for name in names}
    elif not had_been_answered(ask.id, then):
        was.__data__ |= {"state": "open", "decided_on": None, "decided_by": "", "answer": ""}
    return was


def shown_on_priorities(cycle: Any) -> list[Shown]:
    """What the priority list of a cycle shows."""
    own = Assessment.select(Assessment.id).where(Assessment.cycle == cycle.id)
    asked = Indicator.edition == cycle.__data__["edition"]

    def of(table: Any) -> Any:
        return table.select(table.id).where(table.assessment.in_(own))

    return [
        Shown("agency", ("agency_name", "state_name", "system_name", "zone", "chief_title")),
        Shown("cycle", ("label",), [cycle.id]),
        Shown("assessment", ASSESSMENT, own),
        Shown(
            "indicator",
            ("code", "title", "is_key"),
            Indicator.select(Indicator.id).where(asked),
        ),
        Shown("selection", ("list", "why", "placed_on"), of(Selection)),
        Shown("objective", ("state", "added_on", "met_on", "ended_on"), of(Objective)),
        Shown("ask", ("kind", "text", "state", "raised_on", "decided_on", "answer"), of(Ask)),
    ]

"""The board of a cycle: what may be chosen, ranked, where each stands, and how much is in hand."""

from dataclasses import dataclass, field
from typing import Any

from peewee import JOIN, fn

from sras.assessment.models import Assessment, Cycle
from sras.assessment.rules import index, ranking_key, suggested_list
from sras.frameworks.models import Indicator
from sras.planning import rules_choice
from sras.planning.models import Objective
from sras.planning.models_approvals import Approval, approvals
from sras.planning.models_choice import ApprovalRequest, RequestItem
from sras.planning.models_lists import IN_THE_PLAN, Selection, objectives_of


@dataclass
class Candidate:
    """One indicator on the board: its scores, the suggestion, where the team placed it."""

    assessment: Any
    placed: Selection | None = None
    approval: Approval | None = None
    ended: Any = None  # the objective on it that was met or dropped, unless it is placed anew

    @property
    def may_be_chosen(self) -> bool:
        """Whether its level and scores let it be placed."""
        of = self.assessment
        standing = rules_choice.may_be_chosen(of.level, of.disposition, of.priority, of.opportunity)
        return standing == "idle"

    @property
    def indicator(self) -> Any:
        """The indicator."""
        return self.assessment.indicator

    @property
    def index(self) -> int | None:
        """Priority × opportunity."""
        return index(self.assessment.priority, self.assessment.opportunity)

    @property
    def suggested(self) -> str:
        """The list its scores suggest."""
        return suggested_list(self.assessment.priority, self.assessment.opportunity)

    @property
    def on_list(self) -> str:
        """The list the team placed it on; empty when none."""
        return str(self.placed.list) if self.placed else ""

    @property
    def before_the_chief(self) -> bool:
        """Whether it lies before the Chief now, and so stays where it is."""
        return self.approval is not None and self.approval.state == "undecided"

    @property
    def may_be_put_up(self) -> bool:
        """Whether it is placed for the plan and the Chief has not approved it on that list."""
        if self.on_list not in rules_choice.PLAN_LISTS:
            return False
        if self.approval is None or self.approval.state == "returned":
            return True
        return self.approval.approved_on is not None and self.approval.list != self.on_list

    @property
    def sort_key(self) -> Any:
        """Its place in the ranking."""
        return ranking_key(
            self.assessment.priority,
            self.assessment.opportunity,
            self.indicator.is_key,
            self.indicator.code,
        )


@dataclass
class Board:
    """All that choosing needs to know of a cycle."""

    ranked: list[Candidate] = field(default_factory=list)  # scored and not deferred, best first
    deferred: list[Candidate] = field(default_factory=list)
    to_finish: list[Candidate] = field(default_factory=list)  # a level, but not both scores
    changed: list[Candidate] = field(default_factory=list)  # placed once, no longer to be chosen
    ended: list[Candidate] = field(default_factory=list)  # met or dropped, and not placed anew
    drafted: list[Candidate] = field(default_factory=list)  # placed, and planned for already
    active: int = 0

    @property
    def placed(self) -> int:
        """How many are placed for the plan and not in it yet."""
        return sum(1 for row in self.ranked if row.on_list in rules_choice.PLAN_LISTS)

    @property
    def to_put_up(self) -> list[Candidate]:
        """What can be put up to the Chief now."""
        drafted = [row for row in self.drafted if row.index is not None]
        return [row for row in (*self.ranked, *drafted) if row.may_be_put_up]


def board(cycle: Cycle) -> Board:
    """The board of a cycle, in four queries whatever its size."""
    placed = {row.assessment_id: row for row in Selection.of_cycle(cycle)}
    (planned, ended), said = objectives_of(cycle), approvals(cycle)
    made = Board(active=len(planned))
    for assessment in Assessment.of_cycle(cycle):
        row = Candidate(assessment, placed.get(assessment.id), said.get(assessment.id))
        if assessment.id in planned:
            made.drafted.append(row)
            continue
        if assessment.id in ended and row.placed is None:
            row.ended = ended[assessment.id]
            made.ended.append(row)
            continue
        standing = rules_choice.may_be_chosen(
            assessment.level, assessment.disposition, assessment.priority, assessment.opportunity
        )
        if standing == "idle":
            (made.deferred if row.on_list == "deferred" else made.ranked).append(row)
        elif row.placed is not None:
            made.changed.append(row)
        elif standing:
            made.to_finish.append(row)
    made.ranked.sort(key=lambda row: row.sort_key)
    made.deferred.sort(key=lambda row: row.sort_key)
    return made


def one_candidate(key: int) -> Candidate | None:
    """One row of the board by assessment, with whether it is planned or before the Chief.

    One query; `assessment.planned` is the id of its open objective or None.
    """
    put_up = Selection.alias()
    open_request = (
        RequestItem.select(RequestItem.id)
        .join(ApprovalRequest)
        .switch(RequestItem)
        .join(put_up, on=(RequestItem.selection == put_up.id))
        .where(put_up.assessment == Assessment.id, ApprovalRequest.state == "open")
        .limit(1)
    )
    row = (
        Assessment.current(
            Assessment,
            Indicator,
            Cycle,
            Selection,
            fn.COALESCE(Objective.id, 0).alias("planned"),
            fn.EXISTS(open_request).alias("before_the_chief"),
        )
        .join(Indicator)
        .switch(Assessment)
        .join(Cycle)
        .switch(Assessment)
        .join(
            Selection,
            JOIN.LEFT_OUTER,
            on=(
                (Selection.assessment == Assessment.id)
                & Selection.archived_at.is_null()
                & ~Selection.is_over()
            ),
            attr="placed",
        )
        .switch(Assessment)
        .join(
            Objective,
            JOIN.LEFT_OUTER,
            on=(
                (Objective.assessment == Assessment.id)
                & Objective.state.in_(IN_THE_PLAN)
                & Objective.archived_at.is_null()
            ),
            attr="objective",
        )
        .where(Assessment.id == key)
        .first()
    )
    if row is None:
        return None
    placed = getattr(row, "placed", None)
    if placed is None or placed.id is None:
        return Candidate(row)
    placed.assessment = row  # history wants its name
    return Candidate(row, placed)


def counts(cycle: Cycle) -> tuple[int, int]:
    """How many objectives are in the plan, and how many indicators are placed for it."""
    planned = Objective.select(Objective.assessment).where(
        Objective.state.in_(IN_THE_PLAN), Objective.archived_at.is_null()
    )
    of_cycle = Assessment.select(Assessment.id).where(Assessment.cycle == cycle)
    placed = Selection.select(fn.COUNT(Selection.id)).where(
        Selection.archived_at.is_null(),
        Selection.list.in_(rules_choice.PLAN_LISTS),
        Selection.assessment.in_(of_cycle),
        Selection.assessment.not_in(planned),
        ~Selection.is_over(),
    )
    return (
        Objective.current(fn.COUNT(Objective.id), placed)
        .where(Objective.state.in_(IN_THE_PLAN), Objective.assessment.in_(of_cycle))
        .tuples()
        .first()
    )


def plan_counts(cycle: Cycle) -> dict[str, int]:
    """How many objectives of a cycle stand in each state."""
    rows = (
        Objective.current(Objective.state, fn.COUNT(Objective.id))
        .join(Assessment)
        .where(Assessment.cycle == cycle)
        .group_by(Objective.state)
        .tuples()
    )
    return dict(rows)

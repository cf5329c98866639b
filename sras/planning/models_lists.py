"""On which list the team placed an indicator, and what may be chosen at all."""

import datetime
from typing import Any

from peewee import DateField, ForeignKeyField, fn

from sras.assessment.models import Assessment, Cycle
from sras.assessment.rules import index
from sras.core import kinds
from sras.core.db import Choice, Prose
from sras.frameworks.models import Indicator, Part, Topic
from sras.history.models import Change, Tracked, Who
from sras.planning.models import LISTS, Objective
from sras.planning.rules import ENDED

IN_THE_PLAN = ("draft", "active", "paused")


class Selection(Tracked):
    """That the team placed an indicator on one of the lists, and why."""

    assessment = ForeignKeyField(Assessment, backref="selections")
    list = Choice(LISTS)
    suggested = Choice(("", *LISTS), default="")
    why = Prose(2_000)
    placed_on = DateField()

    def __str__(self) -> str:
        return f"Choice of {self.assessment.indicator}"

    @classmethod
    def of(cls, assessment: Assessment) -> "Selection | None":
        """Where an indicator is placed now, None when it is not."""
        return cls.current().where(cls.assessment == assessment, ~cls.is_over()).first()

    @classmethod
    def is_over(cls) -> Any:
        """Whether an objective on it was met or dropped since it was placed; asked in a query."""
        ended = Objective.alias()
        since = newest("objective", ended.id) > newest("selection", cls.id)
        return fn.EXISTS(
            ended.select(ended.id).where(
                ended.assessment == cls.assessment,
                ended.state.in_(ENDED),
                ended.archived_at.is_null(),
                since,
            )
        )

    @classmethod
    def of_cycle(cls, cycle: Cycle) -> Any:
        """What is placed in a cycle, with indicator, topic and part, in the set's order.

        What was met or dropped since is placed no longer.
        """
        return (
            cls.current(cls, Assessment, Indicator, Topic, Part)
            .join(Assessment)
            .join(Indicator)
            .join(Topic)
            .join(Part)
            .where(Assessment.cycle == cycle, ~cls.is_over())
            .order_by(Indicator.sort)
        )

    @classmethod
    def place(
        cls,
        *,
        by: Who,
        assessment: Assessment,
        on_list: str,
        suggested: str,
        reason: str,
        on: datetime.date,
        now: "Selection | None",
    ) -> "Selection":
        """Put an indicator on a list, or move it from where it is `now`."""
        if now is None:
            return cls.start(
                by=by,
                verb="placed",
                reason=reason,
                assessment=assessment,
                list=on_list,
                suggested=suggested,
                why=reason,
                placed_on=on,
            )
        now.change(
            by=by,
            verb="moved",
            reason=reason,
            list=on_list,
            suggested=suggested,
            why=reason,
            placed_on=on,
        )
        return now

    def as_it_stands(self) -> dict[str, Any]:
        """The indicator with its level, scores and words, as plain values to freeze."""
        assessment = self.assessment
        indicator = assessment.indicator
        topic = indicator.topic
        return {
            "assessment": assessment.id,
            "code": indicator.code,
            "title": indicator.title,
            "statement": indicator.statement,
            "is_key": indicator.is_key,
            "topic": str(topic),
            "part": str(topic.part),
            "level": assessment.level,
            "agreed_on": assessment.agreed_on.isoformat() if assessment.agreed_on else None,
            "in_place": assessment.in_place,
            "priority": assessment.priority,
            "opportunity": assessment.opportunity,
            "index": index(assessment.priority, assessment.opportunity),
            "constraint_kind": assessment.constraint_kind,
            "constraint_note": assessment.constraint_note,
            "barrier": assessment.barrier,
            "list": self.list,
            "why": self.why,
        }


def newest(kind: str, key: Any) -> Any:
    """The number of the newest change of a thing, to be asked within a query; 0 for none."""
    changes = Change.select(fn.MAX(Change.id)).where(Change.kind == kind, Change.key == key)
    return fn.COALESCE(changes, 0)


def objectives_of(cycle: Cycle) -> tuple[set[int], dict[int, Any]]:
    """The assessments of a cycle in the plan now, and the objective that ended last, by assessment.

    In the plan is what is drafted, active or paused; ended what was met or dropped.
    """
    rows: Any = (
        Objective.current().join(Assessment).where(Assessment.cycle == cycle).order_by(Objective.id)
    )
    found = list(rows)
    planned = {row.assessment_id for row in found if row.state in IN_THE_PLAN}
    return planned, {row.assessment_id: row for row in found if row.state in ENDED}


kinds.register("selection", Selection, label="Choice", tells=True)
kinds.happened("selection", "placed_on", said=("list",))

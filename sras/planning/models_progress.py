"""How objectives stood on a day, in the team's words, and objectives read with it."""

import datetime
from typing import Any

from peewee import JOIN, DateField, ForeignKeyField

from sras.coaching.models import CoachComment
from sras.core import kinds
from sras.core.db import Choice, Prose
from sras.history.models import Tracked
from sras.planning import rules
from sras.planning.models import STANDINGS, Objective
from sras.schedule.models import Meeting


class Progress(Tracked):
    """How an objective stood on a day, in the team's words."""

    objective = ForeignKeyField(Objective, backref="progress")
    said_on = DateField()
    standing = Choice(STANDINGS, default="on_track")
    text = Prose(4_000)
    meeting = ForeignKeyField(Meeting, null=True, backref="progress")

    def __str__(self) -> str:
        return f"Progress of {self.objective.assessment.indicator.code}"

    @classmethod
    def newest_first(cls, objectives: Any) -> Any:
        """The entries of some objectives, newest first."""
        return (
            cls.current()
            .where(cls.objective.in_(objectives))
            .order_by(cls.said_on.desc(), cls.id.desc())
        )


def one_with_entries(key: int) -> Any:
    """One objective with its progress in `entries`, newest first, and if it is `commented`."""
    said = (Progress.objective == Objective.id) & Progress.archived_at.is_null()
    rows = list(
        Objective.with_indicators()
        .select_extend(
            *Progress._meta.sorted_fields, CoachComment.any_on("objective", Objective.id)
        )
        .join_from(Objective, Progress, JOIN.LEFT_OUTER, on=said, attr="entry")
        .where(Objective.id == key)
        .order_by(Progress.said_on.desc(), Progress.id.desc())
    )
    if not rows:
        return None
    found = [getattr(row, "entry", None) for row in rows]
    rows[0].entries = [entry for entry in found if entry is not None and entry.id]
    return rows[0]


def with_standing() -> Any:
    """Objectives, each with `standing`, how it stood when last something was said."""
    return Objective.with_indicators().select_extend(_said_last().alias("standing"))


def with_standing_on(day: datetime.date) -> Any:
    """The same of what was said until a day; archived objectives too."""
    newest = _said_last().where(Progress.said_on <= day)
    return Objective.with_indicators(archived_too=True).select_extend(newest.alias("standing"))


def _said_last() -> Any:
    return (
        Progress.current(Progress.standing)
        .where(Progress.objective == Objective.id)
        .order_by(Progress.said_on.desc(), Progress.id.desc())
        .limit(1)
    )


def open_with_standing() -> Any:
    """The open ones of them."""
    return with_standing().where(Objective.state.in_(rules.OPEN_STATES))


kinds.register("progress", Progress, label="Progress entry", tells=True)
kinds.happened("progress", "said_on", said=("standing",))
kinds.turned("progress", "standing", on="said_on", words=rules.stood)

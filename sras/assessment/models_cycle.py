"""Cycles: one round of assessing, choosing, planning and doing."""

import datetime
from typing import Any

from peewee import JOIN, DateField, ForeignKeyField, fn

from sras.assessment import rules_cycle
from sras.core import kinds
from sras.core.db import Choice, Line, Prose, transaction
from sras.core.prepared import Prepared
from sras.frameworks.models import Edition, Framework, Indicator
from sras.history.models import Tracked, Who

STATES = rules_cycle.ORDER
STATE_NAMES = {
    "setup": "setting up",
    "assessing": "assessing",
    "prioritising": "prioritizing",
    "awaiting_chief": "awaiting the Chief",
    "planning": "planning",
    "implementing": "implementing",
    "annual_review": "annual review",
    "closed": "closed",
}


class Cycle(Tracked):
    """One round of assessing, choosing, planning and doing, on one edition."""

    label = Line(120)
    edition = ForeignKeyField(Edition, backref="cycles")
    previous = ForeignKeyField("self", null=True, backref="next_cycles")
    state = Choice(STATES, default="setup")
    starts_on = DateField()
    ends_on = DateField(null=True)
    charge = Prose(4_000)
    appointed_on = DateField(null=True)

    def __str__(self) -> str:
        return str(self.label)

    @property
    def state_name(self) -> str:
        """The state in words."""
        return STATE_NAMES[self.state]

    @property
    def is_closed(self) -> bool:
        """Whether it is over; its answers then stay as they are."""
        return bool(self.state == "closed")

    @property
    def asks_nothing(self) -> bool:
        """Whether its set has no indicators, so that there is nothing to begin with."""
        return not Indicator.of_edition(self.edition).exists()

    def begin(self, *, by: Who) -> None:
        """Freeze the edition and lay out one unassessed row for each of its indicators."""
        if self.state != "setup":
            raise ValueError("Only a cycle that is being set up can begin.")
        answers = _answers()
        with transaction():
            self.edition.freeze(by)
            for indicator in Indicator.of_edition(self.edition):
                answers.start(by=by, cycle=self, indicator=indicator)
            self.change(by=by, verb="began", state="assessing")

    def move(self, *, by: Who, state: str, reason: str = "") -> None:
        """Go to another state; `rules_cycle.cycle_move` says which and when a reason is needed."""
        refused = rules_cycle.cycle_move(self.state, state, reason)
        if refused:
            raise ValueError(refused)
        self.change(by=by, verb="moved", reason=reason, state=state)

    def reopen(self, *, by: Who, reason: str) -> None:
        """It was closed too early: back to the annual review."""
        self.change(by=by, verb="reopened", reason=reason, state="annual_review", ends_on=None)

    def close(self, *, by: Who, on: datetime.date) -> None:
        """End the cycle; its answers stay readable and can no longer change."""
        self.change(by=by, verb="closed", state="closed", ends_on=on)

    @classmethod
    def running_with_progress(cls) -> "Cycle | None":
        """The running cycle with its edition and `progress`: how many of how many are rated."""
        row = _RUNNING.one()
        if row is not None:
            row.progress = (row.rated, row.total)
        return row

    @classmethod
    def running_key(cls) -> Any:
        """The key of the running cycle, to be asked within another question."""
        cycle = cls.alias()
        return (
            cycle.select(cycle.id)
            .where(cycle.archived_at.is_null(), cycle.state != "closed")
            .order_by(cycle.state == "setup", cycle.starts_on.desc(), cycle.id.desc())
            .limit(1)
        )

    @classmethod
    def running(cls) -> "Cycle | None":
        """The newest begun cycle that is not closed, else one in setup; with its edition."""
        return (
            cls.current(cls, Edition)
            .join(Edition)
            .where(cls.state != "closed")
            .order_by(cls.state == "setup", cls.starts_on.desc(), cls.id.desc())
            .first()
        )

    @classmethod
    def on_day(cls, day: datetime.date) -> "Cycle | None":
        """The newest cycle that had begun by a day, closed since or not; with its edition."""
        begun = cls.current(cls, Edition).join(Edition).where(cls.state != "setup")
        return begun.where(cls.starts_on <= day).order_by(cls.starts_on.desc(), -cls.id).first()

    @classmethod
    def newest_first(cls) -> Any:
        """All cycles with their editions and frameworks."""
        return (
            cls.current(cls, Edition, Framework)
            .join(Edition)
            .join(Framework)
            .order_by(cls.starts_on.desc(), cls.id.desc())
        )


def _answers() -> Any:
    """The table of what is agreed in a cycle, which knows cycles and not the other way round."""
    return Cycle.__dict__["assessments"].rel_model


kinds.register("cycle", Cycle, label="Cycle", page="assessment.cycle")
kinds.happened("cycle", "starts_on", "ends_on", "appointed_on")


def _running() -> Any:
    answers = _answers()
    counts = (fn.COUNT(answers.level).alias("rated"), fn.COUNT(answers.id).alias("total"))
    return (
        Cycle.current(Cycle, Edition, *counts)
        .join(Edition)
        .switch(Cycle)
        .join(
            answers,
            JOIN.LEFT_OUTER,
            on=(answers.cycle == Cycle.id) & answers.archived_at.is_null(),
        )
        .where(Cycle.state != "closed")
        .group_by(Cycle.id, Edition.id)
        .order_by(Cycle.state == "setup", Cycle.starts_on.desc(), Cycle.id.desc())
        .limit(1)
    )


_RUNNING = Prepared(_running)

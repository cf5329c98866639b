"""Objectives and their progress, with the verbs by which they move."""

import datetime
from typing import Any

from peewee import JOIN, DateField, ForeignKeyField

from sras.accounts.models import Person
from sras.assessment.models import Assessment, Cycle, OutOfOrder
from sras.assessment.models_before import now_of
from sras.core import kinds
from sras.core.db import Choice, Line, Prose, Whole, transaction
from sras.evidence.models import Evidence, stands_for
from sras.frameworks.models import Indicator, Part, Topic
from sras.history.models import Tracked, Who
from sras.planning import rules, rules_means
from sras.schedule.models import Meeting
from sras.strategy.models import measured

LISTS = ("quick_win", "longer_term", "deferred")
OBJECTIVE_STATES = ("draft", "active", "paused", "met", "dropped")
STANDINGS = ("on_track", "at_risk", "off_track", "no_update")
LOCKED = (
    "The plan has an objective for this indicator, so its level changes when the objective is met "
    "or by re-assessment."
)
LEVERS = ("", "incentive", "systemic_capacity", "local_capacity", "opportunity", "evaluation")


class Objective(Tracked):
    """An indicator once it is in the plan: who answers for it, what done looks like, by when."""

    assessment = ForeignKeyField(Assessment, backref="objectives")
    state = Choice(OBJECTIVE_STATES, default="draft")
    list = Choice(("quick_win", "longer_term"), default="longer_term")
    owner = ForeignKeyField(Person, null=True, backref="objectives")
    outside_owner = Line(
        200, default=""
    )  # someone without an account; `owner` then answers for them
    done_description = Prose(4_000)
    starts_on = DateField(null=True)
    target_on = DateField(null=True)
    lever = Choice(LEVERS, default="")
    resources = Prose(2_000)
    staff_days = Whole(0, 100_000, null=True)
    money = Prose(2_000)  # one line for each fund source
    barriers = Prose(2_000)
    added_on = DateField()
    met_on = DateField(null=True)
    met_in = ForeignKeyField(Meeting, null=True, backref="objectives_met")
    proof = Prose(4_000)
    experience = Prose(4_000)
    sustain = Prose(4_000)
    not_yet_on = DateField(null=True)  # the team was asked whether it is met and said not yet
    ended_on = DateField(null=True)  # paused or dropped on
    end_reason = Prose(2_000)
    chief_informed_on = DateField(null=True)

    def __str__(self) -> str:
        return f"Objective {self.assessment.indicator}"

    @classmethod
    def begin(cls, by: Who, assessment: Assessment, added_on: datetime.date, **fields: Any) -> Any:
        """Take an assessed indicator into the plan as a draft; its level is locked from then on.

        Raises NotNow when it is not assessed, needs no plan or has an open objective, and when
        its cycle is closed.
        """
        if assessment.cycle.is_closed:
            raise rules.NotNow("This cycle is closed; plan in the running one.")
        if assessment.level is None:
            raise rules.NotNow("This indicator has no agreed level yet; assess it first.")
        if assessment.level == 4 or assessment.disposition == "not_a_priority":
            raise rules.NotNow(
                "This indicator is fully in place or not a priority, so it needs no objective."
            )
        if cls.open_of(assessment) is not None:
            raise rules.NotNow("This indicator has an objective already.")
        with transaction():
            objective = cls.start(
                by=by, verb="planned", assessment=assessment, added_on=added_on, **fields
            )
            assessment.lock(by=by, why=LOCKED)
        return objective

    @classmethod
    def open_of(cls, assessment: Assessment) -> Any:
        """The objective that is open for an assessment, else None."""
        return (
            cls.current()
            .where(cls.assessment == assessment, cls.state.in_(rules.OPEN_STATES))
            .first()
        )

    def activate(self, by: Who) -> None:
        """Begin or take up again; NotNow without a done-description, an owner and a date."""
        rules.check_move(self.state, "active")
        missing = [
            words
            for words, value in (
                ("who answers for it", self.__data__.get("owner")),
                ("how it will look when it is done", self.done_description.strip()),
                ("the target date", self.target_on),
            )
            if not value
        ]
        if missing:
            raise rules.NotNow(f"Before it becomes active, say {', '.join(missing)}.")
        verb = "resumed" if self.state == "paused" else "activated"
        self.change(by=by, verb=verb, state="active", ended_on=None, end_reason="")

    def pause(self, by: Who, on: datetime.date, reason: str) -> None:
        """Let it rest from a day on, with the reason."""
        rules.check_move(self.state, "paused")
        self.change(
            by=by, verb="paused", reason=reason, state="paused", ended_on=on, end_reason=reason
        )

    def drop(
        self, by: Who, on: datetime.date, reason: str, chief_informed_on: datetime.date | None
    ) -> None:
        """Take it out of the plan for good; the indicator may be assessed and planned again."""
        rules.check_move(self.state, "dropped")
        with transaction():
            self.change(
                by=by,
                verb="dropped",
                reason=reason,
                state="dropped",
                ended_on=on,
                end_reason=reason,
                chief_informed_on=chief_informed_on,
            )
            if not self.assessment.cycle.is_closed:
                self.assessment.unlock(by=by)

    def say_not_yet(self, by: Who, on: datetime.date) -> None:
        """All tasks are done and the team says that the objective is not met yet."""
        rules.check_move(self.state, "met")
        self.change(by=by, verb="kept open", not_yet_on=on)

    def ask_again(self, by: Who) -> None:
        """Something changed among the tasks: the answer "not yet" no longer stands."""
        if self.not_yet_on is not None:
            self.change(by=by, verb="changed tasks of", not_yet_on=None)

    def meet(
        self,
        by: Who,
        on: datetime.date,
        today: datetime.date,
        proof: str,
        sustain: str,
        experience: str = "",
        level: int = 4,
        level_reason: str = "",
        note: str = "",
        meeting: Any = None,
    ) -> None:
        """The team agrees that it is met: dated, proven, kept up; the level is assessed anew.

        Level 3 is possible too, with the reason why it is not 4. The level of an objective from a
        closed cycle goes to the same practice in the running one, if that asks for it. `note` says
        what becomes of open tasks; `meeting` is the one that agrees. Raises OutOfOrder when
        a level was agreed after that day.
        """
        rules.check_move(self.state, "met")
        at = now_of(self.assessment)
        fault = at.order_fault(on, level, anew=True) if at is not None else ""
        if fault:
            raise OutOfOrder(fault)
        agreed_in: dict[str, Any] = {"meeting": meeting} if meeting is not None else {}
        with transaction():
            self.change(
                by=by,
                verb="met",
                reason=note,
                state="met",
                met_on=on,
                proof=proof,
                sustain=sustain,
                experience=experience,
                **({"met_in": meeting} if meeting is not None else {}),
            )
            self._hand_on_proof(by, on, proof, at)
            if at is None:
                return
            own = {"lock_reason": ""} if at.id == self.assessment.id else {}
            at.agree(
                by=by,
                today=today,
                why="met",
                note=(level_reason or proof)[:300],
                level=level,
                agreed_on=on,
                sustain=sustain,
                **agreed_in,
                **own,
            )

    def _hand_on_proof(self, by: Who, on: datetime.date, proof: str, at: Assessment | None) -> None:
        """What proves the objective proves the level of its indicator too."""
        own = ("objective", self.id)
        pieces = Evidence.of(*own)
        title = f"Proof that {self.assessment.indicator.code} is met"
        told = Evidence.add(
            by=by, about=own, title=title, source="observation", description=proof, dated=on
        )
        if at is not None:
            for piece in (*pieces, told):
                piece.link(by=by, about=("assessment", at.id))

    def is_late(self, today: datetime.date) -> bool:
        """Whether it is open and its target date has passed."""
        return self.state in rules.OPEN_STATES and bool(self.target_on and self.target_on < today)

    @property
    def owner_words(self) -> str:
        """Who answers for it, in words."""
        return owner_words(self)

    @property
    def means(self) -> str:
        """What it takes, in words: staff days, and money by fund source."""
        return rules_means.means(self.staff_days, str(self.money))

    @classmethod
    def with_indicators(cls, *, archived_too: bool = False) -> Any:
        """Objectives joined with assessment, cycle, indicator, topic, part and owner."""
        begin = cls.select if archived_too else cls.current
        return (
            begin(cls, Assessment, Cycle, Indicator, Topic, Part, Person.id, Person.name)
            .join(Assessment)
            .join(Cycle)
            .switch(Assessment)
            .join(Indicator)
            .join(Topic)
            .join(Part)
            .switch(cls)
            .join(Person, JOIN.LEFT_OUTER, on=(cls.owner == Person.id))
        )

    @classmethod
    def open_for(cls, person: Person) -> Any:
        """The open objectives a person answers for, by target date."""
        return (
            cls.with_indicators()
            .where(cls.owner == person, cls.state.in_(rules.OPEN_STATES))
            .order_by(cls.target_on.asc(nulls="LAST"), cls.id)
        )


def owner_words(row: Any) -> str:
    """Who does it and, when that is someone without an account, who answers for them."""
    return rules.owner_words(row.owner.name if row.owner_id else "", row.outside_owner)


def evidence_stands(key: int) -> str:
    """Why the evidence of an objective stands as it is; empty while it or its cycle runs."""
    closed = Objective.select(Cycle.label).join(Assessment).join(Cycle)
    over = closed.where(Objective.id == key, Objective.state.not_in(rules.OPEN_STATES))
    label = over.where(Cycle.state == "closed").scalar()
    return (
        f"The cycle {label} is closed; the evidence of its plan stays as it was." if label else ""
    )


stands_for["objective"] = evidence_stands
measured.add("objective")
kinds.register("objective", Objective, label="Objective", page="planning.objective", tells=True)
kinds.happened("objective", "added_on", "met_on", "ended_on", "chief_informed_on", said=("state",))

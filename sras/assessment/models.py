"""What the team agreed on each indicator of a cycle."""

import datetime
from typing import Any

from peewee import JOIN, BooleanField, DateField, ForeignKeyField, fn

from sras.accounts.models import Person
from sras.assessment import rules
from sras.assessment.models_cycle import Cycle
from sras.core import kinds
from sras.core.db import Choice, Line, Prose, Whole, transaction
from sras.evidence.models import Evidence, EvidenceLink
from sras.frameworks.models import Edition, Indicator, Part, Topic
from sras.history.models import Change, Tracked, Who
from sras.schedule.models import Meeting

DISPOSITIONS = ("", "will_include", "not_a_priority")
CONSTRAINTS = ("", "policy", "statute", "budget", "policy_and_budget")
CONSENSUS = ("", "agreed", "with_reservation", "unresolved")


class Assessment(Tracked):
    """What the team agreed on one indicator in one cycle; level None = not yet assessed."""

    cycle = ForeignKeyField(Cycle, backref="assessments")
    indicator = ForeignKeyField(Indicator, backref="assessments")
    level = Whole(1, 4, null=True)
    agreed_on = DateField(null=True)
    meeting = ForeignKeyField(Meeting, null=True, backref="assessments")  # it was agreed in
    in_place = Prose(20_000)
    disposition = Choice(DISPOSITIONS, default="")
    disposition_reason = Prose(4_000)
    priority = Whole(1, 3, null=True)
    opportunity = Whole(1, 3, null=True)
    constraint_kind = Choice(CONSTRAINTS, default="")
    constraint_note = Prose(2_000)
    barrier = Prose(2_000)
    sustain = Prose(4_000)
    proof_owner = ForeignKeyField(Person, null=True, backref="proofs_owed")
    proof_due = DateField(null=True)
    consensus = Choice(CONSENSUS, default="")
    dissent_note = Prose(4_000)
    lock_reason = Line(300, default="")  # set by the plan while an objective exists
    look_again = BooleanField(default=False)  # the level changed after the scores were given

    class Meta:
        indexes = ((("cycle", "indicator"), True),)

    def __str__(self) -> str:
        return str(self.indicator)

    @property
    def evidence_count(self) -> int:
        """How many pieces of evidence support it; queries that list assessments bring it along."""
        if "evidence_count" not in self.__dict__:
            self.__dict__["evidence_count"] = evidence_of(self.id).scalar()
        return self.__dict__["evidence_count"]

    @evidence_count.setter
    def evidence_count(self, count: int) -> None:
        self.__dict__["evidence_count"] = count

    @property
    def proof_owner_name(self) -> str:
        """Who owes the proof of level 4, as text."""
        owner: Any = self.proof_owner
        return owner.name if owner is not None else ""

    @property
    def development(self) -> str | None:
        """none, none-will-include, none-not-priority, limited or full; None without a level."""
        return rules.development(self.level, self.disposition)

    @property
    def counted(self) -> str:
        """Its column when levels are counted: 1 to 4, owed, none."""
        return rules.counted_level(self.level, rules.proof_given(self.evidence_count, self.sustain))

    @property
    def priority_index(self) -> int | None:
        """Priority × opportunity, where its level asks for them and both are given."""
        if "scores" not in rules.asks(self.level, self.disposition):
            return None
        return rules.index(self.priority, self.opportunity)

    @property
    def agreed_before(self) -> datetime.date | None:
        """The day of the level agreed before the present one; None when there was none."""
        line = AgreedLevel.newest_first(self).offset(1).first()
        return line.agreed_on if line is not None else None

    @property
    def lacking(self) -> list[str]:
        """What is still to finish, one sentence each."""
        return rules.lacking(self)

    def agree(
        self, *, by: Who, today: datetime.date, why: str = "assessed", note: str = "", **fields: Any
    ) -> Change | None:
        """Save what the team agreed; a new level or day also goes into the level history.

        `why` is assessed, reassessed or met; `meeting` is the one that agrees. Raises
        LevelLocked where the plan holds the level, OutOfOrder where the day does not fit the
        level history.
        """
        before, was_on = self.level, self.agreed_on
        level = fields.get("level", before)
        changed = level != before
        meeting = fields.pop("meeting", None)
        if changed and self.lock_reason and why == "assessed":
            raise LevelLocked(self.lock_reason)
        with transaction():
            typed = fields.pop("agreed_on", was_on)
            kept = changed or typed != was_on or why != "assessed"
            last = self._last_level() if kept and before is not None else None
            if level is not None and why != "assessed" and typed is not None:
                fields["agreed_on"] = typed
            elif level is not None:
                fields["agreed_on"] = rules.agreed_day(
                    typed=typed,
                    before=was_on,
                    # A day that was set before there was a level is meant for this level.
                    level_changed=changed and before is not None,
                    recorded_on=last.recorded_on if last else None,
                    today=today,
                )
            elif typed != was_on:
                fields["agreed_on"] = typed
            fault = self.order_fault(fields.get("agreed_on"), level, anew=why != "assessed")
            if fault:
                raise OutOfOrder(fault)
            if kept:
                fields |= self._agreed_in(meeting, fields.get("agreed_on", was_on))
            fields |= self._looked_at(changed and before is not None, fields)
            verb = {"assessed": "agreed" if changed else "changed"}.get(why, why)
            change = self.change(by=by, verb=verb, reason=note, **fields)
            if change is None and why != "assessed":  # the same once more is a judgement as well
                change = self.note(by=by, verb=verb, reason=note)
            if level is not None and kept:
                self._keep_level(last, why, note, today, same_level=not changed)
        return change

    def order_fault(self, day: datetime.date | None, level: int | None, anew: bool = False) -> str:
        """What stands against a level agreed on a day, in a sentence; empty when nothing.

        Another level, or one agreed `anew`, comes after the one that stands; the day of the one
        that stands may be put right, but not to before the level it followed.
        """
        if self.level is None or self.agreed_on is None or day is None or day >= self.agreed_on:
            return ""
        if anew or level != self.level:
            return (
                f"Level {self.level} was agreed on {rules.said(self.agreed_on)}; "
                "what is agreed anew comes after it."
            )
        earlier = self.agreed_before
        if earlier is None or day >= earlier:
            return ""
        return f"An earlier level was agreed on {rules.said(earlier)}; this one came after it."

    def _agreed_in(self, meeting: Any, day: datetime.date | None) -> dict[str, Any]:
        """The meeting that agrees; another day outside any takes the one before away."""
        if meeting is not None:
            return {"meeting": meeting}
        elsewhere = self.__data__["meeting"] is not None and day != self.agreed_on
        return {"meeting": None} if elsewhere else {}

    def _last_level(self) -> "AgreedLevel | None":
        """The newest line of its level history; the query of a save brings it along."""
        newest = self.__dict__.pop("newest", None)  # it is the newest for this one save
        return newest if newest is not None and newest.id else AgreedLevel.last_of(self)

    def _looked_at(self, moved: bool, fields: dict[str, Any]) -> dict[str, bool]:
        """A level that moves asks again for scores and words, until either is saved."""
        words = ("priority", "opportunity", "in_place")
        touched = any(name in fields and fields[name] != getattr(self, name) for name in words)
        if moved and not touched and (self.priority or self.opportunity):
            return {"look_again": True}
        return {"look_again": False} if self.look_again and touched else {}

    def _keep_level(
        self, last: Any, why: str, note: str, today: datetime.date, same_level: bool
    ) -> None:
        # The change of the assessment itself records who and when; this is its level history.
        values = {"level": self.level, "agreed_on": self.agreed_on, "recorded_on": today}
        values["meeting"] = self.__data__["meeting"]
        mends = why == "assessed" and rules.corrects(
            last_on=last.agreed_on if last else None,
            last_recorded_on=last.recorded_on if last else None,
            new_on=self.agreed_on or today,
            same_level=same_level,
            today=today,
        )
        if mends:
            AgreedLevel.update(**values).where(AgreedLevel.id == last.id).execute()
        else:
            AgreedLevel.create(assessment=self, why=why, note=note[:300], **values)

    def lock(self, *, by: Who, why: str) -> None:
        """Hold the level as it is, since the plan builds on it; `why` is a sentence to show."""
        self.change(by=by, verb="locked the level of", lock_reason=why)

    def unlock(self, *, by: Who, reason: str = "") -> None:
        """Let the level be changed again."""
        self.change(by=by, verb="unlocked the level of", reason=reason, lock_reason="")

    def reassess(
        self,
        *,
        by: Who,
        today: datetime.date,
        level: int,
        on: datetime.date,
        note: str,
        **more: Any,
    ) -> None:
        """Record a new judgement with its day and reason, also while the level is locked."""
        self.agree(
            by=by, today=today, why="reassessed", note=note, level=level, agreed_on=on, **more
        )

    def take_back(self, *, by: Who, reason: str) -> None:
        """The level was recorded by mistake: unassessed again, texts and scores stay."""
        if self.lock_reason:
            raise LevelLocked(self.lock_reason)
        with transaction():
            for agreed in AgreedLevel.current().where(AgreedLevel.assessment == self):
                agreed.archive(by=by, verb="took back the level of", reason=reason)
            nothing = {"level": None, "agreed_on": None}
            self.change(by=by, verb="took back the level of", reason=reason, **nothing)

    def look_once_more(self, *, by: Who) -> None:
        """The team looked again after the level changed, and it is still right."""
        self.change(by=by, verb="looked again at", look_again=False)

    @classmethod
    def progress(cls, cycle: Cycle) -> tuple[int, int]:
        """How many indicators of the cycle have a level, and how many there are."""
        return (
            cls.current(fn.COUNT(cls.level), fn.COUNT(cls.id))
            .where(cls.cycle == cycle)
            .tuples()
            .first()
        )

    @classmethod
    def whole(cls) -> Any:
        """Current assessments with indicator, topic, part, who owes proof, and evidence counted."""
        return (
            cls.current(
                cls,
                Indicator,
                Topic,
                Part,
                Edition.id,
                Edition.level_labels,
                Person.id,
                Person.name,
                evidence_of(cls.id).alias("evidence_count"),
            )
            .join(Indicator)
            .join(Topic)
            .join(Part)
            .switch(Indicator)
            .join(Edition)
            .switch(cls)
            .join(Person, JOIN.LEFT_OUTER, on=(cls.proof_owner == Person.id))
        )

    @classmethod
    def of_cycle(cls, cycle: Cycle) -> Any:
        """All assessments of a cycle as `whole` gives them, in the order of the edition."""
        return cls.whole().where(cls.cycle == cycle).order_by(Indicator.sort)


def evidence_of(key: Any) -> Any:
    """Counts the current evidence that supports an assessment; `key` may be a column."""
    return (
        EvidenceLink.current(fn.COUNT(EvidenceLink.id))
        .join(Evidence)
        .where(
            EvidenceLink.kind == "assessment",
            EvidenceLink.key == key,
            Evidence.archived_at.is_null(),
        )
    )


class LevelLocked(Exception):
    """The plan builds on this level; it changes by re-assessment only."""


class OutOfOrder(Exception):
    """The day of a level does not fit the level history; the text says why, for the person."""


class AgreedLevel(Tracked):
    """A level the team agreed, with its day: the level history of an indicator."""

    assessment = ForeignKeyField(Assessment, backref="agreed_levels")
    level = Whole(1, 4)
    agreed_on = DateField()
    recorded_on = DateField()
    why = Choice(("assessed", "reassessed", "met"), default="assessed")
    note = Line(300, default="")
    meeting = ForeignKeyField(Meeting, null=True, backref="agreed_levels")

    def __str__(self) -> str:
        return f"{self.assessment.indicator.code} at level {self.level}"

    @classmethod
    def last_of(cls, assessment: Assessment) -> "AgreedLevel | None":
        """The newest agreed level of one assessment."""
        return cls.newest_first(assessment).first()

    @classmethod
    def newest_first(cls, assessment: Assessment) -> Any:
        """The agreed levels of one assessment by day, the newest first."""
        lines = cls.current().where(cls.assessment == assessment)
        return lines.order_by(cls.agreed_on.desc(), cls.id.desc())


kinds.register("assessment", Assessment, label="Assessment", page="assessment.indicator")
kinds.register("agreed_level", AgreedLevel, label="Agreed level", tells=True)
kinds.happened("assessment", "agreed_on", said=("level",))
kinds.turned("assessment", "level", on="agreed_on", words=lambda level: f"level {level}, agreed on")

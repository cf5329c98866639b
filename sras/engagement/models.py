"""The agreement with outside parties: who signs it, what each does, and its timeline."""

import datetime
from typing import Any

from peewee import DateField, ForeignKeyField, fn

from sras.core import kinds
from sras.core.db import Choice, Line, Prose, Whole, transaction
from sras.engagement import rules
from sras.engagement.rules_clock import Terms
from sras.history.models import Tracked, Who


class Agreement(Tracked):
    """What a state and its partners agreed to do together, and by which clock."""

    title = Line(200)
    path = Choice(tuple(rules.PATHS), default="rubric")
    starts_on = DateField()
    ends_on = DateField()
    team_named_on = DateField(null=True)  # begins the inventory's clock
    team_low = Whole(1, 50, default=5)
    team_high = Whole(1, 50, default=9)
    session_days = Whole(1, 365, default=21)  # from the team's naming to the work session
    plan_days = Whole(1, 730, default=90)  # from the team's naming to the plan
    meetings_a_year = Whole(0, 366, default=24)
    calls_a_year = Whole(0, 366, default=12)
    report_months = Whole(1, 12, default=3)
    note = Prose(4_000)

    def __str__(self) -> str:
        return str(self.title)

    @property
    def path_name(self) -> str:
        """Its path in words."""
        return rules.PATHS[self.path]

    @property
    def terms(self) -> Terms:
        """What it says of time."""
        return Terms(**{name: getattr(self, name) for name in Terms._fields})

    @classmethod
    def listed(cls) -> Any:
        """All agreements, the newest first."""
        return cls.current().order_by(cls.starts_on.desc(), cls.id.desc())

    @classmethod
    def on(cls, day: datetime.date) -> "Agreement | None":
        """The newest that runs on a day, else the newest that began by then, else the newest."""
        found: Agreement | None = cls.get_or_none(cls.id == cls.on_day(day, cls.alias()))
        return found

    @staticmethod
    def on_day(day: datetime.date, each: Any) -> Any:
        """The key of the same, to be asked within another question; `each` is an alias."""
        begun = each.starts_on <= day
        running = begun & (each.ends_on >= day)
        return (
            each.select(each.id)
            .where(each.archived_at.is_null())
            .order_by(running.desc(), begun.desc(), each.starts_on.desc(), each.id.desc())
            .limit(1)
        )

    def set_step(self, *, by: Who, step: str, **fields: Any) -> "Milestone":
        """Give a step of the timeline another day, or the day on which it was done."""
        found: Milestone | None = Milestone.get_or_none(agreement=self, step=step)
        if found is None:
            return Milestone.start(by=by, verb="set", agreement=self, step=step, **fields)
        found.change(by=by, verb="set", archived_at=None, **fields)
        return found


class Party(Tracked):
    """One side of an agreement, and its signature."""

    agreement = ForeignKeyField(Agreement, backref="parties")
    sort = Whole(0, 1_000)
    name = Line(200)
    kind = Choice(tuple(rules.PARTY_KINDS))
    contact = Line(300, default="")
    signer = Line(200, default="")
    signed_on = DateField(null=True)

    undertaken: "list[Undertaking]"  # where a query brought them along

    def __str__(self) -> str:
        return str(self.name)

    @property
    def kind_name(self) -> str:
        """What kind of party it is, in words."""
        return rules.PARTY_KINDS[self.kind]

    @property
    def signature(self) -> str:
        """Who signed and when, in words; empty while nobody did."""
        if self.signed_on is None:
            return ""
        day = f"{self.signed_on.day} {self.signed_on:%b %Y}"
        return f"{self.signer}, {day}" if self.signer else day

    def sign(self, *, by: Who, signer: str, on: datetime.date | None) -> None:
        """Record who signed for it and when; without a day nobody has."""
        verb = "recorded the signature of" if on else "changed"
        self.change(by=by, verb=verb, signer=signer, signed_on=on)

    def late_on(self, day: datetime.date) -> "list[Undertaking]":
        """What it should have done by a day and did not, of what was brought along."""
        return [each for each in self.undertaken if each.is_late(day)]

    @classmethod
    def join_in(cls, *, by: Who, agreement: Agreement, **fields: Any) -> "Party":
        """A further party, after those that are there."""
        last = cls.select(fn.MAX(cls.sort)).where(cls.agreement == agreement).scalar() or 0
        return cls.start(by=by, agreement=agreement, sort=min(last + 1, 1_000), **fields)

    @classmethod
    def of(cls, agreement: Agreement) -> "list[Party]":
        """The parties of an agreement in order, each with what it undertook."""
        rows = list(cls.current().where(cls.agreement == agreement).order_by(cls.sort, cls.id))
        found: dict[int, list[Undertaking]] = {row.id: [] for row in rows}
        for each in Undertaking.of_agreement(agreement):
            found.get(each.__data__["party"], []).append(each)
        for row in rows:
            row.agreement, row.undertaken = agreement, found[row.id]
        return rows

    def undertake(self, *, by: Who, texts: list[str], due_on: datetime.date | None) -> None:
        """Undertake several things at once, in this order."""
        highest = Undertaking.select(fn.MAX(Undertaking.sort)).where(Undertaking.party == self)
        last = highest.scalar() or 0
        many = [
            {"party": self, "sort": min(last + n, 1_000), "text": text, "due_on": due_on}
            for n, text in enumerate(texts, 1)
        ]
        Undertaking.start_many(many, by=by)

    def leave(self, *, by: Who) -> None:
        """It is no party any more, nor what it undertook part of the agreement."""
        with transaction():
            for each in Undertaking.of_party(self):
                each.archive(by=by)
            self.archive(by=by)


class Undertaking(Tracked):
    """What one party undertook to do, and when it was done."""

    party = ForeignKeyField(Party, backref="undertakings")
    sort = Whole(0, 1_000)
    text = Line(400)
    due_on = DateField(null=True)
    done_on = DateField(null=True)
    note = Line(300, default="")

    def __str__(self) -> str:
        return str(self.text)

    def complete(self, *, by: Who, on: datetime.date) -> None:
        """It was done, on a day that may lie in the past."""
        self.change(by=by, verb="ticked", done_on=on)

    def is_late(self, today: datetime.date) -> bool:
        """Whether its day went by without it."""
        return self.done_on is None and self.due_on is not None and bool(self.due_on < today)

    @classmethod
    def of_party(cls, party: Party) -> Any:
        """What a party undertook, in order."""
        return cls.current().where(cls.party == party).order_by(cls.sort, cls.id)

    @classmethod
    def of_agreement(cls, agreement: Agreement) -> Any:
        """What all parties of an agreement undertook, in order."""
        parties = Party.select(Party.id).where(Party.agreement == agreement)
        return cls.current().where(cls.party.in_(parties)).order_by(cls.sort, cls.id)


class Milestone(Tracked):
    """A step of the timeline as the state changed it: another day, or the day it was done."""

    agreement = ForeignKeyField(Agreement, backref="milestones")
    step = Choice(tuple(rules.STEPS))
    due_on = DateField(null=True)
    done_on = DateField(null=True)
    note = Line(300, default="")

    class Meta:
        indexes = ((("agreement", "step"), True),)

    def __str__(self) -> str:
        return rules.STEPS[self.step]

    @classmethod
    def of(cls, agreement: Agreement) -> "dict[str, Milestone]":
        """What was typed of the steps of an agreement, by step."""
        return {row.step: row for row in cls.current().where(cls.agreement == agreement)}


kinds.register("agreement", Agreement, label="Agreement", page="engagement.agreement")
kinds.register("party", Party, label="Party to an agreement", page="engagement.party", tells=True)
kinds.register(
    "undertaking",
    Undertaking,
    label="Undertaking of a party",
    page="engagement.undertaking",
    tells=True,
)
kinds.register("milestone", Milestone, label="Step of the timeline", tells=True)
kinds.happened("agreement", "team_named_on")
kinds.happened("party", "signed_on")
kinds.happened("undertaking", "done_on")
kinds.happened("milestone", "done_on")

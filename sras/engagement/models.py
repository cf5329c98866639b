"""The agreement with outside parties: who signs it, what each does, and its timeline."""

from typing import Any

from peewee import DateField, ForeignKeyField

from sras.core import kinds
from sras.core.db import Choice, Line, Prose, Whole
from sras.engagement import rules
from sras.history.models import Tracked


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

    @classmethod
    def listed(cls) -> Any:
        """All agreements, the newest first."""
        return cls.current().order_by(cls.starts_on.desc(), cls.id.desc())


class Party(Tracked):
    """One side of an agreement, and its signature."""

    agreement = ForeignKeyField(Agreement, backref="parties")
    sort = Whole(0, 1_000)
    name = Line(200)
    kind = Choice(tuple(rules.PARTY_KINDS))
    contact = Line(300, default="")
    signer = Line(200, default="")
    signed_on = DateField(null=True)

    def __str__(self) -> str:
        return str(self.name)


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


kinds.register("agreement", Agreement, label="Agreement", page="engagement.agreement")
kinds.register("party", Party, label="Party to an agreement", tells=True)
kinds.register("undertaking", Undertaking, label="Undertaking of a party", tells=True)
kinds.register("milestone", Milestone, label="Step of the timeline", tells=True)

"""What a meeting decided, and who promised what by when."""

from peewee import DateField, ForeignKeyField

from sras.accounts.models import Person
from sras.core import kinds
from sras.core.db import Choice, Line, Prose
from sras.history.models import Tracked
from sras.meetings.models_agenda import AgendaItem
from sras.schedule.models import Meeting


class Decision(Tracked):
    """What a meeting decided."""

    meeting = ForeignKeyField(Meeting, backref="decisions")
    item = ForeignKeyField(AgendaItem, null=True, backref="decisions")
    decided_on = DateField()
    text = Prose(4_000)

    def __str__(self) -> str:
        return f"Decision of {self.meeting}"


class Commitment(Tracked):
    """Who does what by when, agreed in a meeting, outside the objectives of the plan."""

    meeting = ForeignKeyField(Meeting, backref="commitments")
    item = ForeignKeyField(AgendaItem, null=True, backref="commitments")
    title = Line(300)
    owner = ForeignKeyField(Person, null=True, backref="commitments")
    outside_owner = Line(200, default="")
    due = DateField(null=True)
    state = Choice(("open", "done", "dropped"), default="open")
    state_reason = Prose(2_000)
    done_on = DateField(null=True)

    def __str__(self) -> str:
        return str(self.title)


kinds.register("meeting_decision", Decision, label="Decision of a meeting", tells=True)
kinds.register("commitment", Commitment, label="Commitment")

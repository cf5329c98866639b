"""Where a meeting in session stands: what everyone looks at."""

from peewee import ForeignKeyField

from sras.accounts.models import Person
from sras.assessment.models_rounds import Round
from sras.core import kinds
from sras.history.models import Tracked
from sras.meetings.models_agenda import AgendaItem
from sras.meetings.models_practice import PracticeRound
from sras.schedule.models import Meeting


class Live(Tracked):
    """Where a meeting in session stands: the item and the round that everyone looks at."""

    meeting = ForeignKeyField(Meeting, unique=True, backref="live")
    item = ForeignKeyField(AgendaItem, null=True, backref="live_in")
    round = ForeignKeyField(Round, null=True, backref="live_in")
    practice = ForeignKeyField(PracticeRound, null=True, backref="live_in")
    recorder = ForeignKeyField(Person, null=True, backref="live_recording")

    def __str__(self) -> str:
        return f"Session of {self.meeting}"


kinds.register("live", Live, label="Live session", tells=True)

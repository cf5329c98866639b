"""Ratings for practice in a training; they never enter the record."""

from peewee import ForeignKeyField

from sras.core import kinds
from sras.core.db import Choice, Whole
from sras.frameworks.models import Indicator
from sras.history.models import Tracked
from sras.schedule.models import Attendance, Meeting


class PracticeRound(Tracked):
    """A rating for practice in a training; it never enters the record."""

    meeting = ForeignKeyField(Meeting, backref="practice_rounds")
    indicator = ForeignKeyField(Indicator, backref="practice_rounds")
    state = Choice(("collecting", "opened"), default="collecting")
    level = Whole(1, 4, null=True)  # what the room would agree on

    def __str__(self) -> str:
        return f"Practice on {self.indicator.code}"


class PracticeRating(Tracked):
    """What one participant of a training would rate."""

    round = ForeignKeyField(PracticeRound, backref="ratings")
    participant = ForeignKeyField(Attendance, backref="practice_ratings")
    level = Whole(1, 4)

    class Meta:
        indexes = ((("round", "participant"), True),)

    def __str__(self) -> str:
        return f"A practice rating of {self.round.indicator.code}"

    @property
    def is_sealed(self) -> bool:
        """Until the round is opened."""
        return bool(self.round.state == "collecting")


kinds.register("practice_round", PracticeRound, label="Practice round", tells=True)
kinds.register("practice_rating", PracticeRating, label="Practice rating", tells=True)

"""Minutes: a draft, then frozen once they are approved, and what is added to them later."""

from peewee import DateField, ForeignKeyField

from sras.core import kinds
from sras.core.db import Line, Prose, Whole
from sras.history.models import Tracked
from sras.schedule.models import Meeting


class Minutes(Tracked):
    """The minutes of a meeting: free text while a draft, frozen once approved."""

    meeting = ForeignKeyField(Meeting, unique=True, backref="minutes_of")
    text = Prose(20_000)
    number = Whole(1, 100_000, null=True, unique=True)
    approved_on = DateField(null=True)
    approved_in = ForeignKeyField(Meeting, null=True, backref="minutes_approved")
    frozen = Prose(1_000_000)  # the whole of it as it was approved
    sha256 = Line(64, default="")
    sent_on = DateField(null=True)

    secret = frozenset({"frozen"})  # its hash tells that it never changed

    def __str__(self) -> str:
        return f"Minutes of {self.meeting}"


class Addendum(Tracked):
    """A correction of approved minutes, added to them and never written into them."""

    minutes = ForeignKeyField(Minutes, backref="addenda")
    added_on = DateField()
    text = Prose(8_000)

    def __str__(self) -> str:
        return f"Addendum to the {str(self.minutes)[0].lower()}{str(self.minutes)[1:]}"


kinds.register("minutes", Minutes, label="Minutes", tells=True)
kinds.register("addendum", Addendum, label="Addendum to minutes", tells=True)

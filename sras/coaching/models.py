"""Comments of coaches on anything, and the team's answers."""

from typing import Any

from peewee import BooleanField, DateField, ForeignKeyField

from sras.accounts.models import Person
from sras.core import kinds
from sras.core.db import Choice, Line, Prose, Whole
from sras.history.models import Tracked

STATES = ("open", "answered", "closed")


class CoachComment(Tracked):
    """What a coach says of one thing (kind and key), or of the whole (no kind)."""

    kind = Line(40, default="")
    key = Whole(null=True)
    about = Line(300, default="")  # its name when the comment was written
    author = ForeignKeyField(Person, backref="coach_comments")
    said_on = DateField()
    text = Prose(4_000)
    asks_reply = BooleanField(default=True)
    state = Choice(STATES, default="open")
    closed_on = DateField(null=True)

    class Meta:
        indexes = ((("kind", "key"), False),)

    def __str__(self) -> str:
        return f"Coach's comment on {self.about or 'the whole work'}"

    @classmethod
    def unanswered(cls) -> Any:
        """Those that ask for an answer and have none, with their authors, the oldest first."""
        return (
            cls.current(cls, Person.id, Person.name)
            .join(Person)
            .where(cls.state == "open", cls.asks_reply)
            .order_by(cls.said_on, cls.id)
        )


class CoachReply(Tracked):
    """An answer to a coach's comment."""

    comment = ForeignKeyField(CoachComment, backref="replies")
    author = ForeignKeyField(Person, backref="coach_replies")
    said_on = DateField()
    text = Prose(4_000)

    def __str__(self) -> str:
        return f"Answer to: {self.comment}"


kinds.register("coach_comment", CoachComment, label="Coach's comment", tells=True)
kinds.register("coach_reply", CoachReply, label="Answer to a coach", tells=True)

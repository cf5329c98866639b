"""Comments of coaches on anything, and the team's answers."""

import datetime
from typing import Any, ClassVar

from peewee import JOIN, BooleanField, DateField, ForeignKeyField, fn

from sras.accounts.models import Person
from sras.coaching import rules
from sras.core import kinds
from sras.core.db import Choice, Line, Prose, Whole, transaction
from sras.history.models import Tracked, Who

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

    said: ClassVar[Any] = ()  # what was answered, where a query brought it along

    class Meta:
        indexes = ((("kind", "key"), False),)

    def __str__(self) -> str:
        return f"Coach's comment on {self.about or rules.WHOLE}"

    def allows(self, person: Any, right: str) -> bool:
        """The team answers, and not another coach."""
        return right != "hold_meetings" or person.role != "coach"

    @property
    def standing(self) -> str:
        """How it stands, in words."""
        return rules.standing(self.state, self.asks_reply, self.closed_on)

    @property
    def waits(self) -> bool:
        """Whether it asks for an answer and has none."""
        return bool(self.state == "open" and self.asks_reply)

    def is_by(self, person: Any) -> bool:
        """Whether this person wrote it."""
        return bool(self.__data__["author"] == person.id)

    def may_be_corrected_by(self, person: Any) -> bool:
        """Whoever wrote it, until it was answered or closed."""
        return self.is_by(person) and self.state == "open" and not self.said

    def why_not_closed_by(self, person: Any) -> str:
        """Why this person may not close it; empty when they may."""
        leads = person.may("schedule_meetings")
        return rules.why_not_closed(self.is_by(person), leads, self.waits)

    def answer(self, *, by: Who, on: datetime.date, text: str) -> None:
        """The team's answer: it waits for one no longer, and its author may close it."""
        self._not_closed()
        with transaction():
            CoachReply.start(by=by, verb="answered", comment=self, author=by, said_on=on, text=text)
            self.change(by=by, verb="answered", state="answered")

    def ask_again(self, *, by: Who, on: datetime.date, text: str) -> None:
        """Its author says what is still open: it waits for an answer once more."""
        with transaction():
            CoachReply.start(
                by=by, verb="asked again", comment=self, author=by, said_on=on, text=text
            )
            self.change(by=by, verb="reopened", state="open", asks_reply=True, closed_on=None)

    def close(self, *, by: Who, on: datetime.date) -> None:
        """It is settled, as of a day."""
        self._not_closed()
        self.change(by=by, verb="closed", state="closed", closed_on=on)

    def _not_closed(self) -> None:
        if self.state == "closed":
            raise rules.NotSo("This comment is closed. Whoever wrote it can open it again.")

    @classmethod
    def unanswered(cls) -> Any:
        """Those that ask for an answer and have none, with their authors, the oldest first."""
        return (
            cls.current(cls, Person.id, Person.name)
            .join(Person)
            .where(cls.state == "open", cls.asks_reply)
            .order_by(cls.said_on, cls.id)
        )

    @classmethod
    def listed(cls, with_closed: bool = False) -> Any:
        """Those not closed, or all, with their authors: what waits for an answer comes first."""
        waits = (cls.state == "open") & cls.asks_reply
        found = cls.current(cls, Person.id, Person.name).join(Person)
        shown = found if with_closed else found.where(cls.state != "closed")
        return shown.order_by(
            waits.desc(), cls.state == "closed", cls.said_on.desc(), cls.id.desc()
        )

    @classmethod
    def on(cls, kind: str, key: int) -> list["CoachComment"]:
        """What coaches said of one thing, with what was answered, newest first; one query."""
        return cls._threads((cls.kind == kind) & (cls.key == key))

    @classmethod
    def any_on(cls, kind: str, key: Any) -> Any:
        """Whether anything was said of a thing, as `commented` in another query."""
        said = cls.current(cls.id).where(cls.kind == kind, cls.key == key)
        return fn.EXISTS(said).alias("commented")

    @classmethod
    def whole(cls, key: int) -> "CoachComment | None":
        """One comment with what was answered; one query."""
        return next(iter(cls._threads(cls.id == key)), None)

    @classmethod
    def _threads(cls, which: Any) -> list["CoachComment"]:
        replier = Person.alias()
        rows = (
            cls.current(cls, Person.id, Person.name, CoachReply, replier.id, replier.name)
            .join(Person)
            .switch(cls)
            .join(CoachReply, JOIN.LEFT_OUTER, on=(CoachReply.comment == cls.id), attr="reply")
            .join(replier, JOIN.LEFT_OUTER, on=(CoachReply.author == replier.id), attr="author")
            .where(which)
            .order_by(cls.said_on.desc(), cls.id.desc(), CoachReply.said_on, CoachReply.id)
        )
        found: dict[int, CoachComment] = {}
        for row in rows:
            comment, reply = found.setdefault(row.id, row), getattr(row, "reply", None)
            if reply is not None and reply.id:
                comment.said = [*comment.said, reply]  # type: ignore[misc]
        return list(found.values())


class CoachReply(Tracked):
    """An answer to a coach's comment, or what its author said to an answer."""

    comment = ForeignKeyField(CoachComment, backref="replies")
    author = ForeignKeyField(Person, backref="coach_replies")
    said_on = DateField()
    text = Prose(4_000)

    def __str__(self) -> str:
        return f"Answer to: {self.comment}"


kinds.register(
    "coach_comment",
    CoachComment,
    label="Coach's comment",
    page="coaching.comment",
    tells=True,
)
kinds.register("coach_reply", CoachReply, label="Answer to a coach", tells=True)
kinds.happened("coach_comment", "said_on", "closed_on")
kinds.happened("coach_reply", "said_on")

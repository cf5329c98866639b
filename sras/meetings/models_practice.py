"""Ratings for practice in a training; they never enter the record."""

from typing import Any, ClassVar

from peewee import ForeignKeyField

from sras.core import kinds
from sras.core.db import Choice, Whole, transaction
from sras.frameworks.models import Edition, Indicator
from sras.history.models import Tracked, Who, unseal
from sras.schedule.models import Attendance, Meeting


class PracticeOpened(Exception):
    """The ratings of this round are open; none can be given or changed."""


class PracticeRound(Tracked):
    """A rating for practice in a training; it never enters the record."""

    meeting = ForeignKeyField(Meeting, backref="practice_rounds")
    indicator = ForeignKeyField(Indicator, backref="practice_rounds")
    state = Choice(("collecting", "opened"), default="collecting")
    level = Whole(1, 4, null=True)  # what the room would agree on

    def __str__(self) -> str:
        return f"Practice on {self.indicator.code}"

    @property
    def is_open(self) -> bool:
        """Whether the spread is shown."""
        return bool(self.state == "opened")

    def rate(self, levels: dict[int, int], *, by: Who) -> int:
        """Keep what participants would rate, by their row on the roster; how many are new or other.

        Raises PracticeOpened once the spread is shown.
        """
        if self.is_open:
            raise PracticeOpened(self)
        given = {rating.__data__["participant"]: rating for rating in self.given()}
        kept = 0
        with transaction():
            for participant, level in levels.items():
                own = given.get(participant)
                if own is None:
                    PracticeRating.start(
                        by=by, verb="practiced", round=self, participant=participant, level=level
                    )
                elif own.level == level:
                    continue
                else:
                    own.round = self
                    own.change(by=by, verb="practiced again", level=level)
                kept += 1
        return kept

    def open(self, *, by: Who) -> None:
        """Show how the ratings spread; never whose is whose."""
        if self.is_open:
            raise PracticeOpened(self)
        with transaction():
            self.change(by=by, verb="opened", state="opened")
            for rating in self.given():
                unseal(rating)

    def agree(self, level: int, *, by: Who) -> None:
        """What the room would agree on, for practice."""
        self.change(by=by, verb="practiced agreeing", level=level)

    def given(self) -> list["PracticeRating"]:
        """The ratings given so far."""
        return list(PracticeRating.current().where(PracticeRating.round == self))

    @classmethod
    def whole(cls, key: int) -> "PracticeRound | None":
        """One round with its indicator, edition and meeting; one query."""
        return cls._joined().where(cls.id == key).first()  # type: ignore[no-any-return]

    @classmethod
    def of_meeting(cls, meeting: Meeting) -> Any:
        """The rounds of a training in the order they were begun."""
        return cls._joined().where(cls.meeting == meeting).order_by(cls.id)

    @classmethod
    def _joined(cls) -> Any:
        return (
            cls.current(cls, Indicator, Edition, Meeting)
            .join(Indicator)
            .join(Edition)
            .switch(cls)
            .join(Meeting)
        )


class PracticeRating(Tracked):
    """What one participant of a training would rate."""

    round = ForeignKeyField(PracticeRound, backref="ratings")
    participant = ForeignKeyField(Attendance, backref="practice_ratings")
    level = Whole(1, 4)

    # People practice in front of others, some of them from outside: nothing keeps who rated what
    # but this row, and no page tells.
    secret: ClassVar[frozenset[str]] = frozenset({"participant", "level"})

    class Meta:
        indexes = ((("round", "participant"), True),)

    def __str__(self) -> str:
        return f"A practice rating of {self.round.indicator.code}"

    @property
    def is_sealed(self) -> bool:
        """Until the round is opened."""
        return bool(self.round.state == "collecting")

    def allows(self, person: Any, right: str) -> bool:
        """It is nobody's but its giver's."""
        return bool(self.participant.__data__["person"] == person.id)


kinds.register(
    "practice_round", PracticeRound, label="Practice round", page="meetings.practiced", tells=True
)
kinds.register("practice_rating", PracticeRating, label="Practice rating", tells=True)

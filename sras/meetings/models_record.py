"""What a meeting decided, and who promised what by when."""

import datetime
from typing import Any

from peewee import JOIN, DateField, ForeignKeyField

from sras.accounts.models import Person
from sras.core import kinds
from sras.core.db import Choice, Line, Prose
from sras.history.models import Tracked, Who
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

    @classmethod
    def add_lines(cls, lines: list[Any], *, by: Who, meeting: Any, item: Any = None) -> None:
        """Several promises in one go, in the order given."""
        common = {"meeting": meeting, "item": item}
        cls.start_many([{**common, **line._asdict()} for line in lines], by=by, verb="recorded")

    def complete(self, *, by: Who, on: datetime.date) -> None:
        """It is done; the day may lie in the past."""
        self.change(by=by, verb="completed", state="done", done_on=on, state_reason="")

    def reopen(self, *, by: Who) -> None:
        """Not done after all."""
        self.change(by=by, verb="reopened", state="open", done_on=None, state_reason="")

    def drop(self, *, by: Who, reason: str) -> None:
        """It will not be done, and why."""
        self.change(
            by=by,
            verb="dropped",
            reason=reason,
            state="dropped",
            state_reason=reason,
            done_on=None,
        )

    def follow_up(self, *, by: Who, state: str, on: datetime.date, reason: str) -> None:
        """What became of it: done on a day, dropped for a reason, or still open."""
        if state == "done":
            self.complete(by=by, on=on)
        elif state == "dropped":
            self.drop(by=by, reason=reason)
        else:
            self.reopen(by=by)

    @property
    def owner_words(self) -> str:
        """Who does it, in words."""
        owner: Any = self.owner
        if self.outside_owner:
            answers = f" ({owner.name} answers)" if owner is not None else ""
            return f"{self.outside_owner}{answers}"
        return owner.name if owner is not None else "nobody yet"

    @classmethod
    def with_owners(cls) -> Any:
        """Commitments with who does them."""
        return cls.current(cls, Person.id, Person.name).join(
            Person, JOIN.LEFT_OUTER, on=(cls.owner == Person.id)
        )


kinds.register("meeting_decision", Decision, label="Decision of a meeting", tells=True)
kinds.register("commitment", Commitment, label="Commitment")

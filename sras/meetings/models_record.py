"""What a meeting decided, and who promised what by when."""

import datetime
from typing import Any

from peewee import JOIN, DateField, ForeignKeyField, Value, fn

from sras.accounts.models import Person
from sras.assessment.models import Assessment
from sras.core import kinds
from sras.core.db import Choice, Line, Prose
from sras.frameworks.models import Indicator
from sras.history.models import Tracked, Who
from sras.meetings.models_agenda import AgendaItem
from sras.planning import rules
from sras.planning.models import Objective, owner_words
from sras.planning.models_tasks import Task
from sras.schedule.models import Meeting


class Decision(Tracked):
    """What a meeting decided."""

    meeting = ForeignKeyField(Meeting, backref="decisions")
    item = ForeignKeyField(AgendaItem, null=True, backref="decisions")
    decided_on = DateField()
    text = Prose(4_000)

    def __str__(self) -> str:
        return f"Decision of {self.meeting}"

    @classmethod
    def add_lines(
        cls, lines: list[str], *, by: Who, meeting: Any, item: Any, on: datetime.date
    ) -> None:
        """Several decisions in one go, in the order given."""
        common = {"meeting": meeting, "item": item, "decided_on": on}
        cls.start_many([{**common, "text": line} for line in lines], by=by, verb="recorded")

    @classmethod
    def of_meeting(cls, meeting: Any) -> Any:
        """What a meeting decided, in order."""
        return cls.current().where(cls.meeting == meeting).order_by(cls.id)

    def withdraw(self, *, by: Who) -> None:
        """It was not decided after all."""
        self.archive(by=by, verb="withdrew")


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

    def allows(self, person: Any, right: str) -> bool:
        """A coach ticks what they promised, and what was promised in a meeting that they hold."""
        if right != "hold_meetings" or person.role != "coach":
            return True
        meeting: Any = self.meeting
        return self.__data__["owner"] == person.id or meeting.allows(person, right)

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

    def withdraw(self, *, by: Who) -> None:
        """It was not promised after all."""
        self.archive(by=by, verb="withdrew")

    @property
    def as_typed(self) -> str:
        """The line by which it could be typed anew: `Ana Ruiz: write it, by 2026-10-14`."""
        who = self.owner_words if self.outside_owner or self.__data__["owner"] else ""
        when = f", by {self.due}" if self.due else ""
        return f"{who}: {self.title}{when}" if who else f"{self.title}{when}"

    @property
    def owner_words(self) -> str:
        """Who does it, in words."""
        return owner_words(self)

    @classmethod
    def with_owners(cls) -> Any:
        """Commitments with who does them."""
        return cls.current(cls, Person.id, Person.name).join(
            Person, JOIN.LEFT_OUTER, on=(cls.owner == Person.id)
        )

    @classmethod
    def of_meeting(cls, meeting: Any) -> Any:
        """What was promised in a meeting, in order."""
        return cls.with_owners().where(cls.meeting == meeting).order_by(cls.id)

    @classmethod
    def open_for(cls, person: Any) -> Any:
        """What a person promised and has not done, the most urgent first."""
        return (
            cls.with_owners()
            .where(cls.owner == person, cls.state == "open")
            .order_by(cls.due.asc(nulls="LAST"), cls.id)
        )

    @classmethod
    def open_before(cls, meeting: Any) -> Any:
        """What was promised in earlier meetings and is not done, the most urgent first."""
        earlier = Meeting.select(Meeting.id).where(Meeting.held_on <= meeting.held_on)
        return (
            cls.with_owners()
            .where(cls.state == "open", cls.meeting.in_(earlier), cls.meeting != meeting)
            .order_by(cls.due.asc(nulls="LAST"), cls.id)
        )


def recorded_in(meeting: Any) -> list[Any]:
    """Decisions, commitments and tasks of a meeting, in one query and in that order.

    Each row has what, key, version, item, text, owner, outside, due, state and, of a task, code
    and sort of the indicator and its number.
    """
    return sorted(
        _recorded(meeting).namedtuples(), key=lambda row: (ORDER.index(row.what), row.key)
    )


ORDER = ("decision", "commitment", "task")
_NONE = Value(None)


def _recorded(meeting: Any) -> Any:
    decisions = Decision.current(
        Value("decision").alias("what"),
        Decision.id.alias("key"),
        Decision.version,
        Decision.item,
        Decision.text,
        _NONE.alias("owner"),
        Value("").alias("outside"),
        Decision.decided_on.alias("due"),
        Value("").alias("state"),
        Value("").alias("code"),
        Value(0).alias("sort"),
        Value(0).alias("number"),
    ).where(Decision.meeting == meeting)
    commitments = (
        Commitment.current(
            Value("commitment"),
            Commitment.id,
            Commitment.version,
            Commitment.item,
            Commitment.title,
            Person.name,
            Commitment.outside_owner,
            Commitment.due,
            Commitment.state,
            Value(""),
            Value(0),
            Value(0),
        )
        .join(Person, JOIN.LEFT_OUTER, on=(Commitment.owner == Person.id))
        .where(Commitment.meeting == meeting)
    )
    tasks = (
        Task.current(
            Value("task"),
            Task.id,
            Task.version,
            _NONE,
            Task.title,
            Person.name,
            Task.outside_owner,
            Task.due,
            Task.state,
            Indicator.code,
            Indicator.sort,
            Task.number,
        )
        .join(Person, JOIN.LEFT_OUTER, on=(Task.owner == Person.id))
        .switch(Task)
        .join(Objective)
        .join(Assessment)
        .join(Indicator)
        .where(Task.meeting == meeting, Objective.archived_at.is_null())
    )
    return decisions.union_all(commitments).union_all(tasks)


def objective_of_code(cycle: Any, code: str) -> Any:
    """The open objective on an indicator of a cycle, by its code; None where there is none."""
    return (
        Objective.current(Objective, Assessment, Indicator)
        .join(Assessment)
        .join(Indicator)
        .where(
            Assessment.cycle == cycle,
            fn.LOWER(Indicator.code) == code.strip().lower(),
            Objective.state.in_(rules.OPEN_STATES),
        )
        .first()
    )


kinds.register("meeting_decision", Decision, label="Decision of a meeting", tells=True)
kinds.register("commitment", Commitment, label="Commitment")
kinds.happened("meeting_decision", "decided_on")
kinds.happened("commitment", "done_on")

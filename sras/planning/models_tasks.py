"""Tasks, how often they were done, remarks on them, and links for owners without accounts."""

import datetime
from typing import Any

from peewee import JOIN, DateField, ForeignKeyField, fn

from sras.accounts.models import Person
from sras.assessment.models import Assessment
from sras.assessment.rules import said
from sras.core import kinds
from sras.core.db import Choice, Line, Prose, Whole, transaction
from sras.frameworks.models import Indicator
from sras.history.models import Change, Tracked, Who
from sras.planning import rules, rules_tasks
from sras.planning.models import Objective, owner_words
from sras.schedule.models import Meeting

TASK_STATES = ("not_started", "in_progress", "done", "blocked", "dropped")
FREQUENCIES = ("once", "weekly", "monthly", "quarterly", "twice_a_year", "yearly")
VERBS = {
    "not_started": "reopened",
    "in_progress": "started",
    "done": "completed",
    "blocked": "blocked",
    "dropped": "dropped",
}


class Task(Tracked):
    """A step of an objective with an owner and a date."""

    objective = ForeignKeyField(Objective, backref="tasks")
    number = Whole(1, 10_000)
    title = Line(300)
    description = Prose(4_000)
    owner = ForeignKeyField(Person, null=True, backref="tasks")
    outside_owner = Line(200, default="")
    added_on = DateField()
    due = DateField(null=True)
    frequency = Choice(FREQUENCIES, default="once")
    state = Choice(TASK_STATES, default="not_started")
    done_on = DateField(null=True)
    state_reason = Prose(2_000)
    waits_for = ForeignKeyField("self", null=True, backref="held_up")
    meeting = ForeignKeyField(Meeting, null=True, backref="tasks")  # it was agreed in

    def __str__(self) -> str:
        return str(self.title)

    @classmethod
    def add(cls, by: Who, objective: Objective, added_on: datetime.date, **fields: Any) -> Any:
        """One more task of an objective, numbered after the last."""
        return cls.add_many(by, objective, added_on, [fields])[0]

    @classmethod
    def add_many(
        cls, by: Who, objective: Objective, added_on: datetime.date, many: list[dict[str, Any]]
    ) -> list[Any]:
        """Several tasks in one go, in the order given."""
        with transaction():
            last = cls.select(fn.MAX(cls.number)).where(cls.objective == objective).scalar() or 0
            common = {"objective": objective, "added_on": added_on}
            added = cls.start_many(
                [{**common, "number": n, **fields} for n, fields in enumerate(many, last + 1)],
                by=by,
            )
            objective.ask_again(by)
        return added

    def complete(self, by: Who, on: datetime.date) -> None:
        """Mark the task done; the day may lie in the past. A recurring one is due again at once."""
        self.revise(by, on, state="done", done_on=on)

    def reopen(self, by: Who, reason: str = "") -> None:
        """Not done after all."""
        self.change(
            by=by,
            verb="reopened",
            reason=reason,
            state="not_started",
            done_on=None,
            state_reason="",
        )
        self.objective.ask_again(by)

    def completed_since(self, version: int) -> Change | None:
        """The change by which it was marked done after a version; None where it still waits."""
        if self.frequency == "once" and self.state != "done":
            return None
        changes = Change.of("task", self.id)
        return changes.where(Change.version > version, Change.verb == "completed").first()

    def block(self, by: Who, reason: str) -> None:
        """It cannot go on, and why."""
        self.change(by=by, verb="blocked", reason=reason, state="blocked", state_reason=reason)

    def drop(self, by: Who, reason: str) -> None:
        """It will not be done, and why; it leaves the count."""
        self.change(
            by=by, verb="dropped", reason=reason, state="dropped", state_reason=reason, done_on=None
        )

    def move(self, by: Who, due: datetime.date | None, reason: str = "") -> None:
        """Another date."""
        self.change(by=by, verb="moved", reason=reason, due=due)

    def hand_to(self, by: Who, owner: Person, outside_owner: str = "") -> None:
        """Someone else does it from now on."""
        self.change(by=by, verb="handed over", owner=owner, outside_owner=outside_owner)

    def revise(self, by: Who, today: datetime.date, **fields: Any) -> None:
        """Set several fields in one change; what happens to the state follows its rules.

        Done takes a day (today when none is said), leaves no reason and lets a recurring task
        come back; any other state takes the day away.
        """
        state = fields.get("state", self.state)
        moved = state != self.state
        if state == "done":
            fields["done_on"] = fields.get("done_on") or self.done_on or today
        else:
            fields["done_on"] = None
        if state not in ("blocked", "dropped"):
            fields["state_reason"] = ""
        if moved and state == "done" and fields.get("frequency", self.frequency) != "once":
            self._recur(by, fields)
            return
        verb = VERBS[state] if moved else self._plain_verb(fields)
        with transaction():
            self.change(by=by, verb=verb, **fields)
            if moved and state != "done":
                self.objective.ask_again(by)

    def _plain_verb(self, fields: dict[str, Any]) -> str:
        if "due" in fields and fields["due"] != self.due:
            return "moved"
        return "changed"

    def _recur(self, by: Who, fields: dict[str, Any]) -> None:
        due, done_on = fields.get("due", self.due), fields["done_on"]
        with transaction():
            first = TaskDone.select(fn.MIN(TaskDone.due)).where(TaskDone.task == self).scalar()
            TaskDone.start(by=by, verb="completed", task=self, due=due, done_on=done_on)
            fields |= {
                "state": "not_started",
                "done_on": None,
                "due": rules_tasks.next_due(
                    fields.get("frequency", self.frequency), due, done_on, first
                ),
            }
            self.change(by=by, verb="completed", **fields)

    def standing(self, today: datetime.date) -> str:
        """done, dropped, blocked, over, undated, late, soon or on_track."""
        return rules.task_standing(self.objective.state, self.state, self.due, self.done_on, today)

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return rules.is_open_task(self.objective.state, self.state)

    @property
    def owner_words(self) -> str:
        """Who does it, in words."""
        return owner_words(self)

    @classmethod
    def of_objectives(cls, objectives: Any, *, archived_too: bool = False) -> Any:
        """The tasks of some objectives with their owners, in order."""
        begin = cls.select if archived_too else cls.current
        return (
            begin(cls, Person.id, Person.name)
            .join(Person, JOIN.LEFT_OUTER, on=(cls.owner == Person.id))
            .where(cls.objective.in_(objectives))
            .order_by(cls.objective, cls.number)
        )

    @classmethod
    def with_objectives(cls) -> Any:
        """Tasks joined with owner, objective, assessment and indicator."""
        return (
            cls.current(cls, Person, Objective, Assessment, Indicator)
            .join(Person, JOIN.LEFT_OUTER, on=(cls.owner == Person.id))
            .switch(cls)
            .join(Objective)
            .join(Assessment)
            .join(Indicator)
            .where(Objective.archived_at.is_null())
        )

    @classmethod
    def beside(cls, key: int) -> Any:
        """A task and all others of its objective, in order, each joined as above."""
        it = cls.alias()
        its_objective = it.select(it.objective).where(it.id == key)
        return cls.with_objectives().where(cls.objective == its_objective).order_by(cls.number)

    @classmethod
    def open_first(cls) -> Any:
        """The open tasks of objectives that were not dropped, the most urgent first."""
        return (
            cls.with_objectives()
            .where(cls.state.not_in(("done", "dropped")), Objective.state != "dropped")
            .order_by(cls.due.asc(nulls="LAST"), Indicator.sort, cls.number)
        )

    @classmethod
    def outside_pairs(cls) -> list[tuple[str, Person]]:
        """Those without accounts who do open tasks, each with the member who answers."""
        pairs = {
            (task.outside_owner, task.owner_id): task.owner
            for task in cls.open_first()
            if task.outside_owner and task.owner_id
        }
        return [(name, answers) for (name, _key), answers in sorted(pairs.items(), key=_first)]

    @classmethod
    def open_for(cls, person: Person) -> Any:
        """The open tasks a person does or answers for, the most urgent first."""
        return cls.open_first().where(cls.owner == person)

    @classmethod
    def open_for_outside(cls, name: str, answers: Person) -> Any:
        """The open tasks of someone without an account for whom this member answers."""
        return cls.open_first().where(cls.outside_owner == name, cls.owner == answers)


def _first(pair: Any) -> Any:
    return pair[0]


class TaskDone(Tracked):
    """One completion of a recurring task; a task has many."""

    task = ForeignKeyField(Task, backref="times_done")
    due = DateField(null=True)
    done_on = DateField()

    def __str__(self) -> str:
        return f"“{self.task.title}” on {said(self.done_on)}"

    @classmethod
    def of_tasks(cls, tasks: Any) -> Any:
        """The completions of some tasks, oldest first."""
        return cls.current().where(cls.task.in_(tasks)).order_by(cls.done_on, cls.id)


class TaskComment(Tracked):
    """A remark on a task, with its day."""

    task = ForeignKeyField(Task, backref="comments")
    said_on = DateField()
    text = Prose(2_000)

    def __str__(self) -> str:
        return f"Comment on {self.task.title}"

    @classmethod
    def of_tasks(cls, tasks: Any) -> Any:
        """The remarks on some tasks, oldest first."""
        return cls.current().where(cls.task.in_(tasks)).order_by(cls.said_on, cls.id)


kinds.register("task", Task, label="Task", page="planning.task")
kinds.register("task_done", TaskDone, label="Completion", tells=True)
kinds.register("task_comment", TaskComment, label="Task comment", tells=True)
kinds.happened("task", "added_on", "done_on")
kinds.happened("task_done", "done_on")
kinds.happened("task_comment", "said_on")

"""What only the Chief can give: direction at the start, and an answer to each ask."""

import datetime
from typing import Any

from peewee import DateField, ForeignKeyField

from sras.accounts.models import Person
from sras.assessment.models import Assessment, Cycle
from sras.core import kinds
from sras.core.db import Choice, Line, Prose, transaction
from sras.frameworks.models import Indicator
from sras.history.models import Tracked, Who
from sras.planning import rules_choice
from sras.planning.models_choice import ApprovalRequest
from sras.planning.rules import NotNow


class Ask(Tracked):
    """Something only the Chief can clear: a policy, a statute, money, another barrier."""

    assessment = ForeignKeyField(Assessment, backref="asks")
    kind = Choice(tuple(rules_choice.ASK_KINDS))
    text = Prose(2_000)
    state = Choice(tuple(rules_choice.ASK_STATES), default="open")
    raised_on = DateField()
    decided_on = DateField(null=True)
    decided_by = Line(120, default="")
    answer = Prose(2_000)

    def __str__(self) -> str:
        return f"Ask about {self.assessment.indicator}"

    @property
    def is_open(self) -> bool:
        """Whether it still waits for its answer."""
        return bool(self.state == "open")

    @property
    def kind_name(self) -> str:
        """What stands in the way, in a word."""
        return rules_choice.ASK_KINDS[self.kind]

    @property
    def state_name(self) -> str:
        """How it was answered, in words."""
        return rules_choice.ASK_STATES[self.state]

    @classmethod
    def of_cycle(cls, cycle: Cycle) -> Any:
        """All asks of a cycle with their indicators: open ones first, then by indicator."""
        return (
            cls.current(cls, Assessment, Indicator)
            .join(Assessment)
            .join(Indicator)
            .where(Assessment.cycle == cycle)
            .order_by((cls.state != "open"), Indicator.sort, cls.id)
        )

    @classmethod
    def still_open(cls, frozen: dict[str, Any]) -> "list[Ask]":
        """The asks named in a snapshot that nobody has answered since.

        Each has `put_up_kind` and `put_up_text`, the words that went up and are decided on.
        """
        went_up = {each["ask"]: each for each in frozen.get("asks", ())}
        found = list(
            cls.current(cls, Assessment, Indicator)
            .join(Assessment)
            .join(Indicator)
            .where(cls.id.in_(list(went_up)), cls.state == "open")
            .order_by(Indicator.sort, cls.id)
        )
        for ask in found:
            ask.put_up_kind = rules_choice.ASK_KINDS[went_up[ask.id]["kind"]]
            ask.put_up_text = went_up[ask.id]["text"]
        return found

    @classmethod
    def put(
        cls, *, by: Who, assessment: Assessment, kind: str, text: str, on: datetime.date
    ) -> "Ask":
        """Ask it of the Chief."""
        return cls.start(
            by=by, verb="asked", assessment=assessment, kind=kind, text=text, raised_on=on
        )

    def decide(
        self, *, by: Who, state: str, on: datetime.date, decided_by: str, answer: str
    ) -> None:
        """Write down the Chief's answer; `decided_by` is the name kept with it."""
        self.change(
            by=by,
            verb="answered",
            state=state,
            decided_on=on,
            decided_by=decided_by,
            answer=answer,
        )

    def reword(self, *, by: Who, kind: str, text: str) -> None:
        """Say it in better words; NotNow while the Chief decides on the present ones."""
        self._check_not_put_up()
        self.change(by=by, kind=kind, text=text)

    def _check_not_put_up(self) -> None:
        request = ApprovalRequest.with_ask(self.id)
        if request is not None:
            raise NotNow(
                f"This ask lies before the Chief with request {request.number}, who decides on "
                "the words that went up. Withdraw that request first."
            )

    def withdraw(self, *, by: Who, on: datetime.date, reason: str) -> None:
        """The team no longer asks for it; NotNow while it lies before the Chief."""
        self._check_not_put_up()
        self.change(
            by=by,
            verb="withdrew",
            reason=reason,
            state="withdrawn",
            decided_on=on,
            decided_by=str(by.name),
            answer=reason,
        )

    def ask_again(self, *, by: Who, reason: str) -> None:
        """Open it once more; the earlier answer stays in history."""
        self.change(
            by=by,
            verb="asked again",
            reason=reason,
            state="open",
            decided_on=None,
            decided_by="",
            answer="",
        )


def unasked(assessments: list[Assessment], asks: list[Any]) -> list[tuple[Assessment, str, str]]:
    """Constraints and barriers that no ask speaks for yet, as (assessment, kind, words)."""
    spoken_for = {(ask.assessment_id, ask.kind == "barrier") for ask in asks}
    return [
        (assessment, kind, words)
        for assessment in assessments
        if assessment.level is not None
        for kind, words in rules_choice.asks_of(
            assessment.opportunity,
            assessment.constraint_kind,
            assessment.constraint_note,
            assessment.barrier,
        )
        if (assessment.id, kind == "barrier") not in spoken_for
    ]


def put_all(
    *, by: Who, candidates: list[tuple[Assessment, str, str]], on: datetime.date
) -> list[Ask]:
    """Ask all of them at once."""
    with transaction():
        return [
            Ask.put(by=by, assessment=assessment, kind=kind, text=words, on=on)
            for assessment, kind, words in candidates
        ]


class Expectation(Tracked):
    """What the Chief expects of the year, set at the start and judged at its end."""

    cycle = ForeignKeyField(Cycle, backref="expectations")
    text = Prose(2_000)
    set_by = Line(120)
    set_on = DateField()
    due = DateField(null=True)
    judged = Choice(("", *rules_choice.JUDGEMENTS), default="")
    judged_by = Line(120, default="")
    judged_on = DateField(null=True)
    judgement = Prose(2_000)

    def __str__(self) -> str:
        return str(self.text)[:80]

    @property
    def judged_name(self) -> str:
        """The judgement in words; empty before there is one."""
        return rules_choice.JUDGEMENTS.get(self.judged, "")

    @classmethod
    def of_cycle(cls, cycle: Cycle) -> Any:
        """The expectations of a cycle in the order they were set."""
        return cls.current().where(cls.cycle == cycle).order_by(cls.set_on, cls.id)

    def judge(
        self, *, by: Who, judged: str, on: datetime.date, judged_by: str, judgement: str
    ) -> None:
        """Say whether it was met; judging again corrects it, and history keeps both."""
        self.change(
            by=by,
            verb="judged",
            judged=judged,
            judged_on=on,
            judged_by=judged_by,
            judgement=judgement,
        )


def chief_and_delegates() -> tuple[Person | None, list[Person]]:
    """The Chief in office, None when the office is empty here, and whoever may decide instead."""
    people = list(
        Person.current()
        .where(Person.active, (Person.role == "chief") | Person.is_delegate)
        .order_by(Person.id.desc())
    )
    chief = next((person for person in people if person.role == "chief"), None)
    return chief, [person for person in people if person.role != "chief"]


kinds.register("ask", Ask, label="Ask", page="planning.ask", tells=True)
kinds.register("expectation", Expectation, label="Expectation", page="planning.expectation")
kinds.happened("ask", "raised_on", "decided_on", said=("state",))
kinds.happened("expectation", "set_on", "judged_on")

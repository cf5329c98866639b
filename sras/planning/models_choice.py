"""The decision of the Chief: what was put up, what was decided, by whom."""

import datetime
import json
from typing import Any

from peewee import JOIN, BooleanField, DateField, ForeignKeyField

from sras.accounts.models import Person
from sras.assessment.models import Assessment, Cycle
from sras.core import kinds
from sras.core.db import Choice, Line, Prose, Whole, transaction
from sras.evidence.models import Evidence, stands_for
from sras.frameworks.models import Indicator
from sras.history.models import Tracked, Who
from sras.planning import rules_choice
from sras.planning.models_lists import Selection


class ApprovalRequest(Tracked):
    """The choice put up to the Chief: letter and numbered, frozen list of items."""

    cycle = ForeignKeyField(Cycle, backref="requests")
    number = Whole(1, 10_000)
    letter = Prose(20_000)
    put_up_on = DateField()
    put_up_by = ForeignKeyField(Person, backref="requests_put_up")
    state = Choice(("open", "decided", "withdrawn"), default="open")
    snapshot = Prose(2_000_000)  # JSON of every item as it stood when put up
    sha256 = Line(64)

    secret = frozenset({"snapshot"})  # it never changes, and history keeps its hash

    class Meta:
        indexes = ((("cycle", "number"), True),)

    def __str__(self) -> str:
        return f"Approval request {self.number}"

    @property
    def is_open(self) -> bool:
        """Whether it waits for the Chief."""
        return bool(self.state == "open")

    @property
    def state_name(self) -> str:
        """Where it stands, in words."""
        return {"open": "Before the Chief", "decided": "Decided", "withdrawn": "Withdrawn"}[
            self.state
        ]

    @property
    def frozen(self) -> dict[str, Any]:
        """What was put up, as it stood."""
        return json.loads(str(self.snapshot))

    @classmethod
    def with_ask(cls, ask: int) -> "ApprovalRequest | None":
        """The open request that an ask, by its key, went up with; None when there is none."""
        rows: Any = cls.current().where(cls.state == "open")
        return next(
            (row for row in rows if any(a["ask"] == ask for a in row.frozen.get("asks", ()))), None
        )

    def decision(self) -> "Decision | None":
        """What was decided on it, with who recorded it and the signed page; None until then."""
        return (
            Decision.current(Decision, Person, Evidence)
            .join(Person, JOIN.LEFT_OUTER, on=Decision.recorded_by)
            .switch(Decision)
            .join(Evidence, JOIN.LEFT_OUTER)
            .where(Decision.request == self)
            .first()
        )

    @classmethod
    def open_of(cls, cycle: Cycle) -> "ApprovalRequest | None":
        """The request that lies before the Chief, None when there is none."""
        return cls.current().where(cls.cycle == cycle, cls.state == "open").first()

    @classmethod
    def of_cycle(cls, cycle: Cycle) -> Any:
        """The requests of a cycle with who put them up, newest first."""
        return (
            cls.current(cls, Person)
            .join(Person)
            .where(cls.cycle == cycle)
            .order_by(cls.number.desc())
        )

    @classmethod
    def put_up(
        cls,
        *,
        by: Person,
        cycle: Cycle,
        number: int,
        letter: str,
        selections: list[Selection],
        facts: dict[str, Any],
        on: datetime.date,
    ) -> "ApprovalRequest":
        """Freeze the items as they stand and put them before the Chief."""
        items = [selection.as_it_stands() for selection in selections]
        content = {
            **facts,
            "number": number,
            "put_up_on": on.isoformat(),
            "put_up_by": str(by.name),
            "letter": letter,
            "items": items,
        }
        snapshot, sha256 = rules_choice.frozen(content)
        with transaction():
            request = cls.start(
                by=by,
                verb="put up to the Chief",
                cycle=cycle,
                number=number,
                letter=letter,
                put_up_on=on,
                put_up_by=by,
                state="open",
                snapshot=snapshot,
                sha256=sha256,
            )
            for selection in selections:
                RequestItem.start(
                    by=by,
                    verb="put up to the Chief",
                    request=request,
                    selection=selection,
                    list=selection.list,
                )
        return request

    def withdraw(self, *, by: Who, reason: str) -> None:
        """Take it back before it is decided."""
        self.change(by=by, verb="withdrew", reason=reason, state="withdrawn")

    def decide(
        self,
        *,
        by: Person,
        items: "list[RequestItem]",
        outcomes: dict[int, tuple[str, str]],
        **facts: Any,
    ) -> "Decision":
        """Decide every item, as (outcome, words) by item id, and close the request.

        `facts` are the fields of Decision: who decided, on which day, in which way.
        """
        with transaction():
            for item in items:
                outcome, words = outcomes[item.id]
                item.change(by=by, verb="decided", outcome=outcome, words=words)
            decision = Decision.start(
                by=by,
                verb="decided",
                request=self,
                outcome=rules_choice.overall(outcome for outcome, _ in outcomes.values()),
                **facts,
            )
            self.change(by=by, verb="decided", state="decided")
        return decision


class RequestItem(Tracked):
    """One indicator in an approval request and what was decided on it."""

    request = ForeignKeyField(ApprovalRequest, backref="items")
    selection = ForeignKeyField(Selection, backref="request_items")
    list = Choice(("quick_win", "longer_term"))
    outcome = Choice(("", *rules_choice.OUTCOMES), default="")
    words = Prose(4_000)

    def __str__(self) -> str:
        return f"{self.selection.assessment.indicator} in request {self.request.number}"

    @property
    def outcome_name(self) -> str:
        """What was decided, in words; empty before it is."""
        return rules_choice.OUTCOMES.get(self.outcome, "")

    @classmethod
    def of_request(cls, request: ApprovalRequest) -> Any:
        """The items of a request with their indicators, in the set's order."""
        return (
            cls.current(cls, ApprovalRequest, Selection, Assessment, Indicator)
            .join(ApprovalRequest)
            .switch(cls)
            .join(Selection)
            .join(Assessment)
            .join(Indicator)
            .where(cls.request == request)
            .order_by(Indicator.sort)
        )

    @classmethod
    def outcomes_of(cls, cycle: Cycle) -> dict[int, Any]:
        """What was decided on the items of each request of a cycle, by request id."""
        rows = (
            cls.current(cls.request, cls.outcome)
            .join(ApprovalRequest)
            .where(ApprovalRequest.cycle == cycle, cls.outcome != "")
            .order_by(cls.id)
            .tuples()
        )
        found: dict[int, Any] = {}
        for key, outcome in rows:
            found.setdefault(key, []).append(outcome)
        return found


class Decision(Tracked):
    """What the Chief decided on a request; kept with the name of who decided and who typed it."""

    request = ForeignKeyField(ApprovalRequest, backref="decisions", unique=True)
    outcome = Choice(tuple(rules_choice.OUTCOMES))
    decided_on = DateField()
    decided_by = Line(120)
    as_delegate = BooleanField(default=False)
    for_chief = Line(120, default="")  # the Chief's name when a delegate decided
    handed_over_by = Line(120, default="")  # who gave the link to decide, when no mail brought it
    way = Choice(tuple(rules_choice.WAYS), default="in_the_app")
    recorded_by = ForeignKeyField(Person, null=True, backref="decisions_recorded")
    comment = Prose(4_000)
    signed_page = ForeignKeyField(Evidence, null=True, backref="decisions")

    def __str__(self) -> str:
        return f"Decision on request {self.request.number}"

    @property
    def by_words(self) -> str:
        """Who decided, and for whom: `Dana Lee, for the Chief, Maria Ortiz`."""
        if not self.as_delegate:
            return str(self.decided_by)
        chief = f", {self.for_chief}" if self.for_chief else ""
        return f"{self.decided_by}, for the Chief{chief}"

    @property
    def way_name(self) -> str:
        """How it was decided, in words."""
        if self.handed_over_by:
            return f"Here, by a link handed over by {self.handed_over_by}"
        return rules_choice.WAYS[self.way]

    @classmethod
    def of_cycle(cls, cycle: Cycle) -> dict[int, "Decision"]:
        """The decisions of a cycle by request id."""
        rows = (
            cls.current(cls, ApprovalRequest, Person)
            .join(ApprovalRequest)
            .switch(cls)
            .join(Person, JOIN.LEFT_OUTER, on=cls.recorded_by)
            .where(ApprovalRequest.cycle == cycle)
        )
        return {row.request_id: row for row in rows}


def signed_page_stands(key: int) -> str:
    """Why the signed page of a request stands as it is; empty while its cycle is not closed."""
    closed = ApprovalRequest.select(Cycle.label).join(Cycle).where(ApprovalRequest.id == key)
    label = closed.where(Cycle.state == "closed").scalar()
    return f"The cycle {label} is closed; what was decided in it stays as it was." if label else ""


stands_for["approval_request"] = signed_page_stands
kinds.register(
    "approval_request",
    ApprovalRequest,
    label="Approval request",
    page="planning.request",
    tells=True,
)
kinds.register("request_item", RequestItem, label="Item of a request", tells=True)
kinds.register("decision", Decision, label="Decision", tells=True)
kinds.happened("approval_request", "put_up_on")
kinds.happened("decision", "decided_on")

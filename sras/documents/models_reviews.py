"""Review rounds: a broader group invited by link comments on sections; each is settled."""

from peewee import DateField, ForeignKeyField

from sras.accounts.models import Person
from sras.core import kinds
from sras.core.db import Choice, Line, Moment, Prose, Whole
from sras.documents.models import Document, Section
from sras.history.models import Tracked

STATES = ("open", "resolved", "declined")


class ReviewRound(Tracked):
    """One round of review of a document, between two days."""

    document = ForeignKeyField(Document, backref="review_rounds")
    number = Whole(1, 1_000)
    opens_on = DateField()
    closes_on = DateField()
    closed_on = DateField(null=True)
    letter = Prose(4_000)
    at_change = Whole()  # the newest change when it opened: the text that is reviewed

    class Meta:
        indexes = ((("document", "number"), True),)

    def __str__(self) -> str:
        return f"Review round {self.number} of {self.document}"


class Reviewer(Tracked):
    """Someone invited to a round by a personal link, without an account."""

    round = ForeignKeyField(ReviewRound, backref="reviewers")
    name = Line(120)
    email = Line(254, default="")
    organisation = Line(200, default="")
    token_hash = Line(64, unique=True)
    expires_at = Moment()
    revoked_at = Moment(null=True)
    done_on = DateField(null=True)  # said that nothing more will come

    secret = frozenset({"token_hash"})

    def __str__(self) -> str:
        return f"{self.name} for {self.round}"


class Remark(Tracked):
    """What a reviewer says of a section, resolved or declined with a reason."""

    reviewer = ForeignKeyField(Reviewer, backref="remarks")
    section = ForeignKeyField(Section, null=True, backref="remarks")  # None: of the whole
    said_on = DateField()
    text = Prose(4_000)
    state = Choice(STATES, default="open")
    answer = Prose(2_000)
    settled_on = DateField(null=True)
    settled_by = ForeignKeyField(Person, null=True, backref="remarks_settled")

    def __str__(self) -> str:
        return f"Remark of {self.reviewer.name}"


kinds.register("review_round", ReviewRound, label="Review round", tells=True)
kinds.register("document_reviewer", Reviewer, label="Reviewer of a document", tells=True)
kinds.register("remark", Remark, label="Reviewer's remark", tells=True)

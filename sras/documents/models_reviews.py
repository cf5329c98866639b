"""Review rounds: a broader group invited by link comments on sections; each is settled."""

import datetime
import secrets
from typing import Any

from peewee import JOIN, DateField, ForeignKeyField, fn

from sras.accounts.models import Person
from sras.accounts.models_doors import digest
from sras.core import clock, kinds
from sras.core.db import Choice, Line, Moment, Prose, Whole
from sras.documents import rules_reviews
from sras.documents.models import Document, Section
from sras.history.models import Actor, Change, Tracked, Who

STATES = tuple(rules_reviews.STATE_NAMES)


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

    def allows(self, person: Any, right: str) -> bool:
        """A coach holds the rounds of the document that was given to them."""
        return person.role != "coach" or self.document.allows(person, "write_documents")

    @classmethod
    def open(cls, by: Who, document: Document, **fields: Any) -> "ReviewRound":
        """Begin the next round on the text as it stands now."""
        number = cls.select(fn.MAX(cls.number)).where(cls.document == document).scalar() or 0
        at = Change.last_sequence()
        fields |= {"document": document, "number": number + 1, "at_change": at}
        return cls.start(by=by, verb="opened", **fields)

    @classmethod
    def of(cls, document: Document) -> Any:
        """The rounds of a document with how many remarks and reviewers each has, newest first."""
        remarks = _counted(Remark.id, Remark.current().join(Reviewer), cls)
        settled = _counted(Remark.id, Remark.current().join(Reviewer), cls, Remark.state != "open")
        reviewers = _counted(Reviewer.id, Reviewer.current(), cls)
        counted = (
            remarks.alias("remark_count"),
            settled.alias("settled_count"),
            reviewers.alias("reviewer_count"),
        )
        return cls.current(cls, *counted).where(cls.document == document).order_by(-cls.number)

    @classmethod
    def open_of(cls, document: Document, today: datetime.date) -> Any:
        """The round of a document that is not closed yet; None when there is none."""
        still = cls.current().where(cls.document == document, cls.closed_on.is_null())
        return still.where(cls.closes_on >= today).order_by(-cls.number).first()

    def standing(self, today: datetime.date) -> str:
        """Whether it is open, waiting for its day, or closed."""
        return rules_reviews.standing(self.opens_on, self.closes_on, self.closed_on, today)

    def close(self, by: Who, on: datetime.date) -> None:
        """Take no more remarks."""
        self.change(by=by, verb="closed", closed_on=on)

    def invite(
        self, by: Who, many: list[rules_reviews.Invited], zone: str
    ) -> list[tuple["Reviewer", str]]:
        """Make reviewers with a link each; the tokens are told this once."""
        tokens = [secrets.token_urlsafe(32) for _ in many]
        fields = [
            {
                **one._asdict(),
                "round": self,
                "token_hash": digest(token),
                "expires_at": clock.end_of(rules_reviews.last_day(self.closes_on), zone),
            }
            for one, token in zip(many, tokens, strict=True)
        ]
        made = Reviewer.start_many(fields, by=by, verb="invited")
        return list(zip(made, tokens, strict=True))


def _counted(column: Any, rows: Any, rounds: Any, *more: Any) -> Any:
    """A count for each round, asked along with the rounds themselves."""
    return rows.select(fn.COUNT(column)).where(Reviewer.round == rounds.id, *more)


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

    def allows(self, person: Any, right: str) -> bool:
        """As the round does."""
        return person.role != "coach" or self.round.allows(person, right)

    @property
    def name_for_history(self) -> str:
        """Without a question for the round: many may be made at once."""
        return str(self.name)

    @property
    def actor(self) -> Actor:
        """How history names them."""
        return Actor(f"{self.name} (by link)"[:200])

    @classmethod
    def by_token(cls, token: str) -> Any:
        """The reviewer of a link with round and document, also when it has ended; else None."""
        return (
            cls.current(cls, ReviewRound, Document)
            .join(ReviewRound)
            .join(Document)
            .where(cls.token_hash == digest(token))
            .first()
        )

    @classmethod
    def of(cls, held: ReviewRound) -> Any:
        """Those invited to a round, by name, with how many remarks each made."""
        counted = fn.COUNT(Remark.id).alias("remark_count")
        said = (Remark.reviewer == cls.id) & Remark.archived_at.is_null()
        return (
            cls.current(cls, counted)
            .join(Remark, JOIN.LEFT_OUTER, on=said)
            .where(cls.round == held)
            .group_by(cls.id)
            .order_by(cls.name, cls.id)
        )

    def has_ended(self, now: datetime.datetime) -> bool:
        """Whether the link was taken back or is past its time."""
        return self.revoked_at is not None or self.expires_at <= now

    def renew(self, by: Who, zone: str) -> str:
        """Put a new link in the place of the one they had; its token is told this once."""
        token = secrets.token_urlsafe(32)
        expires = clock.end_of(rules_reviews.last_day(self.round.closes_on), zone)
        self.change(
            by=by,
            verb="gave a new link to",
            token_hash=digest(token),
            expires_at=expires,
            revoked_at=None,
        )
        return token

    def revoke(self, by: Who, now: datetime.datetime) -> None:
        """The link works no longer."""
        self.change(by=by, verb="took back the link of", revoked_at=now)

    def say(self, remarks: dict[Section | None, str], on: datetime.date) -> None:
        """Record what they say of each section, None standing for the whole."""
        many = [
            {"reviewer": self, "section": section, "said_on": on, "text": text}
            for section, text in remarks.items()
        ]
        Remark.start_many(many, by=self.actor, verb="said")

    def finish(self, on: datetime.date) -> None:
        """They have nothing more to say."""
        self.change(by=self.actor, verb="was done", done_on=on)

    def before(self) -> list["Reviewer"]:
        """The same person in the earlier rounds of this document, the latest first."""
        earlier = (
            Reviewer.current(Reviewer, ReviewRound)
            .join(ReviewRound)
            .where(
                ReviewRound.document == self.round.document,
                ReviewRound.number < self.round.number,
            )
            .order_by(ReviewRound.number.desc())
        )
        return [each for each in earlier if rules_reviews.is_known(each, self)]


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

    def allows(self, person: Any, right: str) -> bool:
        """As the round does."""
        return person.role != "coach" or self.reviewer.allows(person, right)

    @classmethod
    def of(cls, reviewers: list[Reviewer]) -> Any:
        """What these reviewers said, with their rounds, in the order in which it came."""
        return (
            cls.current(cls, Reviewer, ReviewRound)
            .join(Reviewer)
            .join(ReviewRound)
            .where(cls.reviewer.in_(reviewers))
            .order_by(cls.id)
        )

    @classmethod
    def of_round(cls, held: ReviewRound) -> Any:
        """All that was said in a round, with who said it and who settled it."""
        return (
            cls.current(cls, Reviewer, Person)
            .join(Reviewer)
            .switch(cls)
            .join(Person, JOIN.LEFT_OUTER)
            .where(Reviewer.round == held)
            .order_by(cls.id)
        )

    def settle(self, by: Any, state: str, answer: str, on: datetime.date) -> None:
        """Resolve it, or decline it with a reason; the reviewer reads the answer."""
        self.change(by=by, verb=state, state=state, answer=answer, settled_on=on, settled_by=by)


WRITE = "write_documents"
kinds.register(
    "review_round",
    ReviewRound,
    label="Review round",
    page="documents.review",
    right=WRITE,
    tells=True,
)
kinds.register(
    "document_reviewer", Reviewer, label="Reviewer of a document", right=WRITE, tells=True
)
kinds.register("remark", Remark, label="Reviewer's remark", right=WRITE, tells=True)

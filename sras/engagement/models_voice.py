"""What the field says: the questions put to it, and its answers."""

import datetime
import secrets
from collections.abc import Iterable
from typing import Any

from peewee import JOIN, DateField, ForeignKeyField, fn

from sras.accounts.models import Person
from sras.accounts.models_doors import digest
from sras.core import clock, kinds
from sras.core.db import Choice, Line, Moment, Prose, Whole
from sras.engagement import rules_voice
from sras.history.models import Actor, Tracked, Who

BY_LINK = Actor("The field (by link)")


class Enquiry(Tracked):
    """A set of questions for one group of the field, asked in interviews and by a short form."""

    title = Line(200)
    audience = Choice(tuple(rules_voice.AUDIENCES))
    letter = Prose(4_000)
    opens_on = DateField()
    closes_on = DateField()

    def __str__(self) -> str:
        return str(self.title)

    @classmethod
    def listed(cls) -> Any:
        """All enquiries with how many answered, the newest first."""
        answered = Respondent.current(fn.COUNT(Respondent.id)).where(Respondent.enquiry == cls.id)
        rows = cls.current(cls, answered.alias("answered"))
        return rows.order_by(cls.opens_on.desc(), cls.id.desc())

    def standing(self, today: datetime.date) -> str:
        """Whether it waits for its day, is open or closed."""
        return rules_voice.standing(self.opens_on, self.closes_on, today)

    def ask(self, by: Who, questions: Iterable[tuple[str, str]]) -> None:
        """Put more questions, (kind, text) each, after those that are there."""
        last = Question.select(fn.MAX(Question.sort)).where(Question.enquiry == self).scalar() or 0
        many = [
            {"enquiry": self, "sort": last + number, "kind": kind, "text": text}
            for number, (kind, text) in enumerate(questions, 1)
        ]
        Question.start_many(many, by=by, verb="asked")


class EnquiryLink(Tracked):
    """A link to the form that was given out; whoever holds it may answer until it expires."""

    enquiry = ForeignKeyField(Enquiry, backref="links")
    note = Line(200, default="")  # to whom it was given
    token_hash = Line(64, unique=True)
    expires_at = Moment()
    revoked_at = Moment(null=True)

    secret = frozenset({"token_hash"})

    def __str__(self) -> str:
        return f"Link to “{self.enquiry}”"

    @classmethod
    def make(
        cls, by: Who, enquiry: Enquiry, note: str, expires_at: datetime.datetime
    ) -> tuple["EnquiryLink", str]:
        """A new link and its token, which is told this once: only its hash is stored."""
        token = secrets.token_urlsafe(32)
        fields: dict[str, Any] = {
            "note": note,
            "token_hash": digest(token),
            "expires_at": expires_at,
        }
        return cls.start(by=by, verb="gave out", enquiry=enquiry, **fields), token

    @classmethod
    def alive(cls, token: str, now: datetime.datetime) -> Any:
        """The link of a token with its enquiry, unless taken back or expired."""
        working = cls.revoked_at.is_null() & (cls.expires_at > now)
        rows = cls.current(cls, Enquiry).join(Enquiry)
        return rows.where(cls.token_hash == digest(token), working).first()

    @classmethod
    def of(cls, enquiry: Enquiry) -> Any:
        """The links of an enquiry with how often each was answered by, the newest first."""
        sent = Respondent.current(fn.COUNT(Respondent.id)).where(Respondent.link == cls.id)
        rows = cls.current(cls, sent.alias("sent")).where(cls.enquiry == enquiry)
        return rows.order_by(cls.id.desc())

    def revoke(self, by: Who, now: datetime.datetime) -> None:
        """It works no longer."""
        self.change(by=by, verb="revoked", revoked_at=now)

    @property
    def sendings(self) -> int:
        """How often it was answered by, those left out counted as well."""
        return int(Respondent.select().where(Respondent.link == self).count())


class Question(Tracked):
    """One question of an enquiry."""

    enquiry = ForeignKeyField(Enquiry, backref="questions")
    sort = Whole(0, 1_000)
    text = Line(300)
    kind = Choice(tuple(rules_voice.QUESTION_KINDS), default="words")

    def __str__(self) -> str:
        return f"“{self.text}”"

    @classmethod
    def of(cls, enquiry: Enquiry) -> Any:
        """The questions of an enquiry in their order, with how many answered each."""
        given = Answer.current(fn.COUNT(Answer.id)).where(Answer.question == cls.id)
        rows = cls.current(cls, given.alias("answered")).where(cls.enquiry == enquiry)
        return rows.order_by(cls.sort, cls.id)


class Respondent(Tracked):
    """One who answered: by role and kind of place, never by name of a pupil."""

    enquiry = ForeignKeyField(Enquiry, backref="respondents")
    role = Choice(tuple(rules_voice.AUDIENCES))
    place = Line(200, default="")
    way = Choice(tuple(rules_voice.ANSWER_WAYS))
    answered_on = DateField()
    interviewer = ForeignKeyField(Person, null=True, backref="interviews")
    link = ForeignKeyField(EnquiryLink, null=True, backref="respondents")

    def __str__(self) -> str:
        return f"{rules_voice.AUDIENCES[self.role]} answering “{self.enquiry}”"

    @property
    def role_name(self) -> str:
        """The role in words."""
        return rules_voice.AUDIENCES[self.role]

    @classmethod
    def answer(
        cls, by: Who, enquiry: Enquiry, said: list[tuple[Question, Any]], **facts: Any
    ) -> "Respondent":
        """Record one who answered: a text, or a number on the scale, for each question."""
        row = cls.start(by=by, verb="heard", enquiry=enquiry, **facts)
        many = [
            {
                "respondent": row,
                "question": question,
                "text": "" if question.kind == "scale" else value,
                "scale": value if question.kind == "scale" else None,
            }
            for question, value in said
        ]
        Answer.start_many(many, by=by, verb="heard")
        return row

    @classmethod
    def of(cls, enquiry: Enquiry) -> Any:
        """Those who answered, the latest first, with who asked and by which link."""
        return (
            cls.current(cls, Person, EnquiryLink)
            .join(Person, JOIN.LEFT_OUTER)
            .switch(cls)
            .join(EnquiryLink, JOIN.LEFT_OUTER)
            .where(cls.enquiry == enquiry)
            .order_by(cls.answered_on.desc(), cls.id.desc())
        )

    @classmethod
    def counts(cls, enquiry: Enquiry) -> dict[str, int]:
        """How many answered in each role."""
        rows = cls.current(cls.role, fn.COUNT(cls.id)).where(cls.enquiry == enquiry)
        return dict(rows.group_by(cls.role).tuples())


class Answer(Tracked):
    """What one respondent said to one question."""

    respondent = ForeignKeyField(Respondent, backref="answers")
    question = ForeignKeyField(Question, backref="answers")
    text = Prose(4_000)
    scale = Whole(1, 4, null=True)

    # History keeps that words were struck out, never the words: they may have named a pupil.
    secret = frozenset({"text"})

    def __str__(self) -> str:
        return f"Answer to {self.question}"

    @classmethod
    def by_question(cls, respondents: list[Respondent]) -> dict[int, dict[int, "Answer"]]:
        """The answers of these respondents: respondent → question → answer."""
        found: dict[int, dict[int, Answer]] = {each.id: {} for each in respondents}
        for row in cls.current().where(cls.respondent.in_(respondents)):
            found[row.respondent_id][row.question_id] = row
        return found

    @classmethod
    def scales(cls, enquiry: Enquiry) -> dict[int, list[int]]:
        """The points on the scale by question."""
        return _by_question(cls._of(enquiry, cls.scale).where(cls.scale.is_null(False)))

    @classmethod
    def texts(cls, enquiry: Enquiry) -> dict[int, list[tuple[str, str]]]:
        """What was said in words by question, each with the role of who said it."""
        found: dict[int, list[tuple[str, str]]] = {}
        for question, text, role in cls._of(enquiry, cls.text, Respondent.role).where(
            cls.text != ""
        ):
            found.setdefault(question, []).append((text, role))
        return found

    @classmethod
    def _of(cls, enquiry: Enquiry, *columns: Any) -> Any:
        heard = Respondent.archived_at.is_null() & (Respondent.enquiry == enquiry)
        return cls.current(cls.question, *columns).join(Respondent).where(heard).tuples()

    def strike(self, by: Who, text: str) -> None:
        """Keep these words in place of those that named a person; none: leave the answer out."""
        if text:
            self.change(by=by, verb="struck a name from", text=text)
            return
        out = {"text": "", "archived_at": clock.now()}
        self.change(by=by, verb="left out", reason="It named a person.", **out)


def _by_question(rows: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for question, value in rows:
        found.setdefault(question, []).append(value)
    return found


ASK = "run_enquiries"
kinds.register("enquiry", Enquiry, label="Enquiry in the field", page="engagement.enquiry")
kinds.register("enquiry_link", EnquiryLink, label="Link to an enquiry", right=ASK, tells=True)
kinds.register(
    "question", Question, label="Question of an enquiry", page="engagement.question", tells=True
)
kinds.register("respondent", Respondent, label="Respondent", right=ASK, tells=True)
kinds.register(
    "answer",
    Answer,
    label="Answer from the field",
    page="engagement.answer_of_one",
    right=ASK,
    tells=True,
)

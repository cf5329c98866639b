"""What the field says: the questions put to it, and its answers."""

from typing import Any

from peewee import DateField, ForeignKeyField

from sras.accounts.models import Person
from sras.core import kinds
from sras.core.db import Choice, Line, Moment, Prose, Whole
from sras.engagement import rules_voice
from sras.history.models import Tracked


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
        """All enquiries, the newest first."""
        return cls.current().order_by(cls.opens_on.desc(), cls.id.desc())


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


class Question(Tracked):
    """One question of an enquiry."""

    enquiry = ForeignKeyField(Enquiry, backref="questions")
    sort = Whole(0, 1_000)
    text = Line(300)
    kind = Choice(tuple(rules_voice.QUESTION_KINDS), default="words")

    def __str__(self) -> str:
        return str(self.text)


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


class Answer(Tracked):
    """What one respondent said to one question."""

    respondent = ForeignKeyField(Respondent, backref="answers")
    question = ForeignKeyField(Question, backref="answers")
    text = Prose(4_000)
    scale = Whole(1, 4, null=True)

    def __str__(self) -> str:
        return f"Answer to “{self.question}”"


kinds.register("enquiry", Enquiry, label="Enquiry in the field", page="engagement.enquiry")
kinds.register(
    "enquiry_link", EnquiryLink, label="Link to an enquiry", right="run_enquiries", tells=True
)
kinds.register("question", Question, label="Question of an enquiry", tells=True)
kinds.register("respondent", Respondent, label="Respondent", right="run_enquiries", tells=True)
kinds.register("answer", Answer, label="Answer from the field", right="run_enquiries", tells=True)

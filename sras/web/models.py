"""What was answered to a form, so that the same press twice makes one entry."""

import datetime

from peewee import CompositeKey, IntegerField

from sras.core import clock
from sras.core.db import Line, Moment, Prose, Table
from sras.core.prepared import Prepared

KEPT_DAYS = 30


class Submission(Table):
    """The answer to one sent form, found again by its token and the hash of its body."""

    token = Line(100)
    body_hash = Line(64)
    person_key = IntegerField(null=True)
    route = Line(400)
    status = IntegerField()
    place = Line(1_000, default="")
    body = Prose(20_000)
    at = Moment(index=True)

    class Meta:
        primary_key = CompositeKey("token", "body_hash")

    @classmethod
    def of_press(cls, token: str, body_hash: str) -> "Submission | None":
        """What was answered to this very press, None when it is the first."""
        return _OF_PRESS.one(token, body_hash)

    @classmethod
    def forget_route(cls, route: str) -> None:
        """Drop all that was answered at an address such as `POST /tasks`; `*` is any part of it."""
        cls.delete().where(cls.route % route).execute()

    @classmethod
    def forget_old(cls) -> int:
        """Drop what is older than 30 days; returns how many."""
        before = clock.now() - datetime.timedelta(days=KEPT_DAYS)
        return cls.delete().where(cls.at < before).execute()


_OF_PRESS = Prepared(
    lambda token, body_hash: Submission.select().where(
        Submission.token == token, Submission.body_hash == body_hash
    )
)

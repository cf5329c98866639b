"""Links by which someone without an account sees and ticks their tasks."""

import datetime
import secrets
from typing import Any

from peewee import ForeignKeyField

from sras.accounts.models import Person
from sras.accounts.models_doors import digest
from sras.core import kinds
from sras.core.db import Line, Moment
from sras.history.models import Tracked, Who


class OwnerLink(Tracked):
    """An expiring link by which someone without an account sees and ticks their tasks."""

    outside_owner = Line(200)
    answers = ForeignKeyField(Person, backref="owner_links")
    token_hash = Line(64, unique=True)
    expires_at = Moment()
    revoked_at = Moment(null=True)

    secret = frozenset({"token_hash"})

    def __str__(self) -> str:
        return f"Task link for {self.outside_owner}"

    @classmethod
    def make(
        cls, by: Who, outside_owner: str, answers: Person, expires_at: datetime.datetime
    ) -> tuple[Any, str]:
        """A new link and its token, which is shown once: only its hash is stored."""
        token = secrets.token_urlsafe(32)
        link = cls.start(
            by=by,
            verb="gave out",
            outside_owner=outside_owner,
            answers=answers,
            token_hash=digest(token),
            expires_at=expires_at,
        )
        return link, token

    @classmethod
    def alive(cls, token: str, now: datetime.datetime) -> Any:
        """The link of a token, unless revoked or expired."""
        return (
            cls.current(cls, Person)
            .join(Person)
            .where(cls.token_hash == digest(token), cls.revoked_at.is_null(), cls.expires_at > now)
            .first()
        )

    @classmethod
    def in_use(cls, now: datetime.datetime) -> Any:
        """The links that work now, by name."""
        return (
            cls.current(cls, Person)
            .join(Person)
            .where(cls.revoked_at.is_null(), cls.expires_at > now)
            .order_by(cls.outside_owner)
        )

    @classmethod
    def hand_over(
        cls, by: Who, outside_owner: str, now: datetime.datetime, old: Person, new: Person
    ) -> None:
        """Another member answers for someone from now on: their links show the tasks still."""
        for link in cls.in_use(now).where(cls.outside_owner == outside_owner, cls.answers == old):
            link.change(by=by, verb="handed over", answers=new)

    def revoke(self, by: Who, now: datetime.datetime) -> None:
        """It works no longer."""
        self.change(by=by, verb="revoked", revoked_at=now)


kinds.register("owner_link", OwnerLink, label="Task link", right="edit_plan", tells=True)

"""Each person's secret calendar address."""

import secrets
from typing import Any

from peewee import ForeignKeyField

from sras.accounts.models import Person
from sras.accounts.models_doors import digest
from sras.core import kinds
from sras.core.db import Line, transaction
from sras.history.models import Tracked


class Feed(Tracked):
    """A calendar address that needs no sign-in; archived when it is revoked."""

    person = ForeignKeyField(Person, backref="feeds")
    token_hash = Line(64, unique=True)

    secret = frozenset({"token_hash"})

    def __str__(self) -> str:
        return f"Calendar address of {self.person.name}"

    @classmethod
    def make(cls, *, by: Person) -> str:
        """A new address for oneself; returns its token, of which only the hash is stored.

        The address before it opens nothing any more.
        """
        token = secrets.token_urlsafe(32)
        with transaction():
            cls.revoke(by=by)
            cls.start(by=by, verb="made", person=by.id, token_hash=digest(token))
        return token

    @classmethod
    def revoke(cls, *, by: Person) -> None:
        """Close one's own address."""
        for feed in cls.of(by):
            feed.archive(by=by, verb="revoked")

    @classmethod
    def of(cls, person: Any) -> Any:
        """The address in use of a person; none or one."""
        return cls.current().where(cls.person == person.id)

    @classmethod
    def by_token(cls, token: str) -> "Feed | None":
        """The feed of a token with its person, unless it was revoked."""
        return cls.current(cls, Person).join(Person).where(cls.token_hash == digest(token)).first()


kinds.register("feed", Feed, label="Calendar address", right="manage_people", tells=True)

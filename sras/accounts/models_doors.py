"""How people get in: sessions and one-time links."""

import datetime
import hashlib
import secrets
from typing import Any

from peewee import DateField, ForeignKeyField, IntegerField, fn

from sras.accounts.models import ORGANISATIONS, TEAM_ROLES, Agency, Membership, Person
from sras.accounts.rules import ROLES
from sras.core import clock, kinds
from sras.core.db import (
    Choice,
    Line,
    Moment,
    Table,
    moment_text,
    save_if_free,
    transaction,
)
from sras.core.prepared import Prepared
from sras.history.models import Actor, Change, Tracked, Who

SEEN_EVERY = datetime.timedelta(minutes=5)
PURPOSES = ("invitation", "reset", "decision")
PURPOSE_NAMES = {
    "invitation": "Invitation",
    "reset": "Password link",
    "decision": "Link to decide",
}
LASTS = {
    "invitation": datetime.timedelta(days=7),
    "reset": datetime.timedelta(hours=24),
    "decision": datetime.timedelta(days=7),
}
KNOWN_FOR = datetime.timedelta(days=30)


def digest(token: str) -> str:
    """What is stored of a token: it is random, so that a plain hash will do."""
    return hashlib.sha256(token.encode()).hexdigest()


class Session(Table):
    """One signed-in browser; ending the row ends the session."""

    token_hash = Line(64, unique=True)
    person = ForeignKeyField(Person, backref="sessions")
    started_at = Moment()
    seen_at = Moment()
    ended_at = Moment(null=True)
    address = Line(60, default="")
    agent = Line(200, default="")
    limited_to = IntegerField(null=True)  # the approval request a link was made for
    handed_over_by = Line(120, default="")  # who had that link in hand before the person

    agency: Any  # with `newest_change`, what `alive` brings along
    newest_change: int

    @classmethod
    def begin(
        cls,
        person: Person,
        now: datetime.datetime,
        address: str = "",
        agent: str = "",
        limited_to: int | None = None,
        handed_over_by: str = "",
    ) -> str:
        """Start a session; returns its token, of which only the hash is stored."""
        token = secrets.token_urlsafe(32)
        cls.create(
            token_hash=digest(token),
            person=person,
            started_at=now,
            seen_at=now,
            address=address[:60],
            agent=agent[:200],
            limited_to=limited_to,
            handed_over_by=handed_over_by,
        )
        return token

    @classmethod
    def alive(
        cls, token: str, now: datetime.datetime, idle_minutes: int, absolute_hours: int
    ) -> "Session | None":
        """The session of a token with its person, unless ended, idle, too old or deactivated.

        The agency and the number of the newest change come along: nearly every request needs both.
        """
        idle = datetime.timedelta(minutes=idle_minutes)
        oldest = now - datetime.timedelta(hours=absolute_hours)
        session = _ALIVE.one(digest(token), moment_text(now - idle), moment_text(oldest))
        if session is None:
            return None
        ends_on = session.person.ends_on
        if ends_on and ends_on < session.agency.today:
            return None
        if now - session.seen_at > min(SEEN_EVERY, idle / 5):
            # A page that is only read waits for nobody's save; the next click notes it as well.
            save_if_free(cls.update(seen_at=now).where(cls.id == session.id).execute)
        return session

    @classmethod
    def person_of(cls, token: str) -> int | None:
        """The key of whose session a token was, ended or not; None when it is not known."""
        found = cls.get_or_none(cls.token_hash == digest(token))
        return None if found is None else int(found.__data__["person"])

    @classmethod
    def is_known(cls, person: Person, address: str, now: datetime.datetime) -> bool:
        """Whether this person signed in from this address in the last 30 days."""
        return (
            cls.select()
            .where(
                cls.person == person,
                cls.address == address[:60],
                cls.started_at > now - KNOWN_FOR,
            )
            .exists()
        )

    @classmethod
    def open_of(cls, person: Person, now: datetime.datetime, idle_minutes: int) -> Any:
        """The sessions of a person that have not ended, the latest used first."""
        return (
            cls.select()
            .where(
                cls.person == person,
                cls.ended_at.is_null(),
                cls.seen_at > now - datetime.timedelta(minutes=idle_minutes),
            )
            .order_by(cls.seen_at.desc())
        )

    @classmethod
    def last_seen(cls) -> dict[int, datetime.datetime]:
        """When each person was last seen, by key; people who never came are not in it."""
        newest = fn.MAX(cls.seen_at).converter(cls.seen_at.python_value)
        rows: Any = cls.select(cls.person, newest).group_by(cls.person).tuples()
        return dict(rows)

    @classmethod
    def last_seen_of(cls, person: Person) -> datetime.datetime | None:
        """When this person was last seen, None when never."""
        newest = cls.select().where(cls.person == person).order_by(cls.seen_at.desc()).first()
        return newest.seen_at if newest else None

    @classmethod
    def people_inside(cls) -> Any:
        """Everyone with a session that has not been ended."""
        return Person.select().where(
            Person.id.in_(cls.select(cls.person).where(cls.ended_at.is_null()))
        )

    def end(self, now: datetime.datetime) -> None:
        """End this session; the cookie that names it opens nothing any more."""
        type(self).update(ended_at=now).where(type(self).id == self.id).execute()

    @classmethod
    def end_all(cls, person: Person, now: datetime.datetime, but: int | None = None) -> int:
        """End every session of a person, except one; returns how many ended."""
        query = cls.update(ended_at=now).where(cls.person == person, cls.ended_at.is_null())
        return (query if but is None else query.where(cls.id != but)).execute()


def _alive(token_hash: Any, seen_after: Any, started_after: Any) -> Any:
    newest = Change.select(fn.COALESCE(fn.MAX(Change.id), 0))
    return (
        Session.select(Session, Person, Agency, newest.alias("newest_change"))
        .join(Person)
        .switch(Session)
        .join(Agency, on=Agency.id == Agency.select(fn.MIN(Agency.id)), attr="agency")
        .where(
            Session.token_hash == token_hash,
            Session.ended_at.is_null(),
            Session.seen_at > seen_after,
            Session.started_at > started_after,
            Person.active,
        )
        .limit(1)
    )


_ALIVE = Prepared(_alive)


class OneTimeLink(Tracked):
    """An invitation, a password reset, or the Chief's link to one approval request."""

    purpose = Choice(PURPOSES)
    email = Line(254)
    name = Line(120, default="")
    role = Choice(tuple(ROLES), default="viewer")
    organisation = Choice(ORGANISATIONS, default="sea")
    team_role = Choice(("", *TEAM_ROLES), default="")  # a seat on the team from the day of arrival
    ends_on = DateField(null=True)
    person = ForeignKeyField(Person, null=True, backref="links")
    about = IntegerField(null=True)
    token_hash = Line(64, unique=True)
    expires_at = Moment()
    used_at = Moment(null=True)
    revoked_at = Moment(null=True)
    handed_over_by = Line(120, default="")  # of a decision: who saw it, as there was no mail

    secret = frozenset({"token_hash"})

    def __str__(self) -> str:
        return f"{PURPOSE_NAMES[self.purpose]} for {self.email}"

    @classmethod
    def make(
        cls, purpose: str, *, by: Who, email: str, person: Person | None = None, **fields: Any
    ) -> "tuple[OneTimeLink, str]":
        """A new link and its token, of which only the hash is stored.

        Earlier links of the same purpose for the same address and thing end at once.
        """
        email, now = email.strip().lower(), clock.now()
        with transaction():
            for earlier in cls.open_ones(now).where(
                cls.purpose == purpose, cls.email == email, cls.about == fields.get("about")
            ):
                earlier.revoke(by=by)
            token = secrets.token_urlsafe(32)
            link = cls.start(
                by=by,
                verb="made",
                purpose=purpose,
                email=email,
                person=person,
                token_hash=digest(token),
                expires_at=now + LASTS[purpose],
                **fields,
            )
        return link, token

    @classmethod
    def open_ones(cls, now: datetime.datetime) -> Any:
        """Links that would still open their door, the newest first."""
        return (
            cls.current()
            .where(cls.used_at.is_null(), cls.revoked_at.is_null(), cls.expires_at > now)
            .order_by(cls.id.desc())
        )

    @classmethod
    def by_token(cls, token: str, purpose: str, now: datetime.datetime) -> "OneTimeLink | None":
        """The link of a token, unless used, revoked, expired or meant for another door."""
        named = (cls.token_hash == digest(token)) & (cls.purpose == purpose)
        return cls.open_ones(now).where(named).first()

    @classmethod
    def revoke_all(cls, person: Person, *, by: Who) -> None:
        """Close every open link of a person, since what it opened is another door now."""
        for link in cls.open_ones(clock.now()).where(cls.person == person):
            link.revoke(by=by)

    def revoke(self, *, by: Who) -> None:
        """Close the link before anyone used it."""
        self.change(by=by, verb="revoked", revoked_at=clock.now())

    def accept(self, *, name: str, password_hash: str, on: datetime.date) -> Person:
        """Make the invited person, bound to the address and role of the invitation."""
        newcomer = Actor(name)
        with transaction():
            person = Person.start(
                by=newcomer,
                verb="joined",
                name=name,
                email=self.email,
                organisation=self.organisation,
                role=self.role,
                ends_on=self.ends_on,
                password_hash=password_hash,
            )
            if self.team_role:
                Membership.start(
                    by=newcomer, person=person, team_role=self.team_role, started_on=on
                )
            self.change(by=person, verb="accepted", used_at=clock.now(), person=person)
        return person

    def use(self, *, by: Person) -> None:
        """Close the link, since it was used."""
        self.change(by=by, verb="used", used_at=clock.now())


kinds.register("link", OneTimeLink, label="One-time link", right="manage_people", tells=True)

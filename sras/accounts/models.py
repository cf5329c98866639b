"""The agency's own settings, its people and who sits on the leadership team."""

import datetime
from collections.abc import Callable
from typing import Any

from peewee import JOIN, BooleanField, DateField, ForeignKeyField

from sras.accounts import rules
from sras.core import clock, kinds
from sras.core.db import Choice, Line, Prose, Whole
from sras.history.models import Tracked, Who

ORGANISATIONS = tuple(rules.ORGANISATION_NAMES)
LIMITED_RIGHTS = ("read", "decide")  # what a session from the Chief's mailed link may do
TEAM_ROLES = tuple(rules.TEAM_ROLE_NAMES)
ACCENTS = ("blue", "teal", "green", "plum", "brick", "gold", "navy", "slate")


# Features above add a function: how many open things someone else must take when a person goes.
left_behind: list[Callable[["Person"], int]] = []


class StillInCharge(Exception):
    """Open things wait for this person; the text says how many and what to do first."""


class Agency(Tracked):
    """The state education agency and how it works; one row."""

    state_name = Line(80)
    usps = Line(2, default="")
    agency_name = Line(200)
    system_name = Line(120, default="System of recognition, accountability, and support")
    chief_title = Line(120, default="Chief State School Officer")
    zone = Line(60, default="America/New_York")
    accent = Choice(ACCENTS, default="blue")
    fiscal_year_month = Whole(1, 12, default=7)
    reassess_years = Whole(1, 20, default=3)
    reassess_years_key = Whole(1, 20, default=1)
    team_low = Whole(1, 50, default=5)
    team_high = Whole(1, 50, default=9)
    approval_gate = BooleanField(default=True)
    keep_view_names = BooleanField(default=True)
    many_objectives = Whole(1, 100, default=10)
    program_areas = Prose(
        2_000,
        default="Title I\nSpecial education\nEnglish learners\nAccountability\n"
        "Educator quality\nMigrant education\nFinance",
    )

    def __str__(self) -> str:
        return str(self.agency_name)

    @classmethod
    def one(cls) -> "Agency":
        """The agency of this instance."""
        return cls.select().order_by(cls.id).first()

    @property
    def areas(self) -> list[str]:
        """Program areas that the team should cover."""
        return [line.strip() for line in self.program_areas.splitlines() if line.strip()]

    @property
    def today(self) -> datetime.date:
        """Today in the agency's zone."""
        return clock.today(self.zone)


class Person(Tracked):
    """Someone with an account; carries flask-login's four members itself."""

    name = Line(120)
    email = Line(254, unique=True)
    position = Line(160, default="")
    organisation = Choice(ORGANISATIONS, default="sea")
    role = Choice(tuple(rules.ROLES), default="viewer")
    is_delegate = BooleanField(default=False)
    active = BooleanField(default=True)
    ends_on = DateField(null=True)
    password_hash = Line(300, default="")

    secret = frozenset({"password_hash"})
    is_authenticated = True
    is_anonymous = False
    session_token = ""
    session: Any = None
    seat: Any = None

    def __str__(self) -> str:
        return str(self.name)

    @property
    def is_active(self) -> bool:
        """Whether the account may be used (flask-login asks)."""
        return bool(self.active)

    def get_id(self) -> str:
        """The token of this person's session, which is what the cookie carries."""
        return str(self.session_token)

    def may(self, right: str, thing: Any = None) -> bool:
        """Whether this person holds a right, and for this very thing where it says so itself."""
        if not rules.may(self.role, right, self.is_delegate):
            return False
        if self.session is not None and self.session.limited_to and right not in LIMITED_RIGHTS:
            return False
        allows = getattr(thing, "allows", None)
        return True if allows is None else allows(self, right)

    @classmethod
    def by_email(cls, email: str) -> "Person | None":
        """The person with this address, in whatever case it is typed."""
        return cls.get_or_none(cls.email == email.strip().lower())

    def takes_part_on(self, day: datetime.date) -> bool:
        """Whether the account may be used on a day: active and not past its end."""
        return bool(self.active) and (self.ends_on is None or self.ends_on >= day)

    @classmethod
    def listed(cls) -> Any:
        """Everyone with an account: active ones first, by name."""
        return cls.current().order_by(cls.active.desc(), cls.name)

    @classmethod
    def with_seats(cls, day: datetime.date) -> list["Person"]:
        """Everyone with an account, by name; `seat` is theirs on the team that day, or None."""
        everyone = (
            cls.current(cls, Membership)
            .join(Membership, JOIN.LEFT_OUTER, on=Membership.holds(cls.id, day), attr="seat")
            .order_by(cls.name)
        )
        return list(everyone)

    @classmethod
    def coaches_on(cls, day: datetime.date) -> list["Person"]:
        """The coaches whose account may be used on a day, by name."""
        return [each for each in cls.listed() if each.role == "coach" and each.takes_part_on(day)]

    def deactivate(self, *, by: Who) -> None:
        """Close the account; its sessions open nothing from the next request on.

        Raises StillInCharge while things are open that someone else must take.
        """
        if self.in_hand:
            raise StillInCharge(
                f"{self.in_hand_words} for {self.name}. Hand them over first, then close the "
                "account."
            )
        self.change(by=by, verb="deactivated", active=False)

    @property
    def in_hand(self) -> int:
        """How many open things someone else must take when this person goes."""
        return sum(count(self) for count in left_behind)

    @property
    def in_hand_words(self) -> str:
        """The same in words: `6 things are open`."""
        return "1 thing is open" if self.in_hand == 1 else f"{self.in_hand} things are open"

    def reactivate(self, *, by: Who) -> None:
        """Open the account again."""
        self.change(by=by, verb="reactivated", active=True)

    @property
    def role_name(self) -> str:
        """The role in words."""
        return rules.ROLES[self.role]


class Membership(Tracked):
    """A seat on the leadership team, from one day to another."""

    person = ForeignKeyField(Person, backref="memberships")
    team_role = Choice(TEAM_ROLES, default="member")
    program_areas = Prose(1_000)
    started_on = DateField()
    ended_on = DateField(null=True)

    def __str__(self) -> str:
        return f"{self.person.name} on the leadership team"

    @classmethod
    def on(cls, day: datetime.date) -> Any:
        """The current members of a day, with their people, by name.

        Their seat holds on that day, and so does their account.
        """
        takes_part = Person.active & (Person.ends_on.is_null() | (Person.ends_on >= day))
        return cls.between(day, day).where(takes_part)

    @classmethod
    def held_by(cls, person: Any, day: Any) -> Any:
        """The seat of a person that holds on a day, whatever became of their account."""
        return cls.select().where(cls.holds(person, day))

    @classmethod
    def holds(cls, person: Any, day: Any) -> Any:
        """The condition that a seat is of a person and holds on a day."""
        still = cls.ended_on.is_null() | (cls.ended_on >= day)
        return cls.archived_at.is_null() & (cls.person == person) & (cls.started_on <= day) & still

    @classmethod
    def between(cls, first: datetime.date, last: datetime.date | None) -> Any:
        """Memberships that hold on any day of a span, with their people, by name."""
        query = (
            cls.current(cls, Person)
            .join(Person)
            .where(cls.ended_on.is_null() | (cls.ended_on >= first))
            .order_by(Person.name)
        )
        return query if last is None else query.where(cls.started_on <= last)

    @classmethod
    def of(cls, person: Person) -> Any:
        """The seats of a person, the newest first."""
        return cls.current().where(cls.person == person).order_by(cls.started_on.desc())

    @classmethod
    def overlapping(
        cls, person: Person, first: datetime.date, but: "Membership | None" = None
    ) -> "Membership | None":
        """Another seat of this person that holds on or after a day."""
        others = cls.of(person).where(cls.ended_on.is_null() | (cls.ended_on >= first))
        return (others if but is None else others.where(cls.id != but.id)).first()

    def end(self, *, by: Who, on: datetime.date, reason: str = "") -> None:
        """End the seat with its last day."""
        self.change(by=by, verb="ended", reason=reason, ended_on=on)

    @property
    def areas(self) -> list[str]:
        """The program areas this member speaks for."""
        return [line.strip() for line in self.program_areas.splitlines() if line.strip()]


kinds.register("agency", Agency, label="Agency", page="accounts.agency", right="read")
kinds.register("person", Person, label="Person", page="accounts.person", right="read")
kinds.register("membership", Membership, label="Membership", right="read", tells=True)
kinds.happened("membership", "started_on", "ended_on")

"""The fields that every document knows: the state, its Chief, its team, the day."""

from typing import Any

from sras.accounts.models import Agency, Membership, Person
from sras.accounts.rules import TEAM_ROLE_NAMES
from sras.documents.drawing import drawn
from sras.documents.rules_fields import Field, Shown, day, register, span


def agency_of(shown: Shown) -> Any:
    """The agency, read once for all fields."""
    return shown.agency or shown.once("agency", Agency.one)


def seats_of(shown: Shown) -> list[Membership]:
    """Who sits on the team on the day, read once for all fields."""
    return list(shown.once("seats", lambda: list(Membership.on(shown.today))))


def _chief(shown: Shown) -> str:
    """The Chief by name, read once; by title while nobody has that account."""
    return str(shown.once("chief", lambda: _named_chief(shown)))


def _named_chief(shown: Shown) -> str:
    of_today = (each for each in Person.listed().where(Person.role == "chief"))
    return next((p.name for p in of_today if p.takes_part_on(shown.today)), _chief_title(shown))


def _chief_and_title(shown: Shown) -> str:
    """Both, as an address or a signature has them; the title once while there is no name."""
    return ", ".join(dict.fromkeys((_chief(shown), _chief_title(shown))))


def _chief_title(shown: Shown) -> str:
    return str(agency_of(shown).chief_title)


def _team(shown: Shown) -> str:
    return drawn("documents/fields/team.html", seats=seats_of(shown), names=TEAM_ROLE_NAMES)


def _lead(shown: Shown) -> str:
    leads = (seat.person.name for seat in seats_of(shown) if seat.team_role == "lead")
    return next(leads, "(no team lead yet)")


for known in (
    Field("state", "The state", "words", lambda shown: str(agency_of(shown).state_name)),
    Field("agency", "The agency", "words", lambda shown: str(agency_of(shown).agency_name)),
    Field("system", "What the system is called", "words", lambda s: str(agency_of(s).system_name)),
    Field("chief", "The Chief by name", "words", _chief),
    Field("chief_title", "The Chief's title", "words", _chief_title),
    Field("chief_and_title", "The Chief by name and title", "words", _chief_and_title),
    Field("period", "The period of this document", "words", lambda shown: span(shown.period)),
    Field("today", "The day; fixed when it is issued", "words", lambda shown: day(shown.today)),
    Field("team", "The team with its seats, as a list", "block", _team),
    Field("team_lead", "The team lead by name", "words", _lead),
    Field("team_size", "How many sit on the team", "words", lambda s: str(len(seats_of(s)))),
):
    register(known)

"""The agency of Franklin, its people, and who sits on the leadership team."""

import datetime
from typing import Any

from sras.accounts.models import Agency, Membership, Person
from sras.accounts.models_doors import Session
from sras.core import clock
from sras.history.models import Actor
from sras.sample.diary import Diary, texts

COMMAND = Actor("The sras command")


class Cast:
    """Everyone in the sample by a short name."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}

    def __getitem__(self, name: str) -> Person:
        return Person.get_by_id(self._ids[name])

    def __setitem__(self, name: str, person: Person) -> None:
        self._ids[name] = person.id


def write(diary: Diary, cast: Cast, hashes: dict[str, str]) -> None:
    """Note how the agency came in; `hashes` has a password hash by short name."""
    content = texts("people")
    diary.note("-25 mon 08:40", lambda _day: Agency.start(by=COMMAND, **content["agency"]))
    for row in content["person"]:
        diary.note(row.pop("when"), _arrival(diary, cast, row, hashes))
    for row in content["setting"]:
        diary.note(row.pop("when"), _setting(cast, row))
    for row in content["seat"]:
        diary.note(row.pop("when"), _seat(diary, cast, row))


def _arrival(diary: Diary, cast: Cast, row: dict[str, Any], hashes: dict[str, str]) -> Any:
    key, leaves = row.pop("key"), row.pop("leaves", None)
    fields = diary.days(row, "ends_on")

    def arrive(_day: datetime.date) -> None:
        by = COMMAND if fields["role"] == "admin" else cast["admin"]
        cast[key] = Person.start(by=by, password_hash=hashes.get(key, ""), **fields)

    if leaves:
        diary.note(leaves, lambda _day: cast[key].deactivate(by=cast["admin"]))
    return arrive


def _setting(cast: Cast, row: dict[str, Any]) -> Any:
    by, reason = row.pop("by"), row.pop("reason")
    return lambda _day: Agency.one().change(by=cast[by], reason=reason, **row)


def _seat(diary: Diary, cast: Cast, row: dict[str, Any]) -> Any:
    person, ends = row.pop("person"), row.pop("ends", None)
    fields = diary.days(row, "started_on")

    def sit(day: datetime.date) -> None:
        Membership.start(by=cast["manager"], person=cast[person], **({"started_on": day} | fields))

    def rise(day: datetime.date) -> None:
        seat = Membership.of(cast[person]).first()
        seat.end(by=cast["manager"], on=day, reason=ends["reason"])

    if ends:
        diary.note(ends["when"], rise)
    return sit


def last_visits(diary: Diary, cast: Cast, visits: dict[str, str]) -> None:
    """When each was last seen, as ended sessions."""
    for name, when in visits.items():

        def visit(_day: datetime.date, name: str = name) -> None:
            Session.begin(cast[name], clock.now(), address="192.0.2.17")
            Session.end_all(cast[name], clock.now())

        diary.note(when, visit)

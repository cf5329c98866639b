"""Facts that were recorded late: gathered, and said in a sentence each."""

import datetime
from collections.abc import Iterable
from typing import Any, NamedTuple

from sras.history.rules import label_of

TURNED = "turned"  # in `said`: what became of it, in words that come before its day
ENDS = ("met_on", "ended_on")  # the state says better what happened on that day


class Late(NamedTuple):
    """One dated fact: its day `was` and is `day` now, None when there is none.

    `said` is what else was said of it since, such as the level; `at` and `by` are of the newest
    change.
    """

    kind: str
    key: int
    name: str
    field: str
    was: datetime.date | None
    day: datetime.date | None
    said: dict[str, Any]
    number: int
    at: datetime.datetime
    by: str

    def lies_in(self, first: datetime.date, last: datetime.date) -> bool:
        """Whether the day it has or had is in a period."""
        days = (self.was, self.day)
        return any(day is not None and first <= day <= last for day in days)


def gathered(recorded: Iterable[dict[str, Any]]) -> list[Late]:
    """Each fact once, from what was recorded of it one after the other.

    What came back to where it was is left out, and what was opened once more: that happened when
    it was recorded. `recorded` has number, at, by, kind, key, name, field, old, new; `days` and
    `said` are the fields of the kind that are dates of facts, and that tell what happened.
    """
    facts: dict[tuple[str, int, str], Late] = {}
    told: dict[tuple[str, int], dict[str, Any]] = {}
    for each in recorded:
        if each["field"] in each["said"]:
            told.setdefault((each["kind"], each["key"]), {})[each["field"]] = each["new"]
            continue
        fact = (each["kind"], each["key"], each["field"])
        was = facts[fact].was if fact in facts else each["old"]
        head = {name: each[name] for name in ("kind", "key", "name", "number", "at", "by", "field")}
        facts[fact] = Late(was=was, day=each["new"], said={}, **head)
    found = [
        fact._replace(said=told.get((fact.kind, fact.key), {}))
        for fact in facts.values()
        if fact.was != fact.day
        and not (fact.day is None and told.get((fact.kind, fact.key), {}).get("state") == "open")
    ]
    return sorted(found, key=lambda fact: (fact.number, fact.field))


def sentence(late: Late, label: str, recorded_on: datetime.date) -> str:
    """`Task “Draft it”: done on 30 Mar 2027, recorded on 26 Apr 2027 by Ana Ruiz`.

    `label` is the word for its kind, empty where the name says what it is.
    """
    name = f"{label} “{late.name}”" if label else late.name
    return f"{name}: {_what(late)}, recorded on {_said(recorded_on)} by {late.by}"


def _what(late: Late) -> str:
    if TURNED in late.said:
        return f"{late.said[TURNED]} {_said(late.day)}"
    words = "dated" if late.field == "dated" else label_of(late.field)
    state = late.said.get("state")
    if late.field in ENDS and state is not None:
        words = f"{state} on"
    if late.day is None:
        return f"no longer {words} {_said(late.was)}"
    more = "".join(
        f"{label_of(field)} {str(value).replace('_', ' ')}, "
        for field, value in late.said.items()
        if field != "state" and value is not None
    )
    instead = f" instead of {_said(late.was)}" if late.was else ""
    return f"{more}{words} {_said(late.day)}{instead}"


def _said(day: datetime.date | None) -> str:
    return f"{day.day} {day:%b %Y}" if day else ""

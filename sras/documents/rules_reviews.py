"""Review rounds: who is invited, when one is open, and what changed since a reviewer's last."""

import datetime
import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from sras.core.addresses import is_address
from sras.core.words import Patience, Pieces, differences, steps
from sras.documents.rules_versions import by_words, paragraphs_of

MOST_AT_ONCE = 30  # reviewers typed in one go: the links of all fit into one cookie
MOST_REVIEWERS = 200  # of one round
DAYS_AFTER = 30  # that a link still shows how remarks were settled, once the round is closed
MOST_REMARKS = 200  # of one reviewer in one round
LONGEST_REMARK = 4_000
STATE_NAMES = {"open": "Open", "resolved": "Resolved", "declined": "Declined"}


class Invited(NamedTuple):
    """One line of those to be invited."""

    name: str
    organisation: str
    email: str


def read_invited(text: str) -> tuple[list[Invited], list[str]]:
    """Who is named, one a line as `Name, organization, e-mail`, and what is wrong, in sentences."""
    invited, faults = [], []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        found = _one_invited(line)
        fault = _fault_of(found)
        if fault:
            faults.append(f"Line {number}: {fault}")
        invited.append(found)
    faults += [f"{twice} stands there twice." for twice in _twice(invited)]
    if len(invited) > MOST_AT_ONCE:
        faults.append(f"Name at most {MOST_AT_ONCE} at once; add the others afterwards.")
    return invited, faults


def _one_invited(line: str) -> Invited:
    pieces = [piece.strip() for piece in re.split(r"[,;\t]", line)]
    name, *rest = pieces
    email = rest.pop() if rest and "@" in rest[-1] else ""
    return Invited(name, ", ".join(piece for piece in rest if piece), email.lower())


def _fault_of(one: Invited) -> str:
    if not one.name or "@" in one.name:
        return "begin with the name: Kim Doe, Northfield District, kim@example.org."
    if len(one.name) > 120:
        return "the name is longer than 120 characters."
    if len(one.organisation) > 200:
        return "the organization is longer than 200 characters."
    if one.email and not is_address(one.email):
        return f"“{one.email}” is no e-mail address."
    return ""


def _twice(invited: list[Invited]) -> list[str]:
    seen: set[str] = set()
    twice = []
    for one in invited:
        marks = {one.name.casefold(), same_person(one)} - {""}
        if marks & seen:
            twice.append(one.name)
        seen |= marks
    return twice


def same_person(one: Any) -> str:
    """What tells that a reviewer of two rounds is one: the address, or the name without one."""
    return str(one.email or one.name).strip().casefold()


def is_same(one: Any, other: Any) -> bool:
    """Whether two reviewers may be one person: the same address or, where one lacks it, name."""
    if one.email and other.email:
        return same_person(one) == same_person(other)
    return _plain(one.name) == _plain(other.name)


def is_known(one: Any, other: Any) -> bool:
    """Whether two reviewers are surely one person, who may read what either of them said.

    A name alone is not enough: it must be of the same organization, and neither has an address.
    """
    if one.email or other.email:
        return bool(one.email and other.email) and same_person(one) == same_person(other)
    places = _plain(one.organisation), _plain(other.organisation)
    return _plain(one.name) == _plain(other.name) and places[0] == places[1]


def _plain(words: str) -> str:
    return str(words).strip().casefold()


def last_day(closes_on: datetime.date) -> datetime.date:
    """The last day on which a link opens its page."""
    return closes_on + datetime.timedelta(days=DAYS_AFTER)


def days_fault(opens_on: datetime.date, closes_on: datetime.date, today: datetime.date) -> str:
    """Why a round cannot run on these days, in a sentence; empty when it can."""
    if closes_on < opens_on:
        return "It cannot close before it opens."
    if closes_on < today:
        return "The closing day has passed. Give reviewers some days."
    if (closes_on - today).days > 366:
        return "Close it within a year: the links work until then."
    return ""


def standing(
    opens_on: datetime.date,
    closes_on: datetime.date,
    closed_on: datetime.date | None,
    today: datetime.date,
) -> str:
    """Where a round stands: closed, waiting for its day, or open."""
    if closed_on is not None or closes_on < today:
        return "closed"
    return "waiting" if opens_on > today else "open"


def counts(states: Iterable[str]) -> dict[str, int]:
    """How many remarks are open, resolved and declined."""
    found = list(states)
    return {state: found.count(state) for state in STATE_NAMES}


def settling_fault(state: str, answer: str) -> str:
    """Why a remark cannot be settled so, in a sentence; empty when it can."""
    if state == "declined" and not answer.strip():
        return "Say why it is declined; the reviewer reads it."
    return ""


def marked(old: str, new: str, patience: Patience | None = None) -> list[Pieces]:
    """The paragraphs in which two texts differ, each in pieces of words; [] when none does.

    What stays the same between them is left out.
    """
    left = patience or Patience()
    before, after = paragraphs_of(old), paragraphs_of(new)
    found = []
    for what, a, b, c, d in steps(before, after, left):
        if what != "equal":
            found += [by_words(*pair, left) for pair in _pairs(before[a:b], after[c:d])]
    return found


def _pairs(old: list[str], new: list[str]) -> list[tuple[str, str]]:
    """Paragraph beside paragraph where there are as many; else all of them as one."""
    if len(old) == len(new):
        return list(zip(old, new, strict=True))
    return [("\n\n".join(old), "\n\n".join(new))]


class Change(NamedTuple):
    """How one section differs from the round before: a word for it, and the marked paragraphs."""

    word: str  # new | changed | taken out
    title: Pieces
    paragraphs: list[Pieces]


def change_of(
    old: tuple[str, str] | None, new: tuple[str, str] | None, patience: Patience | None = None
) -> Change | None:
    """How a section (title, text) changed between two rounds; None when it did not."""
    if old == new:
        return None
    if new is None:
        title, text = old or ("", "")
        return Change("taken out", [("del", title)], [[("del", text)]] if text else [])
    title, text = new
    if old is None:
        return Change("new", [("same", title)], [[("ins", text)]] if text else [])
    left = patience or Patience()
    return Change("changed", differences(old[0], title, left), marked(old[1], text, left))

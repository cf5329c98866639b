"""Review rounds: who is invited, when one is open, and what changed since a reviewer's last."""

import datetime
import difflib
import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from sras.core.addresses import is_address

MOST_AT_ONCE = 30  # reviewers typed in one go: the links of all fit into one cookie
MOST_REVIEWERS = 200  # of one round
DAYS_AFTER = 30  # that a link still shows how remarks were settled, once the round is closed
MOST_REMARKS = 200  # of one reviewer in one round
LONGEST_REMARK = 4_000
STATE_NAMES = {"open": "Open", "resolved": "Resolved", "declined": "Declined"}
# Above this the words of a paragraph are not matched one by one: it would take too long.
MOST_WORDS = 300
MOST_LINES = 500


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
    """Whether two reviewers are one person: the same address or, where one lacks it, name."""
    if one.email and other.email:
        return same_person(one) == same_person(other)
    return str(one.name).strip().casefold() == str(other.name).strip().casefold()


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


Piece = tuple[str, str]  # same | del | ins, and the words


def marked(old: str, new: str) -> list[list[Piece]]:
    """The paragraphs in which two texts differ, each in pieces of words; [] when none does.

    What stays the same between them is left out.
    """
    before, after = _paragraphs(old), _paragraphs(new)
    if len(before) > MOST_LINES or len(after) > MOST_LINES:
        return [_whole(old, new)] if before != after else []
    found = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for operation, a, b, c, d in matcher.get_opcodes():
        if operation != "equal":
            found += [_pieces(*pair) for pair in _pairs(before[a:b], after[c:d])]
    return found


def _pairs(old: list[str], new: list[str]) -> list[tuple[str, str]]:
    """Paragraph beside paragraph where there are as many; else all of them as one."""
    if len(old) == len(new):
        return list(zip(old, new, strict=True))
    return [("\n\n".join(old), "\n\n".join(new))]


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]


def _pieces(old: str, new: str) -> list[Piece]:
    before, after = re.findall(r"\S+\s*", old), re.findall(r"\S+\s*", new)
    if len(before) > MOST_WORDS or len(after) > MOST_WORDS:
        return _whole(old, new)
    pieces: list[Piece] = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for operation, a, b, c, d in matcher.get_opcodes():
        if operation == "equal":
            pieces.append(("same", "".join(before[a:b])))
        else:
            pieces += _whole("".join(before[a:b]), "".join(after[c:d]))
    return pieces


def _whole(old: str, new: str) -> list[Piece]:
    return [piece for piece in (("del", old), ("ins", new)) if piece[1]]


class Change(NamedTuple):
    """How one section differs from the round before: a word for it, and the marked paragraphs."""

    word: str  # new | changed | taken out
    title: list[Piece]
    paragraphs: list[list[Piece]]


def change_of(old: tuple[str, str] | None, new: tuple[str, str] | None) -> Change | None:
    """How a section (title, text) changed between two rounds; None when it did not."""
    if old == new:
        return None
    if new is None:
        title, text = old or ("", "")
        return Change("taken out", [("del", title)], [[("del", text)]] if text else [])
    title, text = new
    if old is None:
        return Change("new", [("same", title)], [[("ins", text)]] if text else [])
    return Change("changed", _pieces(old[0], title), marked(old[1], text))

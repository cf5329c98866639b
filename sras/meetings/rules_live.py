"""Words and sums of a session: the clock, the quorum, the next item, lines of promises."""

import datetime
import re
from collections.abc import Sequence
from typing import Any

from sras.planning import rules_tasks
from sras.schedule.rules import THERE, has_quorum, quorum_needed

ROOM = ("present", "remote", "excused", "absent")
BY_WHEN = re.compile(r"(.+?),\s*(?:by\s+)?([^,]+(?:,\s*\d{4})?)\s*", re.IGNORECASE)
SAID_BY = re.compile(r".+,\s*by\s+(.+)", re.IGNORECASE)


def day_number(first: datetime.date, days: int, today: datetime.date) -> int:
    """Which day of a meeting it is, from 1; the first before it begins, the last once over."""
    return max(1, min(days, (today - first).days + 1))


def seconds_spent(used: int, opened_at: datetime.datetime | None, now: datetime.datetime) -> int:
    """How long an item was talked about: what was counted, and since when it is open now."""
    return used + (max(0, int((now - opened_at).total_seconds())) if opened_at else 0)


def clock_words(seconds: int, planned: int) -> str:
    """The clock of an item: `4 of 10 minutes`, `4 minutes` where none were planned."""
    spent = seconds // 60
    if planned:
        return f"{spent} of {planned} minutes"
    return "1 minute" if spent == 1 else f"{spent} minutes"


def quorum_words(stated: int | None, members: Sequence[str]) -> str:
    """The quorum in words: `4 of 7 members are here: a quorum, which takes 4.`"""
    there = sum(state in THERE for state in members)
    needed, count = quorum_needed(stated, len(members)), len(members)
    here = f"{there} of {count} members {'is' if there == 1 else 'are'} here"
    if has_quorum(stated, members):
        return f"{here}: a quorum, which takes {needed}."
    return f"{here}: no quorum, which takes {needed}."


def beside(items: Sequence[Any], key: int | None) -> tuple[Any, Any]:
    """The items before and after the one that is open; the first of all comes after none."""
    places = [place for place, item in enumerate(items) if item.id == key]
    if not places:
        return None, (items[0] if items else None)
    place = places[0]
    before = items[place - 1] if place else None
    return before, (items[place + 1] if place + 1 < len(items) else None)


def left_open(items: Sequence[Any]) -> list[Any]:
    """The items that nobody came to, and the parking lot: they go to the next meeting."""
    return [
        item
        for item in items
        if item.state == "open" and (item.kind == "parking_lot" or not _was_open(item))
    ]


def _was_open(item: Any) -> bool:
    return bool(item.seconds_used or item.opened_at)


def carry_words(count: int) -> str:
    """What becomes of items that are still open: `2 items carry over to the next meeting.`"""
    if not count:
        return "Nothing carries over."
    return (
        "1 item carries over to the next meeting."
        if count == 1
        else f"{count} items carry over to the next meeting."
    )


def read_promises(
    text: str, people: dict[int, str], today: datetime.date
) -> tuple[list[rules_tasks.TaskLine], list[str]]:
    """Lines of `who: what, by when`, and what cannot be read, by line.

    The way of the plan, `what | who | by when`, is understood as well. A guest, whose key is less
    than nothing, does it as someone outside.
    """
    lines = (_as_planned(line, today) for line in text.splitlines())
    found, faults = rules_tasks.read_lines("\n".join(lines), people, today)
    return [_by_guest(line, people) for line in found], faults


def _by_guest(line: rules_tasks.TaskLine, people: dict[int, str]) -> rules_tasks.TaskLine:
    if line.owner is None or line.owner > 0:
        return line
    return line._replace(owner=None, outside_owner=line.outside_owner or people[line.owner])


def _as_planned(line: str, today: datetime.date) -> str:
    """`Ana: write it, by Oct 14` as `write it | Ana | Oct 14`."""
    if not line.strip() or re.search(r"[|\t;]", line):
        return line
    line = re.sub(r"^\s*(?:[-*•]|\d+[.)])\s+", "", line)
    who, colon, what = line.partition(":")
    if not colon or len(who) > 200:
        who, what = "", line
    when = ""
    found = BY_WHEN.fullmatch(what.strip())
    if found and (_is_day(found[2], today) or SAID_BY.fullmatch(what.strip())):
        what, when = found[1], found[2]
    return f"{what.strip()} | {who.strip()} | {when.strip()}"


def _is_day(text: str, today: datetime.date) -> bool:
    try:
        return rules_tasks.read_day(text, today) is not None
    except ValueError:
        return False


def mark(*pieces: Any) -> str:
    """A short mark of what a page shows; it is another as soon as one piece is."""
    return ".".join("" if piece is None else str(piece) for piece in pieces)

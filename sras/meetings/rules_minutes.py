"""What becomes of minutes: a draft, approved in a later meeting, then never changed."""

import datetime
import hashlib
from collections.abc import Iterable
from typing import Any

from sras.assessment.rules import said


def fingerprint(frozen: str) -> str:
    """The SHA-256 of frozen minutes, by which anyone can tell that they never changed."""
    return hashlib.sha256(frozen.encode()).hexdigest()


def who_was(roster: Iterable[Any], state: str, days: int) -> list[str]:
    """Who took part in one way; with the days where it was not on all of the meeting's `days`."""
    found: dict[tuple[int | None, str], list[int]] = {}
    for row in roster:
        if row.state == state:
            found.setdefault((row.person_id, row.who), []).append(row.day)
    return [f"{who} ({_days(on)})" if len(on) < days else who for (_id, who), on in found.items()]


def _days(on: list[int]) -> str:
    first, last = ", ".join(map(str, on[:-1])), str(on[-1])
    return f"days {first} and {last}" if first else f"day {last}"


def place_fault(approved_on: datetime.date, first: datetime.date, last: datetime.date) -> str:
    """What stands against an approval on a day in a meeting from first to last, in a sentence."""
    if first <= approved_on <= last:
        return ""
    return "The meeting chosen was not held on this day."


def addendum_fault(
    added_on: datetime.date, approved_on: datetime.date, today: datetime.date
) -> str:
    """What stands against a correction on a day, in a sentence; empty when nothing."""
    if added_on < approved_on:
        return f"They were approved on {said(approved_on)}; a correction comes after that."
    return "A correction cannot be added in the future." if added_on > today else ""


def sending_fault(
    sent_on: datetime.date, held_on: datetime.date, approved_on: datetime.date | None
) -> str:
    """What stands against minutes having been sent on a day, in a sentence; empty when nothing."""
    if sent_on < held_on:
        return "Minutes are sent after the meeting, not before it."
    if approved_on is not None and sent_on < approved_on:
        return f"These were approved on {said(approved_on)}, so they were sent no earlier."
    return ""


def approval_fault(
    state: str, approved_on: datetime.date, held_on: datetime.date, today: datetime.date
) -> str:
    """What stands against recording an approval on a day, in a sentence; empty when nothing."""
    if state == "approved":
        return "These minutes are approved already."
    if state != "minutes_draft":
        return "The meeting must be over before its minutes are approved."
    if approved_on < held_on:
        return "Minutes are approved after the meeting, not before it."
    return "Minutes cannot be approved in the future." if approved_on > today else ""

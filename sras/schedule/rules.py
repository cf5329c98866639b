"""Words and sums of meetings: kinds, states, quorum, how long."""

import datetime
from collections.abc import Iterable

KIND_NAMES: dict[str, str] = {
    "regular": "Team meeting",
    "training": "Training",
    "center_call": "Call with the center",
    "chief": "Meeting with the Chief",
    "annual": "One-year meeting",
    "stocktake": "Stocktake",
}
STATE_NAMES: dict[str, str] = {
    "scheduled": "scheduled",
    "agenda_sent": "agenda sent",
    "in_session": "in session",
    "minutes_draft": "minutes in draft",
    "approved": "minutes approved",
    "cancelled": "cancelled",
}
ATTENDANCE_NAMES: dict[str, str] = {
    "expected": "expected",
    "present": "present",
    "remote": "remote",
    "excused": "excused",
    "absent": "absent",
}
AHEAD = ("scheduled", "agenda_sent")
HELD = ("in_session", "minutes_draft", "approved")
THERE = ("present", "remote")

# What each state may become; a meeting that was opened by mistake may go back.
MOVES: dict[str, tuple[str, ...]] = {
    "scheduled": ("agenda_sent", "in_session", "minutes_draft", "cancelled"),
    "agenda_sent": ("scheduled", "in_session", "minutes_draft", "cancelled"),
    "in_session": ("minutes_draft", "agenda_sent"),
    "minutes_draft": ("in_session", "approved"),
    "approved": (),
    "cancelled": ("scheduled",),
}


def may_move(state: str, to: str) -> bool:
    """Whether a meeting in one state may go to another."""
    return to in MOVES[state]


def place_in_list(state: str, last_day: datetime.date, today: datetime.date) -> str:
    """Where a list shows a meeting: now, ahead, past, or unheld when its day went by.

    A cancelled one is ahead until its day, where people look for it.
    """
    if state == "in_session":
        return "now"
    if state in HELD:
        return "past"
    if last_day >= today:
        return "ahead"
    return "past" if state == "cancelled" else "unheld"


def quorum_needed(stated: int | None, members: int) -> int:
    """How many members must be there: as stated for the meeting, else more than half of them."""
    return stated if stated is not None else members // 2 + 1


def has_quorum(stated: int | None, members: Iterable[str]) -> bool:
    """Whether enough members are there; `members` are the attendance states of the team's seats."""
    states = list(members)
    there = sum(state in THERE for state in states)
    return there >= quorum_needed(stated, len(states))


def last_day(first: datetime.date, days: int) -> datetime.date:
    """The last day of a meeting that takes several."""
    return first + datetime.timedelta(days=days - 1)


def ends_at(starts_at: str, minutes: int) -> str:
    """When a meeting ends, as `11:00`; past midnight it says so: `00:30 (next day)`."""
    hour, minute = (int(part) for part in starts_at.split(":"))
    end = hour * 60 + minute + minutes
    return f"{end // 60 % 24:02d}:{end % 60:02d}" + (" (next day)" if end >= 24 * 60 else "")


def became(state: str) -> str:
    """What a meeting became, in words that its day follows."""
    if state in HELD:
        return "held on"
    return "not held on" if state == "cancelled" else "on the calendar for"


def attended(state: str) -> str:
    """That it is known whether somebody was there, in words that the day follows."""
    if state == "expected":
        return ""
    return "known who was there on" if state in THERE else "known who was away on"

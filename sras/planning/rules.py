"""What holds of objectives: their states, progress in words, how they stand, what may not be."""

import datetime
from collections.abc import Iterable
from typing import NamedTuple

SOON_DAYS = 14
STALE_DAYS = 30

OBJECTIVE_STATE_NAMES = {
    "draft": "draft",
    "active": "active",
    "paused": "paused",
    "met": "met",
    "dropped": "dropped",
}
ENDED = ("met", "dropped")
LIST_NAMES = {"quick_win": "quick win", "longer_term": "longer term"}
LEVER_NAMES = {
    "": "not named",
    "incentive": "incentives",
    "systemic_capacity": "systemic capacity",
    "local_capacity": "local capacity",
    "opportunity": "opportunity",
    "evaluation": "evaluation",
}
STANDING_NAMES = {
    "on_track": "on track",
    "at_risk": "at risk",
    "off_track": "off track",
    "no_update": "no update",
}
# From each state, those it may go to.
MOVES: dict[str, tuple[str, ...]] = {
    "draft": ("active", "dropped"),
    "active": ("paused", "met", "dropped"),
    "paused": ("active", "dropped"),
    "met": (),
    "dropped": (),
}
OPEN_STATES = ("draft", "active", "paused")


class NotNow(Exception):
    """What was asked for does not fit the state of things; the text says why, for the person."""


class Progress(NamedTuple):
    """Tasks done, of those that count, and both in words."""

    done: int
    of: int
    text: str


def progress(states: Iterable[str]) -> Progress:
    """How far the tasks are: dropped ones leave the count; none at all is "no tasks", not 0 %."""
    counted = [state for state in states if state != "dropped"]
    done, of = counted.count("done"), len(counted)
    if not of:
        return Progress(0, 0, "no tasks")
    # Half a percent rounds up, but 100 % is said only when every task is done.
    percent = 100 if done == of else min((200 * done + of) // (2 * of), 99)
    return Progress(done, of, f"{done} of {of} {'task' if of == 1 else 'tasks'} ({percent} %)")


def asks_whether_met(
    state: str, task_states: Iterable[str], not_yet_on: datetime.date | None
) -> bool:
    """Whether the team is to be asked: every task done, and not answered "not yet" since.

    Tasks done do not make an objective met: the practice does, and the team decides.
    """
    counts = progress(task_states)
    return state == "active" and counts.of > 0 and counts.done == counts.of and not_yet_on is None


def standing(due: datetime.date | None, done_on: datetime.date | None, today: datetime.date) -> str:
    """How a task or objective stands: done, undated, late, soon or on_track."""
    if done_on:
        return "done"
    if due is None:
        return "undated"
    if due < today:
        return "late"
    return "soon" if (due - today).days <= SOON_DAYS else "on_track"


def standing_words(
    due: datetime.date | None, done_on: datetime.date | None, today: datetime.date
) -> str:
    """The same in words, with the number of days where it matters."""
    stands = standing(due, done_on, today)
    if stands == "late" and due:
        return f"late by {_days((today - due).days)}"
    if stands == "soon" and due:
        return "due today" if due == today else f"due in {_days((due - today).days)}"
    return {"done": "done", "undated": "no date", "on_track": "on time"}[stands]


def is_open_task(objective_state: str, state: str) -> bool:
    """Whether a task is still to be done.

    A dropped objective takes its tasks along. Those left when one is met were kept to be finished.
    """
    return objective_state != "dropped" and state not in ("done", "dropped")


def task_standing(
    objective_state: str,
    state: str,
    due: datetime.date | None,
    done_on: datetime.date | None,
    today: datetime.date,
) -> str:
    """As `standing`, or blocked or dropped; "over" when its objective was dropped."""
    if state in ("blocked", "dropped", "done"):
        return state
    if objective_state == "dropped":
        return "over"
    return standing(due, done_on, today)


def _days(count: int) -> str:
    return f"{count} {'day' if count == 1 else 'days'}"


def owner_words(name: str | None, outside: str) -> str:
    """Who does it: someone with an account, or someone outside and who answers for them."""
    if outside:
        return f"{outside} ({name} answers)" if name else outside
    return name or "nobody yet"


def check_move(old: str, new: str) -> None:
    """Raises NotNow when an objective in state `old` cannot become `new`."""
    if new in MOVES[old]:
        return
    if old in ("met", "dropped"):
        raise NotNow(
            f"This objective is {OBJECTIVE_STATE_NAMES[old]}. Assess the indicator again to plan "
            "for it once more."
        )
    if new == "met":
        raise NotNow(f"Only an active objective can be met; this one is {old}.")
    raise NotNow(f"A {OBJECTIVE_STATE_NAMES[old]} objective cannot become {new}.")


def date_fault(starts_on: datetime.date | None, target_on: datetime.date | None) -> str | None:
    """What is wrong with the two dates of an objective, None when nothing is."""
    if starts_on and target_on and target_on < starts_on:
        return "The target date is before the start."
    return None


def happened_fault(
    day: datetime.date | None, today: datetime.date, what: str = "A task", verb: str = "be done"
) -> str | None:
    """A thing that has happened may lie in the past, not in the future."""
    if day and day > today:
        return f"{what} cannot {verb} in the future."
    return None


def stood(standing: str) -> str:
    """How an objective stood, in words that the day follows on which it was said."""
    return f"standing {STANDING_NAMES[standing]}, said on" if standing else ""


def approval_on_screen(mark: tuple[str, str]) -> str:
    """The mark of a plan as the page says it, where “draft” is a state of an objective already."""
    stands, words = mark
    if stands == "draft":
        return "not approved yet"
    return f"{words.removeprefix('DRAFT in part: ')} yet" if stands == "part" else words


def approval_words(
    gate: bool, approvals: Iterable[tuple[str, str, datetime.date | None]]
) -> tuple[str, str]:
    """How a plan is marked: ("", "") without the gate, else (draft | part | approved, the words).

    `approvals` are (state, by, on) of every objective in the plan.
    """
    items = list(approvals)
    if not gate or not items:
        return ("", "")
    approved = [(on, by) for state, by, on in items if state.startswith("approved") and on]
    if not approved:
        return ("draft", "DRAFT: not approved")
    on, by = max(approved)
    said = f"by {by} on {on.day} {on:%b %Y}"
    said = f"Approved {said}" if len(set(approved)) == 1 else f"All approved, last {said}"
    left = len(items) - len(approved)
    if left:
        return ("part", f"DRAFT in part: {left} of {len(items)} objectives not approved")
    return ("approved", said)

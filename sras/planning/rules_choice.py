"""Choosing and asking: which reasons are wanted, when it is too many, what a letter says."""

import datetime
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from sras.assessment.rules import LIST_NAMES

PLAN_LISTS = ("quick_win", "longer_term")
LIST_WORDS = {"quick_win": "quick wins", "longer_term": "longer-term objectives"}
ASK_KINDS = {
    "policy": "Policy",
    "statute": "Statute",
    "budget": "Budget",
    "policy_and_budget": "Policy and budget",
    "barrier": "Other barrier",
}
ASK_STATES = {
    "open": "Open",
    "granted": "Granted",
    "partly_granted": "Granted in part",
    "refused": "Refused",
    "withdrawn": "Withdrawn",
}
OUTCOMES = {
    "approved": "Approved",
    "approved_with_changes": "Approved with a change in words",
    "returned": "Returned with a comment",
}
JUDGEMENTS = {"met": "Met", "partly_met": "Partly met", "not_met": "Not met"}
WAYS = {
    "in_the_app": "Here, by signing in",
    "by_link": "Here, by the link sent",
    "on_paper": "On paper",
    "in_person": "In person",
    "by_telephone": "By telephone",
    "by_email": "By e-mail",
}

HERE = ("in_the_app", "by_link")  # the Chief decides here; in every other way someone records it


def may_be_chosen(
    level: int | None, disposition: str, priority: int | None, opportunity: int | None
) -> str:
    """Where an assessed indicator stands before choosing: idle, to_finish, or '' for neither.

    Fully implemented and not-a-priority ones never enter the plan; unscored ones wait.
    """
    if level is None or level == 4 or disposition == "not_a_priority":
        return ""
    if level == 1 and not disposition:
        return "to_finish"
    return "to_finish" if priority is None or opportunity is None else "idle"


def too_many(active: int, placed: int, limit: int) -> str:
    """The warning when more is active and placed than a team can carry; empty when it is not."""
    if active + placed <= limit:
        return ""
    parts = []
    if active:
        parts.append(f"{active} in the plan")
    if placed:
        parts.append(f"{placed} placed on a list")
    return (
        f"This is too many: {' and '.join(parts)} make {active + placed}. "
        f"Above about {limit} objectives at once, plans become paper. Defer some of them."
    )


def placed_words(active: int, placed: int) -> str:
    """How many are in the plan and how many are placed for it."""
    return f"{active} in the plan, {placed} placed for it"


def asks_of(
    opportunity: int | None, constraint_kind: str, constraint_note: str, barrier: str
) -> list[tuple[str, str]]:
    """What an assessment would ask of the Chief, as (kind, words): its constraint, its barrier."""
    found = []
    if opportunity == 1 and constraint_kind:
        found.append((constraint_kind, constraint_note.strip()))
    if barrier.strip():
        found.append(("barrier", barrier.strip()))
    return found


def in_the_future(day: datetime.date | None, today: datetime.date) -> bool:
    """Whether a day on which something happened has not come yet."""
    return day is not None and day > today


def overall(outcomes: Iterable[str]) -> str:
    """The outcome of a whole request from those of its items.

    Returned only when every item is; approved only when every item is, as listed.
    """
    found = set(outcomes)
    if found == {"approved"}:
        return "approved"
    return "returned" if found == {"returned"} else "approved_with_changes"


def cycle_step(cycle_state: str, request_state: str, outcome: str) -> str:
    """The state to offer for the cycle now that a request stands so; empty when it fits.

    Offered and never taken by itself: a team may put up its first choices while it still assesses.
    """
    if request_state == "open" and cycle_state in ("assessing", "prioritising"):
        return "awaiting_chief"
    before = ("assessing", "prioritising", "awaiting_chief")
    approved = request_state == "decided" and outcome != "returned"
    return "planning" if approved and cycle_state in before else ""


def decided_words(outcomes: Iterable[str]) -> str:
    """What was decided, counted: `4 approved, 1 returned with a comment`."""
    counts = Counter(outcomes)
    parts = [f"{counts[name]} {words.lower()}" for name, words in OUTCOMES.items() if counts[name]]
    return ", ".join(parts) or "nothing decided yet"


def frozen(content: Mapping[str, Any]) -> tuple[str, str]:
    """A snapshot as canonical JSON with its SHA-256: the same content is the same bytes."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text, hashlib.sha256(text.encode()).hexdigest()


def counted(lists: Iterable[str]) -> str:
    """How many on each list: `3 quick wins and 2 longer-term objectives`."""
    counts = Counter(lists)
    parts = []
    for name in PLAN_LISTS:
        if counts[name] == 1:
            parts.append("1 " + LIST_WORDS[name].removesuffix("s"))
        elif counts[name]:
            parts.append(f"{counts[name]} {LIST_WORDS[name]}")
    return " and ".join(parts) or "no objectives"


def letter_text(
    *,
    chief: str,
    chief_title: str,
    agency: str,
    system: str,
    cycle: str,
    items: list[tuple[str, str, str]],
    assessed: int,
    total: int,
    asks: int,
    writer: str,
) -> str:
    """A letter to begin from: why, what, and four action items; items are (list, code, title)."""
    greeting = f"Dear {chief}," if chief else f"To the {chief_title},"
    listed = "\n".join(
        f"- **{LIST_NAMES[name]}:** {code} {title}"
        for name in PLAN_LISTS
        for list_name, code, title in items
        if list_name == name
    )
    clear = (
        f"**Decide {_asks(asks)}.** Each names the policy, statute or budget that stands in the "
        "way. A plain no helps as much as a yes: we plan around it."
        if asks
        else "**Tell us early of any policy or budget change** that touches these objectives."
    )
    found = (
        f"The leadership team has looked at how {agency} runs {_named(system)}. "
        f"In the {cycle} cycle we agreed where {assessed} of {total} practices stand, each with a "
        "description of what is in place. It is a picture of our own work for choosing what to "
        "strengthen, not a rating of anyone."
    )
    chosen = (
        f"From what could be stronger we chose {counted(name for name, _, _ in items)}. "
        "We kept the list short, so that what is begun can be finished:"
    )
    approve = (
        "**Approve the list as it stands**, or mark the exceptions: change the words of an item, "
        "or return it to us with a comment."
    )
    protect = (
        "**Protect the time.** Members of the team need two hours a month for this work, and "
        "owners of objectives need their supervisors to know that it counts."
    )
    hear = (
        "**Say when you want to hear how it stands**, and what you expect to see by then; the "
        "comment on the whole is the place for it."
    )
    actions = (approve, clear, protect, hear)
    numbered = "\n".join(f"{number}. {action}" for number, action in enumerate(actions, 1))
    ending = (
        "Once you have decided, owners write down what done looks like and by when, and the work "
        f"begins.\n\n{writer}\nfor the leadership team"
    )
    return "\n\n".join(
        (greeting, found, chosen, listed, "We ask four things of you.", numbered, ending)
    )


def _asks(count: int) -> str:
    return "the 1 open ask" if count == 1 else f"the {count} open asks"


def _named(system: str) -> str:
    """A system inside a sentence: a plain description as one's own, a brand as it is."""
    return f"its {system[:1].lower()}{system[1:]}" if system.startswith("System of") else system

"""What follows from an agreed level: development, scores, index, what is still to finish, lists."""

import datetime
from collections.abc import Iterable
from typing import Any

from sras.frameworks.rules_sets import code_order

# Step 10 form of the field: 3 is the highest priority, and 3 is the easiest opportunity.
PRIORITY = {
    3: "High: it matters most for the districts and schools we serve",
    2: "Medium: it matters, after the high ones",
    1: "Low: it matters least just now",
}
OPPORTUNITY = {
    3: "Fairly easy to address",
    2: "Can be done within present policy and budget",
    1: "Needs a change of policy or budget",
}
CONSTRAINT_NAMES = {
    "policy": "Policy",
    "statute": "Statute",
    "budget": "Budget",
    "policy_and_budget": "Policy and budget",
}
DISPOSITION_NAMES = {
    "will_include": "Will include in the plan",
    "not_a_priority": "Not a priority",
}
CONSENSUS_NAMES = {
    "agreed": "Agreed",
    "with_reservation": "Agreed with reservation",
    "unresolved": "Unresolved",
}
LIST_NAMES = {"quick_win": "Quick win", "longer_term": "Longer term", "deferred": "Deferred"}
COLUMNS = ("1", "2", "3", "4", "owed", "none")


def development(level: int | None, disposition: str = "") -> str | None:
    """How far developed: none, limited or full; level 1 says also what becomes of it.

    none (not yet said), none-will-include, none-not-priority, limited, full; None: no level.
    """
    if level is None:
        return None
    if level == 1:
        endings = {"will_include": "-will-include", "not_a_priority": "-not-priority"}
        return "none" + endings.get(disposition, "")
    return "full" if level == 4 else "limited"


DEVELOPMENT_NAMES = {
    None: "Not yet assessed",
    "none": "No development",
    "none-will-include": "No development, will include in the plan",
    "none-not-priority": "No development, not a priority",
    "limited": "Limited development",
    "full": "Full implementation",
}


def asks(level: int | None, disposition: str = "") -> frozenset[str]:
    """What a level asks for beyond the sentence: disposition, reason, scores, proof."""
    asked = {
        None: (),
        "none": ("disposition",),
        "none-will-include": ("disposition", "scores"),
        "none-not-priority": ("disposition", "reason"),
        "limited": ("scores",),
        "full": ("proof",),
    }
    return frozenset(asked[development(level, disposition)])


def index(priority: int | None, opportunity: int | None) -> int | None:
    """Priority × opportunity (1, 2, 3, 4, 6 or 9; Step 10 form); None until both are given."""
    if priority is None or opportunity is None:
        return None
    return priority * opportunity


def index_words(priority: int | None, opportunity: int | None) -> str:
    """The index with its two factors: `6 = priority 3 × opportunity 2`."""
    found = index(priority, opportunity)
    if found is None:
        missing = [
            word
            for word, score in (("priority", priority), ("opportunity", opportunity))
            if score is None
        ]
        return f"{' and '.join(missing)} to score"
    return f"{found} = priority {priority} × opportunity {opportunity}"


def proof_given(evidence: int, sustain: str) -> bool:
    """Whether level 4 is proven: evidence, and a note on how it will be kept up."""
    return evidence > 0 and bool(sustain.strip())


def counted_level(level: int | None, proven: bool) -> str:
    """The column in which a level counts: 1 to 4, `owed` (4 agreed, proof owed) or `none`."""
    if level is None:
        return "none"
    if level == 4 and not proven:
        return "owed"
    return str(level)


def tally(columns: Iterable[str]) -> dict[str, int]:
    """How many stand in each column; every column is there, and they sum to the whole."""
    counts = dict.fromkeys(COLUMNS, 0)
    for column in columns:
        counts[column] += 1
    return counts


def level_4_lacks(
    evidence: int, sustain: str, proof_owner: Any, proof_due: datetime.date | None
) -> str:
    """What level 4 still needs before it may be saved, in a sentence; empty when nothing."""
    if proof_given(evidence, sustain) or (proof_owner and proof_due):
        return ""
    lacking = []
    if not evidence:
        lacking.append("evidence")
    if not sustain.strip():
        lacking.append("a note on how it will be kept up")
    if proof_owner:
        instead = "or the day by which the proof is owed"
    elif proof_due:
        instead = "or who owes the proof"
    else:
        instead = "or say who owes the proof and by when"
    return f"Level 4 needs {' and '.join(lacking)}, {instead}."


def to_finish(
    *,
    level: int | None,
    disposition: str = "",
    disposition_reason: str = "",
    in_place: str = "",
    priority: int | None = None,
    opportunity: int | None = None,
    constraint_kind: str = "",
    constraint_note: str = "",
    sustain: str = "",
    evidence: int = 0,
    proof_owner: str = "",
    proof_due: datetime.date | None = None,
    look_again: bool = False,
) -> list[str]:
    """What an assessed indicator still lacks, one sentence each; empty before it has a level."""
    if level is None:
        return []
    asked = asks(level, disposition)
    lacking = []
    if not in_place.strip():
        lacking.append("Say what is in place now.")
    if "disposition" in asked and not disposition:
        lacking.append("Say whether it goes into the plan or is not a priority.")
    if "reason" in asked and not disposition_reason.strip():
        lacking.append("Say why it is not a priority.")
    if "scores" in asked:
        if priority is None:
            lacking.append("Score the priority.")
        if opportunity is None:
            lacking.append("Score the opportunity.")
        if opportunity == 1 and not (constraint_kind and constraint_note.strip()):
            lacking.append("Name the policy, statute or budget that stands in the way.")
    if "proof" in asked:
        if not evidence:
            lacking.append("Add evidence that level 4 is reached.")
        if not sustain.strip():
            lacking.append("Say how level 4 will be kept up.")
        if not proof_given(evidence, sustain) and proof_owner and proof_due:
            lacking.append(f"Proof is owed by {proof_owner} by {said(proof_due)}.")
    if look_again:
        lacking.append("The level changed: look again at the scores and at what is in place.")
    return lacking


def waits_for_proof(record: Any, today: datetime.date) -> bool:
    """Whether all that lacks is a proof that someone owes by a day which has not passed."""
    owed = record.level == 4 and record.proof_owner_name and record.proof_due
    return bool(owed and record.proof_due >= today and not lacking(record, proven=True))


def lacking(record: Any, proven: bool = False) -> list[str]:
    """What an assessment, or a line of a list with the same names, still lacks.

    `proven` asks what would lack if its proof were given.
    """
    return to_finish(
        level=record.level,
        disposition=record.disposition,
        disposition_reason=record.disposition_reason,
        in_place=record.in_place,
        priority=record.priority,
        opportunity=record.opportunity,
        constraint_kind=record.constraint_kind,
        constraint_note=record.constraint_note,
        sustain=record.sustain or ("given" if proven else ""),
        evidence=record.evidence_count + proven,
        proof_owner=record.proof_owner_name or "",
        proof_due=record.proof_due,
        look_again=record.look_again,
    )


def said(day: datetime.date) -> str:
    """A day as people say it: 14 Oct 2026."""
    return f"{day.day} {day:%b %Y}"


def reassess_due(
    since: datetime.date | None,
    is_key: bool,
    development: str | None,
    years: int,
    years_key: int,
    met: bool = False,
) -> datetime.date | None:
    """The day on which full, not-priority and met indicators are flagged; None: never.

    `years` holds for all indicators, `years_key` for key ones.
    """
    if since is None or not (met or development in ("full", "none-not-priority")):
        return None
    year = since.year + (years_key if is_key else years)
    try:
        return since.replace(year=year)
    except ValueError:  # 29 February
        return datetime.date(year, 3, 1)


def agreed_day(
    *,
    typed: datetime.date | None,
    before: datetime.date | None,
    level_changed: bool,
    recorded_on: datetime.date | None,
    today: datetime.date,
) -> datetime.date:
    """The day a level counts from: what was typed, else today, else the day it has.

    A level corrected on the day it was entered keeps its day, which may come from old minutes.
    """
    if typed is not None and typed != before:
        return typed
    if before is None or (level_changed and recorded_on != today):
        return today
    return before


def corrects(
    *,
    last_on: datetime.date | None,
    last_recorded_on: datetime.date | None,
    new_on: datetime.date,
    same_level: bool,
    today: datetime.date,
) -> bool:
    """Whether an agreed level mends the last one; else it is a new line of the level history."""
    if last_on is None:
        return False
    if new_on <= last_on:
        return True
    return same_level and last_recorded_on == today


def ranking_key(
    priority: int, opportunity: int, is_key: bool, code: str
) -> tuple[int, int, bool, list[tuple[int, int, str]]]:
    """Sort key of the ranked list: index, then priority, then key ones, then code as numbers."""
    return (-priority * opportunity, -priority, not is_key, code_order(code))


def suggested_list(priority: int, opportunity: int) -> str:
    """The list a pair of scores suggests: quick_win, longer_term or deferred; the team places."""
    if opportunity == 3 and priority >= 2:
        return "quick_win"
    return "longer_term" if priority * opportunity >= 3 else "deferred"


def moved_from(before: int | None, after: int | None) -> str:
    """The same beside a grid that shows the level: `rose from 2`; empty when nothing moved."""
    if before is None or after is None or before == after:
        return ""
    return f"{'rose' if after > before else 'fell'} from {before}"


def moved(before: int | None, after: int | None) -> str:
    """The change since the last cycle in words; a fall is said as plainly as a rise."""
    if after is None:
        return "not yet assessed"
    if before is None:
        return "first assessed"
    if before == after:
        return "as before"
    return f"{'rose' if after > before else 'fell'} from {before} to {after}"

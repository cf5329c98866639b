"""What happened, as far as it is recorded anywhere: which steps of an agreement it shows done."""

import datetime
from typing import NamedTuple

from sras.engagement.rules_clock import Terms

EARLY_DAYS = 90  # what happened so long before the start still belongs to it
YEAR_DAYS = 90  # and so long before the end to its closing


class Fact(NamedTuple):
    """Something that happened: where it is recorded, which one it is, its day, and a number.

    sources: held and ahead (kind of meeting; days), issue (kind of document, or the report),
    review (kind of document), appointed, assessed (lacking), decided (outcome), put_up,
    party (name; 1 from outside), due and done (a step as the state typed it).
    """

    source: str
    name: str
    day: datetime.date | None
    number: int = 0


class Shown(NamedTuple):
    """The day on which a step was done, and what shows it."""

    day: datetime.date
    by: str


def done_days(terms: Terms, facts: list[Fact]) -> dict[str, Shown]:
    """When each step was done, and what shows it; a day that the state typed wins."""
    early = terms.starts_on - datetime.timedelta(EARLY_DAYS)
    closing = terms.ends_on - datetime.timedelta(YEAR_DAYS)

    def first(since: datetime.date, source: str, *names: str) -> datetime.date | None:
        days = [
            fact.day
            for fact in facts
            if fact.source == source and fact.day and fact.day >= since
            if not names or fact.name in names
        ]
        return min(days, default=None)

    start = terms.starts_on
    met, told = first(closing, "held", "annual"), first(closing, "issue", "year")
    appointed = first(early, "appointed")
    found = {
        "introduction": (first(early, "issue", "introduction_letter"), "letter issued"),
        "signed": (_all_signed(facts), "last signature"),
        "team": (terms.team_named_on or appointed, "team appointed"),
        "training": (first(early, "held", "training"), "training held"),
        "report": (first(start, "issue", "self_assessment_report"), "report issued"),
        "review": (first(start, "review", "self_assessment_report"), "review round closed"),
        "assessed": (first(start, "assessed"), "last indicator agreed"),
        "approved": (first(start, "decided", "approved", "approved_with_changes"), "decision"),
        "plan": (first(start, "issue", "plan_letter", "plan"), "plan issued"),
        "manual": (first(start, "issue", "operations_manual"), "manual issued"),
        "year": (max(met, told) if met and told else None, "meeting held, report issued"),
    }
    happened = {step: Shown(day, by) for step, (day, by) in found.items() if day}
    return happened | {f.name: Shown(f.day, "typed") for f in facts if f.source == "done" and f.day}


def _all_signed(facts: list[Fact]) -> datetime.date | None:
    days = [fact.day for fact in facts if fact.source == "party"]
    return max(day for day in days if day) if days and all(days) else None

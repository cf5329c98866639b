"""What is proposed for an agenda becomes its items."""

from typing import Any

from sras.core.db import transaction
from sras.history.models import Who
from sras.meetings.models_agenda import AgendaItem
from sras.meetings.models_waiting import Waiting
from sras.meetings.rules_agenda import (
    GROUPS,
    NOTE_MOST,
    Proposal,
    Thing,
    note_of,
    proposals,
    title_of,
)


def proposed(waiting: Waiting) -> list[Proposal]:
    """What could come onto the agenda of a meeting and is not on it."""
    meeting, there = waiting.meeting, waiting.there
    planned = sum(item.minutes for item in there if item.state != "dropped")
    return proposals(waiting.things, there, meeting.minutes * meeting.days, planned)


def put_on(waiting: Waiting, chosen: list[Proposal], until: str, *, by: Who) -> int:
    """Add what was chosen, in order; how many items came of it.

    What is carried over is marked so where the meeting it comes from is not frozen.
    """
    many = [fields for each in chosen for fields in _items_of(each, until)]
    with transaction():
        AgendaItem.add_many(waiting.meeting, many, by=by)
        for fields in many:
            old = fields.get("carried_from")
            if old is not None and old.state == "open" and not waiting.before.is_frozen:
                old.change(by=by, verb="carried over", state="carried")
    return len(many)


def _items_of(proposal: Proposal, until: str) -> list[dict[str, Any]]:
    group, things = GROUPS[proposal.group], proposal.things
    if proposal.group == "carried":
        return [_again(thing) for thing in things]
    if group.apart:
        return [_alone(thing, proposal) for thing in things]
    return [
        {
            "kind": group.kind,
            "ref_kind": group.ref_kind,
            "title": title_of(proposal.group, things, until),
            "note": note_of(things),
            "minutes": proposal.minutes,
        }
    ]


def _alone(thing: Thing, proposal: Proposal) -> dict[str, Any]:
    """An item about one thing; where it names a row, by its key."""
    group, flagged = GROUPS[proposal.group], proposal.group == "flags"
    return {
        "kind": group.kind,
        "ref_kind": group.ref_kind,
        "ref_key": thing.key or None,
        "title": (thing.head if flagged else thing.line)[:300],
        "note": f"Flagged to re-assess: {thing.more}" if flagged else "",
        "minutes": proposal.minutes,
    }


def _again(thing: Thing) -> dict[str, Any]:
    """An item of the last meeting once more."""
    old = AgendaItem.get_by_id(thing.key)
    return {
        "kind": old.kind,
        "ref_kind": old.ref_kind,
        "ref_key": old.ref_key,
        "title": old.title,
        "note": old.note[:NOTE_MOST],
        "minutes": old.minutes,
        "presenter": old.presenter,
        "carried_from": old,
    }

"""Copies of the profile: what differs from the one someone holds, and only those sheets."""

from typing import Any

from flask import url_for
from flask_login import current_user

from sras.accounts.rules import TEAM_ROLE_NAMES
from sras.assessment import rules_copies, rules_profile
from sras.assessment.models_before import levels_before
from sras.assessment.models_copies import evidence_then, lines_then, seats_then, shown_on_profile
from sras.assessment.models_pages import lines
from sras.assessment.rules import said
from sras.assessment.views import bp
from sras.assessment.views_list import cycle_asked
from sras.assessment.views_profile import edition_of, entries_of, profile_of
from sras.history.models_copies import Paper, Printed, Reprint, join
from sras.history.models_past import Past
from sras.history.rules_copies import ASKS, Sheet
from sras.web import here
from sras.web.papers import paper


def read() -> Printed | None:
    """The profile that is asked for."""
    cycle = cycle_asked()
    if cycle is None:
        return None
    return Printed(
        of=cycle,
        words=cycle.label,
        shown=shown_on_profile(cycle),
        ever=shown_on_profile(cycle, ever=True),
        sheets=lambda past: sheets(cycle, past),
        reprint=lambda changed: reprint(cycle, changed),
    )


def sheets(cycle: Any, past: Past) -> tuple[list[Sheet], list[Sheet]]:
    """Its sheets as they were and as they are."""
    found, edition, agency = lines(cycle), edition_of(cycle), here.agency()
    before = levels_before(cycle) if cycle.__data__["previous"] is not None else {}
    pieces, pieces_now = evidence_then([line.id for line in found], past)
    were = lines_then(found, past, {key: len(many) for key, many in pieces.items()})
    cycle_then, edition_then = past.row(cycle), past.row(edition)
    seats, seats_now = seats_then(cycle_then, cycle, past)
    made = entries_of(cycle, were, edition_then, before)
    made_now = entries_of(cycle, found, edition, before)
    return (
        rules_copies.sheets(
            made, _front(past.row(agency), cycle_then, edition_then, made, seats), _told(pieces)
        ),
        rules_copies.sheets(
            made_now, _front(agency, cycle, edition, made_now, seats_now), _told(pieces_now)
        ),
    )


def _front(agency: Any, cycle: Any, edition: Any, made: Any, seats: Any) -> dict[str, str]:
    team = (
        seat.person.name
        if seat.team_role == "member"
        else f"{seat.person.name} ({TEAM_ROLE_NAMES[seat.team_role].lower()})"
        for seat in seats
    )
    return {
        "State": agency.state_name,
        "Agency": agency.agency_name,
        "Name of the system": agency.system_name,
        "Cycle": cycle.label,
        "Begun": said(cycle.starts_on),
        "Ended": said(cycle.ends_on) if cycle.ends_on else "",
        "Levels agreed": rules_profile.agreed_span(made),
        "Set of indicators": str(edition),
        "Names of the levels": ", ".join(edition.labels),
        "Team": ", ".join(team),
    }


def _told(pieces: dict[int, list[Any]]) -> dict[int, str]:
    """The evidence in words; only how many pieces to those who may not read it."""
    if not current_user.may("read_evidence"):
        return {key: f"{len(many)} kept with the team" for key, many in pieces.items()}
    return {key: "; ".join(map(_piece, many)) for key, many in pieces.items()}


def _piece(piece: Any) -> str:
    return f"{piece.title} ({said(piece.dated)})" if piece.dated else str(piece.title)


def reprint(cycle: Any, changed: Reprint) -> Any:
    """The sheets that differ, as a PDF."""
    return paper(
        "assessment/profile_print.html",
        name=f"profile-{cycle.label}-changes",
        back_url=url_for("assessment.profile", cycle=cycle.id),
        reprint=changed,
        asks=ASKS,
        copy=changed.copy,
        **profile_of(cycle),
    )


bp.record_once(lambda _state: join(Paper("profile", "Profile", "read", read)))

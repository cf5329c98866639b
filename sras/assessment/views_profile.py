"""The profile of a cycle: a page, and the same on paper."""

from typing import Any

from flask import abort, url_for
from flask_login import current_user

from sras.accounts.models import Membership
from sras.assessment import rules, rules_list, rules_profile
from sras.assessment.models import Cycle
from sras.assessment.models_before import levels_before
from sras.assessment.models_copies import shown_on_profile
from sras.assessment.models_pages import lines
from sras.assessment.views import bp
from sras.assessment.views_list import cycle_asked
from sras.core.pdf import pdf_available
from sras.evidence.models import Evidence
from sras.frameworks.models import Edition
from sras.history.models_shown import newest
from sras.web import here
from sras.web.access import requires
from sras.web.answers import page
from sras.web.papers import paper


@bp.get("/profile")
@requires("read")
def profile() -> Any:
    """Where every indicator stands in the running cycle, or in the one asked for."""
    cycle = cycle_asked()
    if cycle is None:
        return page("assessment/no_cycle.html", called="Profile")
    return page("assessment/profile.html", pdf_missing=pdf_available(), **profile_of(cycle))


@bp.get("/profile.pdf")
@requires("read")
def profile_pdf() -> Any:
    """The same as a tagged PDF; the print view with the reason where PDF cannot be made."""
    cycle = cycle_asked() or abort(404)
    return paper(
        "assessment/profile_print.html",
        name=f"profile-{cycle.label}",
        back_url=url_for(".profile", cycle=cycle.id),
        copy=newest(shown_on_profile(cycle)),
        **profile_of(cycle),
    )


@bp.get("/profile/print")
@requires("read")
def profile_print() -> Any:
    """The print view."""
    cycle = cycle_asked() or abort(404)
    return page(
        "assessment/profile_print.html",
        back_url=url_for(".profile", cycle=cycle.id),
        pdf_url=url_for(".profile_pdf", cycle=cycle.id),
        copy=newest(shown_on_profile(cycle)),
        **profile_of(cycle),
    )


def profile_of(cycle: Cycle) -> dict[str, Any]:
    """Everything the profile of a cycle says."""
    edition, found = edition_of(cycle), lines(cycle)
    compared = cycle.__data__["previous"] is not None
    before = levels_before(cycle) if compared else {}
    made = entries_of(cycle, found, edition, before)
    sees = current_user.may("read_evidence") and any(line.evidence_count for line in found)
    return {
        "of": cycle,
        "since": {"cycle": cycle.id},
        "edition": edition,
        "names": edition.labels,
        "entries": made,
        "parts": rules_list.by_part(made),
        "counts": rules_profile.counts(made),
        "compared": cycle.previous if compared else None,
        "changes": rules_profile.changes(made) if compared else [],
        "not_priority": rules_profile.not_priority(made),
        "unassessed": [entry for entry in made if not entry.row.level],
        "span": rules_profile.agreed_span(made),
        "seats": list(Membership.between(cycle.starts_on, cycle.ends_on)),
        "evidence": Evidence.of_many("assessment", [e.row.key for e in made]) if sees else {},
        "priority": rules.PRIORITY,
        "opportunity": rules.OPPORTUNITY,
        "constraints": rules.CONSTRAINT_NAMES,
        "consensus": rules.CONSENSUS_NAMES,
        "address": url_for("assessment.indicator", key=0)[:-1],
    }


def edition_of(cycle: Cycle) -> Edition:
    """The edition of a cycle with its framework."""
    return Edition.with_framework(cycle.__data__["edition"])


def entries_of(
    cycle: Cycle, found: list[Any], edition: Edition, before: dict[int, int | None]
) -> list[rules_profile.Entry]:
    """Plain lines as the profile says them."""
    agency, today = here.agency(), here.today()
    years = (agency.reassess_years, agency.reassess_years_key)
    rows = [rules_list.row(line, edition.labels, today, *years) for line in found]
    compared = cycle.__data__["previous"] is not None
    return rules_profile.entries(rows, found, before, compared)

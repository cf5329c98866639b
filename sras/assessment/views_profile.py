"""The profile of a cycle, now or on a past day: a page, the same on paper and as a table."""

import datetime
from collections.abc import Iterator
from typing import Any

from flask import abort, url_for
from flask_login import current_user

from sras.accounts.models import Membership
from sras.assessment import rules, rules_list, rules_profile
from sras.assessment.models import Cycle
from sras.assessment.models_as_of import Told, as_of, cycle_on, told_on
from sras.assessment.models_before import levels_before
from sras.assessment.models_copies import shown_on_profile
from sras.assessment.models_pages import lines
from sras.assessment.views import bp
from sras.assessment.views_list import cycle_asked
from sras.core import sheets
from sras.core.pdf import pdf_available
from sras.documents.models_late import entered_since
from sras.documents.reports import REPORTS
from sras.evidence.models import Evidence
from sras.frameworks.models import Edition
from sras.history.models_as_of import newest_counted
from sras.history.models_shown import newest
from sras.web import here
from sras.web.access import requires
from sras.web.answers import download, page
from sras.web.as_of import day_asked, kept, with_day
from sras.web.papers import paper

REPORT = "profile"  # the subject of its issues
KINDS = ("assessment", "cycle", "evidence", "membership")  # whose facts it tells


@bp.get("/profile")
@requires("read")
def profile() -> Any:
    """Where every indicator stands in the running cycle, or in the one asked for."""
    cycle = cycle_asked()
    if cycle is None:
        return page("assessment/no_cycle.html", called="Profile")
    day = day_asked(cycle)
    return page(
        "assessment/profile.html",
        pdf_missing=pdf_available(),
        as_of_kept=kept(),
        downloadable=current_user.may("export"),
        **profile_of(cycle, day),
    )


@bp.get("/profile.pdf")
@requires("read")
def profile_pdf() -> Any:
    """The same as a tagged PDF; the print view with the reason where PDF cannot be made."""
    cycle = cycle_asked() or abort(404)
    told = printed(cycle)
    return paper(
        "assessment/profile_print.html",
        name=f"profile-{cycle.label}",
        back_url=url_for(".profile", **told["asked"]),
        **told,
    )


@bp.get("/profile/print")
@requires("read")
def profile_print() -> Any:
    """The print view."""
    cycle = cycle_asked() or abort(404)
    told = printed(cycle)
    return page(
        "assessment/profile_print.html",
        back_url=url_for(".profile", **told["asked"]),
        pdf_url=url_for(".profile_pdf", **told["asked"]),
        **told,
    )


@bp.get("/profile.csv")
@requires("export")
def profile_csv() -> Any:
    """The profile as a table, one row an indicator."""
    return download(sheets.write_csv(table()), "profile.csv", "text/csv")


@bp.get("/profile.xlsx")
@requires("export")
def profile_xlsx() -> Any:
    """The profile as a workbook."""
    body = sheets.write_xlsx([("Profile", rules_profile.WIDTHS, table())])
    return download(body, "profile.xlsx", sheets.XLSX)


def table() -> Iterator[list[Any]]:
    """The profile that is asked for, as rows."""
    cycle = cycle_asked() or abort(404)
    told = profile_of(cycle, day_asked(cycle))
    return rules_profile.rows(told["entries"], told["compared"])


def printed(cycle: Cycle) -> dict[str, Any]:
    """What the printed profile shows, with the number that its copy carries."""
    day, shown = day_asked(cycle), shown_on_profile(cycle)
    told = profile_of(cycle, day)
    if day is None:
        return told | {"copy": newest(shown)}
    entered = entered_since(REPORTS[REPORT], cycle.starts_on, day, here.zone())
    agency = told["then"].row(here.agency())
    known = newest_counted(shown, told["then"])
    return told | {"agency": agency, "known": known, "entered": entered}


def profile_of(cycle: Cycle, day: datetime.date | None = None) -> dict[str, Any]:
    """Everything the profile of a cycle says, now or on a past day."""
    told = told_on(cycle, as_of(day, here.zone())) if day is not None else None
    edition, found = edition_of(cycle), told.lines if told else lines(cycle)
    compared = cycle.__data__["previous"] is not None
    before = levels_before(cycle, told.levels if told else None) if compared else {}
    made = entries_of(cycle, found, edition, before, day)
    until = min(day, cycle.ends_on or day) if day is not None else cycle.ends_on
    return {
        "of": cycle_on(cycle, told.then) if told else cycle,
        "as_of": day,
        "then": told.then if told else None,
        "asked": with_day({"cycle": cycle.id}, day),
        "since": {"cycle": cycle.id},
        "edition": edition,
        "names": edition.labels,
        "entries": made,
        "parts": rules_list.by_part(made),
        "counts": rules_profile.counts(made),
        "compared": (told.before if told else cycle.previous) if compared else None,
        "changes": rules_profile.changes(made) if compared else [],
        "not_priority": rules_profile.not_priority(made),
        "unassessed": [entry for entry in made if not entry.row.level],
        "span": rules_profile.agreed_span(made),
        "seats": _seats(Membership.between(cycle.starts_on, until), told),
        "evidence": _evidence(made, found, told),
        "priority": rules.PRIORITY,
        "opportunity": rules.OPPORTUNITY,
        "constraints": rules.CONSTRAINT_NAMES,
        "consensus": rules.CONSENSUS_NAMES,
        "address": url_for("assessment.indicator", key=0)[:-1],
    }


def _seats(found: Any, told: Told | None) -> list[Any]:
    """The seats on the team with the names and roles of then."""
    if told is None:
        return list(found)
    return sorted((told.then.row(seat) for seat in found), key=lambda seat: seat.person.name)


def _evidence(made: list[Any], found: list[Any], told: Told | None) -> dict[int, list[Any]]:
    """The evidence by assessment, for those who may read it."""
    if not current_user.may("read_evidence") or not any(line.evidence_count for line in found):
        return {}
    if told is not None:
        return told.evidence
    return Evidence.of_many("assessment", [entry.row.key for entry in made])


def edition_of(cycle: Cycle) -> Edition:
    """The edition of a cycle with its framework."""
    return Edition.with_framework(cycle.__data__["edition"])


def entries_of(
    cycle: Cycle,
    found: list[Any],
    edition: Edition,
    before: dict[int, int | None],
    day: datetime.date | None = None,
) -> list[rules_profile.Entry]:
    """Plain lines as the profile says them, today or on a past day."""
    agency, today = here.agency(), day or here.today()
    years = (agency.reassess_years, agency.reassess_years_key)
    rows = [rules_list.row(line, edition.labels, today, *years) for line in found]
    compared = cycle.__data__["previous"] is not None
    return rules_profile.entries(rows, found, before, compared)

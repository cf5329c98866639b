"""Where one can go: four sections with their pages, the rest under “More”."""

from functools import lru_cache
from typing import Any

from flask import request, url_for
from flask_login import current_user

# Each page: its words, its endpoint, the right it takes. The first is where a section begins.
SECTIONS = {
    "Assess": (
        ("Indicators", "assessment.indicators", "read"),
        ("To finish", "assessment.to_finish", "read"),
        ("Evidence", "evidence.items", "read_evidence"),
        ("Rubric", "frameworks.frameworks", "read"),
        ("Cycles and team", "assessment.cycles", "read"),
    ),
    "Plan": (
        ("Objectives", "planning.plan", "read"),
        ("Choose", "planning.choose", "read"),
        ("Approval", "planning.requests", "read"),
        ("Tasks", "planning.tasks", "read"),
        ("Asks of the Chief", "planning.asks", "read"),
        ("What the Chief expects", "planning.expectations", "read"),
    ),
    "Meet": (
        ("Meetings", "meetings.meetings", "read"),
        ("Attendance", "meetings.attendance_record", "read"),
        ("Coach's comments", "coaching.comments", "read"),
    ),
    "Report": (
        ("All reports", "home.reports", "read"),
        ("Documents", "documents.documents", "read"),
        ("Profile", "assessment.profile", "read"),
        ("Priority list", "planning.priority_list", "read"),
        ("Progress", "reports.progress", "read"),
        ("Year", "reports.year", "read"),
        ("Briefing", "planning.briefing", "read"),
        ("Agreement", "engagement.agreements", "read"),
        ("The field's voice", "engagement.enquiries", "read"),
        ("Changes since a copy", "history.copies", "read"),
        ("Hand-over", "exports.hand_over", "hand_over"),
        ("Records", "exports.records_pack", "hand_over"),
    ),
}
MORE = (
    ("People", "accounts.people", "read"),
    ("Roles and rights", "accounts.roles", "read"),
    ("History", "history.changes", "read_history"),
    ("Settings", "accounts.agency", "manage_settings"),
    ("Search", "home.search", "read"),
)
# A page that is in no list stands in the section of its feature.
OF_FEATURE = {"assessment": "Assess", "evidence": "Assess", "frameworks": "Assess"}
OF_FEATURE |= {"meetings": "Meet", "coaching": "Meet"}
OF_FEATURE |= {"documents": "Report", "engagement": "Report", "reports": "Report"}
OF_FEATURE |= {"exports": "Report"}
OF_FEATURE |= {"planning": "Plan", "strategy": "Plan", "accounts": "More", "history": "More"}


def navigation() -> dict[str, Any]:
    """The sections, the pages of the present one, and what lies under “More”."""
    present = _section()
    sections = [
        {"label": label, "url": pages[0]["url"], "current": label == present}
        for label, pages in ((label, _pages(lines)) for label, lines in SECTIONS.items())
        if pages
    ]
    return {
        "sections": sections,
        "section": present,
        "pages": _pages(SECTIONS.get(present, ())),
        "more": _pages(MORE),
    }


def _section() -> str:
    for label, lines in SECTIONS.items():
        if any(endpoint == request.endpoint for _words, endpoint, _right in lines):
            return label
    return OF_FEATURE.get(request.blueprint or "", "")


def _pages(lines: tuple[tuple[str, str, str], ...]) -> list[dict[str, Any]]:
    below, present = request.script_root, request.endpoint
    return [
        {"label": words, "url": _url(below, endpoint), "current": endpoint == present}
        for words, endpoint, right in lines
        if current_user.may(right)
    ]


@lru_cache(maxsize=100)
def _url(_below: str, endpoint: str) -> str:
    """An address without values, the same on every page of an instance; built once."""
    return url_for(endpoint)

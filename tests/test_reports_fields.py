"""The fields by which documents show the profile, the lists and the plan."""

import datetime
from typing import Any

from sras.assessment.models import Assessment
from sras.documents.filled import filled_text, shown_on
from sras.documents.models import Document
from sras.planning.models import Objective
from sras.planning.models_lists import Selection
from tests.conftest import BY, DAY
from tests.test_reports_progress import plain

D = datetime.date


def test_documents_show_the_profile_the_lists_and_the_plan(objective: Objective) -> None:
    row: Assessment = objective.assessment
    row.change(by=BY, priority=3, opportunity=2)
    placed = {"list": "quick_win", "suggested": "quick_win", "placed_on": DAY}
    Selection.start(by=BY, assessment=row, **placed)
    shown = shown_on(Document(title="Letter"), D(2026, 11, 3))

    def filled(name: str) -> str:
        html = filled_text(f"{{{name}}}", shown)
        assert html.count("<table") == html.count("<caption") == 1
        return plain(f"<main>{html}</main>")

    assert "All parts (6 indicators) 0 1 0 0 0 5" in filled("indicator_counts")
    assert "1.1 Practice 1.1 2 Begun 1 Sep 2026" in filled("profile_grid")
    assert "1.1 Practice 1.1 6 = priority 3 × opportunity 2" in filled("priority_list")
    assert "1.1 Practice 1.1 Team lead One 30 Jun 2027 active; no tasks" in filled("plan_progress")


def test_without_a_cycle_a_document_says_so(app: Any) -> None:
    shown = shown_on(Document(title="Letter"), D(2026, 11, 3))
    for name in ("indicator_counts", "profile_grid", "priority_list", "plan_progress"):
        assert "No cycle is running." in filled_text(f"{{{name}}}", shown)

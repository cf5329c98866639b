"""The fields by which documents show the profile, the lists and the plan."""

import datetime
from typing import Any

import page as pdfua

from sras.assessment.models import Assessment
from sras.documents.filled import filled_text, shown_on
from sras.documents.models import Document, Section
from sras.planning.models import Objective
from sras.planning.models_lists import Selection
from tests.conftest import BY, DAY
from tests.page_checks import faults
from tests.test_documents_word_pictures import shown_in_word
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
    chart = filled("level_chart")
    assert "Level 1 0 Level 2 1 Level 3 0 Level 4 0 Proof owed 0 Not assessed 5" in chart
    assert "All parts (6 indicators) 0 1 0 0 0 5" in chart
    assert "1.1 Practice 1.1 2 Begun 1 Sep 2026" in filled("profile_grid")
    assert "1.1 Practice 1.1 6 = priority 3 × opportunity 2" in filled("priority_list")
    assert "1.1 Practice 1.1 Team lead One 30 Jun 2027 active; no tasks" in filled("plan_progress")
    assert "No indicator has reached the third level yet." in filled_text("{strengths}", shown)
    other = list(Assessment.of_cycle(row.cycle))[1]
    other.agree(by=BY, today=DAY, level=3, agreed_on=DAY)
    shown = shown_on(Document(title="Letter"), D(2026, 11, 3))
    strong = filled("strengths")
    assert "1 indicator at level 3 or 4 on 3 Nov 2026, not a rating" in strong
    assert "1.2 Practice 1.2 3 Usual 1 Sep 2026" in strong
    assert "1.1" not in strong


def test_without_a_cycle_a_document_says_so(app: Any) -> None:
    shown = shown_on(Document(title="Letter"), D(2026, 11, 3))
    for name in (
        "level_chart",
        "indicator_counts",
        "profile_grid",
        "strengths",
        "priority_list",
        "plan_progress",
    ):
        assert "No cycle is running." in filled_text(f"{{{name}}}", shown)


def test_a_chart_in_a_document_is_a_picture_on_paper_and_in_word(
    client_for: Any, objective: Objective
) -> None:
    document = Document.start(by=BY, title="Report")
    for number in (1, 2):
        Section.start(
            by=BY, document=document, sort=number, title=f"Levels {number}", text="{level_chart}"
        )
    member = client_for("team_member")
    shown = member.get(f"/documents/{document.id}").text
    assert faults(shown) == []
    word = member.get(f"/documents/{document.id}.docx").data
    assert len(shown_in_word(shown, word)) == 2
    found = pdfua.validate_pdf_bytes(
        member.get(f"/documents/{document.id}.pdf").data, profile="ua1"
    )
    assert found.is_compliant, [str(fault) for fault in found.failures][:3]

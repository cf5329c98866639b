"""Progress and one-year report as Word: the same headings, tables and figures as their pages."""

import io
import itertools
import re
from typing import Any

import docx
import pytest
from lxml import html

from sras.assessment.models import Assessment
from sras.reports.models import Narrative
from tests.conftest import BY
from tests.test_as_of_levels import at
from tests.test_documents_word_pictures import shown_in_word
from tests.test_reports_progress import QUARTER, State, state
from tests.test_reports_year import year

__all__ = ["state", "year"]

HEADINGS = re.compile(r"Title|Heading \d")


def words(text: str) -> str:
    return " ".join(text.split())


def page_of(client: Any, address: str) -> Any:
    """The main part of a page, without what stands there only to be pressed."""
    (main,) = html.fromstring(client.get(address).text).xpath("//main")
    for each in main.xpath(".//details|.//form|.//nav|.//svg|.//*[contains(@class,'unseen')]"):
        each.drop_tree()
    return main


def tables_of(page: Any) -> list[list[list[str]]]:
    """The cells of each table of a page."""
    return [
        [
            [words(cell.text_content()) for cell in row.xpath("./th|./td")]
            for row in table.iter("tr")
        ]
        for table in page.iter("table")
    ]


def tables_in(document: Any) -> list[list[list[str]]]:
    """The same of a Word document; merged cells count once."""
    return [
        [[words(cell.text) for cell in dict.fromkeys(row.cells)] for row in table.rows]
        for table in document.tables
    ]


def headings_in(document: Any) -> list[str]:
    return [words(each.text) for each in document.paragraphs if HEADINGS.fullmatch(each.style.name)]


def opened(answer: Any, name: str) -> Any:
    """The Word document of an answer; none of its headings is empty, none skips a level."""
    assert answer.mimetype.endswith("wordprocessingml.document")
    assert f'attachment; filename="{name}.docx"' in answer.headers["Content-Disposition"]
    document = docx.Document(io.BytesIO(answer.data))
    assert all(headings_in(document))
    levels = [
        int(each.style.name[-1])
        for each in document.paragraphs
        if each.style.name.startswith("Heading")
    ]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    return document


def test_the_progress_report_says_in_word_what_its_page_says(client_for: Any, state: State) -> None:
    Narrative.start(by=BY, report="progress", place="next", text="- Hire\n- Train")
    with at(2027, 4, 8):
        chief = client_for("chief")
        page = page_of(chief, f"/reports/progress?{QUARTER}")
        paper = chief.get(f"/reports/progress/print?{QUARTER}").text
        answer = chief.get(f"/reports/progress.docx?{QUARTER}")
    document = opened(answer, "progress-2027-01-01-2027-03-31")
    told = [words(each.text_content()) for each in page.iter("h2")]
    assert headings_in(document) == ["Progress report to the Chief State School Officer", *told]
    *tables, signing = tables_in(document)
    assert tables == tables_of(page)
    assert ["Assessed", "6 indicators", "9 indicators"] in tables[0]
    assert signing[0] == ["Who", "Name", "Signature", "Date"]
    shown = [(each.style.name, words(each.text)) for each in document.paragraphs]
    assert ("List Bullet", "Hire") in shown
    assert shown_in_word(paper, answer.data) == ["Assessed, in the plan and met at both dates"]


def test_scenario_26_the_year_says_in_word_what_its_paper_says(
    client_for: Any, year: list[Assessment]
) -> None:
    with at(2027, 9, 15):
        viewer = client_for("viewer")
        page = page_of(viewer, "/reports/year/print")
        answer = viewer.get("/reports/year.docx")
    document = opened(answer, "year-2026-09-01-2027-08-31")
    told = [words(each.text_content()) for each in page.iter("h1", "h2", "h3")]
    assert headings_in(document) == told
    tables = tables_in(document)
    assert tables == tables_of(page)
    assert len(tables) > 10
    rows = [row for table in tables for row in table]
    assert ["Meetings of the team", "21 of 24", "21 of 24, 2 cancelled"] in [r[:3] for r in rows]
    assert ["Together", "$20,500"] in rows
    listed = [words(each.text) for each in document.paragraphs]
    assert "Objectives: 2 met, 2 active, 1 paused, 1 dropped" in listed


@pytest.mark.parametrize("address", ["/reports/progress", "/reports/year"])
def test_page_and_print_view_lead_to_word(client_for: Any, make_cycle: Any, address: str) -> None:
    make_cycle()
    viewer, asked = client_for("viewer"), "?first=2026-09-01&last=2026-12-31"
    for shown in (f"{address}{asked}", f"{address}/print{asked}"):
        assert f"{address}.docx{asked.replace('&', '&amp;')}" in viewer.get(shown).text
    assert (
        client_for("viewer").get(f"{address}.docx?first=2027-02-01&last=2026-12-31").status_code
        == 422
    )

"""Worksheets: which sheets, in which order, one page each, blank or with what is recorded."""

import datetime
import io
import re

import page as pdf_checks
import pytest
from pypdf import PdfReader

from sras.assessment import rules_sheets
from sras.assessment.models import Assessment
from sras.core import pdf
from sras.evidence.models import Evidence
from sras.frameworks.models_sets import DEFAULT_SET, import_set
from tests.conftest import BY, DAY

SENTENCE = (
    "Every cabinet office has its page in one description of the system, revised last spring. "
    "Four of six cooperatives used it to plan their year, and two superintendents still tell us "
    "that they see three programs with one logo."
)


def codes(text):
    """The codes of the sheets, in the order in which they are printed."""
    return re.findall(r'<span class="code">([^<]+)</span>', text)


def printed(client, asked):
    return client.get(f"/assessment/worksheets/print?{asked}").text


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("which=all", ["1.1", "1.2", "2.1", "2.2", "10.1", "10.2"]),
        ("which=B", ["10.1", "10.2"]),
        ("which=open", ["1.2", "2.1", "2.2", "10.1", "10.2"]),
        ("", ["1.2", "2.1", "2.2", "10.1", "10.2"]),
        ("codes=10.2,1.1%3B 2,2", ["10.2", "1.1"]),
        ("codes=10,2", []),
        ("which=Z", []),
    ],
)
def test_the_sheets_asked_for_are_printed_in_their_order(
    client_for, make_assessment, asked, wanted
):
    make_assessment(level=2, agreed_on=DAY)
    assert codes(printed(client_for("viewer"), asked)) == wanted


def test_a_code_that_is_not_there_is_said(client_for, make_cycle):
    make_cycle()
    client = client_for("viewer")
    for address in ("/assessment/worksheets", "/assessment/worksheets/print"):
        page = client.get(f"{address}?codes=1.1,9.9").text
        assert "No indicator has the code 9.9." in page
    assert "there is no sheet to print" in printed(client, "codes=9.9")


def test_a_sheet_asks_what_is_keyed_in_in_the_order_of_the_screen(client_for, make_cycle):
    make_cycle()
    sheet = printed(client_for("viewer"), "codes=1.1")
    wanted = (
        *("1.1", "The agency keeps practice 1.1.", "Who does it?", "How do we know?"),
        *("Absent", "What level 1 of 1.1 looks like.", "Usual and proven"),
        *("What is in place now", "Priority", "Opportunity", "Fairly easy to address"),
        *("Needs a change of policy or budget", "what stands in the way", "Statute"),
        *("If level 1", "Not a priority", "If level 4", "Who owes the proof", "Consensus"),
        *("Who sees it differently", "A barrier", "Evidence", "Notes", "Filled in by"),
    )
    places = [sheet.index(words) for words in wanted]
    assert places == sorted(places)
    assert sheet.count('<span class="box"></span>') == 4 + 3 + 3 + 4 + 2 + 3


def test_a_blank_sheet_tells_nothing_and_a_filled_one_what_is_recorded(client_for, make_assessment):
    assessment = make_assessment(
        level=3,
        agreed_on=DAY,
        in_place="A list <of> schools.",
        priority=3,
        opportunity=1,
        constraint_kind="statute",
        constraint_note="Section 12.",
    )
    piece = Evidence.start(by=BY, title="Survey 2026", source="survey")
    piece.link(by=BY, about=("assessment", assessment.id))
    blank, filled = (
        printed(client_for("team_member"), f"codes=1.1{more}") for more in ("", "&filled=1")
    )
    for words in ("A list", "Section 12.", "Survey 2026", '"box">X', "copy"):
        assert words not in blank
    for words in ("A list &lt;of&gt; schools.", "Section 12.", "Survey 2026", "agreed 1 Sep 2026"):
        assert words in filled
    assert filled.count('<span class="box">X</span>') == 4


def test_a_closed_cycle_and_one_that_is_set_up_have_sheets_too(client_for, make_cycle):
    client = client_for("team_lead")
    assert "No cycle is running" in client.get("/assessment/worksheets").text
    assert client.get("/assessment/worksheets/print").status_code == 404
    cycle = make_cycle(state="closed", ends_on=datetime.date(2026, 10, 1))
    page = client.get(f"/assessment/worksheets?cycle={cycle.id}").text
    assert "Key these sheets in" not in page
    assert len(codes(printed(client, f"which=all&cycle={cycle.id}"))) == 6


def test_who_may_not_assess_prints_sheets_and_is_offered_no_keying(client_for, make_cycle):
    make_cycle()
    for role, keys in (("coach", False), ("viewer", False), ("process_manager", True)):
        client = client_for(role)
        assert ('id="sheets-key"' in client.get("/assessment/worksheets").text) is keys
        assert ('id="key-in"' in client.get("/assessment").text) is keys
        assert 'id="worksheets"' in client.get("/assessment").text


def test_the_sheets_ask_the_database_little(client_for, make_cycle, queries):
    client, counts = client_for("team_lead"), []
    for per_topic in (1, 7):
        cycle = make_cycle(per_topic, starts_on=datetime.date(2026, 9, per_topic))
        with queries() as seen:
            printed(client, f"which=all&filled=1&cycle={cycle.id}")
        counts.append(len([sql for sql in seen if sql.startswith("SELECT")]))
    assert counts[0] == counts[1] <= 10


@pytest.fixture
def whole_set(make_cycle):
    """A cycle on the set of 52, in which the team wrote on each what teams write."""
    cycle = make_cycle(edition=import_set(DEFAULT_SET, BY))
    for row in Assessment.of_cycle(cycle):
        row.change(
            by=BY,
            level=2,
            agreed_on=DAY,
            in_place=SENTENCE,
            priority=2,
            opportunity=1,
            constraint_kind="policy",
            constraint_note="The board's rule on when districts may ask for help.",
            consensus="with_reservation",
            dissent_note="Ben sees it at 3, since the north has done this for years.",
        )
    return cycle


@pytest.mark.parametrize("asked", ["which=all", "which=all&filled=1"], ids=["blank", "filled"])
def test_each_of_the_52_sheets_is_one_page_of_a_sound_tagged_pdf(
    client_for, whole_set, asked, monkeypatch
):
    monkeypatch.setattr(pdf._press, "seconds", 300)  # five on their own, many beside other tests
    assert pdf.pdf_available() is None, "Pango is needed for the tests of papers"
    answer = client_for("viewer").get(f"/assessment/worksheets.pdf?{asked}")
    assert answer.mimetype == "application/pdf"
    result = pdf_checks.validate_pdf_bytes(answer.data, profile="ua1")
    assert result.is_compliant, result
    pages = PdfReader(io.BytesIO(answer.data)).pages
    assert len(pages) == 52  # each sheet begins a page, so that none needs two
    for place in (1, 52):
        text = " ".join(pages[place - 1].extract_text().split())
        assert f"sheet {place} of 52" in text
        assert "Filled in by" in text
    width, height = (float(side) / 72 for side in pages[0].mediabox[2:])
    assert (width, height) == (8.5, 11)
    assert len(answer.data) < 1_000_000  # lines to write on are drawn as lines


def test_when_pdf_cannot_be_made_the_print_view_serves_and_says_why(
    client_for, make_cycle, monkeypatch
):
    make_cycle()

    def unavailable(_html):
        raise pdf.PdfUnavailable(pdf.MISSING)

    monkeypatch.setattr("sras.web.papers.render_pdf", unavailable)
    page = client_for("viewer").get("/assessment/worksheets.pdf?codes=1.1").text
    assert pdf.MISSING in page
    assert codes(page) == ["1.1"]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [("1.1, 4.2", ["1.1", "4.2"]), ("1.1;1.1  PL-1", ["1.1", "PL-1"]), (" , ", []), ("", [])],
)
def test_codes_are_read_as_people_list_them(typed, wanted):
    assert rules_sheets.codes_in(typed) == wanted

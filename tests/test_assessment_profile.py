"""The profile, the list and what is to finish: whole, comparable, and never a rating."""

import datetime
import re

import page as pdf_checks
import pytest

from sras.assessment.models import Assessment
from sras.core import pdf
from sras.frameworks.models import Indicator
from tests.conftest import BY

D = datetime.date


@pytest.fixture
def two_cycles(make_cycle):
    """A closed cycle and one under way on the same set: one rose, one fell, one is not assessed."""
    old = make_cycle(label="2025-26", starts_on=D(2025, 9, 1))
    for level, each in zip((2, 3, 2, 1, 4, 2), Assessment.of_cycle(old), strict=True):
        each.agree(by=BY, today=D(2025, 10, 1), level=level, in_place="Then.")
    old.close(by=BY, on=D(2026, 6, 30))
    new = make_cycle(edition=old.edition, previous=old)
    rows = list(Assessment.of_cycle(new))
    given = (
        {"level": 3, "priority": 3, "opportunity": 2, "in_place": "A **list** of all schools."},
        {
            "level": 2,
            "priority": 2,
            "opportunity": 1,
            "constraint_kind": "statute",
            "constraint_note": "Section 12 of the school code.",
            "consensus": "with_reservation",
            "dissent_note": "Ben saw it at 3.",
        },
        {
            "level": 1,
            "disposition": "not_a_priority",
            "disposition_reason": "Both schools close in June.",
        },
        {"level": 1, "disposition": "will_include", "priority": 1, "opportunity": 1},
        {"level": 4, "sustain": "In the handbook."},
    )
    for fields, row in zip(given, rows, strict=False):
        row.agree(by=BY, today=D(2026, 9, 14), **fields)
    return old, new


def cells(page, part):
    """The numbers of a row of the counts table."""
    table = page.split("How many indicators stand at each level")[1]
    row = table.split(f'<th scope="row">{part}')[1].split("</tr>")[0]
    return [int(number) for number in re.findall(r'class="num">(\d+)<', row)]


def test_counts_per_level_and_part_sum_to_all_with_unassessed_and_proof_owed(
    client_for, two_cycles
):
    page = client_for("viewer").get("/profile").text
    assert cells(page, "A Part A") == [2, 1, 1, 0, 0, 0, 4]
    assert cells(page, "B Part B") == [0, 0, 0, 0, 1, 1, 2]
    assert cells(page, "All parts") == [2, 1, 1, 0, 1, 1, 6]


def test_nowhere_a_total_score_an_average_a_percentage_or_a_rank(client_for, two_cycles):
    client = client_for("viewer")
    for address in ("/profile", "/profile/print", "/assessment"):
        page = client.get(address).text
        text = re.sub(r"<[^>]+>", " ", page).casefold()
        assert "%" not in text, address
        for word in ("average", "mean of", "percent", "grade", "ranked", "total score", "overall"):
            assert word not in text, (address, word)
    assert "This is not a rating." in client.get("/profile").text


def test_the_profile_says_everything_in_its_order(client_for, two_cycles):
    page = client_for("viewer").get("/profile/print").text
    wanted = (
        "Franklin Department of Education",
        "2026-27",
        "14 Sep 2026",
        "Team lead One",
        "This is not a rating.",
        "How to read it",
        "Needs a change of policy or budget".lower(),
        "The grid",
        "Counts by part and level",
        "<strong>list</strong>",
        "Ben saw it at 3.",
        "Change since 2025-26",
        "Both schools close in June.",
        "Not yet assessed",
    )
    places = [page.find(words, max(0, 0)) for words in wanted]
    assert -1 not in places
    headings = re.findall(r"<h2[^>]*>([^<]+)</h2>", page)
    assert headings == [
        "What this is",
        "How to read it",
        "The grid",
        "Counts by part and level",
        "A Part A",
        "B Part B",
        "Change since 2025-26",
        "Not a priority",
        "Not yet assessed",
    ]


def test_a_record_tells_scores_constraint_and_dissent(client_for, two_cycles):
    page = client_for("viewer").get("/profile").text
    assert "Index 6 = 3 × 2 (priority × opportunity)." in page
    assert "Statute: Section 12 of the school code." in page
    assert "Agreed with reservation. Ben saw it at 3." in page
    assert "Will be included in the plan." in page


def test_falls_are_shown_as_plainly_as_rises(client_for, two_cycles):
    page = client_for("viewer").get("/profile").text
    change = page.split("Change since 2025-26")[1]
    assert "<h3>Rose (1)</h3>" in change
    assert "1.1 Practice 1.1: from 2 to 3" in change
    assert "<h3>Fell (2)</h3>" in change
    assert "1.2 Practice 1.2: from 3 to 2" in change
    assert "rose from 2" in page
    assert "fell from 3" in page


def test_a_past_cycle_has_its_own_profile(client_for, two_cycles):
    old, _new = two_cycles
    page = client_for("viewer").get(f"/profile?cycle={old.id}").text
    assert "Profile 2025-26" in page
    assert cells(page, "All parts") == [1, 3, 1, 0, 1, 0, 6]
    assert "Change since" not in page


def test_the_paper_is_a_sound_tagged_pdf_with_the_same_bytes_each_time(client_for, two_cycles):
    assert pdf.pdf_available() is None, "Pango is needed for the tests of papers"
    client = client_for("viewer")
    first, second = client.get("/profile.pdf"), client.get("/profile.pdf")
    assert first.mimetype == "application/pdf"
    assert first.data == second.data
    result = pdf_checks.validate_pdf_bytes(first.data, profile="ua1")
    assert result.is_compliant, result


def test_when_pdf_cannot_be_made_the_print_view_serves_and_says_why(
    client_for, two_cycles, monkeypatch
):
    reason = "This computer cannot make PDF: the library Pango is missing."

    def missing(_html):
        raise pdf.PdfUnavailable(reason)

    monkeypatch.setattr("sras.web.papers.render_pdf", missing)
    monkeypatch.setattr("sras.assessment.views_profile.pdf_available", lambda: reason)
    client = client_for("viewer")
    answer = client.get("/profile.pdf")
    assert answer.mimetype == "text/html"
    assert reason in answer.text
    assert "The grid" in answer.text
    assert reason in client.get("/profile").text


def test_evidence_is_named_only_to_those_who_may_open_it(client_for, two_cycles):
    from sras.evidence.models import Evidence, EvidenceLink

    _old, new = two_cycles
    piece = Evidence.start(by=BY, title="Survey 2026", source="survey")
    key = Assessment.of_cycle(new).first().id
    EvidenceLink.start(by=BY, evidence=piece, kind="assessment", key=key)
    assert "Survey 2026" in client_for("chief").get("/profile").text
    page = client_for("viewer").get("/profile").text
    assert "Survey 2026" not in page
    assert "1 piece, kept with the team." in page


def test_a_continued_indicator_is_compared_under_its_new_code(client_for, make_cycle):
    old = make_cycle(label="2025-26", starts_on=D(2025, 9, 1))
    before = Assessment.of_cycle(old).first()
    before.agree(by=BY, today=D(2025, 10, 1), level=1, disposition="will_include")
    old.close(by=BY, on=D(2026, 6, 30))
    new = make_cycle(previous=old)
    row = Assessment.of_cycle(new)[1]
    row.indicator.change(by=BY, continues=before.indicator)
    row.agree(by=BY, today=D(2026, 9, 14), level=2)
    change = client_for("viewer").get("/profile").text.split("Change since 2025-26")[1]
    assert f"{row.indicator.code} {row.indicator.title}: from 1 to 2" in change


def test_the_list_shows_levels_flags_and_what_is_left(client_for, two_cycles):
    client = client_for("team_member")
    page = client.get("/assessment").text
    assert "5 of 6 assessed" in page
    assert "6 = 3 × 2" in page
    assert "Usual and proven, proof owed" in page
    assert "To finish (4)" in page
    only = client.get("/assessment?show=unassessed").text
    assert only.count('role="rowheader" scope="row"') == 1
    assert "10.2 Practice 10.2" in only
    assert client.get("/assessment?show=nonsense").status_code == 200


def test_what_is_missing_is_gathered_on_one_page(client_for, two_cycles):
    page = client_for("team_member").get("/assessment/to-finish").text
    assert "<h1>To finish (4)</h1>" in page
    assert "Add evidence that level 4 is reached." in page
    assert "1.1 Practice 1.1" not in page


def test_a_set_of_any_size_and_shape_is_listed_and_profiled(client_for, make_edition, make_cycle):
    edition = make_edition(per_topic=1)
    Indicator.of_edition(edition).first().change(by=BY, code="Z-7", title="Another practice")
    make_cycle(edition=edition)
    client = client_for("viewer")
    assert "0 of 3 assessed" in client.get("/assessment").text
    page = client.get("/profile").text
    assert "Z-7 Another practice" in page
    assert cells(page, "All parts")[-1] == 3


@pytest.mark.parametrize(
    "address", ["/assessment", "/assessment/to-finish", "/profile", "/profile/print"]
)
def test_a_list_asks_the_database_as_little_for_21_as_for_3(
    client_for, make_cycle, queries, address
):
    counts = []
    for per_topic in (1, 7):
        cycle = make_cycle(per_topic, starts_on=D(2026, 9, per_topic))
        Assessment.update(level=2, agreed_on=D(2026, 9, 14)).where(
            Assessment.cycle == cycle
        ).execute()
        client = client_for("chief")
        with queries() as seen:
            assert client.get(f"{address}?cycle={cycle.id}").status_code == 200
        counts.append(len([sql for sql in seen if sql.startswith("SELECT")]))
    assert counts[0] == counts[1] <= 11


def test_the_profile_leads_on_to_choosing_for_those_who_choose(client_for, two_cycles):
    assert (
        'href="/choose">Choose what to strengthen' in client_for("team_member").get("/profile").text
    )
    assert "Choose what to strengthen" not in client_for("viewer").get("/profile").text


def test_the_grid_marks_a_proof_that_is_owed_and_counts_it(client_for, make_cycle, person_of):
    row = Assessment.of_cycle(make_cycle()).first()
    owing = {"proof_owner": person_of("team_lead"), "proof_due": D(2026, 12, 1)}
    row.agree(by=BY, today=D(2026, 9, 10), level=4, **owing)
    page = client_for("viewer").get("/profile").text
    assert (
        '<span class="level only l4 owed"></span><span class="unseen">level 4, proof owed' in page
    )
    assert ", 1 owed</th>" in page
    assert 'class="level l4 owed">4</span>' in client_for("viewer").get("/profile/print").text


def test_on_screen_what_is_written_is_folded_by_topic_and_on_paper_it_is_not(
    client_for, make_cycle
):
    row = Assessment.of_cycle(make_cycle()).first()
    row.agree(by=BY, today=D(2026, 9, 10), level=2, in_place="A list.")
    client = client_for("viewer")
    page = client.get("/profile").text
    assert re.search(r"<details><summary><h3>1 [^<]+ <small>\(1 of \d assessed\)", page)
    assert "A list." in page
    assert "<details" not in client.get("/profile/print").text


@pytest.mark.parametrize("address", ["/profile", "/profile/print"])
def test_an_earlier_level_of_what_is_not_assessed_is_said_in_words(client_for, two_cycles, address):
    assert "level 2 in 2025-26" in client_for("viewer").get(address).text

"""The words of reports: written in their place, kept, and safe to show."""

import datetime
import io
from typing import Any

from openpyxl import load_workbook

from sras.assessment.models import Assessment
from sras.documents.models_issues import Issue
from sras.planning.models_asks import Ask
from sras.reports.models import Narrative
from sras.reports.rules import Span, next_span, quarter_before, year_of
from tests.conftest import BY, DAY, HTMX
from tests.test_as_of_levels import at
from tests.test_reports_progress import plain

D = datetime.date
SUMMARY = "/reports/progress/words/summary"


def test_words_are_written_in_their_place_and_kept(client_for: Any, make_cycle: Any) -> None:
    make_cycle()
    member = client_for("team_member")
    page = member.get("/reports/progress?first=2026-07-01&last=2026-09-30").text
    assert 'action="/reports/progress/words/summary?first=2026-07-01&amp;last=2026-09-30"' in page
    saved = member.post(
        f"{SUMMARY}?first=2026-07-01&last=2026-09-30", data={"text": "It is **so**."}
    )
    assert saved.headers["Location"].endswith("?first=2026-07-01&last=2026-09-30#words-summary")
    assert "<strong>so</strong>" in client_for("chief").get("/reports/progress").text
    member.post(SUMMARY, data={"text": "It is otherwise.", "version": "1"})
    row = Narrative.get()
    assert (row.text, row.version) == ("It is otherwise.", 2)
    past = client_for("team_lead").get(f"/history/narrative/{row.id}").text
    assert "It is **so**." in past


def test_two_who_write_at_once_are_asked_which_words_stand(
    client_for: Any, make_cycle: Any
) -> None:
    make_cycle()
    first, second = client_for("team_member"), client_for("team_lead")
    first.post(SUMMARY, data={"text": "First.", "version": "0"})
    clash = second.post(SUMMARY, data={"text": "Second.", "version": "0"})
    assert clash.status_code == 409
    assert "First." in clash.text
    assert "Second." in clash.text


def test_words_too_long_for_their_place_are_refused_and_kept(client_for: Any) -> None:
    lead = client_for("team_lead")
    for text, why in (
        ("word " * 200, "700 characters are the most"),
        ("line\n" * 9, "at most 8 lines"),
        ("\x07", "cannot be shown"),
        ("[a](" * 8_000, "700 characters are the most"),  # T24
    ):
        answer = lead.post(SUMMARY, data={"text": text})
        assert answer.status_code == 422
        assert why in answer.text
        assert text.strip()[:20] in answer.text
    part = lead.post(SUMMARY, data={"text": "word " * 200}, headers=HTMX)
    assert part.headers["HX-Retarget"] == "#errors"
    assert Narrative.select().count() == 0
    assert lead.get("/reports/progress/words/nothing").status_code == 404


def test_a_reports_words_are_the_teams(client_for: Any, make_cycle: Any) -> None:
    make_cycle()
    for role in ("coach", "chief", "viewer", "admin"):
        assert client_for(role).post(SUMMARY, data={"text": "Mine."}).status_code == 403
    assert "Write: In short" not in client_for("coach").get("/reports/progress").text


def test_an_issue_keeps_its_words_and_late_ones_are_told(client_for: Any, make_cycle: Any) -> None:
    with at(2026, 10, 5):
        make_cycle()
        lead = client_for("team_lead")
        lead.post(SUMMARY, data={"text": "As it was."})
        days = "first=2026-07-01&last=2026-09-30"
        form = {"title": "Progress", "issued_on": "2026-10-05"}
        lead.post(f"/reports/progress/issue?{days}", data=form)
        lead.post(SUMMARY, data={"text": "As it is.", "version": "1"})
        late = plain(lead.get("/documents/issues/1/late").text)
    assert "As it was." in Issue.get().page_html
    assert "“In short” of the progress report: reworded on 5 Oct 2026 by Team lead One" in late


def test_a_document_that_was_given_out_has_no_late_entries_of_a_report(client_for: Any) -> None:
    issue = Issue.freeze(by=BY, subject="document:1", title="Letter", on=DAY, html="<p>")
    assert client_for("team_lead").get(f"/documents/issues/{issue.id}/late").status_code == 404


def test_a_quarter_begins_with_the_fiscal_year() -> None:
    assert quarter_before(D(2027, 4, 8), 7) == Span(D(2027, 1, 1), D(2027, 3, 31))
    assert quarter_before(D(2027, 1, 1), 7) == Span(D(2026, 10, 1), D(2026, 12, 31))
    assert quarter_before(D(2027, 4, 8), 9) == Span(D(2026, 12, 1), D(2027, 2, 28))


def test_no_report_proposes_more_days_than_it_may_tell_of() -> None:
    short, long = Span(D(2026, 9, 1), D(2027, 12, 31)), Span(D(2024, 9, 1), D(2028, 12, 31))
    assert year_of(short, D(2027, 1, 1)) == short
    for day, year in (
        (D(2024, 9, 1), Span(D(2024, 9, 1), D(2025, 8, 31))),
        (D(2026, 8, 31), Span(D(2025, 9, 1), D(2026, 8, 31))),
        (D(2030, 1, 1), Span(D(2028, 9, 1), D(2028, 12, 31))),
    ):
        assert year_of(long, day) == year
    assert next_span(D(2025, 4, 8), D(2027, 4, 8), 7) == Span(D(2025, 4, 9), D(2027, 4, 8))
    assert next_span(D(2025, 3, 1), D(2027, 4, 8), 7) == quarter_before(D(2027, 4, 8), 7)


def test_t22_t34_what_is_typed_stays_text_on_page_and_in_sheets(
    client_for: Any, make_cycle: Any
) -> None:
    row = Assessment.of_cycle(make_cycle()).first()
    row.change(by=BY, level=2, agreed_on=DAY)
    Ask.put(by=BY, assessment=row, kind="policy", text='=HYPERLINK("http://x")', on=DAY)
    lead = client_for("team_lead")
    lead.post(SUMMARY, data={"text": "<img src=x onerror=alert(1)> [a](javascript:alert(1))"})
    page = lead.get("/reports/progress").text
    assert "<img" not in page
    assert 'href="javascript:' not in page
    days = "first=2026-08-01&last=2026-10-01"
    assert ",\"'=HYPERLINK" in lead.get(f"/reports/progress.csv?{days}").text
    book = load_workbook(io.BytesIO(lead.get(f"/reports/progress.xlsx?{days}").data))
    cells = [cell for line in book.active for cell in line if str(cell.value).startswith("=")]
    assert {cell.data_type for cell in cells} == {"s"}

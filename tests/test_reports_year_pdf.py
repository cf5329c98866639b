"""The PDF of the one-year report: asked for by a form, made beside the request, fetched later."""

import re
from typing import Any

from sras.accounts.rules import ROLES, may
from sras.assessment.models import Assessment
from sras.core import jobs, pdf
from sras.core.models_jobs import CUT_SHORT, Job
from sras.documents.models_issues import Issue
from sras.engagement.models import Agreement
from sras.reports.models import Narrative
from tests.conftest import BY
from tests.page_checks import faults
from tests.test_as_of_levels import at
from tests.test_reports_progress import pages
from tests.test_reports_year import DAYS, D, made_for, work_off, year

__all__ = ["made_for", "work_off", "year"]

ADDRESS = "/reports/year.pdf?first=2026-09-01&last=2027-08-31"


def test_the_page_and_the_print_view_have_it_made_by_a_plain_form(
    client_for: Any, make_cycle: Any
) -> None:
    make_cycle()
    viewer, asked = client_for("viewer"), "?first=2026-09-01&last=2027-08-31"
    for address in (f"/reports/year{asked}", f"/reports/year/print{asked}"):
        shown = viewer.get(address).text
        assert faults(shown) == []
        form = re.search(r'<form method="post" action="(/reports/year/pdf)">.*?</form>', shown)
        typed = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[0]))
        assert {name: typed[name] for name in DAYS} == DAYS
        begun = viewer.post(form[1], data=typed)
        assert begun.headers["Location"] == f"/jobs/{Job.get().id}"
    assert Job.select().count() == 1  # asked twice, it leads to the one that waits
    told = viewer.get(begun.headers["Location"]).text
    assert "1 Sep 2026 to 31 Aug 2027" in told
    assert "It waits for its turn." in told


def test_of_a_long_agreement_it_is_the_year_that_runs(client_for: Any, make_cycle: Any) -> None:
    make_cycle()
    term = {"starts_on": D(2024, 9, 1), "ends_on": D(2029, 8, 31)}
    Agreement.start(by=BY, title="Five years", path="rubric", **term)
    with at(2027, 9, 15):
        lead = client_for("team_lead")
        shown = lead.get("/reports/year").text
        asked = "first=2027-09-01&amp;last=2028-08-31"
        assert f"/reports/year/print?{asked}" in shown
        assert lead.get(f"/reports/year/print?{asked.replace('&amp;', '&')}").status_code == 200


def test_what_is_made_is_the_paper_of_those_days_with_what_was_entered_late(
    client_for: Any, year: list[Assessment], made_for: Any
) -> None:
    def asked() -> Any:
        with at(2027, 9, 15):
            return client_for("chief").get(ADDRESS)

    days = (D(2026, 9, 1), D(2027, 8, 31))
    Issue.freeze(by=BY, subject="year", title="Year", on=D(2027, 9, 8), html="<p>", period=days)
    with at(2027, 9, 11, 3):  # still the 10th in Chicago
        late = Assessment.get_by_id(year[20].id)
        late.reassess(by=BY, today=D(2027, 9, 10), level=3, on=D(2027, 8, 25), note="So.")
    before, made = asked(), pdf._press.made
    assert "is not made yet" in before.text
    assert 'id="make-pdf"' in before.text
    assert faults(before.text) == []
    assert pdf._press.made == made
    fetched = made_for("viewer")
    assert "year-2026-09-01-2027-08-31.pdf" in fetched.headers["Content-Disposition"]
    words = " ".join(" ".join(pages(fetched.data)).split())
    shown = " ".join(re.sub(r"<[^>]+>", " ", before.text).split())
    for said in (
        "Franklin Department of Education",
        "Entered since issue 1",
        "recorded on 10 Sep 2027",
        "21 held of 24 agreed",
        "9 rose, 2 fell",
        "Together $20,500",
    ):
        assert said in words, said
        assert said in shown, said
    # Its address answers only with what was made of what the report tells now.
    at_hand = asked()
    assert at_hand.data == fetched.data
    assert at_hand.headers["Content-Disposition"].startswith("inline")
    Narrative.start(by=BY, report="year", place="lessons", text="We learnt.")
    assert "is not made yet" in asked().text


def test_days_that_cannot_be_read_are_refused(client_for: Any, make_cycle: Any) -> None:
    make_cycle()
    chief = client_for("chief")
    assert chief.get("/reports/year.pdf?first=2027-08-31&last=2026-09-01").status_code == 422
    assert chief.post("/reports/year/pdf", data={"first": "soon"}).status_code == 422


def test_whoever_may_read_the_report_may_ask_and_the_result_is_theirs(
    client_for: Any, make_cycle: Any
) -> None:
    make_cycle()
    for role in (role for role in ROLES if may(role, "read")):
        begun = client_for(role).post("/reports/year/pdf", data=DAYS)
        assert begun.status_code == 303, role
        address = begun.headers["Location"]
        assert client_for(role).get(address).status_code == 200, role
        other = "viewer" if role != "viewer" else "team_member"
        assert client_for(other).get(address).status_code == 404, role


def test_without_a_cycle_or_where_no_pdf_can_be_made_it_is_said_to_have_failed(
    client_for: Any, make_cycle: Any, work_off: Any, monkeypatch: Any
) -> None:
    lead = client_for("team_lead")

    def told() -> str:
        address = lead.post("/reports/year/pdf", data=DAYS).headers["Location"]
        work_off()
        return lead.get(address).text

    assert "No cycle has begun, so there is nothing to tell of a year." in told()
    make_cycle()
    monkeypatch.setattr(pdf._press, "seconds", 0)
    assert "took longer than 0 seconds and was stopped" in told()
    assert list(jobs.folder(lead.application.config["SETTINGS"]).iterdir()) == []


def test_after_a_restart_what_was_drawn_has_failed_and_what_waits_is_picked_up(
    app: Any, client_for: Any, make_cycle: Any, work_off: Any
) -> None:
    make_cycle()
    settings, lead = app.config["SETTINGS"], client_for("team_lead")
    cut, waits = (
        lead.post("/reports/year/pdf", data={**DAYS, "last": last}).headers["Location"]
        for last in ("2027-08-30", "2027-08-31")
    )
    Job.get().move("running")
    jobs.folder(settings).mkdir()
    (jobs.folder(settings) / f"{Job.get().stem}.part").write_text("half")
    jobs.tend(settings)
    assert CUT_SHORT in lead.get(cut).text
    assert list(jobs.folder(settings).iterdir()) == []
    assert "It waits for its turn." in lead.get(waits).text
    assert work_off() == 1
    for _reload in range(2):
        assert "Download year-2026-09-01-2027-08-31.pdf" in lead.get(waits).text
    assert lead.get(f"{waits}/file", buffered=True).data.startswith(b"%PDF-")

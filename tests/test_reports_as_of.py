"""A report as of a day: the one that would have been given on it."""

import datetime
from typing import Any

import pytest

from sras.accounts.models import Agency
from sras.assessment.models import Assessment
from sras.engagement.models import Agreement, Party, Undertaking
from tests.conftest import BY
from tests.test_as_of_levels import agree, at, four
from tests.test_reports_progress import plain

__all__ = ["four"]
D = datetime.date


def issue(client: Any, name: str, days: str, on: D) -> Any:
    form = {"title": "Given out", "issued_on": on.isoformat(), "note": ""}
    return client.post(f"/reports/{name}/issue?{days}", data=form)


@pytest.fixture
def told(four: list[Assessment]) -> list[Assessment]:
    """Levels agreed in February, and in April; the second typed late."""
    Agency.one().change(by=BY, fiscal_year_month=7)
    with at(2027, 2, 10):
        agree(four[0], D(2027, 2, 10), level=2)
    with at(2027, 5, 20):
        agree(four[1], D(2027, 5, 20), level=2, agreed_on=D(2027, 4, 12))
    return four


def test_a_progress_report_as_of_a_day_is_the_one_that_day_would_have_proposed(
    client_for: Any, told: list[Assessment]
) -> None:
    with at(2027, 6, 3):
        lead = client_for("team_lead")
        page = lead.get("/reports/progress?as_of=2027-04-20").text
        paper = lead.get("/reports/progress/print?as_of=2027-04-20")
        same = lead.get("/reports/progress/print?first=2027-01-01&last=2027-03-31")
        assert issue(lead, "progress", "first=2027-01-01&last=2027-03-31", D(2027, 4, 8))
        since = plain(lead.get("/reports/progress?as_of=2027-04-20").text)
        before = plain(lead.get("/reports/progress?as_of=2027-04-07").text)
    assert "<h1>Progress report, as of 20 Apr 2027</h1>" in page
    assert "1 Jan 2027 to 31 Mar 2027" in page
    assert 'value="2027-04-20"' in page
    for link in ("/reports/progress.pdf", "/reports/progress/print", "/reports/progress/issue"):
        assert f"{link}?first=2027-01-01&amp;last=2027-03-31" in page
    assert paper.text == same.text
    # On 20 April issue 1 of 8 April was known, on 7 April not yet.
    assert "1 Apr 2027 to 20 Apr 2027" in since
    assert "Assessed 1 indicator 2 indicators" in since
    assert "1 Jan 2027 to 31 Mar 2027" in before


def test_a_year_report_as_of_a_day_ends_on_it(client_for: Any, told: list[Assessment]) -> None:
    start = told[0].cycle.starts_on
    with at(2027, 6, 3):
        lead = client_for("team_lead")
        page = lead.get("/reports/year?part=profile&as_of=2027-04-11").text
        paper = lead.get("/reports/year/print?as_of=2027-04-11").text
    days = f"first={start}&amp;last=2027-04-11"
    assert "<h1>One-year report: profile then and now, as of 11 Apr 2027</h1>" in page
    assert f"/reports/year/print?{days}" in page
    assert f"/reports/year/issue?{days}" in page
    assert f"/reports/year?part=plan&amp;{days}" in page
    assert "Assessed in this cycle 0 indicators 1 indicator" in plain(paper)


@pytest.mark.parametrize("name", ["progress", "year", "progress/print", "year.pdf"])
@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2027-06-04", "That day has not come yet; today is 3 Jun 2027."),
        ("2020-01-01", "began on"),
        ("soon", "such as 2026-10-14"),
    ],
)
def test_a_day_that_will_not_do_is_said_beside_the_field(
    client_for: Any, told: list[Assessment], name: str, day: str, said: str
) -> None:
    with at(2027, 6, 3):
        answer = client_for("team_lead").get(f"/reports/{name}?as_of={day}")
    assert answer.status_code == 422
    assert said in answer.text
    assert 'id="as_of"' in answer.text


def test_days_and_a_day_before_them_do_not_go_together(
    client_for: Any, told: list[Assessment]
) -> None:
    asked = "first=2027-03-01&last=2027-03-31&as_of=2027-02-01"
    with at(2027, 6, 3):
        lead = client_for("team_lead")
        for name in ("progress", "year"):
            answer = lead.get(f"/reports/{name}?{asked}")
            assert answer.status_code == 422
            assert "It begins after the day as of which it should tell." in answer.text


def test_a_report_of_a_past_year_holds_to_the_agreement_of_that_year(
    client_for: Any, four: list[Assessment]
) -> None:
    for start, meetings, text in (
        (D(2026, 9, 1), 24, "Train the team"),
        (D(2027, 9, 1), 6, "Review the plan"),
    ):
        end = start.replace(year=start.year + 1) - datetime.timedelta(1)
        days = {"starts_on": start, "ends_on": end, "meetings_a_year": meetings}
        made = Agreement.start(by=BY, title=f"Agreement of {start.year}", **days)
        party = Party.start(by=BY, agreement=made, sort=1, name="Plains", kind="rcc")
        Undertaking.start(by=BY, party=party, sort=1, text=text)
    with at(2027, 10, 4):
        lead = client_for("team_lead")
        for asked in ("first=2026-09-01&last=2027-08-31", "as_of=2027-08-31"):
            then = plain(lead.get(f"/reports/year/print?{asked}").text)
            assert "Agreement of 2026" in then
            assert "0 of 24" in then
            assert "Train the team" in then
            assert "Review the plan" not in then
        now = plain(lead.get("/reports/year/print").text)
    assert "Agreement of 2027" in now


def test_a_report_holds_to_the_agreement_that_runs_and_to_none_that_is_over(
    client_for: Any, four: list[Assessment]
) -> None:
    for title, start, end in (
        ("The long one", D(2026, 9, 1), D(2028, 8, 31)),
        ("The pilot", D(2027, 1, 1), D(2027, 3, 31)),
        ("The next one", D(2028, 9, 1), D(2029, 8, 31)),
    ):
        Agreement.start(by=BY, title=title, starts_on=start, ends_on=end)
    with at(2027, 5, 3):
        lead = client_for("team_lead")
        told = plain(lead.get("/reports/year?part=agreed").text)
        early = plain(lead.get("/reports/year/print?first=2026-06-01&last=2026-08-31").text)
    assert "The long one" in told
    assert not any(title in early for title in ("The long one", "The pilot", "The next one"))

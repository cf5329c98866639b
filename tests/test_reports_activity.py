"""The activity log: who has written, what lies still, who has not been in."""

import datetime
from typing import Any

from sras.core import clock
from sras.documents.models import Document, Section
from sras.planning.models import Objective
from tests.conftest import BY
from tests.test_reports_progress import plain

D = datetime.date


def test_the_log_says_who_wrote_and_what_lies_still(
    client_for: Any, objective: Objective, person_of: Any
) -> None:
    member = person_of("team_member")
    document = Document.start(by=BY, title="Manual")
    due = {"title": "Forms", "sort": 1, "owner": member, "review_due": D(2026, 9, 1)}
    with clock.frozen(datetime.datetime(2026, 11, 3, 18, tzinfo=datetime.UTC)):
        Section.start(by=member, document=document, **due)
        told = plain(client_for("team_lead").get("/reports/activity").text)
        table = client_for("team_lead").get("/reports/activity.csv").text
    assert "Team member One, Team member 3 Nov 2026 1 change" in told
    assert "Objective Team lead One no word for 63 days" in told
    assert "Manual: Forms , section" in told
    assert "review due for 63 days" in told
    assert "Team,Team member One,Team member,1,2026-11-03,change" in table


def test_who_was_not_in_is_named_only_to_who_looks_after_accounts(client_for: Any) -> None:
    for role, sees in (
        ("admin", True),
        ("team_lead", True),
        ("team_member", False),
        ("coach", False),
    ):
        client = client_for(role)
        page = plain(client.get("/reports/activity").text)
        assert ("Guest One, Guest: never yet" in page) == sees
        assert "0 of 1 person" in page
        if client.get("/reports/activity.csv").status_code == 200:
            assert ("Guest One" in client.get("/reports/activity.csv").text) == sees
    assert client_for("viewer").get("/reports/activity").status_code == 403


def test_the_log_prints_with_all_that_lies_still_and_names_as_the_page_does(
    client_for: Any, objective: Objective, person_of: Any
) -> None:
    with clock.frozen(datetime.datetime(2026, 11, 3, 18, tzinfo=datetime.UTC)):
        document = Document.start(by=BY, title="Manual")
        for number in range(40):
            due = {"title": f"Part {number}", "sort": number, "review_due": D(2026, 9, 1)}
            Section.start(by=BY, document=document, **due)
        days = "?first=2026-10-01&last=2026-11-03"
        for role, sees in (("admin", True), ("team_member", False)):
            told = plain(client_for(role).get(f"/reports/activity/print{days}").text)
            assert "1 Oct 2026 to 3 Nov 2026" in told
            assert "Manual: Part 39" in told
            assert "more in the table" not in told
            assert ("Guest One, Guest: never yet" in told) == sees
        made = client_for("admin").get(f"/reports/activity.pdf{days}")
        assert made.mimetype == "application/pdf"
        assert "activity-2026-10-01-2026-11-03.pdf" in made.headers["Content-Disposition"]
        for kind in ("/print", ".pdf"):
            assert client_for("viewer").get(f"/reports/activity{kind}").status_code == 403
            refused = client_for("admin").get(f"/reports/activity{kind}?first=x&last=y")
            assert refused.status_code == 422

"""An issued report is the same a month later, whatever has happened to what it told."""

import datetime
import json
from typing import Any

from sras.accounts.models import Agency, Membership, Person
from sras.assessment.models import Assessment
from sras.core import db
from sras.core.settings import load_settings
from sras.documents.models_issues import Issue
from sras.evidence.models import Evidence, EvidenceLink
from sras.exports import backups
from sras.frameworks.models import Edition, Framework, Indicator, Part, Topic
from sras.planning.models import Objective
from sras.reports.models import Narrative
from sras.schedule.models import Meeting
from tests.conftest import BY, KEY
from tests.test_as_of_levels import at
from tests.test_as_of_reworded import reword, told_more
from tests.test_reports_year import year

__all__ = ["year"]
D = datetime.date
REPORTS = {
    "progress": "first=2027-06-01&last=2027-08-31",
    "year": "first=2026-09-01&last=2027-08-31",
    "profile": "as_of=2027-08-31",
}
PARTS = ("page", "issue.pdf", "facts.json")


def _read(client: Any) -> dict[str, bytes]:
    addresses = [
        f"/documents/issues/{n}/{part}" for n in range(1, len(REPORTS) + 1) for part in PARTS
    ]
    answers = {address: client.get(address) for address in addresses}
    assert {answer.status_code for answer in answers.values()} == {200}
    return {address: answer.data for address, answer in answers.items()}


def _change_everything() -> None:
    reword()
    for table, name in ((Framework, "name"), (Edition, "label"), (Part, "title"), (Topic, "title")):
        for row in table.select():
            row.change(by=BY, **{name: f"{getattr(row, name)} anew"})
    Edition.get().change(by=BY, level_labels="One\nTwo\nThree\nFour")
    Indicator.get().archive(by=BY)
    Agency.one().change(by=BY, zone="America/New_York", fiscal_year_month=1)
    chief = Person.get(Person.role == "chief")
    chief.change(by=BY, role="viewer")
    Person.get(Person.role == "coach").change(by=BY, role="chief", name="The Next Chief")
    for row in Membership.select():
        row.change(by=BY, ended_on=D(2027, 9, 30))
    for row in [*Evidence.select(), *EvidenceLink.select(), *Meeting.select()]:
        row.archive(by=BY)
    for row in Narrative.select():
        row.write(by=BY, text="Other words.")
    Assessment.get(Assessment.lock_reason == "", Assessment.level == 2).take_back(
        by=BY, reason="The wrong row"
    )
    Objective.get(Objective.state == "active").drop(BY, D(2027, 8, 30), "Not now.", None)


def test_nothing_that_happens_later_changes_what_was_given_out(
    client_for: Any, year: list[Assessment], app: Any
) -> None:
    with at(2027, 8, 2):
        told_more(year, Meeting.select().order_by(Meeting.held_on).first())
        proof = {"source": "document", "title": "The guide", "url": "https://example.org/guide"}
        Evidence.add(by=BY, about=("assessment", year[0].id), **proof)
        for report in ("progress", "year"):
            Narrative.at(report, "summary").write(by=BY, text="In short.")
    with at(2027, 9, 30):
        lead = client_for("team_lead")
        for name, days in REPORTS.items():
            form = {"title": f"The {name}", "issued_on": "2027-09-30", "note": ""}
            given = lead.post(f"/reports/{name}/issue?{days}", data=form)
            assert given.status_code == 303, (name, given.text)
        before = _read(lead)
    with at(2027, 10, 30):
        _change_everything()
        assert _read(client_for("team_lead")) == before
    db.database.close_all()
    settings = load_settings(app.config["SETTINGS"].instance, {"SRAS_SECRET_KEY": KEY})
    kept = backups.backup(settings)
    for file in settings.files.iterdir():
        file.unlink()
    backups.restore(settings, kept)
    db.open_database(settings.database_path)
    db.database.connect(reuse_if_open=True)
    with at(2027, 11, 30):
        lead = client_for("team_lead")
        assert _read(lead) == before
        for number in range(1, len(REPORTS) + 1):
            assert "Yes, it is whole." in lead.get(f"/documents/issues/{number}").text
    assert json.loads(Issue.get().facts)["counts"]["Assessed"]["of"] == 52

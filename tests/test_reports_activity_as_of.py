"""The activity log of days that are over: how things stood at the end of the last of them."""

import csv
import datetime
import io
from typing import Any

import page as pdfua
import pypdf
import pytest
from openpyxl import load_workbook

from sras.accounts.models import Agency, Membership, Person
from sras.accounts.models_doors import Session
from sras.assessment.models import Assessment, Cycle
from sras.documents.models import Document, Section
from sras.history.models import Change
from sras.planning.models import Objective
from sras.planning.models_progress import Progress
from sras.reports.models_activity_as_of import log_as_of
from tests.conftest import BY, DAY
from tests.page_checks import faults
from tests.test_as_of_levels import agree, at
from tests.test_reports_progress import plain

D = datetime.date
SPAN = "first=2027-01-01&last=2027-03-31"
BEFORE, AFTER = "first=2025-01-01&last=2025-03-31", "first=2027-07-01&last=2027-09-10"
LOG = f"/reports/activity?{SPAN}"


def one(name: str) -> Person:
    return Person.get(Person.name == name)


def was_in(person: Person, started: datetime.datetime, seen: datetime.datetime) -> None:
    """A session that was still in use at a later moment."""
    Session.begin(person, started)
    Session.update(seen_at=seen).where(Session.started_at == started).execute()


def moment(month: int, day: int, hour: int = 18, year: int = 2027) -> datetime.datetime:
    return datetime.datetime(year, month, day, hour, tzinfo=datetime.UTC)


@pytest.fixture
def rows(make_cycle: Any) -> list[Assessment]:
    """What there was on 31 March 2027, typed by then."""
    Change.update(at=moment(7, 1, year=2026)).execute()  # of the people every test has
    with at(2026, 9, 1):
        Agency.one().change(by=BY, approval_gate=False)
        found = list(Assessment.of_cycle(make_cycle()))
        for name, role in (
            ("Ana Ruiz", "coach"),
            ("Bo Lind", "viewer"),
            ("Cy Hall", "team_member"),
        ):
            Person.start(by=BY, name=name, email=f"{name[:2]}@example.org", role=role)
        Membership.start(by=BY, person=one("Cy Hall"), started_on=DAY)
    with at(2027, 1, 10):
        for row in found[:4]:
            agree(row, D(2027, 1, 10), level=2, in_place="A draft.")
            plan(row, D(2027, 1, 10))
        manual = Document.start(by=BY, title="Manual")
        for sort, title, due in ((1, "Forms", D(2027, 3, 1)), (2, "Calls", D(2027, 4, 10))):
            section = {"sort": sort, "title": title, "owner": one("Ana Ruiz")}
            Section.start(by=BY, document=manual, review_due=due, text="Fill in.", **section)
        guide = Document.start(by=BY, title="Guide")
        Section.start(by=BY, document=guide, sort=1, title="Steps", review_due=D(2027, 3, 30))
        old = Document.start(by=BY, title="Put away by then")
        Section.start(by=BY, document=old, sort=1, title="Old", review_due=D(2027, 2, 1))
    with at(2027, 2, 20):
        say(found[3], D(2027, 2, 20))
        old.archive(by=BY)
        Agency.one().change(by=one("Cy Hall"), team_low=4)
    return found


def plan(row: Assessment, added_on: D) -> None:
    row = Assessment.get_by_id(row.id)
    words = {"done_description": "One form.", "target_on": D(2027, 6, 30)}
    Objective.begin(BY, row, added_on, state="active", owner=one("Ana Ruiz"), **words)


def of(row: Assessment) -> Objective:
    return Objective.get(Objective.assessment == row)


def say(row: Assessment, on: D) -> None:
    Progress.start(by=BY, objective=of(row), said_on=on, standing="on_track", text="Going on.")


def tell_late(rows: list[Assessment]) -> None:
    """What had happened by the end of March, and was typed in April."""
    with at(2027, 4, 6):
        say(rows[1], D(2027, 3, 20))
        of(rows[2]).drop(BY, D(2027, 3, 15), "The law changed.", None)
        agree(rows[5], D(2027, 4, 6), level=2, agreed_on=D(2027, 3, 9))


def go_on(rows: list[Assessment]) -> None:
    """What happened in April."""
    with at(2027, 4, 6):
        of(rows[3]).pause(BY, D(2027, 4, 2), "No staff.")
        Person.start(by=BY, name="Dee Moss", email="dee@example.org", role="team_member")
    with at(2027, 4, 12):
        forms = Section.get(Section.title == "Forms")
        forms.change(by=BY, title="Forms and letters")
        forms.review(by=BY, on=D(2027, 4, 12))
        Document.get(Document.title == "Guide").archive(by=BY)
        late = {"title": "Typed since", "sort": 3, "review_due": D(2027, 2, 1)}
        Section.start(by=BY, document=forms.document, **late)
        one("Bo Lind").change(by=BY, name="Bo Lindqvist", role="team_member")
        Membership.start(by=BY, person=one("Bo Lindqvist"), started_on=D(2027, 4, 1))
        Membership.get(Membership.person == one("Cy Hall")).end(by=BY, on=D(2027, 4, 11))
        one("Cy Hall").change(by=BY, ends_on=D(2027, 4, 11))
        Agency.one().change(by=one("Cy Hall"), team_low=3)
    with at(2027, 4, 20):
        of(rows[0]).change(by=BY, state="met", met_on=D(2027, 4, 20))
        agree(rows[4], D(2027, 4, 20), level=3)
        for kept in (*Objective.select(), *Section.select()):
            kept.change(by=BY, owner=one("Team lead One"))
        one("Ana Ruiz").deactivate(by=BY)


def test_the_log_of_days_that_are_over_tells_how_things_stood_on_the_last(
    client_for: Any, rows: list[Assessment]
) -> None:
    tell_late(rows)
    go_on(rows)
    with at(2027, 5, 20):
        html = client_for("team_lead").get(LOG).text
        today = plain(client_for("team_lead").get("/reports/activity").text)
    told = plain(html)
    assert faults(html) == []
    assert "<h1>Activity log, as of 31 Mar 2027</h1>" in html
    team, _, rest = told.partition("What lies still")
    still, _, were_in = rest.partition("Who was in")
    # Who was on the team, in which role, and what they had last changed by then.
    assert "Cy Hall, Team member 20 Feb 2027 1 change" in team
    assert "Bo Lind" not in team
    # An objective met since, and one paused since; of one there was word, one had been dropped.
    assert "1.1 Practice 1.1 , objective 1 Objective Ana Ruiz no word for 80 days" in still
    assert "2.2 Practice 2.2 , objective 2 Objective Ana Ruiz no word for 39 days" in still
    assert still.count(", objective ") == 2
    # Sections reviewed and put away since, by the name of then; one was not due, one not there.
    assert "Manual: Forms , section" in still
    assert "Section Ana Ruiz review due for 30 days" in still
    assert still.count("Manual: ") == 1
    assert "Put away by then" not in told
    assert "Guide: Steps , section" in still
    assert "Section nobody yet review due for 1 day" in still
    # One rated since; of the other the team had agreed by then, though it was typed later.
    assert "10.1 Practice 10.1 , indicator" in still
    assert "no word for 211 days" in still
    assert "10.2 Practice 10.2" not in still
    # Accounts that were open, in the roles they had; who joined or was renamed later was not there.
    assert "Ana Ruiz, Coach: never yet" in were_in
    assert "Bo Lind, Viewer: never yet" in were_in
    assert "Viewer 0 sign-ins 0 of 2 people" in were_in
    assert "Team member 0 sign-ins 1 of 2 people" in were_in  # who changed something was in
    assert "Dee Moss" not in told
    assert "Activity log Who has written" in today
    assert "Bo Lindqvist, Team member nothing yet" in today
    assert "Cy Hall" not in today
    assert "Ana Ruiz, Coach" not in today
    assert "Manual: Calls" in today
    assert "Forms and letters" not in today
    assert "Guide" not in today
    assert ", objective " in today
    assert "1.1 Practice 1.1 , objective" not in today


def test_when_somebody_was_last_in_is_no_later_than_the_day_and_never_guessed(
    client_for: Any, rows: list[Assessment]
) -> None:
    ana, bo, cy = one("Ana Ruiz"), one("Bo Lind"), one("Cy Hall")
    was_in(ana, moment(12, 9, year=2026), moment(12, 10, year=2026))
    was_in(ana, moment(4, 9), moment(4, 9))  # after the days
    was_in(bo, moment(12, 20, year=2026), moment(4, 2))  # still in at the end, but when between?
    was_in(cy, moment(12, 21, year=2026), moment(4, 2))  # so too, but changed something meanwhile
    was_in(one("Coach One"), moment(4, 1, hour=3), moment(4, 1, hour=6))  # 31 March in Chicago
    with at(2027, 5, 20):
        lead = client_for("team_lead")
        told = plain(lead.get(LOG).text)
        table = lead.get(f"/reports/activity.csv?{SPAN}").text
    assert "Ana Ruiz, Coach: last in on 10 Dec 2026" in told
    assert "Bo Lind, Viewer: last in on 20 Dec 2026" in told
    assert "Cy Hall, Team member: last in" not in told
    assert "Coach 1 sign-in 1 of 2 people" in told
    assert "Signed in,Cy Hall,Team member,0,2027-02-20,sign-ins" in table
    assert "Signed in,Coach One,Coach,1,2027-03-31,sign-ins" in table


def test_papers_and_tables_of_days_that_are_over_name_the_day_and_stay(
    client_for: Any, rows: list[Assessment]
) -> None:
    kinds = ("/print", ".pdf", ".csv")
    with at(2027, 4, 1, hour=14):
        early = [client_for("team_lead").get(f"/reports/activity{kind}?{SPAN}") for kind in kinds]
    go_on(rows)
    with at(2027, 5, 20):
        Agency.one().change(by=BY, agency_name="Another name")
        lead = client_for("team_lead")
        answers = [lead.get(f"/reports/activity{kind}?{SPAN}") for kind in kinds]
        book = load_workbook(io.BytesIO(lead.get(f"/reports/activity.xlsx?{SPAN}").data)).active
        now = lead.get("/reports/activity.csv").text
    assert [answer.data for answer in answers] == [answer.data for answer in early]
    page, made, table = answers
    assert "As of 31 Mar 2027 · Franklin Department of Education" in page.text
    sheet = pypdf.PdfReader(io.BytesIO(made.data)).pages[0].extract_text()
    assert sheet.count("As of 31 Mar 2027") == 2, "under the title and at the foot"
    assert pdfua.validate_pdf_bytes(made.data, profile="ua1").is_compliant
    lines = list(csv.reader(io.StringIO(table.text.lstrip("\ufeff"))))
    assert lines[1] == ["As of", "The end of this day", "", "", "2027-03-31", ""]
    assert [cell.value for cell in book[2]][:2] == ["As of", "The end of this day"]
    assert "As of," not in now


def test_a_log_of_days_that_are_over_asks_little_however_much_there_was(
    client_for: Any, rows: list[Assessment], make_cycle: Any, queries: Any
) -> None:
    def asked(days: str) -> int:
        with queries() as seen:
            assert lead.get(f"/reports/activity?{days}").status_code == 200
        return len(seen)

    go_on(rows)
    with at(2027, 5, 20):
        lead = client_for("team_lead")
        lead.get("/")
        few = asked(SPAN)
    with at(2027, 3, 1):
        for number in range(20):
            due = {"sort": 5 + number, "title": f"Part {number}", "review_due": D(2027, 3, 5)}
            Section.start(by=BY, document=Document.get(Document.title == "Manual"), **due)
            person = {"name": f"Guest {number}", "email": f"{number}@example.org", "role": "guest"}
            Membership.start(by=BY, person=Person.start(by=BY, **person), started_on=DAY)
    with at(2027, 5, 20):
        assert asked(SPAN) == few <= 10
    with at(2027, 9, 1):
        Cycle.get().close(by=BY, on=D(2027, 8, 31))
        make_cycle(label="2027-28", state="setup", starts_on=D(2027, 3, 15))  # has not begun
    with at(2027, 10, 4):
        lead = client_for("team_lead")
        lead.get("/")
        assert asked(SPAN) <= 11  # the cycle of then is asked for
        then, before, after = (
            plain(lead.get(f"/reports/activity?{days}").text) for days in (SPAN, BEFORE, AFTER)
        )
    assert "10.1 Practice 10.1 , indicator" in then
    assert "1.1 Practice 1.1 , objective" in then
    assert "Nobody had an account on 31 Mar 2025." in before
    assert "Practice" not in before + after  # no cycle ran


def test_a_span_that_is_not_over_tells_how_things_stand_now(
    client_for: Any, rows: list[Assessment], queries: Any
) -> None:
    with at(2027, 3, 31):
        lead = client_for("team_lead")
        with queries() as seen:
            lead.get("/reports/activity")
        assert len(seen) <= 8
        for last in ("2027-03-31", "2027-06-30"):
            html = lead.get(f"/reports/activity?first=2027-01-01&last={last}").text
            assert "<h1>Activity log</h1>" in html
            assert "no word for 80 days" in html
            assert "Sign-ins by role" in html
            days = f"first=2027-01-01&last={last}"
            assert "As of" not in lead.get(f"/reports/activity/print?{days}").text


def test_the_log_reads_no_texts_of_documents(rows: list[Assessment]) -> None:
    forms = Section.get(Section.title == "Forms")
    with at(2027, 4, 12):
        forms.change(by=BY, title="Forms and letters", text="Long words. " * 2_000)
    then = log_as_of(D(2027, 3, 31), "America/Chicago")
    assert then.fields("section", forms.id) == {"title": "Forms"}

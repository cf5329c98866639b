"""The roster of a training of several days: accounts and guests, each day, the sheet to sign."""

import datetime
import io
from typing import Any

import page as pdfua
import pypdf
import pytest

from sras.history.models import Change
from sras.meetings import rules_roster
from sras.meetings.models_training import put_on
from sras.schedule.models import Attendance, Meeting
from tests.conftest import BY, HTMX
from tests.page_checks import faults

D = datetime.date
GUESTS = "Jin Lo, Region 2 office\n\n  Ida Berg \nJIN LO, region 2 office\nKay Fox; Franklin SD"


@pytest.fixture
def training(make_meeting: Any) -> Meeting:
    return make_meeting(kind="training", title="Rubric training", days=2)


def at(meeting: Meeting, more: str = "") -> str:
    return f"/meetings/{meeting.id}/roster{more}"


def test_people_and_guests_are_put_on_every_day_and_marked_in_one_go(
    client_for: Any, training: Meeting
) -> None:
    member = client_for("team_member")
    assert "Nobody is on the roster yet" in member.get(at(training)).text
    assert member.post(at(training, "/team")).status_code == 303
    assert member.post(at(training, "/guests"), data={"guests": GUESTS}).status_code == 303
    assert Attendance.select().count() == (3 + 3) * 2
    assert member.post(at(training, "/guests"), data={"guests": GUESTS}).status_code == 303
    assert Attendance.select().count() == 12  # once only, however often they are typed
    page = member.get(at(training)).text
    assert not faults(page)
    assert "6 people on the roster" in page
    assert "Region 2 office, no account" in page
    lo = list(Attendance.select().where(Attendance.guest == "Jin Lo").order_by(Attendance.day))
    marks = {f"seen-{row.id}": "expected" for row in lo}
    marks |= {f"state-{lo[0].id}": "present", f"state-{lo[1].id}": "absent"}
    assert member.post(at(training), data=marks).status_code == 303
    assert [Attendance.get_by_id(row.id).state for row in lo] == ["present", "absent"]
    assert Change.of("attendance", lo[0].id).first().verb == "marked"
    page = member.get(at(training)).text
    assert "Day 1: 1 of 6 took part. Day 2: 0 of 6 took part." in page
    assert "selected>present</option>" in member.get(at(training)).text
    all_here = {f"seen-{lo[1].id}": "absent", f"state-{lo[1].id}": "absent", "here": "2"}
    assert member.post(at(training), data=all_here).status_code == 303
    page = member.get(at(training)).text
    assert "Day 1: 1 of 6 took part. Day 2: 5 of 6 took part." in page
    assert "<select" not in client_for("viewer").get(at(training)).text


def test_what_another_marked_meanwhile_is_kept(client_for: Any, training: Meeting) -> None:
    put_on(training, by=BY, guests=[("Jin Lo", ""), ("Ida Berg", "")])
    lo, berg = (Attendance.get(Attendance.guest == name, Attendance.day == 1) for name in NAMES)
    lo.mark(by=BY, state="remote")
    seen = {f"seen-{row.id}": "expected" for row in (lo, berg)}
    typed = {f"state-{lo.id}": "expected", f"state-{berg.id}": "present"}
    client_for("team_lead").post(at(training), data=seen | typed)
    assert Attendance.get_by_id(lo.id).state == "remote"
    assert Attendance.get_by_id(berg.id).state == "present"


NAMES = ("Jin Lo", "Ida Berg")


def test_someone_with_an_account_is_added_once_and_taken_off_again(
    client_for: Any, training: Meeting, person_of: Any
) -> None:
    lead, coach = client_for("team_lead"), person_of("coach")
    assert lead.post(at(training, "/people"), data={"person": coach.id}).status_code == 303
    again = lead.post(at(training, "/people"), data={"person": coach.id})
    assert again.status_code == 422
    assert "Choose someone who is not on the roster yet." in again.text
    row = Attendance.get(Attendance.person == coach)
    assert lead.post(at(training, f"/{row.id}/removal")).status_code == 303
    assert not Attendance.current().exists()
    assert lead.post(at(training, "/people"), data={"person": coach.id}).status_code == 303
    assert Attendance.current().count() == Attendance.select().count() == 2
    other = Meeting.start(by=BY, title="Other", held_on=D(2026, 10, 7), starts_at="10:00")
    assert lead.post(at(other, f"/{row.id}/removal")).status_code == 404


REFUSED = (
    ("", "Write at least one name."),
    ("Ida\n, Region 2", "Line 2: write the name first, then the organization."),
    ("x" * 121, "Line 1: a name has at most 120 characters, the rest 160."),
)


def test_lines_that_cannot_be_read_are_told_and_none_is_added(
    client_for: Any, training: Meeting
) -> None:
    lead = client_for("team_lead")
    for typed, told in REFUSED:
        answer = lead.post(at(training, "/guests"), data={"guests": typed})
        assert answer.status_code == 422
        assert told in answer.text
        assert typed in answer.text
    part = lead.post(at(training, "/guests"), data={"guests": ""}, headers=HTMX)
    assert (part.status_code, part.headers["HX-Retarget"]) == (422, "#errors")
    assert not Attendance.select().exists()


def test_others_change_no_roster_and_a_coach_only_that_of_a_meeting_to_run(
    client_for: Any, training: Meeting, person_of: Any
) -> None:
    for role, told in (("viewer", 403), ("chief", 403), ("coach", 404)):
        for more in ("", "/team", "/people", "/guests"):
            assert client_for(role).post(at(training, more)).status_code == told
    training.change(by=BY, run_by=person_of("coach"))
    assert client_for("coach").post(at(training, "/team")).status_code == 303


def test_a_roster_stays_once_the_minutes_are_approved(client_for: Any, training: Meeting) -> None:
    training.change(by=BY, state="approved")
    assert client_for("team_lead").post(at(training, "/team")).status_code == 409
    assert "Add people" not in client_for("team_lead").get(at(training)).text


def test_the_sheet_to_sign_has_a_page_for_each_day(client_for: Any, training: Meeting) -> None:
    guests = [(f"Guest {n:02}", "Region 2 office") for n in range(14)]
    put_on(training, by=BY, guests=guests)
    body = client_for("team_lead").get(f"/meetings/{training.id}/sign-in-sheet.pdf").data
    sheets = [sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(body)).pages]
    assert len(sheets) == 2
    assert "Day 1, 6 Oct 2026" in sheets[0]
    assert "Day 2, 7 Oct 2026" in sheets[1]
    assert all("Guest 13" in sheet and "Signature" in sheet for sheet in sheets)
    assert pdfua.validate_pdf_bytes(body, profile="ua1").is_compliant
    assert not faults(client_for("viewer").get(f"/meetings/{training.id}/sign-in-sheet").text)


def test_the_roster_asks_as_much_for_one_as_for_many(
    client_for: Any, training: Meeting, queries: Any
) -> None:
    lead = client_for("team_lead")
    put_on(training, by=BY, guests=[("Jin Lo", "")])
    lead.get(at(training))
    with queries() as few:
        lead.get(at(training))
    put_on(training, by=BY, guests=[(f"Guest {n}", "") for n in range(20)])
    with queries() as many:
        lead.get(at(training))
    assert len(many) == len(few) <= 10


def test_a_day_fewer_leaves_no_trace_on_the_roster(training: Meeting) -> None:
    put_on(training, by=BY, guests=[("Jin Lo", "")])
    rows = list(Attendance.of_meeting(training))
    assert [len(each.days) for each in rules_roster.participants(rows, 1)] == [1]

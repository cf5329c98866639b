"""Meetings held of those planned, and who was there."""

import csv
import datetime
import io
from typing import Any

import pytest

from sras.accounts.models import Person
from sras.core import clock
from sras.schedule.models import Attendance
from tests.conftest import BY

D = datetime.date
SPAN = "?first=2026-09-01&last=2026-12-31"


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = datetime.datetime(2026, 11, 20, 15, tzinfo=datetime.UTC)
    monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.fixture
def autumn(make_meeting: Any, person_of: Any) -> None:
    """Four meetings planned: two held, one cancelled, one still to come; and one before."""
    lead = person_of("team_lead")
    for day, state in ((6, "approved"), (20, "minutes_draft"), (27, "cancelled")):
        meeting = make_meeting(held_on=D(2026, 10, day), state=state)
        how = "present" if day == 6 else "excused"
        Attendance.start(by=BY, meeting=meeting, person=lead, state=how)
        Attendance.start(by=BY, meeting=meeting, guest="Bo Lind", state="remote")
    make_meeting(held_on=D(2026, 12, 1))
    before = make_meeting(held_on=D(2026, 8, 4), state="approved")
    Attendance.start(by=BY, meeting=before, person=lead, state="present")


@pytest.mark.usefixtures("autumn")
def test_held_meetings_are_counted_against_those_planned(client_for: Any) -> None:
    shown = client_for("viewer").get(f"/meetings/attendance{SPAN}").text
    assert "2 of 4" in shown
    assert "Bo Lind" in shown


@pytest.mark.usefixtures("autumn")
def test_attendance_is_a_table_to_take_along(client_for: Any, person_of: Any) -> None:
    body = client_for("team_lead").get(f"/meetings/attendance.csv{SPAN}").data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(body)))
    lead = person_of("team_lead").name
    assert rows[1:] == [
        [lead, "yes", "2", "1", "0", "1", "0"],
        ["Bo Lind", "no", "2", "0", "2", "0", "0"],
    ]


def test_a_span_that_ends_before_it_begins_is_told(client_for: Any) -> None:
    answer = client_for("viewer").get("/meetings/attendance?first=2026-12-01&last=2026-09-01")
    assert answer.status_code == 422
    assert "It ends before it begins." in answer.text


def test_without_days_the_span_is_the_running_cycle(client_for: Any, make_cycle: Any) -> None:
    cycle = make_cycle()
    shown = client_for("viewer").get("/meetings/attendance").text
    assert f'value="{cycle.starts_on.isoformat()}"' in shown
    assert 'value="2026-11-20"' in shown


def counted(client_for: Any, span: str = SPAN) -> list[list[str]]:
    body = client_for("team_lead").get(f"/meetings/attendance.csv{span}").data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(body)))[1:]


def test_two_people_of_one_name_are_counted_apart(client_for: Any, make_meeting: Any) -> None:
    meeting = make_meeting(state="approved")
    for email in ("ana@example.org", "ana.2@example.org"):
        person = Person.start(by=BY, name="Ana Ruiz", email=email, role="viewer")
        Attendance.start(by=BY, meeting=meeting, person=person, state="present")
    assert counted(client_for) == [["Ana Ruiz", "yes", "1", "1", "0", "0", "0"]] * 2


def test_a_day_of_a_training_counts_where_that_day_lies(
    client_for: Any, make_meeting: Any, person_of: Any
) -> None:
    training = make_meeting(kind="training", days=3, held_on=D(2026, 8, 31), state="approved")
    for day in (1, 2, 3):
        lead = person_of("team_lead")
        Attendance.start(by=BY, meeting=training, person=lead, day=day, state="present")
    assert [line[2] for line in counted(client_for)] == ["2"]
    assert [line[2] for line in counted(client_for, "?first=2026-08-01&last=2026-08-31")] == ["1"]


def test_a_table_of_no_span_is_refused(client_for: Any) -> None:
    answer = client_for("team_lead").get("/meetings/attendance.csv?first=2026-12-01&last=")
    assert answer.status_code == 422
    assert "Say the last day." in answer.text

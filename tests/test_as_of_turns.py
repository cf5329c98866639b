"""What became of something on a day that it had already, recorded late, is told as well."""

import datetime
from typing import Any

import pytest

from sras.assessment.models import Assessment
from sras.cli_people import COMMAND
from sras.history.models import Change
from sras.history.models_late import late_entries
from sras.planning.models import Objective
from sras.planning.models_asks import Ask
from sras.planning.models_progress import Progress
from sras.planning.models_tasks import Task
from sras.schedule.models import Attendance, Meeting
from tests.conftest import BY
from tests.test_as_of_late import said
from tests.test_as_of_levels import agree, at, four
from tests.test_reports_progress import plain

__all__ = ["four"]
D = datetime.date
FIRST, LAST = D(2027, 1, 1), D(2027, 3, 31)
WHO = ", recorded on 26 Apr 2027 by Set-up"


@pytest.fixture
def known(four: list[Assessment], make_meeting: Any) -> list[Any]:
    """Three meetings on the calendar, a level and a word of progress, typed in time."""
    with at(2027, 2, 1):
        agree(four[0], D(2027, 2, 1), level=2)
        row = Assessment.get_by_id(four[0].id)
        objective = Objective.begin(BY, row, D(2027, 2, 1), state="draft")
        said_on = {"said_on": D(2027, 2, 9), "standing": "on_track"}
        Progress.start(by=BY, objective=objective, **said_on)
        days = (D(2027, 3, 9), D(2027, 3, 23), D(2027, 4, 6))
        return [make_meeting(held_on=day) for day in days]


def _late(meetings: list[Any]) -> None:
    for meeting in (meetings[0], meetings[2]):
        Meeting.get_by_id(meeting.id).change(by=BY, state="minutes_draft")
        for guest in ("One", "Two"):
            Attendance.start(by=BY, meeting=meeting, guest=guest, state="present")
    Meeting.get_by_id(meetings[1].id).move(
        by=BY, state="cancelled", verb="cancelled", reason="Snow."
    )
    Progress.get().change(by=BY, standing="off_track")


def test_meetings_levels_and_standings_put_down_late_are_told(known: list[Any]) -> None:
    row = Assessment.get(Assessment.level.is_null())
    with at(2027, 3, 30):
        agree(row, D(2027, 3, 30), level=2)
        before = Change.last_sequence()
        agree(row, D(2027, 3, 30), level=3)  # put right on the same day
    with at(2027, 4, 26):
        _late(known)
        Meeting.get_by_id(known[0].id).change(by=BY, state="approved")  # held as before
    told = [said(each) for each in late_entries(before, FIRST, LAST)]
    assert sorted(told) == sorted(
        [
            f"Meeting “{known[0]}”: held on 9 Mar 2027{WHO}",
            f"Meeting “{known[0]}”: known who was there on 9 Mar 2027{WHO}",
            f"Meeting “{known[1]}”: not held on 23 Mar 2027{WHO}",
            f"{Progress.get()}: standing off track, said on 9 Feb 2027{WHO}",
            f"Assessment “{row.name_for_history}”: level 3, agreed on 30 Mar 2027{WHO}",
        ]
    )


def test_however_many_kinds_are_told_the_page_keeps_to_its_budget(
    client_for: Any, known: list[Any], queries: Any
) -> None:
    objective = Objective.get()
    with at(2027, 3, 30):
        agree(Assessment.get(Assessment.level.is_null()), D(2027, 3, 30), level=2)
        Task.add(BY, objective, D(2027, 3, 1), title="A")
        Ask.put(by=BY, assessment=objective.assessment, kind="policy", text="B", on=D(2027, 3, 2))
    with at(2027, 4, 8):
        form = {"title": "Given out", "issued_on": "2027-04-08", "note": ""}
        given = "/reports/progress/issue?first=2027-01-01&last=2027-03-31"
        client_for("team_lead").post(given, data=form)
    with at(2027, 4, 26):
        lead = client_for("team_lead")
        _late(known)
        agree(Assessment.get(Assessment.agreed_on == D(2027, 3, 30)), D(2027, 3, 30), level=3)
        for row in (Task.get(), Ask.get(), objective, known[1]):
            type(row).get_by_id(row.id).archive(by=BY)
        with queries() as seen:
            told = plain(lead.get("/documents/issues/1/late").text)
    for said_of in (
        "held on 9 Mar",
        "known who was there on 9 Mar",
        "level 3",
        "standing off track",
    ):
        assert said_of in told
    for gone in ("added on 1 Mar", "raised on 2 Mar", "added on 1 Feb", "held on 23 Mar"):
        assert f"no longer {gone}" in told
    assert len(seen) <= 10, seen


def test_what_was_put_back_is_not_told(known: list[Any]) -> None:
    before = Change.last_sequence()
    for state in ("in_session", "agenda_sent"):
        Meeting.get_by_id(known[0].id).change(by=BY, state=state)
    assert late_entries(before, FIRST, LAST) == []


def test_who_was_there_is_told_when_it_is_put_right_by_whoever_did_so_last(
    known: list[Any],
) -> None:
    first, second, third = (
        Attendance.start(by=BY, meeting=known[0], guest=guest, state="present")
        for guest in ("One", "Two", "Three")
    )
    before = Change.last_sequence()
    second.change(by=BY, state="absent")
    first.change(by=COMMAND, state="excused")
    second.change(by=BY, state="remote")  # there as before
    third.change(by=COMMAND, state="expected")
    who = f", recorded on 26 Apr 2027 by {COMMAND.name}"
    assert [said(each) for each in late_entries(before, FIRST, LAST)] == [
        f"Meeting “{known[0]}”: known who was away on 9 Mar 2027{who}",
        f"Meeting “{known[0]}”: no longer known who was there on 9 Mar 2027{who}",
    ]


def test_a_fresh_report_names_a_meeting_put_down_late(client_for: Any, known: list[Any]) -> None:
    days = "first=2027-01-01&last=2027-03-31"
    with at(2027, 4, 8):
        form = {"title": "Given out", "issued_on": "2027-04-08", "note": ""}
        client_for("team_lead").post(f"/reports/progress/issue?{days}", data=form)
    with at(2027, 4, 26):
        _late(known)
        told = plain(client_for("team_lead").get(f"/reports/progress/print?{days}").text)
    assert "1 held of 2" in told
    assert f"held on 9 Mar 2027{WHO}" in told
    assert f"known who was there on 9 Mar 2027{WHO}" in told

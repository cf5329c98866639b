"""Meetings on the calendar: set up, found again, moved, and who may."""

import datetime
from typing import Any

import pytest

from sras.core import clock
from sras.history.models import Change
from sras.schedule import rules
from sras.schedule.models import Meeting

D = datetime.date
FIELDS = {
    "title": "Leadership team",
    "kind": "regular",
    "held_on": "2026-10-06",
    "days": "1",
    "starts_at": "9.30",
    "minutes": "60",
    "place": "Room 410",
    "call_link": "",
    "quorum": "",
}


def test_a_process_manager_sets_up_a_meeting_and_finds_it_again(client_for: Any) -> None:
    manager = client_for("process_manager")
    answer = manager.post("/meetings", data=FIELDS)
    assert answer.status_code == 303
    meeting = Meeting.get()
    assert (meeting.starts_at, meeting.ends_at, meeting.place) == ("09:30", "10:30", "Room 410")
    assert answer.location == f"/meetings/{meeting.id}"
    listed = client_for("viewer").get("/meetings").text
    assert "6 Oct 2026, Leadership team" in listed
    assert "09:30 to 10:30" in listed
    assert Change.of("meeting", meeting.id).first().verb == "scheduled"


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("title", "", "Give it a title."),
        ("held_on", "", "Say the day."),
        ("starts_at", "25:00", "Write the time as hour:minute, such as 10:00."),
        ("starts_at", "ten", "Write the time as hour:minute, such as 10:00."),
        ("minutes", "0", "A whole number from 5 to 1440."),
        ("days", "11", "A whole number from 1 to 10."),
        ("kind", "party", "Choose one of those offered."),
        ("call_link", "javascript:alert(1)", "Write the whole address, beginning with https://."),
    ],
)
def test_what_will_not_do_is_told_beside_its_field(
    client_for: Any, field: str, typed: str, told: str
) -> None:
    answer = client_for("team_lead").post("/meetings", data={**FIELDS, field: typed})
    assert answer.status_code == 422
    assert told in answer.text
    assert 'value="Room 410"' in answer.text
    assert not Meeting.select().exists()


def test_a_meeting_is_moved_and_history_says_so(client_for: Any, make_meeting: Any) -> None:
    meeting = make_meeting()
    moved = {**FIELDS, "held_on": "2026-10-13", "version": "1"}
    assert client_for("team_lead").post(f"/meetings/{meeting.id}", data=moved).status_code == 303
    assert Meeting.get().held_on == D(2026, 10, 13)
    assert Change.of("meeting", meeting.id).first().verb == "moved"


def test_a_meeting_with_approved_minutes_stays_as_it_was(
    client_for: Any, make_meeting: Any
) -> None:
    meeting = make_meeting(state="approved")
    answer = client_for("team_lead").post(f"/meetings/{meeting.id}", data=FIELDS)
    assert answer.status_code == 422
    assert "The minutes are approved, so this meeting stays as it was." in answer.text


@pytest.mark.parametrize("state", ["in_session", "minutes_draft"])
def test_a_meeting_that_was_held_is_not_moved_into_the_future(
    client_for: Any, make_meeting: Any, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = datetime.datetime(2026, 10, 20, 15, tzinfo=datetime.UTC)
    monkeypatch.setattr(clock, "now", lambda: moment)
    meeting = make_meeting(state=state)
    moved = {**FIELDS, "held_on": "2026-10-21", "version": "1"}
    answer = client_for("team_lead").post(f"/meetings/{meeting.id}", data=moved)
    assert answer.status_code == 422
    assert "It was held, so its day cannot lie in the future." in answer.text
    moved["held_on"] = "2026-10-20"
    assert client_for("team_lead").post(f"/meetings/{meeting.id}", data=moved).status_code == 303


@pytest.mark.parametrize("role", ["team_member", "chief", "coach", "viewer", "admin"])
def test_others_do_not_set_up_meetings(client_for: Any, role: str) -> None:
    assert client_for(role).post("/meetings", data=FIELDS).status_code == 403


def test_the_list_of_meetings_asks_as_much_for_one_as_for_many(
    client_for: Any, make_meeting: Any, queries: Any
) -> None:
    viewer = client_for("viewer")
    make_meeting()
    viewer.get("/meetings")
    with queries() as few:
        viewer.get("/meetings")
    for day in range(1, 21):
        make_meeting(held_on=D(2026, 11, day))
    with queries() as many:
        viewer.get("/meetings")
    assert len(many) <= len(few) + 1


@pytest.mark.parametrize(
    ("stated", "members", "enough"),
    [
        (None, ["present", "remote", "absent"], True),
        (None, ["present", "absent", "excused"], False),
        (None, ["present", "remote", "absent", "excused"], False),
        (2, ["present", "remote", "absent", "excused"], True),
        (5, ["present"] * 4, False),
    ],
)
def test_a_quorum_is_as_stated_or_more_than_half(
    stated: int | None, members: list[str], enough: bool
) -> None:
    assert rules.has_quorum(stated, members) is enough


def test_a_late_meeting_says_that_it_ends_on_the_next_day() -> None:
    assert rules.ends_at("23:30", 60) == "00:30 (next day)"


@pytest.mark.parametrize(
    ("state", "last_day", "place"),
    [
        ("in_session", D(2026, 10, 6), "now"),
        ("scheduled", D(2026, 10, 7), "ahead"),
        ("agenda_sent", D(2026, 10, 8), "ahead"),
        ("scheduled", D(2026, 10, 6), "unheld"),
        ("minutes_draft", D(2026, 10, 7), "past"),
        ("cancelled", D(2026, 10, 9), "ahead"),
        ("cancelled", D(2026, 10, 6), "past"),
    ],
)
def test_a_meeting_stands_where_one_looks_for_it(
    state: str, last_day: datetime.date, place: str
) -> None:
    assert rules.place_in_list(state, last_day, D(2026, 10, 7)) == place


def test_the_lead_gives_a_coach_a_meeting_to_run_and_no_one_else(
    client_for: Any, make_meeting: Any, person_of: Any
) -> None:
    lead, coach = client_for("team_lead"), person_of("coach")
    given = {**FIELDS, "kind": "center_call", "run_by": str(coach.id)}
    assert lead.post("/meetings", data=given).status_code == 303
    call, other = Meeting.get(), make_meeting()
    assert coach.may("hold_meetings", call)
    assert not coach.may("hold_meetings", other)
    assert "Run by</dt><dd>Coach One" in client_for("viewer").get(f"/meetings/{call.id}").text
    for who in (str(person_of("viewer").id), "999", "x"):
        refused = lead.post("/meetings", data={**given, "run_by": who})
        assert refused.status_code == 422
        assert "Choose a coach whose account is open, or the team." in refused.text
    coach.change(by=coach, ends_on=D(2020, 1, 1))
    page = lead.get(f"/meetings/{call.id}/change").text
    assert "Coach One (no coach now)" in page
    kept = {**given, "title": "Call", "version": "1"}
    assert lead.post(f"/meetings/{call.id}", data=kept).status_code == 303
    back = {**kept, "run_by": "", "version": "2"}
    assert lead.post(f"/meetings/{call.id}", data=back).status_code == 303
    assert Meeting.get_by_id(call.id).run_by is None

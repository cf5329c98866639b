"""Minutes: gathered from the meeting, a draft, approved, frozen, corrected by an addendum."""

import datetime
import io
from typing import Any

import page as pdfua
import pypdf
import pytest

from sras.core import clock
from sras.history.models import Change
from sras.meetings import rules_minutes
from sras.meetings.models_agenda import AgendaItem
from sras.meetings.models_minutes import Addendum, Minutes
from sras.meetings.models_record import Commitment, Decision
from sras.planning.models_tasks import Task
from sras.schedule.models import Attendance, Meeting
from tests.conftest import BY, HTMX

D = datetime.date
TODAY = D(2026, 10, 20)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = datetime.datetime(2026, 10, 20, 15, tzinfo=datetime.UTC)
    monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.fixture
def held(make_meeting: Any, person_of: Any) -> Meeting:
    """A meeting that is over, with someone there, an item, a decision and a commitment."""
    meeting = make_meeting(state="minutes_draft")
    Attendance.start(by=BY, meeting=meeting, person=person_of("team_lead"), state="present")
    Attendance.start(by=BY, meeting=meeting, guest="Bo Lind", state="remote")
    item = AgendaItem.start(
        by=BY,
        meeting=meeting,
        number=1,
        kind="decision",
        title="Where to pilot",
        outcome="Two **districts** asked for it.",
        state="done",
        seconds_used=600,
    )
    Decision.start(
        by=BY, meeting=meeting, item=item, decided_on=meeting.held_on, text="Pilot in Northfield."
    )
    Commitment.start(by=BY, meeting=meeting, title="Call Northfield", due=D(2026, 10, 16))
    return meeting


def approve(client: Any, meeting: Meeting, within: Meeting | None, on: str = "2026-10-20") -> Any:
    chosen = str(within.id) if within else "0"
    data = {"approved_on": on, "approved_in": chosen}
    return client.post(f"/meetings/{meeting.id}/approval", data=data)


def test_scenario_23_minutes_gather_are_approved_at_the_next_meeting_and_freeze(
    client_for: Any, held: Meeting, make_meeting: Any, objective: Any
) -> None:
    Task.add(BY, objective, held.held_on, title="Draft the memo", meeting=held)
    following = make_meeting(held_on=TODAY, state="in_session")
    lead = client_for("team_lead")
    lead.post(f"/meetings/{held.id}/minutes", data={"text": "The room was *cold*."})
    draft = lead.get(f"/meetings/{held.id}/minutes").text
    for told in (
        "Pilot in Northfield.",
        "Draft the memo",
        "Call Northfield",
        "Bo Lind",
        "<em>cold</em>",
        "<strong>districts</strong>",
        "10 min",
    ):
        assert told in draft
    assert approve(lead, held, following).status_code == 303
    minutes = Minutes.get()
    assert (minutes.number, minutes.approved_in, minutes.approved_on) == (1, following, TODAY)
    assert minutes.sha256 == rules_minutes.fingerprint(minutes.frozen)
    assert Meeting.get_by_id(held.id).state == "approved"
    Commitment.get().change(by=BY, title="Something else")
    shown = lead.get(f"/meetings/{held.id}/minutes").text
    assert "Call Northfield" in shown
    assert "Something else" not in shown
    assert minutes.sha256 in shown
    late = lead.post(f"/meetings/{held.id}/minutes", data={"text": "Otherwise."})
    assert late.status_code == 409
    assert "The minutes are approved, so this meeting stays as it was." in late.text
    assert "Otherwise." in late.text  # to copy
    correction = {"added_on": "2026-10-20", "text": "It was Southfield."}
    lead.post(f"/meetings/{held.id}/addenda", data=correction)
    assert "It was Southfield." in lead.get(f"/meetings/{held.id}/minutes").text
    assert Minutes.get().frozen == minutes.frozen


def test_who_was_there_in_different_ways_on_several_days_is_told_by_day(
    client_for: Any, make_meeting: Any, person_of: Any
) -> None:
    training = make_meeting(held_on=D(2026, 10, 13), days=3, state="minutes_draft")
    who = {"by": BY, "meeting": training, "person": person_of("team_lead")}
    for day, state in enumerate(("present", "excused", "present"), 1):
        Attendance.start(day=day, state=state, **who)
        Attendance.start(by=BY, meeting=training, day=day, guest="Bo Lind", state="present")
    Attendance.start(by=BY, meeting=training, day=2, guest="Ana Ruiz", state="present")
    told = client_for("viewer").get(f"/meetings/{training.id}/minutes").text
    there = "Team lead One (days 1 and 3), Ana Ruiz (day 2), Bo Lind"
    assert f"<dt>Present</dt><dd>{there}</dd>" in told
    assert "<dt>Excused</dt><dd>Team lead One (day 2)</dd>" in told


def test_minutes_are_numbered_in_the_order_of_their_approval(
    client_for: Any, make_meeting: Any
) -> None:
    later = make_meeting(held_on=D(2026, 10, 13), state="minutes_draft")
    earlier = make_meeting(held_on=D(2026, 10, 1), state="minutes_draft")
    lead = client_for("process_manager")
    approve(lead, later, None)
    approve(lead, earlier, later, "2026-10-13")
    assert Minutes.get(Minutes.meeting == later).number == 1
    assert Minutes.get(Minutes.meeting == earlier).number == 2


def test_minutes_left_for_half_a_year_are_approved_where_they_were(
    client_for: Any, make_meeting: Any
) -> None:
    old = make_meeting(held_on=D(2026, 4, 7), state="minutes_draft")
    for week in range(14):
        later = make_meeting(held_on=D(2026, 7, 7) + week * datetime.timedelta(7), state="approved")
    answer = approve(client_for("team_lead"), old, later, later.held_on.isoformat())
    assert answer.status_code == 303
    assert Minutes.get().approved_in == later


@pytest.mark.parametrize(
    ("state", "approved_on", "told"),
    [
        ("minutes_draft", "", "Say the day they were approved."),
        ("minutes_draft", "2026-10-21", "Minutes cannot be approved in the future."),
        ("minutes_draft", "2026-10-01", "Minutes are approved after the meeting, not before it."),
        ("in_session", "2026-10-20", "The meeting must be over before its minutes are approved."),
        ("approved", "2026-10-20", "These minutes are approved already."),
    ],
)
def test_an_approval_that_cannot_be_is_told_in_words(
    client_for: Any, make_meeting: Any, state: str, approved_on: str, told: str
) -> None:
    meeting = make_meeting(state=state)
    if state == "approved":
        Minutes.write(by=BY, meeting=meeting, text="So it was.")
    answer = client_for("team_lead").post(
        f"/meetings/{meeting.id}/approval",
        data={"approved_on": approved_on, "approved_in": "0"},
        headers=HTMX,
    )
    assert answer.status_code == 422
    assert told in answer.text


def test_minutes_cannot_be_approved_in_a_meeting_that_was_before(
    client_for: Any, held: Meeting, make_meeting: Any
) -> None:
    before = make_meeting(held_on=D(2026, 9, 15), state="approved")
    assert approve(client_for("team_lead"), held, before).status_code == 422
    assert not Minutes.select().exists()


@pytest.mark.parametrize("role", ["team_member", "coach", "chief", "viewer"])
def test_only_those_who_answer_for_the_team_record_an_approval(
    client_for: Any, held: Meeting, role: str
) -> None:
    assert approve(client_for(role), held, None).status_code == 403


def test_a_member_writes_minutes_and_a_coach_only_those_of_an_own_call(
    client_for: Any, held: Meeting, person_of: Any
) -> None:
    words = {"text": "We met."}
    assert (
        client_for("team_member").post(f"/meetings/{held.id}/minutes", data=words).status_code
        == 303
    )
    words |= {"version": "1"}
    assert client_for("coach").post(f"/meetings/{held.id}/minutes", data=words).status_code == 404
    held.change(by=BY, run_by=person_of("coach"))
    assert client_for("coach").post(f"/meetings/{held.id}/minutes", data=words).status_code == 303


def test_two_who_write_minutes_at_once_never_overwrite_each_other(
    client_for: Any, held: Meeting
) -> None:
    first, second = client_for("team_lead"), client_for("team_member")
    first.post(f"/meetings/{held.id}/minutes", data={"text": "One."})
    first.post(f"/meetings/{held.id}/minutes", data={"text": "Two.", "version": "1"})
    late = {"text": "Three.", "version": "1"}
    answer = second.post(f"/meetings/{held.id}/minutes", data=late)
    assert answer.status_code == 409
    assert "Two." in answer.text
    assert "Three." in answer.text


def test_two_who_write_the_first_words_at_once_never_overwrite_each_other(
    client_for: Any, held: Meeting
) -> None:
    first, second = client_for("team_lead"), client_for("team_member")
    assert 'name="version" value="0"' in second.get(f"/meetings/{held.id}/minutes").text
    first.post(f"/meetings/{held.id}/minutes", data={"text": "One.", "version": "0"})
    late = {"text": "Two.", "version": "0"}
    answer = second.post(f"/meetings/{held.id}/minutes", data=late)
    assert answer.status_code == 409
    assert Minutes.get().text == "One."


def test_words_that_were_not_on_the_page_are_not_approved_unread(
    client_for: Any, held: Meeting
) -> None:
    lead, member = client_for("team_lead"), client_for("team_member")
    page = lead.get(f"/meetings/{held.id}/minutes").text
    seen = page.split('name="read" value="')[1].split('"')[0]
    member.post(f"/meetings/{held.id}/minutes", data={"text": "And a late word."})
    sent = {"approved_on": "2026-10-20", "approved_in": "0", "read": seen}
    answer = lead.post(f"/meetings/{held.id}/approval", data=sent)
    assert answer.status_code == 422
    assert "The minutes have changed since you opened them." in answer.text
    assert "And a late word." in answer.text
    assert Meeting.get_by_id(held.id).state == "minutes_draft"
    sent["read"] = answer.text.split('name="read" value="')[1].split('"')[0]
    assert lead.post(f"/meetings/{held.id}/approval", data=sent).status_code == 303


def test_the_day_of_an_approval_is_that_of_the_meeting_it_was_in(
    client_for: Any, held: Meeting, make_meeting: Any
) -> None:
    training = make_meeting(held_on=D(2026, 10, 13), days=2, state="minutes_draft")
    lead = client_for("team_lead")
    for day in ("2026-10-12", "2026-10-15"):
        answer = approve(lead, held, training, day)
        assert answer.status_code == 422
        assert "The meeting chosen was not held on this day." in answer.text
    assert approve(lead, held, training, "2026-10-14").status_code == 303


def test_a_changed_frozen_text_is_told(client_for: Any, held: Meeting) -> None:
    lead = client_for("team_lead")
    approve(lead, held, None)
    Minutes.update(frozen="<p>Forged.</p>").execute()
    assert "no longer matches its hash" in lead.get(f"/meetings/{held.id}/minutes").text


def test_history_keeps_the_words_of_a_draft_and_the_hash_of_what_was_frozen(
    client_for: Any, held: Meeting
) -> None:
    lead = client_for("team_lead")
    lead.post(f"/meetings/{held.id}/minutes", data={"text": "First words."})
    approve(lead, held, None)
    fields = {f.field for c in Change.of("minutes", Minutes.get().id) for f in c.fields}
    assert {"text", "sha256", "number"} <= fields
    assert "frozen" not in fields


def test_a_meeting_that_was_held_without_the_tool_is_recorded_afterwards(
    client_for: Any, make_meeting: Any
) -> None:
    ahead, past = make_meeting(held_on=D(2026, 10, 27)), make_meeting()
    member = client_for("team_member")
    member.post(f"/meetings/{ahead.id}/record")
    assert Meeting.get_by_id(ahead.id).state == "scheduled"
    assert member.get(f"/meetings/{ahead.id}/minutes").status_code == 404
    answer = member.post(f"/meetings/{past.id}/record")
    assert answer.location == f"/meetings/{past.id}/minutes"
    assert Meeting.get_by_id(past.id).state == "minutes_draft"


def test_what_was_done_to_tasks_in_session_stands_in_the_minutes(
    client_for: Any, held: Meeting, objective: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = Task.add(BY, objective, held.held_on, title="Draft the memo")
    held.change(
        by=BY,
        opened_at=clock.now() - datetime.timedelta(minutes=30),
        closed_at=clock.now() + datetime.timedelta(minutes=30),
    )
    task.complete(by=BY, on=held.held_on)
    assert (
        "Draft the memo: completed" in client_for("viewer").get(f"/meetings/{held.id}/minutes").text
    )


def test_a_task_moved_again_later_stands_with_the_day_said_in_the_meeting(
    client_for: Any, held: Meeting, objective: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved, blocked = (
        Task.add(BY, objective, held.held_on, title=title) for title in ("Draft it", "Print it")
    )
    now = clock.now()
    held.change(by=BY, opened_at=now, closed_at=now + datetime.timedelta(minutes=30))
    moved.move(BY, D(2026, 11, 4), "holiday")
    blocked.block(BY, "no paper")
    monkeypatch.setattr(clock, "now", lambda: now + datetime.timedelta(days=3))
    moved.move(BY, D(2027, 1, 12), "later still")
    blocked.reopen(BY)
    shown = client_for("viewer").get(f"/meetings/{held.id}/minutes").text
    assert "Draft it: moved to 4 Nov 2026" in shown
    assert "Print it: blocked (no paper)" in shown


def test_minutes_print_as_a_draft_and_then_with_their_number(
    client_for: Any, held: Meeting
) -> None:
    lead = client_for("team_lead")

    def printed() -> str:
        body = lead.get(f"/meetings/{held.id}/minutes.pdf").data
        assert pdfua.validate_pdf_bytes(body, profile="ua1").is_compliant
        return " ".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(body)).pages)

    assert "DRAFT" in printed()
    approve(lead, held, None)
    final = printed()
    assert "DRAFT" not in final
    assert "Minutes no. 1" in final
    assert "Pilot in Northfield." in final


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2026-10-19", "They were approved on 20 Oct 2026; a correction comes after that."),
        ("2026-10-21", "A correction cannot be added in the future."),
    ],
)
def test_an_addendum_has_a_day_on_which_it_can_be(
    client_for: Any, held: Meeting, day: str, told: str
) -> None:
    lead = client_for("team_lead")
    approve(lead, held, None)
    sent = {"added_on": day, "text": "It was Southfield."}
    answer = lead.post(f"/meetings/{held.id}/addenda", data=sent)
    assert answer.status_code == 422
    assert told in answer.text
    assert "It was Southfield." in answer.text
    assert not Addendum.select().exists()


def test_an_addendum_needs_words(client_for: Any, held: Meeting) -> None:
    lead = client_for("team_lead")
    approve(lead, held, None)
    empty = {"added_on": "2026-10-20", "text": " "}
    answer = lead.post(f"/meetings/{held.id}/addenda", data=empty)
    assert answer.status_code == 422
    assert "Say what is corrected." in answer.text
    assert not Addendum.select().exists()

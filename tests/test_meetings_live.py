"""A session as its recorder holds it: opened, led from item to item, recorded, closed."""

import datetime
from typing import Any

import pytest

from sras.accounts.models import Membership, Person
from sras.assessment.models import AgreedLevel, Assessment
from sras.core import clock
from sras.history.models import Change
from sras.meetings import rules_live
from sras.meetings.models_agenda import AgendaItem
from sras.meetings.models_live import Live
from sras.meetings.models_record import Commitment, Decision
from sras.planning.models import Objective
from sras.planning.models_progress import Progress
from sras.planning.models_tasks import Task, TaskComment
from sras.schedule.models import Attendance, Meeting
from tests import sessions
from tests.conftest import BY, HTMX

D = datetime.date
PLAIN = {"title": "Other", "held_on": D(2026, 10, 20), "starts_at": "10:00"}
TUESDAY = datetime.datetime(2026, 10, 6, 15, 0, tzinfo=datetime.UTC)  # 10:00 in the agency's zone


@pytest.fixture
def lead(client_for: Any) -> Any:
    return client_for("team_lead")


@pytest.fixture
def meeting(make_meeting: Any) -> Meeting:
    """A meeting with three plain items."""
    made = make_meeting()
    for title in ("Opening", "Travel", "Next steps"):
        sessions.put(made, "information", title)
    return made


def test_opening_expects_the_members_and_puts_the_first_item_on_the_table(
    lead: Any, meeting: Meeting
) -> None:
    before = lead.get(f"/meetings/{meeting.id}").text
    assert "Open the session" in before
    address = sessions.begin(lead, meeting)
    assert Meeting.get().state == "in_session"
    roster = {row.who: row.state for row in Attendance.of_meeting(meeting)}
    assert roster == dict.fromkeys(
        ("Process manager One", "Team lead One", "Team member One"), "expected"
    )
    page = lead.get(f"{address}/live").text
    assert 'aria-current="step">1. Opening' in page
    assert "0 of 3 members are here: no quorum, which takes 2." in page
    assert Change.of("meeting", meeting.id).first().verb == "opened"


def test_the_clock_of_an_item_runs_while_it_is_open_and_stands_after(
    lead: Any, meeting: Meeting
) -> None:
    with clock.frozen(TUESDAY) as now:
        address = sessions.begin(lead, meeting)
        now.move(minutes=4, seconds=10)
        page = lead.get(f"{address}/live").text
        assert "4 of 10 minutes" in page
        assert "since <time" in page
        assert ">10:00</time>" in page
        first, second, _third = AgendaItem.of_meeting(meeting)
        sessions.go_to(lead, second)
        now.move(minutes=2)
        assert AgendaItem.get_by_id(first.id).seconds_used == 250
        sessions.go_to(lead, first)
        now.move(minutes=1)
        assert "5 of 10 minutes" in lead.get(f"{address}/live").text
        assert AgendaItem.get_by_id(second.id).seconds_used == 120


def test_next_and_previous_are_plain_forms(lead: Any, meeting: Meeting) -> None:
    address = sessions.begin(lead, meeting)
    items = list(AgendaItem.of_meeting(meeting))
    sessions.go_to(lead, items[1])
    page = lead.get(f"{address}/live").text
    for button, item in (("previous", items[0]), ("next", items[2])):
        form = page.partition(f'id="{button}"')[0].rpartition("<form")[2]
        assert 'method="post"' in form
        assert f'name="item" value="{item.id}"' in form


def test_the_items_are_numbered_as_on_paper_and_their_notes_are_lists(
    lead: Any, client_for: Any, meeting: Meeting
) -> None:
    overdue = sessions.put(meeting, "task_review", "3 late tasks", note="One form\nA call\nA visit")
    put = {"place": "1"}
    lead.post(f"/agenda/{overdue.id}/place", data=put)
    address = sessions.begin(lead, meeting)
    page = lead.get(f"{address}/live").text
    assert 'aria-current="step">1. 3 late tasks' in page
    assert "2. Opening" in page
    assert "4. Next steps" in page
    shown = client_for("team_member").get(f"{address}/follow").text
    for text in (page, shown):
        assert "<li>One form</li><li>A call</li><li>A visit</li>" in text
    assert "Nothing is asked of you here." in shown


def test_the_item_of_minutes_leads_to_them_and_says_what_for(
    lead: Any, client_for: Any, meeting: Meeting, make_meeting: Any
) -> None:
    earlier = make_meeting(held_on=D(2026, 9, 15), state="minutes_draft")
    item = sessions.put(meeting, "minutes", "Minutes", ref_kind="meeting", ref_key=earlier.id)
    address = sessions.begin(lead, meeting)
    sessions.go_to(lead, item)
    link = f'<a href="/meetings/{earlier.id}/minutes">Read the minutes'
    assert f"{link} and approve them</a>" in lead.get(f"{address}/live").text
    assert link in client_for("team_member").get(f"{address}/follow").text


def test_the_item_of_several_comments_leads_to_where_they_are_answered(
    lead: Any, client_for: Any, meeting: Meeting
) -> None:
    item = sessions.put(meeting, "coach_comment", "2 comments", note="On 5.1: who?\nOn 8.1: when?")
    address = sessions.begin(lead, meeting)
    sessions.go_to(lead, item)
    page = lead.get(f"{address}/live").text
    shown = client_for("team_member").get(f"{address}/follow").text
    for text in (page, shown):
        assert '<a href="/coaching">Read the comments' in text
        assert "<li>On 5.1: who?</li><li>On 8.1: when?</li>" in text


def test_an_item_of_another_meeting_cannot_be_put_on_the_table(
    lead: Any, meeting: Meeting, make_meeting: Any
) -> None:
    other = sessions.put(make_meeting(), "information", "Elsewhere")
    address = sessions.begin(lead, meeting)
    assert lead.post(f"{address}/live/item", data={"item": other.id}).status_code == 404


def test_one_press_says_that_all_are_present_and_one_more_puts_someone_right(
    lead: Any, meeting: Meeting
) -> None:
    address = sessions.begin(lead, meeting)
    lead.post(f"{address}/attendance")
    assert {row.state for row in Attendance.of_meeting(meeting)} == {"present"}
    row = Attendance.get()
    answer = lead.post(f"{address}/attendance/{row.id}", data={"state": "remote"}, headers=HTMX)
    assert answer.text.startswith('<details id="attendance" open')
    assert "3 of 3 members are here: a quorum, which takes 2." in answer.text
    lead.post(f"{address}/attendance/{row.id}", data={"state": "absent"})
    assert Attendance.get_by_id(row.id).state == "absent"
    lead.post(f"{address}/attendance/{row.id}", data={"state": "absent"})
    assert Attendance.get_by_id(row.id).state == "expected"  # the press was taken back
    refused = lead.post(f"{address}/attendance/{row.id}", data={"state": "asleep"})
    assert refused.status_code == 422


def test_of_two_recorders_who_mark_the_same_person_neither_takes_it_back(
    lead: Any, meeting: Meeting
) -> None:
    address = sessions.begin(lead, meeting)
    row = Attendance.of_meeting(meeting).first()
    form = lead.get(f"{address}/live").text.partition(f"{address}/attendance/{row.id}")[2]
    assert 'name="was" value="expected"' in form.partition("</form>")[0]
    for _recorder in range(2):
        press = {"state": "remote", "was": "expected"}
        lead.post(f"{address}/attendance/{row.id}", data=press, headers=HTMX)
        assert Attendance.get_by_id(row.id).state == "remote"
    lead.post(f"{address}/attendance/{row.id}", data={"state": "remote", "was": "remote"})
    assert Attendance.get_by_id(row.id).state == "expected"


def test_nothing_is_said_to_be_saved_of_what_someone_else_took_away_meanwhile(
    lead: Any, meeting: Meeting, person_of: Any
) -> None:
    address = sessions.begin(lead, meeting)
    row, item = Attendance.of_meeting(meeting).first(), AgendaItem.of_meeting(meeting).first()
    promise = Commitment.start(by=BY, meeting=meeting, title="Go")
    for gone in (row, item, promise):
        gone.archive(by=BY)
    for place, typed in (
        (f"{address}/attendance/{row.id}", {"state": "remote"}),
        (f"{address}/items/{item.id}/outcome", {"outcome": "Much was said."}),
        (f"/commitments/{promise.id}/completion", {"done_on": "2026-10-06"}),
    ):
        late = lead.post(place, data=typed, headers=HTMX)
        assert late.status_code == 409, place
        assert "meanwhile" in late.text


def test_a_guest_is_added_by_name_and_does_not_count_for_the_quorum(
    lead: Any, meeting: Meeting
) -> None:
    address = sessions.begin(lead, meeting)
    typed = {"guest": "J. Lo", "organisation": "Region 2"}
    assert lead.post(f"{address}/guests", data=typed).status_code == 303
    page = lead.get(f"{address}/live").text
    assert "J. Lo" in page
    assert "0 of 3 members are here" in page
    answer = lead.post(f"{address}/guests", data={"guest": "", "organisation": "Region 3"})
    assert answer.status_code == 422
    assert "Write the guest&#39;s name." in answer.text or "Write the guest's name." in answer.text
    assert 'value="Region 3"' in answer.text


def test_a_member_who_left_the_team_is_not_expected(lead: Any, meeting: Meeting) -> None:
    member = Person.get(Person.role == "team_member")
    Membership.get(Membership.person == member).end(by=BY, on=D(2026, 9, 30))
    sessions.begin(lead, meeting)
    assert member.id not in {row.person_id for row in Attendance.of_meeting(meeting)}


def test_what_is_parked_and_what_nobody_came_to_carries_over(lead: Any, meeting: Meeting) -> None:
    address = sessions.begin(lead, meeting)
    lead.post(f"{address}/parking", data={"parked": "Who pays for travel"})
    assert "Who pays for travel" in lead.get(f"{address}/live").text
    first, second, third, parked = AgendaItem.of_meeting(meeting)
    sessions.go_to(lead, second)
    assert "Nobody came to these yet, so they carry over: Next steps; Who pays for travel." in (
        lead.get(f"{address}/live").text
    )
    assert lead.post(f"{address}/session/end").location == address
    assert "2 items carry over to the next meeting." in lead.get(address).text
    states = {item.title: item.state for item in AgendaItem.of_meeting(meeting)}
    assert states == {
        first.title: "done",
        second.title: "done",
        third.title: "carried",
        parked.title: "carried",
    }
    assert Meeting.get().state == "minutes_draft"
    assert Live.get().item is None


def test_what_was_said_on_an_item_is_saved_as_it_is_typed_and_merged(
    lead: Any, meeting: Meeting
) -> None:
    address = sessions.begin(lead, meeting)
    item = AgendaItem.of_meeting(meeting).first()
    action = f"{address}/items/{item.id}/outcome"
    assert f'hx-post="{action}"' in lead.get(f"{address}/live").text
    typed = {"outcome": "All were welcome.", "only": "outcome", "version": str(item.version)}
    assert lead.post(action, data=typed, headers=HTMX).status_code == 200
    clash = lead.post(action, data={**typed, "outcome": "Nobody came."}, headers=HTMX)
    assert clash.status_code == 409
    assert AgendaItem.get_by_id(item.id).outcome == "All were welcome."
    other = sessions.put(Meeting.start(by=BY, **PLAIN), "information", "Elsewhere")
    assert lead.post(f"{address}/items/{other.id}/outcome", data=typed).status_code == 404


def test_after_the_close_the_record_is_put_right_on_a_page_of_its_own(
    lead: Any, meeting: Meeting
) -> None:
    address = sessions.begin(lead, meeting)
    lead.post(f"{address}/session/end")
    answer = lead.post(f"{address}/decisions", data={"decisions": "One form."})
    assert answer.location == f"{address}/record#record"
    lead.post(f"{address}/attendance")
    page = lead.get(f"{address}/record").text
    assert "One form." in page
    assert "3 of 3 members are here" in page
    refused = lead.post(f"{address}/promises", data={"promises": "Xeno: go", "code": ""})
    assert refused.status_code == 422
    assert "Xeno: go</textarea>" in refused.text
    lead.post(f"{address}/promises", data={"promises": "Team lead: go", "code": ""})
    assert "go <span" in lead.get(address).text


def test_an_unfinished_item_is_carried_over_and_may_be_taken_back(
    lead: Any, meeting: Meeting
) -> None:
    address = sessions.begin(lead, meeting)
    lead.post(f"{address}/live/item/end")
    assert AgendaItem.of_meeting(meeting).first().state == "carried"
    assert "Keep it in this meeting" in lead.get(f"{address}/live").text
    lead.post(f"{address}/live/item/end")
    assert AgendaItem.of_meeting(meeting).first().state == "open"


def test_of_two_recorders_neither_carries_over_what_they_do_not_see_nor_undoes_the_other(
    lead: Any, meeting: Meeting
) -> None:
    address = sessions.begin(lead, meeting)
    first, second = list(AgendaItem.of_meeting(meeting))[:2]
    form = lead.get(f"{address}/live").text.partition('id="moves"')[2]
    assert f'name="item" value="{first.id}"' in form
    assert 'name="state" value="carried"' in form
    press = {"item": first.id, "state": "carried"}
    for _recorder in range(2):
        assert lead.post(f"{address}/live/item/end", data=press).status_code == 303
    assert AgendaItem.get_by_id(first.id).state == "carried"
    sessions.go_to(lead, second)
    late = lead.post(f"{address}/live/item/end", data=press)
    assert late.status_code == 409
    assert "moved on" in late.text
    assert AgendaItem.get_by_id(second.id).state == "open"


def test_a_press_that_waited_for_the_link_neither_turns_the_room_back_nor_closes_the_session(
    lead: Any, meeting: Meeting
) -> None:
    address = sessions.begin(lead, meeting)
    first, second, third = AgendaItem.of_meeting(meeting)
    page = lead.get(f"{address}/live").text
    for form in ("next", f"go-{third.id}", "close"):
        before = page[: page.index(f'id="{form}"')].rpartition("<form")[2]
        assert f'name="from" value="{first.id}"' in before, form
    sessions.go_to(lead, second)  # someone else took over
    again = {"item": second.id, "from": first.id}
    assert lead.post(f"{address}/live/item", data=again).status_code == 303  # it is there already
    sessions.go_to(lead, third)
    for place in ("live/item", "session/end"):
        late = lead.post(f"{address}/{place}", data=again)
        assert late.status_code == 409
        assert "moved on" in late.text
    assert (Live.get().item_key, Meeting.get().state) == (third.id, "in_session")


def test_the_close_counts_what_was_marked_to_carry_over_and_ends_the_ordering(
    lead: Any, meeting: Meeting
) -> None:
    address = sessions.begin(lead, meeting)
    assert "Move up" in lead.get(address).text
    for item in AgendaItem.of_meeting(meeting):
        sessions.go_to(lead, item)
    lead.post(f"{address}/live/item/end")
    assert "and those marked so carry over" in lead.get(f"{address}/live").text
    lead.post(f"{address}/session/end")
    page = lead.get(address).text
    assert "1 item carries over to the next meeting." in page
    assert "Move up" not in page
    assert "Build the agenda" not in page
    assert "Add an item" in page


def test_a_session_closed_by_mistake_is_opened_again(lead: Any, meeting: Meeting) -> None:
    address = sessions.begin(lead, meeting)
    lead.post(f"{address}/session/end")
    assert "Open it again" in lead.get(f"{address}/live").text
    sessions.begin(lead, meeting)
    assert (Live.select().count(), Attendance.select().count()) == (1, 3)


@pytest.mark.parametrize("state", ["approved", "cancelled"])
def test_a_meeting_that_is_over_has_no_session(lead: Any, make_meeting: Any, state: str) -> None:
    address = f"/meetings/{make_meeting(state=state).id}"
    assert "no session can be held" in lead.get(f"{address}/live").text
    assert lead.post(f"{address}/session").status_code == 409
    assert lead.post(f"{address}/decisions", data={"decisions": "Go."}).status_code == 409
    assert lead.post(f"{address}/live/item", data={"item": "1"}).status_code == 409


def test_a_second_recorder_takes_over_and_the_first_is_told(
    lead: Any, client_for: Any, meeting: Meeting
) -> None:
    address = sessions.begin(lead, meeting)
    seen = lead.get(f"{address}/live").text.partition('data-seen="')[2].partition('"')[0]
    ben = client_for("team_member")
    assert "Team lead One records now." in ben.get(f"{address}/live").text
    ben.post(f"{address}/live/recorder")
    told = lead.get(f"{address}/live/now?seen={seen}", headers=HTMX)
    assert "Team member One records now." in told.text
    assert "You record." in ben.get(f"{address}/live").text
    assert Meeting.get().recorder.name == "Team member One"


@pytest.mark.parametrize(
    ("role", "status"), [("viewer", 403), ("chief", 403), ("admin", 403), ("coach", 404)]
)
def test_only_who_holds_the_meeting_records_it(
    client_for: Any, meeting: Meeting, role: str, status: int
) -> None:
    other = client_for(role)
    assert other.get(f"/meetings/{meeting.id}/live").status_code == status
    assert other.post(f"/meetings/{meeting.id}/session").status_code == status


def test_a_coach_records_the_call_that_was_given_to_them(
    client_for: Any, person_of: Any, make_meeting: Any, make_assessment: Any
) -> None:
    call = make_meeting(kind="center_call", run_by=person_of("coach"))
    assessment = make_assessment()
    sessions.put_indicator(call, assessment)
    coach = client_for("coach")
    address = sessions.begin(coach, call)
    page = coach.get(f"{address}/live").text
    assert assessment.indicator.statement in page
    assert 'id="assess"' not in page  # a coach never changes a level
    coach.post(f"{address}/decisions", data={"decisions": "We call each month."})
    assert Decision.get().text == "We call each month."


def test_c3_the_level_is_saved_as_the_room_speaks_with_the_meeting_and_its_day(
    lead: Any, meeting: Meeting, make_assessment: Any
) -> None:
    assessment = make_assessment()
    item = sessions.put_indicator(meeting, assessment)
    address = sessions.begin(lead, meeting)
    sessions.go_to(lead, item)
    page = lead.get(f"{address}/live").text
    action = f"/assessment/{assessment.id}?meeting={meeting.id}"
    assert f'hx-post="{action}"' in page
    for typed in (
        {"level": "3", "only": "level"},
        {"priority": "2", "opportunity": "3", "only": "priority opportunity"},
        {"in_place": "A calendar.", "only": "in_place"},
        {"dissent_note": "Ana sees 2.", "consensus": "with_reservation"}
        | {"only": "dissent_note consensus"},
    ):
        assert lead.post(action, data=typed, headers=HTMX).status_code == 200
    agreed = Assessment.get_by_id(assessment.id)
    assert (agreed.level, agreed.priority_index, agreed.in_place) == (3, 6, "A calendar.")
    assert (agreed.meeting, agreed.agreed_on) == (meeting, meeting.held_on)
    assert (agreed.consensus, agreed.dissent_note) == ("with_reservation", "Ana sees 2.")
    line = AgreedLevel.get()
    assert (line.meeting, line.agreed_on, line.level) == (meeting, meeting.held_on, 3)


def test_0b6_nothing_stops_the_room_and_what_lacks_is_to_finish(
    lead: Any, meeting: Meeting, make_assessment: Any
) -> None:
    assessment = make_assessment()
    action = f"/assessment/{assessment.id}"
    typed = {"level": "4", "only": "level"}
    alone = lead.post(action, data=typed, headers=HTMX)
    assert "Not saved yet" in alone.text
    item = sessions.put_indicator(meeting, assessment)
    address = sessions.begin(lead, meeting)
    sessions.go_to(lead, item)
    answer = lead.post(f"{action}?meeting={meeting.id}", data=typed, headers=HTMX)
    assert answer.status_code == 200
    assert "Add evidence that level 4 is reached." in answer.text
    agreed = Assessment.get_by_id(assessment.id)
    assert (agreed.level, agreed.counted) == (4, "owed")
    owes = {"proof_owner": str(Person.get(Person.role == "team_lead").id)}
    owes |= {"proof_due": "2026-12-01", "only": "proof_owner proof_due"}
    assert lead.post(f"{action}?meeting={meeting.id}", data=owes, headers=HTMX).status_code == 200
    page = lead.get(f"{address}/live").text
    assert "Proof is owed by Team lead One by 1 Dec 2026." in page


def test_scenario_7_a_level_that_the_plan_holds_is_told_and_stays(
    lead: Any, meeting: Meeting, objective: Any
) -> None:
    assessment = objective.assessment
    item = sessions.put_indicator(meeting, assessment)
    address = sessions.begin(lead, meeting)
    sessions.go_to(lead, item)
    assert "Level 2 is held." in lead.get(f"{address}/live").text
    action = f"/assessment/{assessment.id}?meeting={meeting.id}"
    refused = lead.post(action, data={"level": "3", "only": "level", "press": "save"}, headers=HTMX)
    assert refused.status_code == 422
    assert "To change it, re-assess" in refused.text


def test_a_level_put_right_later_outside_any_meeting_forgets_the_meeting(
    lead: Any, meeting: Meeting, make_assessment: Any
) -> None:
    assessment = make_assessment()
    sessions.begin(lead, meeting)
    action = f"/assessment/{assessment.id}"
    lead.post(f"{action}?meeting={meeting.id}", data={"level": "2", "only": "level"}, headers=HTMX)
    words = {"in_place": "Two forms.", "only": "in_place"}
    lead.post(action, data=words, headers=HTMX)
    assert Assessment.get_by_id(assessment.id).meeting == meeting
    later = {"level": "3", "agreed_on": "2026-11-20", "only": "level agreed_on"}
    lead.post(action, data=later, headers=HTMX)
    assert Assessment.get_by_id(assessment.id).meeting is None
    assert [row.meeting for row in AgreedLevel.select().order_by(AgreedLevel.id)] == [meeting, None]


def test_scenario_21_two_recorders_keep_both_what_each_changed(
    lead: Any, client_for: Any, meeting: Meeting, make_assessment: Any
) -> None:
    assessment = make_assessment()
    ben, version = client_for("team_member"), str(assessment.version)
    sessions.begin(lead, meeting)
    action = f"/assessment/{assessment.id}?meeting={meeting.id}"
    level = {"level": "2", "only": "level", "version": version}
    words = {"in_place": "Ben wrote this.", "only": "in_place", "version": version}
    assert lead.post(action, data=level, headers=HTMX).status_code == 200
    assert ben.post(action, data=words, headers=HTMX).status_code == 200
    mine = {"in_place": "Ana wrote that.", "only": "in_place", "version": version}
    clash = lead.post(action, data=mine, headers=HTMX)
    assert clash.status_code == 409
    assert "Team member One saved" in clash.text
    assert Assessment.get_by_id(assessment.id).in_place == "Ben wrote this."


def test_scenario_22_without_scripts_a_save_leads_back_to_the_session(
    lead: Any, meeting: Meeting, make_assessment: Any
) -> None:
    assessment = make_assessment()
    address = sessions.begin(lead, meeting)
    typed = {"level": "3", "agreed_on": "2026-10-06", "in_place": "A form.", "version": "1"}
    answer = lead.post(f"/assessment/{assessment.id}?meeting={meeting.id}", data=typed)
    assert (answer.status_code, answer.location) == (303, f"{address}/live")


def test_scenario_23_decisions_are_recorded_put_right_and_withdrawn(
    lead: Any, meeting: Meeting
) -> None:
    address = sessions.begin(lead, meeting)
    item = AgendaItem.of_meeting(meeting).first()
    typed = {"decisions": "One form for all.\n\nThe pilot starts in May.", "item": item.id}
    answer = lead.post(f"{address}/decisions", data=typed, headers=HTMX)
    assert answer.text.startswith('<div id="recorded">')
    page = lead.get(f"{address}/live").text
    assert "One form for all." in page
    assert f'hx-post="{address}/decisions" hx-target="#recorded"' in page
    assert "2 decisions recorded." in answer.text
    one, two = Decision.of_meeting(meeting)
    assert (one.item, one.decided_on, one.text) == (item, meeting.held_on, "One form for all.")
    lead.post(f"{address}/decisions/{one.id}", data={"text": "One form.", "version": "1"})
    lead.post(f"{address}/decisions/{two.id}/withdrawal")
    assert [each.text for each in Decision.of_meeting(meeting)] == ["One form."]
    refused = lead.post(f"{address}/decisions/{one.id}", data={"text": "", "version": "2"})
    assert refused.status_code == 422
    assert "Write what was decided." in refused.text
    lead.post(f"{address}/session/end")
    Meeting.get().change(by=BY, state="approved")
    late = lead.post(f"{address}/decisions/{one.id}", data={"text": "No form.", "version": "2"})
    assert late.status_code == 409
    assert Decision.get_by_id(one.id).text == "One form."


def test_scenario_23_who_does_what_by_when_outside_the_plan(lead: Any, meeting: Meeting) -> None:
    address = sessions.begin(lead, meeting)
    lead.post(f"{address}/guests", data={"guest": "J. Lo", "organisation": ""})
    typed = {"promises": "TMO: write the form, by Oct 14 2026\nJ. Lo: list the vendors", "code": ""}
    answer = lead.post(f"{address}/promises", data=typed, headers=HTMX)
    assert "2 commitments recorded." in answer.text
    assert "Team member One, by 14 Oct 2026" in answer.text
    form, vendors = Commitment.of_meeting(meeting)
    assert (form.title, form.owner.name, form.due) == (
        "write the form",
        "Team member One",
        D(2026, 10, 14),
    )
    assert (vendors.title, vendors.outside_owner, vendors.owner) == (
        "list the vendors",
        "J. Lo",
        None,
    )
    refused = lead.post(f"{address}/promises", data={"promises": "Xeno: go", "code": ""})
    assert refused.status_code == 422
    assert "“Xeno” is not a current member of the team." in refused.text
    assert "Xeno: go</textarea>" in refused.text


def test_a_commitment_is_put_right_ticked_and_withdrawn(lead: Any, meeting: Meeting) -> None:
    address = sessions.begin(lead, meeting)
    typed = {"promises": "write the form, by Oct 14 2026\ncall the vendor", "code": ""}
    lead.post(f"{address}/promises", data=typed)
    form, call = Commitment.of_meeting(meeting)
    right = {"promise": "Team lead: write the short form, by 2026-10-20", "version": "1"}
    lead.post(f"{address}/promises/{form.id}", data=right)
    form = Commitment.get_by_id(form.id)
    assert (form.title, form.owner.role, form.due) == (
        "write the short form",
        "team_lead",
        D(2026, 10, 20),
    )
    page = lead.get(f"{address}/record").text
    assert 'value="Team lead One: write the short form, by 2026-10-20"' in page
    wrong = lead.post(f"{address}/promises/{form.id}", data={"promise": "Xeno: go"})
    assert wrong.status_code == 422
    assert 'value="Xeno: go"' in wrong.text
    lead.post(f"/commitments/{form.id}/completion", data={"done_on": "2026-10-19"})
    assert Commitment.get_by_id(form.id).done_on == D(2026, 10, 19)
    lead.post(f"{address}/promises/{call.id}/withdrawal")
    assert [each.id for each in Commitment.of_meeting(meeting)] == [form.id]


def test_open_commitments_of_earlier_meetings_are_gone_through(
    lead: Any, meeting: Meeting, make_meeting: Any
) -> None:
    earlier = make_meeting(held_on=D(2026, 9, 15), state="approved")
    Commitment.start(by=BY, meeting=earlier, title="Call the vendor", due=D(2026, 10, 1))
    item = sessions.put(meeting, "commitments", "Commitments")
    address = sessions.begin(lead, meeting)
    sessions.go_to(lead, item)
    assert "Call the vendor" in lead.get(f"{address}/live").text
    typed = {"done_on": "2026-10-02", "back": f"{address}/live"}
    answer = lead.post(f"/commitments/{Commitment.get().id}/completion", data=typed)
    assert answer.location == f"{address}/live"
    assert "No commitment of an earlier meeting is open." in lead.get(f"{address}/live").text


def test_a_promise_waits_in_my_work_and_is_handed_over_when_its_owner_leaves(
    client_for: Any, person_of: Any, make_meeting: Any
) -> None:
    earlier, member = make_meeting(state="approved"), person_of("team_member")
    Commitment.start(by=BY, meeting=earlier, title="Call the vendor", owner=member)
    promised = Commitment.start(
        by=BY, meeting=earlier, title="Send the sheet", owner=person_of("coach")
    )
    page = client_for("team_member").get("/my-work").text
    assert "Call the vendor" in page
    assert "My work (1)" in page
    assert "Send the sheet" not in page
    leaving = f"/people/{member.id}/departure"
    lead = client_for("team_lead")
    assert "Call the vendor" in lead.get(leaving).text
    typed = {"ended_on": "2026-10-01", "all_to": str(person_of("team_lead").id), "version": "1"}
    assert lead.post(leaving, data=typed).status_code == 303
    assert Commitment.get(Commitment.title == "Call the vendor").owner.role == "team_lead"
    coach = client_for("coach")
    done = coach.post(f"/commitments/{promised.id}/completion", data={"done_on": "2026-10-07"})
    assert done.status_code == 303
    other = Commitment.get(Commitment.title == "Call the vendor")
    assert coach.post(f"/commitments/{other.id}/completion").status_code == 404


def test_new_tasks_go_to_the_objective_of_a_code_with_the_meeting(
    lead: Any, meeting: Meeting, objective: Any
) -> None:
    about = {"ref_kind": "objective", "ref_key": objective.id}
    item = sessions.put(meeting, "indicator_monitor", str(objective), **about)
    address = sessions.begin(lead, meeting)
    sessions.go_to(lead, item)
    code = objective.assessment.indicator.code
    typed = {"promises": "Team lead: one form, by Nov 3 2026\nask the regions", "code": code}
    answer = lead.post(f"{address}/promises", data=typed, headers=HTMX)
    assert "2 tasks recorded." in answer.text
    assert [(task.title, task.meeting) for task in Task.select()] == [
        ("one form", meeting),
        ("ask the regions", meeting),
    ]
    wrong = lead.post(f"{address}/promises", data={"promises": "go", "code": "99.9"})
    assert "There is no open objective on 99.9." in wrong.text
    page = lead.get(f"{address}/live").text
    assert f'name="code" type="text" value="{code}"' in page


def test_tasks_are_ticked_moved_and_remarked_on_in_the_list(
    lead: Any, meeting: Meeting, objective: Any
) -> None:
    with clock.frozen(TUESDAY):
        task = Task.add(BY, objective, D(2026, 9, 1), title="One form", due=D(2026, 10, 1))
        Task.add(BY, objective, D(2026, 9, 1), title="Far ahead", due=D(2027, 5, 1))
        item = sessions.put(meeting, "task_review", "Tasks")
        address = sessions.begin(lead, meeting)
        sessions.go_to(lead, item)
        page = lead.get(f"{address}/live").text
        assert "One form" in page
        assert "Far ahead" not in page
        remark = {"remark": "The vendor is ill.", "said_on": "2026-10-06"}
        remark["back"] = f"{address}/live#task-{task.id}"
        answer = lead.post(f"/tasks/{task.id}/remarks", data=remark)
        assert answer.location == f"{address}/live#task-{task.id}"
        assert TaskComment.get().text == "The vendor is ill."
        done = {"state": "done", "only": "state done_on", "done_on": "2026-10-06"}
        lead.post(f"/tasks/{task.id}?line=across", data=done, headers=HTMX)
        assert Task.get_by_id(task.id).done_on == meeting.held_on
        assert "done 6 Oct 2026" in lead.get(f"{address}/live").text


def test_how_an_objective_stands_and_that_it_is_met_name_the_meeting(
    lead: Any, meeting: Meeting, objective: Any
) -> None:
    with clock.frozen(TUESDAY):
        about = {"ref_kind": "objective", "ref_key": objective.id}
        item = sessions.put(meeting, "indicator_monitor", str(objective), **about)
        address = sessions.begin(lead, meeting)
        sessions.go_to(lead, item)
        page = lead.get(f"{address}/live").text
        action = f"/objectives/{objective.id}/progress?meeting={meeting.id}"
        assert f'action="{action}"' in page
        said = {"said_on": "2026-10-06", "standing": "at_risk", "text": "The vendor is late."}
        assert lead.post(action, data=said).location == f"{address}/live"
        assert Progress.get().meeting == meeting
        met = f"/objectives/{objective.id}/completion?meeting={meeting.id}"
        assert f'href="{met}"' in page
        assert f'action="{met}"' in lead.get(met).text
        typed = {"met_on": "2026-10-06", "proof": "One form.", "sustain": "Each year."}
        assert lead.post(met, data={**typed, "level": "4"}).location == f"{address}/live"
        assert Objective.get().met_in == meeting
        assert AgreedLevel.get(AgreedLevel.why == "met").meeting == meeting


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("TMO: write it, by Oct 14 2026", ("write it", 2, D(2026, 10, 14))),
        ("Team lead: write it, 10/14/2026", ("write it", 1, D(2026, 10, 14))),
        ("- Team lead: write it, then send it", ("write it, then send it", 1, None)),
        ("write it, by Oct 14 2026", ("write it", None, D(2026, 10, 14))),
        ("Team lead: write it, by October 14, 2026", ("write it", 1, D(2026, 10, 14))),
        ("write it | TLO | Oct 14 2026", ("write it", 1, D(2026, 10, 14))),
    ],
)
def test_a_line_says_who_what_by_when(typed: str, read: Any) -> None:
    people = {1: "Team Lead One", 2: "Team Member One"}
    found, faults = rules_live.read_promises(typed, people, D(2026, 10, 6))
    assert faults == []
    assert (found[0].title, found[0].owner, found[0].due) == read


@pytest.mark.parametrize("typed", ["Ana: write it, by some day", "Xeno: write it"])
def test_a_line_that_cannot_be_read_is_told_by_its_number(typed: str) -> None:
    found, faults = rules_live.read_promises(typed, {1: "Ana Ruiz"}, D(2026, 10, 6))
    assert found == []
    assert faults[0].startswith("Line 1: ")


def test_the_page_and_a_save_of_the_session_ask_little(
    lead: Any, meeting: Meeting, make_assessment: Any, queries: Any
) -> None:
    assessment = make_assessment(level=2, agreed_on=D(2026, 9, 1))
    item = sessions.put_indicator(meeting, assessment)
    address = sessions.begin(lead, meeting)
    sessions.go_to(lead, item)
    lead.post(f"{address}/live/round")
    member = Person.get(Person.role == "team_member")
    entered = {"person": member.id, "level": "2"}
    lead.post(f"{address}/live/views", data=entered)
    lead.get(f"{address}/live")
    with queries() as page:
        lead.get(f"{address}/live")
    assert len(page) <= 10, "\n".join(page)
    for number in range(20):
        sessions.put(meeting, "information", f"Item {number}")
    lead.post(f"{address}/decisions", data={"decisions": "\n".join(["Go on."] * 20)})
    with queries() as longer:
        lead.get(f"{address}/live")
    assert len(longer) == len(page)
    action = f"/assessment/{assessment.id}?meeting={meeting.id}"
    typed = {"priority": "3", "opportunity": "2", "only": "priority opportunity", "once": "a"}
    with queries() as save:
        lead.post(action, data=typed, headers=HTMX)
    assert len(save) <= 9, "\n".join(save)
    with queries() as move:
        lead.post(f"{address}/live/item", data={"item": item.id + 1, "once": "b"})
    assert len(move) <= 10, "\n".join(move)

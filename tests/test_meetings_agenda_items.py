"""Items of an agenda: added, changed, ordered by press or number, taken off; who may."""

from typing import Any

import pytest

from sras.history.models import Change
from sras.meetings.models_agenda import AgendaItem
from sras.schedule.models import Meeting
from tests.conftest import BY, HTMX


def titles(meeting: Meeting) -> list[str]:
    return [str(item) for item in AgendaItem.of_meeting(meeting)]


def with_items(meeting: Meeting, count: int = 3) -> list[AgendaItem]:
    many = [{"kind": "decision", "title": f"Item {n}"} for n in range(1, count + 1)]
    return AgendaItem.add_many(meeting, many, by=BY)


def test_items_are_moved_by_press_and_by_number_and_the_place_is_said(
    client_for: Any, make_meeting: Any
) -> None:
    meeting = make_meeting()
    first, second, third = with_items(meeting)
    member = client_for("team_member")
    answer = member.post(f"/agenda/{third.id}/place", data={"to": "up"}, headers=HTMX)
    assert "“Item 3” is now number 2 of 3." in answer.text
    assert f'id="up-{third.id}"' in answer.text
    assert titles(meeting) == ["Item 1", "Item 3", "Item 2"]
    answer = member.post(f"/agenda/{third.id}/place", data={"to": "down"})
    assert answer.location == f"/meetings/{meeting.id}#down-{third.id}"
    member.post(f"/agenda/{third.id}/place", data={"place": "1"})
    assert titles(meeting) == ["Item 3", "Item 1", "Item 2"]
    answer = member.post(f"/agenda/{third.id}/place", data={"to": "up"}, headers=HTMX)
    assert "“Item 3” stays number 1 of 3." in answer.text
    assert Change.of("agenda_item", third.id).first().verb == "moved"
    for _press in range(12):
        member.post(f"/agenda/{first.id}/place", data={"to": "up"})
        member.post(f"/agenda/{second.id}/place", data={"to": "up"})
    assert sorted(titles(meeting)) == ["Item 1", "Item 2", "Item 3"]
    for headers in (HTMX, {}):
        answer = member.post(f"/agenda/{third.id}/place", data={"place": "two"}, headers=headers)
        assert answer.status_code == 422
        assert "Write a number from 1 to 3." in answer.text
    assert 'value="two"' in answer.text


def test_own_items_are_added_changed_and_taken_off(
    client_for: Any, make_meeting: Any, person_of: Any
) -> None:
    meeting, lead = make_meeting(), person_of("team_lead")
    manager = client_for("process_manager")
    typed = {"title": "The form", "kind": "decision", "minutes": "10", "presenter": lead.id}
    manager.post(f"/meetings/{meeting.id}/items", data={**typed, "note": "See page 3."})
    (item,) = AgendaItem.of_meeting(meeting)
    assert (item.minutes, item.presenter, item.note) == (10, lead, "See page 3.")
    assert "10 of 60 minutes: 50 left" in client_for("viewer").get(f"/meetings/{meeting.id}").text
    assert "See page 3." in manager.get(f"/agenda/{item.id}").text
    manager.post(f"/agenda/{item.id}", data={**typed, "presenter": "", "version": "1"})
    item = AgendaItem.get()
    assert (item.presenter, item.note) == (None, "")
    assert manager.post(f"/agenda/{item.id}/removal").location.endswith("#agenda")
    assert titles(meeting) == []
    assert manager.get(f"/agenda/{item.id}").status_code == 404
    assert Change.of("agenda_item", item.id).first().verb == "took off the agenda"


def test_indicators_come_by_code_several_at_once(
    client_for: Any, make_meeting: Any, make_cycle: Any
) -> None:
    make_cycle()
    meeting, lead = make_meeting(), client_for("team_lead")
    address = f"/meetings/{meeting.id}/indicators"
    assert lead.post(address, data={"codes": "2.1, 1.2"}).status_code == 303
    assert titles(meeting) == ["2.1 Practice 2.1", "1.2 Practice 1.2"]
    page = client_for("viewer").get(f"/meetings/{meeting.id}").text
    sheets = f"/assessment/worksheets?codes=2.1,1.2&amp;meeting={meeting.id}"
    assert f'href="{sheets}">Worksheets for 2.1, 1.2</a>' in page.replace("%2C", ",")
    for typed, told in (
        ("9.9 1.1", "This cycle has no indicator 9.9."),
        ("1.2", "On the agenda already: 1.2."),
        (" ", "Write the codes, such as 1.1, 4.2."),
    ):
        answer = lead.post(address, data={"codes": typed})
        assert answer.status_code == 422
        assert told in answer.text
        assert f'value="{typed.strip()}"' in answer.text
    assert len(titles(meeting)) == 2


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("title", " ", "Say what it is about."),
        ("minutes", "ten", "A whole number from 0 to 480."),
        ("minutes", "481", "A whole number from 0 to 480."),
        ("minutes", "", "Say how many minutes."),
        ("kind", "party", "Choose one of those offered."),
        ("presenter", "999", "Choose one of those offered."),
    ],
)
def test_an_item_that_will_not_do_is_told_beside_its_field(
    client_for: Any, make_meeting: Any, field: str, typed: str, told: str
) -> None:
    meeting = make_meeting()
    (item,) = with_items(meeting, 1)
    good = {"title": "The form", "kind": "decision", "minutes": "5", "note": "Kept as typed."}
    for address in (f"/meetings/{meeting.id}/items", f"/agenda/{item.id}"):
        answer = client_for("team_lead").post(address, data={**good, field: typed})
        assert answer.status_code == 422
        assert told in answer.text
        assert "Kept as typed." in answer.text


def test_a_coach_prepares_only_what_was_given_to_them_to_run(
    client_for: Any, make_meeting: Any, person_of: Any
) -> None:
    coach = client_for("coach")
    ours = make_meeting(kind="center_call", run_by=person_of("coach"))
    theirs = make_meeting()
    for meeting, build_page, moved in ((ours, 200, 303), (theirs, 404, 404)):
        (item,) = with_items(meeting, 1)
        assert coach.get(f"/meetings/{meeting.id}").status_code == 200
        assert coach.get(f"/meetings/{meeting.id}/agenda/build").status_code == build_page
        assert coach.post(f"/agenda/{item.id}/place", data={"to": "up"}).status_code == moved
        assert coach.post(f"/agenda/{item.id}/removal").status_code == moved


@pytest.mark.parametrize("role", ["chief", "viewer", "reviewer", "admin"])
def test_others_read_the_agenda_and_change_nothing(
    client_for: Any, make_meeting: Any, role: str
) -> None:
    meeting = make_meeting()
    (item,) = with_items(meeting, 1)
    page = client_for(role).get(f"/meetings/{meeting.id}")
    assert "Item 1" in page.text
    assert "Move up" not in page.text
    assert client_for(role).get(f"/meetings/{meeting.id}/agenda").status_code == 200
    for address in (
        f"/meetings/{meeting.id}/agenda",
        f"/meetings/{meeting.id}/items",
        f"/meetings/{meeting.id}/indicators",
        f"/meetings/{meeting.id}/agenda/sending",
        f"/agenda/{item.id}",
        f"/agenda/{item.id}/place",
        f"/agenda/{item.id}/removal",
    ):
        assert client_for(role).post(address).status_code == 403
    assert titles(meeting) == ["Item 1"]


@pytest.mark.parametrize("state", ["approved", "cancelled"])
def test_a_meeting_that_is_over_keeps_its_agenda(
    client_for: Any, make_meeting: Any, state: str
) -> None:
    meeting = make_meeting()
    (item,) = with_items(meeting, 1)
    meeting.change(by=BY, state=state)
    lead = client_for("team_lead")
    assert "Move up" not in lead.get(f"/meetings/{meeting.id}").text
    assert lead.get(f"/meetings/{meeting.id}/agenda/build").status_code == 409
    for address in (
        f"/meetings/{meeting.id}/agenda",
        f"/meetings/{meeting.id}/items",
        f"/agenda/{item.id}",
        f"/agenda/{item.id}/place",
        f"/agenda/{item.id}/removal",
        f"/meetings/{meeting.id}/agenda/sending",
    ):
        assert lead.post(address).status_code == 409
    assert titles(meeting) == ["Item 1"]

"""Changes since the copy someone holds, of an agenda: found, said by item, and printed anew."""

import datetime
import re
from typing import Any

import page as pdfua
import pytest

from sras.accounts.models import Agency
from sras.history.models import Change
from sras.meetings import rules_copies
from sras.meetings.models_agenda import AgendaItem
from sras.schedule.models import Meeting
from tests.conftest import BY
from tests.paper_copies import number_of, pages, told

D = datetime.date


@pytest.fixture
def meeting(make_meeting: Any, person_of: Any) -> Meeting:
    """A meeting with four items, the first of them presented by the lead."""
    found: Meeting = make_meeting(place="Room 410")
    many = [{"kind": "decision", "title": f"Item {n}", "note": f"Page {n}."} for n in range(1, 5)]
    AgendaItem.add_many(found, [{**many[0], "presenter": person_of("team_lead")}, *many[1:]], by=BY)
    return found


def printed(meeting: Meeting) -> str:
    return f"/meetings/{meeting.id}/agenda"


def items_of(meeting: Meeting) -> list[AgendaItem]:
    return list(AgendaItem.of_meeting(meeting))


def test_each_thing_on_the_agenda_is_told_and_its_sheet_printed_with_bars(
    client_for: Any, meeting: Meeting, person_of: Any
) -> None:
    viewer = client_for("viewer")
    held = number_of(viewer, printed(meeting))
    first, second, third, _fourth = items_of(meeting)
    person_of("team_lead").change(by=BY, name="Nora New")
    first.change(by=BY, note="Page 9.")
    second.take_off(by=BY)
    third.change(by=BY, minutes=20, presenter=person_of("coach"))
    meeting.change(by=BY, place="Room 12", starts_at="09:30")
    AgendaItem.add_many(meeting, [{"kind": "information", "title": "The date"}], by=BY)
    assert told(viewer, "agenda", held, meeting=meeting.id) == [
        "The agenda: replace this sheet",
        "When: 6 Oct 2026, 10:00 to 11:00 → 6 Oct 2026, 09:30 to 10:30",
        "Where: Room 410 → Room 12",
        "Planned: 20 of 60 minutes: 40 left → 35 of 60 minutes: 25 left",
        "Item 1 “Item 1”: Note: Page 1. → Page 9.",
        "Item 1 “Item 1”: Who: Team lead One → Nora New",
        "Item 2 “Item 3”: Who: nothing → Coach One",
        "Item 2 “Item 3”: Minutes: 5 → 20",
        "Item 4 “The date”: new. Item: The date; Minutes: 5",
        "Item 2 “Item 2”: taken out.",
    ]
    made = viewer.get(f"/copies.pdf?paper=agenda&meeting={meeting.id}&number={held}")
    (sheet,) = pages(made.data)
    assert f"copy {number_of(viewer, printed(meeting))}" in sheet
    assert f"It replaces copy {held}" in sheet
    assert "No longer on it: Item 2 “Item 2”." in sheet
    assert re.findall(r"changed *(\d)", sheet) == ["1", "2", "4"]
    assert pdfua.validate_pdf_bytes(made.data, profile="ua1").is_compliant
    assert viewer.get(f"/copies.pdf?paper=agenda&meeting={meeting.id}&number={held}").data == (
        made.data
    )


def test_a_change_in_another_meeting_leaves_the_number_of_an_agenda(
    client_for: Any, meeting: Meeting, make_meeting: Any, person_of: Any
) -> None:
    viewer = client_for("viewer")
    held = number_of(viewer, printed(meeting))
    other = make_meeting(title="Another")
    AgendaItem.add_many(other, [{"kind": "decision", "title": "Elsewhere"}], by=BY)
    person_of("viewer").change(by=BY, name="Someone Else")
    meeting.change(by=BY, quorum=3, recorder=person_of("team_member"))
    items_of(meeting)[0].change(by=BY, outcome="We talked.", seconds_used=90)
    Agency.one().change(by=BY, agency_name="Another name")
    assert number_of(viewer, printed(meeting)) == held
    assert told(viewer, "agenda", held, meeting=meeting.id) == []
    assert f"/copies?paper=agenda&amp;meeting={meeting.id}<" in viewer.get(printed(meeting)).text
    before = viewer.get(f"/copies?paper=agenda&meeting={meeting.id}&number=1")
    assert "No copy of the agenda of this meeting has the number 1." in before.text
    moved = Change.last_sequence()
    words = viewer.get(f"/copies?paper=agenda&meeting={meeting.id}&number={moved}")
    assert words.status_code == 422
    assert f"No copy of the agenda of this meeting has the number {moved}." in words.text
    assert "For another meeting, use the address printed beside the number." in words.text


def test_an_item_that_moved_is_told_and_those_it_passed_are_not(
    client_for: Any, meeting: Meeting
) -> None:
    viewer, lead = client_for("viewer"), client_for("team_lead")
    held = number_of(viewer, printed(meeting))
    last = items_of(meeting)[3]
    lead.post(f"/agenda/{last.id}/place", data={"place": "1"})
    assert told(viewer, "agenda", held, meeting=meeting.id) == [
        "The agenda: replace this sheet",
        "Item 1 “Item 4”: Number: 4 → 1",
    ]
    lead.post(f"/agenda/{last.id}/place", data={"place": "4"})
    assert told(viewer, "agenda", held, meeting=meeting.id) == []


@pytest.mark.parametrize(
    ("then", "now", "moved"),
    [
        ([1, 2, 3, 4], [1, 2, 3, 4], set()),
        ([1, 2, 3, 4], [4, 1, 2, 3], {4}),
        ([1, 2, 3, 4], [2, 3, 4, 1], {1}),
        ([1, 2, 3, 4], [1, 3, 4], set()),
        ([1, 2, 3], [1, 9, 2, 3], set()),
        ([1, 2, 3, 4], [4, 2, 3, 1], {1, 4}),
        ([], [1], set()),
    ],
)
def test_only_what_changed_places_among_the_others_has_moved(
    then: list[int], now: list[int], moved: set[int]
) -> None:
    assert rules_copies.moved(then, now) == moved


def test_the_meeting_whose_agenda_one_holds_is_chosen_and_its_page_asks_for_the_number(
    client_for: Any, meeting: Meeting, make_meeting: Any
) -> None:
    viewer = client_for("viewer")
    gone = make_meeting(title="Long ago", held_on=D(2026, 9, 1), state="approved")
    called_off = make_meeting(title="Called off", state="cancelled")
    page = viewer.get("/copies?paper=agenda").text
    assert f'<option value="{meeting.id}"' in page
    assert f'<option value="{gone.id}"' in page
    assert f'<option value="{called_off.id}"' not in page
    assert 'name="meeting"' not in viewer.get("/copies?paper=plan").text
    asked = viewer.get(f"/copies?paper=agenda&meeting={gone.id}").text
    assert f'<option value="{gone.id}" selected' in asked
    for wrong in ("", "&meeting=", "&meeting=999", "&meeting=x"):
        answer = viewer.get(f"/copies?paper=agenda&number=1{wrong}")
        assert answer.status_code == 422
        assert "Choose the meeting whose agenda you hold." in answer.text
    assert viewer.get("/copies.pdf?paper=agenda&number=1").status_code == 422
    own = viewer.get(f"/meetings/{meeting.id}").text
    assert 'name="paper" value="agenda"' in own
    assert f'name="meeting" value="{meeting.id}"' in own
    assert 'id="held-copy"' not in viewer.get(f"/meetings/{gone.id}").text


def test_a_heavy_agenda_still_fits_on_its_page_when_printed_anew(
    client_for: Any, make_meeting: Any, person_of: Any
) -> None:
    meeting, viewer = make_meeting(place="Large conference room, " * 4), client_for("viewer")
    names = "\n".join(f"1.{n} task, {'Agree with the centers on it ' * 2}: Ana" for n in range(20))
    heavy = {"kind": "task_review", "title": "20 overdue tasks, " * 4, "note": names}
    items = AgendaItem.add_many(
        meeting, [{**heavy, "presenter": person_of("team_lead")}] * 14, by=BY
    )
    held = number_of(viewer, printed(meeting))
    meeting.change(by=BY, held_on=D(2026, 10, 7))
    for item in items[:2]:
        item.take_off(by=BY)
    AgendaItem.add_many(meeting, [{"kind": "information", "title": "The date"}], by=BY)
    made = viewer.get(f"/copies.pdf?paper=agenda&meeting={meeting.id}&number={held}")
    (sheet,) = pages(made.data)
    assert "Team meeting: 7 Oct 2026" in sheet


def test_the_page_of_changes_asks_as_much_for_a_long_agenda_as_for_a_short_one(
    client_for: Any, meeting: Meeting, queries: Any, person_of: Any
) -> None:
    viewer = client_for("viewer")
    held, counts = number_of(viewer, printed(meeting)), []
    for role in ("coach", "team_member"):
        many = [{"kind": "decision", "title": f"More {n}"} for n in range(10)]
        AgendaItem.add_many(meeting, many, by=BY)
        for item in items_of(meeting):
            item.change(by=BY, presenter=person_of(role), minutes=item.minutes + 1)
        with queries() as seen:
            assert told(viewer, "agenda", held, meeting=meeting.id)
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert counts[0] <= 10

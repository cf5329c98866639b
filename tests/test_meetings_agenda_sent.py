"""The agenda goes out: by mail, or as link and text to hand over."""

import datetime
from typing import Any

from sras.core import clock
from sras.history.models import Change
from sras.meetings.models_agenda import AgendaItem
from sras.schedule.models import Meeting
from tests.conftest import BY, HTMX
from tests.test_meetings_agenda_items import with_items

D = datetime.date
NOW = datetime.datetime(2026, 10, 6, 15, tzinfo=datetime.UTC)


def test_an_agenda_is_mailed_to_those_who_take_part(
    client_for: Any, make_meeting: Any, person_of: Any, post_office: Any
) -> None:
    meeting = make_meeting(
        run_by=person_of("coach"), recorder=person_of("team_member"), place="Room 410"
    )
    AgendaItem.add_many(
        meeting, [{"kind": "decision", "title": "The form", "note": "See page 3."}], by=BY
    )
    lead, address = client_for("team_lead"), f"/meetings/{meeting.id}/agenda"
    assert "Coach One" in lead.get(f"{address}/send").text
    day = meeting.held_on - datetime.timedelta(days=3)
    with clock.frozen(NOW):
        answer = lead.post(f"{address}/sending", data={"sent_on": day.isoformat()})
    assert answer.location == f"/meetings/{meeting.id}"
    to = {letter["To"] for letter in post_office.letters}
    assert to == {
        f"{role}@example.org" for role in ("team_lead", "process_manager", "team_member", "coach")
    }
    letter = post_office.letters[0]
    text = letter.get_payload(decode=True).decode()
    assert letter["Subject"] == "Agenda: Leadership team, 6 Oct 2026"
    for line in (
        "6 Oct 2026, 10:00 to 11:00 (America/Chicago)",
        "Place: Room 410",
        "1. The form (5 min)",
        "   - See page 3.",
    ):
        assert line in text.splitlines()
    assert text.splitlines()[-2].endswith(f"/meetings/{meeting.id}")
    meeting = Meeting.get()
    assert (meeting.state, meeting.agenda_sent_on) == ("agenda_sent", day)
    assert Change.of("meeting", meeting.id).first().verb == "sent the agenda of"
    assert "The agenda went to" in lead.get(f"/meetings/{meeting.id}").text


def test_without_mail_the_link_and_the_text_are_handed_over(
    client_for: Any, make_meeting: Any
) -> None:
    meeting = make_meeting()
    with_items(meeting, 1)
    lead, address = client_for("team_lead"), f"/meetings/{meeting.id}/agenda"
    with clock.frozen(NOW):
        answer = lead.post(f"{address}/sending", data={"sent_on": "2026-10-07"})
        assert answer.status_code == 422
        assert "The agenda cannot have been sent in the future." in answer.text
        answer = lead.post(f"{address}/sending", data={"sent_on": "2026-10-05"})
    page = lead.get(answer.location).text
    assert "Hand over the link or the text below." in page
    assert f'value="http://127.0.0.1:8000/meetings/{meeting.id}"' in page
    assert "1. Item 1 (5 min)" in page
    assert Meeting.get().agenda_sent_on == D(2026, 10, 5)
    assert "The agenda was sent on 5 Oct 2026." in lead.get(f"/meetings/{meeting.id}").text


def test_when_the_mail_fails_it_is_said_and_nothing_is_lost(
    client_for: Any, make_meeting: Any, post_office: Any
) -> None:
    meeting = make_meeting()
    with_items(meeting, 1)
    post_office.shutdown()
    post_office.server_close()
    lead, address = client_for("team_lead"), f"/meetings/{meeting.id}/agenda"
    with clock.frozen(NOW):
        data = {"sent_on": "2026-10-05"}
        answer = lead.post(f"{address}/sending", data=data, headers=HTMX)
    assert answer.headers["HX-Redirect"] == f"{address}/send"
    page = lead.get(f"{address}/send").text
    assert "could not be sent" in page
    assert "Team lead One" in page
    assert "1. Item 1 (5 min)" in page
    assert Meeting.get().state == "agenda_sent"
    Meeting.get().change(by=BY, state="in_session")
    assert lead.get(f"{address}/send").status_code == 409

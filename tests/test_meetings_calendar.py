"""Meetings in other calendars: times, cancellations, and the secret addresses."""

import datetime
from typing import Any

import pytest
from icalendar import Calendar

from sras.accounts.models import Agency
from sras.core import clock
from sras.history.models import Change
from sras.schedule.models import Series
from sras.schedule.models_feeds import Feed
from tests.conftest import BY

D = datetime.date


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = datetime.datetime(2026, 9, 20, 15, tzinfo=datetime.UTC)
    monkeypatch.setattr(clock, "now", lambda: moment)


def events(body: bytes) -> list[Any]:
    return list(Calendar.from_ical(body).walk("VEVENT"))


def test_a_calendar_gives_times_in_the_agencys_zone_on_both_sides_of_summer_time(
    client_for: Any, series: Series
) -> None:
    agency = Agency.one()
    agency.change(by=BY, zone="America/Chicago")
    answer = client_for("viewer").get("/meetings.ics")
    assert answer.mimetype == "text/calendar"
    begins = {e["dtstart"].dt.date(): e["dtstart"].dt.hour for e in events(answer.data)}
    assert (begins[D(2026, 10, 20)], begins[D(2026, 11, 17)]) == (15, 16)


def test_a_training_stands_on_each_of_its_days(client_for: Any, make_meeting: Any) -> None:
    meeting = make_meeting(kind="training", days=2, minutes=360)
    found = events(client_for("viewer").get(f"/meetings/{meeting.id}.ics").data)
    assert [e["dtstart"].dt.date() for e in found] == [D(2026, 10, 6), D(2026, 10, 7)]
    assert len({e["uid"] for e in found}) == 2


def test_a_cancelled_meeting_is_cancelled_in_calendars_too(
    client_for: Any, make_meeting: Any
) -> None:
    make_meeting(state="cancelled", state_reason="Snow; ice, and a\nnew line")
    assert events(client_for("viewer").get("/meetings.ics").data)[0]["status"] == "CANCELLED"


def test_no_name_adds_lines_to_a_calendar(client_for: Any, make_meeting: Any) -> None:
    more = "\r\nATTACH:https://example.org"
    Agency.one().change(by=BY, state_name=f"Franklin;{more}")
    make_meeting(title=f"Team{more}", place=f"Here{more}", call_link=f"https://a.example{more}")
    answer = client_for("viewer").get("/meetings.ics")
    assert answer.status_code == 200
    assert not [line for line in answer.text.splitlines() if line.startswith("ATTACH")]
    assert events(answer.data)[0]["summary"].startswith("Team")


def test_a_secret_address_works_without_signing_in_until_it_is_revoked(
    client_for: Any, client_of: Any, app: Any, series: Series
) -> None:
    member, stranger = client_for("team_member"), app.test_client()
    page = member.post("/meetings/calendar", follow_redirects=True).text
    address = page.split('value="http')[1].split('"')[0]
    path = "/calendar/" + address.split("/calendar/")[1]
    assert len(events(stranger.get(path).data)) == 7
    assert path not in member.get("/meetings/calendar").text
    member.post("/meetings/calendar/revocation")
    assert stranger.get(path).status_code == 404


def test_a_new_secret_address_ends_the_one_before(app: Any, person_of: Any) -> None:
    person = person_of("team_member")
    first, second = Feed.make(by=person), Feed.make(by=person)
    stranger = app.test_client()
    assert stranger.get(f"/calendar/{first}/meetings.ics").status_code == 404
    assert stranger.get(f"/calendar/{second}/meetings.ics").status_code == 200


def test_the_address_of_someone_who_left_opens_nothing(app: Any, person_of: Any) -> None:
    person = person_of("viewer")
    token = Feed.make(by=person)
    person.change(by=BY, active=False)
    assert app.test_client().get(f"/calendar/{token}/meetings.ics").status_code == 404


def test_no_token_of_a_calendar_is_recorded(app: Any, person_of: Any) -> None:
    Feed.make(by=person_of("viewer"))
    fields = {f.field for f in Change.of("feed", Feed.get().id).first().fields}
    assert "person" in fields
    assert "token_hash" not in fields

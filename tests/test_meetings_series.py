"""Series of meetings, and what becomes of a single one."""

import datetime
from typing import Any

import pytest

from sras.core import clock
from sras.history.models import Change
from sras.schedule import rules_series
from sras.schedule.models import Meeting, Series
from tests.conftest import BY

D = datetime.date
YEAR = {"first_on": D(2026, 9, 1), "last_on": D(2026, 12, 31)}
FIELDS = {
    "title": "Leadership team",
    "kind": "regular",
    "rhythm": "month",
    "weekday": "1",
    "weeks": ["1", "3"],
    "every": "2",
    "first_on": "2026-09-01",
    "last_on": "2026-12-31",
    "starts_at": "10:00",
    "minutes": "60",
    "quorum": "",
    "place": "Room 410",
    "call_link": "",
    "holidays": "2026-11-03 Election Day\n2026-12-15, Snow day",
}


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = datetime.datetime(2026, 9, 20, 15, tzinfo=datetime.UTC)
    monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.mark.parametrize(
    ("rhythm", "weekday", "weeks", "every", "days"),
    [
        ("month", 1, "1 3", 1, "9-1 9-15 10-6 10-20 11-3 11-17 12-1 12-15"),
        ("month", 4, "last", 1, "9-25 10-30 11-27 12-25"),
        ("month", 1, "5", 1, "9-29 12-29"),
        ("week", 0, "", 4, "9-7 10-5 11-2 11-30 12-28"),
        ("week", 1, "", 8, "9-1 10-27 12-22"),
    ],
)
def test_a_series_falls_on_its_days(
    rhythm: str, weekday: int, weeks: str, every: int, days: str
) -> None:
    found = rules_series.days_of_series(
        rhythm=rhythm, weekday=weekday, weeks=weeks, every=every, **YEAR
    )
    assert " ".join(f"{day.month}-{day.day}" for day in found) == days


def test_a_series_goes_over_the_turn_of_a_year() -> None:
    found = rules_series.days_of_series(
        rhythm="month",
        weekday=1,
        weeks="1",
        every=1,
        first_on=D(2026, 11, 30),
        last_on=D(2027, 2, 2),
    )
    assert found == [D(2026, 12, 1), D(2027, 1, 5), D(2027, 2, 2)]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("month", 1, "1 3", 1), "first and third Tuesday of the month"),
        (("month", 4, "1 2 last", 1), "first, second and last Friday of the month"),
        (("week", 0, "", 1), "every Monday"),
        (("week", 0, "", 2), "every 2 weeks on Monday"),
    ],
)
def test_a_rhythm_is_said_in_words(given: Any, words: str) -> None:
    assert rules_series.rhythm_words(*given) == words


def test_one_looks_at_the_days_before_the_series_is_set_up(client_for: Any) -> None:
    manager = client_for("process_manager")
    looked = manager.post("/meetings/series", data={**FIELDS, "look": "1"})
    assert "6 meetings" in looked.text
    assert "3 Nov 2026 (Election Day)" in looked.text
    assert not Meeting.select().exists()
    answer = manager.post("/meetings/series", data=FIELDS)
    assert [m.held_on for m in Meeting.of_series(Series.get())] == [
        D(2026, 9, 1),
        D(2026, 9, 15),
        D(2026, 10, 6),
        D(2026, 10, 20),
        D(2026, 11, 17),
        D(2026, 12, 1),
    ]
    shown = manager.get(answer.location).text
    assert "First and third Tuesday of the month" in shown
    assert "0 of 6 meetings held" in shown


def test_the_days_come_with_the_menu_when_the_script_asks_for_them(client_for: Any) -> None:
    manager = client_for("process_manager")
    asked = {"HX-Request": "true", "HX-Request-Type": "full"}
    looked = manager.post("/meetings/series", data={**FIELDS, "look": "1"}, headers=asked)
    assert "6 meetings" in looked.text
    assert 'aria-label="Main"' in looked.text
    assert "Sign out" in looked.text


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("weeks", [], "Choose at least one week."),
        ("weeks", ["9"], "Choose from those offered."),
        ("last_on", "2026-08-01", "The series ends before it begins."),
        ("last_on", "2036-08-01", "At most three years at once."),
        ("last_on", "2026-08-31", "The series ends before it begins."),
        ("holidays", "Thanksgiving", "does not begin with a day such as 2026-11-26."),
        ("holidays", "2026-02-30 Never", "does not begin with a day such as 2026-11-26."),
        ("weekday", "7", "Choose one of those offered."),
        ("rhythm", "year", "Choose one of those offered."),
        ("minutes", "an hour", "A whole number from 5 to 1440."),
        ("quorum", "half", "A whole number from 1 to 50."),
    ],
)
def test_a_series_that_will_not_do_is_refused_in_words(
    client_for: Any, field: str, typed: Any, told: str
) -> None:
    answer = client_for("team_lead").post("/meetings/series", data={**FIELDS, field: typed})
    assert answer.status_code == 422
    assert told in answer.text
    assert "Not a valid" not in answer.text
    assert "Election Day" in answer.text or field == "holidays"
    assert not Series.select().exists()


def test_a_weekly_series_of_too_many_meetings_is_refused(client_for: Any) -> None:
    many = {**FIELDS, "rhythm": "week", "every": "1", "last_on": "2029-08-30"}
    answer = client_for("team_lead").post("/meetings/series", data=many)
    assert answer.status_code == 422
    assert "at most 120 at once" in answer.text


def test_a_changed_series_changes_what_is_still_to_come(client_for: Any, series: Series) -> None:
    by_hand = Meeting.get(Meeting.held_on == D(2026, 10, 20))
    by_hand.change(by=BY, place="Annex")
    changed = {
        **FIELDS,
        "place": "Room 500",
        "starts_at": "14:00",
        "last_on": "2027-01-31",
        "holidays": "2026-11-03 Election Day\n2026-11-17 Retreat",
        "version": "1",
    }
    answer = client_for("team_lead").post(f"/meetings/series/{series.id}", data=changed)
    assert answer.status_code == 303
    found = {m.held_on: m for m in Meeting.of_series(series)}
    assert (found[D(2026, 9, 15)].place, found[D(2026, 9, 15)].starts_at) == ("Room 410", "10:00")
    assert (found[D(2026, 10, 6)].place, found[D(2026, 10, 6)].starts_at) == ("Room 500", "14:00")
    assert (found[D(2026, 10, 20)].place, found[D(2026, 10, 20)].starts_at) == ("Annex", "14:00")
    assert (found[D(2026, 11, 17)].state, found[D(2026, 11, 17)].state_reason) == (
        "cancelled",
        "Retreat",
    )
    assert D(2027, 1, 19) in found
    assert D(2026, 11, 3) not in found


def test_a_coach_is_given_a_series_to_run_and_its_meetings_to_come_with_it(
    client_for: Any, series: Series, person_of: Any
) -> None:
    lead, coach = client_for("team_lead"), person_of("coach")
    given = {**FIELDS, "run_by": str(coach.id), "version": "1"}
    assert "Coach One" in lead.get(f"/meetings/series/{series.id}/change").text
    assert lead.post(f"/meetings/series/{series.id}", data=given).status_code == 303
    runs = {meeting.held_on: meeting.run_by for meeting in Meeting.of_series(series)}
    assert (runs[D(2026, 9, 15)], runs[D(2026, 10, 6)]) == (None, coach)
    viewer = {**given, "run_by": str(person_of("viewer").id), "version": "2"}
    assert lead.post(f"/meetings/series/{series.id}", data=viewer).status_code == 422
    answer = lead.post("/meetings/series", data={**given, "version": ""})
    assert answer.status_code == 303
    assert {
        meeting.run_by for meeting in Meeting.of_series(Series.get(Series.id != series.id))
    } == {coach}


def test_a_meeting_moved_by_hand_is_left_where_it_is(client_for: Any, series: Series) -> None:
    meeting = Meeting.get(Meeting.held_on == D(2026, 10, 20))
    meeting.change(by=BY, verb="moved", held_on=D(2026, 10, 22))
    series.revise(by=BY, today=D(2026, 9, 20), place="Room 500")
    again = Meeting.get_by_id(meeting.id)
    assert (again.held_on, again.state, again.place) == (D(2026, 10, 22), "scheduled", "Room 500")
    assert not Meeting.select().where(Meeting.held_on == D(2026, 10, 20)).exists()


def test_a_meeting_held_after_all_on_a_holiday_stays_and_is_not_doubled(series: Series) -> None:
    day, today = D(2026, 11, 17), D(2026, 9, 20)
    series.revise(by=BY, today=today, holidays=f"{series.holidays}\n{day} Retreat")
    meeting = Meeting.get(Meeting.held_on == day)
    meeting.move(by=BY, state="scheduled", verb="reinstated")
    series.revise(by=BY, today=today, place="Room 500")
    assert Meeting.get_by_id(meeting.id).state == "scheduled"
    series.revise(by=BY, today=today, holidays="")
    assert Meeting.select().where(Meeting.held_on == day).count() == 1


def test_a_series_that_comes_to_the_day_of_a_moved_meeting_does_not_double_it(
    series: Series,
) -> None:
    meeting = Meeting.get(Meeting.held_on == D(2026, 10, 20))
    meeting.change(by=BY, verb="moved", held_on=D(2026, 10, 21))
    series.revise(by=BY, today=D(2026, 9, 20), weekday=2)
    assert list(Meeting.select().where(Meeting.held_on == D(2026, 10, 21))) == [meeting]


def test_a_series_changed_there_and_back_meets_on_its_old_days_again(series: Series) -> None:
    today, day = D(2026, 9, 20), D(2026, 10, 20)
    kept = Meeting.get(Meeting.held_on == day)
    series.revise(by=BY, today=today, weekday=2)
    series.revise(by=BY, today=today, weekday=1, starts_at="14:00")
    ahead = [(m.held_on, m.starts_at) for m in Meeting.coming(today) if m.held_on == day]
    assert ahead == [(day, "14:00")]
    assert Meeting.get_by_id(kept.id).state == "cancelled"


@pytest.mark.parametrize(
    "typed", [{"weeks": "5", "last_on": "2026-09-28"}, {"rhythm": "week", "last_on": "2029-08-30"}]
)
def test_a_series_is_not_changed_to_no_meeting_or_too_many(
    client_for: Any, series: Series, typed: dict[str, str]
) -> None:
    sent = {**FIELDS, **typed, "every": "1", "version": "1"}
    answer = client_for("team_lead").post(f"/meetings/series/{series.id}", data=sent)
    assert answer.status_code == 422
    assert "No such day lies" in answer.text or "at most 120 at once" in answer.text
    assert Meeting.coming(D(2026, 9, 20)).count() == 5


def test_two_who_change_the_rhythm_at_once_are_asked(client_for: Any, series: Series) -> None:
    series.revise(by=BY, today=D(2026, 9, 20), weekday=2)
    sent = {**FIELDS, "weeks": ["2", "4"], "holidays": series.holidays, "version": "1"}
    answer = client_for("team_lead").post(f"/meetings/series/{series.id}", data=sent)
    assert answer.status_code == 409
    assert Series.get().weeks == "1 3"


def test_a_cancelled_meeting_says_why_and_can_be_held_after_all(
    client_for: Any, make_meeting: Any
) -> None:
    meeting, lead = make_meeting(), client_for("team_lead")
    refused = lead.post(f"/meetings/{meeting.id}/cancellation", data={"reason": ""})
    assert refused.status_code == 422
    assert "Say why it is cancelled." in refused.text
    lead.post(f"/meetings/{meeting.id}/cancellation", data={"reason": "Snow", "version": "1"})
    assert "Snow" in lead.get(f"/meetings/{meeting.id}").text
    assert Change.of("meeting", meeting.id).first().reason == "Snow"
    lead.post(f"/meetings/{meeting.id}/reinstatement")
    assert Meeting.get_by_id(meeting.id).state == "scheduled"

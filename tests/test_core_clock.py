"""The clock: UTC moments, days by zone, and standing still."""

import threading
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from sras.core import clock


def moment(text):
    return datetime.fromisoformat(text)


def test_now_is_an_aware_utc_moment_close_to_the_system_clock():
    before = datetime.now(UTC)
    assert before <= clock.now() <= datetime.now(UTC)
    assert clock.now().utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("at", "zone", "day"),
    [
        ("2026-07-02T03:59:59+00:00", "America/New_York", date(2026, 7, 1)),
        ("2026-07-02T04:00:00+00:00", "America/New_York", date(2026, 7, 2)),
        ("2026-07-02T04:30:00+00:00", "America/Chicago", date(2026, 7, 1)),
        ("2026-11-01T05:30:00+00:00", "America/New_York", date(2026, 11, 1)),
        ("2026-11-01T06:30:00+00:00", "America/New_York", date(2026, 11, 1)),
        ("2027-03-14T07:00:00+00:00", "America/New_York", date(2027, 3, 14)),
        ("2028-02-29T20:00:00+00:00", "Pacific/Guam", date(2028, 3, 1)),
        ("2027-01-01T04:00:00+00:00", "America/Denver", date(2026, 12, 31)),
    ],
)
def test_today_is_the_day_of_the_named_zone(at, zone, day):
    with clock.frozen(moment(at)):
        assert clock.today(zone) == day


@pytest.mark.parametrize(
    ("day", "zone", "end"),
    [
        (date(2026, 11, 1), "America/New_York", "2026-11-02T05:00:00+00:00"),
        (date(2027, 3, 14), "America/New_York", "2027-03-15T04:00:00+00:00"),
        (date(2026, 6, 30), "America/Phoenix", "2026-07-01T07:00:00+00:00"),
        (date(2026, 12, 31), "UTC", "2027-01-01T00:00:00+00:00"),
    ],
)
def test_a_day_ends_at_its_zones_midnight(day, zone, end):
    assert clock.end_of(day, zone) == moment(end)
    just_before = moment(end) - timedelta(seconds=1)
    assert clock.local(just_before, zone).date() == day
    assert clock.local(moment(end), zone).date() == day + timedelta(days=1)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Niue"])
@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_first_and_the_last_day_there_are_have_an_end(day, zone):
    assert abs(clock.end_of(day, zone).date() - day) < timedelta(days=5)


def test_the_hour_that_comes_twice_is_told_apart():
    first = clock.local(moment("2026-11-01T05:30:00+00:00"), "America/New_York")
    second = clock.local(moment("2026-11-01T06:30:00+00:00"), "America/New_York")
    assert (first.hour, first.minute) == (second.hour, second.minute) == (1, 30)
    assert first.utcoffset() != second.utcoffset()


@pytest.mark.parametrize("name", ["America/Chicago", "America/Indiana/Knox", "Pacific/Honolulu"])
def test_zone_names_are_known(name):
    assert clock.is_zone(name)


@pytest.mark.parametrize("name", ["", "America", "Mars/Base", "../etc/passwd", "localtime", "EST "])
def test_other_names_are_not_zones(name):
    assert not clock.is_zone(name)
    with pytest.raises(ValueError, match="no time zone"):
        clock.today(name)


def test_the_hosts_zone_files_and_tz_do_not_matter(monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setenv("PYTHONTZPATH", "/nonexistent")
    with clock.frozen(moment("2026-07-02T03:00:00+00:00")):
        assert clock.today("America/New_York") == date(2026, 7, 1)


def test_a_frozen_clock_stands_still_moves_and_is_let_go():
    start = datetime(2026, 10, 14, 8, tzinfo=timezone(timedelta(hours=-5)))
    with clock.frozen(start) as stopped:
        assert clock.now() == clock.now() == moment("2026-10-14T13:00:00+00:00")
        stopped.move(days=1, minutes=30)
        assert clock.now() == moment("2026-10-15T13:30:00+00:00")
        with clock.frozen(moment("2020-01-01T00:00:00+00:00")):
            assert clock.now().year == 2020
        assert clock.now() == moment("2026-10-15T13:30:00+00:00")
    assert clock.now() >= datetime.now(UTC) - timedelta(minutes=1)


def test_every_thread_sees_the_frozen_clock():
    seen = []
    with clock.frozen(moment("2026-10-14T13:00:00+00:00")):
        thread = threading.Thread(target=lambda: seen.append(clock.now()))
        thread.start()
        thread.join()
    assert seen == [moment("2026-10-14T13:00:00+00:00")]


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"), clock.frozen(datetime(2026, 1, 1)):
        pass

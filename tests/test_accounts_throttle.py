"""Tries at the door: buckets empty with time, and what counts as one address."""

import datetime

import pytest

from sras.accounts.models_throttle import Bucket
from sras.accounts.rules_throttle import TRY, Limit, drained, network, wait
from tests.visitor import PASSWORD, give_passwords

NOON = datetime.datetime(2026, 10, 5, 12, 0, tzinfo=datetime.UTC)
LIMIT = Limit(tries=3, seconds=60)


@pytest.mark.parametrize(
    ("level", "seconds", "left"),
    [(3 * TRY, 0, 3 * TRY), (3 * TRY, 30, 2500), (3 * TRY, 600, 0), (3 * TRY, -600, 3 * TRY)],
)
def test_a_bucket_empties_with_time_but_not_when_the_clock_goes_back(level, seconds, left):
    now = NOON + datetime.timedelta(seconds=seconds)
    assert drained(level, NOON, now, LIMIT) == left


@pytest.mark.parametrize(("level", "seconds"), [(0, 0), (2 * TRY, 0), (3 * TRY, 60), (2500, 30)])
def test_the_wait_is_never_longer_than_one_try(level, seconds):
    assert wait(level, LIMIT) == seconds


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("nonsense", "unknown"),
        ("", "unknown"),
    ],
)
def test_what_counts_as_one_address(address, counted):
    assert network(address) == counted


def test_t14_tries_run_out_and_come_back(app):
    tries = [("account:x", LIMIT)]
    assert [Bucket.take(tries, NOON) for _ in range(4)] == [0, 0, 0, 60]
    later = NOON + datetime.timedelta(seconds=60)
    assert [Bucket.take(tries, later) for _ in range(2)] == [0, 60]


def test_a_full_bucket_leaves_the_others_as_they_were(app):
    for _ in range(3):
        Bucket.take([("a", LIMIT)], NOON)
    assert Bucket.take([("a", LIMIT), ("b", LIMIT)], NOON) == 60
    assert Bucket.get_or_none(Bucket.name == "b") is None


def test_a_try_that_was_right_is_given_back(app):
    for _ in range(10):
        assert Bucket.take([("a", LIMIT)], NOON) == 0
        Bucket.give_back(["a"])


def test_old_buckets_are_forgotten(app):
    Bucket.take([("old", LIMIT)], NOON)
    Bucket.take([("new", LIMIT)], NOON + datetime.timedelta(days=3))
    assert [row.name for row in Bucket.select()] == ["new"]


def test_t14_a_screen_left_open_is_no_way_to_guess_the_password(client_for, person_of):
    give_passwords(person_of("team_lead"))
    lead = client_for("team_lead")
    body = {"own_password": "a wrong one", "password": "violet harbour lantern 9"}
    for _ in range(10):
        assert "not your present password" in lead.post("/me/password", data=body).text
    right = lead.post("/me/password", data={**body, "own_password": PASSWORD})
    assert right.status_code == 422
    assert "Too many tries" in right.text

"""Signing in and out: one sentence for every wrong way, tries that run out, sessions that end."""

import datetime
from typing import Any

import pytest

from sras.accounts import passwords
from sras.accounts.models_doors import Session
from sras.core import clock

PASSWORD = "nine grey herons by the weir"
NOON = datetime.datetime(2026, 10, 5, 12, 0, tzinfo=datetime.UTC)


@pytest.fixture
def password_hash() -> str:
    return passwords.hash_of(PASSWORD)


@pytest.fixture
def lead(person_of: Any, password_hash: str) -> Any:
    """The team lead, with a password."""
    person = person_of("team_lead")
    person.change(by=person, password_hash=password_hash)
    return person


def knock(client: Any, email: str, password: str = PASSWORD, **fields: str) -> Any:
    return client.post("/sign-in", data={"email": email, "password": password, **fields})


def is_inside(client: Any) -> bool:
    return client.get("/me").status_code == 200


def test_the_right_password_opens_the_door(client_for, lead):
    client = client_for(None)
    response = knock(client, "Team_Lead@example.org ")
    assert response.status_code == 303
    assert is_inside(client)


def test_t15_every_wrong_way_gets_the_same_answer(client_for, lead, person_of, password_hash):
    chief = person_of("chief")
    chief.change(by=lead, password_hash=password_hash, active=False)
    coach = person_of("coach")
    coach.change(by=lead, password_hash=password_hash, ends_on=datetime.date(2020, 1, 1))
    answers = [
        knock(client_for(None), email, password)
        for email, password in (
            ("team_lead@example.org", "wrong"),
            ("stranger0@example.org"[:21], PASSWORD),
            ("viewer@example.org", PASSWORD),  # never chose a password
            ("chief@example.org", PASSWORD),
            ("coach@example.org", PASSWORD),
        )
    ]
    assert {answer.status_code for answer in answers} == {422}
    said = {a.text.split("error-summary-title")[2].split("<h1>")[0] for a in answers}
    assert len(said) == 1


def test_nothing_typed_is_told_beside_its_field(client_for):
    page = client_for(None).post("/sign-in", data={"email": "", "password": ""})
    assert page.status_code == 422
    assert "<title>Error: Sign in" in page.text
    assert page.text.count("Enter your e-mail address.") == 2
    assert page.text.count("Enter your password.") == 2


def test_a_password_typed_is_never_shown_again(client_for, lead):
    assert "hunter" not in knock(client_for(None), "team_lead@example.org", "hunter").text


def test_signing_in_goes_where_one_wanted_to(client_for, lead):
    response = knock(client_for(None), lead.email, next="/people?page=2")
    assert response.headers["Location"] == "/people?page=2"


@pytest.mark.parametrize(
    "place", ["//evil.example", "/\\evil.example", "https:evil.example", "/%0d%0aX: y\r\n", "evil"]
)
def test_t27_signing_in_never_leads_off_the_site(client_for, lead, place):
    response = knock(client_for(None), lead.email, next=place)
    assert "evil" not in response.headers["Location"]
    assert response.headers["Location"].startswith("/")


def test_a_stranger_comes_back_to_the_page_after_signing_in(client_for, lead):
    client = client_for(None)
    sent = client.get("/me?x=1")
    assert sent.headers["Location"] == "/sign-in?next=/me?x%3D1"


def test_an_htmx_request_of_a_stranger_is_told_by_header(client_for):
    response = client_for(None).get("/me", headers={"HX-Request": "true"})
    assert response.status_code == 401
    assert response.headers["HX-Redirect"].startswith("/sign-in")


def test_who_sent_a_form_too_late_is_told_that_the_browser_keeps_it(client_for):
    client = client_for(None)
    sent = client.post("/me", data={"name": "Ana"}, headers={"HX-Request": "true"})
    door = client.get(sent.headers["HX-Redirect"]).text
    assert "What you typed is kept in this browser" in door
    assert "kept in this browser" not in client.get("/sign-in?next=/plan").text


def test_t11_signing_out_ends_the_session_for_every_copy_of_the_cookie(client_for, lead, app):
    client = client_for(None)
    knock(client, lead.email)
    name = app.config["SESSION_COOKIE_NAME"]
    copied = client.get_cookie(name).value
    response = client.post("/sign-out")
    assert response.headers["Clear-Site-Data"] == '"cache"'
    thief = client_for(None)
    thief.set_cookie(name, copied)
    assert not is_inside(client)
    assert not is_inside(thief)


def test_t08_signing_out_needs_a_press(client_for):
    client = client_for("viewer")
    assert client.get("/sign-out").status_code == 405
    assert is_inside(client)


def test_t10_signing_in_ends_the_session_that_was_there(client_for, lead):
    client = client_for("viewer")
    knock(client, lead.email)
    assert Session.select().where(Session.ended_at.is_null()).count() == 1


def test_t17_only_hashes_of_tokens_are_stored(client_for, lead, app):
    client = client_for(None)
    knock(client, lead.email)
    with client.session_transaction() as cookie:
        token = cookie["_user_id"]
    assert len(token) >= 43
    assert token not in [row.token_hash for row in Session.select()]


@pytest.mark.parametrize(("minutes", "inside"), [(479, True), (481, False)])
def test_t13_a_session_left_alone_ends_after_eight_hours(client_for, lead, minutes, inside):
    with clock.frozen(NOON) as stopped:
        client = client_for(None)
        knock(client, lead.email)
        stopped.move(minutes=minutes)
        assert is_inside(client) is inside


def test_t13_a_session_in_use_ends_after_twelve_hours(client_for, lead):
    with clock.frozen(NOON) as stopped:
        client = client_for(None)
        knock(client, lead.email)
        for _hour in range(11):
            stopped.move(hours=1)
            assert is_inside(client)
        stopped.move(hours=1, minutes=1)
        assert not is_inside(client)


def test_t12_a_deactivated_person_is_out_at_once(client_for, lead, person_of):
    client = client_for("viewer")
    assert is_inside(client)
    person_of("viewer").change(by=lead, active=False)
    assert not is_inside(client)


def test_t12_a_new_role_holds_from_the_next_request(client_for, lead, person_of):
    client = client_for("viewer")
    assert client.get("/settings").status_code == 403
    person_of("viewer").change(by=lead, role="team_lead")
    assert client.get("/settings").status_code == 200


def test_t14_the_eleventh_try_waits_even_with_the_right_password(client_for, lead):
    with clock.frozen(NOON) as stopped:
        client = client_for(None)
        wrong = [knock(client, lead.email, "wrong") for _ in range(10)][-1]
        blocked = knock(client, lead.email)
        assert (blocked.status_code, blocked.text) == (wrong.status_code, wrong.text)
        stopped.move(seconds=181)
        assert knock(client, lead.email).status_code == 303


def test_t14_one_account_blocked_leaves_the_others_open(client_for, lead, person_of, password_hash):
    chief = person_of("chief")
    chief.change(by=lead, password_hash=password_hash)
    with clock.frozen(NOON):
        client = client_for(None)
        for _ in range(11):
            knock(client, lead.email, "wrong")
        assert knock(client, chief.email).status_code == 303


def test_t14_strangers_elsewhere_cannot_shut_someone_out(client_for, lead):
    with clock.frozen(NOON) as stopped:
        home = client_for(None)
        knock(home, lead.email)
        stopped.move(days=1)
        for number in range(20):
            stranger = client_for(None)
            stranger.environ_base["REMOTE_ADDR"] = f"203.0.113.{number}"
            knock(stranger, lead.email, "wrong")
        stranger.environ_base["REMOTE_ADDR"] = "203.0.113.99"
        assert knock(stranger, lead.email).status_code == 422
        assert knock(home, lead.email).status_code == 303


def test_t14_an_address_that_tries_many_accounts_is_stopped(client_for, lead):
    with clock.frozen(NOON):
        client = client_for(None)
        for number in range(40):
            knock(client, f"person{number}@example.org", "wrong")
        assert knock(client, lead.email).status_code == 422
        client.environ_base["REMOTE_ADDR"] = "203.0.113.7"
        assert knock(client, lead.email).status_code == 303


def test_t14_a_forwarded_address_is_not_believed(client_for, lead):
    with clock.frozen(NOON):
        client = client_for(None)
        for number in range(11):
            client.post(
                "/sign-in",
                data={"email": lead.email, "password": "wrong"},
                headers={"X-Forwarded-For": f"203.0.113.{number}"},
            )
        assert knock(client, lead.email).status_code == 422


def test_a_sign_in_keeps_no_body_of_the_form(client_for, lead):
    from sras.web.models import Submission

    knock(client_for(None), lead.email)
    assert Submission.select().count() == 0


def test_an_account_is_open_until_the_end_of_its_last_day_in_the_state(client_of, person_of):
    coach = person_of("coach")
    coach.change(by=coach, ends_on=NOON.date())
    evening = datetime.datetime(2026, 10, 6, 3, 0, tzinfo=datetime.UTC)  # 22:00 in Chicago
    with clock.frozen(evening) as stopped:
        client = client_of(coach)
        assert is_inside(client)
        stopped.move(hours=2, minutes=1)
        assert not is_inside(client)


def test_someone_at_work_is_never_signed_out_for_being_idle(app, person_of):
    """Not even with the shortest idle time that may be set."""
    with clock.frozen(NOON) as stopped:
        token = Session.begin(person_of("viewer"), clock.now())
        for _ in range(20):
            stopped.move(minutes=4)
            assert Session.alive(token, clock.now(), idle_minutes=5, absolute_hours=12)


def test_a_refused_sign_in_says_that_the_password_is_asked_for_again(client_for, lead):
    page = knock(client_for(None), "team_lead@example.org", "wrong and long enough").text
    assert "Nothing you typed is lost" not in page
    assert "A password is never shown again: type it once more." in page
    assert 'value="team_lead@example.org"' in page

"""The Chief's link: once, for seven days, to one approval request, and nowhere else."""

import datetime
from typing import Any

import pytest

from sras.accounts.models_doors import OneTimeLink
from sras.core import clock, mail
from sras.core.addresses import is_address
from sras.planning.models_choice import ApprovalRequest
from tests.visitor import PASSWORD, give_passwords

NOON = datetime.datetime(2026, 10, 5, 12, 0, tzinfo=datetime.UTC)


@pytest.fixture
def request_of(make_cycle: Any, person_of: Any) -> Any:
    """An approval request of a fresh cycle."""
    lead = person_of("team_lead")
    return lambda number=1: ApprovalRequest.start(
        by=lead,
        cycle=make_cycle(),
        number=number,
        letter="We ask.",
        put_up_on=datetime.date(2026, 10, 1),
        put_up_by=lead,
        snapshot='{"items":[]}',
        sha256="0" * 64,
    )


@pytest.fixture
def chief_with_link(request_of: Any, person_of: Any, client_for: Any) -> Any:
    """A browser that opened the Chief's link, and the request it is for."""
    chief, about = person_of("chief"), request_of()
    _link, token = OneTimeLink.make(
        "decision", by=person_of("team_lead"), email=chief.email, person=chief, about=about.id
    )
    client = client_for(None)
    client.get(f"/decide-link/{token}")
    assert "Open the request" in client.get("/decide-link").text
    assert client.post("/decide-link").headers["Location"] == f"/approval/{about.id}"
    return client, about, token


def test_the_link_works_once(chief_with_link, client_for):
    _client, _about, token = chief_with_link
    other = client_for(None)
    assert other.get(f"/decide-link/{token}", follow_redirects=True).status_code == 404
    assert other.post("/decide-link").status_code == 404


@pytest.mark.parametrize("place", ["/", "/people", "/history", "/me", "/roles", "/plan"])
def test_the_link_opens_nothing_else(chief_with_link, place):
    client, about, _token = chief_with_link
    assert client.get(place).headers["Location"] == f"/approval/{about.id}"


def test_the_link_opens_no_other_request(chief_with_link, request_of):
    client, about, _token = chief_with_link
    other = request_of(2)
    assert client.get(f"/approval/{other.id}").headers["Location"] == f"/approval/{about.id}"
    assert client.post(f"/approval/{other.id}/decision").status_code in (403, 404)


def test_the_link_changes_nothing_else(chief_with_link):
    client, _about, _token = chief_with_link
    assert client.post("/me", data={"name": "Someone"}).status_code == 403
    assert client.get("/me", headers={"HX-Request": "true"}).status_code == 403


def test_signing_out_works_from_the_link(chief_with_link):
    client, _about, _token = chief_with_link
    assert client.post("/sign-out").status_code == 303
    assert client.get("/me").headers["Location"].startswith("/sign-in")


def test_a_second_link_opens_the_second_request(chief_with_link, request_of, person_of):
    client, _about, _token = chief_with_link
    chief, other = person_of("chief"), request_of(2)
    _link, token = OneTimeLink.make(
        "decision", by=chief, email=chief.email, person=chief, about=other.id
    )
    client.get(f"/decide-link/{token}")
    assert client.post("/decide-link").headers["Location"] == f"/approval/{other.id}"
    assert client.get(f"/approval/{other.id}").status_code == 200


def test_the_password_opens_the_rest_to_whoever_came_by_the_link(chief_with_link, person_of):
    client, _about, _token = chief_with_link
    give_passwords(person_of("chief"))
    assert client.get("/sign-in").status_code == 200
    signed_in = client.post("/sign-in", data={"email": "chief@example.org", "password": PASSWORD})
    assert signed_in.status_code == 303
    assert client.get("/people").status_code == 200


def test_looking_at_the_link_does_not_use_it(person_of, request_of, client_for):
    chief = person_of("chief")
    _link, token = OneTimeLink.make(
        "decision", by=chief, email=chief.email, person=chief, about=request_of().id
    )
    for _ in range(3):
        scanner = client_for(None)
        assert scanner.get(f"/decide-link/{token}", follow_redirects=True).status_code == 200
    client = client_for(None)
    client.get(f"/decide-link/{token}")
    assert client.post("/decide-link").status_code == 303


def test_the_link_expires_after_seven_days(person_of, request_of, client_for):
    chief = person_of("chief")
    with clock.frozen(NOON) as stopped:
        _link, token = OneTimeLink.make(
            "decision", by=chief, email=chief.email, person=chief, about=request_of().id
        )
        stopped.move(days=7, seconds=1)
        client = client_for(None)
        client.get(f"/decide-link/{token}")
        assert client.post("/decide-link").status_code == 404


def test_t18_a_token_leaves_the_address_before_a_page_is_shown(person_of, client_for):
    viewer = person_of("viewer")
    _link, token = OneTimeLink.make("reset", by=viewer, email=viewer.email, person=viewer)
    client = client_for(None)
    answer = client.get(f"/reset/{token}")
    assert answer.headers["Location"] == "/reset"
    assert token not in client.get("/reset").text


def test_an_invitation_is_mailed_when_a_mail_server_is_set(app, post_office, client_for):
    lead = client_for("team_lead")
    asked = {"email": "ana@example.org", "role": "viewer", "organisation": "sea"}
    lead.post("/people/invitation", data=asked)
    (letter,) = post_office.letters
    assert (letter["To"], letter["From"]) == ("ana@example.org", "sras@example.org")
    assert "http://127.0.0.1:8000/welcome/" in letter.get_payload(decode=True).decode()
    assert "It was sent by mail." in lead.get("/people").text


def test_without_the_mail_server_the_link_is_still_there(app, client_for):
    import dataclasses

    app.config["SETTINGS"] = dataclasses.replace(
        app.config["SETTINGS"], smtp_url="smtp://127.0.0.1:1", mail_from="sras@example.org"
    )
    lead = client_for("team_lead")
    asked = {"email": "ana@example.org", "role": "viewer", "organisation": "sea"}
    assert lead.post("/people/invitation", data=asked).status_code == 303
    assert "Hand it over yourself" in lead.get("/people").text


def test_t18_a_line_break_in_an_address_reaches_no_mail_server():
    with pytest.raises(mail.MailFailed):
        mail.send("smtp://127.0.0.1:1", "a@example.org", "b@example.org\nBcc: c@d.e", "x", "y")


BRACKETS = ["a@[b.co", "a(@b.co", "a@b.co)", "a\\@b.co", "a:b@b.co", "a@b.c(", "a@b..co", ".a@b.co"]


@pytest.mark.parametrize("address", [*BRACKETS, "a@b.co]", "=?utf-8?q?x?=@[b.co", "a@-b.co", "a@b"])
def test_what_no_mail_can_be_sent_to_is_no_address(client_for, address):
    asked = {"email": address, "role": "viewer", "organisation": "sea"}
    answer = client_for("team_lead").post("/people/invitation", data=asked)
    assert answer.status_code == 422
    assert "Enter one e-mail address" in answer.text
    with pytest.raises(mail.MailFailed):
        mail.send("smtp://127.0.0.1:1", "sras@example.org", address, "x", "y")


@pytest.mark.parametrize(
    "address", ["a.b-c+d_e@sub.example.gov", "o'neil@example.org", "é@example.org", "1@2.co"]
)
def test_plain_addresses_are_taken(address):
    assert is_address(address)

"""R23 without scripts: what was sent after a session had ended comes back at the door."""

import html
import re
from typing import Any

import pytest

from sras.accounts.models import Person
from sras.accounts.models_doors import Session
from sras.core import clock
from tests.visitor import PASSWORD, give_passwords

TYPED = {"name": "Franklin & <b>more</b>"}


@pytest.fixture
def lead(person_of: Any) -> Any:
    person, other = person_of("admin"), person_of("team_lead")
    give_passwords(person, other)
    return person


def hidden(answer: Any) -> dict[str, str]:
    """The hidden fields of the only form of a page that is no search and no signing out."""
    form = next(part for part in answer.text.split("<form")[1:] if "hidden" in part)
    pairs = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form.split("</form>")[0])
    return {name: html.unescape(value) for name, value in pairs}


def cut_off(client: Any, lead: Any, typed: dict[str, str], to: str = "/me") -> Any:
    """Send a form after the session has ended; the door is what comes back."""
    Session.end_all(lead, clock.now())
    headers = {"Referer": f"http://localhost{to}"}
    return client.post(to, data=typed, headers=headers, follow_redirects=True)


def knock(client: Any, door: Any, email: str, password: str = PASSWORD) -> Any:
    return client.post("/sign-in", data=hidden(door) | {"email": email, "password": password})


def test_r23_after_signing_in_what_was_typed_is_back_and_one_press_saves_it_once(client_for, lead):
    client = client_for("admin")
    typed = hidden(client.get("/me")) | TYPED
    door = cut_off(client, lead, typed, "/me")
    assert door.status_code == 401
    assert "<h1>Sign in" in door.text
    again = knock(client, door, lead.email, "wrong")
    assert again.status_code == 422
    back = knock(client, again, lead.email)
    assert "Franklin &amp; &lt;b&gt;more&lt;/b&gt;" in back.text
    assert 'href="/me">Leave' in back.text
    before = Person.get_by_id(lead.id)
    assert before.name != TYPED["name"]  # nothing is saved by itself
    for _press in range(2):
        assert client.post("/me", data=hidden(back)).status_code == 303
    after = Person.get_by_id(lead.id)
    assert (after.name, after.version) == (TYPED["name"], before.version + 1)


def test_r23_what_one_person_typed_is_not_shown_to_another_who_signs_in(client_for, lead):
    client = client_for("admin")
    door = cut_off(client, lead, TYPED)
    answer = knock(client, door, "team_lead@example.org")
    assert answer.status_code == 303
    assert "Franklin &amp;" not in client.get("/me").text


def test_r23_a_password_does_not_come_along_and_is_asked_for_again(client_for, lead):
    client = client_for("admin")
    sent = {"password": "typed before, not to be kept", "once": "b2", "note": "Kept."}
    back = knock(client, cut_off(client, lead, sent, "/me/password"), lead.email)
    assert "typed before" not in back.text
    assert 'name="password" type="password"' in back.text
    assert hidden(back)["note"] == "Kept."


def test_t09_what_nobody_here_packed_is_not_shown_and_leads_nowhere(client_for, lead):
    for packed in ("", "W10.abc.def", "x" * 2_000):
        client = client_for(None)
        door = client.get("/sign-in")
        sent = hidden(door) | {"typed": packed, "email": lead.email, "password": PASSWORD}
        assert client.post("/sign-in", data=sent).status_code == 303
    elsewhere = client_for(None).post("/sign-in/typed?to=//evil.example/", data=TYPED)
    assert "typed" not in hidden(elsewhere)


def test_a_form_that_is_too_long_to_carry_leads_to_the_door_alone(client_for, lead):
    client = client_for("admin")
    Session.end_all(lead, clock.now())
    answer = client.post("/settings", data={"name": "x" * 100_001})
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/sign-in"


def test_a_form_of_another_site_is_refused_before_anything_is_carried(client_for, lead):
    client = client_for(None)
    answer = client.post(
        "/sign-in/typed?to=/settings", data=TYPED, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403

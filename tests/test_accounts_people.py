"""People: invited, seen, given seats and access, closed; each change in history."""

import datetime
from typing import Any

import pytest

from sras.accounts import passwords
from sras.accounts.models import Membership, Person
from sras.accounts.models_doors import OneTimeLink, Session
from sras.core import clock
from sras.history.models import Actor, Change

PASSWORD = "nine grey herons by the weir"
NEW = "a slow boat crosses the lake"
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


@pytest.fixture
def client(lead: Any, client_of: Any) -> Any:
    """A browser of the team lead."""
    return client_of(lead)


def last_change() -> Change:
    return Change.select().order_by(Change.id.desc()).first()


def invite(client: Any, **fields: str) -> Any:
    asked = {"email": "ana.ruiz@example.org", "role": "team_member", "organisation": "sea"}
    return client.post("/people/invitation", data=asked | fields)


def link_on(page: Any) -> str:
    """The path of the one-time link that a page shows."""
    address = page.text.partition('id="link-address"')[2].partition('value="')[2].partition('"')[0]
    return address.removeprefix("http://127.0.0.1:8000")


def arrive(stranger: Any, path: str, door: str = "/welcome", **fields: str) -> Any:
    stranger.get(path)
    return stranger.post(door, data={"name": "Ana Ruiz", "password": NEW} | fields)


def access(person: Person, **fields: str) -> dict[str, str]:
    return {
        "email": person.email,
        "role": person.role,
        "ends_on": "",
        "own_password": PASSWORD,
        "version": str(person.version),
    } | fields


def test_an_invitation_leads_to_an_account_with_a_seat(client, client_for):
    assert invite(client, team_role="recorder").status_code == 303
    stranger = client_for(None)
    path = link_on(client.get("/people"))
    assert stranger.get(path).headers["Location"] == "/welcome"
    assert "ana.ruiz@example.org" in stranger.get("/welcome").text
    assert arrive(stranger, path).status_code == 303
    ana = Person.by_email("ana.ruiz@example.org")
    assert (ana.name, ana.role, ana.organisation) == ("Ana Ruiz", "team_member", "sea")
    assert Membership.of(ana).get().team_role == "recorder"
    assert stranger.get("/me").status_code == 200


@pytest.mark.parametrize(
    ("role", "chosen", "seat"),
    [
        ("team_member", "", "member"),
        ("process_manager", "", "process_manager"),
        ("team_lead", "", "lead"),
        ("viewer", "", ""),
        ("viewer", "recorder", "recorder"),
        ("team_member", "none", ""),
    ],
)
def test_the_role_suggests_the_seat_and_no_seat_can_be_chosen(client, role, chosen, seat):
    assert invite(client, role=role, team_role=chosen).status_code == 303
    assert OneTimeLink.get().team_role == seat


def test_t18_an_invitation_works_once(client, client_for):
    invite(client)
    path = link_on(client.get("/people"))
    arrive(client_for(None), path)
    assert arrive(client_for(None), path).status_code == 404
    assert client_for(None).get(path, follow_redirects=True).status_code == 404


def test_t18_an_invitation_expires_after_seven_days(client, client_for, lead):
    with clock.frozen(NOON) as stopped:
        _link, token = OneTimeLink.make("invitation", by=lead, email="x@example.org")
        stopped.move(days=7, seconds=-1)
        assert client_for(None).get(f"/welcome/{token}", follow_redirects=True).status_code == 200
        stopped.move(seconds=2)
        assert arrive(client_for(None), f"/welcome/{token}").status_code == 404


def test_t18_an_invitation_can_be_revoked(client, client_for):
    invite(client)
    path = link_on(client.get("/people"))
    key = OneTimeLink.get().id
    assert client.post(f"/invitations/{key}/revocation").status_code == 303
    assert last_change().verb == "revoked"
    assert arrive(client_for(None), path).status_code == 404
    assert client.post(f"/invitations/{key}/revocation").status_code == 409
    assert client.post("/invitations/99/revocation").status_code == 404


def test_a_newer_invitation_ends_the_older(client, client_for):
    invite(client)
    older = link_on(client.get("/people"))
    invite(client, role="viewer")
    newer = link_on(client.get("/people"))
    assert arrive(client_for(None), older).status_code == 404
    assert arrive(client_for(None), newer).status_code == 303
    assert Person.by_email("ana.ruiz@example.org").role == "viewer"


def test_t18_fields_added_to_an_invitation_are_ignored(client, client_for):
    invite(client)
    path = link_on(client.get("/people"))
    more = {"role": "admin", "email": "evil@example.org", "is_delegate": "y", "person_id": "1"}
    arrive(client_for(None), path, **more)
    ana = Person.by_email("ana.ruiz@example.org")
    assert (ana.role, ana.is_delegate) == ("team_member", False)
    assert Person.by_email("evil@example.org") is None


def test_t17_a_link_is_shown_once_and_only_its_hash_is_kept(client):
    invite(client)
    token = link_on(client.get("/people")).removeprefix("/welcome/")
    assert len(token) >= 43
    assert token not in client.get("/people").text
    link = OneTimeLink.get()
    assert token not in repr(link.__data__)
    assert not [c for c in Change.select() if token in c.name + c.reason]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"email": ""}, "Enter an e-mail address."),
        ({"email": "ana"}, "Enter one e-mail address, such as"),
        ({"email": "a@example.org\r\nBcc: b@example.org"}, "Enter one e-mail address, such as"),
        ({"email": "VIEWER@example.org"}, "There is an account with this address already."),
        ({"role": "owner"}, "Not a valid choice."),
        ({"role": "coach"}, "Say until when."),
        ({"role": "coach", "ends_on": "2020-01-01"}, "cannot lie in the past"),
        ({"ends_on": "soon"}, "Write the day as year-month-day"),
    ],
)
def test_an_invitation_that_will_not_do_is_refused_in_words(client, fields, said):
    answer = invite(client, **fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert OneTimeLink.select().count() == 0


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, "Enter your name"),
        ({"password": "too short"}, "at least 15 characters"),
        ({"password": "franklin sras 2026"}, "first that others would guess"),
        ({"password": "ana.ruiz@example"}, "first that others would guess"),
    ],
)
def test_a_newcomer_is_told_what_will_not_do(client, client_for, fields, said):
    invite(client)
    answer = arrive(client_for(None), link_on(client.get("/people")), **fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert Person.by_email("ana.ruiz@example.org") is None


def test_t21_access_changes_after_ones_own_password_and_leaves_history(client, person_of):
    viewer = person_of("viewer")
    answer = client.post(
        f"/people/{viewer.id}/access",
        data=access(viewer, role="coach", ends_on="2030-06-30", email="New@Example.org"),
    )
    assert answer.status_code == 303
    viewer = Person.get_by_id(viewer.id)
    assert (viewer.role, viewer.email) == ("coach", "new@example.org")
    assert viewer.ends_on == datetime.date(2030, 6, 30)
    change = last_change()
    assert (change.verb, change.by_name) == ("changed access", "Team lead One")
    assert {field.field for field in change.fields} == {"role", "email", "ends_on"}


def test_links_to_an_address_end_when_the_address_changes(client, lead, person_of):
    viewer = person_of("viewer")
    link, _token = OneTimeLink.make("reset", by=lead, email=viewer.email, person=viewer)
    client.post(f"/people/{viewer.id}/access", data=access(viewer, ends_on="2099-06-30"))
    assert OneTimeLink.get_by_id(link.id).revoked_at is None
    viewer = Person.get_by_id(viewer.id)
    client.post(f"/people/{viewer.id}/access", data=access(viewer, email="new@example.org"))
    assert OneTimeLink.get_by_id(link.id).revoked_at is not None


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"own_password": ""}, "Enter your own password once more."),
        ({"own_password": "wrong"}, "This is not your present password."),
        ({"email": "chief@example.org"}, "There is an account with this address already."),
        ({"role": "guest"}, "Say until when."),
    ],
)
def test_access_is_refused_in_words(client, person_of, fields, said):
    viewer = person_of("viewer")
    answer = client.post(f"/people/{viewer.id}/access", data=access(viewer, **fields))
    assert answer.status_code == 422
    assert said in answer.text
    assert Person.get_by_id(viewer.id).version == viewer.version


def test_nobody_changes_their_own_access(client, lead):
    assert client.post(f"/people/{lead.id}/access", data=access(lead)).status_code == 403
    assert client.post(f"/people/{lead.id}/deactivation").status_code == 403
    assert "Someone else must change your role" in client.get(f"/people/{lead.id}").text


def test_t12_closing_an_account_ends_its_sessions_and_can_be_undone(client, client_for, person_of):
    viewer, theirs = person_of("viewer"), client_for("viewer")
    assert client.post(f"/people/{viewer.id}/deactivation").status_code == 303
    assert last_change().verb == "deactivated"
    assert theirs.get("/me").status_code == 302
    assert client.post(f"/people/{viewer.id}/reactivation").status_code == 303
    assert last_change().verb == "reactivated"
    assert theirs.get("/me").status_code == 302


def test_t12_sessions_of_someone_can_be_ended(client, client_for, person_of):
    theirs = client_for("viewer")
    client.post(f"/people/{person_of('viewer').id}/sessions/closure")
    assert theirs.get("/me").status_code == 302


def test_t20_a_password_link_sets_a_password_once_and_ends_every_session(
    client, client_for, person_of
):
    viewer, theirs = person_of("viewer"), client_for("viewer")
    client.post(f"/people/{viewer.id}/reset-link", data={"reset-own_password": PASSWORD})
    path = link_on(client.get(f"/people/{viewer.id}"))
    assert theirs.get("/me").status_code == 200
    stranger = client_for(None)
    assert arrive(stranger, path, "/reset").status_code == 303
    assert stranger.get("/me").status_code == 200
    assert theirs.get("/me").status_code == 302
    assert arrive(client_for(None), path, "/reset").status_code == 404
    assert passwords.is_right(Person.get_by_id(viewer.id).password_hash, NEW)


def test_t21_a_password_link_needs_ones_own_password(client, person_of):
    key = person_of("viewer").id
    answer = client.post(f"/people/{key}/reset-link", data={"reset-own_password": "wrong"})
    assert answer.status_code == 422
    assert "This is not your present password." in answer.text
    assert OneTimeLink.select().count() == 0


def test_t20_a_password_link_expires_after_a_day(client_for, lead, person_of):
    viewer = person_of("viewer")
    with clock.frozen(NOON) as stopped:
        _link, token = OneTimeLink.make("reset", by=lead, email=viewer.email, person=viewer)
        stopped.move(hours=24, seconds=1)
        assert arrive(client_for(None), f"/reset/{token}", "/reset").status_code == 404


def test_t18_a_link_opens_only_its_own_door(client_for, lead, person_of):
    viewer = person_of("viewer")
    _link, token = OneTimeLink.make("reset", by=lead, email=viewer.email, person=viewer)
    assert arrive(client_for(None), f"/welcome/{token}").status_code == 404


def test_a_seat_is_given_from_a_past_day_and_put_right(client, person_of):
    chief = person_of("chief")
    answer = client.post(
        f"/people/{chief.id}/seats",
        data={"team_role": "member", "program_areas": ["Title I"], "started_on": "2026-01-15"},
    )
    assert answer.status_code == 303
    seat = Membership.of(chief).get()
    assert (seat.areas, seat.started_on) == (["Title I"], datetime.date(2026, 1, 15))
    again = client.post(
        f"/people/{chief.id}/seats", data={"team_role": "lead", "started_on": "2026-02-15"}
    )
    assert again.status_code == 422
    assert "has a seat since" in again.text
    client.post(
        f"/seats/{seat.id}",
        data={
            "team_role": "recorder",
            "program_areas": ["Finance", "Title I"],
            "started_on": "2026-01-01",
            "version": seat.version,
        },
    )
    seat = Membership.get_by_id(seat.id)
    assert (seat.team_role, seat.areas) == ("recorder", ["Finance", "Title I"])
    assert last_change().kind == "membership"


def test_the_list_of_people_asks_the_same_number_of_questions(client, queries):
    with queries() as few:
        client.get("/people")
    for number in range(20):
        Person.start(by=Actor("Set-up"), name=f"P {number}", email=f"p{number}@example.org")
    with queries() as many:
        client.get("/people")
    assert len(few) == len(many) <= 10


def test_ones_own_name_changes_and_the_rest_does_not(client, lead):
    client.post(
        "/me",
        data={"name": "Lee Park", "position": "Director", "role": "admin", "version": lead.version},
    )
    lead = Person.get_by_id(lead.id)
    assert (lead.name, lead.position, lead.role) == ("Lee Park", "Director", "team_lead")


def test_t21_a_new_password_needs_the_old_and_signs_out_the_other_browsers(client, client_of, lead):
    other = client_of(lead)
    wrong = client.post("/me/password", data={"own_password": "wrong", "password": NEW})
    assert (wrong.status_code, NEW in wrong.text) == (422, False)
    right = client.post("/me/password", data={"own_password": PASSWORD, "password": NEW})
    assert right.status_code == 303
    assert client.get("/me").status_code == 200
    assert other.get("/me").status_code == 302
    assert not [c for c in Change.select() for f in c.fields if f.field == "password_hash"]


def test_t12_the_other_browsers_can_be_signed_out(client, client_of, lead):
    other = client_of(lead)
    assert "2 browsers" in client.get("/me").text
    client.post("/me/other-sessions/closure")
    assert other.get("/me").status_code == 302
    assert Session.select().where(Session.ended_at.is_null()).count() == 1

"""The team cannot approve for the Chief: the link to decide is mailed, or an administrator's."""

import dataclasses
import datetime
import re
from typing import Any

import pytest

from sras.accounts.models import Person
from sras.accounts.models_doors import OneTimeLink
from sras.assessment.models import Assessment
from sras.core import clock
from sras.history.models import Change
from sras.planning.models_choice import ApprovalRequest, Decision
from sras.planning.models_lists import Selection
from tests.conftest import BY, DAY
from tests.visitor import PASSWORD, give_passwords

NO_MAIL = "No mail is set up"


@pytest.fixture
def put_up(client_for: Any, make_cycle: Any) -> ApprovalRequest:
    """A request that lies before the Chief."""
    row = Assessment.of_cycle(make_cycle()).first()
    row.change(by=BY, level=2, priority=3, opportunity=3, agreed_on=DAY)
    placed = Selection.start(
        by=BY, assessment=row, list="quick_win", suggested="quick_win", placed_on=DAY
    )
    client_for("team_lead").post("/approval", data={"letter": "Dear Chief", "items": [placed.id]})
    return ApprovalRequest.get()


@pytest.fixture
def broken_mail(app: Any) -> None:
    """A mail server that is set, but does not answer."""
    app.config["SETTINGS"] = dataclasses.replace(
        app.config["SETTINGS"], smtp_url="smtp://127.0.0.1:1", mail_from="sras@example.org"
    )


def make_link(client: Any, request: Any, person: Person) -> Any:
    return client.post(f"/approval/{request.id}/link", data={"person": person.id})


def opened(client: Any, address: str) -> Any:
    """A browser that opened the request by the link."""
    client.get("/decide-link/" + address.rsplit("/", 1)[1])
    client.post("/decide-link")
    return client


def cookie_of(client: Any) -> dict[str, Any]:
    with client.session_transaction() as cookie:
        return dict(cookie)


@pytest.mark.parametrize("role", ["team_lead", "process_manager", "admin"])
def test_a_mailed_link_is_shown_to_nobody(post_office, client_for, person_of, put_up, role):
    client = client_for(role)
    made = make_link(client, put_up, person_of("chief"))
    assert made.status_code == 303
    (letter,) = post_office.letters
    assert letter["To"] == "chief@example.org"
    address = re.search(r"\S+/decide-link/\S+", letter.get_payload(decode=True).decode())[0]
    token = address.rsplit("/", 1)[1]
    assert token not in str(cookie_of(client))
    page = client.get(f"/approval/{put_up.id}").text
    assert token not in page
    assert "link-address" not in page
    assert "mailed to Chief State School Officer One" in page
    assert opened(client_for(None), address).get(f"/approval/{put_up.id}").status_code == 200


def test_a_link_that_could_not_be_mailed_is_not_shown_either(
    broken_mail, client_for, person_of, put_up
):
    lead = client_for("team_lead")
    assert make_link(lead, put_up, person_of("chief")).status_code == 303
    assert "decide-link" not in str(cookie_of(lead))
    page = lead.get(f"/approval/{put_up.id}").text
    assert "The mail to Chief State School Officer One could not be sent" in page
    assert "link-address" not in page


@pytest.mark.parametrize("role", ["team_lead", "process_manager"])
def test_without_mail_the_team_makes_no_link(client_for, person_of, put_up, role):
    client = client_for(role)
    page = client.get(f"/approval/{put_up.id}").text
    assert NO_MAIL in page
    assert "ask an administrator to hand over the link" in page
    assert f"/approval/{put_up.id}/record" in page
    assert 'id="make-link"' not in page
    refused = make_link(client, put_up, person_of("chief"))
    assert refused.status_code == 403
    assert NO_MAIL in refused.text
    assert OneTimeLink.select().count() == 0


def test_without_mail_an_administrator_hands_it_over_and_the_decision_says_so(
    client_for, person_of, put_up
):
    admin = client_for("admin")
    assert 'id="make-link"' in admin.get(f"/approval/{put_up.id}").text
    assert make_link(admin, put_up, person_of("chief")).status_code == 303
    page = admin.get(f"/approval/{put_up.id}").text
    address = page.partition('id="link-address"')[2].partition('value="')[2].partition('"')[0]
    assert "link-address" not in admin.get(f"/approval/{put_up.id}").text, "shown only once"
    phone = opened(client_for(None), address)
    phone.post(f"/approval/{put_up.id}/decision", data={"how": "all"})
    decision = Decision.get()
    assert decision.decided_by == "Chief State School Officer One"
    assert decision.handed_over_by == "Administrator One"
    viewer = client_for("viewer")
    said = "by a link handed over by Administrator One"
    assert said in viewer.get(f"/approval/{put_up.id}").text
    change = Change.get(Change.kind == "decision")
    told = client_for("team_lead").get(f"/history/decision/{decision.id}").text
    assert change.by_name == "Chief State School Officer One"
    assert change.by_name in told
    assert "Administrator One" in told


def test_a_password_tells_nothing_of_who_handed_over_a_link(client_for, person_of, put_up):
    make_link(client_for("admin"), put_up, person_of("chief"))
    client_for("chief").post(f"/approval/{put_up.id}/decision", data={"how": "all"})
    assert Decision.get().handed_over_by == ""
    assert "handed over by" not in client_for("viewer").get(f"/approval/{put_up.id}").text


@pytest.mark.parametrize(
    "typed",
    [
        {"role": "viewer"},
        {"role": "chief", "is_delegate": "y"},
        {"role": "chief", "email": "other@example.org"},
    ],
)
@pytest.mark.parametrize("purpose", ["decision", "reset"])
def test_open_links_end_when_what_a_person_may_do_changes(
    client_for, person_of, put_up, typed, purpose
):
    chief, admin = person_of("chief"), person_of("admin")
    give_passwords(admin)
    OneTimeLink.make(purpose, by=BY, email=chief.email, person=chief, about=put_up.id)
    answer = client_for("admin").post(
        f"/people/{chief.id}/access",
        data={"email": chief.email, "own_password": PASSWORD, **typed},
    )
    assert answer.status_code == 303, answer.text
    assert OneTimeLink.open_ones(clock.now()).count() == 0


def test_an_open_link_outlives_another_last_day_of_the_account(client_for, person_of, put_up):
    chief, admin = person_of("chief"), person_of("admin")
    give_passwords(admin)
    OneTimeLink.make("decision", by=BY, email=chief.email, person=chief, about=put_up.id)
    later = datetime.date(2099, 1, 1).isoformat()
    typed = {"email": chief.email, "role": "chief", "ends_on": later, "own_password": PASSWORD}
    assert client_for("admin").post(f"/people/{chief.id}/access", data=typed).status_code == 303
    assert OneTimeLink.open_ones(clock.now()).count() == 1

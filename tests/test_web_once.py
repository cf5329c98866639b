"""One press, one entry: which answer a press gets that came before, and which it never gets."""

import concurrent.futures
import io
import time
from typing import Any

import pytest

from sras.accounts.models import Agency, Person
from sras.accounts.models_doors import OneTimeLink, Session
from sras.core import clock, db
from sras.history.models import Change
from sras.web.models import Submission
from tests.conftest import BY, HTMX
from tests.test_web_saving import typed
from tests.visitor import PASSWORD, give_passwords

INVITED = {
    "email": "lee@example.gov",
    "name": "",
    "role": "viewer",
    "organisation": "sea",
    "team_role": "",
    "ends_on": "",
    "once": "press-1",
}


def once_of(page: str, action: str) -> str:
    """The token of the form that posts to an address."""
    form = page[page.index(f'action="{action}"') :]
    return form.split('name="once" value="', 1)[1].split('"', 1)[0]


def test_two_buttons_of_one_page_do_not_answer_for_each_other(
    client_for: Any, person_of: Any
) -> None:
    lead = client_for("team_lead")
    for role in ("viewer", "guest"):
        key = person_of(role).id
        answer = lead.post(f"/people/{key}/deactivation", data={"once": "page-1", "version": 1})
        assert answer.headers["Location"] == f"/people/{key}"
    assert not Person.get(Person.role == "guest").active


def test_another_person_never_gets_the_answer(client_for: Any) -> None:
    body = typed(Agency.one(), usps="AA", once="press-1")
    assert client_for("team_lead").post("/settings", data=body).status_code == 303
    assert client_for("viewer").post("/settings", data=body).status_code == 403
    assert client_for("process_manager").post("/settings", data=body).status_code == 303
    assert Submission.select().count() == 2


def test_a_press_that_leads_elsewhere_leads_there_again(client_for: Any) -> None:
    lead = client_for("team_lead")
    first, second = (lead.post("/people/invitation", data=INVITED, headers=HTMX) for _ in range(2))
    assert first.headers["HX-Redirect"] == second.headers["HX-Redirect"] == "/people"
    assert OneTimeLink.select().count() == 1


def test_the_token_table_holds_no_link_and_no_password(client_for: Any, person_of: Any) -> None:
    lead = client_for("team_lead")
    give_passwords(person_of("team_lead"))
    lead.post("/people/invitation", data=INVITED)
    lead.post(
        "/me/password",
        data={"once": "p", "own_password": PASSWORD, "password": "violet harbour lantern 9"},
    )
    rows = repr(list(Submission.select().dicts()))
    assert Submission.select().count() == 2
    assert "/welcome/" not in rows
    assert "violet" not in rows


def test_changing_the_password_twice_at_one_press_is_one_change(
    client_for: Any, person_of: Any
) -> None:
    lead = client_for("team_lead")
    give_passwords(person_of("team_lead"))
    body = {"once": "p", "own_password": PASSWORD, "password": "violet harbour lantern 9"}
    assert [lead.post("/me/password", data=body).status_code for _ in range(2)] == [303, 303]
    assert Change.select().where(Change.verb == "changed password").count() == 1


def test_signing_someone_out_works_each_time(client_for: Any, person_of: Any) -> None:
    lead, viewer = client_for("team_lead"), person_of("viewer")
    page, address = f"/people/{viewer.id}", f"/people/{viewer.id}/sessions/closure"
    for _ in range(2):
        Session.begin(viewer, clock.now())
        lead.post(address, data={"once": once_of(lead.get(page).text, address)})
        assert Session.open_of(viewer, clock.now(), 60).count() == 0
    done = Change.select().where(Change.verb == "signed out", Change.kind == "person")
    assert [(change.by_name, change.key) for change in done] == [("Team lead One", viewer.id)] * 2


def test_t43_rights_taken_away_while_a_save_waits_are_gone(client_for: Any, person_of: Any) -> None:
    lead, person = client_for("team_lead"), person_of("team_lead")
    whole = typed(Agency.one(), usps="ZZ")
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        with db.transaction():
            person.change(by=BY, role="viewer")
            waiting = pool.submit(lambda: lead.post("/settings", data=whole).status_code)
            time.sleep(0.5)  # until it stands before the lock
        assert waiting.result() == 403
    assert Agency.one().usps == "FR"


def test_two_files_of_one_name_do_not_confuse_the_press(client_for: Any) -> None:
    files = [(io.BytesIO(text), "a.csv") for text in (b"one", b"two")]
    answer = client_for("team_lead").post("/settings", data={"once": "p", "file": files})
    assert answer.status_code == 422


@pytest.mark.parametrize("version", ["-99999999999999999999", "0", "99999999999999999999", "2"])
def test_a_version_that_cannot_be_is_asked_about(client_for: Any, version: str) -> None:
    lead, whole = client_for("team_lead"), typed(Agency.one(), usps="ZZ", version=version)
    asked = lead.post("/settings", data=whole)
    assert asked.status_code == 409
    assert Agency.one().usps == "FR"
    assert asked.text.count('class="sides"') == 1
    settled = lead.post("/settings", data={**whole, "settle": "mine", "seen": "1"})
    assert settled.status_code == 303
    assert Agency.one().usps == "ZZ"


def test_a_version_that_is_no_number_is_as_good_as_none(client_for: Any) -> None:
    whole = typed(Agency.one(), usps="ZZ", version="x")
    assert client_for("team_lead").post("/settings", data=whole).status_code == 303

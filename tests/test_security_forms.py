"""Forms with fields that nobody asked for, and what is told when something breaks."""

import logging
import re
from typing import Any

import pytest

from sras.accounts.models import Agency, Person
from sras.assessment.models import Assessment
from sras.planning.models_choice import ApprovalRequest
from sras.web.headers import POLICY
from tests.sample_rows import address_of, make_sample


@pytest.fixture
def sample(app: Any, make_cycle: Any) -> None:
    make_sample(make_cycle)


UNASKED = {
    **dict.fromkeys(("role", "role-0", "person_role"), "admin"),
    **dict.fromkeys(("is_admin", "active", "is_delegate", "is_key", "approval_gate"), "y"),
    **dict.fromkeys(("id", "key", "person", "person_id", "user_id", "cycle", "indicator"), "2"),
    **dict.fromkeys(("created_at", "archived_at", "used_at"), "2000-01-01T00:00:00.000000Z"),
    **dict.fromkeys(("password_hash", "token_hash", "email"), "x@evil.example"),
    **dict.fromkeys(("lock_reason", "locked", "number", "by", "by_name", "decided_by"), "9"),
}


@pytest.mark.parametrize("role", ["viewer", "team_member", "chief"])
def test_t05_a_field_that_nobody_asked_for_changes_nothing(app, sample, client_for, role):
    ApprovalRequest.update(state="decided").execute()  # as the decision beside it says
    client, before = client_for(role), powers()
    for rule in app.url_map.iter_rules():
        if "POST" in rule.methods and rule.endpoint != "accounts.sign_out":
            assert client.post(address_of(rule, app), data=UNASKED).status_code < 500, rule
    assert powers() == before


def test_t05_nor_beside_the_fields_that_were_asked_for(app, sample, client_for, person_of):
    client, before = client_for("team_member"), powers()
    me = person_of("team_member")
    asked = {"name": "Another Name", "position": "Recorder", "version": str(me.version)}
    assert client.post("/me", data=UNASKED | asked).status_code == 303
    row = Assessment.select().where(Assessment.level.is_null()).first()
    kept = dict(row.__data__)
    asked = {"in_place": "New words.", "version": str(row.version)}
    assert client.post(f"/assessment/{row.id}", data=UNASKED | asked).status_code == 303
    after = Assessment.get_by_id(row.id).__data__
    assert {n for n in kept if kept[n] != after[n]} == {"in_place", "version"}
    assert after["version"] == kept["version"] + 1
    assert person_of("team_member").name == "Another Name"
    assert powers() == before


@pytest.mark.parametrize("value", ["²", "1" * 5_000, "9999-12-30", "-1", "1:²"])
def test_no_field_breaks_a_page_whatever_stands_in_it(app, sample, client_for, value):
    client = client_for("team_lead")
    names, broken = set(UNASKED) | {"label", "code", "due", "frequency"}, []
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and not rule.rule.endswith((".pdf", ".docx", ".xlsx", ".ics")):
            names |= set(re.findall(r' name="([^"]+)"', client.get(address_of(rule, app)).text))
    for rule in app.url_map.iter_rules():
        if "POST" in rule.methods and rule.endpoint != "accounts.sign_out":
            for sent in (names, names - {"title"}):
                answer = client.post(address_of(rule, app), data=dict.fromkeys(sent, value))
                broken += [rule.rule] if answer.status_code >= 500 else []
    assert broken == []


def powers() -> list[tuple]:
    """Who may do what, and what holds for all."""
    columns = (Person.id, Person.email, Person.role, Person.active, Person.is_delegate)
    rows = list(Person.select(*columns, Person.password_hash).order_by(Person.id).tuples())
    agency = Agency.one()
    return [*rows, (agency.id, agency.approval_gate, agency.version)]


def test_t37_a_fault_shows_a_number_and_nothing_of_the_inside(app, sample, client_for, caplog):
    request = ApprovalRequest.select().first()
    ApprovalRequest.update(snapshot="{broken secret-of-the-inside").execute()
    with caplog.at_level(logging.ERROR, logger="sras"):
        answer = client_for("team_lead").get(f"/approval/{request.id}")
    assert answer.status_code == 500
    number = re.search(r"number: <b>([0-9a-f]{8})</b>", answer.text)
    assert number
    for inside in ("Traceback", "secret-of-the-inside", "/sras/", ".py", "SELECT", "JSON"):
        assert inside not in answer.text
    assert f"id={number[1]} path=/approval/{request.id}" in caplog.text
    assert "Traceback" in caplog.text
    assert answer.headers["Content-Security-Policy"] == POLICY

"""The team does not decide who decides: the Chief's access is the administrator's business."""

from typing import Any

import pytest

from sras.accounts.models import Person
from sras.accounts.models_doors import OneTimeLink
from sras.accounts.rules import may_manage


@pytest.mark.parametrize(
    ("actor", "role", "delegate", "allowed"),
    [
        ("admin", "chief", False, True),
        ("admin", "admin", False, True),
        ("process_manager", "chief", False, False),
        ("process_manager", "admin", False, False),
        ("team_lead", "team_member", True, False),
        ("team_lead", "team_member", False, True),
    ],
)
def test_who_may_touch_whose_access(actor: str, role: str, delegate: bool, allowed: bool) -> None:
    assert may_manage(actor, role, delegate) is allowed


@pytest.mark.parametrize("path", ["reset-link", "access", "deactivation", "sessions/closure"])
@pytest.mark.parametrize("role", ["chief", "admin"])
def test_a_process_manager_does_not_touch_the_chiefs_access(
    client_for: Any, person_of: Any, path: str, role: str
) -> None:
    key = person_of(role).id
    answer = client_for("process_manager").post(f"/people/{key}/{path}", data={})
    assert answer.status_code == 403
    assert "the team does not decide who decides" in answer.text
    assert OneTimeLink.select().count() == 0


def test_a_team_lead_invites_no_chief(client_for: Any) -> None:
    answer = client_for("team_lead").post(
        "/people/invitation",
        data={"email": "new@example.org", "role": "chief", "organisation": "sea"},
    )
    assert answer.status_code == 422
    assert "Only an administrator invites the Chief" in answer.text


def test_an_administrator_invites_the_chief(client_for: Any) -> None:
    answer = client_for("admin").post(
        "/people/invitation",
        data={"email": "new@example.org", "role": "chief", "organisation": "sea"},
    )
    assert answer.status_code == 303
    assert OneTimeLink.get().role == "chief"


def test_the_page_of_the_chief_says_who_may_change_it(client_for: Any, person_of: Any) -> None:
    page = client_for("process_manager").get(f"/people/{person_of('chief').id}").text
    assert "Only an administrator changes the name or access" in page
    assert 'id="save-access"' not in page
    assert Person.get(Person.role == "chief").active


@pytest.mark.parametrize("role", ["chief", "admin"])
def test_a_team_lead_renames_neither_the_chief_nor_an_administrator(
    client_for: Any, person_of: Any, role: str
) -> None:
    person, lead = person_of(role), client_for("team_lead")
    typed = {"version": person.version, "name": "Another Name", "organisation": "sea"}
    answer = lead.post(f"/people/{person.id}", data=typed)
    assert answer.status_code == 403
    assert person_of(role).name == person.name
    assert 'id="save-details"' not in lead.get(f"/people/{person.id}").text


def test_a_team_lead_does_not_revoke_the_invitation_of_an_administrator(
    client_for: Any, person_of: Any
) -> None:
    link, _token = OneTimeLink.make(
        "invitation", by=person_of("admin"), email="new@example.org", role="admin"
    )
    lead = client_for("team_lead")
    assert lead.post(f"/invitations/{link.id}/revocation").status_code == 403
    assert f'id="revoke-{link.id}"' not in lead.get("/people").text
    assert client_for("admin").post(f"/invitations/{link.id}/revocation").status_code == 303


@pytest.mark.parametrize("purpose", ["reset", "decision"])
def test_only_an_invitation_is_revoked_as_one(
    client_for: Any, person_of: Any, purpose: str
) -> None:
    chief = person_of("chief")
    link, _token = OneTimeLink.make(purpose, by=person_of("admin"), email=chief.email, person=chief)
    for role in ("team_lead", "admin"):
        assert client_for(role).post(f"/invitations/{link.id}/revocation").status_code == 404
    assert OneTimeLink.get_by_id(link.id).revoked_at is None

"""Two people on one thing: who is named, what is shown, and what is kept of the text given up."""

from typing import Any

from sras.accounts.models import Agency, Membership, Person
from sras.history.models import Change, ChangedField
from tests.test_web_saving import typed
from tests.visitor import PASSWORD, give_passwords


def test_the_one_who_changed_that_field_is_named(client_for: Any) -> None:
    lead, manager = client_for("team_lead"), client_for("process_manager")
    read = typed(Agency.one())
    lead.post("/settings", data=typed(Agency.one(), usps="AA"))
    manager.post("/settings", data=typed(Agency.one(), chief_title="Commissioner"))
    answer = manager.post("/settings", data={**read, "usps": "BB"})
    assert answer.status_code == 409
    assert "Team lead One wrote" in answer.text


def test_text_given_up_for_the_other_stays_in_history(client_for: Any) -> None:
    lead, manager = client_for("team_lead"), client_for("process_manager")
    read = typed(Agency.one())
    lead.post("/settings", data={**read, "program_areas": "Finance"})
    mine = {**read, "program_areas": "Migrant education", "seen": 2, "settle": "theirs"}
    assert manager.post("/settings", data=mine).status_code == 303
    assert Agency.one().program_areas == "Finance"
    given_up = Change.select().order_by(Change.id.desc()).first()
    assert (given_up.by_name, given_up.version) == ("Process manager One", 2)
    assert ChangedField.get(ChangedField.change == given_up).new == '"Migrant education"'
    assert "Migrant education" in manager.get("/history").text
    assert Agency.one().at_version(1)["program_areas"] == read["program_areas"]


def test_a_password_is_asked_for_again_and_never_written_into_the_page(
    client_for: Any, person_of: Any
) -> None:
    lead, manager = client_for("team_lead"), client_for("process_manager")
    give_passwords(person_of("team_lead"), person_of("process_manager"))
    viewer = person_of("viewer")
    address = f"/people/{viewer.id}/access"
    typed_in = {
        "email": viewer.email,
        "role": "team_member",
        "ends_on": "",
        "version": viewer.version,
        "own_password": PASSWORD,
    }
    assert lead.post(address, data=typed_in).status_code == 303
    answer = manager.post(address, data={**typed_in, "role": "process_manager"})
    assert answer.status_code == 409
    assert PASSWORD not in answer.text
    assert 'name="own_password" type="password"' in answer.text
    again = {**typed_in, "role": "process_manager", "seen": viewer.version + 1, "settle": "mine"}
    assert manager.post(address, data=again).status_code == 303
    assert Person.get_by_id(viewer.id).role == "process_manager"


def test_a_list_that_nobody_else_touched_is_no_conflict(client_for: Any, person_of: Any) -> None:
    lead, manager = client_for("team_lead"), client_for("process_manager")
    seat = Membership.get(Membership.person == person_of("team_member"))
    read = {
        "team_role": "member",
        "program_areas": ["Title I"],
        "started_on": "2026-07-01",
        "version": seat.version,
    }
    address = f"/seats/{seat.id}"
    two = {**read, "program_areas": ["Title I", "Finance"]}
    assert lead.post(address, data=two).status_code == 303
    assert manager.post(address, data={**read, "team_role": "recorder"}).status_code == 303
    seat = Membership.get_by_id(seat.id)
    assert (seat.team_role, seat.areas) == ("recorder", ["Title I", "Finance"])
    three = {**two, "program_areas": ["Title I", "Finance", "Accountability"]}
    assert lead.post(address, data={**three, "version": 3}).status_code == 303
    assert (
        manager.post(address, data={**two, "started_on": "2026-08-01", "version": 3}).status_code
        == 303
    )
    assert len(Membership.get_by_id(seat.id).areas) == 3

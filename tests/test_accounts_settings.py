"""The agency's settings: changed in words, merged, kept in history, seen on the next page."""

import pytest

from sras.accounts.models import ACCENTS, Agency
from sras.history.models import Change


def typed(**fields: str) -> dict[str, str]:
    agency = Agency.one()
    names = (
        *("state_name", "usps", "agency_name", "system_name", "chief_title", "zone", "accent"),
        *("fiscal_year_month", "reassess_years", "reassess_years_key", "team_low", "team_high"),
        *("many_objectives", "program_areas"),
    )
    shown = {name: str(getattr(agency, name)) for name in names}
    return shown | {"approval_gate": "y", "version": str(agency.version)} | fields


def test_settings_change_and_leave_history(client_for):
    lead = client_for("team_lead")
    answer = lead.post("/settings", data=typed(accent="plum", system_name="Franklin improves"))
    assert answer.status_code == 303
    change = Change.select().order_by(Change.id.desc()).first()
    fields = {field.field for field in change.fields}
    assert fields == {"accent", "system_name", "keep_view_names"}
    page = lead.get("/me").text
    assert 'data-accent="plum"' in page
    assert "Franklin improves" in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"state_name": " "}, "State must be filled in."),
        ({"usps": "1x"}, "A postal code is two letters"),
        ({"zone": "Mars/Olympus"}, "Not a valid choice."),
        ({"accent": "black"}, "Not a valid choice."),
        ({"reassess_years": "often"}, "Enter a whole number from 1 to 20."),
        ({"team_low": "9", "team_high": "5"}, "cannot be smaller than the smallest"),
        ({"many_objectives": "0"}, "Enter a whole number from 1 to 100."),
        ({"program_areas": "x" * 2_001}, "At most 2,000 characters."),
    ],
)
def test_settings_that_will_not_do_are_refused_in_words(client_for, fields, said):
    answer = client_for("team_lead").post("/settings", data=typed(**fields))
    assert answer.status_code == 422
    assert said in answer.text
    assert Agency.one().version == 1


def test_two_people_change_different_settings_and_both_are_kept(client_for):
    first, second = typed(usps="OH"), typed(chief_title="State Superintendent")
    client_for("team_lead").post("/settings", data=first)
    client_for("process_manager").post("/settings", data=second)
    assert (Agency.one().usps, Agency.one().chief_title) == ("OH", "State Superintendent")


def test_two_people_change_the_same_setting_and_one_is_asked(client_for):
    first, second = typed(chief_title="Commissioner"), typed(chief_title="State Superintendent")
    client_for("team_lead").post("/settings", data=first)
    answer = client_for("process_manager").post("/settings", data=second)
    assert answer.status_code == 409
    assert "Commissioner" in answer.text
    assert "State Superintendent" in answer.text


def test_t05_fields_that_are_not_on_the_form_are_ignored(client_for):
    client_for("team_lead").post(
        "/settings", data=typed(id="7", archived_at="2026-01-01", usps="OH")
    )
    assert (Agency.one().id, Agency.one().archived_at) == (1, None)


@pytest.mark.parametrize("role", ["chief", "team_member", "coach", "viewer"])
def test_settings_belong_to_those_who_manage_them(client_for, role):
    assert client_for(role).get("/settings").status_code == 403
    assert client_for(role).post("/settings", data=typed()).status_code == 403


@pytest.mark.parametrize("accent", ACCENTS)
def test_every_color_can_be_chosen(client_for, accent):
    assert f'value="{accent}"' in client_for("team_lead").get("/settings").text

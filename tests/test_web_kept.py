"""Pages that are kept while nothing changes: never an old one, never another reader's."""

import datetime
import re
from typing import Any

import pytest

from sras.assessment.models import Assessment
from sras.core import clock
from tests.conftest import BY, DAY


@pytest.fixture
def rated(make_cycle: Any) -> Any:
    """One assessment of a running cycle, with a level."""
    assessment = Assessment.of_cycle(make_cycle()).first()
    assessment.change(by=BY, level=2, agreed_on=DAY)
    return assessment


def text_of(client: Any, address: str = "/assessment") -> str:
    return client.get(address).get_data(as_text=True)


def test_the_same_page_again_asks_the_database_who_is_there_and_no_more(
    client_for: Any, rated: Any, queries: Any
) -> None:
    lead = client_for("team_lead")
    first = text_of(lead)
    with queries() as seen:
        assert text_of(lead) == first
    assert len(seen) <= 3
    assert all("accounts_" in sql or "history_change" in sql for sql in seen)


@pytest.mark.parametrize("address", ["/assessment", "/plan"])
def test_a_change_of_anything_shows_at_once(
    client_for: Any, rated: Any, person_of: Any, address: str
) -> None:
    lead = client_for("team_lead")
    assert text_of(lead, address) == text_of(lead, address)
    rated.indicator.change(by=BY, title="Another title")
    rated.cycle.change(by=BY, label="Next year")
    person_of("team_lead").change(by=BY, name="Ana Ortiz")
    page = text_of(lead, address)
    assert "Next year" in page
    assert "Ana Ortiz" in page
    assert ("Another title" in page) == (address == "/assessment")


def test_a_kept_page_is_for_its_own_reader(client_for: Any, rated: Any, person_of: Any) -> None:
    assert person_of("team_lead").name in text_of(client_for("team_lead"))
    viewer = text_of(client_for("viewer"))
    assert person_of("viewer").name in viewer
    assert person_of("team_lead").name not in viewer


def test_each_address_is_kept_for_itself(client_for: Any, rated: Any) -> None:
    lead = client_for("team_lead")
    assert text_of(lead) != text_of(lead, "/assessment?show=unassessed")
    assert rated.indicator.title not in text_of(lead, "/assessment?show=unassessed")


def test_a_message_is_told_once(client_for: Any, rated: Any) -> None:
    lead = client_for("team_lead")
    quiet = text_of(lead)
    with lead.session_transaction() as cookie:
        cookie["_flashes"] = [("message", "Told once")]
    assert "Told once" in text_of(lead)
    assert text_of(lead) == quiet


def test_a_new_day_makes_a_new_page(
    client_for: Any, rated: Any, queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead = client_for("team_lead")
    text_of(lead)
    tomorrow = clock.today("America/Chicago") + datetime.timedelta(days=1)
    monkeypatch.setattr(clock, "today", lambda _zone: tomorrow)
    with queries() as seen:
        text_of(lead)
    assert any("assessment_" in sql for sql in seen)


def test_a_kept_page_answers_304_and_packed_as_any_other(client_for: Any, rated: Any) -> None:
    lead = client_for("team_lead")
    first = lead.get("/assessment", headers={"Accept-Encoding": "br"})
    again = lead.get("/assessment", headers={"Accept-Encoding": "br"})
    assert again.headers["Content-Encoding"] == "br"
    assert again.get_data() == first.get_data()
    assert again.headers["ETag"] == first.headers["ETag"]
    unchanged = lead.get("/assessment", headers={"If-None-Match": first.headers["ETag"]})
    assert unchanged.status_code == 304
    plain = lead.get("/assessment", headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_a_page_says_whose_it_is_by_a_mark_that_is_no_name(
    client_for: Any, rated: Any, person_of: Any
) -> None:
    def mark(client: Any, address: str) -> list[str]:
        return re.findall(
            r'<html[^>]* data-who="([0-9a-f]{12})" data-idle="480"', text_of(client, address)
        )

    lead, viewer = client_for("team_lead"), client_for("viewer")
    assert (
        mark(lead, "/plan") == mark(lead, "/assessment") == mark(client_for("team_lead"), "/plan")
    )
    assert len(mark(lead, "/plan")) == 1
    assert mark(lead, "/plan") != mark(viewer, "/plan")
    assert "data-who" not in text_of(client_for(None), "/sign-in")


def test_r21_what_one_person_left_unsent_is_never_saved_as_said_by_the_next(
    client_for: Any, rated: Any
) -> None:
    def whose(client: Any) -> str:
        return re.findall(r'data-who="([0-9a-f]{12})"', text_of(client, "/plan"))[0]

    lead, member = client_for("team_lead"), client_for("team_member")
    typed = {"title": "A walk", "held_on": "2026-10-20", "starts_at": "10:00", "kind": "regular"}
    typed |= {"minutes": "60", "days": "1", "once": f"sras.{whose(member)}.17000000.5"}
    refused = lead.post("/meetings", data=typed)  # a page that the member left open sends it
    assert refused.status_code == 403
    assert "This page is of someone else who was signed in here." in refused.text
    typed["once"] = f"sras.{whose(lead)}.17000000.5"
    assert lead.post("/meetings", data=typed).status_code == 303

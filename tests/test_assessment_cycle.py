"""Cycles: set up, begin on a frozen set, move, close; the team and what it covers."""

import datetime

import pytest

from sras.assessment.models import Assessment, Cycle
from sras.core import clock
from sras.frameworks.models import Edition
from sras.history.models import Change
from tests.conftest import BY

D = datetime.date


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    moment = datetime.datetime(2026, 11, 2, 15, tzinfo=datetime.UTC)
    monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.fixture
def lead(client_for):
    return client_for("team_lead")


def test_a_cycle_begins_on_a_set_that_is_frozen_and_lays_out_its_indicators(lead, make_edition):
    edition = make_edition(per_topic=1)
    answer = lead.post(
        "/cycles",
        data={"label": "2026-27", "starts_on": "2026-09-01", "edition": edition.id, "previous": ""},
    )
    cycle = Cycle.get()
    assert answer.location == f"/cycles/{cycle.id}"
    assert lead.post(f"/cycles/{cycle.id}/beginning").status_code == 303
    cycle = Cycle.get_by_id(cycle.id)
    assert (cycle.state, cycle.edition.is_frozen) == ("assessing", True)
    assert Assessment.of_cycle(cycle).count() == 3
    assert lead.post(f"/cycles/{cycle.id}/beginning").status_code == 409
    assert Assessment.of_cycle(cycle).count() == 3
    assert Change.of("cycle", cycle.id).first().verb == "began"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"label": ""}, "Give the cycle a name, such as 2026-27."),
        ({"starts_on": ""}, "Say on which day the cycle begins."),
        ({"starts_on": "today"}, "Write the day as year-month-day, such as 2026-10-14."),
        ({"appointed_on": "2027-01-01"}, "cannot lie in the future."),
        ({"edition": "999"}, "Choose a set of indicators."),
        ({"previous": "999"}, "Choose one of the cycles."),
    ],
)
def test_a_cycle_that_will_not_do_is_refused_in_words(lead, make_edition, fields, sentence):
    right = {"label": "2026-27", "starts_on": "2026-09-01", "edition": str(make_edition(1).id)}
    answer = lead.post("/cycles", data={**right, "charge": "Bring it under one roof.", **fields})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Bring it under one roof." in answer.text
    assert Cycle.select().count() == 0


def test_two_sets_stand_side_by_side_and_a_cycle_takes_either(lead, make_edition):
    editions = [make_edition(1), make_edition(2)]
    for n, edition in enumerate(editions):
        lead.post(
            "/cycles",
            data={"label": f"Cycle {n}", "starts_on": f"2026-0{n + 8}-01", "edition": edition.id},
        )
    for cycle in Cycle.select():
        cycle.begin(by=BY)
    assert [Assessment.of_cycle(cycle).count() for cycle in Cycle.select()] == [3, 6]


def test_a_cycle_in_setup_does_not_hide_the_one_under_way(make_cycle, make_edition):
    running = make_cycle()
    Cycle.start(by=BY, label="Next", edition=make_edition(1), starts_on=D(2027, 9, 1))
    assert Cycle.running().id == running.id
    assert Cycle.running_with_progress().progress == (0, 6)


def test_the_team_is_shown_with_what_it_covers_and_does_not(client_for, make_cycle):
    cycle = make_cycle()
    page = client_for("viewer").get(f"/cycles/{cycle.id}").text
    assert "Team lead One" in page
    assert "The team has 3 members; 5 to 9 are meant." in page
    not_covered = page.split("Not covered")[1]
    assert "Special education" in not_covered
    assert "Title I" not in not_covered


def test_a_cycle_moves_on_and_back_only_with_a_reason(lead, make_cycle):
    cycle = make_cycle()
    assert lead.post(f"/cycles/{cycle.id}/state", data={"state": "planning"}).status_code == 303
    back = lead.post(f"/cycles/{cycle.id}/state", data={"state": "assessing"})
    assert back.status_code == 422
    assert "Say why the cycle goes back to an earlier state." in back.text
    assert lead.post(f"/cycles/{cycle.id}/state", data={"state": "nowhere"}).status_code == 422
    lead.post(f"/cycles/{cycle.id}/state", data={"state": "assessing", "reason": "Two came late."})
    assert Cycle.get_by_id(cycle.id).state == "assessing"
    assert Change.of("cycle", cycle.id).first().reason == "Two came late."


def test_a_cycle_is_closed_with_its_day_and_reopened_with_a_reason(lead, make_cycle):
    cycle = make_cycle()
    url = f"/cycles/{cycle.id}"
    late = lead.post(f"{url}/closing", data={"ends_on": "2027-06-30"})
    assert (late.status_code, "cannot lie in the future." in late.text) == (422, True)
    early = lead.post(f"{url}/closing", data={"ends_on": "2026-08-01"})
    assert "A cycle ends after it begins." in early.text
    assert lead.post(f"{url}/closing", data={"ends_on": "2026-10-30"}).status_code == 303
    assert Cycle.get_by_id(cycle.id).ends_on == D(2026, 10, 30)
    assert lead.post(f"{url}/closing", data={"ends_on": "2026-10-30"}).status_code == 409
    assert lead.post(f"{url}/reopening", data={"reason": ""}).status_code == 422
    assert lead.post(f"{url}/reopening", data={"reason": "Three to go."}).status_code == 303
    assert Cycle.get_by_id(cycle.id).state == "annual_review"


def test_a_cycle_is_changed_and_keeps_its_history(lead, make_cycle):
    cycle = make_cycle()
    fields = {"label": "2026-27 baseline", "starts_on": "2026-09-01", "version": cycle.version}
    assert lead.post(f"/cycles/{cycle.id}", data=fields | {"label": ""}).status_code == 422
    assert lead.post(f"/cycles/{cycle.id}", data=fields).status_code == 303
    change = Change.of("cycle", cycle.id).first()
    assert [field.field for field in change.fields] == ["label"]


def test_who_does_not_manage_cycles_reads_only(client_for, make_cycle):
    cycle = make_cycle()
    for role in ("team_member", "chief", "coach", "viewer", "admin"):
        client = client_for(role)
        assert client.get("/cycles").status_code == 200
        assert client.get(f"/cycles/{cycle.id}").status_code == 200
        for way in ("", "/beginning", "/state", "/closing", "/reopening"):
            assert client.post(f"/cycles/{cycle.id}{way}").status_code == 403, (role, way)
        assert client.post("/cycles").status_code == 403
        assert client.get("/cycles/new").status_code == 403


def test_an_unknown_cycle_is_404(lead):
    assert lead.get("/cycles/999").status_code == 404
    assert lead.post("/cycles/999/closing").status_code == 404
    assert lead.get("/assessment?cycle=999").status_code == 404


def test_without_a_cycle_the_pages_say_what_to_do_first(lead):
    for address in ("/assessment", "/assessment/to-finish", "/profile"):
        answer = lead.get(address)
        assert answer.status_code == 200
        assert "No cycle is running" in answer.text
        assert 'href="/cycles/start">Begin a cycle' in answer.text
    assert lead.get("/profile.pdf").status_code == 404


def test_the_list_asks_as_little_with_many_cycles_as_with_one(
    lead, make_edition, make_cycle, queries
):
    make_cycle()
    counts = []
    for more in (0, 20):
        for n in range(more):
            Cycle.start(by=BY, label=f"{n}", edition=make_edition(1), starts_on=D(2020, 1, 1))
        with queries() as seen:
            assert lead.get("/cycles").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_cycle_on_a_set_without_indicators_does_not_begin(client_for, make_edition):
    edition = make_edition(per_topic=0)
    cycle = Cycle.start(by=BY, label="2027", edition=edition, starts_on=D(2026, 9, 1))
    answer = client_for("team_lead").post(f"/cycles/{cycle.id}/beginning")
    assert answer.status_code == 409
    assert "has no indicators yet" in answer.text
    assert not Edition.get_by_id(edition.id).is_frozen


def test_a_closed_cycle_does_not_begin_after_its_end(client_for, make_cycle):
    cycle = make_cycle()
    cycle.close(by=BY, on=D(2026, 10, 1))
    sent = {"version": cycle.version, "label": cycle.label, "starts_on": "2026-10-02"}
    answer = client_for("team_lead").post(f"/cycles/{cycle.id}", data=sent)
    assert answer.status_code == 422
    assert "A cycle begins before it ends." in answer.text
    assert Cycle.get_by_id(cycle.id).starts_on == D(2026, 9, 1)


def test_each_page_without_a_cycle_keeps_its_own_title(lead):
    for address, title in (("/assessment", "Assess"), ("/profile", "Profile")):
        assert f"<h1>{title}</h1>" in lead.get(address).text


def test_beginning_a_cycle_leads_to_the_one_that_is_set_up(lead, make_cycle):
    assert lead.get("/cycles/start").location == "/cycles/new"
    cycle = make_cycle()
    cycle.change(by=BY, state="setup")
    assert lead.get("/cycles/start").location == f"/cycles/{cycle.id}"


def test_who_cannot_begin_a_cycle_is_told_who_does(client_for):
    page = client_for("viewer").get("/profile").text
    assert "The team lead or the process manager begins it." in page
    assert "/cycles/start" not in page

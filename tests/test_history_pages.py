"""History: sentences with old and new, narrowed, paged, nothing sealed, nothing to edit."""

import datetime
import re
from typing import Any

import pytest

from sras.accounts.models import Person
from sras.accounts.models_doors import OneTimeLink
from sras.assessment.models import Assessment
from sras.core import clock
from sras.core.kinds import KINDS
from sras.evidence.models import Evidence
from sras.history import rules
from sras.history.models import Change, ChangedField
from sras.planning.models import Objective
from sras.planning.models_tasks import Task, TaskDone
from tests.conftest import DAY

NOON = datetime.datetime(2026, 10, 5, 12, 0, tzinfo=datetime.UTC)


@pytest.fixture
def viewer(person_of: Any) -> Person:
    return person_of("viewer")


def test_a_change_is_told_with_old_and_new(client_for, person_of, viewer):
    viewer.change(by=person_of("chief"), position="Director", reason="New post")
    viewer.change(by=person_of("chief"), position="Deputy", ends_on=datetime.date(2027, 6, 30))
    page = client_for("team_lead").get(f"/history/person/{viewer.id}").text
    assert '<del><span class="nl">Director</span></del> → <ins><span class="nl">Deputy' in page
    assert "30 Jun 2027" in page
    assert "Because: New post" in page
    assert "<title>History of Viewer One" in page


@pytest.mark.parametrize(("role", "leads"), [("team_lead", True), ("chief", False)])
def test_a_change_leads_to_its_thing_only_for_whom_it_opens(client_for, role, leads):
    page = client_for(role).get("/history").text
    assert "Franklin" in page
    assert ('href="/settings?key=' in page) is leads


def test_the_newest_change_comes_first_and_says_of_what(client_for, person_of, viewer):
    viewer.change(by=person_of("chief"), position="Director")
    page = client_for("team_lead").get("/history").text
    first = page.partition('<li id="change-')[2].partition("</li>")[0]
    assert "<b>Chief State School Officer One</b> changed" in first
    assert "person “Viewer One”" in first
    assert f'href="/people/{viewer.id}"' in first


def test_what_was_added_is_folded_in_the_long_list_and_open_on_its_own_page(client_for, viewer):
    lead = client_for("team_lead")
    added = lead.get("/history?kind=person").text
    assert re.search(r"<details><summary>\d+ details<span", added)
    assert " details<span" not in lead.get(f"/history/person/{viewer.id}").text


def test_a_change_of_what_was_there_before_is_not_folded(client_for, person_of, viewer):
    viewer.change(by=person_of("chief"), position="Deputy", ends_on=datetime.date(2027, 6, 30))
    page = client_for("team_lead").get("/history").text
    first = page.partition('<li id="change-')[2].partition("</li>")[0]
    assert "Deputy" in first
    assert "<summary>" not in first


def test_someone_renamed_still_shows_by_the_old_name(client_for, person_of, viewer):
    chief = person_of("chief")
    viewer.change(by=chief, position="Director")
    chief.change(by=chief, name="Someone Else")
    assert "Chief State School Officer One" in client_for("team_lead").get("/history").text


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("kind=agency", False),
        ("kind=person", True),
        ("verb=changed", True),
        ("verb=archived", False),
        ("by_name=Chief+State+School+Officer+One", True),
        ("by_name=Nobody", False),
        ("first=2026-10-05&last=2026-10-05", True),
        ("last=2026-10-04", False),
        ("first=2026-10-06&last=2026-10-07", False),
    ],
)
def test_history_can_be_narrowed(client_for, person_of, viewer, asked, found):
    with clock.frozen(NOON):
        viewer.change(by=person_of("chief"), position="Director of trains")
        page = client_for("team_lead").get(f"/history?{asked}")
    assert page.status_code == 200
    assert ("Director of trains" in page.text) is found


def test_a_day_is_the_agencys_own(client_for, person_of, viewer):
    evening = datetime.datetime(2026, 10, 6, 3, 0, tzinfo=datetime.UTC)  # the 5th in Chicago
    with clock.frozen(evening):
        viewer.change(by=person_of("chief"), position="Director of trains")
        lead = client_for("team_lead")
        assert "of trains" in lead.get("/history?first=2026-10-05&last=2026-10-05").text
        assert "of trains" not in lead.get("/history?first=2026-10-06").text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("first=soon", "Write the day as year-month-day"),
        ("first=2026-10-06&last=2026-10-05", "The last day lies before the first."),
    ],
)
def test_what_cannot_be_asked_is_told(client_for, asked, said):
    page = client_for("team_lead").get(f"/history?{asked}")
    assert page.status_code == 422
    assert said in page.text


def test_long_histories_come_a_page_at_a_time(client_for, person_of, viewer):
    for number in range(60):
        viewer.change(by=person_of("chief"), position=f"Post {number}")
    lead = client_for("team_lead")
    first, second = lead.get("/history?kind=person"), lead.get("/history?kind=person&page=2")
    assert first.text.count('<li id="change-') == 50
    assert "kind=person&amp;page=2" in first.text
    assert "Post 3<" in second.text
    assert "Post 59<" not in second.text


def test_history_asks_the_same_number_of_questions_for_any_length(
    client_for, person_of, viewer, queries
):
    lead = client_for("team_lead")
    addresses = ("/history", f"/history/person/{viewer.id}")
    counts = []
    for _round in range(2):
        with queries() as seen:
            for address in addresses:
                lead.get(address)
        counts.append(len(seen))
        for number in range(21):
            viewer.change(by=person_of("chief"), position=f"Post {number}")
    assert counts[0] == counts[1] <= 20


def test_what_is_sealed_is_left_out_until_it_is_opened(client_for, person_of, viewer):
    change = viewer.change(by=person_of("chief"), position="Secret post", reason="Secret reason")
    ChangedField.update(sealed=True).where(ChangedField.change == change).execute()
    lead = client_for("team_lead")
    for address in ("/history", f"/history/person/{viewer.id}"):
        assert "Secret" not in lead.get(address).text
    ChangedField.update(sealed=False).where(ChangedField.change == change).execute()
    assert "Secret post" in lead.get("/history").text


def test_kinds_that_one_may_not_read_are_left_out(client_for, person_of):
    lead = person_of("team_lead")
    link, _token = OneTimeLink.make("invitation", by=lead, email="ana@example.org")
    assert "ana@example.org" in client_for("team_lead").get("/history").text
    assert "ana@example.org" not in client_for("chief").get("/history").text
    assert client_for("chief").get(f"/history/link/{link.id}").status_code == 404
    assert "One-time link" not in client_for("chief").get("/history").text


def test_passwords_and_tokens_are_never_recorded(client_for, person_of):
    lead = person_of("team_lead")
    lead.change(by=lead, password_hash="scrypt:x")
    OneTimeLink.make("invitation", by=lead, email="ana@example.org")
    assert not ChangedField.select().where(ChangedField.field.contains("hash")).exists()


def test_no_route_edits_history(app):
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/history"):
            assert rule.methods <= {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize("address", ["/history/nothing/1", "/history/person/999"])
def test_what_does_not_exist_is_404(client_for, address):
    assert client_for("team_lead").get(address).status_code == 404


@pytest.mark.parametrize("role", ["viewer", "guest", "reviewer"])
def test_history_belongs_to_those_who_may_read_it(client_for, role):
    assert client_for(role).get("/history").status_code == 403


@pytest.mark.parametrize(
    ("recorded", "column", "said"),
    [
        (None, "text", None),
        ('""', "text", None),
        ('"Hello"', "text", "Hello"),
        ("3", "text", "3"),
        ("true", "yes_no", "yes"),
        ("false", "yes_no", "no"),
        ('"2026-10-14"', "day", datetime.date(2026, 10, 14)),
        ('"2026-10-05T12:00:00+00:00"', "moment", NOON),
        ('"will_include"', "choice", "will include"),
        ('"sea"', "choice", "SEA"),
        ('{"key":1,"name":"Ana Ruiz"}', "text", "Ana Ruiz"),
    ],
)
def test_recorded_values_in_words(recorded, column, said):
    assert rules.spoken(recorded, column) == said


@pytest.mark.parametrize(
    ("field", "label"), [("done_on", "done on"), ("usps", "postal code"), ("judgement", "judgment")]
)
def test_fields_in_words(field, label):
    assert rules.label_of(field) == label


def test_every_recorded_change_can_be_shown(app, client_for, make_cycle):
    from tests.sample_rows import make_sample

    make_sample(make_cycle)
    lead, person = client_for("team_lead"), Person.get(Person.role == "team_lead")
    for kind in KINDS.values():
        for change in Change.select().where(Change.kind == kind.name).limit(1):
            allowed = person.may(kind.right, kind.table.get_by_id(change.key))
            status = lead.get(f"/history/{kind.name}/{change.key}").status_code
            assert status == (200 if allowed else 404)


def test_a_thing_whose_name_says_what_it_is_is_told_by_its_name_alone(
    client_for, person_of, make_cycle
):
    lead = person_of("team_lead")
    assessment = Assessment.of_cycle(make_cycle()).first()
    piece = Evidence.add(
        by=lead,
        about=("assessment", assessment.id),
        title="Staffing chart",
        source="observation",
        description="Seen.",
        dated=DAY,
    )
    page = client_for("team_lead").get("/history").text
    assert f"linked “Staffing chart” to {assessment.indicator.code} " in page
    assert "added evidence “Staffing chart”" in re.sub("<[^>]+>", "", page)
    assert piece.links.count() == 1


def test_a_completion_is_told_with_its_day_as_people_say_it(person_of, make_cycle):
    assessment = Assessment.of_cycle(make_cycle()).first()
    assessment.change(by=person_of("chief"), level=2, agreed_on=DAY)
    objective = Objective.begin(person_of("chief"), assessment, DAY)
    task = Task.add(person_of("chief"), objective, DAY, title="Call the centers")
    done = TaskDone(task=task, done_on=datetime.date(2026, 11, 10))
    assert str(done) == "“Call the centers” on 10 Nov 2026"

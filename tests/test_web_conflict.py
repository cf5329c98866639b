"""Two people on one thing: who is named, what is shown, and what is kept of the text given up."""

import time
from typing import Any

import pytest

from sras.accounts.models import Agency, Membership, Person
from sras.assessment.forms import ReassessmentForm
from sras.assessment.models import Assessment
from sras.core.words import differences
from sras.history.models import Change, ChangedField
from sras.planning.models_lists import Selection
from sras.web.merging import stored
from sras.web.submissions import _column
from tests.conftest import BY, DAY
from tests.test_web_saving import typed
from tests.visitor import PASSWORD, give_passwords


def test_r12_the_one_who_changed_that_field_is_named(client_for: Any) -> None:
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


def test_any_form_can_be_asked_about_that_shows_no_known_version(
    client_for: Any, person_of: Any
) -> None:
    seat = Membership.get(Membership.person == person_of("team_member"))
    sent = {"team_role": "recorder", "program_areas": ["Finance"], "started_on": "2026-07-01"}
    answer = client_for("team_lead").post(f"/seats/{seat.id}", data={**sent, "version": 99})
    assert answer.status_code == 409
    assert answer.text.count('class="sides"') == 2


def test_the_conflict_names_who_wrote_what_stands(client_for: Any, make_assessment: Any) -> None:
    assessment = make_assessment(in_place="As it was")
    read = {"version": assessment.version, "only": "in_place"}
    address = f"/assessment/{assessment.id}"
    lead, member = client_for("team_lead"), client_for("team_member")
    assert lead.post(address, data={**read, "in_place": "By the lead"}).status_code == 303
    other = {**read, "in_place": "By the member"}
    assert member.post(address, data=other).status_code == 409
    settled = {**other, "seen": assessment.version + 1, "settle": "theirs"}
    assert member.post(address, data=settled).status_code == 303
    third = client_for("process_manager").post(address, data={**read, "in_place": "By a third"})
    assert "Team lead One saved this" in third.text


def test_two_who_place_an_indicator_at_once_are_asked_which_list(
    client_for: Any, make_cycle: Any
) -> None:
    assessment = Assessment.of_cycle(make_cycle()).first()
    assessment.change(by=BY, level=2, agreed_on=DAY, priority=3, opportunity=3)
    lead, member = client_for("team_lead"), client_for("team_member")
    address = f"/choose/{assessment.id}/place"
    assert 'name="version" value="0"' in member.get("/choose").text
    unplaced = {"version": "0", "list": "quick_win"}
    assert lead.post(address, data=unplaced).status_code == 303
    late = {"version": "0", "list": "deferred", "why": "Later"}
    assert member.post(address, data=late).status_code == 409
    assert Selection.get().list == "quick_win"
    assert member.post(address, data=unplaced).status_code == 303
    settled = {**late, "seen": "1", "settle": "mine"}
    assert member.post(address, data=settled).status_code == 303
    assert Selection.get().list == "deferred"


def test_a_field_called_like_a_verb_of_its_table_has_no_value_there(
    client_for: Any, make_assessment: Any
) -> None:
    assessment = make_assessment(level=2, agreed_on=DAY)
    form = ReassessmentForm()
    values = stored(form, lambda name: _column(assessment, name))
    assert values["level"] == "2"
    assert values["note"] == ""


@pytest.mark.parametrize(
    ("theirs", "mine", "pieces"),
    [
        (
            "one two three",
            "one 2 three",
            [("same", "one "), ("del", "two "), ("ins", "2 "), ("same", "three")],
        ),
        ("same", "same", [("same", "same")]),
        ("", "new", [("ins", "new")]),
        ("one two", "one two three", [("same", "one two "), ("ins", "three")]),
        (
            "a\nb c\nd",
            "a\r\nb x\nd",
            [("same", "a\n"), ("same", "b "), ("del", "c\n"), ("ins", "x\n"), ("same", "d")],
        ),
    ],
)
def test_two_texts_are_laid_side_by_side_by_words(
    theirs: str, mine: str, pieces: list[tuple[str, str]]
) -> None:
    assert differences(theirs, mine) == pieces


@pytest.mark.parametrize(
    ("theirs", "mine"),
    [
        ("a " * 50_000, "b a " * 25_000),
        ("a\n" * 50_000, "b\na\n" * 25_000),
        ("a b c d e\n" * 9_000, "b a d c e\n" * 9_000),
        (" ".join(map(str, range(17_000))), " ".join(map(str, range(17_000, 0, -1)))),
        ("x" * 100_000, "y" * 100_000),
    ],
)
def test_t33_two_hostile_texts_are_compared_in_time_and_nothing_of_them_is_lost(
    theirs: str, mine: str
) -> None:
    began = time.process_time()
    pieces = differences(theirs, mine)
    assert time.process_time() - began < 2
    assert "".join(text for op, text in pieces if op != "ins").split() == theirs.split()
    assert "".join(text for op, text in pieces if op != "del").split() == mine.split()

"""Changes since the copy someone holds, of the profile."""

import datetime
from typing import Any

import page as pdfua
import pytest

from sras.accounts.models import Membership
from sras.assessment.models import Assessment
from sras.evidence.models import Evidence
from sras.history.models import Change
from tests.conftest import BY, DAY
from tests.paper_copies import number_of, pages, told

D = datetime.date
TEAM = (
    "Process manager One, Team lead One, Team member One → "
    "Coach One, Nora New, Process manager One, Team member One (recorder)"
)


@pytest.fixture
def rows(make_cycle: Any) -> list[Assessment]:
    """Six indicators in two parts, the first four with a level."""
    found = list(Assessment.of_cycle(make_cycle()))
    for row in found[:4]:
        row.agree(by=BY, today=DAY, level=2, agreed_on=DAY, priority=3, in_place="Some do it.")
    return found


@pytest.mark.parametrize("paper", ["plan", "profile"])
def test_no_copy_is_older_than_its_cycle(
    client_for: Any, rows: list[Assessment], paper: str
) -> None:
    made = Change.of("cycle", rows[0].cycle.id).order_by(Change.id).first().id
    viewer = client_for("viewer")
    for number in (1, made - 1):
        answer = viewer.get(f"/copies?paper={paper}&number={number}")
        assert answer.status_code == 422
        assert f"of this cycle has the number {number}" in answer.text


def test_a_level_changes_the_grid_its_topic_and_the_lists(
    client_for: Any, rows: list[Assessment]
) -> None:
    viewer = client_for("viewer")
    held = number_of(viewer, "/profile/print")
    rows[0].agree(by=BY, today=D(2026, 9, 14), level=3, in_place="All do it.")
    rows[5].agree(by=BY, today=D(2026, 9, 14), level=1)
    assert told(viewer, "profile", held) == [
        "First page: replace this sheet",
        "Levels agreed: 1 Sep 2026 → 1 Sep 2026 to 14 Sep 2026",
        "The grid: replace this sheet",
        "Counts by part and level: changed",
        "1.1 Practice 1.1: changed",
        "Level: 2 Begun → 3 Usual",
        "Agreed on: 1 Sep 2026 → 14 Sep 2026",
        "In place: Some do it. → All do it.",
        "10.2 Practice 10.2: new",
        "The lists at the end: changed",
    ]
    made = viewer.get(f"/copies.pdf?paper=profile&number={held}").data
    first, cover, grid, loose = pages(made)
    assert "stands in place of what your copy says of it Counts by part and level" in first
    assert "Franklin" in cover
    assert grid.count("changed") == 2
    assert "1.1 Practice 1.1 " in loose
    assert "10.2 Practice 10.2 " in loose
    assert "1.2 Practice" not in loose
    assert [str(f) for f in pdfua.validate_pdf_bytes(made, profile="ua1").failures] == []


def test_each_thing_on_the_profile_is_told_when_it_changes(
    client_for: Any, rows: list[Assessment], person_of: Any
) -> None:
    piece = Evidence.add(by=BY, about=("assessment", rows[0].id), title="Guide", source="document")
    lead, viewer = client_for("team_lead"), client_for("viewer")
    held = number_of(lead, "/profile/print")
    piece.change(by=BY, title="Handbook", dated=DAY)
    rows[1].change(by=BY, consensus="with_reservation", dissent_note="Ben saw it at 1.")
    rows[1].indicator.change(by=BY, title="Practice renamed")
    rows[2].change(by=BY, disposition_reason="On no paper at this level.")
    person_of("team_lead").change(by=BY, name="Nora New")
    Membership.get(person=person_of("team_member")).change(by=BY, team_role="recorder")
    Membership.start(by=BY, person=person_of("coach"), team_role="member", started_on=DAY)
    said = told(lead, "profile", held)
    assert said == [
        "First page: replace this sheet",
        f"Team: {TEAM}",
        "The grid: replace this sheet",
        "1.1 Practice 1.1: changed",
        "Evidence: Guide → Handbook (1 Sep 2026)",
        "1.2 Practice renamed: changed",
        "Indicator: 1.2 Practice 1.2 → 1.2 Practice renamed",
        "Consensus: nothing → Agreed with reservation Ben saw it at 1.",
        "The lists at the end: changed",
    ]
    assert "Handbook" not in " ".join(told(viewer, "profile", held))


def test_what_is_not_on_the_profile_leaves_its_number(
    client_for: Any, rows: list[Assessment], person_of: Any
) -> None:
    viewer = client_for("viewer")
    held = number_of(viewer, "/profile/print")
    rows[0].lock(by=BY, why="The plan builds on it.")
    person_of("viewer").change(by=BY, name="Someone Else")
    Evidence.add(by=BY, about=("cycle", rows[0].cycle.id), title="Aside", source="document")
    assert number_of(viewer, "/profile/print") == held
    assert told(viewer, "profile", held) == []


def test_a_level_taken_back_is_struck_from_the_copy(
    client_for: Any, rows: list[Assessment]
) -> None:
    viewer = client_for("viewer")
    held = number_of(viewer, "/profile/print")
    rows[3].take_back(by=BY, reason="Typed in the wrong row.")
    assert told(viewer, "profile", held)[-2:] == [
        "The lists at the end: changed",
        "2.2 Practice 2.2: no longer there",
    ]


def test_the_profile_of_an_earlier_cycle_keeps_its_copies(
    client_for: Any, rows: list[Assessment], make_cycle: Any
) -> None:
    viewer, cycle = client_for("viewer"), rows[0].cycle
    held = number_of(viewer, "/profile/print")
    printed = viewer.get("/profile/print").text
    assert f"/copies?paper=profile&amp;cycle={cycle.id}<" in printed
    rows[0].change(by=BY, in_place="Put right.")
    cycle.close(by=BY, on=D(2027, 6, 30))
    make_cycle(edition=cycle.edition, previous=cycle, label="2027-28", starts_on=D(2027, 7, 1))
    answer = viewer.get(f"/copies?paper=profile&number={held}")
    assert "For another cycle, use the address printed beside the number." in answer.text
    asked = {"paper": "profile", "number": held, "cycle": cycle.id}
    assert "In place" in viewer.get("/copies", query_string=asked).text

"""Where the cycle stands is offered, not taken, when a request goes up and is decided."""

from typing import Any

import pytest

from sras.assessment.models import Assessment, Cycle
from sras.planning.models_choice import ApprovalRequest, RequestItem
from sras.planning.models_lists import Selection
from sras.planning.rules_choice import cycle_step
from tests.conftest import BY, DAY


@pytest.mark.parametrize(
    ("cycle", "request_", "outcome", "step"),
    [
        ("assessing", "open", "", "awaiting_chief"),
        ("prioritising", "open", "", "awaiting_chief"),
        ("awaiting_chief", "open", "", ""),
        ("implementing", "open", "", ""),
        ("awaiting_chief", "decided", "approved", "planning"),
        ("assessing", "decided", "approved_with_changes", "planning"),
        ("awaiting_chief", "decided", "returned", ""),
        ("implementing", "decided", "approved", ""),
        ("awaiting_chief", "withdrawn", "", ""),
        ("closed", "decided", "approved", ""),
    ],
)
def test_the_step_of_the_cycle_follows_from_the_request(
    cycle: str, request_: str, outcome: str, step: str
) -> None:
    assert cycle_step(cycle, request_, outcome) == step


def test_the_lead_moves_the_cycle_on_from_the_request(
    client_for: Any, make_cycle: Any, person_of: Any
) -> None:
    cycle, chief = make_cycle(state="prioritising"), person_of("chief")
    row = Assessment.of_cycle(cycle).first()
    row.change(by=BY, level=2, agreed_on=DAY, in_place="Begun.", priority=3, opportunity=3)
    placed = Selection.start(
        by=BY, assessment=row, list="quick_win", suggested="quick_win", placed_on=DAY
    )
    request = ApprovalRequest.put_up(
        by=person_of("team_lead"),
        cycle=cycle,
        number=1,
        letter="Dear Chief",
        selections=[placed],
        facts={"cycle": "2026-27", "asks": []},
        on=DAY,
    )
    lead, address = client_for("team_lead"), f"/approval/{request.id}"
    assert "Move it on to awaiting the Chief" in lead.get(address).text
    assert "Move it on" not in client_for("team_member").get(address).text
    moved = lead.post(f"/cycles/{cycle.id}/state", data={"state": "awaiting_chief"})
    assert moved.status_code == 303
    assert "Move it on" not in lead.get(address).text
    item = RequestItem.get()
    request.decide(
        by=chief,
        items=[item],
        outcomes={item.id: ("approved", "")},
        decided_on=DAY,
        decided_by=chief.name,
    )
    assert "Move it on to planning" in lead.get(address).text
    assert Cycle.get_by_id(cycle.id).state == "awaiting_chief"

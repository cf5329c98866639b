"""What is asked of the Chief stays in the words that went up, until it is decided."""

from typing import Any

import pytest

from sras.assessment.models import Assessment
from sras.planning.models_asks import Ask
from sras.planning.models_choice import ApprovalRequest
from sras.planning.models_lists import Selection
from tests.conftest import BY, DAY

ASKED = "Two posts for field visits."
REWORDED = {"kind": "budget", "text": "Ten posts for whatever we like."}


@pytest.fixture
def put_up(client_for: Any, make_cycle: Any) -> tuple[Ask, ApprovalRequest]:
    """An ask and the open request that it went up with."""
    row = Assessment.of_cycle(make_cycle()).first()
    row.change(by=BY, level=2, priority=3, opportunity=3, agreed_on=DAY)
    placed = Selection.start(
        by=BY, assessment=row, list="quick_win", suggested="quick_win", placed_on=DAY
    )
    ask = Ask.put(by=BY, assessment=row, kind="budget", text=ASKED, on=DAY)
    client_for("team_lead").post("/approval", data={"letter": "Dear Chief", "items": [placed.id]})
    return ask, ApprovalRequest.get()


@pytest.mark.parametrize(
    ("path", "typed"), [("", REWORDED), ("/withdrawal", {"why": "Not needed."})]
)
def test_an_ask_before_the_chief_is_neither_reworded_nor_withdrawn(client_for, put_up, path, typed):
    ask, request = put_up
    member = client_for("team_member")
    refused = member.post(f"/asks/{ask.id}{path}", data=typed)
    assert refused.status_code == 409
    assert f"lies before the Chief with request {request.number}" in refused.text
    now = Ask.get_by_id(ask.id)
    assert (now.text, now.state) == (ASKED, "open")
    page = member.get(f"/asks/{ask.id}").text
    assert 'id="change-ask"' not in page
    assert "its words stand until that is decided or withdrawn" in page


def test_after_the_request_is_withdrawn_the_words_may_change(client_for, put_up):
    ask, request = put_up
    request.withdraw(by=BY, reason="Once more.")
    member = client_for("team_member")
    assert member.post(f"/asks/{ask.id}", data=REWORDED).status_code == 303
    assert member.post(f"/asks/{ask.id}/withdrawal", data={"why": "No."}).status_code == 303


@pytest.mark.parametrize(("role", "path"), [("chief", ""), ("team_lead", "/record")])
def test_the_chief_decides_on_the_words_that_went_up(client_for, put_up, role, path):
    ask, request = put_up
    Ask.update(text="Words of later", kind="policy").where(Ask.id == ask.id).execute()
    page = client_for(role).get(f"/approval/{request.id}{path}").text
    assert f"Budget: {ASKED}" in page
    assert "Words of later" not in page

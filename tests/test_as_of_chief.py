"""What lay before the Chief on a past day: requests withdrawn since, asks that were asked again."""

import datetime
from typing import Any

import pytest

from sras.assessment.models import Assessment
from sras.history.models import Change
from sras.history.models_late import late_entries
from sras.planning.models import Objective
from sras.planning.models_as_of import items_on, plan_as_of
from sras.planning.models_asks import Ask
from sras.planning.models_choice import ApprovalRequest
from sras.planning.models_lists import Selection
from tests.conftest import BY
from tests.test_as_of_levels import agree, at, four
from tests.test_reports_progress import plain

__all__ = ["four"]
D = datetime.date


@pytest.fixture
def withdrawn(four: list[Assessment], person_of: Any) -> Assessment:
    """An indicator in the plan, put up on 10 March and taken back on 12 April."""
    row, lead = four[0], person_of("team_lead")
    with at(2027, 3, 1):
        agree(row, D(2027, 3, 1), level=2, priority=3, opportunity=3)
        row = Assessment.get_by_id(row.id)
        quick = {"on_list": "quick_win", "suggested": "quick_win", "reason": "", "now": None}
        placed = Selection.place(by=BY, assessment=row, on=D(2027, 3, 1), **quick)
        Objective.begin(BY, row, D(2027, 3, 1), state="draft")
    given = {"cycle": row.cycle, "number": 1, "letter": "Dear Chief", "facts": {}}
    with at(2027, 3, 12):  # typed two days later
        ApprovalRequest.put_up(by=lead, selections=[placed], on=D(2027, 3, 10), **given)
    with at(2027, 4, 12):
        ApprovalRequest.get().withdraw(by=lead, reason="Not yet.")
    return row


@pytest.mark.parametrize(
    ("day", "waits"),
    [
        (D(2027, 3, 9), False),
        (D(2027, 3, 10), True),
        (D(2027, 3, 31), True),
        (D(2027, 4, 11), True),
        (D(2027, 4, 12), False),
        (D(2027, 4, 30), False),
    ],
)
def test_a_request_withdrawn_later_still_waited_then(
    client_for: Any, withdrawn: Assessment, day: D, waits: bool
) -> None:
    with at(2027, 5, 3):
        [item] = items_on(withdrawn.cycle, plan_as_of(day), approvals=True)
        chief = client_for("chief")
        told = plain(chief.get(f"/reports/progress?first=2027-03-01&last={day}").text)
    assert (item.approval is not None and item.approval.state == "undecided") is waits
    assert ("Decide on request 1, put up 10 Mar 2027" in told) is waits


def test_a_request_withdrawn_today_waits_no_longer(client_for: Any, withdrawn: Assessment) -> None:
    with at(2027, 4, 12):
        told = plain(
            client_for("chief").get("/reports/progress?first=2027-03-01&last=2027-04-12").text
        )
        plan = plain(client_for("chief").get("/plan").text)
    assert "Decide on request" not in told
    assert "before the Chief" not in plan


def test_an_ask_that_was_asked_again_had_been_answered_until_then(
    client_for: Any, four: list[Assessment]
) -> None:
    days = "first=2027-01-01&last="
    with at(2027, 3, 1):
        ask = Ask.put(by=BY, assessment=four[0], kind="policy", text="Waive it.", on=D(2027, 3, 1))
    with at(2027, 3, 9):
        said = {"state": "refused", "decided_by": "The Chief", "answer": "Not this year."}
        ask.decide(by=BY, on=D(2027, 3, 9), **said)
    before = Change.last_sequence()
    with at(2027, 4, 12):
        Ask.get_by_id(ask.id).ask_again(by=BY, reason="A new year.")
    assert late_entries(before, D(2027, 1, 1), D(2027, 4, 30)) == []  # nothing happened late
    with at(2027, 5, 3):
        chief = client_for("chief")

        def waits(day: str) -> bool:
            return "Waive it." in plain(chief.get(f"/reports/progress?{days}{day}").text)

        assert [waits(day) for day in ("2027-03-08", "2027-03-31", "2027-04-12")] == [
            True,
            False,
            True,
        ]
        then = plain(chief.get("/priorities/print?as_of=2027-03-31").text)
        now = plain(chief.get("/priorities/print?as_of=2027-04-12").text)
    assert "Not this year." in then
    assert "Not this year." not in now


def test_an_ask_typed_late_has_the_answer_of_its_own_day(
    client_for: Any, four: list[Assessment]
) -> None:
    given = {"state": "refused", "decided_by": "The Chief"}
    for row, answer, typed, day in (
        (four[0], "Not this year.", 28, D(2027, 3, 20)),
        (four[1], "Not before May.", 26, D(2027, 4, 15)),
    ):
        with at(2027, 4, 26):
            ask = Ask.put(by=BY, assessment=row, kind="policy", text="Waive it.", on=D(2027, 3, 1))
        with at(2027, 4, typed):
            ask.decide(by=BY, on=day, answer=answer, **given)
    with at(2027, 5, 3):
        then = plain(client_for("chief").get("/priorities/print?as_of=2027-03-31").text)
        Ask.get_by_id(ask.id).ask_again(by=BY, reason="A new year.")
        again = plain(client_for("chief").get("/priorities/print?as_of=2027-03-31").text)
    for told in (then, again):
        assert "Not this year." in told
        assert "Not before May." not in told


def test_list_and_report_agree_on_an_ask_that_was_answered_late_once_more(
    client_for: Any, four: list[Assessment]
) -> None:
    with at(2027, 3, 1):
        ask = Ask.put(by=BY, assessment=four[0], kind="policy", text="Waive it.", on=D(2027, 3, 1))
    for on, typed, answer in ((D(2027, 4, 2), 5, "Not this year."), (D(2027, 3, 30), 26, "Yes.")):
        with at(2027, 4, typed):
            given = {"state": "refused", "decided_by": "The Chief", "answer": answer}
            Ask.get_by_id(ask.id).decide(by=BY, on=on, **given)
        if typed == 5:
            with at(2027, 4, 12):
                Ask.get_by_id(ask.id).ask_again(by=BY, reason="A new year.")
    with at(2027, 5, 3):
        chief = client_for("chief")
        listed = plain(chief.get("/priorities/print?as_of=2027-03-31").text)
        days = "first=2027-01-01&last=2027-03-31"
        report = plain(chief.get(f"/reports/progress?{days}").text)
    assert "Yes." in listed
    assert "Waive it." not in report

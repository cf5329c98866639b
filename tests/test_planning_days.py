"""Facts carry the day on which they happened, though they are typed later."""

import datetime
from typing import Any

import pytest

from sras.assessment.models import Assessment
from sras.planning.models import Objective
from sras.planning.models_asks import Ask
from sras.planning.models_choice import ApprovalRequest
from sras.planning.models_lists import Selection
from sras.planning.models_tasks import Task
from tests.conftest import BY, DAY

D = datetime.date
THEN = "2026-09-20"


@pytest.fixture
def rated(make_cycle: Any) -> Assessment:
    """An indicator with scores, a barrier, and a place on a list."""
    row = Assessment.of_cycle(make_cycle()).first()
    row.change(by=BY, level=2, priority=3, opportunity=3, agreed_on=DAY, barrier="No staff.")
    Selection.start(by=BY, assessment=row, list="quick_win", suggested="quick_win", placed_on=DAY)
    return row


def put_up(client: Any, row: Assessment, _person: Any, day: str) -> Any:
    items = [Selection.get().id]
    typed = {"letter": "Dear Chief", "items": items, "put_up_on": day}
    return client.post("/approval", data=typed), lambda: ApprovalRequest.get().put_up_on


def plan(client: Any, row: Assessment, person: Any, day: str) -> Any:
    typed = {
        "owner": person.id,
        "list": "quick_win",
        "done_description": "One form.",
        "target_on": "2027-06-30",
        "lever": "",
        "added_on": day,
    }
    answer = client.post(f"/assessments/{row.id}/objective", data=typed)
    return answer, lambda: Objective.get().added_on


def add_task(client: Any, row: Assessment, person: Any, day: str) -> Any:
    objective = Objective.begin(BY, row, DAY, owner=person)
    typed = {"lines": "Draft it", "added_on": day}
    answer = client.post(f"/objectives/{objective.id}/tasks", data=typed)
    return answer, lambda: Task.get().added_on


def ask(client: Any, row: Assessment, _person: Any, day: str) -> Any:
    typed = {"kind": "budget", "text": "Two posts.", "raised_on": day}
    return client.post(f"/asks/new/{row.id}", data=typed), lambda: Ask.get().raised_on


def ask_all(client: Any, _row: Assessment, _person: Any, day: str) -> Any:
    return client.post("/asks", data={"raised_on": day}), lambda: Ask.get().raised_on


WAYS = (put_up, plan, add_task, ask, ask_all)


@pytest.mark.parametrize("way", WAYS)
def test_it_happened_on_the_day_that_is_typed(client_for, person_of, rated, way):
    answer, day = way(client_for("team_lead"), rated, person_of("team_member"), THEN)
    assert answer.status_code == 303, answer.text
    assert day() == D(2026, 9, 20)


@pytest.mark.parametrize("way", WAYS)
def test_without_a_day_it_is_today(client_for, person_of, rated, way):
    person = person_of("team_member")
    answer, day = way(client_for("team_lead"), rated, person, "")
    assert answer.status_code == 303, answer.text
    assert abs(day() - datetime.datetime.now(datetime.UTC).date()) <= datetime.timedelta(days=1)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2199-01-01", "future|has not come yet"),
        ("0206-01-01", "Check the year"),
        ("soon", "Write the day as year-month-day"),
    ],
)
def test_a_wrong_day_is_told_in_a_sentence(client_for, person_of, rated, way, day, sentence):
    answer, _day = way(client_for("team_lead"), rated, person_of("team_member"), day)
    assert answer.status_code == 422
    assert any(words in answer.text for words in sentence.split("|"))
    assert ApprovalRequest.select().count() + Ask.select().count() + Task.select().count() == 0

"""The plan on a past day: what happened by its date, the words as they were recorded."""

import datetime
from typing import Any

import pytest

from sras.accounts.models import Agency
from sras.assessment.models import Assessment, Cycle
from sras.core import clock
from sras.planning.models import Objective
from sras.planning.models_progress import Progress
from sras.planning.models_tasks import Task
from tests.as_of import number_at, objectives_on, tasks_on
from tests.conftest import BY
from tests.test_as_of_levels import at

D = datetime.date
MARCH = D(2027, 3, 31)


@pytest.fixture
def rows(app: Any, make_cycle: Any) -> list[Assessment]:
    """Six indicators at level 2 since January."""
    Agency.one().change(by=BY, approval_gate=False)
    with at(2026, 9, 1):
        cycle = make_cycle()
    with at(2027, 1, 12):
        for row in Assessment.of_cycle(cycle):
            row.agree(by=BY, today=D(2027, 1, 12), level=2, priority=2, opportunity=3)
    return list(Assessment.of_cycle(cycle))


@pytest.fixture
def begin(rows: list[Assessment], person_of: Any) -> Any:
    """Take the nth indicator into the plan, active."""

    def make(n: int, added_on: D, **fields: Any) -> Objective:
        given = {
            "state": "active",
            "owner": person_of("team_lead"),
            "done_description": "One form.",
            "target_on": D(2027, 6, 30),
        }
        return Objective.begin(BY, rows[n], added_on, **{**given, **fields})

    return make


def states(cycle: Cycle, day: D = MARCH) -> dict[str, str]:
    return {row.assessment.indicator.code: row.state for row in objectives_on(cycle, day)}


def test_objectives_stand_as_their_dates_say(rows: Any, begin: Any) -> None:
    with at(2027, 2, 1):
        met, dropped, paused, _kept, later = (begin(n, D(2027, 2, 1)) for n in range(5))
    with at(2027, 4, 26):  # minutes of March, typed weeks later
        met.meet(BY, D(2027, 3, 16), D(2027, 4, 26), "The form is used.", "We look each May.")
        dropped.drop(BY, D(2027, 3, 30), "The law changed.", D(2027, 4, 2))
        paused.pause(BY, D(2027, 3, 2), "Nobody to do it.")
        later.meet(BY, D(2027, 4, 13), D(2027, 4, 26), "Done.", "We look each May.")
        begin(5, D(2027, 3, 9))
    with at(2027, 4, 28):
        Objective.get_by_id(paused.id).activate(BY)
    assert states(rows[0].cycle) == {
        "1.1": "met",
        "1.2": "dropped",
        "2.1": "paused",
        "2.2": "active",
        "10.1": "active",
        "10.2": "active",
    }
    assert states(rows[0].cycle, D(2027, 3, 8))["2.1"] == "paused"
    assert "10.2" not in states(rows[0].cycle, D(2027, 3, 8))
    assert states(rows[0].cycle, D(2027, 3, 1)) == dict.fromkeys(
        ("1.1", "1.2", "2.1", "2.2", "10.1"), "active"
    )
    assert states(rows[0].cycle, D(2027, 1, 31)) == {}
    found = {row.assessment.indicator.code: row for row in objectives_on(rows[0].cycle, MARCH)}
    assert (found["1.1"].met_on, found["1.1"].proof) == (D(2027, 3, 16), "The form is used.")
    assert found["1.2"].end_reason == "The law changed."
    assert (found["2.1"].ended_on, found["2.1"].end_reason) == (D(2027, 3, 2), "Nobody to do it.")
    assert (found["10.1"].met_on, found["10.1"].proof) == (None, "")


def test_a_day_put_right_counts_as_it_is_known_now(rows: Any, begin: Any) -> None:
    with at(2027, 2, 1):
        objective = begin(0, D(2027, 2, 1))
    with at(2027, 4, 6):
        objective.drop(BY, D(2027, 4, 6), "The law changed.", None)
    assert states(rows[0].cycle) == {"1.1": "active"}
    with at(2027, 4, 8):
        objective.change(by=BY, ended_on=D(2027, 3, 23))
    assert states(rows[0].cycle) == {"1.1": "dropped"}


def test_words_owners_and_dates_are_as_recorded_by_the_end_of_the_day(
    rows: Any, begin: Any, person_of: Any
) -> None:
    lead, manager = person_of("team_lead"), person_of("process_manager")
    with at(2027, 2, 1):
        objective = begin(0, D(2027, 2, 1))
        task = Task.add(BY, objective, D(2027, 2, 1), title="Draft it", owner=lead, due=MARCH)
    with at(2027, 4, 26):
        objective = Objective.get_by_id(objective.id)
        objective.change(by=BY, owner=manager, done_description="Two forms.", target_on=None)
        task.revise(BY, D(2027, 4, 26), title="Draft both", owner=manager, due=D(2027, 5, 1))
        lead.change(by=BY, name="Ana Lee")
        row = Assessment.get_by_id(rows[0].id)
        row.change(by=BY, priority=3, in_place="Much.")
    [was] = objectives_on(rows[0].cycle, MARCH)
    assert (was.owner.name, was.done_description) == ("Team lead One", "One form.")
    assert (was.target_on, was.assessment.priority_index) == (D(2027, 6, 30), 6)
    assert was.assessment.in_place == ""
    [did] = tasks_on(rows[0].cycle, MARCH)
    assert (did.title, did.owner.name, did.due) == ("Draft it", "Team lead One", MARCH)
    assert did.objective is not None


def test_an_objective_typed_weeks_late_shows_what_was_typed_with_it(
    rows: Any, begin: Any, person_of: Any
) -> None:
    with at(2027, 4, 6, hour=15):
        objective = begin(0, D(2027, 2, 2), state="draft", owner=None, target_on=None)
    with at(2027, 4, 6, hour=16):
        objective.change(by=BY, owner=person_of("team_lead"), target_on=D(2027, 6, 30))
        objective.activate(BY)
    with at(2027, 4, 20):
        objective.change(by=BY, done_description="Another thing.")
    [was] = objectives_on(rows[0].cycle, MARCH)
    assert (was.state, was.owner.name, was.done_description) == (
        "active",
        "Team lead One",
        "One form.",
    )


def test_tasks_are_done_from_their_day_on(rows: Any, begin: Any) -> None:
    with at(2027, 2, 1):
        objective = begin(0, D(2027, 2, 1))
        due = D(2027, 3, 15)
        in_time, late, reopened, after, dropped = (
            Task.add(BY, objective, D(2027, 2, 1), title=title, due=due)
            for title in ("In time", "Typed late", "Not after all", "After", "Left out")
        )
    with at(2027, 3, 10):
        in_time.complete(BY, D(2027, 3, 9))
        reopened.complete(BY, D(2027, 3, 9))
    with at(2027, 4, 26):
        late.complete(BY, D(2027, 3, 30))
        after.complete(BY, D(2027, 4, 1))
        Task.get_by_id(reopened.id).reopen(BY)
        dropped.drop(BY, "No longer asked for.")
        Task.add(BY, objective, D(2027, 3, 20), title="Added late", due=due)
        Task.add(BY, objective, D(2027, 4, 20), title="Added after", due=due)
    said = {task.title: (task.state, task.done_on) for task in tasks_on(rows[0].cycle, MARCH)}
    assert said == {
        "In time": ("done", D(2027, 3, 9)),
        "Typed late": ("done", D(2027, 3, 30)),
        "Not after all": ("not_started", None),
        "After": ("not_started", None),
        "Left out": ("not_started", None),
        "Added late": ("not_started", None),
    }


def test_a_recurring_task_done_in_march_and_typed_in_april_is_due_again(
    rows: Any, begin: Any
) -> None:
    with at(2027, 2, 1):
        objective = begin(0, D(2027, 2, 1))
        task = Task.add(
            BY, objective, D(2027, 2, 1), title="Call", due=D(2027, 2, 28), frequency="monthly"
        )
    with at(2027, 4, 26):
        task.complete(BY, D(2027, 3, 2))
        Task.get_by_id(task.id).complete(BY, D(2027, 4, 20))
    assert Task.get_by_id(task.id).due == D(2027, 4, 28)
    assert [task.due for task in tasks_on(rows[0].cycle, D(2027, 3, 1))] == [D(2027, 2, 28)]
    assert [task.due for task in tasks_on(rows[0].cycle, MARCH)] == [D(2027, 3, 28)]


def test_what_was_said_of_an_objective_by_then(rows: Any, begin: Any) -> None:
    with at(2027, 2, 1):
        objective = begin(0, D(2027, 2, 1))
    with at(2027, 4, 26):
        for day, standing in ((D(2027, 3, 16), "at_risk"), (D(2027, 4, 20), "on_track")):
            Progress.start(by=BY, objective=objective, said_on=day, standing=standing)
    [was] = objectives_on(rows[0].cycle, MARCH)
    assert was.standing == "at_risk"


def test_open_objectives_of_an_earlier_cycle_are_on_the_plan_while_it_runs(
    rows: Any, begin: Any, make_cycle: Any
) -> None:
    with at(2027, 2, 1):
        begin(0, D(2027, 2, 1))
    with at(2027, 4, 30):
        rows[0].cycle.close(by=BY, on=D(2027, 3, 20))
        newer = make_cycle(starts_on=D(2027, 3, 22))
    with at(2027, 5, 20):
        newer.close(by=BY, on=D(2027, 5, 20))
    assert states(newer) == {"1.1": "active"}
    assert states(newer, D(2027, 5, 20)) == {}
    assert states(rows[0].cycle) == {"1.1": "active"}


def test_it_takes_the_same_few_questions_however_long_the_plan_is(
    rows: Any, begin: Any, queries: Any
) -> None:
    counted = []
    for n in (0, 1, 2):
        with at(2027, 4, 26):
            objective = begin(n, D(2027, 2, 1))
            for number in range(5 * n + 1):
                Task.add(BY, objective, D(2027, 2, 1), title=f"Task {number}")
        with queries() as seen:
            assert tasks_on(rows[0].cycle, MARCH, "America/Chicago")
        counted.append(len(seen))
    assert counted == [5, 5, 5]


def test_the_number_of_the_newest_change_at_a_moment(rows: Any, begin: Any) -> None:
    before = number_at(clock.end_of(MARCH, "America/Chicago"))
    with at(2027, 4, 1, hour=4):
        begin(0, D(2027, 2, 1))
    with at(2027, 4, 1, hour=6):
        begin(1, D(2027, 2, 1))
    found = number_at(clock.end_of(MARCH, "America/Chicago"))
    assert found == before + 2  # the objective, and the level it locks
    assert number_at(datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)) == 0

"""What was entered late: why a fresh report of a period differs from the one of then."""

import datetime
from typing import Any

import pytest

from sras.accounts.models import Agency
from sras.assessment.models import Assessment
from sras.core import clock
from sras.core.kinds import HAPPENED, KINDS
from sras.history.models_late import late_entries
from sras.history.rules_late import sentence
from sras.planning.models import Objective
from sras.planning.models_progress import Progress
from sras.planning.models_tasks import Task
from tests.as_of import number_at
from tests.conftest import BY
from tests.test_as_of_levels import at

D = datetime.date
FIRST, LAST = D(2027, 1, 1), D(2027, 3, 31)


@pytest.fixture
def row(app: Any, make_cycle: Any) -> Assessment:
    Agency.one().change(by=BY, approval_gate=False)
    with at(2026, 9, 1):
        row = Assessment.of_cycle(make_cycle()).first()
    with at(2027, 1, 12):
        row.agree(by=BY, today=D(2027, 1, 12), level=2, priority=2, opportunity=3)
    return row


def late() -> list[Any]:
    """What was entered after 31 March of the quarter that ended then."""
    return late_entries(number_at(clock.end_of(LAST, "America/Chicago")), FIRST, LAST)


def said(entry: Any) -> str:
    kind = KINDS[entry.kind]
    return sentence(entry, "" if kind.tells else kind.label, D(2027, 4, 26))


def test_facts_of_the_period_typed_after_it_are_told(row: Assessment) -> None:
    with at(2027, 2, 1):
        objective = Objective.begin(BY, row, D(2027, 2, 1), state="active")
        task, moved, back = (
            Task.add(BY, objective, D(2027, 2, 1), title=title) for title in ("A", "B", "C")
        )
    with at(2027, 3, 20):
        moved.complete(BY, D(2027, 3, 9))
        back.complete(BY, D(2027, 3, 9))
    with at(2027, 4, 26):
        task.complete(BY, D(2027, 3, 30))
        Task.get_by_id(back.id).reopen(BY)
        Task.get_by_id(moved.id).change(by=BY, done_on=D(2027, 4, 2), title="B, in two parts")
        Task.add(BY, objective, D(2027, 4, 26), title="Outside").complete(BY, D(2027, 4, 26))
        progress = Progress.start(by=BY, objective=objective, said_on=D(2027, 3, 16))
        objective.drop(BY, D(2027, 3, 30), "The law changed.", None)
        row.change(by=BY, in_place="Much.")  # a text is no late fact
    assert [said(entry) for entry in late()] == [
        "Task “A”: done on 30 Mar 2027, recorded on 26 Apr 2027 by Set-up",
        "Task “C”: no longer done on 9 Mar 2027, recorded on 26 Apr 2027 by Set-up",
        (
            "Task “B, in two parts”: done on 2 Apr 2027 instead of 9 Mar 2027, recorded on "
            "26 Apr 2027 by Set-up"
        ),
        f"{progress}: standing on track, said on 16 Mar 2027, recorded on 26 Apr 2027 by Set-up",
        f"{objective}: dropped on 30 Mar 2027, recorded on 26 Apr 2027 by Set-up",
    ]


def test_a_level_typed_late_is_told_with_what_it_is(row: Assessment) -> None:
    with at(2027, 4, 26):
        row.agree(by=BY, today=D(2027, 4, 26), level=3, agreed_on=D(2027, 3, 30))
    [entry] = late()
    assert (entry.kind, entry.key, entry.said) == ("assessment", row.id, {"level": 3})
    assert "level 3, agreed on 30 Mar 2027 instead of 12 Jan 2027" in said(entry)


def test_what_came_back_to_where_it_was_is_not_told(row: Assessment) -> None:
    with at(2027, 2, 1):
        objective = Objective.begin(BY, row, D(2027, 2, 1), state="active")
        task = Task.add(BY, objective, D(2027, 2, 1), title="A")
    with at(2027, 4, 26):
        task.complete(BY, D(2027, 3, 30))
        Task.get_by_id(task.id).reopen(BY)
    assert late() == []


def test_a_fact_taken_away_is_told(row: Assessment) -> None:
    with at(2027, 2, 1):
        objective = Objective.begin(BY, row, D(2027, 2, 1), state="active")
        progress = Progress.start(by=BY, objective=objective, said_on=D(2027, 3, 16))
    with at(2027, 4, 26):
        progress.archive(by=BY, verb="withdrew")
    [entry] = late()
    assert (entry.field, entry.was, entry.day) == ("said_on", D(2027, 3, 16), None)


def test_every_date_of_a_fact_is_a_column(app: Any) -> None:
    for kind, (days, more) in HAPPENED.items():
        assert {*days, *more} <= set(KINDS[kind].table._meta.fields), kind


def test_however_many_facts_it_takes_one_question(row: Assessment, queries: Any) -> None:
    with at(2027, 2, 1):
        objective = Objective.begin(BY, row, D(2027, 2, 1), state="active")
    for n in range(1, 21, 19):
        with at(2027, 4, 26):
            for _ in range(n):
                Task.add(BY, objective, D(2027, 3, 1), title="A")
        with queries() as seen:
            assert late_entries(0, FIRST, LAST)
        assert len(seen) == 1

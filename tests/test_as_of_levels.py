"""Levels on a past day: by the day they were agreed, however late they were typed."""

import datetime
from typing import Any

import pytest

from sras.assessment.models import AgreedLevel, Assessment
from sras.assessment.models_as_of import as_of, counted_on, told_on
from sras.core import clock
from sras.evidence.models import Evidence
from tests.as_of import levels_on
from tests.conftest import BY, DAY

D = datetime.date
MARCH = D(2027, 3, 31)


def at(year: int, month: int, day: int, hour: int = 18) -> Any:
    """A moment in UTC; the agency's zone is five or six hours behind."""
    return clock.frozen(datetime.datetime(year, month, day, hour, tzinfo=datetime.UTC))


@pytest.fixture
def four(app: Any, make_cycle: Any) -> list[Assessment]:
    """The first four indicators of a cycle that began in September."""
    with at(2026, 9, 1):
        cycle = make_cycle()
    return list(Assessment.of_cycle(cycle))[:4]


def agree(row: Assessment, typed_on: D, **fields: Any) -> None:
    Assessment.get_by_id(row.id).agree(by=BY, today=typed_on, **fields)


def prove(row: Assessment) -> None:
    Evidence.add(by=BY, about=("assessment", row.id), title="The guide", source="document")
    Assessment.get_by_id(row.id).change(by=BY, sustain="We look each May.")


def test_a_level_counts_by_the_day_it_was_agreed(four: list[Assessment]) -> None:
    early, late, after, _never = four
    with at(2027, 1, 20):
        agree(early, D(2027, 1, 20), level=2, agreed_on=D(2027, 1, 12))
    with at(2027, 4, 26):
        agree(late, D(2027, 4, 26), level=3, agreed_on=D(2027, 3, 30))
        agree(early, D(2027, 4, 26), level=3, agreed_on=D(2027, 4, 13))
        agree(after, D(2027, 4, 26), level=1, agreed_on=D(2027, 4, 1))
    said = levels_on(early.cycle, MARCH)
    assert [said[row.id] for row in four] == [2, 3, None, None]
    assert [levels_on(early.cycle, D(2027, 1, 11))[row.id] for row in four] == [None] * 4
    said = levels_on(early.cycle, D(2027, 4, 13))
    assert [said[row.id] for row in four] == [3, 3, 1, None]


def test_a_level_put_right_later_counts_as_it_is_known_now(four: list[Assessment]) -> None:
    wrong, taken_back = four[:2]
    with at(2027, 3, 2):
        agree(taken_back, D(2027, 3, 2), level=2, agreed_on=D(2027, 3, 2))
    with at(2027, 4, 20):
        agree(wrong, D(2027, 4, 20), level=3)
    assert levels_on(wrong.cycle, MARCH)[wrong.id] is None
    with at(2027, 4, 22):
        agree(wrong, D(2027, 4, 22), level=3, agreed_on=D(2027, 3, 30))
        Assessment.get_by_id(taken_back.id).take_back(by=BY, reason="The wrong row")
    said = levels_on(wrong.cycle, MARCH)
    assert (said[wrong.id], said[taken_back.id]) == (3, None)


def test_a_four_counts_as_one_once_its_proof_was_given(four: list[Assessment]) -> None:
    owed, given, together, met = four
    with at(2027, 2, 10):
        agree(owed, D(2027, 2, 10), level=4, proof_due=D(2027, 4, 30))
        agree(given, D(2027, 2, 10), level=4, proof_due=D(2027, 4, 30))
    with at(2027, 3, 31):
        prove(given)
    with at(2027, 4, 15):
        prove(owed)
        # A meeting of March typed with all that was shown there.
        agree(together, D(2027, 4, 15), level=4, agreed_on=D(2027, 3, 9))
        prove(together)
        agree(met, D(2027, 4, 15), level=4, agreed_on=D(2027, 3, 9), proof_due=D(2027, 5, 1))
    with at(2027, 4, 16):
        prove(met)
    said = counted_on(owed.cycle, MARCH)
    assert [said[row.id] for row in four] == ["owed", "4", "4", "owed"]
    assert counted_on(owed.cycle, D(2027, 3, 30))[given.id] == "owed"
    said = counted_on(owed.cycle, D(2027, 4, 16))
    assert [said[row.id] for row in four] == ["4", "4", "4", "4"]


def test_texts_and_scores_are_as_recorded_by_the_end_of_the_day(four: list[Assessment]) -> None:
    row = four[0]
    with at(2027, 3, 2):
        agree(row, D(2027, 3, 2), level=2, in_place="A draft.", priority=2, opportunity=3)
    with at(2027, 4, 1, hour=4):  # 31 March, eleven at night, in Chicago
        row = Assessment.get_by_id(row.id)
        row.change(by=BY, in_place="A guide.")
    with at(2027, 4, 1, hour=6):  # 1 April, one in the morning
        row.change(by=BY, in_place="A guide and a form.", priority=3, barrier="No staff.")
    line = told_on(row.cycle, as_of(MARCH)).lines[0]
    assert (line.in_place, line.priority, line.opportunity) == ("A guide.", 2, 3)
    assert (line.level, line.agreed_on, line.barrier) == (2, D(2027, 3, 2), "")
    line = told_on(row.cycle, as_of(D(2027, 4, 1))).lines[0]
    assert (line.in_place, line.priority, line.barrier) == ("A guide and a form.", 3, "No staff.")


def test_whether_it_is_a_priority_goes_with_the_level_it_was_said_of(
    four: list[Assessment],
) -> None:
    row = four[0]
    with at(2027, 1, 12):
        agree(row, D(2027, 1, 12), level=2)
    no = {"disposition": "not_a_priority", "disposition_reason": "The law settles it."}
    with at(2027, 4, 20):
        agree(row, D(2027, 4, 20), level=1, agreed_on=D(2027, 3, 16), **no)
    line = told_on(row.cycle, as_of(MARCH)).lines[0]
    assert (line.level, line.disposition) == (1, "not_a_priority")
    line = told_on(row.cycle, as_of(D(2027, 3, 15))).lines[0]
    assert (line.level, line.disposition) == (2, "")


def test_evidence_taken_away_later_was_there(four: list[Assessment]) -> None:
    row = four[0]
    with at(2027, 2, 10):
        agree(row, D(2027, 2, 10), level=4, sustain="We look each May.")
        piece = Evidence.add(
            by=BY, about=("assessment", row.id), title="The guide", source="document"
        )
    with at(2027, 4, 10):
        Evidence.get_by_id(piece.id).change(by=BY, title="The guide of 2027")
        Evidence.get_by_id(piece.id).archive(by=BY)
    told = told_on(row.cycle, as_of(MARCH))
    assert told.lines[0].evidence_count == 1
    assert [piece.title for piece in told.evidence[row.id]] == ["The guide"]
    assert told_on(row.cycle, as_of(D(2027, 4, 10))).lines[0].evidence_count == 0


def test_it_takes_the_same_few_questions_however_much_was_recorded(
    make_cycle: Any, queries: Any
) -> None:
    counted = []
    for per_topic in (1, 7):
        with at(2026, 9, 1):
            cycle = make_cycle(per_topic)
        with at(2027, 4, 10):
            for row in Assessment.of_cycle(cycle):
                agree(row, D(2027, 4, 10), level=3, agreed_on=D(2027, 3, 1), in_place="Half of it.")
                prove(row)
        with queries() as seen:
            lines = told_on(cycle, as_of(MARCH, "America/Chicago")).lines
        assert {line.level for line in lines} == {3}
        counted.append(len(seen))
    assert counted == [4, 4]


def test_a_level_without_a_line_in_the_level_history_counts_too(four: list[Assessment]) -> None:
    four[0].change(by=BY, level=2, agreed_on=DAY)
    assert not AgreedLevel.select().exists()
    assert levels_on(four[0].cycle, DAY)[four[0].id] == 2
    assert levels_on(four[0].cycle, DAY - datetime.timedelta(days=1))[four[0].id] is None

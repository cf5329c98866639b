"""The rules of an agenda: sums, what is there already, order."""

import pytest

from sras.core import order
from sras.meetings import rules_agenda
from sras.meetings.rules_agenda import Kept, Thing


@pytest.mark.parametrize(
    ("planned", "words"),
    [
        (65, "65 of 60 minutes: 5 too many"),
        (60, "60 of 60 minutes"),
        (0, "0 of 60 minutes: 60 left"),
    ],
)
def test_the_sum_is_said_in_words(planned: int, words: str) -> None:
    assert rules_agenda.sum_words(planned, 60) == words


@pytest.mark.parametrize(
    ("line", "there"),
    [
        ("1.1 task 1, Draft: Ana, late by 3 days", True),
        ("1.1 task 1, Draft", True),
        ("1.1 task 1, Drafting: Ana", False),
        ("1.1 task 11, Draft: Ana", False),
        ("and 12 more", True),
        ("", False),
    ],
)
def test_a_task_is_there_when_an_item_of_its_sort_names_it(line: str, there: bool) -> None:
    thing = Thing("overdue", 1, "1.1 task 1, Draft", "Ana, late by 9 days")
    item = Kept(1, "task_review", "task", None, "2 overdue tasks", f"Other\n{line}", 5, "open")
    assert rules_agenda.is_there(thing, [item]) is there
    assert not rules_agenda.is_there(thing, [item._replace(kind="decision", ref_kind="")])


def test_a_note_of_very_many_counts_those_without_room() -> None:
    things = tuple(Thing("due", n, f"1.1 task {n}, {'x' * 80}", "Ana") for n in range(200))
    note = rules_agenda.note_of(things)
    assert len(note) <= rules_agenda.NOTE_MOST
    named = note.count("task")
    assert note.endswith(f"and {200 - named} more")
    assert named > 30


@pytest.mark.parametrize(
    ("numbers", "place", "count", "new", "moved"),
    [
        ([], 0, 2, [10, 20], {}),
        ([10, 20], 2, 1, [30], {}),
        ([10, 20], 1, 1, [15], {}),
        ([10, 20], 0, 1, [5], {}),
        ([1, 2, 3], 1, 1, [20], {0: 10, 1: 30, 2: 40}),
        ([1, 2], 0, 1, [10], {0: 20, 1: 30}),
        ([10, 1_000], 2, 1, [30], {1: 20}),
        ([5, 5], 1, 1, [20], {0: 10, 1: 30}),
    ],
)
def test_numbers_leave_room_and_change_only_where_there_is_none(
    numbers: list[int], place: int, count: int, new: list[int], moved: dict[int, int]
) -> None:
    assert order.numbers_for(numbers, place, count) == (new, moved)


@pytest.mark.parametrize(
    ("to", "place"),
    [("up", 1), ("down", 3), ("1", 0), ("4", 3), ("99", 3), ("0", 0), ("-3", 0), ("two", None)],
)
def test_a_place_is_a_step_or_a_number(to: str, place: int | None) -> None:
    assert order.place_after(2, 4, to) == place

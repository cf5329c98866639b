"""What becomes of each indicator when one edition follows another."""

from dataclasses import replace

import pytest

from sras.frameworks import rules_revision
from sras.frameworks.rules_revision import likeness, revision, tally
from sras.frameworks.rules_sets import Heading, IndicatorSet, IndicatorText, LevelText

LEVELS = tuple(LevelText(n, f"What {n} looks like.", "") for n in (1, 2, 3, 4))


def _row(code: str, title: str, statement: str) -> IndicatorText:
    return IndicatorText(code, code.split(".")[0], title, statement, LEVELS)


FIRST = _row("1.1", "Staff", "The agency works out how many people with which skills it needs.")
SECOND = _row("1.2", "Money", "The agency knows what each service costs and what came of it.")
THIRD = _row(
    "2.1", "Data", "The agency joins its records of students, staff and finance by school."
)
OTHER = _row(
    "1.2", "Families", "Parents sit on every group that reviews the help given to schools."
)


def _set(*rows: IndicatorText, parts: str = "AA") -> IndicatorSet:
    return IndicatorSet(
        name="Small",
        edition="1",
        parts=(Heading("A", "Part A"), Heading("B", "Part B")),
        topics=(Heading("1", "One", parts[0]), Heading("2", "Two", parts[1])),
        indicators=rows,
    )


BEFORE = _set(FIRST, SECOND, THIRD)


def _fates(after: IndicatorSet) -> list[tuple[str, str]]:
    return [(step.code, step.fate) for step in revision(BEFORE, after)]


@pytest.mark.parametrize(
    ("after", "fates"),
    [
        (BEFORE, [("1.1", "kept"), ("1.2", "kept"), ("2.1", "kept")]),
        (_set(FIRST, THIRD), [("1.1", "kept"), ("2.1", "kept"), ("1.2", "dropped")]),
        (
            _set(replace(FIRST, statement=FIRST.statement + " And where."), SECOND, THIRD),
            [("1.1", "reworded"), ("1.2", "kept"), ("2.1", "kept")],
        ),
        (
            _set(FIRST, replace(SECOND, code="2.2", topic="2"), THIRD),
            [("1.1", "kept"), ("2.2", "moved"), ("2.1", "kept")],
        ),
        (
            _set(FIRST, OTHER, THIRD),
            [("1.1", "kept"), ("1.2", "new"), ("2.1", "kept"), ("1.2", "dropped")],
        ),
        (
            _set(FIRST, OTHER, THIRD, replace(SECOND, code="1.3")),
            [("1.1", "kept"), ("1.2", "new"), ("2.1", "kept"), ("1.3", "moved")],
        ),
        (
            _set(FIRST, SECOND, THIRD, parts="AB"),
            [("1.1", "kept"), ("1.2", "kept"), ("2.1", "moved")],
        ),
    ],
    ids=["same", "dropped", "reworded", "moved", "another text", "code given on", "topic moved"],
)
def test_each_indicator_meets_its_fate(after: IndicatorSet, fates: list[tuple[str, str]]) -> None:
    assert _fates(after) == fates


def test_two_that_exchange_their_codes_are_both_found_again() -> None:
    after = _set(replace(SECOND, code="1.1"), replace(FIRST, code="1.2"), THIRD)
    steps = revision(BEFORE, after)
    assert [(s.before.code, s.code, s.fate) for s in steps if s.before] == [
        ("1.2", "1.1", "moved"),
        ("1.1", "1.2", "moved"),
        ("2.1", "2.1", "kept"),
    ]


def test_texts_that_differ_are_named_also_when_it_moved() -> None:
    after = _set(FIRST, replace(SECOND, code="1.9", guidance="Ours.", is_key=True), THIRD)
    step = revision(BEFORE, after)[1]
    assert step.fate == "moved"
    assert step.differs == ("guidance", "key mark")


def test_a_known_link_counts_more_than_any_likeness() -> None:
    after = _set(FIRST, OTHER, THIRD)
    steps = revision(BEFORE, after, {"1.1": "1.1", "1.2": "1.2"})
    assert tally(steps) == {"kept": 1, "reworded": 1, "moved": 0, "new": 1, "dropped": 1}


def test_likeness_is_1_for_a_title_and_small_for_strangers() -> None:
    assert likeness(FIRST, replace(FIRST, statement="Wholly other words.")) == 1
    assert likeness(FIRST, OTHER) < 0.4


def test_of_many_that_resemble_each_other_only_the_nearest_are_compared() -> None:
    def many(mark: str) -> tuple[IndicatorText, ...]:
        return tuple(
            _row(
                f"1.{mark}{n}", f"{mark} {n}", f"The agency does {mark}{n} with care, as {n} says."
            )
            for n in range(100)
        )

    assert (
        len(rules_revision.near(list(many("x")), list(many("y")))) == 100 * rules_revision.NEAREST
    )
    steps = revision(_set(*many("x")), _set(*many("y")))
    assert [step.before.code[3:] for step in steps if step.before] == [str(n) for n in range(100)]

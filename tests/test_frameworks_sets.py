"""The sets that come with the system: whole, in our own words, and no text a copy of another."""

import re
from itertools import combinations

import pytest

from sras.frameworks.models_sets import DEFAULT_SET, SETS
from sras.frameworks.rules_read import read_set
from sras.frameworks.rules_sets import IndicatorSet, LevelText

# Measured over the default set: the likest two share 4.3 % of their word triples and six words
# on end. A template with a word exchanged shares far more.
MOST_SHARED = 0.12
LONGEST_RUN = 7
EFFECT = re.compile(
    r"\b(trends?|years|over time|compar\w+|evaluation|surveys?|cohorts?|before and after|study"
    r"|studies|analysis|multi-year|cycles|across|follow-up|counts)\b",
    re.IGNORECASE,
)
CONSEQUENCE = re.compile(
    r"\b(chang(ed|es)|revised|rewr\w+|ended|moved|dropped|redes\w+|redrawn|cut|widened|altered"
    r"|amended|withdrawn?|struck|shifted|reshaped|renewed|tightened|merged|brought|replaced"
    r"|extended|rebuilt|stopped|corrected|orders|improvements|sharpened|kept|lengthened|settle"
    r"|gone into|taught|led|let go|mended)\b",
    re.IGNORECASE,
)
SHIPPED = sorted(path.name for path in SETS.glob("*.toml"))


def _set(name: str = DEFAULT_SET.name) -> IndicatorSet:
    return read_set((SETS / name).read_bytes(), name).set


def test_the_default_set_has_4_parts_15_topics_52_indicators_and_208_levels() -> None:
    given = _set()
    assert [part.code for part in given.parts] == ["A", "B", "C", "D"]
    assert [topic.code for topic in given.topics] == [str(n) for n in range(1, 16)]
    counts = {part.code: 0 for part in given.parts}
    part_of = {topic.code: topic.part for topic in given.topics}
    for row in given.indicators:
        counts[part_of[row.topic]] += 1
    assert counts == {"A": 15, "B": 13, "C": 21, "D": 3}
    assert len({row.code for row in given.indicators}) == 52
    assert sum(len(row.levels) for row in given.indicators) == 208
    assert "own" in given.licence_note
    assert "MIT" in given.licence_note


@pytest.mark.parametrize("name", SHIPPED)
def test_every_indicator_has_a_statement_questions_and_levels_with_evidence(name: str) -> None:
    for row in _set(name).indicators:
        assert row.statement.endswith("."), row.code
        assert len(row.statement) <= 200, row.code
        assert row.explanation, row.code
        assert 2 <= len(row.questions) <= 5, row.code
        assert all(question.endswith("?") for question in row.questions), row.code
        for level in row.levels:
            assert 20 <= len(level.description.split()) <= 75, (row.code, level.level)
            assert 7 <= len(level.evidence.split()) <= 40, (row.code, level.level)


def _names_effect(level: LevelText) -> bool:
    both = f"{level.description} {level.evidence}"
    return bool(EFFECT.search(both) and CONSEQUENCE.search(level.description))


@pytest.mark.parametrize("name", SHIPPED)
def test_level_4_names_an_effect_its_evidence_and_what_came_of_it(name: str) -> None:
    rows = _set(name).indicators
    assert [row.code for row in rows if not _names_effect(row.levels[3])] == []
    for lower in range(3):  # so the words looked for are not words that any text has
        assert sum(_names_effect(row.levels[lower]) for row in rows) <= len(rows) / 6


def _texts(given: IndicatorSet) -> list[tuple[str, list[str]]]:
    """Level descriptions and evidence as words, without the words of the indicator's own title."""
    found = []
    for row in given.indicators:
        title = set(re.findall(r"\w+", row.title.lower()))
        for level in row.levels:
            for kind in ("description", "evidence"):
                words = re.findall(r"\w+", getattr(level, kind).lower())
                name = f"{row.code} level {level.level} {kind}"
                found.append((name, [word for word in words if word not in title]))
    return found


def _runs(words: list[str], length: int) -> set[tuple[str, ...]]:
    return {tuple(words[n : n + length]) for n in range(len(words) - length + 1)}


def alike(texts: list[tuple[str, list[str]]]) -> list[tuple[str, str]]:
    """Pairs of texts that say the same in the same words."""
    known = [(name, _runs(words, 3), _runs(words, LONGEST_RUN + 1)) for name, words in texts]
    return [
        (one, other)
        for (one, triples, runs), (other, others, other_runs) in combinations(known, 2)
        if runs & other_runs or len(triples & others) > MOST_SHARED * len(triples | others)
    ]


def test_no_two_texts_are_one_template_with_words_exchanged() -> None:
    assert alike([text for name in SHIPPED for text in _texts(_set(name))]) == []


def test_a_text_copied_under_another_title_is_caught() -> None:
    texts = _texts(_set())
    name, words = texts[0]
    planted = [word if n % 9 else "recognition" for n, word in enumerate(words)]
    assert alike([*texts, ("planted", planted)]) == [(name, "planted")]


@pytest.mark.parametrize("name", SHIPPED)
def test_no_text_opens_like_another_and_none_is_of_a_known_mold(name: str) -> None:
    openings = [
        " ".join(level.description.split()[:4]).lower()
        for row in _set(name).indicators
        for level in row.levels
    ]
    assert len(set(openings)) == len(openings)
    molds = [text for text in openings if text.startswith(("there is no", "there is some"))]
    assert molds == []


def test_no_name_of_another_product_stands_in_what_we_ship() -> None:
    names = ("indi" + "star", "indi" + "sea", "wise " + "ways")
    for name in SHIPPED:
        text = (SETS / name).read_text(encoding="utf-8").lower()
        assert [word for word in names if word in text] == []


def test_texts_are_spelled_as_in_the_united_states() -> None:
    british = re.compile(
        r"\b(programmes?|behaviour|centres?|towards|whilst|learnt|organis\w+|recognis\w+|favour\w*)\b"
    )
    for name in SHIPPED:
        for row in _set(name).indicators:
            texts = [row.statement, row.explanation, *row.questions]
            texts += [f"{level.description} {level.evidence}" for level in row.levels]
            assert british.findall(" ".join(texts)) == [], row.code


def test_a_second_set_has_another_structure_and_names_of_levels() -> None:
    first, second = _set(), _set("staying-power-7.toml")
    assert len(second.indicators) == 7
    assert len(second.parts) == 2
    assert second.level_labels != first.level_labels
    assert all(not row.code[0].isdigit() for row in second.indicators)

"""What follows from an agreed level, as tables of cases."""

import datetime
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sras.assessment import rules, rules_cycle, rules_list, rules_profile, rules_rounds

D = datetime.date
TODAY = D(2026, 11, 2)


@pytest.mark.parametrize(
    ("priority", "opportunity", "expected"),
    [(3, 2, 6), (3, 3, 9), (1, 1, 1), (2, 2, 4), (None, 3, None), (3, None, None)],
)
def test_the_index_is_priority_times_opportunity(priority, opportunity, expected):
    assert rules.index(priority, opportunity) == expected


@given(st.integers(1, 3), st.integers(1, 3))
def test_an_index_is_never_5_7_or_8(priority, opportunity):
    assert rules.index(priority, opportunity) in {1, 2, 3, 4, 6, 9}


def test_the_index_is_said_with_its_two_factors():
    assert rules.index_words(3, 2) == "6 = priority 3 × opportunity 2"
    assert rules.index_words(None, 2) == "priority to score"


@pytest.mark.parametrize(
    ("level", "disposition", "development", "asked"),
    [
        (None, "", None, set()),
        (1, "", "none", {"disposition"}),
        (1, "will_include", "none-will-include", {"disposition", "scores"}),
        (1, "not_a_priority", "none-not-priority", {"disposition", "reason"}),
        (2, "", "limited", {"scores"}),
        (3, "not_a_priority", "limited", {"scores"}),
        (4, "", "full", {"proof"}),
    ],
)
def test_a_level_says_how_far_developed_and_what_it_asks(level, disposition, development, asked):
    assert rules.development(level, disposition) == development
    assert rules.asks(level, disposition) == asked


def test_a_level_and_one_sentence_are_enough_but_the_rest_is_gathered():
    assert rules.to_finish(level=None) == []
    assert rules.to_finish(level=2, in_place="A list.") == [
        "Score the priority.",
        "Score the opportunity.",
    ]
    assert rules.to_finish(level=2, in_place="A list.", priority=2, opportunity=2) == []


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"level": 1}, "Say whether it goes into the plan or is not a priority."),
        ({"level": 1, "disposition": "not_a_priority"}, "Say why it is not a priority."),
        (
            {"level": 3, "opportunity": 1},
            "Name the policy, statute or budget that stands in the way.",
        ),
        ({"level": 4}, "Add evidence that level 4 is reached."),
        ({"level": 4, "evidence": 1}, "Say how level 4 will be kept up."),
        (
            {"level": 4, "proof_owner": "Ana Ruiz", "proof_due": D(2026, 12, 1)},
            "Proof is owed by Ana Ruiz by 1 Dec 2026.",
        ),
        (
            {"level": 2, "look_again": True},
            "The level changed: look again at the scores and at what is in place.",
        ),
    ],
)
def test_what_is_missing_is_said_in_a_sentence(fields, sentence):
    assert sentence in rules.to_finish(**fields)


@pytest.mark.parametrize(
    ("evidence", "sustain", "owner", "due", "saved"),
    [
        (1, "In the handbook.", None, None, True),
        (0, "", 7, D(2026, 12, 1), True),
        (0, "In the handbook.", None, None, False),
        (1, "", None, None, False),
        (1, "  ", None, None, False),
        (0, "", 7, None, False),
        (0, "", None, D(2026, 12, 1), False),
    ],
)
def test_level_4_needs_proof_or_someone_who_owes_it(evidence, sustain, owner, due, saved):
    assert (rules.level_4_lacks(evidence, sustain, owner, due) == "") == saved


def test_level_4_without_proof_counts_in_a_column_of_its_own():
    assert rules.counted_level(4, proven=True) == "4"
    assert rules.counted_level(4, proven=False) == "owed"
    assert rules.counted_level(3, proven=False) == "3"
    assert rules.counted_level(None, proven=True) == "none"


@given(st.lists(st.sampled_from(rules.COLUMNS)))
def test_a_tally_sums_to_the_whole(columns):
    assert sum(rules.tally(columns).values()) == len(columns)


@pytest.mark.parametrize(
    ("since", "key", "development", "met", "due"),
    [
        (D(2025, 10, 1), True, "full", False, D(2026, 10, 1)),
        (D(2025, 10, 1), False, "full", False, D(2028, 10, 1)),
        (D(2025, 10, 1), True, "limited", True, D(2026, 10, 1)),
        (D(2025, 10, 1), False, "none-not-priority", False, D(2028, 10, 1)),
        (D(2025, 10, 1), True, "limited", False, None),
        (None, True, "full", False, None),
        (D(2024, 2, 29), True, "full", False, D(2025, 3, 1)),
    ],
)
def test_full_not_priority_and_met_ones_are_looked_at_again(since, key, development, met, due):
    assert rules.reassess_due(since, key, development, 3, 1, met) == due


def test_the_ranked_list_goes_by_index_then_priority_then_key_then_code_as_numbers():
    items = [(3, 2, "10.1"), (2, 3, "1.6"), (3, 3, "6.1"), (3, 1, "5.1"), (1, 3, "13.2")]
    ranked = sorted(items, key=lambda i: rules.ranking_key(i[0], i[1], False, i[2]))
    assert [code for _p, _o, code in ranked] == ["6.1", "10.1", "1.6", "5.1", "13.2"]
    same = [(False, "14.2"), (False, "2.2"), (True, "9.9")]
    by_key = sorted(same, key=lambda i: rules.ranking_key(2, 2, i[0], i[1]))
    assert [code for _key, code in by_key] == ["9.9", "2.2", "14.2"]


@pytest.mark.parametrize(
    ("priority", "opportunity", "expected"),
    [
        (3, 3, "quick_win"),
        (2, 3, "quick_win"),
        (3, 2, "longer_term"),
        (3, 1, "longer_term"),
        (1, 3, "longer_term"),
        (2, 1, "deferred"),
        (1, 1, "deferred"),
    ],
)
def test_a_list_is_suggested_from_the_scores(priority, opportunity, expected):
    assert rules.suggested_list(priority, opportunity) == expected


@pytest.mark.parametrize(
    ("typed", "before", "changed", "recorded", "expected"),
    [
        (None, None, True, None, TODAY),
        (D(2026, 10, 14), None, True, None, D(2026, 10, 14)),
        (D(2026, 10, 14), D(2026, 10, 14), True, D(2026, 10, 20), TODAY),
        (D(2026, 10, 14), D(2026, 10, 14), True, TODAY, D(2026, 10, 14)),
        (D(2026, 10, 14), D(2026, 10, 14), False, D(2026, 10, 20), D(2026, 10, 14)),
        (D(2026, 10, 15), D(2026, 10, 14), True, D(2026, 10, 20), D(2026, 10, 15)),
    ],
)
def test_a_level_gets_the_day_typed_or_today(typed, before, changed, recorded, expected):
    day = rules.agreed_day(
        typed=typed, before=before, level_changed=changed, recorded_on=recorded, today=TODAY
    )
    assert day == expected


@pytest.mark.parametrize(
    ("last_on", "recorded", "new_on", "same", "mends"),
    [
        (None, None, TODAY, False, False),
        (TODAY, TODAY, TODAY, False, True),
        (D(2026, 10, 1), D(2026, 10, 1), TODAY, False, False),
        (D(2026, 10, 1), TODAY, TODAY, True, True),
        (D(2026, 10, 1), D(2026, 10, 1), TODAY, True, False),
        (TODAY, D(2026, 10, 1), D(2026, 9, 1), False, True),
    ],
)
def test_the_same_day_mends_and_a_later_day_adds(last_on, recorded, new_on, same, mends):
    found = rules.corrects(
        last_on=last_on, last_recorded_on=recorded, new_on=new_on, same_level=same, today=TODAY
    )
    assert found is mends


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (1, 3, "rose from 1 to 3"),
        (3, 2, "fell from 3 to 2"),
        (2, 2, "as before"),
        (None, 2, "first assessed"),
        (2, None, "not yet assessed"),
    ],
)
def test_a_fall_is_said_as_plainly_as_a_rise(before, after, said):
    assert rules.moved(before, after) == said


def test_the_next_open_indicator_comes_after_this_one_and_then_from_the_start():
    way = [(1, "1.1", None), (2, "1.2", 3), (3, "1.3", None), (4, "1.4", 2)]
    assert rules_list.next_open(way) == 1
    assert rules_list.next_open(way, after=1) == 3
    assert rules_list.next_open(way, after=3) == 1
    assert rules_list.next_open([(1, "1.1", 2)], after=1) is None
    assert rules_list.next_open([(1, "1.1", None)], after=1) is None
    steps = rules_list.steps(way, 2)
    assert (steps["previous"], steps["next"], steps["next_open"]) == (
        (1, "1.1"),
        (3, "1.3"),
        (3, "1.3"),
    )
    assert (steps["place"], steps["count"]) == (2, 4)


def test_views_are_spread_and_never_averaged():
    assert rules_rounds.spread([2, 2, 2, 3, 3, 3, 4]) == [(1, 0), (2, 3), (3, 3), (4, 1)]
    words = rules_rounds.spread_words([2, 2, 2, 3, 3, 3, 4])
    assert words == "three at level 2, three at level 3, one at level 4"
    assert "2.7" not in words
    assert rules_rounds.spread_words([]) == "no views"


@pytest.mark.parametrize(
    ("now", "to", "reason", "refused"),
    [
        ("assessing", "planning", "", ""),
        ("planning", "assessing", "", "Say why the cycle goes back to an earlier state."),
        ("planning", "assessing", "Two came late.", ""),
        ("setup", "planning", "", "Begin the cycle first."),
        ("planning", "setup", "x", "A cycle that has begun cannot go back to setting up."),
        ("planning", "closed", "x", "Close the cycle with the day on which it ended."),
        ("planning", "planning", "x", "The cycle is in this state already."),
    ],
)
def test_a_cycle_moves_on_freely_and_back_with_a_reason(now, to, reason, refused):
    assert rules_cycle.cycle_move(now, to, reason) == refused


@pytest.mark.parametrize(
    ("size", "warns"), [(0, True), (4, True), (5, False), (9, False), (10, True)]
)
def test_a_team_outside_five_to_nine_is_warned_of(size, warns):
    assert bool(rules_cycle.team_size_words(size, 5, 9)) is warns


def test_program_areas_that_no_one_speaks_for_are_named():
    covered, missing = rules_cycle.covered(["Title I", "Finance"], [["title i"], []])
    assert (covered, missing) == (["Title I"], ["Finance"])


def line(**fields):
    return SimpleNamespace(
        **{
            "id": 1,
            "code": "1.1",
            "title": "A practice",
            "is_key": False,
            "level": None,
            "agreed_on": None,
            "disposition": "",
            "disposition_reason": "",
            "in_place": "",
            "priority": None,
            "opportunity": None,
            "constraint_kind": "",
            "constraint_note": "",
            "sustain": "",
            "evidence_count": 0,
            "proof_owner_name": None,
            "proof_due": None,
            "look_again": False,
            "lock_reason": "",
            "met": 0,
            "part_code": "A",
            "part_title": "Part",
            "topic_code": "1",
            "topic_title": "Topic",
            "indicator_key": 1,
        }
        | fields
    )


NAMES = ["Absent", "Begun", "Usual", "Proven"]


def row(**fields):
    return rules_list.row(line(**fields), NAMES, TODAY, 3, 1)


def test_a_key_indicator_met_13_months_ago_is_flagged_and_another_is_not():
    met = {"level": 3, "agreed_on": D(2025, 10, 1), "met": 1}
    assert row(is_key=True, **met).due == D(2026, 10, 1)
    assert row(is_key=False, **met).due is None


def test_a_row_says_its_index_its_proof_owed_and_what_is_not_a_priority():
    assert row(level=2, priority=3, opportunity=2).index_said == "6 = 3 × 2"
    assert row(level=2, priority=3).index_said == ""
    assert row(level=1, disposition="not_a_priority", priority=3, opportunity=2).index_said == (
        "not a priority"
    )
    assert row(level=4).name == "Proven, proof owed"
    assert row(level=4, evidence_count=1, sustain="Kept.").column == "4"


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("unassessed", {}),
        ("to-finish", {"level": 2}),
        ("key", {"is_key": True}),
        ("owed", {"level": 4}),
        ("in-plan", {"lock_reason": "An objective exists."}),
    ],
)
def test_a_filter_shows_what_it_names(name, fields):
    assert rules_list.stands_in(row(**fields), name)
    assert rules_list.stands_in(row(**fields), "all")
    other = {"level": 3, "in_place": "x", "priority": 1, "opportunity": 2}
    assert not rules_list.stands_in(row(**other), name)


def entries(*fields, before=None):
    lines = [line(id=n, code=f"1.{n}", indicator_key=n, **f) for n, f in enumerate(fields, 1)]
    rows = [rules_list.row(each, NAMES, TODAY, 3, 1) for each in lines]
    return rules_profile.entries(rows, lines, before or {}, True)


def test_counts_per_part_sum_to_all_with_unassessed_and_proof_owed():
    made = entries({"level": 4}, {"level": 2}, {}, {"level": 2, "part_code": "B"})
    counts = rules_profile.counts(made)
    assert [(name, sum(tally.values()), whole) for name, tally, whole in counts] == [
        ("A Part", 3, 3),
        ("B Part", 1, 1),
        ("All parts", 4, 4),
    ]
    assert counts[-1][1] == {"1": 0, "2": 2, "3": 0, "4": 0, "owed": 1, "none": 1}


def test_changes_tell_who_rose_fell_stayed_and_is_new():
    made = entries(
        {"level": 3}, {"level": 1}, {"level": 2}, {"level": 2}, {}, before={1: 2, 2: 2, 3: 2}
    )
    found = {
        name: [entry.row.code for entry in those] for name, those in rules_profile.changes(made)
    }
    assert found == {
        "Rose": ["1.1"],
        "Fell": ["1.2"],
        "As before": ["1.3"],
        "Assessed for the first time": ["1.4"],
    }
    assert [entry.moved_from for entry in made] == ["rose from 2", "fell from 2", "", "", ""]

"""The cycle before: the same practice is found again, whatever became of its code."""

import datetime
from dataclasses import replace

import pytest

from sras.assessment.models import Assessment
from sras.assessment.models_before import levels_before, past_of
from sras.core import clock
from sras.evidence.models import Evidence
from sras.frameworks import models_sets
from sras.frameworks.models import Indicator
from tests.conftest import BY

D = datetime.date


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    moment = datetime.datetime(2026, 11, 2, 15, tzinfo=datetime.UTC)
    monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.fixture
def baseline(make_cycle):
    """A closed cycle in which every indicator is at level 2."""
    old = make_cycle(label="2025-26", starts_on=D(2025, 9, 1))
    for each in Assessment.of_cycle(old):
        each.agree(by=BY, today=D(2025, 10, 1), level=2, in_place="As it was.")
    old.close(by=BY, on=D(2026, 6, 30))
    return old


def by_code(cycle):
    before = levels_before(cycle)
    return {row.indicator.code: before.get(row.indicator_id) for row in Assessment.of_cycle(cycle)}


def test_an_edition_between_that_no_cycle_used_breaks_no_line(client_for, make_cycle, baseline):
    draft = models_sets.follow(baseline.edition, "2027 draft", BY)
    latest = models_sets.follow(draft, "2027", BY)
    cycle = make_cycle(edition=latest, previous=baseline, starts_on=D(2026, 9, 1))
    assert set(by_code(cycle).values()) == {2}
    first = Assessment.of_cycle(cycle).first()
    assert "As it was." in [row.in_place for row in past_of(first, baseline)]
    lead = client_for("team_lead")
    assert lead.post(f"/assessment/{first.id}/kept").status_code == 303
    assert Assessment.get_by_id(first.id).level == 2
    assert "first assessed" not in lead.get("/profile").text


def test_two_editions_that_follow_the_same_one_are_kin(make_cycle, baseline):
    one = models_sets.follow(baseline.edition, "2027 A", BY)
    other = models_sets.follow(baseline.edition, "2027 B", BY)
    before = make_cycle(edition=one, previous=baseline, starts_on=D(2026, 7, 1))
    Assessment.of_cycle(before).first().agree(by=BY, today=D(2026, 8, 1), level=3)
    cycle = make_cycle(edition=other, previous=before, starts_on=D(2026, 9, 1))
    assert by_code(cycle)["1.1"] == 3


def test_a_new_practice_under_an_old_code_was_not_assessed_before(client_for, make_cycle, baseline):
    given = models_sets.set_of(baseline.edition)
    other = replace(
        given.indicators[0],
        title="Families",
        statement="Parents sit on each group that reviews how help reaches schools.",
    )
    given = replace(given, edition="2027", indicators=(other, *given.indicators[1:]))
    edition = models_sets.add_set(given, BY)
    row = Indicator.get(Indicator.edition == edition, Indicator.code == "1.1")
    assert row.continues is None
    cycle = make_cycle(edition=edition, previous=baseline, starts_on=D(2026, 9, 1))
    levels = by_code(cycle)
    assert (levels["1.1"], levels["1.2"]) == (None, 2)
    first = Assessment.of_cycle(cycle).first()
    assert [row.in_place for row in past_of(first, baseline)] == [""]
    assert client_for("team_lead").post(f"/assessment/{first.id}/kept").status_code == 409


def test_a_second_look_changes_nothing_in_a_closed_cycle(client_for, baseline):
    found = Assessment.of_cycle(baseline).first()
    found.change(by=BY, look_again=True)
    lead = client_for("team_lead")
    assert lead.post(f"/assessment/{found.id}/second-look").status_code == 409
    assert Assessment.get_by_id(found.id).look_again


def test_the_profile_beside_the_cycle_before_asks_ten_questions(
    client_for, make_cycle, baseline, queries
):
    cycle = make_cycle(edition=baseline.edition, previous=baseline, starts_on=D(2026, 9, 1))
    first = Assessment.of_cycle(cycle).first()
    first.agree(by=BY, today=D(2026, 10, 1), level=3)
    Evidence.add(by=BY, about=("assessment", first.id), title="Visit log", source="survey")
    lead = client_for("team_lead")
    lead.get("/")
    with queries() as seen:
        page = lead.get("/profile").text
    assert "rose from 2" in page
    assert "Visit log" in page
    assert len(seen) <= 10, seen
    assert ", copy " in lead.get("/profile/print").text


def scored_again(make_cycle, baseline):
    """A cycle after one in which the first indicator had scores, a constraint and a barrier."""
    old = Assessment.of_cycle(baseline).first()
    old.change(
        by=BY,
        priority=3,
        opportunity=1,
        constraint_kind="budget",
        constraint_note="A line in the budget.",
        barrier="The old portal.",
    )
    cycle = make_cycle(edition=baseline.edition, previous=baseline, starts_on=D(2026, 9, 1))
    return Assessment.of_cycle(cycle).first()


def test_what_was_typed_this_cycle_stays_when_the_rest_is_copied(client_for, make_cycle, baseline):
    first = scored_again(make_cycle, baseline)
    first.change(by=BY, in_place="Typed this year.", priority=2)
    lead = client_for("team_lead")
    answer = lead.post(f"/assessment/{first.id}/kept")
    now = Assessment.get_by_id(first.id)
    assert (now.level, now.in_place, now.priority) == (2, "Typed this year.", 2)
    assert (now.opportunity, now.constraint_kind, now.barrier) == (1, "budget", "The old portal.")
    told = lead.get(answer.headers["Location"]).text
    assert "What this cycle had already stayed: what is in place now, priority." in told


def test_a_constraint_is_not_copied_beside_another_opportunity(client_for, make_cycle, baseline):
    first = scored_again(make_cycle, baseline)
    first.change(by=BY, opportunity=3)
    client_for("team_lead").post(f"/assessment/{first.id}/kept")
    now = Assessment.get_by_id(first.id)
    assert (now.level, now.priority, now.opportunity) == (2, 3, 3)
    assert (now.constraint_kind, now.constraint_note) == ("", "")


def test_a_copy_into_an_empty_indicator_says_no_more_than_that(client_for, make_cycle, baseline):
    first = scored_again(make_cycle, baseline)
    lead = client_for("team_lead")
    told = lead.get(lead.post(f"/assessment/{first.id}/kept").headers["Location"]).text
    assert "Copied. Change what differs." in told
    assert "had already stayed" not in told
    assert Assessment.get_by_id(first.id).in_place == "As it was."

"""The timeline of an agreement: what it implies, what shows a step done, who must move."""

import datetime
from typing import Any

import pytest

from sras.engagement.rules_clock import ON_PATH, Terms, months_later, report_days, year_later
from sras.engagement.rules_facts import Fact
from sras.engagement.rules_picture import WIDTH, picture
from sras.engagement.rules_timeline import Timeline, timeline

D = datetime.date
START = D(2026, 9, 1)
TODAY = D(2027, 1, 15)
TERMS = Terms("both", START, D(2027, 8, 31), D(2026, 9, 10), 21, 90, 24, 12, 3)
CHIEF = "State Superintendent"


def told(facts: Any = (), today: datetime.date = TODAY, **terms: Any) -> Timeline:
    return timeline(TERMS._replace(**terms), [Fact(*fact) for fact in facts], today, CHIEF)


def step(found: Timeline, key: str) -> Any:
    return next(each for each in found.steps if each.key == key)


def test_each_path_has_its_own_steps() -> None:
    keys = {path: {s.key for s in told(path=path).steps} for path in ON_PATH}
    assert keys["inventory"] & {"training", "assessed", "approved", "manual", "year"} == set()
    assert keys["rubric"] & {"session", "report", "review", "plan"} == set()
    assert keys["both"] == keys["inventory"] | keys["rubric"]
    assert len(keys["both"]) == 12


def test_the_clock_runs_from_the_day_the_team_was_named() -> None:
    due = {each.key: each.due for each in told().steps}
    assert due["session"] == D(2026, 10, 1)
    assert due["plan"] == D(2026, 12, 9)
    assert due["session"] < due["report"] < due["review"] < due["plan"]
    assert due["approved"] == D(2027, 1, 8)
    assert (due["signed"], due["year"]) == (START, D(2027, 8, 31))


def test_before_the_team_is_named_it_runs_from_when_it_should_be() -> None:
    found = told(team_named_on=None)
    assert not found.team_is_named
    assert found.counted_from == D(2026, 9, 22)
    assert step(found, "session").due == D(2026, 10, 13)
    appointed = told([("appointed", "", D(2026, 9, 3))], team_named_on=None)
    assert appointed.counted_from == D(2026, 9, 3)


def test_sixty_days_instead_of_three_months_is_a_setting() -> None:
    assert step(told(plan_days=60), "plan").due == D(2026, 11, 9)


@pytest.mark.parametrize(
    ("key", "fact", "day"),
    [
        ("introduction", ("issue", "introduction_letter", D(2026, 8, 20)), D(2026, 8, 20)),
        ("training", ("held", "training", D(2026, 9, 29), 2), D(2026, 9, 29)),
        ("report", ("issue", "self_assessment_report", D(2026, 11, 1)), D(2026, 11, 1)),
        ("review", ("review", "self_assessment_report", D(2026, 11, 20)), D(2026, 11, 20)),
        ("assessed", ("assessed", "", D(2026, 12, 1)), D(2026, 12, 1)),
        ("approved", ("decided", "approved_with_changes", D(2027, 1, 4)), D(2027, 1, 4)),
        ("approved", ("decided", "returned", D(2027, 1, 4)), None),
        ("plan", ("issue", "plan_letter", D(2026, 12, 8)), D(2026, 12, 8)),
        ("manual", ("issue", "operations_manual", D(2027, 1, 2)), D(2027, 1, 2)),
        ("manual", ("issue", "operations_manual", D(2027, 2, 2)), None),
        ("session", ("done", "session", D(2026, 10, 2)), D(2026, 10, 2)),
        ("introduction", ("issue", "introduction_letter", D(2025, 8, 20)), None),
    ],
)
def test_a_step_is_done_by_what_is_recorded_of_its_day(
    key: str, fact: Any, day: datetime.date | None
) -> None:
    done = step(told([fact]), key).done
    assert (done.day if done else None) == day


def test_what_the_state_typed_wins_over_what_follows() -> None:
    facts = [
        ("issue", "plan_letter", D(2026, 12, 8)),
        ("done", "plan", D(2026, 12, 20)),
        ("due", "plan", D(2026, 12, 15)),
    ]
    plan = step(told(facts), "plan")
    assert (plan.due, plan.moved, plan.done.day, plan.done.by) == (
        *(D(2026, 12, 15), True),
        *(D(2026, 12, 20), "typed"),
    )
    assert plan.words == "done, 5 days late"


def test_it_is_signed_when_the_last_party_signed() -> None:
    ours, theirs = ("party", "The agency", D(2026, 8, 30), 0), ("party", "Plains", None, 1)
    waiting = step(told([ours, theirs]), "signed")
    assert (waiting.done, waiting.state, waiting.who) == (None, "late", "Plains")
    signed = step(told([ours, ("party", "Plains", D(2026, 9, 4), 1)]), "signed")
    assert (signed.done.day, signed.words) == (D(2026, 9, 4), "done, 3 days late")
    assert step(told(), "signed").done is None


def test_the_year_is_over_when_the_meeting_was_held_and_the_report_given() -> None:
    late = D(2027, 9, 20)
    held = ("held", "annual", D(2027, 8, 24))
    assert step(told([held], late), "year").done is None
    both = step(told([held, ("issue", "year", D(2027, 9, 3))], late), "year")
    assert (both.done.day, both.words) == (D(2027, 9, 3), "done, 3 days late")


def test_who_must_move_is_a_party_the_lead_or_the_chief() -> None:
    parties = [("party", "The agency", START, 0), ("party", "Plains", START, 1)]
    found = told(parties, team_named_on=None)
    who = {each.key: each.who for each in found.steps}
    assert (who["team"], who["report"], who["plan"]) == (CHIEF, "Plains", "Team lead")
    assert who["approved"] == "Team lead"
    asked = told([*parties, ("put_up", "", D(2027, 1, 10))])
    assert step(asked, "approved").who == CHIEF


def test_how_it_stands_is_said_in_a_line() -> None:
    facts = [("done", key, START) for key in ON_PATH["both"] if key not in ("manual", "year")]
    assert told(facts).words == "next: Operations Manual issued, due in 168 days"
    soon = told(facts, D(2027, 6, 20))
    assert soon.next_step
    assert soon.next_step.state == "soon"
    assert told(facts, D(2027, 7, 3)).words == (
        "next: One-year meeting and report, due in 59 days; 1 step late"
    )
    assert told([("done", key, START) for key in ON_PATH["both"]]).words == "all steps are done"
    assert told((), START).steps[0].words == "due today"


def test_what_comes_again_is_counted_against_what_was_planned() -> None:
    facts = [("held", "regular", D(2026, 9, 8) + datetime.timedelta(14 * n)) for n in range(7)]
    facts += [("held", "center_call", D(2026, 10, 5)), ("held", "center_call", D(2026, 8, 5))]
    facts += [("ahead", "center_call", D(2027, 2, 1)), ("issue", "progress", D(2026, 12, 3))]
    rows = {each.key: each for each in told(facts).rhythms}
    meetings, calls, reports = rows["meetings"], rows["calls"], rows["reports"]
    assert (meetings.done, meetings.by_now, meetings.in_all, meetings.words) == (
        7,
        8,
        24,
        "1 behind",
    )
    assert (calls.done, calls.by_now, calls.next_on) == (1, 4, D(2027, 2, 1))
    assert (reports.done, reports.by_now, reports.in_all) == (1, 1, 3)
    assert (reports.words, reports.next_on) == ("on time", D(2027, 3, 1))
    assert [each.key for each in told(calls_a_year=0, path="inventory").rhythms] == ["meetings"]


def test_months_keep_their_day_or_end_earlier() -> None:
    assert months_later(D(2027, 1, 31), 1) == D(2027, 2, 28)
    assert months_later(D(2026, 11, 30), 3) == D(2027, 2, 28)
    assert year_later(START) == D(2027, 8, 31)
    assert report_days(TERMS) == [D(2026, 12, 1), D(2027, 3, 1), D(2027, 6, 1)]


def test_the_picture_has_a_line_a_step_and_stays_inside() -> None:
    found = told([("done", "signed", D(2026, 9, 20)), ("due", "manual", D(2027, 10, 1))])
    drawn = picture(found, (TERMS.starts_on, TERMS.ends_on), TODAY)
    assert [line.step for line in drawn.lines] == list(found.steps)
    places = [x for line in drawn.lines for x in (line.due_x, line.done_x, line.late_to) if x]
    assert all(0 <= x <= WIDTH for x in places)
    signed = next(line for line in drawn.lines if line.step.key == "signed")
    assert signed.due_x < signed.done_x == signed.late_to
    assert drawn.today_x
    outside = picture(found, (TERMS.starts_on, TERMS.ends_on), D(2030, 1, 1))
    assert outside.today_x is None

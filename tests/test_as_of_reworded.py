"""What is reworded or renamed later changes no report of the past."""

import datetime
from typing import Any

from sras.accounts.models import Agency, Person
from sras.assessment.models import Assessment
from sras.engagement.models import Agreement, Milestone, Party, Undertaking
from sras.frameworks.models import Indicator
from sras.planning.models import Objective
from sras.planning.models_asks import Ask, Expectation
from sras.planning.models_progress import Progress
from sras.planning.models_tasks import Task
from sras.schedule.models import Attendance, Meeting
from sras.strategy.models import DataPoint, Measure
from tests.conftest import BY
from tests.test_as_of_levels import at
from tests.test_reports_year import year

__all__ = ["year"]
D = datetime.date
# Every place in which words, names, owners and plans of a report stand.
WORDS: dict[Any, tuple[str, ...]] = {
    Agency: ("agency_name", "state_name", "system_name", "chief_title"),
    Person: ("name",),
    Indicator: ("title",),
    Objective: ("outside_owner", "end_reason", "sustain"),
    Task: ("title",),
    Progress: ("text",),
    Ask: ("text",),
    Expectation: ("text", "set_by"),
    Meeting: ("title",),
    Agreement: ("title",),
    Party: ("name",),
    Undertaking: ("text", "note"),
    Measure: ("name", "unit"),
}


def told_more(rows: list[Assessment], meeting: Meeting) -> None:
    """What the year of the other tests does not hold: measures, asks, words, a roster."""
    objective = Objective.select().where(Objective.state == "active").first()
    measure = Measure.start(
        by=BY, kind="objective", key=objective.id, name="Visits", unit="visits", sort=1
    )
    for sort, day, value in (("value", D(2027, 2, 1), 4), ("target", D(2027, 9, 1), 9)):
        DataPoint.start(by=BY, measure=measure, sort=sort, dated=day, value=value)
    Progress.start(
        by=BY, objective=objective, said_on=D(2027, 3, 1), standing="at_risk", text="Late."
    )
    ask = {"kind": "budget", "text": "Pay for it.", "on": D(2027, 3, 1)}
    Ask.put(by=BY, assessment=rows[20], **ask)
    person = Person.get(Person.role == "team_member")
    Attendance.start(by=BY, meeting=meeting, person=person, state="present")
    step = {"due_on": D(2026, 9, 3)}
    Agreement.get().set_step(by=BY, step="team", **step)


def reword() -> None:
    """Call everything otherwise, and plan it for another day and another owner."""
    other = Person.get(Person.role == "process_manager")
    for table, names in WORDS.items():
        for row in table.select():
            row.change(by=BY, **{name: f"{getattr(row, name)} anew" for name in names})
    for table in (Objective, Task):
        for row in table.select():
            row.change(by=BY, owner=other)
    for row in Objective.select():
        row.change(by=BY, target_on=D(2028, 1, 1), staff_days=99, money="State: 1")
    Milestone.get().change(by=BY, due_on=D(2027, 1, 1))
    Agreement.get().change(by=BY, meetings_a_year=3, session_days=100)
    DataPoint.get(DataPoint.sort == "target").change(by=BY, value=77)
    undertaking = Undertaking.get()
    undertaking.change(by=BY, due_on=D(2028, 1, 1))
    Undertaking.start(by=BY, party=undertaking.party, sort=9, text="One more thing")
    Undertaking.select().order_by(Undertaking.id.desc()).offset(1).first().archive(by=BY)


def plain_lines(answer: Any) -> list[str]:
    """What a paper says, without the bar above it."""
    return answer.text.partition("<main")[2].splitlines() or answer.text.splitlines()


def test_what_is_reworded_later_leaves_reports_of_the_past_as_they_were(
    client_for: Any, year: list[Assessment]
) -> None:
    with at(2027, 8, 2):
        told_more(year, Meeting.select().order_by(Meeting.held_on).first())
    papers = (
        "/reports/year/print?first=2026-09-01&last=2027-08-31",
        "/reports/progress/print?first=2027-06-01&last=2027-08-31",
        "/reports/progress.csv?first=2027-06-01&last=2027-08-31",
        "/profile/print?as_of=2027-08-31",
        "/priorities/print?as_of=2027-08-31",
        "/plan/print?as_of=2027-08-31",
        "/tasks/print?as_of=2027-08-31",
    )
    with at(2027, 10, 1):
        lead = client_for("team_lead")
        before = {paper: lead.get(paper) for paper in papers}
        assert {answer.status_code for answer in before.values()} == {200}
        reword()
        for paper, answer in before.items():
            again = client_for("team_lead").get(paper)
            assert plain_lines(again) == plain_lines(answer), paper

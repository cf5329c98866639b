"""States to measure: the sample with its whole team, and one whose plan is as large as can be."""

import datetime
from pathlib import Path
from typing import Any

from sras.accounts.models import Membership, Person
from sras.assessment.models import Assessment, Cycle
from sras.core import clock, db
from sras.core.settings import load_settings
from sras.factory import create_app
from sras.planning.models import Objective
from sras.planning.models_tasks import Task
from tests.conftest import BY
from tests.visitor import give_passwords

OBJECTIVES = 52
TASKS = 156
TEAM = 7
WORDS = "The team meets with the regional centers, agrees on what is missing and writes it down. "


def team() -> list[Person]:
    """The members that a state has now, as many as sit round the table."""
    seats = Membership.on(clock.today("America/Chicago"))
    return [seat.person for seat in seats][:TEAM]


def give_team(folder: Path) -> list[str]:
    """Let seven members sign in with the password of the tests; their addresses."""
    with _inside(folder):
        people = team()
        for seat in range(len(people), TEAM):
            person = Person.start(
                by=BY, name=f"Member {seat}", email=f"m{seat}@example.org", role="team_member"
            )
            Membership.start(by=BY, person=person, started_on=datetime.date(2026, 1, 5))
            people.append(person)
        give_passwords(*people)
        return [person.email for person in people]


def fill_plan(folder: Path) -> None:
    """Plan for every indicator of the running cycle: 52 objectives and 156 tasks in all."""
    with _inside(folder), db.transaction():
        today = clock.today("America/Chicago")
        lead = Person.get(Person.role == "team_lead")
        for assessment in Assessment.of_cycle(Cycle.running()):
            if not Objective.current().where(Objective.assessment == assessment).exists():
                _plan(assessment, lead, today)
        assert Objective.current().count() == OBJECTIVES
        assert Task.current().count() == TASKS


def _plan(assessment: Any, lead: Person, today: datetime.date) -> None:
    assessment.change(
        by=BY,
        level=2,
        priority=3,
        opportunity=2,
        disposition="",
        disposition_reason="",
        agreed_on=today,
        in_place=WORDS * 3,
    )
    objective = Objective.begin(
        BY, assessment, today, owner=lead, done_description=WORDS * 3, target_on=today
    )
    still = min(3, TASKS - Task.current().count())
    tasks = [
        {"title": f"Agree on step {number} with the centers", "description": WORDS * 2}
        for number in range(1, still + 1)
    ]
    Task.add_many(BY, objective, today, [{**task, "owner": lead, "due": today} for task in tasks])


class _inside:
    """The app over an instance for a block; nothing of it stays open."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> Any:
        app = create_app(load_settings(self.folder, {}))
        db.database.connect(reuse_if_open=True)
        return app

    def __exit__(self, *_error: object) -> None:
        db.database.close()
        db.database.close_all()

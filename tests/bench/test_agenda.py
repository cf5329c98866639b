"""What it costs to build the agenda of a state that has met twice a month for a year."""

import datetime
import re
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

import pytest

from sras.accounts.models import Person
from sras.assessment.models import Assessment, Cycle
from sras.coaching.models import CoachComment
from sras.core import clock, db
from sras.meetings.models_agenda import AgendaItem
from sras.meetings.models_record import Commitment
from sras.planning.models import Objective
from sras.planning.models_tasks import Task
from sras.schedule.models import Meeting
from tests import running
from tests.bench import state
from tests.bench.gauges import processor_seconds
from tests.bench.table import Row, Table
from tests.conftest import BY
from tests.visitor import Visitor

MEETINGS = 24
ROUNDS = 9
SORTS = ("decision", "information", "parking_lot", "task_review")


def fill_year(folder: Path) -> int:
    """A year of meetings with agendas, over the largest plan; the key of the one tomorrow."""
    state.fill_plan(folder)
    with state._inside(folder), db.transaction():
        today = clock.today("America/Chicago")
        lead = Person.get(Person.role == "team_lead")
        for number in range(MEETINGS, 0, -1):
            _held(today - datetime.timedelta(days=15 * number), number, lead)
        for number, task in enumerate(Task.current()):
            task.change(by=BY, due=today + datetime.timedelta(days=number % 60 - 30))
        for objective in Objective.current().where(Objective.state == "draft"):
            objective.change(by=BY, state="active")
        # Some are rated no more, so that there is something to come next.
        for assessment in list(Assessment.of_cycle(Cycle.running()))[30:]:
            assessment.change(by=BY, level=None)
        tomorrow = today + datetime.timedelta(days=1)
        _meeting(tomorrow + datetime.timedelta(days=14), "scheduled")
        return int(_meeting(tomorrow, "scheduled").id)


def _meeting(day: datetime.date, stands: str) -> Meeting:
    return Meeting.start(by=BY, title="Team", held_on=day, starts_at="10:00", state=stands)


def _held(day: datetime.date, number: int, lead: Person) -> None:
    meeting = _meeting(day, "approved" if number > 1 else "minutes_draft")
    many = [
        {"kind": SORTS[n % 4], "title": f"Item {n}", "note": state.WORDS, "minutes": 5}
        for n in range(8)
    ]
    AgendaItem.add_many(meeting, many, by=BY)
    Commitment.start(by=BY, meeting=meeting, title=f"Send the list of {day}", owner=lead, due=day)
    CoachComment.start(by=BY, author=lead, said_on=day, text=state.WORDS)


@pytest.fixture
def year(sample: Any, copy_of_state: Path) -> Iterator[tuple[running.Server, Visitor, int]]:
    key = fill_year(copy_of_state)
    with running.serving(copy_of_state) as server:
        lead = Visitor(server.port).sign_in(sample[1]["team_lead"][0])
        yield server, lead, key
        lead.close()


def test_the_agenda_of_a_year_old_state_is_built_at_once(
    year: tuple[running.Server, Visitor, int], table: Table
) -> None:
    server, lead, key = year
    address = f"/meetings/{key}/agenda/build"
    assert lead.get(address).status == 200  # templates are read once
    times = [spent(server, lead, address) for _round in range(ROUNDS)]
    picked = re.findall(r'id="pick-([\w-]+)"', lead.get(address).text)
    assert len(picked) > 100
    before = processor_seconds(server.process.pid)
    typed = urlencode({"pick": picked, "once": "x"}, doseq=True).encode()
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = lead.ask("POST", f"/meetings/{key}/agenda", typed, form)
    added = (processor_seconds(server.process.pid) - before) * 1_000
    assert answer.status == 303
    what = (
        f"agenda proposed, {MEETINGS} meetings, {state.TASKS} tasks, {state.OBJECTIVES} indicators"
    )
    # Processor time, since the machine may be busy with other things.
    table.hold_all(
        Row(what, median(times), 100, "ms", ceiling=200),
        Row(f"all {len(picked)} things put on it", added, 100, "ms", ceiling=200),
    )


def spent(server: running.Server, lead: Visitor, address: str) -> float:
    """Processor milliseconds of one answer."""
    before = processor_seconds(server.process.pid)
    assert lead.get(address).status == 200
    return (processor_seconds(server.process.pid) - before) * 1_000

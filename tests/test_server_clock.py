"""The clock that jumps, the hour that comes twice, the year that ends: days stay days."""

import datetime
import os
import re
import subprocess
import sys
from typing import Any

import pytest

from sras.assessment.models import Assessment
from sras.core import clock
from sras.planning.models import Objective
from sras.planning.models_tasks import Task
from tests import running
from tests.conftest import BY, DAY


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


@pytest.fixture
def objective(make_cycle: Any, person_of: Any) -> Any:
    """An active objective."""
    assessment = Assessment.of_cycle(make_cycle()).first()
    assessment.change(by=BY, level=2, disposition="will_include", agreed_on=DAY)
    lead = person_of("team_lead")
    objective = Objective.begin(
        BY, assessment, DAY, owner=lead, done_description="Done.", target_on=DAY
    )
    objective.activate(by=BY)
    return objective


# The agency is in Chicago: five or six hours behind UTC, and the days change there.
MOMENTS = [
    ("2026-11-01T06:30:00+00:00", "2026-11-01"),  # half past one, for the first time
    ("2026-11-01T07:30:00+00:00", "2026-11-01"),  # half past one, for the second time
    ("2026-11-02T05:59:59+00:00", "2026-11-01"),  # that day has 25 hours
    ("2027-03-14T08:30:00+00:00", "2027-03-14"),  # half past two does not come
    ("2027-03-15T04:59:59+00:00", "2027-03-14"),  # that day has 23 hours
    ("2027-01-01T05:59:59+00:00", "2026-12-31"),
    ("2027-01-01T06:00:00+00:00", "2027-01-01"),
    ("2028-02-29T12:00:00+00:00", "2028-02-29"),
    ("2028-03-01T05:59:59+00:00", "2028-02-29"),
    ("2027-07-01T05:00:00+00:00", "2027-07-01"),
    ("2027-07-01T04:59:59+00:00", "2027-06-30"),
]


def test_r25_today_is_the_agencys_own_day(client_for, objective, person_of):
    for moment, day in MOMENTS:
        today = datetime.date.fromisoformat(day)
        with clock.frozen(at(moment)):
            lead = client_for("team_lead")
            task = Task.add(BY, objective, DAY, title="Write", due=today, owner=person_of("coach"))
            assert "due today" in lead.get(f"/tasks/{task.id}").text, moment
            tomorrow = (today + datetime.timedelta(days=1)).isoformat()
            refused = lead.post(f"/tasks/{task.id}/completion", data={"done_on": tomorrow})
            assert refused.status_code == 422, moment
            assert "future" in refused.text, moment
            done = lead.post(f"/tasks/{task.id}/completion", data={"done_on": day})
            assert done.status_code == 303, moment
        assert Task.get_by_id(task.id).done_on == today


@pytest.mark.parametrize("hours", [2, -2])
def test_r25_a_jump_of_the_clock_neither_ends_sessions_nor_loses_saves(
    client_for, objective, hours
):
    task = Task.add(BY, objective, DAY, title="Write the guide")
    with clock.frozen(at("2026-10-14T15:00:00+00:00")) as standing:
        lead = client_for("team_lead")
        page = f"/tasks/{task.id}/remarks"
        said = {"said_on": "2026-10-14"}
        assert lead.post(page, data={**said, "remark": "Before."}).status_code == 303
        standing.move(hours=hours)
        assert lead.post(page, data={**said, "remark": "After the jump."}).status_code == 303
        standing.move(hours=-hours)
        assert lead.post(page, data={**said, "remark": "And back."}).status_code == 303
        shown = lead.get("/history?kind=task_comment").text
        # The newest record first, whatever the clock said when it was made.
        assert re.findall(r"14 Oct 2026, (\d\d:\d\d)", shown) == [
            "10:00",
            f"{10 + hours:02}:00",
            "10:00",
        ]


def test_r25_a_session_is_not_eternal_when_the_clock_was_ahead(client_for):
    with clock.frozen(at("2026-10-14T15:00:00+00:00")) as standing:
        lead = client_for("team_lead")
        standing.move(hours=13)
        assert lead.get("/plan").status_code == 302
        standing.move(hours=-13)
        again = client_for("team_lead")
        standing.move(days=-1)
        assert again.get("/plan").status_code == 200
        standing.move(days=2)
        assert again.get("/plan").status_code == 302
        assert lead.get("/plan").status_code == 302


DAY_IN_CHICAGO = """
import datetime
from sras.core import clock
with clock.frozen(datetime.datetime.fromisoformat("2027-01-01T05:59:59+00:00")):
    print(clock.today("America/Chicago"))
"""


@pytest.mark.parametrize("zone", [None, "Asia/Tokyo", "Nowhere/AtAll"])
def test_r25_the_machines_own_zone_does_not_matter(zone):
    inside = {name: value for name, value in os.environ.items() if name != "TZ"}
    done = subprocess.run(
        [sys.executable, "-c", DAY_IN_CHICAGO],
        env=inside | ({"TZ": zone} if zone else {}),
        cwd=running.ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "2026-12-31"

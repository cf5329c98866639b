"""What planning asks of the database: at most so much a save, and so much a page."""

from typing import Any

import pytest

from sras.assessment.models import Assessment
from sras.evidence.models import Evidence
from sras.planning.models import Objective
from sras.planning.models_lists import Selection
from sras.planning.models_progress import Progress
from sras.planning.models_tasks import Task, TaskComment
from tests.conftest import BY, DAY, HTMX

SAVE = 6 + 3  # the guards: who asks, once more within the transaction, and the same press before
PAGE = 4 + 6


@pytest.fixture
def objective(make_cycle: Any, person_of: Any) -> Objective:
    """An objective with tasks, progress and evidence, in a cycle with one idle indicator."""
    planned, idle, *_ = Assessment.of_cycle(make_cycle())
    for assessment in (planned, idle):
        assessment.change(
            by=BY, level=2, priority=3, opportunity=3, in_place="Begun.", agreed_on=DAY
        )
    lead = person_of("team_lead")
    made = Objective.begin(
        BY, planned, DAY, state="active", owner=lead, done_description="Done.", target_on=DAY
    )
    Task.add_many(BY, made, DAY, [{"title": "Draft", "owner": lead}, {"title": "Ask"}])
    Progress.start(by=BY, objective=made, said_on=DAY, standing="on_track", text="Begun.")
    TaskComment.start(by=BY, task=Task.get(), said_on=DAY, text="Soon.")
    Evidence.add(by=BY, about=("objective", made.id), title="Minutes", source="observation")
    return made


@pytest.fixture
def lead(client_for: Any) -> Any:
    """The lead, whose first look around is behind them."""
    client = client_for("team_lead")
    client.get("/plan")
    return client


@pytest.mark.parametrize("field", ["owner", "due", "state"])
def test_a_save_in_a_line_asks_the_database_little(
    lead: Any, objective: Objective, person_of: Any, queries: Any, field: str
) -> None:
    values = {"owner": person_of("team_member").id, "due": "2026-12-01", "state": "in_progress"}
    task = Task.get(Task.title == "Draft")
    typed = {"once": "1", "version": task.version, "only": field, field: values[field]}
    with queries() as seen:
        answer = lead.post(f"/tasks/{task.id}?line=1", data=typed, headers=HTMX)
    assert answer.status_code == 200
    assert Task.get_by_id(task.id).version == 2
    assert len(seen) <= SAVE, "\n".join(seen)


def test_a_field_of_an_objective_is_saved_with_few_questions(
    lead: Any, objective: Objective, queries: Any
) -> None:
    typed = {"once": "1", "version": 1, "only": "resources", "resources": "Two days a week."}
    with queries() as seen:
        answer = lead.post(f"/objectives/{objective.id}", data=typed, headers=HTMX)
    assert answer.status_code == 200
    assert len(seen) <= SAVE, "\n".join(seen)


def test_placing_asks_the_database_little(lead: Any, objective: Objective, queries: Any) -> None:
    idle = Assessment.get(Assessment.level == 2, Assessment.id != objective.assessment_id)
    for press, chosen in enumerate(("quick_win", "longer_term", "none")):
        placed = Selection.of(idle)
        typed = {"list": chosen, "why": "It is ready.", "version": placed.version if placed else ""}
        with queries() as seen:
            answer = lead.post(
                f"/choose/{idle.id}/place", data={"once": press, **typed}, headers=HTMX
            )
        assert answer.status_code == 200
        assert len(seen) <= SAVE, "\n".join(seen)
    assert Selection.of(idle) is None


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/my-work",
        "/choose",
        "/asks",
        "/expectations",
        "/approval",
        "/approval/new",
        "/approval/briefing",
        "/plan",
        "/tasks",
        "/objectives/1",
        "/objectives/1/completion",
        "/tasks/1",
        "/owners",
        "/search?q=draft",
    ],
)
def test_a_page_asks_the_database_little(
    lead: Any, objective: Objective, queries: Any, address: str
) -> None:
    with queries() as seen:
        assert lead.get(address).status_code == 200
    assert len(seen) <= PAGE, "\n".join(seen)

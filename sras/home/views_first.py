"""The first page: where the cycle stands and what to do next."""

from typing import Any

from flask import Response
from flask_login import current_user

from sras.assessment.views_list import rows_of
from sras.core.kinds import KINDS
from sras.engagement.models_timeline import Standing, standing_on
from sras.history.models_reading import changes
from sras.home import rules
from sras.home.views import bp
from sras.planning.models_approvals import Approval, approvals
from sras.planning.models_lists import Selection
from sras.planning.models_progress import open_with_standing
from sras.planning.models_tasks import Task
from sras.web import here
from sras.web.access import requires
from sras.web.answers import page
from sras.work.models import open_asks, open_requests

SHOWN = 6
BROUGHT = ("added", ("assessment", "framework", "edition", "part", "topic", "indicator", "level"))
QUIET = ("view", "person", "link")  # changes that are nobody else's business on a first page


@bp.get("/", endpoint="page")
@requires("read")
def first() -> Response:
    """What a person needs to see in ten seconds."""
    cycle = here.cycle()
    if cycle is None or cycle.state == "setup":
        return page("home/begin.html")
    today = here.today()
    rows = rows_of(cycle)
    tasks = list(Task.open_first())
    late = [task for task in tasks if task.due and task.due < today]
    objectives = list(open_with_standing())
    said = approvals(cycle)
    waiting = _waiting(cycle, objectives)
    to_put_up, to_plan = _chosen(waiting, said)
    step = rules.next_step(
        rules.Standing(
            rated=sum(1 for row in rows if row.level),
            total=len(rows),
            to_finish=sum(1 for row in rows if row.lacking and not row.waits_for_proof),
            to_put_up=to_put_up,
            to_plan=to_plan,
            waiting_for_chief=any(each.state == "undecided" for each in said.values()),
            objectives=len(objectives),
            late=len(late),
        ),
        may_assess=current_user.may("assess"),
    )
    return page(
        "home/first.html",
        of=cycle,
        step=step,
        rows=rows,
        flagged=[row for row in rows if row.due],
        to_finish=sum(1 for row in rows if row.lacking),
        objectives=objectives,
        troubled=[row for row in objectives if row.standing in ("at_risk", "off_track")],
        tasks=tasks,
        late=late,
        decide=list(open_requests()) if current_user.may("decide") else [],
        decided=rules.decided(waiting, said) if current_user.may("submit") else [],
        asks=list(open_asks()) if current_user.may("decide") else [],
        agreed=_agreed() if current_user.may("manage_agreement") else None,
        recent=_recent() if current_user.may("read_history") else [],
        shown=SHOWN,
    )


def _waiting(cycle: Any, objectives: list[Any]) -> list[Selection]:
    """What is placed for the plan and has no objective yet."""
    planned = {row.assessment_id for row in objectives}
    return [
        row
        for row in Selection.of_cycle(cycle)
        if row.list != "deferred" and row.assessment.id not in planned
    ]


def _chosen(waiting: list[Selection], said: dict[int, Approval]) -> tuple[int, int]:
    """How many of what is placed wait to be put up to the Chief, and how many to be planned."""
    if not here.agency().approval_gate:
        return 0, len(waiting)
    approved = sum(1 for row in waiting if rules.is_approved(row, said.get(row.assessment.id)))
    return len(waiting) - approved, approved


def _agreed() -> Standing | None:
    """Where the agreement with the partners stands."""
    return standing_on(here.today(), here.agency().chief_title)


def _recent() -> list[Any]:
    """The newest changes of what this person may see, without what a cycle brings with it."""
    kinds = [name for name, kind in KINDS.items() if current_user.may(kind.right)]
    found = changes([name for name in kinds if name not in QUIET], without=BROUGHT)
    return list(found.limit(SHOWN))

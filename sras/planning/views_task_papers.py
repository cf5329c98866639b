"""The open tasks on paper: by date, or a sheet for each owner to hand out; now or on a past day."""

from typing import Any

from flask import request, url_for

from sras.history.models_as_of import newest_counted
from sras.history.models_reading import newest
from sras.history.models_shown import Shown
from sras.planning.models_as_of import plan_as_of
from sras.planning.models_copies import OBJECTIVE, TASK
from sras.planning.views import bp
from sras.planning.views_plan import late_on
from sras.planning.views_task_lists import open_tasks, owner_of
from sras.web import here
from sras.web.access import requires
from sras.web.as_of import day_asked, with_day
from sras.web.kept import kept_paper
from sras.web.papers import paper, print_view

TOLD_ON_PAPER = ("agency", "assessment", "indicator", "objective", "person", "task")
TOLD_OF_A_DAY = [
    Shown("objective", OBJECTIVE),
    Shown("task", TASK),
    Shown("task_done", ("task", "due", "done_on")),
    Shown("indicator", ("code", "title")),
    Shown("person", ("name",)),
]


def groups_of(by: str) -> dict[str, list[Any]]:
    """The open tasks in one list by date, or by owner; of one owner where one is asked for."""
    tasks, wanted = open_tasks(day_asked()), request.args.get("owner", "")
    if by == "due" and not wanted:
        return {"All, by date": tasks} if tasks else {}
    groups: dict[str, list[Any]] = {}
    for task in tasks:
        groups.setdefault(owner_of(task), []).append(task)
    return {name: groups[name] for name in sorted(groups) if wanted in ("", name)}


@bp.get("/tasks/print")
@requires("read")
def sheet() -> Any:
    """The open tasks by owner, one sheet each, for printing from the browser."""
    return print_view(
        "planning/tasks_print.html",
        groups=groups_of("owner"),
        back_url=url_for(".tasks", **with_day({"by": "owner"}, day_asked())),
        pdf_url=_pdf_of(request.args.get("owner") or None),
        **_past(),
    )


def _pdf_of(owner: str | None) -> str:
    return url_for(".tasks_pdf", **with_day({"by": "owner", "owner": owner}, day_asked()))


@bp.get("/tasks.pdf")
@requires("read")
@kept_paper
def tasks_pdf() -> Any:
    """The open tasks as a tagged PDF, by date or by owner as the page is."""
    return paper(
        "planning/tasks_print.html",
        name="tasks",
        back_url=url_for(".tasks", **with_day({"by": by_asked()}, day_asked())),
        **printed(),
    )


def by_asked() -> str:
    """By owner, or else by date."""
    return "owner" if request.args.get("by") == "owner" else "due"


def printed() -> dict[str, Any]:
    """What the paper shows, with the number that its copy carries."""
    told = {"groups": groups_of(by_asked()), "by": by_asked(), **_past()}
    return told if told.get("as_of") else told | {"copy": newest(TOLD_ON_PAPER)}


def _past() -> dict[str, Any]:
    """The past day that is asked for, and the newest change that counts on it."""
    day = day_asked()
    if day is None:
        return {}
    then = plan_as_of(day, here.zone())
    return {
        "agency": then.row(here.agency()),
        "as_of": day,
        "known": newest_counted(TOLD_OF_A_DAY, then),
        "entered": late_on("tasks", None, day),
    }

"""The open tasks on paper: by date, or a sheet for each owner to hand out."""

from typing import Any

from flask import request, url_for

from sras.history.models_reading import newest
from sras.planning.models_tasks import Task
from sras.planning.views import bp
from sras.web.access import requires
from sras.web.kept import kept_paper
from sras.web.papers import paper, print_view

TOLD_ON_PAPER = ("agency", "assessment", "indicator", "objective", "person", "task")


def owner_of(task: Any) -> str:
    """Whose sheet a task is on."""
    return str(task.outside_owner or (task.owner.name if task.owner_id else "Nobody yet"))


def groups_of(by: str) -> dict[str, list[Any]]:
    """The open tasks in one list by date, or by owner; of one owner where one is asked for."""
    tasks, wanted = list(Task.open_first()), request.args.get("owner", "")
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
        back_url=url_for(".tasks", by="owner"),
        pdf_url=_pdf_of(request.args.get("owner") or None),
    )


def _pdf_of(owner: str | None) -> str:
    return url_for(".tasks_pdf", by="owner", owner=owner)


@bp.get("/tasks.pdf")
@requires("read")
@kept_paper
def tasks_pdf() -> Any:
    """The open tasks as a tagged PDF, by date or by owner as the page is."""
    by = "owner" if request.args.get("by") == "owner" else "due"
    return paper(
        "planning/tasks_print.html",
        name="tasks",
        back_url=url_for(".tasks", by=by),
        groups=groups_of(by),
        by=by,
        copy=newest(TOLD_ON_PAPER),
    )

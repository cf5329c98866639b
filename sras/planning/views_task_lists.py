"""The open tasks of all objectives, now or on a past day: in lists and as tables."""

import datetime
from typing import Any

from flask import request
from flask_login import current_user

from sras.core import sheets
from sras.planning import rules, rules_papers
from sras.planning.models_as_of import open_tasks_on, plan_as_of
from sras.planning.models_plan import members_on
from sras.planning.models_tasks import Task
from sras.planning.views import bp
from sras.planning.views_tasks import may_edit
from sras.web import here
from sras.web.access import requires
from sras.web.answers import download, page
from sras.web.as_of import day_asked, kept

STANDINGS = {"late": "Late", "soon": "Due soon", "on_track": "Later", "undated": "No date"}


def open_tasks(day: datetime.date | None) -> list[Any]:
    """The open tasks, the most urgent first; of a past day where one is given."""
    if day is None:
        return list(Task.open_first())
    return open_tasks_on(plan_as_of(day, here.zone()))


def owner_of(task: Any) -> str:
    """Whose sheet a task is on."""
    return str(task.outside_owner or (task.owner.name if task.owner_id else "Nobody yet"))


@bp.get("/tasks")
@requires("read")
def tasks() -> Any:
    """All open tasks: overdue first by date, or by owner."""
    by, day = "owner" if request.args.get("by") == "owner" else "due", day_asked()
    rows = open_tasks(day)
    editable = current_user.may("edit_plan") and day is None
    return page(
        "planning/tasks.html",
        groups=_groups(rows, by, day or here.today()),
        by=by,
        count=len(rows),
        members=members_on(here.today()) if editable else {},
        may_edit=may_edit if day is None else _may_not,
        back=request.script_root + request.full_path.rstrip("?"),
        as_of=day,
        as_of_kept=kept(),
        downloadable=current_user.may("export"),
    )


def _may_not(_task: Any) -> bool:
    return False


def _groups(rows: list[Any], by: str, today: datetime.date) -> list[tuple[str, list[Any]]]:
    groups: dict[str, list[Any]] = {}
    for row in rows:
        if by == "owner":
            name = owner_of(row)
        else:
            name = STANDINGS[rules.standing(row.due, None, today)]
        groups.setdefault(name, []).append(row)
    return sorted(groups.items()) if by == "owner" else list(groups.items())


def table() -> Any:
    """The open tasks as rows, the overdue first."""
    day = day_asked()
    return rules_papers.task_rows(open_tasks(day), day or here.today())


@bp.get("/tasks.csv")
@requires("export")
def tasks_csv() -> Any:
    """The open tasks as a table, the overdue first."""
    return download(sheets.write_csv(table()), "tasks.csv", "text/csv")


@bp.get("/tasks.xlsx")
@requires("export")
def tasks_xlsx() -> Any:
    """The open tasks as a workbook."""
    body = sheets.write_xlsx([("Open tasks", rules_papers.TASK_WIDTHS, table())])
    return download(body, "tasks.xlsx", sheets.XLSX)

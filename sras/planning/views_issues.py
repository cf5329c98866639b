"""The plan, the priority list and the task list as reports that can be given out."""

from typing import Any

from flask import url_for

from sras.documents.reports import Asked, Report, join
from sras.documents.rules_reports import table_facts
from sras.planning import rules_papers, rules_priorities, views_plan, views_priorities
from sras.planning.views import bp
from sras.planning.views_plan import asked_cycle
from sras.planning.views_task_lists import open_tasks
from sras.planning.views_task_papers import by_asked
from sras.planning.views_task_papers import printed as printed_tasks
from sras.web import here
from sras.web.as_of import day_asked, with_day
from sras.web.filters import day as said


def titled(name: str, day: Any) -> str:
    """What it is called, with its day when that is past."""
    return f"{name}, as of {said(day)}" if day else name


def read_plan() -> Asked | None:
    """The part of the plan that is asked for."""
    cycle = asked_cycle()
    if cycle is None:
        return None
    told, day = views_plan.printed(), day_asked(cycle)
    return Asked(
        title=titled(f"Plan {cycle.label}", day),
        template="planning/plan_print.html",
        context=told,
        facts={
            "cycle": cycle.label,
            "as_of": day or here.today(),
            "covers": told["words"],
            "plan": table_facts(rules_papers.rows(told["items"])),
        },
        first=cycle.starts_on,
        last=day or here.today(),
        back=views_plan.screen_url(),
    )


def read_priorities() -> Asked | None:
    """The priority list with the asks."""
    cycle = asked_cycle()
    if cycle is None:
        return None
    told = views_priorities.printed()
    day, found = told["as_of"], told["found"]
    return Asked(
        title=titled(f"Priority list {cycle.label}", day),
        template="planning/priorities_print.html",
        context=told,
        facts={
            "cycle": cycle.label,
            "as_of": day or here.today(),
            "priorities": table_facts(rules_priorities.rows(found.ranked)),
            "asks": table_facts(rules_priorities.ask_rows(found.asks)),
        },
        first=cycle.starts_on,
        last=day or here.today(),
        back=url_for("planning.priority_list", **told["asked"]),
    )


def read_tasks() -> Asked | None:
    """The open tasks, by date or by owner."""
    day = day_asked()
    last = day or here.today()
    rows = rules_papers.task_rows(open_tasks(day), last)
    return Asked(
        title=titled("Open tasks", day),
        template="planning/tasks_print.html",
        context=printed_tasks(),
        facts={"as_of": last, "tasks": table_facts(rows)},
        first=None,  # a task may be open since any day
        last=last,
        back=url_for("planning.tasks", **with_day({"by": by_asked()}, day)),
    )


REPORTS = {
    "plan": (read_plan, "planning.plan"),
    "priorities": (read_priorities, "planning.priority_list"),
    "tasks": (read_tasks, "planning.tasks"),
}


def _join_all(_state: Any) -> None:
    for name, (read, endpoint) in REPORTS.items():
        join(Report(name, read, _of_day(endpoint), views_plan.TOLD[name]))


def _of_day(endpoint: str) -> Any:
    """The address of a report of a day."""
    return lambda _first, last: url_for(endpoint, as_of=last)


bp.record_once(_join_all)

"""The plan: on screen, on paper, as tables; each in whole or in part."""

import datetime
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from flask import request, url_for
from flask_login import current_user

from sras.accounts.models import Person
from sras.assessment.models import Cycle
from sras.assessment.models_as_of import cycle_on
from sras.core import sheets
from sras.documents.models_late import Since, entered_since
from sras.documents.reports import REPORTS
from sras.history.models_as_of import AsOf, newest_counted
from sras.history.models_shown import newest
from sras.planning import rules, rules_papers
from sras.planning.models_approvals import latest, words_in
from sras.planning.models_as_of import items_on, plan_as_of
from sras.planning.models_as_of_paper import fill_measures_on, fill_on
from sras.planning.models_copies import shown_on_plan
from sras.planning.models_plan import (
    chosen_without_objective,
    fill,
    fill_measures,
    items_of,
    members_on,
)
from sras.planning.rules_plan import Item, Variant, belongs, late_first, read_variant
from sras.planning.views import bp
from sras.web import here, papers
from sras.web.access import get_or_404, requires
from sras.web.answers import download, page
from sras.web.as_of import day_asked
from sras.web.kept import kept, kept_paper
from sras.web.papers import print_view

# Whose facts the reports of planning tell, by the subject of their issues.
TOLD = {
    "plan": (
        *("assessment", "objective", "task", "task_done", "task_comment", "progress"),
        *("data_point", "approval_request", "decision"),
    ),
    "priorities": ("assessment", "objective", "selection", "ask"),
    "tasks": ("objective", "task", "task_done"),
}


def asked_cycle() -> Any:
    """The cycle of the address, else the running one, else None."""
    key = request.args.get("cycle", type=int)
    return get_or_404(Cycle, key) if key else here.cycle()


class Chosen(NamedTuple):
    """The plan that is asked for: all items, those of the variant, and what cannot be read.

    `then` is the past day it is asked for, None for the plan as it is now.
    """

    items: list[Item]
    shown: list[Item]
    variant: Variant
    faults: list[str]
    then: AsOf | None = None


def chosen(cycle: Any, words: dict[int, Any] | None = None, *, now: bool = False) -> Chosen:
    """The plan now or, unless only `now` is wanted, of the day in the address."""
    variant, faults = read_variant(request.args)
    day = None if now else day_asked(cycle)
    if day is None:
        items, then = items_of(cycle, words) if cycle is not None else [], None
    else:
        variant, then = replace(variant, as_of=day), plan_as_of(day, here.zone())
        items = items_on(cycle, then, approvals=True) if cycle is not None else []
    return Chosen(items, [i for i in items if belongs(i, variant)], variant, faults, then)


def mark_of(items: list[Item], gate: bool | None = None) -> tuple[str, str]:
    """How the plan is marked: DRAFT, or approved by whom and when; `gate` as it is unless said."""
    said = []
    for item in items:
        if item.objective.state == "dropped":
            continue
        approval = item.approval
        said.append(
            (approval.state, approval.by, approval.approved_on) if approval else ("", "", None)
        )
    return rules.approval_words(here.agency().approval_gate if gate is None else gate, said)


def parts_of(items: list[Item]) -> dict[str, str]:
    """The parts that the plan touches, code and title."""
    parts = (item.objective.assessment.indicator.topic.part for item in items)
    return {part.code: part.title for part in parts}


def owners_of(items: list[Item]) -> tuple[dict[int, str], list[str]]:
    """Who answers for something in the plan: people by key, and those without accounts."""
    people: dict[int, str] = {}
    outside: set[str] = set()
    for item in items:
        for row in (item.objective, *item.tasks):
            if row.owner_id:
                people[row.owner_id] = row.owner.name
            if row.outside_owner:
                outside.add(row.outside_owner)
    return dict(sorted(people.items(), key=lambda each: each[1])), sorted(outside)


@bp.get("/plan")
@requires("read")
@kept
def plan() -> Any:
    """The plan on screen, late first."""
    return page("planning/plan.html", **shown_plan())


def shown_plan() -> dict[str, Any]:
    """What the page of the plan shows of the part that is asked for."""
    cycle = asked_cycle()
    past = bool(request.args.get("as_of"))
    words = words_in(cycle) if cycle is not None and not past else {}
    items, shown, variant, faults, then = chosen(cycle, words)
    waiting = chosen_without_objective(cycle, items) if cycle is not None and not then else []
    owners, outside = owners_of(items)
    editable = current_user.may("edit_plan") and then is None
    today = then.day if then else here.today()
    return {
        "items": sorted(shown, key=lambda item: late_first(item, today)),
        "total": len(items),
        "chosen": waiting,
        "said": latest(words),
        "plan_cycle": cycle,
        "variant": variant,
        "faults": faults,
        "mark": rules.approval_on_screen(mark_of(items)),
        "parts": parts_of(items),
        "owners": owners,
        "outside": outside,
        "members": members_on(today) if editable else {},
        "editable": editable,
        "downloadable": current_user.may("export"),
        "words": variant.words(parts_of(items), owners),
        "back": url_for(".plan") + variant.query,
        "as_of": variant.as_of,
        "today": today,
    }


def owner_named(variant: Variant) -> dict[int, str]:
    """The name of the one person a variant is for, by key; empty for everyone."""
    person = Person.get_or_none(Person.id == variant.owner) if variant.owner else None
    return {person.id: person.name} if person is not None else {}


def printed(copy: Any = None) -> dict[str, Any]:
    """What the printed plan shows; a change to any of it gives it another copy number."""
    cycle = asked_cycle()
    asked = chosen(cycle, now=copy is not None)
    items, shown, variant, _faults, then = asked
    fill(shown) if then is None else fill_on(shown, then)
    owners, _outside = owners_of(items)
    agency = here.agency() if then is None else then.row(here.agency())
    return {
        "items": shown,
        "plan_cycle": cycle if then is None or cycle is None else cycle_on(cycle, then),
        "since": variant.asked | ({"cycle": cycle.id} if cycle is not None else {}),
        "words": variant.words(parts_of(items), owners),
        "mark": mark_of(shown, agency.approval_gate),
        "gate": agency.approval_gate,
        **_numbered(cycle, then, copy),
    }


def _numbered(cycle: Any, then: AsOf | None, copy: Any) -> dict[str, Any]:
    """The number that a copy carries; of a past day, the day and what it counts."""
    if copy is not None or cycle is None:
        return {"copy": copy}
    if then is None:
        return {"copy": newest(shown_on_plan(cycle))}
    return {
        "agency": then.row(here.agency()),
        "as_of": then.day,
        "known": newest_counted(shown_on_plan(cycle, ever=True), then),
        "entered": late_on("plan", cycle.starts_on, then.day),
    }


def late_on(name: str, first: datetime.date | None, day: datetime.date) -> Since | None:
    """What was entered since a report of a past day was given out, if it was."""
    return entered_since(REPORTS[name], first, day, here.zone())


def query() -> str:
    """The end of the address of the same part of the plan, of the same day."""
    day = day_asked(asked_cycle())
    return replace(read_variant(request.args)[0], as_of=day).query


def screen_url() -> str:
    """The plan on screen, the same part of it."""
    return url_for("planning.plan") + query()


@bp.get("/plan/print")
@requires("read")
def plan_print() -> Any:
    """The plan as paper would show it, for printing from the browser."""
    return print_view(
        "planning/plan_print.html",
        **printed(),
        back_url=screen_url(),
        pdf_url=url_for(".plan_pdf") + query(),
    )


@bp.get("/plan.pdf")
@requires("read")
@kept_paper
def plan_pdf() -> Any:
    """The plan as a tagged PDF; where none can be made, the page for printing says why."""
    return papers.paper("planning/plan_print.html", name="plan", back_url=screen_url(), **printed())


def table() -> Iterator[list[Any]]:
    """The part of the plan that is asked for, as rows."""
    asked = chosen(asked_cycle())
    fill_measures(asked.shown) if asked.then is None else fill_measures_on(asked.shown, asked.then)
    return rules_papers.rows(asked.shown)


@bp.get("/plan.csv")
@requires("export")
def plan_csv() -> Any:
    """The plan as a table, one row a task."""
    return download(sheets.write_csv(table()), "plan.csv", "text/csv")


@bp.get("/plan.xlsx")
@requires("export")
def plan_xlsx() -> Any:
    """The plan as a workbook."""
    body = sheets.write_xlsx([("Plan", rules_papers.WIDTHS, table())])
    return download(body, "plan.xlsx", sheets.XLSX)

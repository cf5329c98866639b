"""The plan: on screen, on paper, as tables; each in whole or in part."""

from collections.abc import Iterator
from typing import Any

from flask import request, url_for
from flask_login import current_user

from sras.accounts.models import Person
from sras.assessment.models import Cycle
from sras.core import sheets
from sras.history.models_shown import newest
from sras.planning import rules, rules_papers
from sras.planning.models_approvals import latest, words_in
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
from sras.web.kept import kept, kept_paper
from sras.web.papers import print_view

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def asked_cycle() -> Any:
    """The cycle of the address, else the running one, else None."""
    key = request.args.get("cycle", type=int)
    return get_or_404(Cycle, key) if key else here.cycle()


def chosen(
    cycle: Any, words: dict[int, Any] | None = None
) -> tuple[list[Item], list[Item], Variant, list[str]]:
    """All items, those of the variant asked for, the variant, and what could not be read."""
    variant, faults = read_variant(request.args)
    items = items_of(cycle, words) if cycle is not None else []
    return items, [item for item in items if belongs(item, variant)], variant, faults


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
    words = words_in(cycle) if cycle is not None else {}
    items, shown, variant, faults = chosen(cycle, words)
    waiting = chosen_without_objective(cycle, items) if cycle is not None else []
    owners, outside = owners_of(items)
    editable = current_user.may("edit_plan")
    today = here.today()
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
    }


def owner_named(variant: Variant) -> dict[int, str]:
    """The name of the one person a variant is for, by key; empty for everyone."""
    person = Person.get_or_none(Person.id == variant.owner) if variant.owner else None
    return {person.id: person.name} if person is not None else {}


def printed(copy: Any = None) -> dict[str, Any]:
    """What the printed plan shows; a change to any of it gives it another copy number."""
    cycle = asked_cycle()
    items, shown, variant, _faults = chosen(cycle)
    fill(shown)
    owners, _outside = owners_of(items)
    return {
        "items": shown,
        "plan_cycle": cycle,
        "since": variant.asked | ({"cycle": cycle.id} if cycle is not None else {}),
        "words": variant.words(parts_of(items), owners),
        "mark": mark_of(shown),
        "gate": here.agency().approval_gate,
        "copy": copy or (newest(shown_on_plan(cycle)) if cycle is not None else None),
    }


def screen_url() -> str:
    """The plan on screen, the same part of it."""
    return url_for(".plan") + read_variant(request.args)[0].query


@bp.get("/plan/print")
@requires("read")
def plan_print() -> Any:
    """The plan as paper would show it, for printing from the browser."""
    return print_view(
        "planning/plan_print.html",
        **printed(),
        back_url=screen_url(),
        pdf_url=url_for(".plan_pdf") + read_variant(request.args)[0].query,
    )


@bp.get("/plan.pdf")
@requires("read")
@kept_paper
def plan_pdf() -> Any:
    """The plan as a tagged PDF; where none can be made, the page for printing says why."""
    return papers.paper("planning/plan_print.html", name="plan", back_url=screen_url(), **printed())


def table() -> Iterator[list[Any]]:
    """The part of the plan that is asked for, as rows."""
    _items, shown, _variant, _faults = chosen(asked_cycle())
    fill_measures(shown)
    return rules_papers.rows(shown)


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
    return download(body, "plan.xlsx", XLSX)

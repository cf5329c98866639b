"""Copies of the plan: what differs from the one someone holds, and only those sheets."""

from typing import Any

from flask import request, url_for

from sras.history.models_copies import Paper, Printed, Reprint, join
from sras.history.models_past import Past
from sras.history.rules_copies import ASKS, Sheet
from sras.planning import rules_copies
from sras.planning.models_copies import shown_on_plan, then_and_now
from sras.planning.rules_plan import Variant, belongs, read_variant
from sras.planning.views import bp
from sras.planning.views_plan import asked_cycle, mark_of, owner_named, printed
from sras.web import here, papers


def read() -> Printed | None:
    """The plan that is asked for, whole or in part."""
    cycle = asked_cycle()
    if cycle is None:
        return None
    variant, _faults = read_variant(request.args)
    return Printed(
        of=cycle,
        words=f"{cycle.label}: {variant.words({}, owner_named(variant))}",
        shown=shown_on_plan(cycle),
        ever=shown_on_plan(cycle, ever=True),
        sheets=lambda past: sheets(cycle, variant, past),
        reprint=reprint,
    )


def sheets(cycle: Any, variant: Variant, past: Past) -> tuple[list[Sheet], list[Sheet]]:
    """Its sheets as they were and as they are."""
    then, now = then_and_now(cycle, past)
    agency = here.agency()
    return (
        _sheets(past.row(agency), past.row(cycle), [i for i in then if belongs(i, variant)]),
        _sheets(agency, cycle, [i for i in now if belongs(i, variant)]),
    )


def _sheets(agency: Any, cycle: Any, items: list[Any]) -> list[Sheet]:
    gate = agency.approval_gate
    first = rules_copies.front(agency, cycle, mark_of(items, gate)[1], items)
    return [first, *(rules_copies.sheet(item, gate) for item in items)]


def reprint(changed: Reprint) -> Any:
    """The sheets that differ, as a PDF."""
    return papers.paper(
        "planning/plan_print.html",
        name="plan-changes",
        back_url=url_for("planning.plan"),
        reprint=changed,
        asks=ASKS,
        **printed(copy=changed.copy),
    )


bp.record_once(lambda _state: join(Paper("plan", "Plan", "read", read)))

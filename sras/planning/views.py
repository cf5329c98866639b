"""The blueprint of choosing and planning, and the ranked list to choose from."""

from typing import Any

from flask import Blueprint, abort, make_response, render_template, request, url_for
from flask_login import current_user

from sras.assessment.rules import LIST_NAMES, OPPORTUNITY, PRIORITY
from sras.planning import rules_choice
from sras.planning.forms_choice import TAKEN_BACK, PlacingForm
from sras.planning.models_board import Board, Candidate, board, counts, one_candidate
from sras.planning.models_lists import Selection
from sras.web import here
from sras.web.access import requires
from sras.web.answers import page, redraw, wants_part
from sras.web.submissions import new_form, read_form

bp = Blueprint("planning", __name__)


def running_cycle() -> Any:
    """The running cycle, or a refusal in words."""
    cycle = here.cycle()
    if cycle is None:
        abort(409, "No cycle is running; begin one first.")
    return cycle


def signature(chief: Any) -> str:
    """The name kept with an answer: the Chief's, or the delegate's for the Chief."""
    if current_user.role == "chief":
        return str(current_user.name)
    return f"{current_user.name}, for the Chief" + (f", {chief.name}" if chief else "")


def given(field: Any, value: Any) -> None:
    """Fill a field that is not typed but known, such as today's date."""
    field.data, field.raw_data, field.process_errors = value, [str(value)], []


@bp.get("/choose")
@requires("read")
def choose() -> Any:
    """The ranked list: what could be planned, and where the team placed it."""
    cycle = here.cycle()
    return page("planning/choose.html", **_shown(board(cycle) if cycle else Board()))


@bp.post("/choose/<int:key>/place")
@requires("choose")
def place(key: int) -> Any:
    """Place an indicator on a list, move it, or take it back."""
    row = _movable(key)
    if row.placed is None:
        form = new_form(PlacingForm)
    else:
        form = read_form(PlacingForm, row.placed)
    if not form.validate():
        abort(422, "That is none of the lists.")
    chosen, why = form.list.data, (form.why.data or "").strip()
    if chosen == TAKEN_BACK:
        return _take_back(row)
    if chosen == row.on_list:
        return _redrawn(row, f"{row.indicator.code} is there already")
    if rules_choice.may_be_chosen(*_standing(row.assessment)) != "idle":
        abort(409, "This indicator cannot be chosen now: it has no scores, or needs no plan.")
    if chosen == row.suggested:
        why = ""
    elif not why:
        return _asked_why(row, form)
    row.placed = Selection.place(
        by=current_user,
        assessment=row.assessment,
        on_list=chosen,
        suggested=row.suggested,
        reason=why,
        on=here.today(),
        now=row.placed,
    )
    return _redrawn(row, f"{row.indicator.code} placed: {LIST_NAMES[chosen].lower()}")


def _movable(key: int) -> Candidate:
    """The row, unless it is in the plan, before the Chief, or of a closed cycle."""
    row = one_candidate(key)
    if row is None:
        abort(404)
    if row.assessment.cycle.state == "closed":
        abort(409, "This cycle is closed; its choice stands as it was.")
    if row.assessment.planned:
        abort(409, "This is an objective of the plan already. Drop the objective there first.")
    if row.assessment.before_the_chief:
        abort(409, "This lies before the Chief. Withdraw the request first, then move it.")
    return row


def _standing(assessment: Any) -> tuple[Any, Any, Any, Any]:
    return (
        assessment.level,
        assessment.disposition,
        assessment.priority,
        assessment.opportunity,
    )


def _take_back(row: Candidate) -> Any:
    if row.placed is not None:
        row.placed.archive(by=current_user, verb="took back")
        row.placed = None
    return _redrawn(row, f"{row.indicator.code} is on no list")


def _redrawn(row: Candidate, message: str) -> Any:
    back = url_for(".choose", _anchor=f"row-{row.assessment.id}")
    if not wants_part():
        return redraw("planning/_choose_place.html", back=back, message=message)
    active, placed = counts(row.assessment.cycle)
    return redraw(
        "planning/_choose_place.html",
        back=back,
        message=message,
        row=row,
        list_names=LIST_NAMES,
        count=_count(active, placed),
    )


def _asked_why(row: Candidate, form: Any) -> Any:
    """The row opens and asks for the reason; it is an error only once that was left empty."""
    suggested = LIST_NAMES[row.suggested].lower()
    if "why" in request.form:
        form.why.errors = [f"Say why: the scores of {row.indicator.code} suggest “{suggested}”."]
    form.why.id, form.why.render_kw = f"why-{row.assessment.id}", {"autofocus": ""}
    if wants_part():
        return make_response(
            render_template(
                "planning/_choose_place.html", row=row, placing=form, list_names=LIST_NAMES
            ),
            422,
        )
    shown = _shown(board(row.assessment.cycle))
    return page("planning/choose.html", 422, placing=form, asked=row.assessment.id, **shown)


def _count(active: int, placed: int) -> dict[str, str]:
    limit = here.agency().many_objectives
    return {
        "words": rules_choice.placed_words(active, placed),
        "warning": rules_choice.too_many(active, placed, limit),
    }


def _shown(made: Board) -> dict[str, Any]:
    return {
        "board": made,
        "list_names": LIST_NAMES,
        "priority_scale": PRIORITY,
        "opportunity_scale": OPPORTUNITY,
        "count": _count(made.active, made.placed),
        "gate": here.agency().approval_gate,
    }

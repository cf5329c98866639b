"""An objective changed in its line of the plan: who answers for it, by when, its state."""

from typing import Any

from flask import request, url_for
from flask_login import current_user

from sras.planning import rules
from sras.planning.forms import ObjectiveLineForm
from sras.planning.models_plan import people_on
from sras.planning.views import bp
from sras.planning.views_objectives import check_approved, check_not_over, find
from sras.planning.views_plan import shown_plan
from sras.web import here
from sras.web.access import requires, safe_next
from sras.web.answers import page, refused, saved, wants_part
from sras.web.filters import day
from sras.web.submissions import read_form


@bp.post("/objectives/<int:key>/line")
@requires("edit_plan")
def change_line(key: int) -> Any:
    """Save who answers, the target date and the state, merged with what others saved."""
    objective = find(key)
    check_not_over(objective)
    people = people_on(here.today())
    form = read_form(ObjectiveLineForm, objective)
    form.among({who.id: who.name for who in people.values()}, objective.owner, here.today())
    form.before = objective
    if form.validate():
        _save(objective, form, people)
    if form.errors:
        return _refused(objective, form)
    return saved(
        objective,
        back=safe_next(request.form.get("back")) or url_for(".plan", _anchor=f"objective-{key}"),
        computed=_computed(objective),
    )


def _save(objective: Any, form: Any, people: dict[int, Any]) -> None:
    """Change the row, then move its state; what stands in the way is said beside the state."""
    owner = people.get(form.owner.data, form.owner.data)  # history wants the name too
    was, to = objective.state, form.state.data
    try:
        if to != was:
            rules.check_move(was, to)
        if to == "active" and was == "draft":
            check_approved(objective)
        objective.change(
            by=current_user,
            owner=owner,
            outside_owner=form.outside_owner.data or "",
            target_on=form.target_on.data,
        )
        if to == "active" and was != to:
            objective.activate(by=current_user)
        elif to == "paused" and was != to:
            objective.pause(by=current_user, on=here.today(), reason=form.end_reason.data.strip())
    except rules.NotNow as fault:
        form.state.errors = [str(fault)]


def _refused(objective: Any, form: Any) -> Any:
    """The sentences to htmx; else the plan again, this line open with all that was typed."""
    for field in form:
        field.id = f"objective-{field.name}-{objective.id}"
    if wants_part():
        return refused("planning/plan.html", form=form)
    return page(
        "planning/plan.html", 422, **shown_plan(), form=form, typed=form, typed_in=objective.id
    )


def _computed(objective: Any) -> dict[str, str]:
    """What the line shows outside its fields."""
    key, late = objective.id, objective.is_late(here.today())
    return {
        f"objective-{key}-state": objective.state,
        f"objective-{key}-due": day(objective.target_on) or "no date",
        f"objective-{key}-late": "late" if late else "",
        f"objective-{key}-owner": objective.owner_words,
    }

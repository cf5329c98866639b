"""How an objective rests, is met or not yet, or is dropped."""

from collections.abc import Callable
from typing import Any

from flask import abort, request, url_for
from flask_login import current_user

from sras.assessment.models import OutOfOrder
from sras.assessment.models_before import now_of
from sras.core.keys import whole
from sras.planning import rules
from sras.planning.forms import DropForm, MetForm, PauseForm
from sras.planning.views import bp
from sras.planning.views_objectives import evidence_of, find, item_of
from sras.schedule.models import Meeting
from sras.web import here
from sras.web.access import requires
from sras.web.answers import leave, page, refused
from sras.web.submissions import new_form

NO_LEVEL = "No level was written: no cycle that runs asks for this practice."


@bp.get("/objectives/<int:key>/pause")
@requires("edit_plan")
def pause_page(key: int) -> Any:
    """The page that asks when and why an objective rests."""
    form = PauseForm(ended_on=here.today())
    return page("planning/objective_end.html", objective=find(key), form=form, ending="pause")


@bp.post("/objectives/<int:key>/pause")
@requires("edit_plan")
def pause_objective(key: int) -> Any:
    """Let an objective rest."""
    objective, form = find(key), new_form(PauseForm).on(here.today())

    def pause() -> None:
        objective.pause(by=current_user, on=form.ended_on.data, reason=form.reason.data)

    return _ended(objective, form, "pause", pause, "The objective is paused.")


def _ended(objective: Any, form: Any, ending: str, end: Callable[[], None], told: str) -> Any:
    """End it, for a while or for good, or say on its page what does not allow that."""
    if form.validate():
        try:
            end()
            return leave(url_for(".objective", key=objective.id), told)
        except rules.NotNow as fault:
            form.form_errors.append(str(fault))
    return refused("planning/objective_end.html", form=form, objective=objective, ending=ending)


@bp.get("/objectives/<int:key>/drop")
@requires("edit_plan")
def drop_page(key: int) -> Any:
    """The page that asks when and why an objective is dropped, and whether the Chief knows."""
    form = DropForm(ended_on=here.today())
    return page("planning/objective_end.html", objective=find(key), form=form, ending="drop")


@bp.post("/objectives/<int:key>/drop")
@requires("edit_plan")
def drop_objective(key: int) -> Any:
    """Take an objective out of the plan."""
    objective, form = find(key), new_form(DropForm).on(here.today())

    def drop() -> None:
        objective.drop(
            by=current_user,
            on=form.ended_on.data,
            reason=form.reason.data,
            chief_informed_on=form.chief_informed_on.data,
        )

    return _ended(objective, form, "drop", drop, "The objective is dropped.")


def _met(objective: Any) -> dict[str, Any]:
    return {
        "item": item_of(objective),
        "level_at": now_of(objective.assessment),
        "meeting": _meeting(),
        **evidence_of("objective", objective.id),
    }


@bp.get("/objectives/<int:key>/completion")
@requires("edit_plan")
def met_page(key: int) -> Any:
    """All tasks done or not: is the objective met, not yet, or does a task lack?"""
    objective, meeting = find(key), _meeting()
    on = meeting.day_of_session(here.today()) if meeting else here.today()
    form = MetForm(met_on=on, level="4", sustain=objective.sustain)
    return page("planning/objective_met.html", form=form, **_met(objective))


def _meeting() -> Any:
    """The meeting that the address names, in which the team agrees; None without one."""
    return Meeting.talking(whole(request.args.get("meeting")))


@bp.post("/objectives/<int:key>/completion")
@requires("edit_plan")
def meet_objective(key: int) -> Any:
    """The team agrees that the objective is met."""
    objective = find(key)
    form, left = new_form(MetForm).on(here.today()), item_of(objective).open_tasks
    form.left = len(left)
    if not form.validate():
        return refused("planning/objective_met.html", form=form, **_met(objective))
    try:
        objective.meet(
            by=current_user,
            on=form.met_on.data,
            today=here.today(),
            proof=form.proof.data,
            sustain=form.sustain.data,
            experience=form.experience.data or "",
            level=int(form.level.data),
            level_reason=form.level_reason.data or "",
            note=form.note,
            meeting=_meeting(),
        )
        if form.open_tasks.data == "drop":
            for task in left:
                task.drop(by=current_user, reason="The objective is met.")
    except OutOfOrder as fault:
        form.met_on.errors = [str(fault)]
        return refused("planning/objective_met.html", form=form, **_met(objective))
    except rules.NotNow as fault:
        form.form_errors.append(str(fault))
        return refused("planning/objective_met.html", form=form, **_met(objective))
    told = "" if now_of(objective.assessment) else f" {NO_LEVEL}"
    meeting = _meeting()
    back = url_for("meetings.live", key=meeting.id) if meeting else url_for(".objective", key=key)
    return leave(back, f"The objective is met.{told}")


@bp.post("/objectives/<int:key>/not-yet")
@requires("edit_plan")
def not_yet(key: int) -> Any:
    """The team says that the objective is not met yet; it stays active."""
    objective = find(key)
    try:
        objective.say_not_yet(by=current_user, on=here.today())
    except rules.NotNow as fault:
        abort(409, str(fault))
    return leave(url_for(".objective", key=key), "Not yet: the objective stays active.")

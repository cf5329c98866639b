"""One objective: what it says, its progress, how it begins, rests, is met or dropped."""

from typing import Any

from flask import abort, request, url_for
from flask_login import current_user

from sras.assessment.models import Assessment
from sras.coaching.models import CoachComment
from sras.core.keys import whole
from sras.evidence.models import Evidence
from sras.planning import rules
from sras.planning.forms import (
    ActForm,
    NewObjectiveForm,
    ObjectiveForm,
    ProgressForm,
)
from sras.planning.forms_tasks import LinesForm
from sras.planning.models import Objective
from sras.planning.models_approvals import approval_of, approvals
from sras.planning.models_lists import Selection
from sras.planning.models_plan import level_history, members_on, revise, take_into_plan
from sras.planning.models_progress import Progress, one_with_entries
from sras.planning.models_tasks import Task
from sras.planning.rules_plan import Item
from sras.planning.views import bp
from sras.schedule.models import Meeting
from sras.strategy.models import Measure
from sras.web import here
from sras.web.access import get_or_404, requires
from sras.web.answers import leave, page, redraw, refused, saved
from sras.web.submissions import new_form, read_form

FIELDS = (
    "owner",
    "outside_owner",
    "list",
    "done_description",
    "starts_on",
    "target_on",
    "lever",
    "staff_days",
    "money",
    "resources",
    "barriers",
)


def find(key: int) -> Any:
    """The objective with everything joined that its page names; 404 when there is none."""
    return one_with_entries(key) or abort(404)


def check_not_over(objective: Any) -> None:
    """409 in words when it is met or dropped: what it and its tasks say then stands."""
    if objective.state not in rules.OPEN_STATES:
        abort(
            409,
            f"This objective is {objective.state}; what it and its tasks say stands. "
            "Assess the indicator again to plan for it once more.",
        )


def item_of(objective: Any) -> Item:
    """The objective with its tasks, progress and history."""
    item = Item(objective, list(Task.of_objectives([objective.id])))
    item.shown = item.tasks
    item.entries = objective.entries
    item.levels = level_history([objective.assessment])[objective.assessment_id]
    return item


def evidence_of(kind: str, key: int) -> dict[str, Any]:
    """What the list of evidence of a thing needs."""
    pieces = Evidence.of(kind, key) if current_user.may("read_evidence") else []
    return {"items": pieces, "kind": kind, "key": key}


def stored_form(form_class: Any, row: Any) -> Any:
    """The form as the row has it."""
    return form_class(data={name: row.__data__.get(name) for name in form_class()._fields})


def context_of(objective: Any, **more: Any) -> dict[str, Any]:
    """What the page of an objective shows; a form that was refused takes its place."""
    item = item_of(objective)
    members = members_on(here.today())
    form = more.get("objective_form") or stored_form(ObjectiveForm, objective)
    form.among(members, objective.owner, here.today())
    agency = here.agency()
    asks = rules.asks_whether_met(
        objective.state, [task.state for task in item.tasks], objective.not_yet_on
    )
    return {
        "item": item,
        "objective": objective,
        **evidence_of("objective", objective.id),
        "comments": CoachComment.on("objective", objective.id) if objective.commented else [],
        "measures": Measure.of("objective", objective.id),
        "indicator": objective.assessment.indicator,
        "members": members,
        "approval": approval_of(objective),
        "gate": agency.approval_gate,
        "asks": asks,
        "editable": current_user.may("edit_plan"),
        "progress_form": more.pop("progress_form", None) or _progress_form(item),
        "lines_form": more.pop("lines_form", None) or LinesForm(added_on=here.today()),
        **more,
        "objective_form": form,
    }


def _progress_form(item: Any) -> ProgressForm:
    """It begins with how the objective stood last, so that a note alone clears no warning."""
    form = ProgressForm(said_on=here.today())
    if item.entries:
        form.standing.data = item.entries[0].standing
    return form


@bp.get("/objectives/<int:key>")
@requires("read")
def objective(key: int) -> Any:
    """The page of one objective."""
    return page("planning/objective.html", **context_of(find(key)))


@bp.get("/assessments/<int:key>/objective")
@requires("edit_plan")
def new_objective(key: int) -> Any:
    """The page on which an indicator is taken into the plan."""
    assessment = get_or_404(Assessment, key)
    there = Objective.open_of(assessment)
    if there is not None:
        return leave(url_for(".objective", key=there.id), "This indicator is in the plan already.")
    placed = Selection.of(assessment)
    chosen = placed.list if placed and placed.list != "deferred" else "longer_term"
    form = NewObjectiveForm(
        list=chosen, owner=None, lever="", barriers=assessment.barrier, added_on=here.today()
    )
    form.among(members_on(here.today()), None, here.today())
    return page("planning/objective_new.html", form=form, **_planned_for(assessment))


def _planned_for(assessment: Any) -> dict[str, Any]:
    said = approvals(assessment.cycle).get(assessment.id)
    return {"assessment": assessment, "approval": said}


@bp.post("/assessments/<int:key>/objective")
@requires("edit_plan")
def begin_objective(key: int) -> Any:
    """Take an indicator into the plan."""
    assessment = get_or_404(Assessment, key)
    form = new_form(NewObjectiveForm).among(members_on(here.today()), None, here.today())
    if not form.validate():
        return refused("planning/objective_new.html", form=form, **_planned_for(assessment))
    fields = {name: form[name].data for name in FIELDS}
    on = form.added_on.data or here.today()
    try:
        begun = take_into_plan(current_user, assessment, on, **_clean(fields))
    except rules.NotNow as fault:
        form.form_errors.append(str(fault))
        return refused("planning/objective_new.html", form=form, **_planned_for(assessment))
    return leave(url_for(".objective", key=begun.id), "The objective is in the plan, as a draft.")


def _clean(fields: dict[str, Any]) -> dict[str, Any]:
    days = fields.get("staff_days")
    told = {
        name: "" if value is None and name in _TEXTS else value for name, value in fields.items()
    }
    return told | {"staff_days": int(days) if days else None}


_TEXTS = ("outside_owner", "done_description", "lever", "money", "resources", "barriers")


@bp.post("/objectives/<int:key>")
@requires("edit_plan")
def change_objective(key: int) -> Any:
    """Save what is said of an objective."""
    objective = find(key)
    check_not_over(objective)
    form = read_form(ObjectiveForm, objective)
    form.among(members_on(here.today()), objective.owner, here.today())
    if not form.validate():
        return _refused(objective, form, objective_form=form)
    fields = _clean({name: form[name].data for name in FIELDS})
    try:
        revise(current_user, objective, here.today(), **fields)
    except rules.NotNow as fault:
        form.list.errors = [str(fault)]
        return _refused(objective, form, objective_form=form)
    return saved(objective, back=url_for(".objective", key=key))


def _refused(objective: Any, form: Any, **more: Any) -> Any:
    if request.headers.get("HX-Request"):
        return refused("planning/objective.html", form=form)
    return refused("planning/objective.html", form=form, **context_of(objective, **more))


@bp.post("/objectives/<int:key>/activity")
@requires("edit_plan")
def activate_objective(key: int) -> Any:
    """A draft begins, or a paused objective goes on."""
    objective = find(key)
    form = new_form(ActForm)
    try:
        if objective.state == "draft":
            check_approved(objective)
        objective.activate(by=current_user)
    except rules.NotNow as fault:
        return _refused(objective, form.refuse(str(fault)))
    return leave(url_for(".objective", key=key), "The objective is active.")


def check_approved(objective: Any) -> None:
    """NotNow while the Chief has to approve an objective and has not."""
    if not here.agency().approval_gate:
        return
    approval = approvals(objective.assessment.cycle).get(objective.assessment_id)
    if approval is None or approval.approved_on is None:
        raise rules.NotNow("The Chief has not approved this objective yet, so it stays a draft.")


@bp.post("/objectives/<int:key>/progress")
@requires("edit_plan")
def add_progress(key: int) -> Any:
    """Say how an objective stands; `meeting` names the one in which it is said."""
    objective, meeting = find(key), Meeting.talking(whole(request.args.get("meeting")))
    check_not_over(objective)
    form = new_form(ProgressForm).on(here.today())
    if not form.validate():
        return _refused(objective, form, progress_form=form)
    in_meeting: dict[str, Any] = {"meeting": meeting} if meeting else {}
    Progress.start(
        by=current_user,
        objective=objective,
        said_on=form.said_on.data,
        standing=form.standing.data,
        text=form.text.data,
        **in_meeting,
    )
    return redraw(
        "planning/_progress.html",
        back=url_for("meetings.live", key=meeting.id)
        if meeting
        else url_for(".objective", key=key),
        entries=list(Progress.newest_first([key])),
    )

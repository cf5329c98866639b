"""Tasks: in lists, one by one, several in one go."""

import datetime
from typing import Any

from flask import abort, g, render_template, request, url_for
from flask_login import current_user
from markupsafe import Markup

from sras.coaching.models import CoachComment
from sras.planning import rules, rules_tasks
from sras.planning.forms_tasks import (
    CompletionForm,
    LinesForm,
    RecurringTaskForm,
    RemarkForm,
    TaskForm,
)
from sras.planning.models_plan import members_on, people_on
from sras.planning.models_tasks import Task, TaskComment, TaskDone
from sras.planning.views import bp
from sras.planning.views_objectives import (
    check_not_over,
    context_of,
    evidence_of,
    item_of,
    stored_form,
)
from sras.planning.views_objectives import find as find_objective
from sras.web import here
from sras.web.access import requires, safe_next
from sras.web.answers import leave, page, redraw, refused, saved
from sras.web.filters import day
from sras.web.submissions import new_form, read_form

FIELDS = (
    "title",
    "description",
    "owner",
    "outside_owner",
    "due",
    "frequency",
    "state",
    "done_on",
    "state_reason",
    "waits_for",
)
TEXTS = ("description", "outside_owner", "state_reason")


bp.add_app_template_filter(rules.owner_words)


@bp.app_template_filter("task_standing")
def task_standing(task: Any, on: datetime.date | None = None) -> str:
    """How a task stands, in words; today unless another day is said."""
    today = on or here.today()
    if task.state == "dropped":
        return "dropped"
    if task.state == "blocked":
        is_late = rules.standing(task.due, None, today) == "late"
        words = rules.standing_words(task.due, None, today)
        return f"blocked, {words}" if is_late else "blocked"
    if task.state == "done":
        return f"done {task.done_on.day} {task.done_on:%b %Y}" if task.done_on else "done"
    if task.standing(today) == "over":
        return f"left open, the objective is {task.objective.state}"
    return rules.standing_words(task.due, task.done_on, today)


@bp.app_template_filter("task_tone")
def task_tone(task: Any, on: datetime.date | None = None) -> str:
    """The class of a task's standing."""
    return {"blocked": "bad", "on_track": "on-track", "over": ""}.get(
        stands := task.standing(on or here.today()), stands
    )


def find(key: int) -> Any:
    """The task with owner, objective and indicator, `beside` the others; 404 when there is none."""
    beside = list(Task.beside(key))
    task = next((each for each in beside if each.id == key), None)
    if task is None:
        abort(404)
    task.beside = beside
    return task


def check_open(task: Any) -> None:
    """409 in words once it is over; what was left open when its objective was met goes on."""
    if not task.is_open:
        check_not_over(task.objective)


def may_edit(task: Any) -> bool:
    """Whether who looks may also change: the same rule as that of the posts."""
    open_ = task.is_open or task.objective.state in rules.OPEN_STATES
    return open_ and current_user.may("edit_plan")


def ticked_before(task: Any) -> str:
    """What to say when someone else marked it done since the page was drawn; else empty.

    The same press then, and not a second time that it was done.
    """
    version = request.form.get("version", type=int)
    if version is None or version >= task.version:
        return ""
    change = task.completed_since(version)
    if change is None:
        return ""
    again = f" It is due again on {day(task.due)}." if task.state != "done" and task.due else ""
    return f"{change.by_name} marked it done already.{again}"


@bp.get("/tasks/<int:key>")
@requires("read")
def task(key: int) -> Any:
    """The page of one task."""
    return page("planning/task.html", **_context(find(key)))


def _context(task: Any, form: Any = None, **more: Any) -> dict[str, Any]:
    if form is None:
        form = _prepared(stored_form(TaskForm, task), task, members_on(here.today()))
    return {
        "task": task,
        **evidence_of("task", task.id),
        "comments": CoachComment.on("task", task.id),
        "task_form": form,
        "times_done": list(TaskDone.of_tasks([task.id])),
        "remarks": list(TaskComment.of_tasks([task.id])),
        "completion_form": CompletionForm(done_on=here.today()),
        "remark_form": more.pop("remark_form", None) or RemarkForm(said_on=here.today()),
        "editable": may_edit(task),
        **more,
    }


def _prepared(form: Any, task: Any, members: dict[int, str]) -> Any:
    form.among(members, task.owner if task.owner_id else None, here.today())
    others = [each for each in task.beside if each is not task]
    return form.after({each.id: f"{each.number}. {each.title}" for each in others})


@bp.post("/tasks/<int:key>")
@requires("edit_plan")
def change_task(key: int) -> Any:
    """Save a task, from its page or from a line of a list."""
    task = find(key)
    check_open(task)
    people = people_on(here.today())
    members = {member.id: member.name for member in people.values()}
    kind = TaskForm if task.frequency == "once" else RecurringTaskForm
    form = _prepared(read_form(kind, task), task, members)
    if not form.validate():
        if "line" in request.args:
            for field in form:
                field.id = f"{field.name}-{task.id}"
        if request.headers.get("HX-Request"):
            return refused("planning/task.html", form=form)
        return refused("planning/task.html", **_context(task, form), form=form)
    fields = {name: form[name].data for name in FIELDS}
    fields |= {name: fields[name] or "" for name in TEXTS}
    fields["owner"] = people.get(form.owner.data, form.owner.data)  # history wants the name too
    task.revise(current_user, here.today(), **fields)
    if task.done_on != form.done_on.data:
        # The page shows the day that was set for it, as if someone else had typed it.
        others = g.setdefault("sras_others", {})
        others["done_on"] = task.done_on.isoformat() if task.done_on else ""
    return _answer(task, posted_state=form.state.data)


def _answer(task: Any, posted_state: str) -> Any:
    if task.state != posted_state:
        return _came_back(task)
    objective, states = task.objective, [each.state for each in task.beside]
    back = safe_next(request.form.get("back")) or url_for(".task", key=task.id)
    message: Any = "Saved"
    if rules.asks_whether_met(objective.state, states, objective.not_yet_on):
        message = Markup(render_template("planning/_asks_met.html", objective=objective))  # noqa: S704
        back = url_for(".met_page", key=objective.id)
    return saved(
        task,
        back=back,
        message=message,
        computed={
            f"standing-{task.id}": task_standing(task),
            f"progress-{objective.id}": rules.progress(states).text,
        },
        tones={f"standing-{task.id}": task_tone(task)},
    )


def _came_back(task: Any) -> Any:
    """A recurring task was done and is due again: its line is drawn anew, or its page."""
    if "line" not in request.args:
        return leave(url_for(".task", key=task.id), "Done this time.")
    response = redraw(
        "planning/task_line.html",
        back=safe_next(request.form.get("back")) or url_for(".task", key=task.id),
        message="Done this time",
        task=task,
        members=members_on(here.today()),
        back_to=safe_next(request.form.get("back")) or "",
        lines=request.args["line"] if request.args["line"] in ("across", "mine") else "1",
    )
    response.headers["HX-Retarget"] = f"#task-{task.id}"
    response.headers["HX-Reswap"] = "outerHTML"
    return response


@bp.post("/tasks/<int:key>/completion")
@requires("edit_plan")
def complete_task(key: int) -> Any:
    """Mark a task done."""
    task = find(key)
    check_open(task)
    form = new_form(CompletionForm).on(here.today())
    if not form.validate():
        return refused("planning/task.html", **_context(task), form=form)
    said = ticked_before(task)
    if said:
        return _left(task, said)
    task.complete(by=current_user, on=form.done_on.data or here.today())
    return _left(task, "Done.")


def _left(task: Any, message: str) -> Any:
    objective, states = task.objective, [each.state for each in task.beside]
    if rules.asks_whether_met(objective.state, states, objective.not_yet_on):
        return leave(url_for(".met_page", key=objective.id), "All tasks are done.")
    return leave(safe_next(request.form.get("back")) or url_for(".task", key=task.id), message)


@bp.post("/tasks/<int:key>/reopening")
@requires("edit_plan")
def reopen_task(key: int) -> Any:
    """Not done after all."""
    task = find(key)
    check_open(task)
    task.reopen(by=current_user)
    return _left(task, "The task is open again.")


@bp.post("/tasks/<int:key>/remarks")
@requires("comment")
def add_remark(key: int) -> Any:
    """Say something about a task."""
    task = find(key)
    check_open(task)
    form = new_form(RemarkForm).on(here.today())
    if not form.validate():
        return refused("planning/task.html", **_context(task, remark_form=form), form=form)
    TaskComment.start(by=current_user, task=task, said_on=form.said_on.data, text=form.remark.data)
    return redraw(
        "planning/_remarks.html",
        back=safe_next(request.form.get("back")) or url_for(".task", key=key),
        remarks=list(TaskComment.of_tasks([key])),
    )


@bp.post("/objectives/<int:key>/tasks")
@requires("edit_plan")
def add_tasks(key: int) -> Any:
    """Several tasks in one go, one on each line."""
    objective = find_objective(key)
    check_not_over(objective)
    form = new_form(LinesForm).on(here.today())
    found: list[Any] = []
    if form.validate():
        members = members_on(here.today())
        found, faults = rules_tasks.read_lines(form.lines.data, members, here.today())
        form.lines.errors = faults
    if form.errors:
        if request.headers.get("HX-Request"):
            return refused("planning/objective.html", form=form)
        return refused(
            "planning/objective.html", form=form, **context_of(objective, lines_form=form)
        )
    Task.add_many(
        current_user,
        objective,
        form.added_on.data or here.today(),
        [line._asdict() for line in found],
    )
    return redraw(
        "planning/_tasks.html",
        back=url_for(".objective", key=key) + "#tasks",
        message=f"{len(found)} added",
        item=item_of(objective),
        members=members,
        editable=True,
        objective=objective,
    )

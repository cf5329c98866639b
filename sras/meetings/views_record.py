"""What a meeting records: decisions, tasks and commitments in one line each."""

from typing import Any

from flask import abort, request, url_for
from flask_login import current_user

from sras.core.keys import whole
from sras.meetings import rules_live
from sras.meetings.forms_live import (
    CommitmentForm,
    DecisionForm,
    DecisionsForm,
    DoneForm,
    PromisesForm,
)
from sras.meetings.models_agenda import AgendaItem
from sras.meetings.models_record import (
    Commitment,
    Decision,
    objective_of_code,
    recorded_in,
)
from sras.meetings.models_roster import people_of
from sras.meetings.views import bp
from sras.meetings.views_live import (
    back_to,
    held_by_me,
    not_frozen,
    not_taken,
    still_there,
    to_put_right,
    today_of,
)
from sras.planning.models_tasks import Task
from sras.web import here
from sras.web.access import get_or_404, requires, safe_next
from sras.web.answers import leave, page, redraw, refused
from sras.web.submissions import new_form, read_form


@bp.get("/meetings/<int:key>/record")
@requires("hold_meetings")
def record(key: int) -> Any:
    """What a meeting recorded, to be put right."""
    return page("meetings/record.html", **to_put_right(held_by_me(key)))


@bp.post("/meetings/<int:key>/decisions")
@requires("hold_meetings")
def add_decisions(key: int) -> Any:
    """Decisions, one on each line."""
    meeting = not_frozen(key)
    form = new_form(DecisionsForm)
    if not form.validate():
        return not_taken(meeting, form, decisions_form=form)
    on = meeting.day_of_session(here.today())
    Decision.add_lines(form.lines, by=current_user, meeting=meeting, item=_item(meeting), on=on)
    return _recorded(meeting, _added(len(form.lines), "decision"))


def _item(meeting: Any) -> AgendaItem | None:
    """The item during which something is recorded, as the page that was typed in names it."""
    wanted = whole(request.form.get("item"))
    return next((each for each in AgendaItem.of_meeting(meeting) if each.id == wanted), None)


def _added(count: int, word: str) -> str:
    return f"1 {word} recorded." if count == 1 else f"{count} {word}s recorded."


def _recorded(meeting: Any, message: str) -> Any:
    return redraw(
        "meetings/_recorded.html",
        back=back_to(meeting) + "#record",
        message=message,
        meeting=meeting,
        recorded=recorded_in(meeting),
    )


@bp.post("/meetings/<int:key>/promises")
@requires("hold_meetings")
def add_promises(key: int) -> Any:
    """Who does what by when, one on each line: commitments, or tasks of an objective."""
    meeting = not_frozen(key)
    form = new_form(PromisesForm)
    found: list[Any] = []
    objective = None
    if form.validate():
        objective = _objective_of(form)
        found, form.promises.errors = _read(meeting, form.promises.data, objective)
    if form.errors:
        return not_taken(meeting, form, promises_form=form)
    if objective is None:
        item = _item(meeting)
        Commitment.add_lines(found, by=current_user, meeting=meeting, item=item)
        return _recorded(meeting, _added(len(found), "commitment"))
    on = meeting.day_of_session(here.today())
    lines = [{**line._asdict(), "meeting": meeting} for line in found]
    Task.add_many(current_user, objective, on, lines)
    return _recorded(meeting, _added(len(found), "task"))


def _read(meeting: Any, typed: str, objective: Any = None) -> tuple[list[Any], list[str]]:
    """The promises in some lines; of tasks in the plan a member takes charge, and no guest."""
    number, on = today_of(meeting)
    people = people_of(meeting, number, on)
    if objective is not None:
        people = {key: name for key, name in people.items() if key > 0}
    return rules_live.read_promises(typed, people, here.today())


def _objective_of(form: Any) -> Any:
    """The objective that the code names; what stands in the way is said beside it."""
    code = form.code.data
    if not code:
        return None
    if not current_user.may("edit_plan"):
        form.code.errors = ["Tasks of the plan are for the team. Leave the code empty."]
        return None
    cycle = here.cycle()
    found = objective_of_code(cycle, code) if cycle else None
    if found is None:
        form.code.errors = [f"There is no open objective on {code}."]
    return found


@bp.post("/meetings/<int:key>/decisions/<int:row>")
@requires("hold_meetings")
def change_decision(key: int, row: int) -> Any:
    """Put the words of a decision right."""
    meeting, decision = _own(key, Decision, row)
    form = read_form(DecisionForm, decision)
    if not form.validate():
        return _will_not_do(meeting, form, form.text, row)
    decision.change(by=current_user, verb="corrected", text=form.text.data)
    return leave(url_for(".record", key=key), "Saved.")


@bp.post("/meetings/<int:key>/decisions/<int:row>/withdrawal")
@requires("hold_meetings")
def withdraw_decision(key: int, row: int) -> Any:
    """It was not decided after all."""
    _meeting, decision = _own(key, Decision, row)
    decision.withdraw(by=current_user)
    return leave(url_for(".record", key=key), "Withdrawn. History keeps it.")


@bp.post("/meetings/<int:key>/promises/<int:row>")
@requires("hold_meetings")
def change_promise(key: int, row: int) -> Any:
    """Put a commitment right, typed as it was the first time."""
    meeting, commitment = _own(key, Commitment, row)
    form = read_form(CommitmentForm, commitment, lambda past, _name: past.as_typed)
    found: list[Any] = []
    if form.validate():
        found, form.promise.errors = _read(meeting, form.promise.data)
    if form.errors:
        return _will_not_do(meeting, form, form.promise, row)
    commitment.change(by=current_user, verb="corrected", **found[0]._asdict())
    return leave(url_for(".record", key=key), "Saved.")


@bp.post("/meetings/<int:key>/promises/<int:row>/withdrawal")
@requires("hold_meetings")
def withdraw_promise(key: int, row: int) -> Any:
    """It was not promised after all."""
    _meeting, commitment = _own(key, Commitment, row)
    commitment.withdraw(by=current_user)
    return leave(url_for(".record", key=key), "Withdrawn. History keeps it.")


def _will_not_do(meeting: Any, form: Any, field: Any, row: int) -> Any:
    """The page again, with what was typed in its own line."""
    field.id = f"{field.name}-{row}"
    typed = {"typed": field.data, "typed_in": field.id}
    return refused("meetings/record.html", **to_put_right(meeting, **typed), form=form)


def _own(key: int, table: Any, row: int) -> tuple[Any, Any]:
    """A meeting whose minutes are not approved, and one thing that it recorded."""
    meeting, found = not_frozen(key), get_or_404(table, row)
    if found.meeting_id != key or found.archived_at is not None:
        abort(404)
    return meeting, found


@bp.post("/commitments/<int:key>/completion")
@requires("hold_meetings")
def complete_commitment(key: int) -> Any:
    """A commitment is done, whatever became of the minutes of its meeting."""
    commitment = get_or_404(Commitment, key)
    if not current_user.may("hold_meetings", commitment):
        abort(404)
    still_there(commitment)
    form = new_form(DoneForm).on(here.today())
    if not form.validate():
        return refused("meetings/record.html", **to_put_right(commitment.meeting), form=form)
    on = form.done_on.data or here.today()
    if commitment.state == "open":
        commitment.complete(by=current_user, on=on)
    back = url_for(".meeting", key=commitment.meeting_id)
    return leave(safe_next(request.form.get("back")) or back, "Done.")

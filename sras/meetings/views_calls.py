"""The sheet of a call with the center: the same numbers, people, comments, commitments."""

import datetime
from typing import Any

from flask import abort, request, url_for
from flask_login import current_user

from sras.accounts.rules import ORGANISATION_NAMES
from sras.assessment import rules as rules_levels
from sras.assessment.models_pages import lines
from sras.coaching.models import CoachComment
from sras.core.pdf import pdf_available
from sras.history.models_as_of import AsOf, newest_counted
from sras.history.models_reading import newest
from sras.meetings import rules_calls
from sras.meetings.forms_calls import CommitmentsForm, FollowForm
from sras.meetings.models_calls import (
    SHOWN_KINDS,
    Call,
    agreed_levels,
    call_of,
    people_named,
    plan_items,
    promises,
)
from sras.meetings.models_calls_as_of import (
    SHOWN_OF_A_DAY,
    call_as_of,
    called_on,
    comments_on,
    lines_on,
    plan_items_on,
    promises_on,
)
from sras.meetings.models_record import Commitment
from sras.meetings.views import bp, changeable, to_hold
from sras.schedule.models import Attendance
from sras.schedule.rules import ATTENDANCE_NAMES
from sras.web import here
from sras.web.access import requires
from sras.web.answers import leave, page, refused
from sras.web.as_of import day_asked, kept
from sras.web.papers import paper, print_view
from sras.web.submissions import new_form, read_form


@bp.app_template_filter()
def promise_standing(row: Any, on: datetime.date | None = None) -> str:
    """How a commitment stands, in words; today unless another day is said."""
    return rules_calls.standing(row, on or here.today())


@bp.app_template_filter()
def promise_tone(row: Any, on: datetime.date | None = None) -> str:
    """The class of its standing."""
    return rules_calls.tone(row, on or here.today())


def _call(key: int) -> Call:
    return call_of(key, day_asked(here.cycle())) or abort(404)


@bp.get("/meetings/<int:key>/call-sheet")
@requires("read")
def call_sheet(key: int) -> Any:
    """The sheet of one call, with the forms to follow up and to promise."""
    return page("meetings/call_sheet.html", **_on_screen(_call(key)))


def _on_screen(call: Call, **forms: Any) -> dict[str, Any]:
    meeting = call.meeting
    told = _told(call)
    holds = current_user.may("hold_meetings", meeting) and told["as_of"] is None
    return {
        **told,
        "may_follow": holds,
        "may_promise": holds and not meeting.is_frozen,
        "pdf_missing": pdf_available(),
        "as_of_kept": kept(),
        "lines_form": CommitmentsForm(),
        "follow_form": None,
        **forms,
    }


def _told(call: Call) -> dict[str, Any]:
    """All that the sheet tells, now or on the day in the address."""
    meeting, last, cycle = call.meeting, call.before, here.cycle()
    day = day_asked(cycle)
    then = call_as_of(day, here.zone()) if day is not None else None
    today = day or here.today()
    since, until = rules_calls.span(last.held_on if last else None, meeting.held_on, today)
    promised = promises_on(call, then) if then else promises(call)
    roster = list(Attendance.of_meeting(meeting))
    if then is not None:
        meeting, roster = then.row(meeting), [called_on(row, then) for row in roster]
    there, away = rules_calls.on_the_call(roster)
    return {
        "meeting": meeting,
        "before": last,
        "after": call.after,
        "of": cycle,
        "there": there,
        "away": away,
        "organisations": ORGANISATION_NAMES,
        "states": ATTENDANCE_NAMES,
        "comments": comments_on(then) if then else list(CoachComment.listed()),
        "followed": [row for row in promised if row.meeting_id != meeting.id],
        "promised": [row for row in promised if row.meeting_id == meeting.id],
        "most": rules_calls.MOST_LISTED,
        "as_of": day,
        "then": then,
        **(_numbers(cycle, since, until, then) if cycle is not None else {}),
    }


def _numbers(cycle: Any, since: Any, until: Any, then: AsOf | None) -> dict[str, Any]:
    if then is None:
        of, found, items = cycle, lines(cycle), plan_items(cycle, since, until)
    else:
        of, found = lines_on(cycle, then)
        items = plan_items_on(cycle, then, since, until)
    stand = {line.code: rules_calls.column(line) for line in found}
    owed = [code for code, column in stand.items() if column == "owed"]
    objectives = [item.objective for item in items]
    on = then.day if then else here.today()
    return {
        "of": of,
        "names": cycle.edition.labels,
        "counts": rules_levels.tally(stand.values()),
        "plan": rules_calls.plan_numbers(items, on),
        "on": on,
        "levels_moved": rules_calls.levels_moved(agreed_levels(cycle, then), since, until, owed),
        "objectives_moved": rules_calls.objectives_moved(objectives, since, until),
        "tasks_done": rules_calls.tasks_done(items, since, until),
    }


@bp.get("/meetings/<int:key>/call-sheet/print")
@requires("read")
def call_sheet_print(key: int) -> Any:
    """The sheet as paper would show it."""
    return print_view(
        "meetings/call_sheet_print.html",
        **_on_paper(_call(key)),
        back_url=url_for(".call_sheet", key=key, as_of=request.args.get("as_of")),
        pdf_url=url_for(".call_sheet_pdf", key=key, as_of=request.args.get("as_of")),
    )


@bp.get("/meetings/<int:key>/call-sheet.pdf")
@requires("read")
def call_sheet_pdf(key: int) -> Any:
    """The sheet as PDF."""
    call = _call(key)
    return paper(
        "meetings/call_sheet_print.html",
        name=f"call-{call.meeting.held_on.isoformat()}",
        back_url=url_for(".call_sheet", key=key, as_of=request.args.get("as_of")),
        **_on_paper(call),
    )


def _on_paper(call: Call) -> dict[str, Any]:
    told = _told(call)
    if told["then"] is None:
        return {**told, "copy": newest(SHOWN_KINDS)}
    known, agency = newest_counted(SHOWN_OF_A_DAY, told["then"]), told["then"].row(here.agency())
    return {**told, "agency": agency, "known": known}


@bp.post("/meetings/<int:key>/commitments")
@requires("hold_meetings")
def add_commitments(key: int) -> Any:
    """Write down what was promised, one on each line."""
    meeting = changeable(key)
    read_on = min(here.today(), meeting.held_on)  # “Oct 20” is the next one after the call
    form = new_form(CommitmentsForm).among(people_named(meeting), read_on)
    if not form.validate():
        return _refused(key, form, lines_form=form)
    Commitment.add_lines(form.found, by=current_user, meeting=meeting)
    return leave(url_for(".call_sheet", key=key), f"{len(form.found)} added.")


def _refused(key: int, form: Any, **forms: Any) -> Any:
    if request.headers.get("HX-Request"):
        return refused("meetings/call_sheet.html", form=form)
    return refused("meetings/call_sheet.html", form=form, **_on_screen(_call(key), **forms))


@bp.post("/meetings/<int:key>/commitments/<int:commitment>")
@requires("hold_meetings")
def follow_up(key: int, commitment: int) -> Any:
    """Say what became of a commitment of this call or an earlier one."""
    to_hold(key)
    call = _call(key)
    row = next((each for each in promises(call) if each.id == commitment), None) or abort(404)
    form = read_form(FollowForm, row).on(here.today())
    for field in form:
        field.id = f"{field.name}-{commitment}"
    if not form.validate():
        return _refused(key, form, follow_form=(commitment, form))
    row.follow_up(
        by=current_user,
        state=form.state.data,
        on=form.done_on.data or here.today(),
        reason=form.state_reason.data or "",
    )
    return leave(url_for(".call_sheet", key=key), "Saved.")

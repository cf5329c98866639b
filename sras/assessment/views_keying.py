"""The keying screen: one person enters a stack of worksheets by keyboard, sheet after sheet."""

import datetime
from typing import Any

from flask import Response, abort, g, redirect, request, url_for
from flask_login import current_user

from sras.accounts.models import Membership
from sras.assessment import rules, rules_sheets
from sras.assessment.forms import AssessmentForm
from sras.assessment.forms_keying import CARRIED, LETTERS, KeyingForm
from sras.assessment.models_pages import lines, one_to_save
from sras.assessment.models_sheets import saved_by
from sras.assessment.views import bp, cycle_of, is_member
from sras.assessment.views_sheets import asked, stack_asked
from sras.core import clock
from sras.core.keys import whole
from sras.frameworks.models import Edition
from sras.schedule.models import Meeting
from sras.web import here
from sras.web.access import get_or_404, requires
from sras.web.answers import page, redraw, refused, wants_part
from sras.web.submissions import new_form, read_form

# The code is looked up once it is typed, and what it means is shown beside it.
LOOKS_UP = {
    "autocomplete": "off",
    "autocapitalize": "none",
    "size": "8",
    "maxlength": "20",
    "hx-trigger": "change",
    "hx-target": "#sheet",
    "hx-swap": "outerHTML",
    "hx-sync": "closest form:abort",
}


@bp.get("/assessment/keying")
@requires("assess")
def keying() -> Any:
    """The first sheet of the stack, or the one whose code is asked for; to htmx what it is."""
    cycle = here.cycle()
    if cycle is None:
        return page("assessment/no_cycle.html", called="Key in sheets")
    rows = lines(cycle)
    if not rows:  # it is being set up
        return redirect(url_for("home.page"))
    form = KeyingForm(data={"agreed_on": request.args.get("on") or _day().isoformat()})
    sheet = _sheet_asked(rows, form)
    if wants_part():
        return page("assessment/_sheet.html", form=form, **_of_sheet(sheet, cycle))
    by_code = request.args.get("first") == "code"
    return page("assessment/keying.html", **_around(cycle, rows, sheet, form, by_code))


def _sheet_asked(rows: list[Any], form: KeyingForm) -> Any:
    """The sheet of the code that is asked for, the one `after` another, or the first; or none."""
    code, after = request.args.get("code", ""), request.args.get("after", type=int)
    if code:
        sheet = rules_sheets.find(code, rows)
        if sheet is None:
            form.refuse("code", _no_such(code))
        return sheet
    return _following(rows, after) if after else next(iter(asked(rows)["sheets"]), None)


def _following(rows: list[Any], key: int) -> Any:
    """The sheet behind one in its stack; of those without a level one that was passed over too."""
    found = asked(rows)
    again = found["which"] == "open" and not found["codes"]
    return rules_sheets.following(rows, found["sheets"], key, again)


@bp.post("/assessment/keying")
@requires("assess")
def key_in() -> Any:
    """Save one sheet, by the same rules as on the page of its indicator, and show the next."""
    form = new_form(KeyingForm)
    shown = whole(request.form.get("shown"))
    key = _key_meant(form, shown)
    if key is None:
        return _refused(form, shown)
    if form.is_blank and key != shown:
        return _show(key, form)
    assessment: Any = one_to_save(key) or abort(404)
    if cycle_of(assessment).id != assessment.running:
        abort(409, "This sheet is not of the running cycle; its answers stay as they are.")
    if not _save(assessment, form, seen=key == shown):
        return _refused(form, shown)
    return _next(assessment, form)


def _key_meant(form: KeyingForm, shown: int | None) -> int | None:
    """The key of the sheet that is meant: by its code, else the one that is shown."""
    if form.code.data:
        sheet = rules_sheets.find(form.code.data, lines(_running()))
        if sheet is None:
            form.refuse("code", _no_such(form.code.data))
        return sheet.id if sheet else None
    if shown is None:
        form.refuse("code", "Type the code of the sheet.")
    elif form.is_blank:
        form.refuse("level", "Nothing is typed yet. To pass over a sheet, type another code.")
        return None
    return shown


def _running() -> Any:
    return here.cycle() or abort(409, "No cycle is running, so nothing can be keyed in.")


def _no_such(code: str) -> str:
    return f"No indicator has the code {code}."


def _save(assessment: Any, form: KeyingForm, seen: bool) -> bool:
    """Lay what was keyed over what is recorded and save it; False when it was refused."""
    if not form.judge(_members):
        return False
    typed = form.typed()
    carried = {name: request.form.get(name, "") for name in CARRIED}
    carried["on"] = carried["on"] or form.agreed_on.data
    typed.update({name: value for name, value in carried.items() if value})
    record = read_form(AssessmentForm, assessment, typed=typed, unseen=not seen)
    today = here.today()
    if not record.judge(assessment, today, is_member):
        form.take_errors(record)
        return False
    answers = record.answers(assessment, today)
    if form.level.data:
        answers |= _agreed_in(record.agreed_on.data or today)
    assessment.agree(by=current_user, today=today, **answers)
    return True


def _agreed_in(day: datetime.date) -> dict[str, Any]:
    met = _meeting()
    return {"meeting": met} if met and met.held_on <= day <= met.last_day else {}


def _meeting() -> Any:
    """The meeting that the address names, in which the sheets were agreed on; None without one."""
    if "sras_keyed_meeting" not in g:
        key = whole(request.args.get("meeting"))
        g.sras_keyed_meeting = get_or_404(Meeting, key) if key else None
    return g.sras_keyed_meeting


def _day() -> datetime.date:
    """The day on which the sheets were agreed on, as long as no one says another."""
    met = _meeting()
    return met.held_on if met and met.held_on <= here.today() else here.today()


def _members() -> dict[int, str]:
    return {seat.person.id: seat.person.name for seat in Membership.on(here.today())}


def _next(assessment: Any, form: KeyingForm) -> Any:
    """The sheet behind the one that was saved, with the same day."""
    on, first = request.form.get("on") or form.agreed_on.data, "code" if form.code.data else ""
    if not wants_part():
        return _go(on, after=assessment.id, first=first or None)
    cycle = cycle_of(assessment)
    rows = lines(cycle)
    sheet = _following(rows, assessment.id)
    ahead = f"Next: {sheet.code} {sheet.title}." if sheet else "That was the last sheet."
    told = " ".join((f"{assessment.indicator.code} saved.", *_left(assessment), ahead))
    empty = KeyingForm(data={"agreed_on": on})
    context = _around(cycle, rows, sheet, empty, by_code=bool(first))
    counted = f"{context['assessed']} of {context['total']}"
    context["counter"] = f"{cycle.label} · {cycle.state_name} · {counted}"
    return redraw("assessment/_keying.html", back="", message=told, **context)


def _show(key: int, form: KeyingForm) -> Any:
    """Another sheet, by its code; nothing was typed that could be saved."""
    on = form.agreed_on.data
    if not wants_part():
        return _go(on, code=form.code.data)
    cycle = _running()
    rows = lines(cycle)
    sheet = next(row for row in rows if row.id == key)
    context = _around(cycle, rows, sheet, KeyingForm(data={"agreed_on": on}))
    told = f"{sheet.code} {sheet.title}."
    return redraw("assessment/_keying.html", back="", message=told, **context)


def _go(on: str, **sheet: Any) -> Response:
    """To the form of another sheet; nothing is flashed, as that would take the focus from it."""
    return redirect(url_for(".keying", on=on, **sheet, **stack_asked()), 303)  # type: ignore[return-value]


def _refused(form: KeyingForm, shown: int | None) -> Response:
    if wants_part():
        return refused("assessment/keying.html", form=form)
    cycle = _running()
    rows = lines(cycle)
    sheet = next((row for row in rows if row.id == shown), None)
    if form.code.data and not form.code.errors:
        sheet = rules_sheets.find(form.code.data, rows)
    return refused("assessment/keying.html", **_around(cycle, rows, sheet, form))


def _around(
    cycle: Any, rows: list[Any], sheet: Any, form: KeyingForm, by_code: bool = False
) -> dict[str, Any]:
    """Everything the screen shows; the first field to type in gets the focus."""
    stack = stack_asked()
    form.code.render_kw = {**LOOKS_UP, "hx-get": url_for(".keying", **stack)}
    if not form.errors:
        _focus(form.code if by_code or sheet is None else form.level)
    keyed = _keyed(rows)
    return {
        "form": form,
        "hints": {name: rules_sheets.spelled(*each) for name, each in LETTERS.items()},
        "of": cycle,
        "assessed": sum(row.level is not None for row in rows),
        "total": len(rows),
        "place": _place(sheet, rows),
        "keyed": keyed,
        "left": " ".join(_left(keyed[0])) if keyed else "",
        "stack": stack,
        **_of_sheet(sheet, cycle),
    }


def _focus(field: Any) -> None:
    field.render_kw = {**(field.render_kw or {}), "autofocus": True}


def _keyed(rows: list[Any]) -> list[Any]:
    """What this person saved today, the latest first."""
    since = clock.end_of(here.today() - datetime.timedelta(days=1), here.zone())
    of_key = {row.id: row for row in rows}
    return [of_key[key] for key in saved_by(current_user.id, since) if key in of_key]


def _left(record: Any) -> list[str]:
    """What is still to finish, or that there is no level."""
    return rules.lacking(record) if record.level else ["It has no level yet."]


def _place(sheet: Any, rows: list[Any]) -> str:
    """Where a sheet lies in its stack, in words; empty when it is not of it."""
    found = asked(rows)
    keys = [each.id for each in found["sheets"]]
    if sheet is None or sheet.id not in keys:
        return ""
    if found["which"] == "open" and not found["codes"]:
        return f"{len(keys)} left in this stack"
    return f"sheet {keys.index(sheet.id) + 1} of {len(keys)} in this stack"


def _labels(cycle: Any) -> list[str]:
    return list(Edition.get_by_id(cycle.__data__["edition"]).labels)


def _of_sheet(sheet: Any, cycle: Any) -> dict[str, Any]:
    """What is recorded on the indicator of a sheet."""
    level = sheet.level if sheet else None
    scored = sheet is not None and (sheet.priority or sheet.opportunity)
    return {
        "sheet": sheet,
        "level_name": _labels(cycle)[level - 1] if level else "",
        "index_said": rules.index_words(sheet.priority, sheet.opportunity) if scored else "",
    }

"""Cycles: set one up, see its team and what it covers, move it on, close it."""

from typing import Any

from flask import abort, redirect, request, url_for
from flask_login import current_user

from sras.accounts.models import Membership
from sras.assessment import rules_cycle
from sras.assessment.forms_cycle import CloseForm, CycleForm, MoveForm, NewCycleForm
from sras.assessment.models import Assessment, Cycle
from sras.assessment.models_cycle import STATE_NAMES
from sras.assessment.views import bp
from sras.frameworks.models import Edition, Framework
from sras.web import here
from sras.web.access import get_or_404, requires
from sras.web.answers import leave, page, refused
from sras.web.merging import options
from sras.web.submissions import new_form, read_form


@bp.get("/cycles")
@requires("read")
def cycles() -> Any:
    """All cycles, the newest first."""
    return page("assessment/cycles.html", cycles=list(Cycle.newest_first()), states=STATE_NAMES)


@bp.get("/cycles/new")
@requires("manage_cycle")
def new_cycle() -> Any:
    """The form of a new cycle."""
    before = Cycle.newest_first().first()
    form = _offered(NewCycleForm(data={"previous": before.id if before else None}))
    return page("assessment/new_cycle.html", form=form)


@bp.get("/cycles/start")
@requires("manage_cycle")
def start_cycle() -> Any:
    """To the cycle that is set up and waits to begin, else to the form of a new one."""
    found = Cycle.running()
    if found is not None and found.state == "setup":
        return redirect(url_for(".cycle", key=found.id))
    return redirect(url_for(".new_cycle"))


@bp.post("/cycles")
@requires("manage_cycle")
def add_cycle() -> Any:
    """Set up a cycle; it begins when the team says so."""
    form = _offered(new_form(NewCycleForm))
    if not form.judge(here.today()):
        return refused("assessment/new_cycle.html", form=form)
    cycle = Cycle.start(by=current_user, **form.data)
    return leave(url_for(".cycle", key=cycle.id), "The cycle is set up.")


def _offered(form: NewCycleForm) -> NewCycleForm:
    editions = Edition.current(Edition, Framework).join(Framework).order_by(Edition.id.desc())
    form.offer(list(editions), list(Cycle.newest_first()))
    return form


@bp.get("/cycles/<int:key>")
@requires("read")
def cycle(key: int) -> Any:
    """One cycle: where it is, its team, what the team covers and what not."""
    found = get_or_404(Cycle, key)
    return page("assessment/cycle.html", **_around(found))


def _around(found: Cycle, **forms: Any) -> dict[str, Any]:
    agency, today = here.agency(), here.today()
    seats = list(Membership.between(found.starts_on, found.ends_on))
    covered, uncovered = rules_cycle.covered(agency.areas, [seat.areas for seat in seats])
    sitting = [seat for seat in seats if seat.ended_on is None or seat.ended_on >= today]
    return {
        "of": found,
        "edition": _edition(found),
        "rated": Assessment.progress(found),
        "seats": seats,
        "covered": covered,
        "uncovered": uncovered,
        "size_words": rules_cycle.team_size_words(
            len(seats if found.is_closed else sitting), agency.team_low, agency.team_high
        ),
        "states": STATE_NAMES,
        "form": CycleForm(data=found.__data__),
        "moves": options(
            [
                (s, STATE_NAMES[s])
                for s in STATE_NAMES
                if not rules_cycle.cycle_move(found.state, s, "-")
            ]
        ),
        **forms,
    }


def _edition(found: Cycle) -> Edition:
    return (
        Edition.select(Edition, Framework)
        .join(Framework)
        .where(Edition.id == found.__data__["edition"])
        .get()
    )


@bp.post("/cycles/<int:key>")
@requires("manage_cycle")
def change_cycle(key: int) -> Any:
    """Change a cycle's name, first day, charge, or the day its team was appointed."""
    found = get_or_404(Cycle, key)
    form = read_form(CycleForm, found)
    if not form.judge(here.today(), found.ends_on):
        return refused("assessment/cycle.html", **_around(found, form=form))
    found.change(by=current_user, **form.data)
    return leave(url_for(".cycle", key=key), "Saved")


@bp.post("/cycles/<int:key>/beginning")
@requires("manage_cycle")
def begin_cycle(key: int) -> Any:
    """Freeze the set and lay out its indicators."""
    found = get_or_404(Cycle, key)
    if found.state != "setup":
        abort(409, "This cycle has begun already.")
    if found.asks_nothing:
        abort(409, "The set of this cycle has no indicators yet. Add them before it begins.")
    found.begin(by=current_user)
    return leave(url_for(".indicators", cycle=key), "The cycle has begun.")


@bp.post("/cycles/<int:key>/state")
@requires("manage_cycle")
def move_cycle(key: int) -> Any:
    """Move a cycle on, or back with a reason."""
    found = get_or_404(Cycle, key)
    form = new_form(MoveForm)
    if not form.judge(found.state):
        return refused("assessment/cycle.html", **_around(found, form=form, moving=True))
    found.move(by=current_user, state=form.state.data, reason=form.reason.data or "")
    return leave(url_for(".cycle", key=key), f"The cycle is {found.state_name}.")


@bp.post("/cycles/<int:key>/closing")
@requires("manage_cycle")
def close_cycle(key: int) -> Any:
    """Close a cycle; its answers stay readable."""
    found = get_or_404(Cycle, key)
    if found.is_closed or found.state == "setup":
        abort(409, "Only a cycle that is under way can be closed.")
    form = new_form(CloseForm)
    if not form.judge(found.starts_on, here.today()):
        return refused("assessment/cycle.html", **_around(found, form=form, closing=True))
    found.close(by=current_user, on=form.ends_on.data)
    return leave(url_for(".cycle", key=key), "The cycle is closed.")


@bp.post("/cycles/<int:key>/reopening")
@requires("manage_cycle")
def reopen_cycle(key: int) -> Any:
    """Reopen a cycle that was closed too early."""
    found = get_or_404(Cycle, key)
    reason = request.form.get("reason", "").strip()[:300]
    if not found.is_closed:
        abort(409, "This cycle is not closed.")
    if not reason:
        abort(422, "Say why the cycle is reopened.")
    found.reopen(by=current_user, reason=reason)
    return leave(url_for(".cycle", key=key), "The cycle is open again.")

"""Practice rounds of a training: rate without any of it entering the record."""

from typing import Any

from flask import abort, request, url_for
from flask_login import current_user

from sras.assessment import rules_rounds
from sras.assessment.views import levels_of
from sras.core.keys import whole
from sras.frameworks.models import Indicator
from sras.meetings.forms_practice import IndicatorForm, LevelForm
from sras.meetings.models_practice import PracticeOpened, PracticeRound
from sras.meetings.rules_roster import Participant, participants
from sras.meetings.views import bp, changeable, find
from sras.schedule.models import Attendance
from sras.web import here
from sras.web.access import requires
from sras.web.answers import leave, page, refused
from sras.web.models import Submission
from sras.web.submissions import new_form

OPENED = "The ratings are open; none can be given or changed now."


@bp.get("/meetings/<int:key>/practice")
@requires("read")
def practice(key: int) -> Any:
    """The practice rounds of a training, and the way to begin one."""
    return page("meetings/practice.html", **_listed(_training(key)))


def _training(key: int) -> Any:
    meeting = find(key)
    return meeting if meeting.kind == "training" else abort(404)


def _listed(meeting: Any, form: Any = None) -> dict[str, Any]:
    may_hold = current_user.may("hold_meetings", meeting) and not meeting.is_frozen
    return {
        "meeting": meeting,
        "rounds": list(PracticeRound.of_meeting(meeting)),
        "may_hold": may_hold,
        "form": form or (_choice() if may_hold else None),
    }


def _choice(form: Any = None) -> Any:
    running = here.cycle()
    offered = list(Indicator.of_edition(running.edition)) if running is not None else []
    return (form or IndicatorForm()).among(offered)


@bp.post("/meetings/<int:key>/practice")
@requires("hold_meetings")
def begin_practice(key: int) -> Any:
    """Begin a practice round on an indicator of the running edition."""
    meeting = changeable(_training(key).id)
    form = _choice(new_form(IndicatorForm))
    if not form.validate():
        return refused("meetings/practice.html", **_listed(meeting, form))
    indicator = form.offered[form.indicator.data]
    begun = PracticeRound.start(by=current_user, verb="began", meeting=meeting, indicator=indicator)
    return leave(url_for(".practiced", key=begun.id), "Practice begins. Nothing of it is recorded.")


def _round(key: int) -> PracticeRound:
    return PracticeRound.whole(key) or abort(404)


def _held_round(key: int) -> PracticeRound:
    found = _round(key)
    changeable(found.__data__["meeting"])
    return found


@bp.get("/practice/<int:key>")
@requires("read")
def practiced(key: int) -> Any:
    """One practice round: rate; who has; once opened, how the ratings spread."""
    return page("meetings/practiced.html", **_shown(_round(key)))


def _shown(found: PracticeRound, **forms: Any) -> dict[str, Any]:
    meeting: Any = found.meeting
    people = _people(found)
    given = {rating.__data__["participant"]: rating.level for rating in found.given()}
    own = _own(people)
    indicator: Any = found.indicator
    return {
        "round": found,
        "meeting": meeting,
        "indicator": indicator,
        "levels": levels_of(indicator),
        "people": people,
        "answered": set(given),
        "own": own,
        "own_form": LevelForm(level=given.get(own.key) if own else None),
        "agreed_form": LevelForm(level=found.level),
        "may_hold": current_user.may("hold_meetings", meeting) and not meeting.is_frozen,
        **_spread(found, list(given.values())),
        **forms,
    }


def _people(found: PracticeRound) -> list[Participant]:
    """Those on the roster who are not away on all days."""
    meeting: Any = found.meeting
    rows = participants(Attendance.of_meeting(meeting), meeting.days)
    return [each for each in rows if each.may_take_part]


def _own(people: list[Participant]) -> Participant | None:
    return next((each for each in people if each.person == current_user.id), None)


def _spread(found: PracticeRound, levels: list[int]) -> dict[str, Any]:
    if not found.is_open:
        return {}
    return {
        "count": len(levels),
        "spread": rules_rounds.spread(levels),
        "spread_words": rules_rounds.spread_words(levels),
    }


@bp.post("/practice/<int:key>/own")
@requires("comment")
def practice_own(key: int) -> Any:
    """What I would rate, on my own device."""
    found = _round(key)
    own = _own(_people(found))
    if own is None:
        abort(403, "You are not on the roster of this training.")
    form = new_form(LevelForm)
    if not form.judge():
        return refused("meetings/practiced.html", form=form, **_shown(found, own_form=form))
    _rate(found, {own.key: form.level.data})
    return leave(url_for(".practiced", key=key), "Kept for practice, and hidden until the opening.")


def _rate(found: PracticeRound, levels: dict[int, int]) -> int:
    try:
        return found.rate(levels, by=current_user)
    except PracticeOpened:
        abort(409, OPENED)


@bp.post("/practice/<int:key>/ratings")
@requires("hold_meetings")
def practice_entered(key: int) -> Any:
    """What participants say or hand over on paper, entered for them."""
    found = _held_round(key)
    levels = {}
    for each in _people(found):
        typed = request.form.get(f"level-{each.key}", "")
        level = whole(typed)
        if typed and (level is None or not 1 <= level <= 4):
            abort(400)
        if level:
            levels[each.key] = level
    count = _rate(found, levels)
    said = "Nothing was entered." if not count else f"{count} entered for practice."
    return leave(url_for(".practiced", key=key), said)


@bp.post("/practice/<int:key>/opening")
@requires("hold_meetings")
def open_practice(key: int) -> Any:
    """Show how the ratings spread."""
    found = _held_round(key)
    if not found.given():
        abort(409, "No one has rated yet.")
    try:
        found.open(by=current_user)
    except PracticeOpened:
        abort(409, OPENED)
    # What was answered to each sender says who sent what, to whoever can try the few levels.
    Submission.forget_route(f"POST /practice/{key}/own")
    return leave(url_for(".practiced", key=key), "The ratings are open.")


@bp.post("/practice/<int:key>/agreement")
@requires("hold_meetings")
def agree_practice(key: int) -> Any:
    """What the room would agree on."""
    found = _held_round(key)
    form = new_form(LevelForm)
    if not found.is_open:
        abort(409, "Open the ratings first, then talk, then agree.")
    if not form.judge():
        return refused("meetings/practiced.html", form=form, **_shown(found, agreed_form=form))
    found.agree(form.level.data, by=current_user)
    return leave(url_for(".practiced", key=key), "Kept for practice. The record stays as it was.")

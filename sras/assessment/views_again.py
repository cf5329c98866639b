"""Looking at an indicator again: re-assess, keep, take back, confirm."""

from typing import Any

from flask import abort, request, url_for
from flask_login import current_user

from sras.assessment.forms import AssessmentForm, ReassessmentForm
from sras.assessment.models_before import keep_as_it_was, past_of
from sras.assessment.views import around, bp, cycle_of, earlier_of, is_member, whole_or_404
from sras.web import here
from sras.web.access import requires
from sras.web.answers import leave, page, refused
from sras.web.submissions import read_form


@bp.get("/assessment/<int:key>/reassessment")
@requires("assess")
def reassessment(key: int) -> Any:
    """Judge an indicator anew, also while the plan holds its level."""
    assessment = _open_or_409(key)
    values = assessment.__data__ | {"agreed_on": here.today()}
    form = ReassessmentForm(data=values)
    return page("assessment/reassessment.html", **around(assessment, form))


@bp.post("/assessment/<int:key>/reassessment")
@requires("assess")
def reassess(key: int) -> Any:
    """Save a new judgement as a new line of the level history."""
    assessment = _open_or_409(key)
    form = read_form(ReassessmentForm, assessment)
    today = here.today()
    if not form.judge(assessment, today, is_member):
        return refused("assessment/reassessment.html", **around(assessment, form))
    given = form.answers(assessment, today)
    assessment.reassess(
        by=current_user,
        today=today,
        level=given.pop("level"),
        on=given.pop("agreed_on"),
        note=given.pop("note"),
        **given,
    )
    return leave(url_for(".indicator", key=key), "Re-assessed. The earlier level stays in history.")


def _open_or_409(key: int) -> Any:
    assessment = whole_or_404(key)
    if cycle_of(assessment).is_closed:
        abort(409, "This cycle is closed; its answers stay as they are.")
    return assessment


@bp.post("/assessment/<int:key>/withdrawal")
@requires("assess")
def take_back(key: int) -> Any:
    """The level was recorded by mistake."""
    assessment = _open_or_409(key)
    if assessment.lock_reason:
        abort(409, f"The level stays. {assessment.lock_reason}")
    reason = request.form.get("reason", "").strip()[:300]
    if not reason:
        values = assessment.__data__ | {"agreed_on": assessment.agreed_on or here.today()}
        form = AssessmentForm(data=values)
        form.level.errors = ["Say why the level is taken back, below."]
        return refused("assessment/indicator.html", **around(assessment, form))
    assessment.take_back(by=current_user, reason=reason)
    return leave(url_for(".indicator", key=key), "Taken back. It counts as not assessed.")


@bp.post("/assessment/<int:key>/second-look")
@requires("assess")
def look_again(key: int) -> Any:
    """The level changed, and what was written before still holds."""
    assessment = _open_or_409(key)
    assessment.look_once_more(by=current_user)
    return leave(url_for(".indicator", key=key), "Saved: scores and text stand.")


@bp.post("/assessment/<int:key>/kept")
@requires("assess")
def keep(key: int) -> Any:
    """Agree today on what was agreed in the cycle before."""
    assessment = whole_or_404(key)
    cycle = cycle_of(assessment)
    past = past_of(assessment, cycle.__data__["previous"])
    before = earlier_of(past, assessment)
    if before is None or assessment.level is not None or cycle.is_closed:
        abort(409, "There is nothing to copy: it has a level already, or had none before.")
    stayed = keep_as_it_was(assessment, by=current_user, before=before.id, today=here.today())
    if stayed is None:
        abort(409, "The proof of its level 4 is still owed. Agree on the level anew.")
    told = f" What this cycle had already stayed: {', '.join(stayed)}." if stayed else ""
    return leave(url_for(".indicator", key=key), f"Copied. Change what differs.{told}")

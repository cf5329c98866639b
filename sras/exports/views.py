"""The hand-over file and records packs: asked for here, made beside the request."""

from typing import Any

from flask_login import current_user

from sras.accounts.models import Agency
from sras.core import jobs
from sras.exports import rules_carried
from sras.exports.forms import ROWS, RecordsForm
from sras.exports.kinds import HAND_OVER, RECORDS
from sras.exports.models_subjects import choices, codes, pieces
from sras.exports.views_jobs import asked_for, bp
from sras.web.access import requires
from sras.web.answers import page, refused
from sras.web.long_work import begin
from sras.web.submissions import new_form


@bp.get("/hand-over")
@requires("hand_over")
def hand_over() -> Any:
    """What a hand-over file is, what it leaves out, and those that were made."""
    left_out = [
        *rules_carried.WITHHELD.values(),
        *rules_carried.COLUMNS.values(),
        rules_carried.SEALED,
    ]
    return page(
        "exports/hand_over.html",
        lines=asked_for(HAND_OVER),
        left_out=left_out,
        kept_days=jobs.KEPT_DAYS,
    )


@bp.post("/hand-over")
@requires("hand_over")
def ask_hand_over() -> Any:
    """Ask for a fresh one; the history tells who did."""
    return begin(HAND_OVER, _noted("asked for the hand-over file of"))


def _noted(verb: str, reason: str | None = None) -> Any:
    """The line of history that says who asked for what."""
    return lambda: Agency.one().note(by=current_user, verb=verb, reason=reason)


@bp.get("/records")
@requires("hand_over")
def records_pack() -> Any:
    """What a pack may be about, and those that were made."""
    form = RecordsForm().among(choices(), pieces(), set())
    return page("exports/records.html", form=form, **_packs())


@bp.post("/records")
@requires("hand_over")
def ask_records() -> Any:
    """Ask for a pack on a subject and a span of days."""
    form = new_form(RecordsForm).among(choices(), pieces(), codes())
    if not form.validate():
        return refused("exports/records.html", form=form, **_packs())
    return begin(RECORDS, _noted("asked for records of", form.told), **form.wish())


def _packs() -> dict[str, Any]:
    return {"lines": asked_for(RECORDS), "kept_days": jobs.KEPT_DAYS, "rows": ROWS}

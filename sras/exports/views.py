"""The hand-over file: asked for here, made beside the request."""

from typing import Any

from flask import Blueprint, current_app

from sras.core import jobs
from sras.core.models_jobs import Job
from sras.exports import handover, rules_carried
from sras.web.access import requires
from sras.web.answers import page
from sras.web.long_work import begin

bp = Blueprint("exports", __name__)


def listed(kind: str) -> list[dict[str, Any]]:
    """The work of a kind that was asked for, with how it stands."""
    from sras.exports.views_jobs import shown

    jobs.tidy(current_app.config["SETTINGS"])
    return [shown(job) for job in Job.listed(kinds=(kind,))]


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
        lines=listed(handover.KIND),
        left_out=left_out,
        kept_days=jobs.KEPT_DAYS,
    )


@bp.post("/hand-over")
@requires("hand_over")
def ask_hand_over() -> Any:
    """Ask for a fresh one."""
    return begin(handover.KIND)

"""Long work as people see it: how far it is, what came of it, and the file it made."""

import datetime
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    send_file,
    url_for,
)
from flask_login import current_user

from sras.core import jobs
from sras.core.models_jobs import Job
from sras.web.access import requires
from sras.web.answers import leave, page, wants_part
from sras.web.filters import local_day
from sras.web.long_work import start_after

bp = Blueprint("exports", __name__)


def _mine_or_404(key: int) -> Job:
    """The work that this person asked for; who may hand over sees everyone's."""
    found = Job.get_or_none(Job.id == key)
    if found is None or not (found.asked_by == current_user.id or current_user.may("hand_over")):
        abort(404)
    kind = jobs.KINDS.get(found.kind)
    if kind is None or not current_user.may(kind.right):
        abort(404)
    return found


def shown(job: Job) -> dict[str, Any]:
    """What a page tells of a piece of work."""
    settings = current_app.config["SETTINGS"]
    kind = jobs.KINDS.get(job.kind)
    return {
        "job": job,
        "title": kind.title if kind else job.kind,
        "stands": jobs.stands(settings, job),
        "file": jobs.result(settings, job),
        "kept_days": jobs.KEPT_DAYS,
        "about": job.wish.get("said", ""),
    }


def asked_for(kind: str) -> list[dict[str, Any]]:
    """The work of a kind that was asked for, by whomever, with how it stands."""
    jobs.tidy(current_app.config["SETTINGS"])
    return [shown(job) for job in Job.listed(kinds=(kind,))]


@bp.get("/jobs")
@requires("read")
def work_asked_for() -> Any:
    """What this person asked for, the newest first."""
    jobs.tidy(current_app.config["SETTINGS"])
    everything = None if current_user.may("hand_over") else current_user.id
    return page(
        "exports/jobs.html",
        lines=[shown(job) for job in Job.listed(everything)],
        kept_days=jobs.KEPT_DAYS,
    )


@bp.get("/jobs/<int:key>")
@requires("read")
def job(key: int) -> Any:
    """How far a piece of work is; the same page ends in the download."""
    return page("exports/job.html", **shown(_mine_or_404(key)))


@bp.get("/jobs/<int:key>/progress")
@requires("read")
def progress(key: int) -> Any:
    """The part of that page that changes; who opens its address gets the page."""
    found = _mine_or_404(key)
    if not wants_part():
        return redirect(url_for(".job", key=key))
    return make_response(render_template("exports/_progress.html", **shown(found), by_itself=True))


@bp.post("/jobs/<int:key>/start")
@requires("read")
def start_again(key: int) -> Any:
    """Go on with what waits, where nobody works on it."""
    waiting = _mine_or_404(key)
    if waiting.state == "waiting":
        waiting.pick_up()
        start_after()
    return leave(url_for(".job", key=key))


@bp.get("/jobs/<int:key>/file")
@requires("read")
def job_file(key: int) -> Response:
    """The file that the work made, as a download."""
    made = _mine_or_404(key)
    path = jobs.result(current_app.config["SETTINGS"], made)
    if path is None:
        abort(404, "This file is not kept any more. Ask for it again.")
    response = send_file(
        path,
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=made.file_name,
        etag=made.stem,
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.app_template_filter()
def kept_until(job: Job) -> str:
    """The last day on which a result can be fetched."""
    return local_day(job.ended_at + datetime.timedelta(days=jobs.KEPT_DAYS))

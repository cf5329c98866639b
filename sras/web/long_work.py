"""Ask for long work from a view: it is put on the list, and started once that is on disk."""

from collections.abc import Callable
from typing import Any

from flask import Response, after_this_request, current_app, url_for
from flask_login import current_user

from sras.core import jobs
from sras.core.models_jobs import Job
from sras.web.answers import leave

MOST_WAITING = 5  # of one person


def begin(kind: str, noted: Callable[[], Any] | None = None, /, **asked: Any) -> Response:
    """Ask for a registered kind of work; the answer leads to the page that shows how far it is.

    `noted` records who asked, where that leaves a line in history: once the work is taken on, and
    not again while the same is under way.
    """
    there = Job.under_way(kind, asked, by=current_user.id)
    if there is None and Job.waiting_of(current_user.id) >= MOST_WAITING:
        said = f"{MOST_WAITING} pieces of work that you asked for are still to come. Wait for one."
        return leave(url_for("exports.work_asked_for"), said)
    if there is None and noted is not None:
        noted()
    job = there or Job.ask(kind, asked, by=current_user.id)
    start_after()
    return leave(url_for("exports.job", key=job.id), "It is being made.")


def start_after() -> None:
    """Start whatever waits when this answer goes out: by then the save is committed."""
    settings = current_app.config["SETTINGS"]

    @after_this_request
    def start(response: Response) -> Response:
        if response.status_code < 400:
            jobs.start(settings)
        return response

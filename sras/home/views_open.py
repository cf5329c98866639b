"""Pages and answers that need no account: the accessibility statement, health, who to tell."""

import datetime
import os

from flask import Response, abort, current_app, make_response, url_for

from sras.core import clock
from sras.core.db import would_save
from sras.home.views import bp
from sras.web import answers
from sras.web.access import public

LOW_DISK = 50 * 1024**2  # bytes: below this a save may fail
PLAIN = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}


@bp.get("/accessibility")
@public
def accessibility() -> Response:
    """The accessibility statement."""
    return answers.page("home/accessibility.html")


@bp.get("/healthz")
@public
def alive() -> Response:
    """The process answers; nothing else is asked."""
    return make_response("ok\n", 200, PLAIN)


@bp.get("/readyz")
@public
def ready() -> Response:
    """200 only when a save would work: the schema fits, a write begins, the disk has room."""
    return make_response(*(("ready\n", 200) if _is_ready() else ("not ready\n", 503)), PLAIN)


def _is_ready() -> bool:
    settings = current_app.config["SETTINGS"]
    disk = os.statvfs(settings.instance)
    if disk.f_bavail * disk.f_frsize < LOW_DISK:
        return False
    return would_save()


@bp.get("/.well-known/security.txt")
@public
def security() -> Response:
    """Whom to tell about a security fault (RFC 9116)."""
    settings = current_app.config["SETTINGS"]
    if not settings.mail_from:
        abort(404)
    expires = (clock.now() + datetime.timedelta(days=180)).date()
    page = url_for("home.accessibility", _external=True)
    lines = (
        f"Contact: mailto:{settings.mail_from}",
        f"Expires: {expires.isoformat()}T00:00:00Z",
        "Preferred-Languages: en",
        f"Policy: {page}",
    )
    return make_response("\n".join(lines) + "\n", 200, PLAIN)


@bp.get("/robots.txt")
@public
def robots() -> Response:
    """No search engine has anything to look for here."""
    return make_response("User-agent: *\nDisallow: /\n", 200, PLAIN)

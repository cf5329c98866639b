"""Error pages: what happened, that nothing was lost, what to do now."""

import errno
import logging
import secrets
from typing import Any
from urllib.parse import quote

from flask import (
    Flask,
    Response,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
)
from peewee import OperationalError
from werkzeug.exceptions import HTTPException, SecurityError

from sras.core.db import Stale
from sras.web.access import path_to_keep
from sras.web.answers import page, wants_part

log = logging.getLogger("sras")
SHOWN = (400, 403, 404, 405, 409, 413, 415, 422, 503, 507)
NEVER_REPEATED = ("token", "once", "version", "only", "seen")


def install(app: Flask) -> None:
    """Answer every fault with a page in plain words."""
    app.register_error_handler(SecurityError, _astray)
    app.register_error_handler(HTTPException, _told)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(Stale, _stale)
    app.register_error_handler(OverflowError, _number)
    app.register_error_handler(OSError, _disk)
    app.register_error_handler(Exception, _unexpected)


def _astray(_error: SecurityError) -> Response:
    # Without a host that is ours no address can be made, and so no page.
    words = "This is not an address of this site.\n"
    return make_response(words, 400, {"Content-Type": "text/plain; charset=utf-8"})


def _told(error: HTTPException) -> Any:
    if error.response is not None:
        return error.response
    code = error.code or 500
    if code == 404 and (place := _without_slash()):
        return redirect(place, 308)
    said = error.description if error.description != type(error).description else None
    return _page(code if code in SHOWN else 400 if code < 500 else 500, code, said)


def _without_slash() -> str | None:
    """The address meant by one that was typed with a slash at its end; None when there is none."""
    path = "/" + request.path.strip("/")
    if request.method not in ("GET", "HEAD") or request.path == "/" or request.path[-1:] != "/":
        return None
    ways = current_app.create_url_adapter(request)
    if path == "/" or ways is None or not ways.test(path, "GET"):
        return None
    query = request.query_string.decode("ascii", "replace")
    return request.script_root + quote(path) + (f"?{query}" if query else "")


def _database(error: OperationalError) -> Response:
    words = str(error).lower()
    log.error("database path=%s error=%r", path_to_keep(), words)
    if "locked" in words or "busy" in words:
        response = _page(503, 503, "The database is busy with another job.")
        response.headers["Retry-After"] = "5"
        return response
    if "full" in words:
        return _page(507, 507, "The disk of the server is full.")
    if "readonly" in words or "read-only" in words:
        return _page(503, 503, "The database can be read but not written at the moment.")
    return _unexpected(error)


def _disk(error: OSError) -> Response:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        log.error("disk path=%s error=%r", path_to_keep(), error)
        return _page(507, 507, "The disk of the server is full.")
    return _unexpected(error)


def _stale(_error: Stale) -> Response:
    return _page(409, 409, "Someone else saved this at the same moment. Send it once more.")


def _number(error: OverflowError) -> Response:
    if "too large to convert" in str(error):  # by the database, of a number that was sent
        return _page(400, 400, "A number in this request is larger than any that is used here.")
    return _unexpected(error)


def _unexpected(error: Exception) -> Response:
    name = secrets.token_hex(4)
    log.error("fault id=%s path=%s", name, path_to_keep(), exc_info=error)
    return _page(500, 500, None, fault=name)


def _page(shown: int, status: int, said: str | None, fault: str | None = None) -> Response:
    g.sras_plain = status >= 500
    if g.sras_plain and "_login_user" not in g:
        # Whose page it is would be asked of the database, which may be what failed.
        g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]
    context = {"said": said, "typed": _typed(), "fault": fault, "status_code": status}
    if wants_part() and status < 500:
        response = make_response(render_template("shared/_fault.html", **context), status)
        response.headers["HX-Retarget"] = "#errors"
        response.headers["HX-Reswap"] = "innerHTML"
        return response
    return page(f"errors/{shown}.html", status, **context)


def _typed() -> list[tuple[str, str]]:
    """What was sent along, so that it can be copied; empty when it could not be read."""
    try:
        sent = list(request.form.items(multi=True))
    except (HTTPException, OSError):  # too large to read, or no room to read it into
        return []
    return [
        (name, value)
        for name, value in sent
        if value.strip() and name not in NEVER_REPEATED and "password" not in name
    ]

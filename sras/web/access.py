"""Who may: every route says its right or that it is public, and a test walks them all."""

import hashlib
import re
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from flask import abort, current_app, g, redirect, request, url_for
from flask_login import current_user
from werkzeug.routing import IntegerConverter

from sras.core.kinds import KINDS, kind_of
from sras.web import carried

TOKEN = re.compile(r"(?<=/)[\w-]{30,}(?=/|$)")
MADE_BY = re.compile(r"sras\.([0-9a-f]{12})\.")  # as static/sras.js begins its tokens
LARGEST_KEY = 2**63 - 1  # what the database can compare with


class KeyInAddress(IntegerConverter):
    """A key in an address; one larger than any that there is finds nothing."""

    def __init__(self, url_map: Any, **options: Any) -> None:
        super().__init__(url_map, **{"max": LARGEST_KEY, **options})


def public(view: Callable) -> Callable:
    """Open to anyone, signed in or not."""
    view.sras_right = None  # type: ignore[attr-defined]
    return view


def requires(right: str) -> Callable[[Callable], Callable]:
    """Open to whoever holds the right; a stranger is sent to sign in."""

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def checked(**where: Any) -> Any:
            return check(right) or view(**where)

        checked.sras_right = right  # type: ignore[attr-defined]
        return checked

    return decorate


def check(right: str | None) -> Any:
    """None when the person may; the way to sign in for a stranger; 403 for the rest."""
    if right is None:
        return None
    if not current_user.is_authenticated:
        return to_sign_in()
    if not current_user.may(right):
        abort(403)
    return None


def mark_of(person: Any) -> str:
    """Whose unsent changes a browser keeps: the same for one person on one instance, no name."""
    whose = f"{current_app.config['SETTINGS'].instance_name}\0{person.id}\0{person.email}"
    return hashlib.blake2b(whose.encode(), digest_size=6).hexdigest()


def refuse_another(token: str) -> None:
    """403 where the script made this token on a page of another person, left open in a tab."""
    made = MADE_BY.match(token)
    if made and current_user.is_authenticated and made[1] != mark_of(current_user):
        abort(403, "This page is of someone else who was signed in here. Nothing was saved.")


def look_again() -> None:
    """Forget who asks, so that the next look reads the person and their rights anew."""
    g.pop("_login_user", None)


def to_sign_in() -> Any:
    """Send to the sign-in page; htmx is told by header, so that no form lands inside a row."""
    back = here()
    if request.headers.get("HX-Request"):
        sent = request.method != "GET"  # then the script keeps what it was
        place = url_for("accounts.sign_in", next=back, kept="1" if sent else None)
        return current_app.response_class(status=401, headers={"HX-Redirect": place})
    to = safe_next(request.script_root + request.full_path.rstrip("?"))
    with_typed = url_for("accounts.sign_in_with_typed", to=to, next=back)
    return carried.by_way_of(with_typed) or redirect(url_for("accounts.sign_in", next=back), 302)


def here() -> str | None:
    """The page to come back to after signing in: this one, or the one an htmx request came from."""
    if request.headers.get("HX-Request"):
        address = urlsplit(request.headers.get("HX-Current-URL", ""))
        return safe_next(address.path + (f"?{address.query}" if address.query else ""))
    if request.method not in ("GET", "HEAD"):
        return safe_next(urlsplit(request.referrer or "").path)
    return safe_next(request.script_root + request.full_path.rstrip("?"))


def path_to_keep() -> str:
    """The path of this request as it is stored or logged: without a token that opens a door."""
    return TOKEN.sub("…", request.path)


def safe_next(address: str | None) -> str | None:
    """The address when it is a path of this site, else None."""
    if not address or not address.startswith("/") or address[1:2] in ("/", "\\"):
        return None
    if any(ord(character) < 33 or character == "\\" for character in address):
        return None
    return address


def get_or_404(kind: Any, key: int) -> Any:
    """The row of a kind (its table or its name) by key; 404 also for what may not be seen."""
    found = KINDS[kind] if isinstance(kind, str) else kind_of(kind)
    row = found.table.get_or_none(found.table.id == key) if key <= LARGEST_KEY else None
    if row is None or (current_user.is_authenticated and not current_user.may(found.right, row)):
        abort(404)
    return row

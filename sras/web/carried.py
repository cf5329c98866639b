"""What was sent after a session had ended: carried through the door, signed, to be saved then."""

from dataclasses import dataclass

from flask import current_app, redirect, request
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response

LONGEST = 100_000  # bytes of a form that is carried
SECONDS = 12 * 3600  # a page that was left open overnight


@dataclass(frozen=True)
class Typed:
    """A form as it was sent: where to, its fields, and the names of passwords left behind."""

    to: str
    fields: list[tuple[str, str]]
    passwords: list[str]


def by_way_of(place: str) -> Response | None:
    """Have the browser send the form it just sent to another place; None when it will not do."""
    length = request.content_length or 0
    if request.mimetype != "application/x-www-form-urlencoded" or not 0 < length <= LONGEST:
        return None
    return redirect(place, 307)


def pack(to: str) -> str:
    """The form of this request in one text that nobody else can make; empty when it is too long."""
    pairs = list(request.form.items(multi=True))
    if sum(len(name) + len(value) for name, value in pairs) > LONGEST:
        return ""
    kept = [pair for pair in pairs if "password" not in pair[0]]
    return str(_seal().dumps([to, kept, [name for name, _ in pairs if "password" in name]]))


def unpack(packed: str) -> Typed | None:
    """What was packed; None when it is not ours, or too old."""
    try:
        to, fields, passwords = _seal().loads(packed, max_age=SECONDS)
    except BadData:
        return None
    return Typed(to, [(name, value) for name, value in fields], passwords)


def _seal() -> URLSafeTimedSerializer:
    keys = [*current_app.config["SECRET_KEY_FALLBACKS"], current_app.config["SECRET_KEY"]]
    return URLSafeTimedSerializer(keys, salt="typed")

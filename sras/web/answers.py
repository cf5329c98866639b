"""What a view answers: a page, saved, refused, a redrawn list, the conflict screen, a file."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, urlsplit

from flask import Response, current_app, flash, g, make_response, redirect, render_template, request

from sras.web.merging import Conflict


def wants_part() -> bool:
    """Whether htmx asked, so that a part is answered and not a page."""
    return request.headers.get("HX-Request") == "true"


def wants_page() -> bool:
    """Whether what is there afterwards is a page: no htmx asked, or it did for a plain form."""
    return not wants_part() or request.headers.get("HX-Request-Type") == "full"


def page(template: str, status: int = 200, **context: Any) -> Response:
    """A whole page, with its frame also when the script asked for it."""
    g.sras_framed = wants_page()
    return make_response(render_template(template, **context), status)


def saved(
    row: Any = None,
    *,
    back: str,
    message: str = "Saved",
    computed: dict[str, Any] | None = None,
    counter: tuple[str, str] | None = None,
    waiting: Iterable[str] = (),
    tones: dict[str, str] | None = None,
) -> Response:
    """The save is on its way to disk: htmx gets the status part, anyone else the page `back`.

    `computed` fills elements marked data-shows="name"; `counter` is (id, text) of one element;
    `tones` are the classes of those that are tags; `waiting` names fields that were kept back,
    since they are not complete yet.
    """
    if wants_page():
        return leave(back, message)
    return make_response(
        render_template(
            "shared/_status.html",
            message=message,
            version=row.version if row is not None else None,
            computed=computed or {},
            counter=counter,
            waiting=sorted(waiting),
            tones=tones or {},
            others=_shown_elsewhere(row),
        )
    )


def _shown_elsewhere(row: Any) -> dict[str, str]:
    """What others saved in this row since the page was drawn, for the fields not being typed in."""
    return g.get("sras_others", {}) if row is not None else {}


def redraw(part: str, *, back: str, message: str = "Saved", **context: Any) -> Response:
    """A structural change: htmx gets the part, anyone else the page `back`."""
    if wants_page():
        return leave(back, message)
    body = render_template(part, **context)
    told = render_template("shared/_told.html", message=message)
    return make_response(body + told)


def leave(to: str, message: str = "") -> Response:
    """Done here: go to another page, by htmx or without."""
    if message:
        flash(message)
    if wants_part():
        return make_response("", 200, _led(to))
    return redirect(to, 303)  # type: ignore[return-value]


def _led(to: str) -> dict[str, str]:
    # A browser that is told to go to a place of the page it shows would not ask for it again.
    place, _, part = to.partition("#")
    shown = urlsplit(request.headers.get("HX-Current-URL", ""))
    again = part and place == shown.path + (f"?{shown.query}" if shown.query else "")
    return {"HX-Refresh": "true"} if again else {"HX-Redirect": to}


def refused(template: str, *, form: Any, status: int = 422, **context: Any) -> Response:
    """Something typed will not do: the summary to htmx, else the page with all that was typed."""
    if not wants_part():
        return page(template, status, form=form, **context)
    response = make_response(render_template("shared/_errors.html", form=form), status)
    response.headers["HX-Retarget"] = "#errors"
    response.headers["HX-Reswap"] = "innerHTML"
    return response


def not_yet(sentence: str, computed: dict[str, Any]) -> Response:
    """422 while someone is still choosing: said in the status line, the focus stays where it is."""
    said = render_template("shared/_status.html", message=sentence, computed=computed)
    response = make_response(said, 422)
    response.headers["HX-Retarget"] = "#status"
    response.headers["HX-Reswap"] = "innerHTML"
    return response


def conflicted(conflict: Conflict) -> Response:
    """409: the other's text and mine side by side, and three ways on."""
    latest = conflict.row.latest_change(*(clash.name for clash in conflict.clashes))
    posted = [(n, v) for n, v in conflict.posted.items(multi=True) if isinstance(v, str)]
    context = {
        "conflict": {
            "by_name": latest.by_name if latest else "Someone",
            "at": latest.at if latest else None,
            "action": request.script_root + request.full_path.rstrip("?"),
            "version": request.form.get("version", ""),
            "seen": conflict.row.version,
            "only": request.form.get("only"),
            "once": request.form.get("once", "") + ".again",
            "fields": conflict.clashes,
            "posted": [(n, v) for n, v in posted if "password" not in n],
            "passwords": [n for n, _ in posted if "password" in n],
        }
    }
    if not wants_part():
        return page("errors/409.html", 409, **context)
    response = make_response(render_template("shared/_conflict.html", **context), 409)
    response.headers["HX-Retarget"] = "#conflict"
    response.headers["HX-Reswap"] = "innerHTML"
    return response


def full_address(path: str) -> str:
    """A path of this site as people outside type it, whatever host this request came by."""
    base = current_app.config["SETTINGS"].base_url.rstrip("/")
    return f"{base}{path.removeprefix(request.script_root)}"


def download(body: bytes, name: str, mimetype: str, inline: bool = False) -> Response:
    """A file with a safe name; shown in place only when `inline`."""
    response = make_response(body)
    response.mimetype = mimetype
    response.headers["Content-Disposition"] = disposition(name, inline)
    return response


def disposition(name: str, inline: bool = False) -> str:
    """The header that names a file, whatever its name holds."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._- ") else "_" for c in name)
    how = "inline" if inline else "attachment"
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"

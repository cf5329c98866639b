"""Who changed what: all changes, and those of one thing. Nothing here can be edited."""

from typing import Any

from flask import Blueprint, abort, current_app, request, url_for
from flask_login import current_user

from sras.core import clock
from sras.core.kinds import KINDS, kind_of
from sras.history import models_reading as reading
from sras.history import rules
from sras.history.forms import NarrowForm
from sras.web import here
from sras.web.access import get_or_404, requires
from sras.web.answers import page
from sras.web.merging import options
from sras.web.paging import paged

bp = Blueprint("history", __name__)


@bp.get("/history")
@requires("read_history")
def changes() -> Any:
    """All changes, newest first, a page at a time."""
    open_kinds = _open_kinds()
    form = NarrowForm(request.args)
    form.by_name.choices = options(
        [("", "Anyone"), *((name, name) for name in reading.names_in_history())]
    )
    form.kind.choices = options(
        [("", "Everything"), *sorted(open_kinds.items(), key=lambda pair: pair[1])]
    )
    narrowed: dict[str, Any] = {}
    if form.validate():
        narrowed = {name: form[name].data for name in ("by_name", "kind", "verb")}
        narrowed |= reading.span(
            form.first.data, form.last.data, lambda day: clock.end_of(day, here.zone())
        )
    found = paged(reading.changes(open_kinds, **narrowed), request.args.get("page", 1, int))
    asked: dict[str, Any] = {
        name: value for name, value in request.args.items() if value and name != "page"
    }
    return page(
        "history/changes.html",
        200 if not form.errors else 422,
        form=form,
        narrow=form,
        paged=found,
        changes=reading.with_fields(found.rows),
        here_url=url_for(".changes", **asked),
        narrowed=bool(asked),
    )


def _open_kinds() -> dict[str, str]:
    """The kinds whose changes this person may read, with their words."""
    return {name: kind.label for name, kind in KINDS.items() if current_user.may(kind.right)}


@bp.get("/history/<kind>/<int:key>")
@requires("read_history")
def thing(kind: str, key: int) -> Any:
    """The changes of one thing, newest first."""
    if kind not in KINDS:
        abort(404)
    row = get_or_404(kind, key)
    found = paged(reading.changes([kind], key=key), request.args.get("page", 1, int))
    return page(
        "history/thing.html",
        row=row,
        name=row.name_for_history,
        label=KINDS[kind].label,
        paged=found,
        changes=reading.with_fields(found.rows),
        here_url=url_for(".thing", kind=kind, key=key),
    )


@bp.app_template_global()
def history_url(row: Any) -> str:
    """The page of all changes of a row."""
    return url_for("history.thing", kind=kind_of(row).name, key=row.id)


@bp.app_template_filter()
def field_label(field: str) -> str:
    """A field's name in words."""
    return rules.label_of(field)


@bp.app_template_filter()
def old_and_new(change: Any) -> list[tuple[str, Any, Any]]:
    """The fields of a change as (label, old, new) in words; a creation leaves out what is empty."""
    lines = []
    for field in change.shown:
        column = reading.column_of(change.kind, field.field)
        old, new = rules.spoken(field.old, column), rules.spoken(field.new, column)
        if old != new:
            lines.append((rules.label_of(field.field), old, new))
    return lines


@bp.app_template_filter()
def thing_said(change: Any) -> str:
    """What a change is about: its name, after the word for its kind where the name needs it."""
    kind = KINDS.get(change.kind)
    if kind is not None and kind.tells:
        return str(change.name)
    return f"{kind_label(change.kind).lower()} “{change.name}”"


@bp.app_template_filter()
def kind_label(name: str) -> str:
    """The word for a kind."""
    return KINDS[name].label if name in KINDS else name.replace("_", " ")


@bp.app_template_filter()
def page_of(change: Any) -> str | None:
    """The page of the thing that a change is about, when it has one that this person may open."""
    kind = KINDS.get(change.kind)
    if kind is None or not kind.page:
        return None
    right = getattr(current_app.view_functions[kind.page], "sras_right", None)
    if right and not current_user.may(right):
        return None
    return url_for(kind.page, key=change.key)

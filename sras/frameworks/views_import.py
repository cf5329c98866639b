"""Bring a set in from a file: checked whole, shown, then stored; nothing by halves."""

import json
from typing import Any

from flask import g, request, url_for
from flask_login import current_user

from sras.frameworks.forms import ImportForm
from sras.frameworks.models_sets import SETS, add_set, edition_before, fates, read_upload, shipped
from sras.frameworks.rules_check import checked
from sras.frameworks.rules_read import MOST_BYTES, Read
from sras.frameworks.rules_sets import Problem, SetRefused
from sras.frameworks.rules_write import nested
from sras.frameworks.views import bp, told
from sras.web.access import requires
from sras.web.answers import leave, page
from sras.web.filters import plural
from sras.web.submissions import before_lock, new_form, own_transaction


@bp.get("/rubric/import")
@requires("edit_framework")
def import_page() -> Any:
    """Where a file is chosen."""
    return page("frameworks/import.html", form=ImportForm(), shipped=shipped())


@bp.post("/rubric/import")
@requires("edit_framework")
@own_transaction
def check_import() -> Any:
    """Check a file whole: everything that is wrong with it, or what it would store."""
    form = new_form(ImportForm)
    blob, name = _chosen()
    if not name:
        form.file.errors = ["Choose a file first."]
        return _refused(form)
    try:
        read = read_upload(blob, name)
    except SetRefused as refusal:
        count = plural(len(refusal.problems), "thing")
        form.file.errors = [f"{count} to mend in {name}; nothing was stored."]
        return _refused(form, refusal.problems, name)
    return page("frameworks/preview.html", **_preview(read))


def _chosen() -> tuple[bytes, str]:
    """The file that was sent, or the set that comes with the system, with its name."""
    wanted = request.form.get("shipped", "")
    for path in SETS.glob("*.toml"):
        if path.name == wanted:
            return path.read_bytes(), path.name
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return b"", ""
    return upload.stream.read(MOST_BYTES + 1), upload.filename


def _refused(form: Any, problems: list[Problem] | None = None, name: str = "") -> Any:
    shown = {"form": form, "problems": problems, "name": name, "shipped": shipped()}
    return page("frameworks/import.html", status=422, **shown)


def _preview(read: Read) -> dict[str, Any]:
    given = read.set
    before = edition_before(given.name)
    return {
        "given": given,
        "notes": read.notes,
        "text": json.dumps(nested(given), ensure_ascii=False),
        "codes": {
            part.code: {topic.code for topic in given.topics if topic.part == part.code}
            for part in given.parts
        },
        "before": before,
        **told(fates(before, given) if before else []),
    }


def _check_again() -> Any:
    """Before the lock: what was shown into `g`, checked once more."""
    form = new_form(ImportForm)
    try:
        g.sras_set = checked(json.loads(request.form.get("text", "")))
    except (ValueError, RecursionError) as refusal:
        return _not_stored(form, refusal)
    return None


@bp.post("/rubric/editions")
@requires("edit_framework")
@before_lock(_check_again)
def store_import() -> Any:
    """Store what was shown."""
    try:
        made = add_set(g.sras_set, current_user)
    except SetRefused as refusal:
        return _not_stored(new_form(ImportForm), refusal)
    return leave(url_for(".edition", key=made.id), f"{made} is stored.")


def _not_stored(form: Any, refusal: Exception) -> Any:
    form.file.errors = ["The set could not be stored as it was shown. Check the file again."]
    return _refused(form, getattr(refusal, "problems", None), "the set")

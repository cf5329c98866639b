"""Evidence with its file: adding a piece, replacing its file, downloading it."""

from typing import Any

from flask import abort, current_app, g, request, url_for
from flask_login import current_user

from sras.evidence.forms import FileForm, NewForm
from sras.evidence.models import Evidence
from sras.evidence.models_files import receive
from sras.evidence.rules_files import SPOKEN, FileRefused, own_name
from sras.evidence.views import (
    about,
    address,
    bp,
    current_or_409,
    may_change_or_409,
    movable_or_409,
    shown,
)
from sras.web import files, here
from sras.web.access import get_or_404, requires
from sras.web.answers import leave, page, refused
from sras.web.submissions import before_lock, new_form

MB = 1_048_576


def take_in(**_where: Any) -> None:
    """Check the file that came along and write it to disk before the write lock is taken."""
    settings = current_app.config["SETTINGS"]
    limit = settings.upload_limit_mb * MB
    upload = request.files.get("file")
    if not upload:
        return
    try:
        g.evidence_file = receive(upload.stream, upload.filename or "", settings.files, limit)
    except FileRefused as refusal:
        g.evidence_refusal = str(refusal)
    upload.stream.seek(0)


@bp.teardown_app_request
def drop_what_was_not_kept(_error: BaseException | None) -> None:
    """A file that no row came to name is forgotten."""
    received = g.pop("evidence_file", None)
    if received is not None:
        received.drop()


@bp.get("/evidence/new")
@requires("assess")
def new() -> Any:
    """A form for a new piece, about the thing or key document one came from."""
    asked = {name: request.args.get(name, "")[:100] for name in ("kind", "key", "slot", "source")}
    thing = about(asked["kind"], asked["key"])
    form = NewForm(data={**asked, "source": asked["source"] or "document"})
    return page("evidence/new.html", form=form, about=thing, address=address, **_told())


@bp.post("/evidence")
@requires("assess")
@before_lock(take_in)
def create() -> Any:
    """Add a piece with its file; without a title it is called like its file."""
    form = new_form(NewForm)
    thing = about(form.kind.data or "", form.key.data or "")
    if thing is not None:
        may_change_or_409(*thing[:2])
    received = g.get("evidence_file")
    form.refusal, form.today = g.get("evidence_refusal"), here.today
    form.has_file = received is not None or form.refusal is not None
    unnamed = bool(form.file.data) and not (form.title.data or "").strip()
    if unnamed:
        form.title.data = own_name(form.file.data.filename).rpartition(".")[0].replace("_", " ")
    if not form.validate():
        form.title.data = "" if unnamed else form.title.data  # the next file may be another
        if received is not None:
            form.file.errors = [*form.file.errors, "Choose the file again; it was not kept."]
        return refused("evidence/new.html", form=form, about=thing, address=address, **_told())
    piece = Evidence.add(
        by=current_user,
        about=thing[:2] if thing else None,
        supports=form.supports.data or "",
        **form.facts(),
        **(received.keep() if received is not None else {}),
    )
    to = address(*thing[:2]) if thing else url_for(".item", key=piece.id)
    return leave(to, f"“{piece.title}” is kept as evidence.")


@bp.post("/evidence/<int:key>/file")
@requires("assess")
@before_lock(take_in)
def replace_file(key: int) -> Any:
    """Put another file in place of the present one, which stays among the earlier files."""
    piece = movable_or_409(current_or_409(key))
    form = new_form(FileForm)
    form.refusal = g.get("evidence_refusal") or _replaced_meanwhile(piece)
    if not form.validate():
        return refused("evidence/item.html", **shown(piece, form))
    changed = piece.replace_file(by=current_user, file=g.evidence_file.keep())
    told = "The new file is kept." if changed else "This is the file that is there already."
    return leave(url_for(".item", key=key), told)


def _replaced_meanwhile(piece: Evidence) -> str | None:
    """A sentence when someone else replaced the file after the page was drawn."""
    version = request.form.get("version", type=int) or piece.version
    if version >= piece.version or "file_sha256" not in piece.at_version(version):
        return None
    latest = piece.latest_change()
    who = latest.by_name if latest else "Someone"
    return f"{who} replaced the file meanwhile. Look at it, then choose yours again if it is right."


@bp.get("/evidence/<int:key>/file")
@requires("read_evidence")
def file(key: int) -> Any:
    """The present file, as a download."""
    piece = get_or_404(Evidence, key)
    return files.download(piece.file_sha256, piece.file_name, piece.file_type)


@bp.get("/evidence/<int:key>/files/<int:version>")
@requires("read_evidence")
def earlier_file(key: int, version: int) -> Any:
    """The file as it was at an earlier version of the piece."""
    piece = get_or_404(Evidence, key)
    if not 0 < version < piece.version:
        abort(404)
    then = piece.at_version(version)
    now = {name: getattr(piece, name) for name in ("file_sha256", "file_name", "file_type")}
    was = {name: then.get(name, value) for name, value in now.items()}
    return files.download(was["file_sha256"], was["file_name"], was["file_type"])


def _told() -> dict[str, Any]:
    """What the page says about files."""
    return {"limit_mb": current_app.config["SETTINGS"].upload_limit_mb, "kinds_taken": SPOKEN}

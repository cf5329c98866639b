"""Evidence: the list with the key documents, one piece, and what it supports."""

from typing import Any

from flask import Blueprint, abort, current_app, request, url_for
from flask_login import current_user

from sras.core.keys import whole
from sras.core.kinds import KINDS
from sras.evidence import rules
from sras.evidence.forms import ArchiveForm, FileForm, PieceForm, SupportForm
from sras.evidence.models import Evidence, EvidenceLink, supported_kinds, why_it_stands
from sras.evidence.rules_files import SPOKEN
from sras.web import here
from sras.web.access import get_or_404, requires
from sras.web.answers import leave, page, redraw, refused, saved
from sras.web.paging import paged
from sras.web.submissions import new_form, read_form

bp = Blueprint("evidence", __name__)
bp.add_app_template_filter(rules.size_words)
FILTERS = ("source", "slot", "about", "q", "kind", "key")


@bp.get("/evidence")
@requires("read_evidence")
def items() -> Any:
    """All evidence; with a kind and key, the pieces that can be linked to that thing."""
    asked = {name: request.args.get(name, "")[:100] for name in FILTERS}
    target = about(asked["kind"], asked["key"])
    query = Evidence.listed(
        source=asked["source"], slot=asked["slot"], kind=asked["about"], words=asked["q"].strip()
    )
    listed = paged(query, request.args.get("page", 1, type=int))
    given: dict[str, Any] = {name: value for name, value in asked.items() if value}
    return page(
        "evidence/items.html",
        shown=listed,
        links=EvidenceLink.of_pieces(listed.rows),
        asked=asked,
        narrowed=any(asked[name] for name in ("source", "slot", "about", "q")),
        url=url_for(".items", **given),
        slots=None if given else Evidence.in_slots(),
        slot_names=rules.SLOTS,
        source_names=rules.SOURCES,
        kinds=supported_kinds(),
        about=target,
        address=address,
    )


@bp.get("/evidence/<int:key>")
@requires("read_evidence")
def item(key: int) -> Any:
    """One piece: what it is, its file, what it supports; with a kind and key, a way to link it."""
    piece = get_or_404(Evidence, key)
    thing = about(request.args.get("kind", ""), request.args.get("key", ""))
    return page("evidence/item.html", **shown(piece, thing=thing))


@bp.post("/evidence/<int:key>")
@requires("assess")
def change(key: int) -> Any:
    """Change what is known about a piece."""
    piece = movable_or_409(current_or_409(key))
    form = read_form(PieceForm, piece)
    form.today, form.has_file = here.today, bool(piece.file_sha256)
    if not form.validate():
        return refused("evidence/item.html", **shown(piece, form))
    piece.change(by=current_user, **form.facts())
    return saved(piece, back=url_for(".item", key=key))


@bp.post("/evidence/<int:key>/removal")
@requires("assess")
def archive(key: int) -> Any:
    """Say that a piece no longer counts; it stays readable."""
    piece = movable_or_409(current_or_409(key))
    form = new_form(ArchiveForm)
    if not form.validate():
        return refused("evidence/item.html", **shown(piece, form))
    piece.archive(by=current_user, reason=form.reason.data)
    return leave(url_for(".item", key=key), f"“{piece.title}” no longer counts as evidence.")


@bp.post("/evidence/<int:key>/return")
@requires("assess")
def bring_back(key: int) -> Any:
    """Let an archived piece count again."""
    piece = movable_or_409(get_or_404(Evidence, key))
    piece.bring_back(by=current_user)
    return leave(url_for(".item", key=key), f"“{piece.title}” counts as evidence again.")


@bp.post("/evidence/<int:key>/links")
@requires("assess")
def link(key: int) -> Any:
    """Let a piece support one more thing."""
    piece = current_or_409(key)
    form = new_form(SupportForm)
    thing = about(form.kind.data or "", form.key.data or "")
    if thing is None:
        abort(404)
    kind, thing_key, name = thing
    may_change_or_409(kind, thing_key)
    if not form.validate():
        return refused("evidence/item.html", **shown(piece, form, thing))
    piece.link(by=current_user, about=(kind, thing_key), supports=form.supports.data or "")
    return leave(address(kind, thing_key), f"“{piece.title}” now supports {name}.")


@bp.post("/evidence/links/<int:key>/removal")
@requires("assess")
def unlink(key: int) -> Any:
    """End what a piece supports; the piece itself stays."""
    tie = get_or_404(EvidenceLink, key)
    if tie.archived_at is None:
        may_change_or_409(tie.kind, tie.key)
        tie.unlink(by=current_user)
    from_piece = request.form.get("from") == "piece"
    back = url_for(".item", key=tie.evidence_id) if from_piece else address(tie.kind, tie.key)
    return redraw(
        "evidence/_list.html",
        back=back,
        message="Unlinked",
        items=[] if from_piece else Evidence.of(tie.kind, tie.key),
        kind=tie.kind,
        key=tie.key,
    )


def about(kind: str, key: str) -> tuple[str, int, str] | None:
    """The kind, key and name of the thing in question; None when none is; 404 when unknown."""
    if not kind and not key:
        return None
    if kind not in {known.name for known in supported_kinds()}:
        abort(404)
    row = get_or_404(kind, whole(key) or 0)
    return kind, row.id, row.name_for_history


@bp.app_template_filter("short_name")
def short_name(thing: tuple[str, int, str]) -> str:
    """What a button calls the thing in question: `8.1` of an indicator, else `this task`."""
    kind, _key, name = thing
    return name.split()[0] if kind == "assessment" else f"this {KINDS[kind].label.lower()}"


def address(kind: str, key: int) -> str:
    """The page of a thing, at its evidence; the list when it has no page yet."""
    endpoint = KINDS[kind].page if kind in KINDS else None
    if endpoint is None:
        return url_for("evidence.items")
    return url_for(endpoint, key=key) + f"#evidence-of-{kind}-{key}"


def may_change_or_409(kind: str, key: int) -> None:
    """Refuse to add to the evidence of a thing, or to take from it, when it stands as it is."""
    why = why_it_stands(kind, key)
    if why:
        abort(409, why)


def movable_or_409(piece: Evidence) -> Evidence:
    """The piece, unless something that it supports stands as it is."""
    why = piece.why_it_stands()
    if why:
        abort(409, f"{why} Add a new piece for what holds now.")
    return piece


def current_or_409(key: int) -> Evidence:
    """The piece; a page with all that was typed when someone archived it meanwhile."""
    piece = get_or_404(Evidence, key)
    if piece.archived_at is not None:
        abort(409, "This evidence was archived meanwhile. Bring it back first, then save again.")
    return piece


def shown(piece: Evidence, form: Any = None, thing: Any = None) -> dict[str, Any]:
    """What the page of a piece needs; `form` is the one that was refused, if any."""

    def or_new(form_class: Any, **options: Any) -> Any:
        return form if isinstance(form, form_class) else form_class(**options)

    return {
        "piece": piece,
        "form": form,
        "piece_form": or_new(PieceForm, obj=piece),
        "file_form": or_new(FileForm),
        "archive_form": or_new(ArchiveForm),
        "support_form": or_new(SupportForm),
        "about": thing,
        "links": EvidenceLink.of_pieces([piece])[piece.id],
        "earlier": piece.earlier_files(),
        "latest": piece.latest_change(),
        "address": address,
        "limit_mb": current_app.config["SETTINGS"].upload_limit_mb,
        "kinds_taken": SPOKEN,
    }

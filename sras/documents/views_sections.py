"""Sections: one to a form, so that several people write one document at once."""

from typing import Any

from flask import abort, redirect, request, url_for
from flask_login import current_user

from sras.core import clock, order
from sras.core.keys import whole
from sras.documents import rules
from sras.documents.filled import filled_text
from sras.documents.forms import NewSectionForm, PlaceForm, SectionForm, text_fault
from sras.documents.models import Section, TooMany
from sras.documents.models_fields import seats_of
from sras.documents.models_lists import indicators_of, saved_by_others
from sras.documents.rules_fields import FIELDS, Shown
from sras.documents.views import RIGHT, bp, find, shown_now, to_write, told
from sras.web import here
from sras.web.access import requires
from sras.web.answers import leave, not_yet, page, redraw, refused, saved, wants_part
from sras.web.submissions import new_form, own_transaction, posted, pressed, read_form


def find_section(key: int) -> Section:
    """The section with its owner and its document, or 404."""
    return Section.whole(key) or abort(404)


def section_to_write(key: int) -> Section:
    """The same for who may write it; 403, or 409 where it was archived."""
    section = find_section(key)
    to_write(section.document)
    if section.archived_at is not None:
        abort(409, "This section was archived meanwhile. Bring it back first, then save again.")
    return section


@bp.get("/documents/sections/<int:key>")
@requires("read")
def section(key: int) -> Any:
    """One section with the form to write it and its preview; to read for who may not write."""
    found = find_section(key)
    if _editable(found):
        return page("documents/section.html", **_shown(found))
    told: dict[str, Any] = {"section": found, "document": found.document}
    told["indicators"] = indicators_of([found])
    text = filled_text(found.text, shown_now(found.document))
    return page("documents/section_read.html", preview=text, **told)


def _editable(section: Section) -> bool:
    standing = section.archived_at is None and section.document.archived_at is None
    return standing and current_user.may(RIGHT, section.document)


def _in_document(section: Section) -> str:
    return url_for(".document", key=section.document.id, _anchor=f"section-{section.id}")


def _shown(section: Section, form: Any = None, version: int | None = None) -> dict[str, Any]:
    """What the page of a section shows: the form, the preview, the fields, what lies beside it."""
    shown = shown_now(section.document)
    people = _people(section, shown)
    form = form or SectionForm(data=section.__data__).among(people, here.today())
    text = form.text.data or ""
    names = Section.names_in(section.document)
    at = next((place for place, each in enumerate(names) if each.id == section.id), 0)
    return {
        "section": section,
        "document": section.document,
        "section_form": form,
        "read_version": version or section.version,
        "preview": filled_text(text, shown),
        "fault": text_fault(text),
        "fields": [known for _name, known in sorted(FIELDS.items())],
        "indicators": indicators_of([section]),
        "before": names[at - 1] if at else None,
        "after": names[at + 1] if at + 1 < len(names) else None,
        "number": at + 1,
        "count": len(names),
        "seen": here.newest_change(),
    }


def _people(section: Section, shown: Shown) -> dict[int, Any]:
    """Who may look after a section: the team, the coach it was given to, the owner until now."""
    seats = {seat.person.id: seat.person for seat in seats_of(shown)}
    for person in (section.document.writer, section.owner):
        if person is not None:
            seats.setdefault(person.id, person)
    return seats


@bp.post("/documents/<int:key>/sections")
@requires(RIGHT)
def add_section(key: int) -> Any:
    """One more section at the end."""
    document = to_write(find(key))
    form = new_form(NewSectionForm)
    if form.validate():
        try:
            made = Section.add(document, form.title.data, by=current_user)
        except TooMany as fault:
            form.title.errors = [str(fault)]
        else:
            return leave(url_for(".section", key=made.id), f"“{made.title}” is there to write.")
    return refused("documents/document.html", form=form, **told(document, section_form=form))


@bp.post("/documents/sections/<int:key>")
@requires(RIGHT)
def write_section(key: int) -> Any:
    """Save what was typed in a section."""
    found = section_to_write(key)
    people = _people(found, shown_now(found.document))
    form = read_form(SectionForm, found).among(people, here.today(), found.text)
    if not form.validate():
        if wants_part() and not pressed():  # still being typed: the focus stays where it is
            return not_yet(f"Not saved yet. {form.in_one_line}", {})
        return refused("documents/section.html", form=form, **_shown(found, form, _read()))
    found.change(by=current_user, **{**form.data, "owner": people.get(form.owner.data)})
    return saved(found, back=url_for(".section", key=key))


def _read() -> int | None:
    """The version that the page showed."""
    return request.form.get("version", type=int)


@bp.post("/documents/sections/<int:key>/preview")
@requires(RIGHT)
@own_transaction
def preview_section(key: int) -> Any:
    """How the typed text would read; nothing is saved."""
    found = section_to_write(key)
    form, shown = SectionForm(posted()), shown_now(found.document)
    if wants_part():
        text = form.text.data
        told: dict[str, Any] = {"preview": filled_text(text, shown), "fault": text_fault(text)}
        return page("documents/_preview.html", **told)
    form.among(_people(found, shown), here.today())
    return page("documents/section.html", **_shown(found, form, _read()))


@bp.get("/documents/<int:key>/now")
@requires("read")
def document_now(key: int) -> Any:
    """Whether someone else saved a section since the page was drawn: 204 when not, else who."""
    document = find(key)
    if not wants_part():
        return redirect(url_for(".document", key=key))
    own = whole(request.args.get("section"))
    seen = whole(request.args.get("seen")) or 0
    change = saved_by_others(document, seen, current_user, own)
    if change is None:
        return "", 204
    ago = rules.ago(change.at, clock.now())
    return page("documents/_saved.html", change=change, ago=ago, own=own, document=document)


@bp.get("/documents/<int:key>/order")
@requires(RIGHT)
def document_order(key: int) -> Any:
    """The sections in a list, to be put in order."""
    document = find(key)
    if document.archived_at is not None or not current_user.may(RIGHT, document):
        return redirect(url_for(".document", key=key), 302)
    return page("documents/order.html", document=document, names=Section.names_in(document))


@bp.post("/documents/sections/<int:key>/place")
@requires(RIGHT)
def place_section(key: int) -> Any:
    """Move a section up or down by one, or to a number; the focus stays on what was pressed."""
    document = section_to_write(key).document
    form, names = new_form(PlaceForm), Section.names_in(document)
    was = next(place for place, each in enumerate(names) if each.id == key)
    way = form.to.data if form.to.data in ("up", "down") else ""
    to = order.place_after(was, len(names), way or form.place.data or "")
    if to is None:
        return _no_number(form, names[was], names)
    others = [each for each in names if each is not names[was]]
    if to != was:
        names[was].place(to, others, by=current_user)
    stands = "is now" if to != was else "stays"
    return redraw(
        "documents/_order.html",
        back=url_for(".document_order", key=document.id, _anchor=f"{way or 'place'}-{key}"),
        message=f"“{names[was].title}” {stands} number {to + 1} of {len(names)}.",
        names=[*others[:to], names[was], *others[to:]],
    )


def _no_number(form: PlaceForm, section: Section, names: list[Section]) -> Any:
    form.place.errors = [f"Write a number from 1 to {len(names)}."]
    form.place.id = f"place-{section.id}"
    told = {"document": section.document, "names": names, "placed": section.id}
    return refused("documents/order.html", form=form, **told)


@bp.post("/documents/sections/<int:key>/review")
@requires(RIGHT)
def review_section(key: int) -> Any:
    """Read through today and found right."""
    found = section_to_write(key)
    found.review(by=current_user, on=here.today())
    return leave(_in_document(found), f"“{found.title}” is reviewed today.")


@bp.post("/documents/sections/<int:key>/removal")
@requires(RIGHT)
def archive_section(key: int) -> Any:
    """Take a section out of its document; it can be brought back."""
    found = section_to_write(key)
    found.archive(by=current_user)
    return leave(url_for(".document", key=found.document.id), f"“{found.title}” is archived.")


@bp.post("/documents/sections/<int:key>/return")
@requires(RIGHT)
def bring_back_section(key: int) -> Any:
    """Let an archived section stand in its place again."""
    found = find_section(key)
    to_write(found.document)
    found.bring_back(by=current_user)
    return leave(_in_document(found), f"“{found.title}” is back.")

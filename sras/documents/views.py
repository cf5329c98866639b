"""Documents: all of them, one as it reads now, made, described, given to a coach, archived."""

from typing import Any

from flask import Blueprint, abort, request, url_for
from flask_login import current_user

from sras.accounts.models import Person
from sras.documents import rules
from sras.documents.filled import filled, known_fields, plain, shown_on
from sras.documents.forms import (
    DocumentForm,
    LetterForm,
    NewDocumentForm,
    NewSectionForm,
    WriterForm,
)
from sras.documents.models import Document, Section, known_partners
from sras.documents.models_lists import (
    due_for_review,
    grouped,
    indicators_of,
    newest_issue,
)
from sras.documents.rules_fields import Shown
from sras.web import here
from sras.web.access import requires
from sras.web.answers import leave, page, refused
from sras.web.submissions import new_form, read_form

bp = Blueprint("documents", __name__)
RIGHT = "write_documents"
KEEP = "keep_documents"  # the team alone


@bp.app_template_filter("review_standing")
def review_standing(due: Any) -> str:
    """How a review stands today."""
    return rules.review_standing(due, here.today())


def find(key: int) -> Document:
    """The document with whom it was given to, or 404."""
    return Document.whole(key) or abort(404)


def to_write(document: Document) -> Document:
    """The same for who may write it while it is not archived, else 403 or 409 in words."""
    if not current_user.may(RIGHT, document):
        abort(403, "A coach writes only the document that was given to them.")
    if document.archived_at is not None:
        abort(409, "This document was archived meanwhile. Bring it back first, then save again.")
    return document


def shown_now(document: Document) -> Shown:
    """For what the fields of a document are filled in this request."""
    return shown_on(document, here.today(), here.agency())


@bp.get("/documents")
@requires("read")
def documents() -> Any:
    """All documents by kind, and the sections that are due for review."""
    archived = request.args.get("show") == "archived"
    groups = grouped(archived)
    due = [] if archived else due_for_review(groups, here.today())
    return page("documents/documents.html", groups=groups, due=due, archived=archived)


@bp.get("/documents/new")
@requires(KEEP)
def new_document() -> Any:
    """The kinds of documents there are to begin."""
    form = NewDocumentForm(kind=request.args.get("kind", ""))
    return page("documents/new.html", form=form)


@bp.post("/documents")
@requires(KEEP)
def add_document() -> Any:
    """Make a document from the text that comes along, or an empty one."""
    form = new_form(NewDocumentForm)
    if not form.judge():
        return refused("documents/new.html", form=form)
    facts = {name: form[name].data for name in ("kind", "period_first", "period_last")}
    facts |= {"review_due": form.review_due.data}
    text = form.template
    facts |= rules.first_letterhead(form.kind.data, known_partners())
    draft = Document(**facts)
    title = form.title.data or plain(text.title, shown_now(draft))[:200]
    made = Document.begin(text.sections if text else (), by=current_user, title=title, **facts)
    return leave(url_for(".document", key=made.id), f"“{title}” is begun.")


@bp.get("/documents/<int:key>")
@requires("read")
def document(key: int) -> Any:
    """One document as it reads now."""
    return page("documents/document.html", **told(find(key)))


def told(document: Document, **forms: Any) -> dict[str, Any]:
    """What the page of a document shows; a form that was refused takes its place."""
    everything = Section.all_of(document)
    sections = [each for each in everything if each.archived_at is None]
    issued = newest_issue(document)
    return {
        "document": document,
        "sections": filled(document, sections, shown_now(document)),
        "put_away": [each for each in everything if each.archived_at is not None],
        "indicators": indicators_of(sections),
        "issued": issued,
        "changed": issued is not None and document.changed_since(issued.recorded_to),
        "editable": current_user.may(RIGHT, document) and document.archived_at is None,
        "seen": here.newest_change(),
        "section_form": NewSectionForm(),
        **forms,
    }


@bp.get("/documents/<int:key>/fields")
@requires(RIGHT)
def document_fields(key: int) -> Any:
    """The fields that texts may name, with what each says now."""
    found = find(key)
    fields = known_fields(shown_now(found))
    return page("documents/fields_now.html", document=found, fields=fields)


@bp.get("/documents/<int:key>/facts")
@requires(KEEP)
def document_facts(key: int) -> Any:
    """What a document is called and what it is, whom it was given to."""
    return page("documents/facts.html", **_facts(find(key)))


def _facts(document: Document, **forms: Any) -> dict[str, Any]:
    writer = WriterForm(writer=document.__data__["writer"])
    return {
        "document": document,
        "facts_form": _offered(_facts_form(document)(data=document.__data__)),
        "writer_form": writer.among(Person.coaches_on(here.today()), document.writer),
        **forms,
    }


def _facts_form(document: Document) -> type[DocumentForm]:
    """A letter also says on whose paper it is printed."""
    return LetterForm if document.is_letter else DocumentForm


def _offered(form: Any) -> Any:
    if isinstance(form, LetterForm):
        form.among(here.agency().agency_name, known_partners())
    return form


@bp.post("/documents/<int:key>")
@requires(KEEP)
def change_document(key: int) -> Any:
    """Call it something else, or move its days."""
    found = to_write(find(key))
    form = _offered(read_form(_facts_form(found), found))
    if not form.judge():
        return refused("documents/facts.html", form=form, **_facts(found, facts_form=form))
    found.change(by=current_user, **form.data)
    return leave(url_for(".document", key=key), "Saved.")


@bp.post("/documents/<int:key>/writer")
@requires("issue")
def give_document(key: int) -> Any:
    """Give a document to a coach to write, or take it back."""
    found = to_write(find(key))
    form = read_form(WriterForm, found).among(Person.coaches_on(here.today()), found.writer)
    if not form.validate():
        return refused("documents/facts.html", form=form, **_facts(found, writer_form=form))
    writer = form.writer.data
    found.give(by=current_user, writer=writer)
    words = "The coach may write it now." if writer else "No coach writes it now."
    return leave(url_for(".document", key=key), words)


@bp.post("/documents/<int:key>/removal")
@requires(KEEP)
def archive_document(key: int) -> Any:
    """Put a document away; it stays readable."""
    found = to_write(find(key))
    found.archive(by=current_user)
    return leave(url_for(".documents"), f"“{found}” is archived.")


@bp.post("/documents/<int:key>/return")
@requires(KEEP)
def bring_back_document(key: int) -> Any:
    """Take an archived document up again."""
    found = find(key)
    found.bring_back(by=current_user)
    return leave(url_for(".document", key=key), f"“{found}” is back.")

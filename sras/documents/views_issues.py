"""Issues: a document given out, as it reads now or as a finished file, and kept as it was."""

from typing import Any

from flask import Response, abort, g, make_response, request, url_for
from flask_login import current_user

from sras.core.pdf import PdfBusy, pdf_available
from sras.documents.filled import shown_on
from sras.documents.forms_issues import IssueForm, RecipientsForm
from sras.documents.issuing import draw_ahead, give_out
from sras.documents.models import Document, Section
from sras.documents.models_issues import Issue, Recipient, open_remarks
from sras.documents.models_lists import newest_issue
from sras.documents.papers import facts_of, printed, template_of
from sras.documents.reports import REPORTS
from sras.documents.rules_issues import (
    FINISHED,
    document_of,
    file_stem,
    policy,
    subject_of,
    to_do,
)
from sras.documents.views import bp, find
from sras.evidence.views_files import take_in
from sras.web import files, here, papers
from sras.web.access import get_or_404, requires
from sras.web.answers import download, leave, page, refused
from sras.web.paging import paged
from sras.web.submissions import before_lock, new_form

JSON = "application/json"


@bp.get("/documents/issues")
@requires("read")
def issues() -> Any:
    """Everything that was given out, documents and reports, the newest first."""
    listed = paged(Issue.listed(), request.args.get("page", 1, type=int))
    return page("documents/issues.html", shown=listed, url=url_for(".issues"))


@bp.get("/documents/<int:key>/issue")
@requires("issue")
def document_issue(key: int) -> Any:
    """The form that gives a document out, with what is still to do."""
    document = to_give_out(key)
    form = IssueForm(data={"title": document.title, "issued_on": here.today()})
    return page("documents/give_out.html", form=form, **_before(document))


def to_give_out(key: int) -> Document:
    """The document, or 404; 409 in words where it was archived."""
    document = find(key)
    if document.archived_at is not None:
        abort(409, "This document was archived. Bring it back first, then give it out.")
    return document


def _before(document: Document) -> dict[str, Any]:
    """What the form of an issue shows besides its fields."""
    sections = [(each.id, str(each.title), str(each.text)) for each in Section.of(document)]
    return {
        "document": document,
        "to_do": to_do(
            sections, open_remarks(document), has_period=document.period_last is not None
        ),
        "number": Issue.next_number(subject_of(document.id)),
        "earlier": newest_issue(document),
    }


def _draw(key: int) -> None:
    """Take in the finished file, or draw the PDF, before the write lock is taken."""
    document = to_give_out(key)
    form = _read_form()
    if request.files.get("file"):
        take_in()
    elif form.validate():
        g.issue_must_wait = draw_ahead(**_paper(document, form))


def _read_form() -> Any:
    form = new_form(IssueForm)
    form.today = here.today
    return form


def _paper(document: Document, form: Any) -> dict[str, Any]:
    """What `give_out` freezes of a document as it reads now."""
    on = form.issued_on.data
    shown = shown_on(document, on, here.agency())
    context = {**printed(document, shown), "title": form.title.data}
    return {
        "subject": subject_of(document.id),
        "title": form.title.data,
        "template": template_of(document),
        "context": context,
        "on": on,
        "period": shown.period,
        "note": form.note.data or "",
        "facts": facts_of(document, context["sections"], shown),
    }


@bp.post("/documents/<int:key>/issues")
@requires("issue")
@before_lock(_draw)
def give_document_out(key: int) -> Any:
    """Give a document out under its next number."""
    document = to_give_out(key)
    form = _read_form()
    received = g.get("evidence_file")
    form.refusal, form.must_wait = g.get("evidence_refusal"), g.get("issue_must_wait", "")
    if received is not None and received.file_name.rpartition(".")[2].lower() not in FINISHED:
        form.refusal = "Send the finished file as Word (.docx) or as PDF."
    if not form.validate():
        return refused("documents/give_out.html", form=form, **_before(document))
    if received is not None:
        issue = _give_file_out(document, form, received)
    else:
        issue = give_out(by=current_user, **_paper(document, form))
    return leave(url_for(".issue", key=issue.id), f"{issue} is given out.")


def _give_file_out(document: Document, form: Any, received: Any) -> Issue:
    """Give out the file that was finished elsewhere."""
    kept = received.keep()
    return Issue.freeze(
        by=current_user,
        subject=subject_of(document.id),
        title=form.title.data,
        on=form.issued_on.data,
        note=form.note.data or "",
        facts={"document": {"title": document.title, "kind": document.kind}, "file": kept},
        **kept,
    )


@bp.get("/documents/issues/<int:key>")
@requires("read")
def issue(key: int) -> Any:
    """The facts of an issue, who received it, and whether it is as it was."""
    return page("documents/issue.html", **shown(get_or_404(Issue, key)))


def shown(found: Issue, form: Any = None) -> dict[str, Any]:
    """What the page of an issue needs; `form` is the one that was refused, if any."""
    document = document_of(found.subject)
    return {
        "issue": found,
        "document": Document.get_or_none(document) if document else None,
        "checks": found.checks(files.folder()),
        "recipients": list(Recipient.of(found)),
        "recipients_form": form or RecipientsForm(data={"received_on": found.issued_on}),
        "form": form,
        "can_press": pdf_available() is None,
        "is_report": found.subject in REPORTS,
    }


@bp.get("/documents/issues/<int:key>/page")
@requires("read")
def issue_page(key: int) -> Response:
    """The page as it was given out."""
    found = _with_page(key)
    response = make_response(found.page_html)
    response.headers["Content-Security-Policy"] = policy(found.page_html)
    return response


def _with_page(key: int) -> Issue:
    found: Issue = get_or_404(Issue, key)
    if not found.page_html:
        abort(404, "A finished file was given out, and no page.")
    return found


@bp.get("/documents/issues/<int:key>/issue.pdf")
@requires("read")
def issue_pdf(key: int) -> Response:
    """The PDF as it was given out; where none could be made then, one of the frozen page."""
    found = _with_page(key)
    name = f"{file_stem(found.title, found.number)}.pdf"
    try:
        kept = files.read(found.pdf_sha256) if found.pdf_sha256 else papers.pressed(found.page_html)
    except PdfBusy as busy:
        abort(503, str(busy))
    if kept is None:
        abort(404, "The PDF is not at hand. Print the frozen page from the browser.")
    return download(kept, name, "application/pdf", inline=True)


@bp.get("/documents/issues/<int:key>/issue.docx")
@requires("read")
def issue_docx(key: int) -> Response:
    """The frozen page as a Word document, to go on from."""
    found = _with_page(key)
    return papers.word(found.page_html, file_stem(found.title, found.number))


@bp.get("/documents/issues/<int:key>/facts.json")
@requires("read")
def issue_facts(key: int) -> Response:
    """What an issue says, as data."""
    found = get_or_404(Issue, key)
    name = f"{file_stem(found.title, found.number)}.json"
    return download(found.facts.encode("utf-8", "surrogatepass"), name, JSON)


@bp.get("/documents/issues/<int:key>/file")
@requires("read")
def issue_file(key: int) -> Response:
    """The finished file that was given out."""
    found = get_or_404(Issue, key)
    return files.download(found.file_sha256, found.file_name, found.file_type)

"""Give out a report from the data, and say what was entered since."""

from typing import Any

from flask import abort, g, request, url_for
from flask_login import current_user

from sras.documents.forms_issues import IssueForm
from sras.documents.issuing import draw_ahead, give_out
from sras.documents.models_issues import Issue
from sras.documents.models_late import entered, entered_since
from sras.documents.reports import REPORTS, Asked, Report
from sras.documents.views import bp
from sras.web import here
from sras.web.access import get_or_404, requires
from sras.web.answers import leave, page, refused
from sras.web.submissions import before_lock, new_form


def _find(name: str) -> tuple[Report, Asked]:
    report = REPORTS.get(name) or abort(404)
    return report, report.read() or abort(404)


@bp.get("/reports/<name>/issue")
@requires("issue")
def report_issue(name: str) -> Any:
    """The form that gives a report out, as it reads in this address."""
    report, asked = _find(name)
    form = IssueForm(data={"title": asked.title, "issued_on": here.today()})
    return page("documents/report_give_out.html", form=form, **_before(report, asked))


def _before(report: Report, asked: Asked) -> dict[str, Any]:
    return {
        "report": report,
        "asked": asked,
        "number": Issue.next_number(report.name),
        "since": entered_since(report, asked.first, asked.last, here.zone()),
        "action": request.full_path.rstrip("?"),
    }


def _read_form() -> Any:
    form = new_form(IssueForm)
    form.today = here.today
    return form


def _draw(name: str) -> None:
    """Draw the PDF before the write lock is taken."""
    report, asked = _find(name)
    form = _read_form()
    if form.validate():
        g.issue_must_wait = draw_ahead(**_paper(report, asked, form))


def _paper(report: Report, asked: Asked, form: Any) -> dict[str, Any]:
    """What `give_out` freezes of a report as it reads now."""
    return {
        "subject": report.name,
        "title": form.title.data,
        "template": asked.template,
        "context": asked.context,
        "on": form.issued_on.data,
        "period": (asked.first, asked.last),
        "note": form.note.data or "",
        "facts": asked.facts,
    }


@bp.post("/reports/<name>/issue")
@requires("issue")
@before_lock(_draw)
def give_report_out(name: str) -> Any:
    """Give a report out under its next number."""
    report, asked = _find(name)
    form = _read_form()
    form.must_wait = g.get("issue_must_wait", "")
    if not form.validate():
        return refused("documents/report_give_out.html", form=form, **_before(report, asked))
    issue = give_out(by=current_user, **_paper(report, asked, form))
    return leave(url_for(".issue", key=issue.id), f"{issue} is given out.")


@bp.get("/documents/issues/<int:key>/late")
@requires("read")
def issue_late(key: int) -> Any:
    """What a fresh report of the same days tells that an issue does not, since it came later."""
    issue = get_or_404(Issue, key)
    report = REPORTS.get(issue.subject)
    if report is None or issue.last is None:
        abort(404)
    days = issue.first, issue.last
    return page(
        "documents/issue_late.html",
        issue=issue,
        entries=entered(report, issue.recorded_to, *days, here.zone()),
        fresh=report.fresh(*days),
    )

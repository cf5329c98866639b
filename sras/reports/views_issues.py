"""Give a report out, and say what was entered since an issue of the same days."""

from collections.abc import Callable
from typing import Any, NamedTuple

from flask import abort, g, url_for
from flask_login import current_user

from sras.assessment.rules import said
from sras.documents.forms_issues import IssueForm
from sras.documents.issuing import draw_ahead, give_out
from sras.documents.models_issues import Issue
from sras.reports import rules_progress, rules_year, views, views_year
from sras.reports.models import REPORT_NAMES
from sras.reports.models_late import entered_since
from sras.reports.rules import Span
from sras.reports.views import bp
from sras.web import here
from sras.web.access import get_or_404, requires
from sras.web.answers import leave, page, refused
from sras.web.submissions import before_lock, new_form


class Kind(NamedTuple):
    """A report that can be given out."""

    title: str
    template: str
    shown: Callable[[], dict[str, Any]]
    facts: Callable[[Any], dict[str, Any]]


KINDS = {
    "progress": Kind(
        "Progress report", "reports/progress_print.html", views.on_paper, rules_progress.facts
    ),
    "year": Kind(
        "One-year report", "reports/year_print.html", views_year.on_paper, rules_year.facts
    ),
}


@bp.get("/reports/<report>/issue")
@requires("issue")
def before_issue(report: str) -> Any:
    """What is still owed, and the form to give the report out."""
    kind = _kind(report)
    shown = kind.shown()
    form = IssueForm(data={"title": _title(kind, shown), "issued_on": here.today()})
    return page("reports/give_out.html", form=form, **_before(report, shown))


def _kind(report: str) -> Kind:
    return KINDS[report] if report in KINDS else abort(404)


def _title(kind: Kind, shown: dict[str, Any]) -> str:
    span = shown["report"].span
    return f"{kind.title}, {said(span.first)} to {said(span.last)}"


def _before(report: str, shown: dict[str, Any]) -> dict[str, Any]:
    asked = shown["report"].span.asked
    return {
        "kind": report,
        "name": REPORT_NAMES[report],
        "owed": shown["report"].owed,
        "number": Issue.next_number(report),
        "action": url_for(".issue_report", report=report, **asked),
        "back": url_for(f".{report}", **asked),
    }


def _draw(report: str) -> None:
    """Draw the PDF before the write lock is taken."""
    form, kind = _read_form(), _kind(report)
    if form.validate():
        g.issue_must_wait = draw_ahead(**_paper(report, kind, kind.shown(), form))


def _read_form() -> Any:
    form = new_form(IssueForm)
    form.today = here.today
    return form


def _paper(report: str, kind: Kind, shown: dict[str, Any], form: Any) -> dict[str, Any]:
    """What `give_out` freezes of a report as it reads now."""
    told = shown["report"]
    return {
        "subject": report,
        "title": form.title.data,
        "template": kind.template,
        "context": shown,
        "on": form.issued_on.data,
        "period": (told.span.first, told.span.last),
        "facts": kind.facts(told),
        "note": form.note.data or "",
    }


@bp.post("/reports/<report>/issues")
@requires("issue")
@before_lock(_draw)
def issue_report(report: str) -> Any:
    """Give the report out under its next number."""
    kind = _kind(report)
    shown, form = kind.shown(), _read_form()
    form.must_wait = g.get("issue_must_wait", "")
    if not form.validate():
        return refused("reports/give_out.html", form=form, **_before(report, shown))
    issue = give_out(by=current_user, **_paper(report, kind, shown, form))
    return leave(url_for("documents.issue", key=issue.id), f"{issue} is given out.")


@bp.get("/reports/late/<int:key>")
@requires("read")
def late(key: int) -> Any:
    """What a fresh report of the same days tells that an issue does not, since it came later."""
    issue = get_or_404(Issue, key)
    if issue.subject not in KINDS or not (issue.first and issue.last):
        abort(404)
    span = Span(issue.first, issue.last)
    return page(
        "reports/late.html",
        issue=issue,
        entries=entered_since(issue.subject, issue.recorded_to, span, here.zone()),
        fresh=url_for(f".{issue.subject}", **span.asked),
    )

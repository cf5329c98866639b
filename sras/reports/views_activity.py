"""The activity log: who has written, what lies still, who has not been in.

The log may be read by whoever may read history. Who has been in and who has not is told by name to
those who look after accounts; everybody else sees it counted by role.
"""

import datetime
from typing import Any

from flask import abort, request, url_for
from flask_login import current_user

from sras.core import sheets
from sras.reports import rules_activity
from sras.reports.forms import ReportSpanForm
from sras.reports.models_activity import people_of, still_of
from sras.reports.rules import Span
from sras.reports.views import XLSX, bp
from sras.web import here
from sras.web.access import requires
from sras.web.answers import download, page
from sras.web.papers import paper, print_view

WIDTHS = (20, 50, 30, 10, 14, 40)
BACK = datetime.timedelta(days=89)
MOST = 30  # of what lies still


@bp.get("/reports/activity")
@requires("read_history")
def activity() -> Any:
    """Who has written, what lies still, and how often people were in."""
    form = _form()
    if not form.judge():
        return page("reports/activity.html", 422, form=form, span_form=form, people=None)
    addresses = {
        "objective": url_for("planning.objective", key=0)[:-1],
        "section": url_for("documents.document", key=0)[:-1],
        "indicator": url_for("assessment.indicator", key=0)[:-1],
    }
    return page(
        "reports/activity.html",
        span_form=form,
        most=MOST,
        addresses=addresses,
        **_drawn(form.span),
    )


def _form() -> ReportSpanForm:
    if request.args:
        return ReportSpanForm(request.args)
    today = here.today()
    return ReportSpanForm(data={"first": today - BACK, "last": today})


def _sees_names() -> bool:
    """Whether the reader looks after accounts."""
    return bool(current_user.may("manage_people"))


def _told(span: Span) -> tuple[list[rules_activity.Writer], list[rules_activity.Still]]:
    zone, today = here.zone(), here.today()
    return people_of(span, zone, today), still_of(here.cycle(), zone, today)


def _drawn(span: Span) -> dict[str, Any]:
    """What the log tells, on screen and on paper."""
    people, still = _told(span)
    return {
        "span": span,
        "today": here.today(),
        "people": people,
        "still": still,
        "roles": rules_activity.by_role(people, span.first),
        "away": rules_activity.not_in(people, span.first) if _sees_names() else None,
    }


def _asked() -> Span:
    """The days asked for; 422 in words where they cannot be read."""
    form = _form()
    if not form.judge():
        abort(422, form.in_one_line)
    return form.span


def _table() -> list[tuple[Any, ...]]:
    people, still = _told(_asked())
    return rules_activity.table(people, still, here.today(), _sees_names())


@bp.get("/reports/activity/print")
@requires("read_history")
def activity_print() -> Any:
    """The log as paper would show it."""
    shown = _drawn(_asked())
    asked = shown["span"].asked
    links = {
        "back_url": url_for(".activity", **asked),
        "pdf_url": url_for(".activity_pdf", **asked),
    }
    return print_view("reports/activity_print.html", most=None, **shown, **links)


@bp.get("/reports/activity.pdf")
@requires("read_history")
def activity_pdf() -> Any:
    """The log as PDF."""
    shown = _drawn(_asked())
    span = shown["span"]
    return paper(
        "reports/activity_print.html",
        name=span.named("activity"),
        back_url=url_for(".activity", **span.asked),
        most=None,
        **shown,
    )


@bp.get("/reports/activity.csv")
@requires("export")
def activity_csv() -> Any:
    """The log as a table."""
    return download(sheets.write_csv(_table()), "activity.csv", "text/csv")


@bp.get("/reports/activity.xlsx")
@requires("export")
def activity_xlsx() -> Any:
    """The same as a workbook."""
    body = sheets.write_xlsx([("Activity", WIDTHS, _table())])
    return download(body, "activity.xlsx", XLSX)

"""The activity log: who has written, what lies still, who has not been in.

The log may be read by whoever may read history. Who has been in and who has not is told by name to
those who look after accounts; everybody else sees it counted by role. Of days that are over it
tells how things stood at the end of the last of them.
"""

import datetime
from typing import Any

from flask import abort, request, url_for
from flask_login import current_user

from sras.core import sheets
from sras.reports import rules_activity
from sras.reports.forms import ReportSpanForm
from sras.reports.models_activity import people_of, still_of
from sras.reports.models_activity_as_of import log_as_of, still_on
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


def _drawn(span: Span) -> dict[str, Any]:
    """What the log tells, on screen and on paper; `then` is of its last day, where that is past."""
    zone, today = here.zone(), here.today()
    day = span.until(today)
    then = log_as_of(day, zone) if day < today else None
    people = people_of(span, zone, day, then)
    return {
        "span": span,
        "day": day,
        "then": then,
        "people": people,
        "still": still_on(here.cycle(), span, then) if then else still_of(here.cycle(), zone, day),
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
    told = _drawn(_asked())
    rows = rules_activity.table(told["people"], told["still"], told["day"], _sees_names())
    return [rows[0], rules_activity.as_of(told["day"]), *rows[1:]] if told["then"] else rows


def _on_paper() -> dict[str, Any]:
    """The same for print, where the agency is called as it was."""
    told, agency = _drawn(_asked()), here.agency()
    return {**told, "most": None, "agency": told["then"].row(agency) if told["then"] else agency}


@bp.get("/reports/activity/print")
@requires("read_history")
def activity_print() -> Any:
    """The log as paper would show it."""
    shown = _on_paper()
    asked = shown["span"].asked
    links = {
        "back_url": url_for(".activity", **asked),
        "pdf_url": url_for(".activity_pdf", **asked),
    }
    return print_view("reports/activity_print.html", **shown, **links)


@bp.get("/reports/activity.pdf")
@requires("read_history")
def activity_pdf() -> Any:
    """The log as PDF."""
    shown = _on_paper()
    span = shown["span"]
    return paper(
        "reports/activity_print.html",
        name=span.named("activity"),
        back_url=url_for(".activity", **span.asked),
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

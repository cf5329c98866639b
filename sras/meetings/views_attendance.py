"""The record of meetings and attendance over a span of days."""

import datetime
from typing import Any

from flask import abort, request, url_for

from sras.core import sheets
from sras.meetings.models_attendance import attendance_of_people, held_of_kinds
from sras.meetings.views import bp
from sras.schedule import rules
from sras.schedule.forms import SpanForm
from sras.web import here
from sras.web.access import requires
from sras.web.answers import download, page

HOW = ("present", "remote", "excused", "absent")


@bp.get("/meetings/attendance")
@requires("read")
def attendance_record() -> Any:
    """How many meetings were held, and who was there."""
    form = _span()
    if not form.judge():
        return page("meetings/attendance.html", 422, form=form, kinds=[], people=[], csv_url=None)
    days: dict[str, Any] = {name: str(field.data) for name, field in form._fields.items()}
    return page(
        "meetings/attendance.html",
        form=form,
        csv_url=url_for(".attendance_csv", **days),
        kind_names=rules.KIND_NAMES,
        **_counted(form),
    )


@bp.get("/meetings/attendance.csv")
@requires("export")
def attendance_csv() -> Any:
    """The same as a table."""
    form = _span()
    if not form.judge():
        abort(422, form.in_one_line)
    head = ("Person", "With an account", "Days", *(word.capitalize() for word in HOW))
    rows = [
        (
            line["who"],
            "no" if line["guest"] else "yes",
            line["days"],
            *(line.get(h, 0) for h in HOW),
        )
        for line in _counted(form)["people"]
    ]
    return download(sheets.write_csv([head, *rows]), "attendance.csv", "text/csv")


def _span() -> SpanForm:
    """As asked for, else from the start of the running cycle until today."""
    if request.args:
        return SpanForm(request.args)
    cycle, today = here.cycle(), here.today()
    return SpanForm(first=cycle.starts_on if cycle else _a_year_before(today), last=today)


def _a_year_before(day: datetime.date) -> datetime.date:
    return day - datetime.timedelta(days=365)


def _counted(form: SpanForm) -> dict[str, Any]:
    days: Any = form.first.data, form.last.data
    return {"kinds": held_of_kinds(*days), "people": attendance_of_people(*days)}

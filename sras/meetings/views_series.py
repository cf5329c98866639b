"""Series of meetings: set up with all their days, changed, and how many were held."""

from typing import Any

from flask import request, url_for
from flask_login import current_user

from sras.meetings.views import bp
from sras.schedule import rules_series
from sras.schedule.forms import SeriesForm
from sras.schedule.models import Meeting, Series, coaches_on
from sras.web import here
from sras.web.access import get_or_404, requires
from sras.web.answers import leave, page, refused
from sras.web.submissions import new_form, read_form


@bp.get("/meetings/series/new")
@requires("schedule_meetings")
def new_series() -> Any:
    """The form of a new series."""
    year = here.today().year
    form = SeriesForm(
        title="Leadership team",
        kind="regular",
        rhythm="month",
        weekday="1",
        weeks=["1", "3"],
        every=2,
        starts_at="10:00",
        minutes=60,
        first_on=here.today(),
        last_on=here.today().replace(year=year + 1, day=1),
    )
    form.among(coaches_on(here.today()))
    return page("meetings/series_new.html", form=form, days=None)


@bp.post("/meetings/series")
@requires("schedule_meetings")
def add_series() -> Any:
    """Show on which days the meetings would fall, or put them all on the calendar."""
    form = new_form(SeriesForm).among(coaches_on(here.today()))
    planned = _judged(form)
    if planned is None:
        return refused("meetings/series_new.html", form=form, days=None)
    days, holidays = planned.days(), planned.holiday_names()
    if "look" in request.form:
        return page("meetings/series_new.html", form=form, days=days, holidays=holidays)
    series = Series.set_up(by=current_user, **form.columns)
    return leave(url_for(".series", key=series.id), f"{len(days)} meetings are on the calendar.")


def _judged(form: SeriesForm) -> Series | None:
    """The series as it was typed, not saved; None, with the errors on the form, if it won't do."""
    if not form.validate():
        return None
    planned = Series(**form.columns)
    fault = rules_series.count_fault(len(planned.days()))
    if fault:
        form.last_on.errors = [fault]
    return None if fault else planned


@bp.get("/meetings/series/<int:key>")
@requires("read")
def series(key: int) -> Any:
    """One series: its rhythm, its meetings, how many were held."""
    found = get_or_404(Series, key)
    return page("meetings/series.html", series=found, meetings=list(Meeting.of_series(found)))


@bp.get("/meetings/series/<int:key>/change")
@requires("schedule_meetings")
def change_series_page(key: int) -> Any:
    """The form to change a series."""
    found = get_or_404(Series, key)
    form = SeriesForm(data={name: _stored(found, name) for name in SeriesForm()._fields})
    form.among(coaches_on(here.today()), found.run_by)
    return page("meetings/series_change.html", series=found, form=form)


@bp.post("/meetings/series/<int:key>")
@requires("schedule_meetings")
def change_series(key: int) -> Any:
    """Another rhythm, time, place or holiday, for the meetings still to come."""
    found = get_or_404(Series, key)
    form = read_form(SeriesForm, found, values=_stored)
    form.among(coaches_on(here.today()), found.run_by)
    if _judged(form) is None:
        return refused("meetings/series_change.html", form=form, series=found)
    found.revise(by=current_user, today=here.today(), **form.columns)
    return leave(url_for(".series", key=key), "Saved, for the meetings still to come.")


def _stored(row: Any, name: str) -> Any:
    if name == "weeks":
        return row.weeks.split()
    return str(row.weekday) if name == "weekday" else row.__data__.get(name)

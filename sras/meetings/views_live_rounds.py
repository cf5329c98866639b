"""A rating round in a session: ask each member first, enter a view for someone, reveal."""

from typing import Any

from flask import abort, request, url_for
from flask_login import current_user

from sras.accounts.models import Person
from sras.assessment.models_pages import whole_one
from sras.assessment.models_rounds import Round
from sras.assessment.views import cycle_of
from sras.assessment.views_rounds import forget_senders, open_round
from sras.core.keys import whole
from sras.meetings.forms_live import EnteredViewForm
from sras.meetings.models_roster import expect_members, roster_of
from sras.meetings.views import bp
from sras.meetings.views_live import around, as_drawn, in_session, today_of
from sras.meetings.views_table import on_the_table
from sras.web import here
from sras.web.access import requires
from sras.web.answers import leave, redraw, refused
from sras.web.submissions import new_form


@bp.post("/meetings/<int:key>/live/round")
@requires("hold_meetings")
def ask_round(key: int) -> Any:
    """Ask each member for a view of their own on the indicator that is open."""
    meeting = in_session(key)
    as_drawn("item", meeting.now.item_key)
    assessment = _on_the_table(meeting)
    _not_closed(assessment)
    found = Round.newest_of(assessment)
    if found is None or found.is_open:
        found = Round.start(
            by=current_user,
            verb="began",
            assessment=assessment,
            names_kept=here.agency().keep_view_names,
            begun_on=meeting.day_of_session(here.today()),
        )
    number, on = today_of(meeting)
    expect_members(meeting, number, on, by=current_user)  # who joined the team since the opening
    meeting.now.show(found, by=current_user, verb="asked for views in")
    return leave(url_for(".live", key=key, _anchor="item"), "Members are asked for their views.")


def _on_the_table(meeting: Any) -> Any:
    item = meeting.now.item
    if item is None or item.ref_kind != "assessment":
        abort(409, "No indicator is on the table.")
    return whole_one(item.ref_key) or abort(404)


def _not_closed(assessment: Any) -> None:
    if cycle_of(assessment).is_closed:
        abort(409, "This cycle is closed.")


def _gathering(meeting: Any) -> Round:
    """The round of the session while views are being gathered."""
    found = Round.newest_of(_on_the_table(meeting))
    if found is None or found.id != meeting.now.round_key:
        abort(409, "No views are being gathered.")
    as_drawn("round", found.id)
    if found.is_open:
        abort(409, "The views are open; none can be given or changed now.")
    return found


@bp.post("/meetings/<int:key>/live/views")
@requires("hold_meetings")
def enter_view(key: int) -> Any:
    """Keep the view of someone who says it or hands it over on paper."""
    meeting = in_session(key)
    found = _gathering(meeting)
    _not_closed(found.assessment)
    number, on = today_of(meeting)
    seats = [row for row in roster_of(meeting, number, on) if row.seat]
    wanted = whole(request.form.get("person"))
    row = next((each for each in seats if each.__data__["person"] == wanted), None) or abort(404)
    form = new_form(EnteredViewForm)
    if any(view.__data__["person"] == wanted for view in found.given):
        form.level.errors = [f"{row.who} has answered already, and alone can change it."]
    if form.errors or not form.judge():
        return refused("meetings/live.html", **around(meeting), form=form)
    person: Person = row.person
    found.give(by=current_user, person=person, level=form.level.data)
    return redraw(
        "meetings/_answered.html",
        back=url_for(".live", key=key) + "#answered",
        message=f"The view of {row.who} is kept.",
        meeting=meeting,
        item=meeting.now.item,
        **on_the_table(meeting, meeting.now.item, seats, on),
    )


@bp.post("/meetings/<int:key>/live/round/opening")
@requires("hold_meetings")
def reveal(key: int) -> Any:
    """Show the views to the team; it cannot be undone."""
    found = _gathering(in_session(key))
    _not_closed(found.assessment)
    if not found.given:
        abort(409, "No one has given a view yet.")
    open_round(found)
    return leave(url_for(".live", key=key, _anchor="item"), "The views are open.")


@bp.post("/meetings/<int:key>/live/round/end")
@requires("hold_meetings")
def withdraw_round(key: int) -> Any:
    """Give the round up: nobody sees what was answered."""
    meeting = in_session(key)
    found = _gathering(meeting)
    found.withdraw(by=current_user)
    forget_senders(found)
    meeting.now.show(None, by=current_user, verb="gave up the views in")
    return leave(
        url_for(".live", key=key, _anchor="item"),
        "The round is withdrawn. Nobody sees the answers.",
    )

"""The page of members in a session: what they must do now, and whether that changed."""

from typing import Any

from flask import abort, redirect, request, url_for
from flask_login import current_user

from sras.accounts.models import Membership
from sras.assessment.forms_rounds import ViewForm
from sras.assessment.models_pages import whole_one
from sras.assessment.views import computed, cycle_of, levels_of
from sras.assessment.views_rounds import shown
from sras.meetings import rules_live
from sras.meetings.models_live import heard, standing
from sras.meetings.views import bp
from sras.meetings.views_table import may_read_views, round_of
from sras.web import here
from sras.web.access import requires
from sras.web.answers import page, wants_part


@bp.get("/meetings/<int:key>/follow")
@requires("read")
def follow(key: int) -> Any:
    """What the meeting is at; with `still` the page stays as it is."""
    meeting = standing(key) or abort(404)
    return page("meetings/follow.html", still="still" in request.args, **_now(meeting))


@bp.get("/meetings/<int:key>/follow/now")
@requires("read")
def follow_now(key: int) -> Any:
    """Whether anything moved since the page was drawn: 204 when not, else what is there now."""
    row = heard(key) or abort(404)
    if not wants_part():
        return redirect(url_for(".follow", key=key))
    seen = request.args.get("seen", "")
    if seen == f"{_place(row)}~{row.given}":
        return "", 204
    same_place = seen.partition("~")[0] == _place(row)
    return page("meetings/_following.html", same_place=same_place, **_now(standing(key)))


def _place(row: Any) -> str:
    """What members look at: the item, its round, what was agreed."""
    round_key = row.round if row.round_state else None
    return rules_live.mark(
        row.state, row.item, round_key, row.round_state, row.level, row.priority, row.opportunity
    )


def _now(meeting: Any) -> dict[str, Any]:
    """What there is to see and to do; an answer of one's own only while views are gathered."""
    row = heard(meeting.id)
    item = meeting.now.item if meeting.now is not None else None
    given: dict[str, Any] = {
        "meeting": meeting,
        "item": item if meeting.state == "in_session" else None,
        "place": _place(row),
        "seen": f"{_place(row)}~{row.given}",
    }
    if item is None or given["item"] is None or item.ref_kind != "assessment":
        return given
    return given | _indicator(meeting, item)


def _indicator(meeting: Any, item: Any) -> dict[str, Any]:
    assessment = whole_one(item.ref_key)
    if assessment is None:
        return {}
    found = round_of(meeting, assessment)
    seats = [(seat.person.id, seat.person.name) for seat in Membership.on(here.today())]
    gathering = found is not None and not found.is_open and not cycle_of(assessment).is_closed
    seated = any(key == current_user.id for key, _name in seats)
    asked = gathering and seated and current_user.may("rate")
    return {
        "assessment": assessment,
        "indicator": assessment.indicator,
        "levels": levels_of(assessment.indicator) if asked else [],
        "names": assessment.indicator.edition.labels,
        "computed": computed(assessment),
        "gathering": gathering,
        "asked": asked,
        "seats": seats,
        "in_confidence": may_read_views(seats),
        **_own_view(found if asked else None),
        **shown(found),
    }


def _own_view(found: Any) -> dict[str, Any]:
    if found is None:
        return {}
    own = next((v for v in found.given if v.__data__["person"] == current_user.id), None)
    return {
        "view_form": ViewForm(data=own.__data__ if own else None),
        "thoughts": own.version if own else 0,
    }

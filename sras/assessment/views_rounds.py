"""Individual views: begin a round, give one's own view, open them."""

from typing import Any

from flask import abort, request, url_for
from flask_login import current_user

from sras.accounts.models import Membership
from sras.assessment import rules_rounds
from sras.assessment.forms_rounds import ViewForm
from sras.assessment.models_rounds import Round
from sras.assessment.views import bp, cycle_of, levels_of, whole_or_404
from sras.core.keys import whole
from sras.web import here
from sras.web.access import requires
from sras.web.answers import leave, page, refused, saved
from sras.web.models import Submission
from sras.web.submissions import new_form

KEPT = "Your view is kept, and stays private until the opening."


@bp.get("/assessment/<int:key>/views")
@requires("read")
def views(key: int) -> Any:
    """The round of individual views: who has answered; once opened, how the views spread."""
    assessment = whole_or_404(key)
    found = Round.newest_of(assessment)
    members = list(Membership.on(here.today()))
    seated = any(seat.__data__["person"] == current_user.id for seat in members)
    return page(
        "assessment/views.html",
        assessment=assessment,
        indicator=assessment.indicator,
        of=cycle_of(assessment),
        names_kept=here.agency().keep_view_names,
        members=members,
        in_confidence=seated or current_user.may("read_views"),
        names=assessment.indicator.edition.labels,
        **shown(found),
    )


def shown(found: Round | None) -> dict[str, Any]:
    """What of a round can be shown; the page tells names and notes in confidence only."""
    if found is None:
        return {"round": None}
    answered = {view.__data__["person"] for view in found.given}
    if not found.is_open:
        return {"round": found, "answered": answered}
    given = [view.level for view in found.given]
    # In the order of the levels, so that nothing tells who answered first.
    opened = sorted(found.given, key=lambda view: (view.level, view.note.casefold()))
    return {
        "round": found,
        "answered": answered,
        "spread": rules_rounds.spread(given),
        "spread_words": rules_rounds.spread_words(given),
        "opened": opened,
        "count": len(given),
    }


@bp.post("/assessment/<int:key>/views")
@requires("open_views")
def begin_round(key: int) -> Any:
    """Ask each member for a view of their own."""
    assessment = whole_or_404(key)
    before = Round.newest_of(assessment)
    if before is not None and not before.is_open:
        abort(409, "A round is under way on this indicator. Open it first.")
    if cycle_of(assessment).is_closed:
        abort(409, "This cycle is closed.")
    Round.start(
        by=current_user,
        verb="began",
        assessment=assessment,
        names_kept=here.agency().keep_view_names,
        begun_on=here.today(),
    )
    return leave(url_for(".views", key=key), "The round has begun. Members can give their views.")


@bp.get("/assessment/<int:key>/views/own")
@requires("rate")
def own_view(key: int) -> Any:
    """One's own view, seen by no one else until the round is opened."""
    assessment, found = _collecting(key)
    own = found.view_of(current_user)
    form = ViewForm(data=own.__data__ if own else None)
    return page("assessment/own_view.html", **_around(assessment, found, form))


@bp.post("/assessment/<int:key>/views/own")
@requires("rate")
def give_view(key: int) -> Any:
    """Keep one's own view."""
    assessment, found = _collecting(key)
    form = new_form(ViewForm)
    if not form.judge():
        return refused("assessment/own_view.html", **_around(assessment, found, form))
    found.give(by=current_user, **form.data)
    meeting = whole(request.args.get("meeting"))
    if meeting is not None:  # the page that follows a meeting stays where it is
        return saved(back=url_for("meetings.follow", key=meeting), message=KEPT)
    return leave(url_for(".views", key=key), KEPT)


def _collecting(key: int) -> tuple[Any, Round]:
    assessment = whole_or_404(key)
    found = Round.newest_of(assessment)
    if found is None:
        abort(404)
    if cycle_of(assessment).is_closed:
        abort(409, "This cycle is closed.")
    if found.is_open:
        abort(409, "The views are open; none can be given or changed now.")
    seats = Membership.on(here.today())
    if not any(seat.__data__["person"] == current_user.id for seat in seats):
        abort(403, "Only members of the leadership team give a view.")
    return assessment, found


def _around(assessment: Any, found: Round, form: ViewForm) -> dict[str, Any]:
    return {
        "assessment": assessment,
        "indicator": assessment.indicator,
        "round": found,
        "thoughts": _thoughts(found),
        "form": form,
        "levels": levels_of(assessment.indicator),
    }


def _thoughts(found: Round) -> int:
    """How often one's own view was kept so far: where no change is recorded, only this tells."""
    mine = (view for view in found.given if view.__data__["person"] == current_user.id)
    return next((view.version for view in mine), 0)


@bp.post("/assessment/<int:key>/views/opening")
@requires("open_views")
def open_views(key: int) -> Any:
    """Show the views to the team, and their spread to everyone; it cannot be undone."""
    assessment = whole_or_404(key)
    found = Round.newest_of(assessment)
    if found is None:
        abort(404)
    if cycle_of(assessment).is_closed:
        abort(409, "This cycle is closed.")
    if found.is_open:
        abort(409, "These views are open already.")
    if not found.given:
        abort(409, "No one has given a view yet.")
    open_round(found)
    return leave(url_for(".views", key=key), "The views are open.")


def open_round(found: Round) -> None:
    """Show the views of a round; who gave them is forgotten where names are not kept."""
    found.open(by=current_user, on=here.today())
    forget_senders(found)


def forget_senders(found: Round) -> None:
    """Drop what was answered to each sender: it says who sent what, to who tries the few levels."""
    if not found.names_kept:
        Submission.forget_route(f"POST /assessment/{found.assessment.id}/views/own")
        Submission.forget_route("POST /meetings/*/live/views")  # entered for someone in a session

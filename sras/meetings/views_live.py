"""The page of who records a session: open it, go from item to item, hand over, close it."""

from typing import Any

from flask import abort, redirect, request, url_for
from flask_login import current_user

from sras.core import clock
from sras.core.keys import whole
from sras.meetings import rules_live
from sras.meetings.forms_live import OutcomeForm
from sras.meetings.models_agenda import AgendaItem
from sras.meetings.models_live import Live, agenda_of, heard, standing
from sras.meetings.models_record import Commitment, Decision, recorded_in
from sras.meetings.models_roster import expect_members, roster_of
from sras.meetings.views import bp
from sras.meetings.views_table import on_the_table
from sras.schedule.models import NotFromHere
from sras.web import here
from sras.web.access import get_or_404, requires
from sras.web.answers import leave, page, refused, saved, wants_part
from sras.web.submissions import read_form


def held_by_me(key: int) -> Any:
    """The meeting with its session; 404 where there is none that this person holds."""
    meeting = standing(key)
    if meeting is None or not current_user.may("hold_meetings", meeting):
        abort(404)
    return meeting


def in_session(key: int) -> Any:
    """The same, and 409 in words unless it is in session."""
    meeting = held_by_me(key)
    if meeting.state != "in_session" or meeting.now is None:
        abort(409, "This meeting is not in session. Open the session first.")
    return meeting


def as_drawn(name: str, key: int | None) -> None:
    """409 where the page shows another item or round than is open: two may record at once."""
    if name in request.form and whole(request.form[name]) != key:
        abort(409, "The session moved on meanwhile. Open this page anew, then press once more.")


def not_frozen(key: int) -> Any:
    """The same while what it recorded may be put right: until its minutes are approved."""
    meeting = held_by_me(key)
    if not meeting.is_held or meeting.is_frozen:
        abort(409, "What a meeting records is written from its opening until its minutes stand.")
    return meeting


def still_there(row: Any) -> None:
    """409 where someone else took it away since the page was drawn."""
    if row.archived_at is not None:
        abort(409, f"Someone took this away meanwhile: {row}. Nothing was saved.")


def today_of(meeting: Any) -> tuple[int, Any]:
    """Which day of the meeting it is, by number and by date."""
    number = rules_live.day_number(meeting.held_on, meeting.days, here.today())
    return number, meeting.day_of_session(here.today())


@bp.get("/meetings/<int:key>/live")
@requires("hold_meetings")
def live(key: int) -> Any:
    """The session as its recorder sees it."""
    return page("meetings/live.html", **around(held_by_me(key)))


def around(meeting: Any, **more: Any) -> dict[str, Any]:
    """All that the recorder's page shows; a form that was refused comes in `more`."""
    items = agenda_of(meeting)
    item = next((each for each in items if _is_open(meeting, each)), None)
    number, on = today_of(meeting)
    roster = roster_of(meeting, number, on)
    before, after = rules_live.beside(items, item.id if item else None)
    shown = on_the_table(meeting, item, [row for row in roster if row.seat], on)
    return {
        "meeting": meeting,
        "live": meeting.now,
        "items": items,
        "item": item,
        "before": before,
        "after": after,
        "left": rules_live.left_open(items),
        "on": on,
        "now": clock.now(),
        "roster": roster,
        "quorum": quorum_of(meeting, roster),
        "recorded": recorded_in(meeting),
        **shown,
        "seen": _seen_now(meeting, shown.get("round")),
        **more,
    }


def to_put_right(meeting: Any, **more: Any) -> dict[str, Any]:
    """What a meeting recorded, with who was there, for the page that puts it right."""
    number, on = today_of(meeting)
    roster = roster_of(meeting, number, on)
    return {
        "meeting": meeting,
        "roster": roster,
        "quorum": quorum_of(meeting, roster),
        "decisions": list(Decision.of_meeting(meeting)),
        "commitments": list(Commitment.of_meeting(meeting)),
        "recorded": recorded_in(meeting),
        **more,
    }


def back_to(meeting: Any) -> str:
    """The page on which a meeting is recorded: the session, or what is put right after it."""
    return url_for(".live" if meeting.state == "in_session" else ".record", key=meeting.id)


def not_taken(meeting: Any, form: Any, **more: Any) -> Any:
    """That page again, with what was typed and why it will not do."""
    if meeting.state == "in_session":
        return refused("meetings/live.html", **around(meeting, **more), form=form)
    return refused("meetings/record.html", **to_put_right(meeting, **more), form=form)


def _is_open(meeting: Any, item: Any) -> bool:
    return meeting.now is not None and item.id == meeting.now.item_key


def _seen_now(meeting: Any, found: Any) -> str:
    """The mark of what the page is drawn with."""
    live = meeting.now
    if live is None:
        return _mark((meeting.state, None, None, None), (0, None))
    round_state = live.round.state if live.round_key else None
    place = (meeting.state, live.item_key, live.round_key, round_state)
    return _mark(place, (len(found.given) if found else 0, live.__data__["recorder"]))


def quorum_of(meeting: Any, roster: list[Any]) -> str:
    """The quorum in words, from the seats of the team."""
    return rules_live.quorum_words(meeting.quorum, [row.state for row in roster if row.seat])


def mark_for_recorder(row: Any) -> str:
    """What the recorder's page shows that others can change."""
    return _mark((row.state, row.item, row.round, row.round_state), (row.given, row.recorder))


def _mark(place: tuple[Any, ...], rest: tuple[Any, ...]) -> str:
    """Where the session stands, then what hangs on it."""
    return f"{rules_live.mark(*place)}~{rules_live.mark(*rest)}"


@bp.get("/meetings/<int:key>/live/now")
@requires("hold_meetings")
def live_now(key: int) -> Any:
    """Whether anything moved since the page was drawn: 204 when not, else what to show."""
    row = heard(key) or abort(404)
    if not wants_part():
        return redirect(url_for(".live", key=key))
    seen, moved = _heard_by(request.args.get("seen", ""), mark_for_recorder(row))
    if request.args.get("seen") == seen:
        return "", 204
    meeting = held_by_me(key)
    item = meeting.now.item if meeting.now else None
    number, on = today_of(meeting)
    seats = [each for each in roster_of(meeting, number, on) if each.seat]
    shown = on_the_table(meeting, item, seats, on)
    return page(
        "meetings/_heard.html",
        meeting=meeting,
        live=meeting.now,
        item=item,
        moved=moved,
        seen=seen,
        **shown,
    )


def _heard_by(seen: str, now: str) -> tuple[str, bool]:
    """The mark of a page that hears how things stand `now`, and whether it shows another place.

    Such a page stays at the place that it was drawn at, and is told where the session went.
    """
    drawn, place = seen.partition("~")[0], now.partition("~")[0]
    return (now, False) if drawn == place else (f"{drawn}~{place}", True)


@bp.post("/meetings/<int:key>/session")
@requires("hold_meetings")
def open_session(key: int) -> Any:
    """Open the session: the members are expected, the first item is on the table."""
    meeting = held_by_me(key)
    try:
        found = Live.open(meeting, by=current_user, now=clock.now())
    except NotFromHere as fault:
        abort(409, str(fault))
    number, on = today_of(meeting)
    expect_members(meeting, number, on, by=current_user)
    items = agenda_of(meeting)
    first = next((each for each in items if each.state == "open"), None)
    if first is not None and found.item_key is None:
        found.go_to(first, by=current_user, now=clock.now(), round_key=first.round_key)
    return leave(url_for(".live", key=key), "The session is open.")


@bp.post("/meetings/<int:key>/session/end")
@requires("hold_meetings")
def close_session(key: int) -> Any:
    """Close the session; the minutes are a draft from now on."""
    found = in_session(key).now
    as_drawn("from", found.item_key)
    left = found.close(by=current_user, now=clock.now())
    return leave(url_for(".meeting", key=key), f"Closed. {rules_live.carry_words(left)}")


@bp.post("/meetings/<int:key>/live/item")
@requires("hold_meetings")
def go_to_item(key: int) -> Any:
    """Another item is on the table."""
    meeting = in_session(key)
    wanted = whole(request.form.get("item"))
    item = next((each for each in agenda_of(meeting) if each.id == wanted), None) or abort(404)
    if item.id != meeting.now.item_key:  # else someone was as quick
        as_drawn("from", meeting.now.item_key)
    meeting.now.go_to(item, by=current_user, now=clock.now(), round_key=item.round_key)
    return leave(url_for(".live", key=key, _anchor="item"))


@bp.post("/meetings/<int:key>/live/item/end")
@requires("hold_meetings")
def settle_item(key: int) -> Any:
    """Carry the open item over to the next meeting, or take that back."""
    meeting = in_session(key)
    item: AgendaItem = meeting.now.item or abort(409, "No item is open.")
    as_drawn("item", item.id)
    wanted = request.form.get("state") or ("open" if item.state == "carried" else "carried")
    if wanted == "open":
        item.change(by=current_user, verb="took up again", state="open")
        return leave(url_for(".live", key=key), "It stays in this meeting.")
    item.change(by=current_user, verb="carried over", state="carried")
    return leave(url_for(".live", key=key), "It carries over to the next meeting.")


@bp.post("/meetings/<int:key>/items/<int:row>/outcome")
@requires("hold_meetings")
def write_outcome(key: int, row: int) -> Any:
    """Write down what was said on an item, merged with what others wrote meanwhile."""
    meeting, item = not_frozen(key), get_or_404(AgendaItem, row)
    if item.meeting_id != key:
        abort(404)
    still_there(item)
    form = read_form(OutcomeForm, item)
    if not form.validate():
        return not_taken(meeting, form, outcome_form=form)
    item.change(by=current_user, verb="wrote on", outcome=form.outcome.data)
    return saved(item, back=back_to(meeting))


@bp.post("/meetings/<int:key>/live/recorder")
@requires("hold_meetings")
def take_over(key: int) -> Any:
    """Record from now on in the place of someone else."""
    meeting = in_session(key)
    meeting.now.take_over(by=current_user)
    return leave(url_for(".live", key=key), "You record now.")

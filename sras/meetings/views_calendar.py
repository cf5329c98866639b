"""Meetings in other calendars: a file to download, and a secret address to follow."""

import datetime
from collections.abc import Iterable
from typing import Any

from flask import Response, abort, current_app, session, url_for
from flask_login import current_user

from sras.core import clock
from sras.history.models import Change
from sras.meetings.views import bp, find
from sras.schedule.models import Meeting
from sras.schedule.models_feeds import Feed
from sras.schedule.rules_calendar import Entry, calendar_file
from sras.web import here
from sras.web.access import public, requires
from sras.web.answers import download, full_address, leave, page

CALENDAR = "text/calendar"
BACK = datetime.timedelta(days=400)  # how much of the past a calendar is given


@bp.get("/meetings.ics")
@requires("read")
def calendar_of_all() -> Any:
    """All meetings as a calendar file."""
    return _file(Meeting.for_calendar(here.today() - BACK), "meetings.ics")


@bp.get("/meetings/<int:key>.ics")
@requires("read")
def calendar_of_one(key: int) -> Any:
    """One meeting as a calendar file."""
    return _file([find(key)], f"meeting-{key}.ics")


@bp.get("/calendar/<token>/meetings.ics")
@public
def feed(token: str) -> Any:
    """The meetings for a calendar program that knows a person's secret address."""
    known = Feed.by_token(token)
    if known is None or not known.person.takes_part_on(here.today()):
        abort(404)
    return _file(Meeting.for_calendar(here.today() - BACK), "meetings.ics")


def _file(meetings: Iterable[Meeting], name: str) -> Response:
    entries = [entry for meeting in meetings for entry in _entries(meeting)]
    newest = Change.newest_at() or clock.now()
    title = f"{here.agency().state_name}: meetings"
    return download(calendar_file(title, entries, newest), name, CALENDAR)


def _entries(meeting: Meeting) -> list[Entry]:
    """One entry for each day of a meeting."""
    address = full_address(url_for(".meeting", key=meeting.id))
    instance = current_app.config["SETTINGS"].instance_name
    text = "\n".join(filter(None, (meeting.call_link, f"Agenda and minutes: {address}")))
    found = []
    for number in range(meeting.days):
        day = meeting.held_on + datetime.timedelta(days=number)
        begins = clock.at(day, meeting.starts_at, here.zone())
        found.append(
            Entry(
                uid=f"meeting-{meeting.id}-{number + 1}@{instance}.sras",
                version=meeting.version,
                begins=begins,
                ends=begins + datetime.timedelta(minutes=meeting.minutes),
                title=meeting.title,
                place=meeting.place,
                text=text,
                url=address,
                cancelled=meeting.state == "cancelled",
            )
        )
    return found


@bp.get("/meetings/calendar")
@requires("read")
def calendar_page() -> Any:
    """How to have the meetings in one's own calendar."""
    shown = session.pop("feed_address", None)
    feed = Feed.of(current_user).first()
    address = shown[1] if shown and feed and shown[0] == feed.id else None
    return page("meetings/calendar.html", feed=feed, address=address)


@bp.post("/meetings/calendar")
@requires("read")
def make_feed() -> Any:
    """A new secret address; it is shown once, on the next page."""
    person = current_user._get_current_object()
    token = Feed.make(by=person)
    # In this browser's signed cookie only: the database holds nothing but the hash.
    address = full_address(url_for(".feed", token=token))
    session["feed_address"] = [Feed.of(person).get().id, address]
    return leave(url_for(".calendar_page"), "Your calendar address is made.")


@bp.post("/meetings/calendar/revocation")
@requires("read")
def revoke_feed() -> Any:
    """The secret address opens nothing any more."""
    Feed.revoke(by=current_user._get_current_object())
    return leave(url_for(".calendar_page"), "Your calendar address is revoked.")

"""Meetings as a calendar file (RFC 5545) that other programs read."""

import datetime
from dataclasses import dataclass

MAKER = "-//SRAS//meetings//EN"


@dataclass(frozen=True)
class Entry:
    """One meeting on one of its days, as a calendar shows it; times in UTC."""

    uid: str
    version: int
    begins: datetime.datetime
    ends: datetime.datetime
    title: str
    place: str
    text: str
    url: str
    cancelled: bool


def calendar_file(name: str, entries: list[Entry], made: datetime.datetime) -> bytes:
    """The calendar; the same bytes for the same entries."""
    from icalendar import Calendar, Event, vText  # takes 10 MB, and few requests need it

    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", vText(name))  # of what it does not know it escapes nothing
    calendar.add("refresh-interval", datetime.timedelta(hours=6))
    for entry in entries:
        event = Event()
        event.add("uid", entry.uid)
        event.add("sequence", entry.version)
        event.add("dtstamp", made)
        event.add("dtstart", entry.begins)
        event.add("dtend", entry.ends)
        event.add("summary", entry.title)
        event.add("location", entry.place)
        event.add("description", entry.text)
        event.add("url", entry.url)
        event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
        calendar.add_component(event)
    return bytes(calendar.to_ical())

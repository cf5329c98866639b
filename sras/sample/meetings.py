"""What the meetings did: agenda, who was there, what was said, decided and promised, minutes."""

import datetime
from collections.abc import Callable
from typing import Any

from sras.accounts.models import Agency, Membership
from sras.assessment import rules
from sras.assessment.models import Cycle
from sras.core import clock
from sras.core.order import STEP
from sras.frameworks.models import Indicator
from sras.meetings.models_agenda import AgendaItem
from sras.meetings.models_kept import kept_of
from sras.meetings.models_minutes import Addendum, Minutes
from sras.meetings.models_proposing import proposed, put_on
from sras.meetings.models_record import Commitment, Decision
from sras.meetings.models_waiting import Waiting
from sras.meetings.written import approve
from sras.sample.calendar import meeting_of
from sras.sample.diary import Diary, texts
from sras.sample.people import Cast
from sras.sample.proof import key_of
from sras.schedule.models import Attendance, Meeting

TEAM = ("meetings_paper_a", "meetings_paper_b", "meetings_tool_a", "meetings_tool_b")
PAPER = -25  # meetings before this week were typed in from paper
KINDS = {
    "assessment": "indicator_assess",
    "objective": "indicator_monitor",
    "task": "task_review",
    "meeting": "minutes",
}


def write(diary: Diary, cast: Cast) -> None:
    """Note what every meeting did, and what stands on the agenda of the next."""
    team = [row for name in TEAM for row in texts(name)["meeting"]]
    typed = 0
    for before, row, following in zip([None, *team], team, [*team[1:], None], strict=False):
        week = int(row["on"].split()[0])
        if before:
            row["item"].insert(0, _minutes_of(before["on"], typed))
        if week < PAPER:
            row["entered"] = _friday(8 * 60 + 10 + 7 * typed)
            row["approved"] = {"when": _friday(10 * 60 + 10 + 3 * typed)}
            typed += 1
        else:
            row["prepared"] = f"{week - 1} fri 14:20"
            row["approved"] = {"when": f"{following['on']} 10:04"} if following else None
        if following:
            row["approved"]["within"] = following["on"]
        _held(diary, cast, row)
    content = texts("meetings_others")
    for row in content["meeting"]:
        _held(diary, cast, row)
    _addendum(diary, cast, content["addendum"])
    _ahead(diary, cast, content["ahead"])


def _minutes_of(day: str, turn: int) -> dict[str, Any]:
    """The item with which a meeting begins: the minutes of the one before."""
    used = 120 + 60 * (turn % 3)
    return {"about": f"meeting {day}", "minutes": 5, "used": used, "outcome": "Approved."}


def _friday(minutes: int) -> str:
    """A moment of the day on which meetings were typed in from paper."""
    return f"-24 fri {minutes // 60}:{minutes % 60:02}"


def _held(diary: Diary, cast: Cast, row: dict[str, Any]) -> None:
    held = diary.day(row["on"])

    def note(when: str, deed: Callable[[Any], object]) -> None:
        diary.note(when, lambda _day: deed(meeting_of(held)))

    if entered := row.get("entered"):
        note(entered, lambda meeting: _typed_in(diary, cast, meeting, row))
    else:
        diary.note(row["prepared"], lambda day: _prepare(diary, cast, meeting_of(held), row, day))
        note(row.get("opened", f"{row['on']} 10:00"), lambda it: _open(cast, it, row))
        note(row.get("closed", f"{row['on']} 11:28"), lambda it: _close(diary, cast, it, row))
    for item in row["item"]:
        for promise in item.get("promised", ()):
            _kept_promise(diary, cast, promise)
    if row["approved"]:
        _approval(diary, cast, held, row["approved"])


def _typed_in(diary: Diary, cast: Cast, meeting: Meeting, row: dict[str, Any]) -> None:
    """A meeting that was held without the tool, as its paper tells."""
    by = cast[row.get("by", "raman")]
    fields = [_planned(diary, cast, meeting, *each) | _talked(each[1]) for each in _numbered(row)]
    items = AgendaItem.start_many(fields, by=by)
    meeting.move(by=by, state="minutes_draft", verb="recorded", recorder=by)
    _attendance(cast, meeting, row, by)
    _outcome(diary, cast, meeting, row, items, by)


def _prepare(
    diary: Diary, cast: Cast, meeting: Meeting, row: dict[str, Any], day: datetime.date
) -> None:
    by = cast["manager"]
    items = [_planned(diary, cast, meeting, *each) for each in _numbered(row)]
    AgendaItem.start_many(items, by=by)
    meeting.move(by=by, state="agenda_sent", verb="sent the agenda of", agenda_sent_on=day)


def _open(cast: Cast, meeting: Meeting, row: dict[str, Any]) -> None:
    by = cast[row.get("by", "raman")]
    now = clock.now()
    meeting.move(by=by, state="in_session", verb="opened", opened_at=now, recorder=by)
    _attendance(cast, meeting, row, by)


def _close(diary: Diary, cast: Cast, meeting: Meeting, row: dict[str, Any]) -> None:
    by = cast[row.get("by", "raman")]
    items = list(AgendaItem.of_meeting(meeting))
    for item, (_number, told) in zip(items, _numbered(row), strict=True):
        item.change(by=by, verb="closed", **_talked(told))
    _outcome(diary, cast, meeting, row, items, by)
    meeting.move(by=by, state="minutes_draft", verb="closed", closed_at=clock.now())


def _numbered(row: dict[str, Any]) -> list[tuple[int, dict[str, Any]]]:
    return list(enumerate(row["item"], 1))


def _planned(
    diary: Diary, cast: Cast, meeting: Meeting, number: int, item: dict[str, Any]
) -> dict[str, Any]:
    """An item as it was on the agenda."""
    kind, key, title = _about(diary, item.get("about", ""))
    fields = {
        "meeting": meeting,
        "number": number * STEP,
        "kind": item.get("kind", KINDS.get(kind, "information")),
        "ref_kind": kind,
        "ref_key": key,
        "title": item.get("title", title),
        "note": item.get("note", ""),
        "minutes": item["minutes"],
    }
    return fields | ({"presenter": cast[item["who"]]} if "who" in item else {})


def _about(diary: Diary, said: str) -> tuple[str, int | None, str]:
    """What an item is about: kind, key, and what it is called."""
    if not said:
        return "", None, ""
    kind, _, rest = said.partition(" ")
    if kind == "meeting":
        meeting = meeting_of(diary.day(rest))
        return kind, meeting.id, f"Minutes of {meeting.held_on.day} {meeting.held_on:%b %Y}"
    kind, key = key_of(said)
    code = rest.split()[0]
    return kind, key, f"{code} {Indicator.get(Indicator.code == code).title}"


def _talked(item: dict[str, Any]) -> dict[str, Any]:
    """What became of an item."""
    return {
        "state": item.get("state", "done"),
        "seconds_used": item.get("used", 0),
        "outcome": item.get("outcome", ""),
    }


def _attendance(cast: Cast, meeting: Meeting, row: dict[str, Any], by: Any) -> None:
    """Members whose seat held, or who was asked; a state for each day of the meeting."""
    if "people" in row:
        there: list[dict[str, Any]] = [{"person": cast[name]} for name in row["people"]]
    else:
        seats = Membership.between(meeting.held_on, meeting.held_on)
        there = [{"person": seat.person} for seat in seats]
    there += [{"guest": name, "organisation": where} for name, where, *_ in row.get("guests", ())]
    states = _states(cast, row)
    rows = [
        {
            "meeting": meeting,
            "day": day,
            "state": states.get(_who(each), ["present"] * meeting.days)[day - 1],
            **each,
        }
        for each in there
        for day in range(1, meeting.days + 1)
    ]
    Attendance.start_many(rows, by=by, verb="marked")


def _states(cast: Cast, row: dict[str, Any]) -> dict[Any, list[str]]:
    days = 10
    marked = {
        cast[name].id: [state] * days
        for state in ("remote", "excused", "absent")
        for name in row.get(state, ())
    }
    by_day = {cast[name].id: words.split() for name, words in row.get("by_day", {}).items()}
    guests = {name: said[0].split() for name, _where, *said in row.get("guests", ()) if said}
    return marked | by_day | guests


def _who(each: dict[str, Any]) -> Any:
    return each["person"].id if "person" in each else each["guest"]


def _outcome(
    diary: Diary, cast: Cast, meeting: Meeting, row: dict[str, Any], items: list[Any], by: Any
) -> None:
    """Decisions, promises and the words of the minutes."""
    on = meeting.last_day
    decided = [
        {"meeting": meeting, "item": item, "decided_on": on, "text": text}
        for item, said in zip(items, row["item"], strict=True)
        for text in said.get("decided", ())
    ]
    promised = [
        {"meeting": meeting, "item": item, **_promise(diary, cast, promise)}
        for item, said in zip(items, row["item"], strict=True)
        for promise in said.get("promised", ())
    ]
    Decision.start_many(decided, by=by, verb="recorded")
    Commitment.start_many(promised, by=by, verb="recorded")
    Minutes.write(by=by, meeting=meeting, text=row["text"].strip())


def _promise(diary: Diary, cast: Cast, said: dict[str, Any]) -> dict[str, Any]:
    fields: dict[str, Any] = {"title": said["what"], "outside_owner": said.get("outside", "")}
    if "who" in said:
        fields["owner"] = cast[said["who"]]
    if "due" in said:
        fields["due"] = diary.day(said["due"])
    if _is_known_done(said):
        fields |= {"state": "done", "done_on": diary.day(said["done"])}
    return fields


def _is_known_done(said: dict[str, Any]) -> bool:
    """Whether paper told that it was done: then a day is said, and no hour."""
    return "done" in said and ":" not in said["done"]


def _kept_promise(diary: Diary, cast: Cast, said: dict[str, Any]) -> None:
    """What became of a promise later."""

    def fulfil(day: datetime.date) -> None:
        promise = Commitment.get(Commitment.title == said["what"])
        by = cast[said.get("who", "manager")]
        promise.complete(by=by, on=day)

    def drop(_day: datetime.date) -> None:
        promise = Commitment.get(Commitment.title == said["what"])
        promise.drop(by=cast["manager"], reason=said["dropped"]["reason"])

    if "done" in said and not _is_known_done(said):
        diary.note(said["done"], fulfil)
    if "dropped" in said:
        diary.note(said["dropped"]["when"], drop)


def _approval(diary: Diary, cast: Cast, held: datetime.date, row: dict[str, Any]) -> None:
    """Approved in a later meeting, or when the draft had gone round."""

    def take(day: datetime.date) -> None:
        later = diary.day(row["within"]) if "within" in row else None
        written: Any = Minutes.of(meeting_of(held))
        within = meeting_of(later) if later else None
        approve(written, kept_of(written.meeting), by=cast["lead"], on=later or day, within=within)

    diary.note(row["when"], take)


def _addendum(diary: Diary, cast: Cast, row: dict[str, Any]) -> None:
    def add(day: datetime.date) -> None:
        written = Minutes.of(meeting_of(diary.day(row["to"])))
        Addendum.start(by=cast["raman"], minutes=written, added_on=day, text=row["text"].strip())

    diary.note(row["when"], add)


def _ahead(diary: Diary, cast: Cast, row: dict[str, Any]) -> None:
    """The agenda of the next meeting, prepared: what waits, and an item of one's own."""

    def prepare(day: datetime.date) -> None:
        by, meeting = cast["manager"], meeting_of(diary.day(row["on"]))
        planned = _planned(diary, cast, meeting, 1, row["item"])
        own = AgendaItem.start(by=by, **planned)  # first, so that the rest fills what is left
        waiting = Waiting(meeting, Cycle.running(), Agency.one(), day)
        put_on(waiting, proposed(waiting), rules.said(waiting.until), by=by)
        others = [item for item in AgendaItem.of_meeting(meeting) if item.id != own.id]
        own.place(len(others) - 1, others, by=by)

    diary.note(row["when"], prepare)

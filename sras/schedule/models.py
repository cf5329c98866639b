"""Meetings, the series they belong to, and who was there."""

import datetime
from typing import Any, ClassVar

from peewee import JOIN, DateField, ForeignKeyField

from sras.accounts.models import Person
from sras.core import kinds
from sras.core.db import Choice, Line, Moment, Prose, Whole, transaction
from sras.history.models import Change, Tracked, Who
from sras.schedule import rules, rules_series

KINDS = tuple(rules.KIND_NAMES)
STATES = tuple(rules.STATE_NAMES)
ATTENDANCE = tuple(rules.ATTENDANCE_NAMES)


def coaches_on(day: datetime.date) -> dict[int, str]:
    """Who may be given a meeting or a series to run: the coaches of a day, by key."""
    return {each.id: each.name for each in Person.coaches_on(day)}


class Series(Tracked):
    """Meetings that come again: on given weeks of each month, or every so many weeks."""

    title = Line(160)
    kind = Choice(KINDS, default="regular")
    rhythm = Choice(("month", "week"), default="month")
    weekday = Whole(0, 6)  # Monday is 0
    weeks = Line(20, default="")  # of the month: "1 3", "last"
    every = Whole(1, 12, default=1)  # so many weeks, where the rhythm is weekly
    starts_at = Line(5)
    minutes = Whole(5, 1_440, default=60)
    first_on = DateField()
    last_on = DateField()
    holidays = Prose(4_000)  # one day a line, with its name
    place = Line(200, default="")
    call_link = Line(500, default="")
    quorum = Whole(1, 50, null=True)
    run_by = ForeignKeyField(Person, null=True, backref="series_run")

    SHARED: ClassVar[tuple[str, ...]] = (
        *("title", "kind", "starts_at", "minutes", "place", "call_link", "quorum", "run_by"),
    )

    def __str__(self) -> str:
        return str(self.title)

    @property
    def rhythm_words(self) -> str:
        """How often it meets, in words."""
        return rules_series.rhythm_words(self.rhythm, self.weekday, self.weeks, self.every)

    @classmethod
    def set_up(cls, *, by: Who, **fields: Any) -> "Series":
        """Make the series and put all its meetings on the calendar, holidays left out."""
        with transaction():
            series = cls.start(by=by, verb="set up", **fields)
            series._lay_out(by, set(series.days()))
        return series

    def revise(self, *, by: Who, today: datetime.date, **fields: Any) -> None:
        """Change the series, and with it what its meetings from today on have in common.

        What was changed by hand in one meeting stays. New days are added; a meeting whose day has
        become a holiday, or is of the series no more, is cancelled and says why.
        """
        before, days = {name: getattr(self, name) for name in self.SHARED}, set(self.days())
        with transaction():
            self.change(by=by, **fields)
            ahead = list(Meeting.coming(today).where(Meeting.series == self))
            for meeting in ahead:
                self._follow(by, meeting, before)
            now = set(self.days())
            self._drop(by, [meeting for meeting in ahead if meeting.held_on in days - now])
            self._lay_out(by, {day for day in now - days if day >= today})

    def days(self) -> list[datetime.date]:
        """The days it meets."""
        holidays = self.holiday_names()
        named = {n: getattr(self, n) for n in ("rhythm", "weekday", "weeks", "every")}
        days = rules_series.days_of_series(first_on=self.first_on, last_on=self.last_on, **named)
        return [day for day in days if day not in holidays]

    def holiday_names(self) -> dict[datetime.date, str]:
        """The days on which it does not meet, each with its name."""
        return rules_series.read_holidays(self.holidays)[0]

    def _follow(self, by: Who, meeting: "Meeting", before: dict[str, Any]) -> None:
        shared = {n: getattr(self, n) for n in self.SHARED if getattr(meeting, n) == before[n]}
        meeting.change(by=by, **shared)

    def _drop(self, by: Who, meetings: list["Meeting"]) -> None:
        holidays = self.holiday_names()
        for meeting in meetings:
            if not meeting.was_moved:
                why = holidays.get(meeting.held_on, "The series no longer meets on this day.")
                meeting.move(by=by, state="cancelled", verb="cancelled", reason=why)

    def _lay_out(self, by: Who, days: set[datetime.date]) -> None:
        """Meetings on these days, unless one of the series stands there already."""
        shared = {name: getattr(self, name) for name in self.SHARED}
        standing = Meeting.of_series(self).where(Meeting.state != "cancelled")
        new = sorted(days - {meeting.held_on for meeting in standing})
        Meeting.start_many(
            [{**shared, "series": self, "held_on": day} for day in new], by=by, verb="scheduled"
        )


class Meeting(Tracked):
    """One meeting on its day; a training may take several days."""

    series = ForeignKeyField(Series, null=True, backref="meetings")
    kind = Choice(KINDS, default="regular")
    title = Line(160)
    state = Choice(STATES, default="scheduled")
    state_reason = Prose(2_000)
    held_on = DateField(index=True)
    days = Whole(1, 10, default=1)
    starts_at = Line(5)
    minutes = Whole(5, 1_440, default=60)
    place = Line(200, default="")
    call_link = Line(500, default="")
    quorum = Whole(1, 50, null=True)
    recorder = ForeignKeyField(Person, null=True, backref="meetings_recorded")
    run_by = ForeignKeyField(Person, null=True, backref="meetings_run")
    agenda_sent_on = DateField(null=True)
    opened_at = Moment(null=True)
    closed_at = Moment(null=True)

    def __str__(self) -> str:
        return f"{self.title}, {self.held_on.day} {self.held_on:%b %Y}"

    def allows(self, person: Any, right: str) -> bool:
        """A coach holds only what was given to them to run."""
        if right != "hold_meetings" or person.role != "coach":
            return True
        return self.run_by_id == person.id  # type: ignore[attr-defined,no-any-return]

    @property
    def kind_name(self) -> str:
        """Its kind in words."""
        return rules.KIND_NAMES[self.kind]

    @property
    def state_name(self) -> str:
        """Its state in words."""
        return rules.STATE_NAMES[self.state]

    @property
    def last_day(self) -> datetime.date:
        """Its last day."""
        return rules.last_day(self.held_on, self.days)

    def day_of_session(self, today: datetime.date) -> datetime.date:
        """The day on which what it agrees is agreed: today, or its last day once that is past."""
        return min(today, self.last_day)

    @classmethod
    def talking(cls, key: int | None) -> "Meeting | None":
        """A meeting in session, or just closed; None for any other, or for no key."""
        if key is None:
            return None
        states = ("in_session", "minutes_draft")
        return cls.get_or_none(cls.id == key, cls.state.in_(states))

    @property
    def ends_at(self) -> str:
        """When it ends, as `11:00`."""
        return rules.ends_at(self.starts_at, self.minutes)

    @property
    def is_ahead(self) -> bool:
        """Whether it is still to come."""
        return self.state in rules.AHEAD

    @property
    def is_held(self) -> bool:
        """Whether it took place, or does at this moment."""
        return self.state in rules.HELD

    @property
    def is_frozen(self) -> bool:
        """Whether its minutes are approved, so that nothing of it changes any more."""
        return bool(self.state == "approved")

    @property
    def was_moved(self) -> bool:
        """Whether someone gave it another day by hand."""
        return Change.of("meeting", self.id).where(Change.verb == "moved").exists()

    def move(self, *, by: Who, state: str, verb: str, reason: str = "", **fields: Any) -> None:
        """Go to another state; raises NotFromHere where it does not lead from this one."""
        if not rules.may_move(self.state, state):
            raise NotFromHere(f"This meeting is {self.state_name}.")
        self.change(by=by, verb=verb, reason=reason, state=state, state_reason=reason, **fields)

    @classmethod
    def listed(cls) -> Any:
        """All meetings with their series, the newest first."""
        return (
            cls.current(cls, Series.id, Series.title)
            .join(Series, JOIN.LEFT_OUTER)
            .order_by(cls.held_on.desc(), cls.starts_at.desc(), cls.id.desc())
        )

    @classmethod
    def coming(cls, day: datetime.date) -> Any:
        """Those still to be held from a day on, the next first."""
        return (
            cls.current()
            .where(cls.state.in_(rules.AHEAD), cls.held_on >= day)
            .order_by(cls.held_on, cls.starts_at, cls.id)
        )

    @classmethod
    def of_series(cls, series: Series) -> Any:
        """The meetings of a series, in order."""
        return cls.current().where(cls.series == series).order_by(cls.held_on, cls.id)

    @classmethod
    def for_calendar(cls, since: datetime.date) -> Any:
        """Meetings from a day on, cancelled ones among them, in order."""
        return cls.current().where(cls.held_on >= since).order_by(cls.held_on, cls.id)

    def after(self) -> "Meeting | None":
        """The next one of the same series, or of the same kind outside any."""
        alike = Meeting.series == self.series if self.series else Meeting.kind == self.kind
        return (
            Meeting.current()
            .where(alike, Meeting.held_on > self.held_on, Meeting.state != "cancelled")
            .order_by(Meeting.held_on, Meeting.id)
            .first()
        )


class NotFromHere(Exception):
    """A meeting cannot go to that state from the one it is in."""


class Attendance(Tracked):
    """One person at one day of a meeting; a guest without an account is known by name."""

    meeting = ForeignKeyField(Meeting, backref="attendance")
    person = ForeignKeyField(Person, null=True, backref="attendance")
    guest = Line(120, default="")
    organisation = Line(160, default="")
    day = Whole(1, 10, default=1)
    state = Choice(ATTENDANCE, default="expected")

    class Meta:
        indexes = ((("meeting", "person", "day"), True),)

    def __str__(self) -> str:
        return f"{self.who} at {self.meeting}"

    @property
    def who(self) -> str:
        """Their name."""
        person: Any = self.person
        return str(person.name if person is not None else self.guest)

    def mark(self, *, by: Who, state: str) -> None:
        """Say how they took part on this day."""
        self.change(by=by, verb="marked", state=state)

    @property
    def is_there(self) -> bool:
        """Whether they take part, in the room or from afar."""
        return self.state in rules.THERE

    @classmethod
    def of_meeting(cls, meeting: Meeting) -> Any:
        """The roster of a meeting with its people: those with accounts by name, then guests."""
        return (
            cls.current(cls, Person.id, Person.name, Person.organisation)
            .join(Person, JOIN.LEFT_OUTER, on=(cls.person == Person.id))
            .where(cls.meeting == meeting)
            .order_by(cls.person.is_null(), Person.name, cls.guest, cls.day)
        )


kinds.register("series", Series, label="Series of meetings", page="meetings.series")
kinds.register("meeting", Meeting, label="Meeting", page="meetings.meeting")
kinds.register("attendance", Attendance, label="Attendance", tells=True)
kinds.happened("meeting", "held_on")
kinds.turned("meeting", "state", on="held_on", words=rules.became)
kinds.turned("attendance", "state", on="held_on", words=rules.attended, of="meeting")

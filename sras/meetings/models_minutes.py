"""Minutes: a draft, then frozen once they are approved, and what is added to them later."""

import datetime
from collections.abc import Callable
from typing import Any

from peewee import JOIN, DateField, ForeignKeyField, fn

from sras.accounts.models import Person
from sras.core import kinds
from sras.core.db import Line, Prose, Whole, transaction
from sras.history.models import Tracked, Who
from sras.meetings import rules_minutes
from sras.schedule import rules
from sras.schedule.models import Meeting


class Minutes(Tracked):
    """The minutes of a meeting: free text while a draft, frozen once approved."""

    meeting = ForeignKeyField(Meeting, unique=True, backref="minutes_of")
    text = Prose(20_000)
    number = Whole(1, 100_000, null=True, unique=True)
    approved_on = DateField(null=True)
    approved_in = ForeignKeyField(Meeting, null=True, backref="minutes_approved")
    frozen = Prose(1_000_000)  # the whole of it as it was approved
    sha256 = Line(64, default="")
    sent_on = DateField(null=True)  # as they stand: the draft, or the approved ones

    secret = frozenset({"frozen"})  # its hash tells that it never changed

    def __str__(self) -> str:
        return f"Minutes of {self.meeting}"

    @classmethod
    def of(cls, meeting: Meeting) -> "Minutes | None":
        """The minutes of a meeting; None before anyone wrote a word."""
        found = cls.current().where(cls.meeting == meeting).first()
        if found is not None:
            found.meeting = meeting
        return found

    @classmethod
    def with_meeting(cls, key: int) -> "tuple[Meeting, Minutes | None] | None":
        """A meeting and its minutes, None before anyone wrote a word; None for no such meeting.

        Who recorded it comes along.
        """
        its_own = (cls.meeting == Meeting.id) & cls.archived_at.is_null()
        meeting = (
            Meeting.select(Meeting, Person.id, Person.name, cls)
            .join(Person, JOIN.LEFT_OUTER, on=(Meeting.recorder == Person.id))
            .join_from(Meeting, cls, JOIN.LEFT_OUTER, on=its_own, attr="written")
            .where(Meeting.id == key)
            .first()
        )
        if meeting is None:
            return None
        written = getattr(meeting, "written", None)
        if written is not None:
            written.meeting = meeting
        return meeting, written

    @classmethod
    def write(cls, *, by: Who, meeting: Meeting, text: str) -> "Minutes":
        """The first words of the minutes of a meeting."""
        return cls.start(by=by, verb="began", meeting=meeting, text=text)

    def approve(
        self,
        *,
        by: Who,
        on: datetime.date,
        within: Meeting | None,
        freeze: Callable[[int], str],
    ) -> None:
        """Give them the next number and freeze them, as `freeze(number)` writes them out.

        `within` is the meeting in which they were approved; None when they went round.
        Raises NotFromHere where the meeting is not over or its minutes were approved before.
        """
        with transaction():
            number = (Minutes.select(fn.MAX(Minutes.number)).scalar() or 0) + 1
            whole = freeze(number)
            self.change(
                by=by,
                verb="approved",
                number=number,
                approved_on=on,
                approved_in=within,
                frozen=whole,
                sha256=rules_minutes.fingerprint(whole),
                sent_on=None,  # what went out was the draft
            )
            self.meeting.move(by=by, state="approved", verb="approved the minutes of")

    @classmethod
    def mark_sent(
        cls, written: "Minutes | None", *, by: Who, meeting: Meeting, on: datetime.date
    ) -> None:
        """Say on which day they went out as they stand; what was frozen stays as it is."""
        if written is None:
            cls.start(by=by, verb="sent", meeting=meeting, text="", sent_on=on)
        else:
            written.change(by=by, verb="sent", sent_on=on)


class Addendum(Tracked):
    """A correction of approved minutes, added to them and never written into them."""

    minutes = ForeignKeyField(Minutes, backref="addenda")
    added_on = DateField()
    text = Prose(8_000)

    def __str__(self) -> str:
        return f"Addendum to the {str(self.minutes)[0].lower()}{str(self.minutes)[1:]}"

    @classmethod
    def of(cls, minutes: Minutes) -> Any:
        """What was added to some minutes, the oldest first."""
        return cls.current().where(cls.minutes == minutes).order_by(cls.added_on, cls.id)


def approving_meetings(meeting: Meeting) -> Any:
    """Meetings held after one, in which its minutes may have been approved, the nearest first."""
    return (
        Meeting.current()
        .where(
            Meeting.held_on >= meeting.held_on,
            Meeting.id != meeting.id,
            Meeting.state.in_(rules.HELD),
        )
        .order_by(Meeting.held_on, Meeting.id)
    )


kinds.register("minutes", Minutes, label="Minutes", tells=True)
kinds.register("addendum", Addendum, label="Addendum to minutes", tells=True)
kinds.happened("minutes", "approved_on")

"""Where a meeting in session stands: what everyone looks at."""

import datetime
from typing import Any

from peewee import JOIN, Case, ForeignKeyField, fn

from sras.accounts.models import Person
from sras.assessment.models import Assessment
from sras.assessment.models_rounds import Round, View
from sras.core import kinds
from sras.core.db import moment_text, transaction
from sras.core.prepared import Prepared
from sras.history.models import Tracked, Who
from sras.meetings import rules_live
from sras.meetings.models_agenda import AgendaItem
from sras.meetings.models_practice import PracticeRound
from sras.schedule.models import Meeting


class Live(Tracked):
    """Where a meeting in session stands: the item and the round that everyone looks at."""

    meeting = ForeignKeyField(Meeting, unique=True, backref="live")
    item = ForeignKeyField(AgendaItem, null=True, backref="live_in")
    round = ForeignKeyField(Round, null=True, backref="live_in")
    practice = ForeignKeyField(PracticeRound, null=True, backref="live_in")
    recorder = ForeignKeyField(Person, null=True, backref="live_recording")

    secret = frozenset({"round", "practice"})  # a round has a history of its own

    def __str__(self) -> str:
        return f"Session of {self.meeting}"

    @property
    def item_key(self) -> int | None:
        """The key of the item that is open."""
        key: int | None = self.__data__.get("item")
        return key

    @property
    def round_key(self) -> int | None:
        """The key of the round that is shown."""
        key: int | None = self.__data__.get("round")
        return key

    @classmethod
    def open(cls, meeting: Any, *, by: Who, now: datetime.datetime) -> "Live":
        """Begin the session, or go on with it after it was closed by mistake."""
        with transaction():
            meeting.move(
                by=by,
                state="in_session",
                verb="opened",
                opened_at=meeting.opened_at or now,
                closed_at=None,
                recorder=by,
            )
            live = cls.get_or_none(cls.meeting == meeting)
            if live is None:
                live = cls.start(by=by, verb="opened", meeting=meeting, recorder=by)
            else:
                live.change(by=by, verb="opened", recorder=by)
        return live

    def go_to(self, item: Any, *, by: Who, now: datetime.datetime, round_key: Any = None) -> None:
        """Another item is on the table: its clock runs, that of the one before stands."""
        if item.id == self.item_key:
            return
        fields = {"item": item}
        if self.round_key != round_key:
            fields["round"] = round_key
        if self.__data__.get("practice") is not None:
            fields["practice"] = None
        with transaction():
            self._set_clocks(now, opens=item.id)
            self.change(by=by, verb="moved on", **fields)

    def _set_clocks(self, now: datetime.datetime, opens: int | None = None) -> None:
        """Stop the clock of the item that was open, start that of another; in one statement.

        They are no record of their own: the session's change says when it moved on.
        """
        left: Any = self.item
        used = left and max(1, rules_live.seconds_spent(left.seconds_used, left.opened_at, now))
        is_left, is_new = AgendaItem.id == self.item_key, AgendaItem.id == opens
        AgendaItem.update(
            opened_at=Case(None, [(is_new, moment_text(now))], None),
            seconds_used=Case(None, [(is_left, min(used or 0, 360_000))], AgendaItem.seconds_used),
        ).where(AgendaItem.id.in_([self.item_key, opens])).execute()

    def show(self, found: Round | None, *, by: Who, verb: str) -> None:
        """Let everyone look at a round, or at none."""
        self.change(by=by, verb=verb, round=found)

    def take_over(self, *, by: Who) -> None:
        """Someone else records from now on."""
        with transaction():
            self.change(by=by, verb="took over", recorder=by)
            self.meeting.change(by=by, verb="recorded", recorder=by)

    def close(self, *, by: Who, now: datetime.datetime) -> int:
        """End the session: what nobody came to carries over; returns how many items do in all."""
        meeting: Any = self.meeting
        with transaction():
            self._set_clocks(now)
            items = list(AgendaItem.of_meeting(meeting))
            left = rules_live.left_open(items)
            for item in items:
                if item.state == "open":
                    ends = ("carried", "carried over") if item in left else ("done", "closed")
                    item.change(by=by, verb=ends[1], state=ends[0])
            self.change(by=by, verb="closed", item=None, round=None, practice=None)
            meeting.move(by=by, state="minutes_draft", verb="closed", closed_at=now)
        return sum(item.state == "carried" for item in items)


def standing(key: int) -> Any:
    """A meeting with its session in `now` (None before there is one), its item and recorder."""
    meeting = _STANDING.one(key)
    if meeting is not None:
        live = getattr(meeting, "now", None)
        meeting.now = live if live is not None and live.id else None
        if meeting.now is not None:
            meeting.now.meeting = meeting
    return meeting


def _standing(key: Any) -> Any:
    return (
        Meeting.select(Meeting, Live, AgendaItem, Round, Person.id, Person.name)
        .join(Live, JOIN.LEFT_OUTER, on=(Live.meeting == Meeting.id), attr="now")
        .join(AgendaItem, JOIN.LEFT_OUTER, on=(Live.item == AgendaItem.id))
        .switch(Live)
        .join(Round, JOIN.LEFT_OUTER, on=(Live.round == Round.id))
        .switch(Live)
        .join(Person, JOIN.LEFT_OUTER, on=(Live.recorder == Person.id))
        .where(Meeting.id == key)
    )


_STANDING = Prepared(_standing)


def heard(key: int) -> Any:
    """All that a page which follows must know, in one row; None where there is no meeting.

    `state` of the meeting, `version` of the session, `item`, `recorder`, `round`, `round_state`,
    `given` (views so far), and of the assessment on the table level, priority and opportunity.
    """
    return _HEARD.one(key)


def _heard(key: Any) -> Any:
    given = View.current(fn.COUNT(View.id)).where(View.round == Live.round)
    return (
        Meeting.select(
            Meeting.state,
            Live.version,
            Live.item,
            Live.recorder,
            Live.round,
            Round.state.alias("round_state"),
            given.alias("given"),
            Assessment.level,
            Assessment.priority,
            Assessment.opportunity,
        )
        .join(Live, JOIN.LEFT_OUTER, on=(Live.meeting == Meeting.id))
        .join(Round, JOIN.LEFT_OUTER, on=(Live.round == Round.id))
        .switch(Live)
        .join(AgendaItem, JOIN.LEFT_OUTER, on=(Live.item == AgendaItem.id))
        .join(
            Assessment,
            JOIN.LEFT_OUTER,
            on=(AgendaItem.ref_kind == "assessment") & (AgendaItem.ref_key == Assessment.id),
        )
        .where(Meeting.id == key)
        .namedtuples()
    )


_HEARD = Prepared(_heard)


def agenda_of(meeting: Any) -> list[Any]:
    """The agenda in order; `round_key` names the newest round on what an item is about."""
    newest = (
        Round.current(fn.MAX(Round.id))
        .where(AgendaItem.ref_kind == "assessment", Round.assessment == AgendaItem.ref_key)
        .alias("round_key")
    )
    return list(AgendaItem.of_meeting(meeting).select_extend(newest))


kinds.register("live", Live, label="Live session", tells=True)

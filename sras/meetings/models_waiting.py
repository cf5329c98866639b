"""What waits for a meeting, all over the work, read in as many questions as there are sorts."""

import datetime
from typing import Any

from peewee import JOIN, Value, fn

from sras.accounts.models import Person
from sras.assessment import rules as rating
from sras.assessment.models import Assessment
from sras.assessment.models_pages import lines
from sras.assessment.rules import said
from sras.coaching.models import CoachComment
from sras.core import clock
from sras.core.db import Moment
from sras.frameworks.models import Indicator
from sras.history.models import Change
from sras.meetings import rules_agenda
from sras.meetings.models_agenda import AgendaItem
from sras.meetings.models_record import Commitment
from sras.meetings.rules_agenda import Kept, Thing
from sras.planning.models import Objective
from sras.planning.models_progress import Progress
from sras.planning.models_tasks import Task, TaskComment
from sras.planning.rules import owner_words, standing_words
from sras.schedule.models import Meeting

NOTHING = Value(None)


class Waiting:
    """All that a meeting could take up, read once: `things`, `there`, and the day of the next."""

    def __init__(self, meeting: Any, cycle: Any, agency: Any, today: datetime.date) -> None:
        self.meeting, self.agency, self.today = meeting, agency, today
        self.on = max(today, meeting.held_on)  # the day on which it is read out
        self._meetings()
        items = [_kept(row) for row in _items([meeting, *([self.before] if self.before else [])])]
        self.there = [kept for at, kept in items if at == meeting.id]
        self.last = [kept for at, kept in items if at != meeting.id]
        self.things = [
            Thing("opening", 0, "Opening and attendance"),
            *self._minutes(),
            *self._carried(),
            *self._work(),
            *(self._indicators(cycle) if cycle is not None else ()),
            self._closing(),
        ]

    @property
    def until(self) -> datetime.date:
        """What is due before this day comes up: that of the next meeting, else in two weeks."""
        soon = datetime.timedelta(days=rules_agenda.SOON_DAYS)
        return self.after.held_on if self.after else self.on + soon

    def _meetings(self) -> None:
        """The one before, the next, and those whose minutes are still a draft."""
        meeting = self.meeting
        alike = Meeting.kind == meeting.kind
        if meeting.series_id:
            alike |= Meeting.series == meeting.series_id
        rows = list(
            Meeting.current()
            .where(alike, Meeting.id != meeting.id, Meeting.state != "cancelled")
            .order_by(Meeting.held_on, Meeting.id)
        )
        near = [each for each in rows if each.series_id == meeting.series_id]
        held = [each for each in near if each.is_held and each.held_on < meeting.held_on]
        ahead = [each for each in near if each.held_on > meeting.held_on]
        self.before: Any = held[-1] if held else None
        self.after: Any = ahead[0] if ahead else None
        self.drafts = [
            each
            for each in rows
            if each.state == "minutes_draft" and each.held_on <= meeting.held_on
        ]

    def _minutes(self) -> list[Thing]:
        return [
            Thing("minutes", each.id, f"Minutes of {said(each.held_on)}", str(each.title))
            for each in self.drafts
        ]

    def _carried(self) -> list[Thing]:
        return [
            Thing("carried", item.key, item.title, before=item)
            for item in self.last
            if rules_agenda.is_left_over(item)
        ]

    def _closing(self) -> Thing:
        if self.after is None:
            return Thing("closing", 0, "Next meeting", "agree on the day")
        place = f", {self.after.place}" if self.after.place else ""
        when = f"{said(self.after.held_on)}, {self.after.starts_at}{place}"
        return Thing("closing", self.after.id, "Next meeting", when)

    def _work(self) -> list[Thing]:
        """Tasks, objectives, comments and commitments, in one question."""
        found: list[tuple[Any, Thing]] = []
        for row in _everything(max(self.until, self.on)):
            what, key, code, number, title, who, outside, day, state, *words = row
            owner = owner_words(who, outside or "")
            if what == "task":
                head = f"{code} task {number}, {rules_agenda.short(title)}"
                found.append((day, self._task(key, head, owner, day, state)))
            elif what == "objective":
                last = max(filter(None, map(self._day_of, (day, *words))))
                if rules_agenda.is_stale(last, self.today):
                    more = f"{owner}, last word {said(last)}"
                    found.append((last, Thing("stale", key, f"{code} {title}", more)))
            elif what == "comment":
                about = f" on {rules_agenda.short(title, 60)}" if title else ""
                text = rules_agenda.short(words[0], 120)
                found.append((day, Thing("comments", key, f"{who}{about}, {said(day)}", text)))
            else:
                due = f"due {said(day)}" if day else "no day set"
                head = f"{rules_agenda.short(title)}, {owner}"
                found.append((day or datetime.date.max, Thing("commitments", key, head, due)))
        return [thing for _day, thing in sorted(found, key=_by_day)]

    def _task(self, key: int, head: str, owner: str, due: Any, state: str) -> Thing:
        late = standing_words(due, None, self.on) if due < self.today else ""
        blocked = "blocked" if state == "blocked" else ""
        more = ", ".join(filter(None, (owner, f"due {said(due)}", late, blocked)))
        return Thing("overdue" if due < self.today else "due", key, head, more)

    def _day_of(self, value: Any) -> datetime.date | None:
        """A day or a moment as the agency's day; both come as text out of a joint question."""
        if not isinstance(value, str):
            return value  # type: ignore[no-any-return]
        if len(value) == 10:
            return datetime.date.fromisoformat(value)
        moment = Moment().python_value(value)
        return clock.local(moment, self.agency.zone).date() if moment else None

    def _indicators(self, cycle: Any) -> list[Thing]:
        """Flagged ones first by the day they fell due, then those without a level in order.

        What the last meeting had on its agenda and did not reach comes before the rest.
        """
        flags, following = [], []
        missed = {
            item.ref_key
            for item in self.last
            if item.kind == "indicator_assess" and item.state in ("open", "carried")
        }
        for line in lines(cycle):
            head = f"{line.code} {line.title}"
            if line.level is None:
                following.append(Thing("next", line.id, head))
            elif due := self._flagged(line):
                more = f"level {line.level} of {said(line.agreed_on)}, due {said(due)}"
                flags.append((due, Thing("flags", line.id, head, more)))
        following.sort(key=lambda thing: thing.key not in missed)
        return [*(thing for _due, thing in sorted(flags, key=_by_day)), *following]

    def _flagged(self, line: Any) -> datetime.date | None:
        due = rating.reassess_due(
            line.agreed_on,
            line.is_key,
            rating.development(line.level, line.disposition),
            self.agency.reassess_years,
            self.agency.reassess_years_key,
            bool(line.met),
        )
        return due if due and due <= self.today else None


def _by_day(pair: Any) -> Any:
    return pair[0]


def _items(meetings: list[Any]) -> Any:
    return (
        AgendaItem.current()
        .where(AgendaItem.meeting.in_(meetings))
        .order_by(AgendaItem.number, AgendaItem.id)
    )


def _kept(row: Any) -> tuple[int, Kept]:
    return row.meeting_id, Kept(
        row.id,
        row.kind,
        row.ref_kind,
        row.ref_key,
        row.title,
        row.note,
        row.minutes,
        row.state,
        row.carried_from_id,
        row.presenter_id,
    )


def _everything(until: datetime.date) -> Any:
    """Open tasks due before a day, active objectives, unanswered comments, open commitments.

    what, key, code, number, title, who, outside, day, state, and four columns of words: of an
    objective when something was last said or changed, of a comment its text.
    """
    parts = _tasks(until), _objectives(), _comments(), _commitments()
    first, *others = parts
    for part in others:
        first = first.union_all(part)
    return first.tuples()


def _tasks(until: datetime.date) -> Any:
    return (
        Task.current(
            Value("task").alias("what"),
            *(Task.id, Indicator.code, Task.number, Task.title),
            *(Person.name, Task.outside_owner, Task.due, Task.state),
            *(NOTHING, NOTHING, NOTHING, NOTHING),
        )
        .join(Objective)
        .join(Assessment)
        .join(Indicator)
        .join_from(Task, Person, JOIN.LEFT_OUTER, on=(Task.owner == Person.id))
        .where(
            Task.due < until,
            Task.state.not_in(("done", "dropped")),
            Objective.state != "dropped",
            Objective.archived_at.is_null(),
        )
    )


def _objectives() -> Any:
    """Active ones with the days and moments on which something was said of them or changed."""
    said_on = Progress.current(fn.MAX(Progress.said_on)).where(Progress.objective == Objective.id)
    remark = (
        TaskComment.current(fn.MAX(TaskComment.said_on))
        .join(Task)
        .where(Task.objective == Objective.id)
    )
    tasks = Task.select(Task.id).where(Task.objective == Objective.id)
    changed = Change.select(fn.MAX(Change.at))
    return (
        Objective.current(
            Value("objective"),
            *(Objective.id, Indicator.code, Value(0), Indicator.title),
            *(Person.name, Objective.outside_owner, Objective.added_on, Objective.state),
            *(said_on, remark),
            changed.where(Change.kind == "task", Change.key.in_(tasks)),
            changed.where(Change.kind == "objective", Change.key == Objective.id),
        )
        .join(Assessment)
        .join(Indicator)
        .join_from(Objective, Person, JOIN.LEFT_OUTER, on=(Objective.owner == Person.id))
        .where(Objective.state == "active")
    )


def _comments() -> Any:
    return (
        CoachComment.unanswered()
        .select(
            Value("comment"),
            *(CoachComment.id, Value(""), Value(0), CoachComment.about),
            *(Person.name, Value(""), CoachComment.said_on, CoachComment.state),
            *(CoachComment.text, NOTHING, NOTHING, NOTHING),
        )
        .order_by()
    )


def _commitments() -> Any:
    return (
        Commitment.current(
            Value("commitment"),
            *(Commitment.id, Value(""), Value(0), Commitment.title),
            *(Person.name, Commitment.outside_owner, Commitment.due, Commitment.state),
            *(NOTHING, NOTHING, NOTHING, NOTHING),
        )
        .join(Person, JOIN.LEFT_OUTER, on=(Commitment.owner == Person.id))
        .where(Commitment.state == "open")
    )

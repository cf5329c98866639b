"""The table of long work: what was asked, how far it is, what came of it."""

import datetime
import json
from typing import Any

from sras.core import clock
from sras.core.db import Choice, Line, Moment, Prose, Table, Whole

STATES = ("waiting", "running", "done", "failed")
UNDER_WAY = ("waiting", "running")
ON_THE_WAY = datetime.timedelta(seconds=30)
CUT_SHORT = "The server was stopped while this was made. Ask for it again."


class Job(Table):
    """One piece of long work, asked for by a person."""

    kind = Line(40)
    asked = Prose(20_000)  # what it is to do, as JSON
    asked_by = Whole()  # the person's key
    asked_at = Moment()
    state = Choice(STATES, default="waiting")
    percent = Whole(0, 100, default=0)
    said = Line(300, default="")  # how far it is, or why it failed
    started_at = Moment(null=True)
    ended_at = Moment(null=True)
    file_name = Line(200, default="")  # what it made, in the folder of its results

    @classmethod
    def ask(cls, kind: str, asked: dict[str, Any], by: int) -> "Job":
        """Put a piece of work on the list; `under_way` tells whether it stands there already."""
        wish = {"kind": kind, "asked": _words(asked), "asked_by": by}
        return cls.create(**wish, asked_at=clock.now())  # type: ignore[no-any-return]

    @classmethod
    def under_way(cls, kind: str, asked: dict[str, Any], by: int) -> "Job | None":
        """The piece of work by which a person has asked for just this and that is still to come."""
        found: Job | None = cls.get_or_none(
            cls.kind == kind,
            cls.asked == _words(asked),
            cls.asked_by == by,
            cls.state.in_(UNDER_WAY),
        )
        return found

    @classmethod
    def waiting_of(cls, person: int) -> int:
        """How many pieces of work of a person are still to come."""
        return cls.select().where(cls.asked_by == person, cls.state.in_(UNDER_WAY)).count()  # type: ignore[no-any-return]

    @classmethod
    def next_waiting(cls) -> "Job | None":
        """The one whose turn it is."""
        return cls.select().where(cls.state == "waiting").order_by(cls.id).first()

    @classmethod
    def listed(cls, person: int | None = None, kinds: tuple[str, ...] = ()) -> Any:
        """Work that was asked for, the newest first: of one person, of some kinds."""
        query = cls.select().order_by(cls.id.desc()).limit(20)
        if kinds:
            query = query.where(cls.kind.in_(kinds))
        return query if person is None else query.where(cls.asked_by == person)

    @classmethod
    def give_up_left(cls) -> int:
        """Whatever is under way though nobody works on it failed; returns how many did."""
        left = cls.state == "running"
        fields = {"state": "failed", "said": CUT_SHORT, "ended_at": clock.now()}
        return cls.update(**fields).where(left).execute()  # type: ignore[no-any-return]

    def move(self, state: str, **fields: Any) -> None:
        """Go to another state."""
        when = {"running": "started_at", "done": "ended_at", "failed": "ended_at"}
        self.state = state
        for name, value in {**fields, when[state]: clock.now()}.items():
            setattr(self, name, value)
        self.save()

    def pick_up(self) -> None:
        """Someone was sent to do it."""
        self.started_at = clock.now()
        self.save()

    @property
    def is_new(self) -> bool:
        """Whether someone was sent to do it a moment ago, who may still be on the way."""
        sent = max(self.asked_at, self.started_at or self.asked_at)
        return bool(clock.now() - sent < ON_THE_WAY)

    @property
    def wish(self) -> dict[str, Any]:
        """What was asked."""
        found: dict[str, Any] = json.loads(self.asked)
        return found

    @property
    def is_under_way(self) -> bool:
        """Whether something is still to come of it."""
        return self.state in UNDER_WAY

    @property
    def stem(self) -> str:
        """The name of its result on disk: never that of another job, a restored one included."""
        asked_at: datetime.datetime = self.asked_at
        return f"{self.id}-{asked_at:%Y%m%d%H%M%S%f}"


def _words(asked: dict[str, Any]) -> str:
    """What was asked, as the row keeps it."""
    return json.dumps(asked, ensure_ascii=False, sort_keys=True)

"""An agenda that writes itself: what waits for a meeting, said in lines and gathered in items."""

import datetime
import re
from collections.abc import Iterable
from typing import NamedTuple

SOON_DAYS = 14  # what is due comes up so far ahead where no next meeting is set
STALE_DAYS = 30
NOTE_MOST = 4_000
AND_MORE = re.compile(r"and \d+ more", re.ASCII)


class Group(NamedTuple):
    """Things of one sort: one item for all of them, or `apart`, an item for each."""

    legend: str
    kind: str  # of the item
    ref_kind: str
    each: int  # minutes for one
    most: int  # minutes for all of them together
    apart: bool = False
    one: str = ""  # what a single one is called in the title of the item
    many: str = ""


# In the order in which a meeting takes them.
GROUPS: dict[str, Group] = {
    "opening": Group("Opening", "opening", "", 5, 5, True),
    "minutes": Group("Minutes to approve", "minutes", "meeting", 3, 10, True),
    "carried": Group("Left over from last time", "decision", "agenda_item", 5, 60, True),
    "overdue": Group(
        "Overdue tasks", "task_review", "task", 3, 15, one="overdue task", many="overdue tasks"
    ),
    "due": Group(
        "Tasks due before the next meeting",
        *("task_review", "task", 1, 10),
        one="task due before {until}",
        many="tasks due before {until}",
    ),
    "commitments": Group(
        "Commitments to follow up",
        *("commitments", "commitment", 1, 10),
        one="commitment to follow up",
        many="commitments to follow up",
    ),
    "stale": Group(
        f"Objectives without word for more than {STALE_DAYS} days",
        *("indicator_monitor", "objective", 3, 15),
        one=f"objective without word for {STALE_DAYS} days",
        many=f"objectives without word for {STALE_DAYS} days",
    ),
    "flags": Group("Indicators to re-assess", "indicator_assess", "assessment", 10, 10, True),
    "next": Group("Next indicators to rate", "indicator_assess", "assessment", 10, 10, True),
    "comments": Group(
        "Coach's comments to answer",
        *("coach_comment", "coach_comment", 3, 15),
        one="coach's comment to answer",
        many="coach's comments to answer",
    ),
    "closing": Group("Next meeting", "information", "meeting", 2, 2, True),
}


class Thing(NamedTuple):
    """One thing that waits: what tells it from others, and what else is said of it."""

    group: str
    key: int
    head: str
    more: str = ""
    # Of what is carried over: how it was on the agenda before.
    before: "Kept | None" = None

    @property
    def mark(self) -> str:
        """What a form calls it; the same when it goes from due to overdue meanwhile."""
        return f"{GROUPS[self.group].ref_kind or self.group}-{self.key}"

    @property
    def line(self) -> str:
        """The whole of it in one line."""
        return f"{self.head}: {self.more}" if self.more else self.head


class Kept(NamedTuple):
    """An item of an agenda as far as the next one asks: what it is about and how it stands."""

    key: int
    kind: str
    ref_kind: str
    ref_key: int | None
    title: str
    note: str
    minutes: int
    state: str
    carried_from: int | None = None
    presenter: int | None = None


class Proposal(NamedTuple):
    """A group with what waits in it, and the minutes for all of it or for each."""

    group: str
    things: tuple[Thing, ...]
    minutes: int
    left_out: tuple[Thing, ...] = ()  # for want of time

    @property
    def planned(self) -> int:
        """The minutes of all items that come of it."""
        if self.group == "carried":
            return sum(thing.before.minutes for thing in self.things if thing.before)
        return self.minutes * (len(self.things) if GROUPS[self.group].apart else 1)


def proposals(
    waiting: Iterable[Thing], there: list[Kept], minutes: int, planned: int
) -> list[Proposal]:
    """What is not on the agenda yet, in the order of a meeting.

    Indicators are proposed as far as the time reaches that the rest leaves, flagged ones first;
    one of those at least.
    """
    new = [thing for thing in waiting if not is_there(thing, there)]
    by_group = {name: tuple(t for t in new if t.group == name) for name in GROUPS}
    found = {
        name: Proposal(name, things, _minutes_for(name, len(things)))
        for name, things in by_group.items()
    }
    rest = sum(p.planned for name, p in found.items() if p.things and name not in _RATED)
    fit = max(0, (minutes - planned - rest) // GROUPS["next"].each)
    for name, at_least in (("flags", 1), ("next", 0)):
        things = by_group[name]
        taken = min(len(things), max(fit, at_least))
        fit = max(0, fit - taken)
        found[name] = Proposal(name, things[:taken], GROUPS[name].each, things[taken:])
    return [p for p in found.values() if p.things or p.left_out]


_RATED = ("flags", "next")


def _minutes_for(name: str, count: int) -> int:
    group = GROUPS[name]
    return group.each if group.apart else min(group.each * count, group.most)


def is_there(thing: Thing, there: list[Kept]) -> bool:
    """Whether an agenda has it already: as an item of its own, or named in the note of one."""
    group = GROUPS[thing.group]
    if thing.group == "opening":
        return any(item.kind == "opening" for item in there)
    if thing.group == "carried":
        return any(item.carried_from == thing.key for item in there)
    if thing.group == "closing":
        return any(item.kind == group.kind and item.ref_kind == "meeting" for item in there)
    if group.apart:
        about = (group.kind, group.ref_kind, thing.key)
        return any((item.kind, item.ref_kind, item.ref_key) == about for item in there)
    alike = [item for item in there if (item.kind, item.ref_kind) == (group.kind, group.ref_kind)]
    return any(_names(thing, line) for item in alike for line in item.note.splitlines())


def _names(thing: Thing, line: str) -> bool:
    # An item that says "and 12 more" stands for all of its sort.
    return line == thing.head or line.startswith(f"{thing.head}: ") or bool(AND_MORE.match(line))


def title_of(name: str, things: tuple[Thing, ...], until: str) -> str:
    """What the item of a group is called, such as `3 overdue tasks`."""
    group, count = GROUPS[name], len(things)
    words = (group.one if count == 1 else group.many).format(until=until)
    return f"{count} {words}"


def note_of(things: tuple[Thing, ...]) -> str:
    """The things of a group by name, a line each; those for which there is no room are counted."""
    lines: list[str] = []
    room = NOTE_MOST - 40
    for place, thing in enumerate(things):
        room -= len(thing.line) + 1
        if room < 0:
            return "\n".join([*lines, f"and {len(things) - place} more"])
        lines.append(thing.line)
    return "\n".join(lines)


def sum_words(planned: int, minutes: int) -> str:
    """The minutes planned against those of the meeting, in words."""
    said = f"{planned} of {minutes} minutes"
    if planned > minutes:
        return f"{said}: {planned - minutes} too many"
    return f"{said}: {minutes - planned} left" if planned < minutes else said


def is_left_over(item: Kept) -> bool:
    """Whether an item of the last meeting comes up again: it was parked, or never taken up.

    What the work itself brings up again is left to it: tasks, minutes, comments, unrated ones.
    """
    if item.state not in ("open", "carried") or item.kind in ("opening", "minutes"):
        return False
    return item.kind == "parking_lot" or not item.ref_kind


def read_codes(typed: str) -> list[str]:
    """The codes in a line such as `1.1, 4.2`, each once, in the order typed."""
    return list(dict.fromkeys(re.split(r"[\s,;]+", typed.strip()))) if typed.strip() else []


def short(text: str, most: int = 90) -> str:
    """A text in one line, cut where it is too long."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def is_stale(last_word: datetime.date, today: datetime.date) -> bool:
    """Whether nothing was heard for more than 30 days."""
    return (today - last_word).days > STALE_DAYS

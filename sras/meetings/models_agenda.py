"""What is on the table in a meeting, in order."""

from typing import Any

from peewee import JOIN, ForeignKeyField

from sras.accounts.models import Person
from sras.assessment.models import Assessment
from sras.core import kinds, order
from sras.core.db import Choice, Line, Moment, Prose, Whole, transaction
from sras.frameworks.models import Indicator
from sras.history.models import Tracked, Who
from sras.meetings import rules
from sras.schedule.models import Meeting

ITEM_KINDS = tuple(rules.ITEM_KIND_NAMES)


class AgendaItem(Tracked):
    """One item of an agenda; `ref_kind` and `ref_key` name what it is about."""

    meeting = ForeignKeyField(Meeting, backref="items")
    number = Whole(1, 1_000)
    kind = Choice(ITEM_KINDS)
    ref_kind = Line(40, default="")
    ref_key = Whole(null=True)
    title = Line(300)
    note = Prose(4_000)
    minutes = Whole(0, 480, default=5)
    presenter = ForeignKeyField(Person, null=True, backref="items_presented")
    state = Choice(("open", "done", "carried", "dropped"), default="open")
    carried_from = ForeignKeyField("self", null=True, backref="carried_to")
    opened_at = Moment(null=True)  # since when it is being talked about, now
    seconds_used = Whole(0, 360_000, default=0)  # before that
    outcome = Prose(20_000)

    def __str__(self) -> str:
        return str(self.title)

    @property
    def state_name(self) -> str:
        """How it stands, in words."""
        return rules.ITEM_STATE_NAMES[self.state]

    @classmethod
    def of_meeting(cls, meeting: Any) -> Any:
        """The agenda in order, with who presents each item, and the `code` of what is rated."""
        return (
            cls.current(cls, Person.id, Person.name, cls._code().alias("code"))
            .join(Person, JOIN.LEFT_OUTER, on=(cls.presenter == Person.id))
            .where(cls.meeting == meeting)
            .order_by(cls.number, cls.id)
        )

    @classmethod
    def _code(cls) -> Any:
        """The code of the indicator that an item is about, None where it is about none."""
        its = (cls.ref_kind == "assessment") & (cls.ref_key == Assessment.id)
        return Indicator.select(Indicator.code).join(Assessment).where(its)

    @classmethod
    def beside(cls, key: int) -> Any:
        """An item and all others of its meeting, in order, each with meeting and presenter."""
        it = cls.alias()
        its_meeting = it.select(it.meeting).where(it.id == key)
        return (
            cls.current(cls, Meeting, Person.id, Person.name, cls._code().alias("code"))
            .join(Meeting)
            .join_from(cls, Person, JOIN.LEFT_OUTER, on=(cls.presenter == Person.id))
            .where(cls.meeting == its_meeting)
            .order_by(cls.number, cls.id)
        )

    @classmethod
    def add_many(cls, meeting: Any, many: list[dict[str, Any]], *, by: Who) -> list[Any]:
        """Items at the end of an agenda in the order given; what closes the meeting stays last.

        Raises TooMany when there is no room for them.
        """
        there = list(cls.of_meeting(meeting))
        if len(there) + len(many) > rules.MOST_ITEMS:
            raise TooMany(f"An agenda holds at most {rules.MOST_ITEMS} items.")
        end = len(there) - (1 if there and there[-1].closes else 0)
        numbers, moved = order.numbers_for([row.number for row in there], end, len(many))
        with transaction():
            _renumber(there, moved, by)
            rows = [
                {**fields, "meeting": meeting, "number": number}
                for fields, number in zip(many, numbers, strict=True)
            ]
            return cls.start_many(rows, by=by)

    @property
    def closes(self) -> bool:
        """Whether it is what a meeting ends with: when one meets again."""
        return self.kind == "information" and self.ref_kind == "meeting"

    def place(self, to: int, others: list[Any], *, by: Who) -> None:
        """Stand at another place, counted from 0, among the other items in order."""
        numbers, moved = order.numbers_for([row.number for row in others], to)
        with transaction():
            _renumber(others, moved, by)
            self.change(by=by, verb="moved", number=numbers[0])

    def take_off(self, *, by: Who) -> None:
        """Take it off the agenda; what it was carried over from waits again."""
        before: Any = self.carried_from
        with transaction():
            self.archive(by=by, verb="took off the agenda")
            if before is not None and not before.meeting.is_frozen and before.state == "carried":
                before.change(by=by, verb="reopened", state="open")

    @classmethod
    def park(cls, words: str, *, by: Who, meeting: Any) -> None:
        """Put something aside in a meeting; it is carried to the next one. Raises TooMany."""
        aside = {"kind": "parking_lot", "title": words, "minutes": 0}
        cls.add_many(meeting, [aside], by=by)


def _renumber(items: list[Any], numbers: dict[int, int], by: Who) -> None:
    for place, number in numbers.items():
        items[place].change(by=by, verb="renumbered", number=number)


class TooMany(Exception):
    """There is no room for more items."""


kinds.register("agenda_item", AgendaItem, label="Agenda item")

"""What is on the table in a meeting, in order."""

from typing import Any

from peewee import JOIN, ForeignKeyField

from sras.accounts.models import Person
from sras.core import kinds
from sras.core.db import Choice, Line, Moment, Prose, Whole
from sras.history.models import Tracked
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

    @classmethod
    def of_meeting(cls, meeting: Any) -> Any:
        """The agenda in order, with who presents each item."""
        return (
            cls.current(cls, Person.id, Person.name)
            .join(Person, JOIN.LEFT_OUTER, on=(cls.presenter == Person.id))
            .where(cls.meeting == meeting)
            .order_by(cls.number, cls.id)
        )


kinds.register("agenda_item", AgendaItem, label="Agenda item")

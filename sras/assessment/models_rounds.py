"""Individual views on an indicator: private until the team opens them."""

import datetime
from typing import Any, ClassVar

from peewee import JOIN, BooleanField, DateField, ForeignKeyField

from sras.accounts.models import Person
from sras.assessment.models import Assessment
from sras.core import kinds
from sras.core.db import Choice, Prose, Whole, transaction
from sras.history.models import Actor, Tracked, Who, unseal

NO_NAME = Actor("A team member")


class Round(Tracked):
    """A round of individual views on one indicator: private until the team opens it."""

    assessment = ForeignKeyField(Assessment, backref="rounds")
    names_kept = BooleanField()
    state = Choice(("collecting", "opened"), default="collecting")
    begun_on = DateField()
    opened_on = DateField(null=True)

    given: ClassVar[Any] = ()  # its views, where a query brought them along

    def __str__(self) -> str:
        return f"Individual views on {self.assessment.indicator.code}"

    @property
    def is_open(self) -> bool:
        """Whether the views can be seen."""
        return bool(self.state == "opened")

    @classmethod
    def newest_of(cls, assessment: Assessment) -> "Round | None":
        """The newest round on an assessment, with its views ready in `given`."""
        rows = list(
            cls.current(cls, View, Person.id, Person.name)
            .join(View, JOIN.LEFT_OUTER, on=(View.round == cls.id), attr="view")
            .join(Person, JOIN.LEFT_OUTER, on=(View.person == Person.id))
            .where(cls.assessment == assessment)
            .order_by(cls.id.desc())
        )
        if not rows:
            return None
        newest = rows[0]
        views = [getattr(row, "view", None) for row in rows if row.id == newest.id]
        newest.given = [view for view in views if view is not None and view.id]
        newest.assessment = assessment
        for view in newest.given:
            view.round = newest
        return newest

    @classmethod
    def waits_for(cls, assessment: Assessment, person: Any) -> bool:
        """Whether a round on an assessment is under way, and this person has given no view."""
        given = View.current(View.round).where(View.person == person.id)
        return (
            cls.current()
            .where(cls.assessment == assessment, cls.state == "collecting", cls.id.not_in(given))
            .exists()
        )

    def view_of(self, person: Any) -> "View | None":
        """This person's own view; None also once the names are gone."""
        return (
            View.current(View, Round)
            .join(Round)
            .where(View.round == self, View.person == person.id)
            .first()
        )

    def give(
        self,
        *,
        by: Who,
        level: int,
        priority: int | None = None,
        opportunity: int | None = None,
        note: str = "",
        person: Any = None,
    ) -> "View":
        """Keep one member's view, or what they changed in it; history names them only if kept.

        `person` is whose view it is where someone else enters it for them.
        """
        if self.is_open:
            raise RoundOpened(self)
        fields: dict[str, Any] = {
            "level": level,
            "priority": priority,
            "opportunity": opportunity,
            "note": note,
        }
        who: Who = by if self.names_kept else NO_NAME
        whose = by if person is None else person
        own = self._own_of(whose)
        if own is None:
            said_for = f"for {whose.name}" if person is not None and self.names_kept else ""
            return View.start(
                by=who, verb="gave", reason=said_for, round=self, person=whose, **fields
            )
        own.round = self
        if self.names_kept:
            own.change(by=who, verb="changed", **fields)
        else:
            # With no words in it, a record would only tell when someone thought again. The version
            # is counted all the same: the form's token hangs on it.
            fields["version"] = View.version + 1
            View.update(**fields).where(View.id == own.id).execute()
        return own

    def _own_of(self, person: Any) -> "View | None":
        """The same from the views that a query brought along, where one did."""
        if "given" not in self.__dict__:
            return self.view_of(person)
        return next((v for v in self.given if v.__data__["person"] == person.id), None)

    def open(self, *, by: Who, on: datetime.date) -> None:
        """Show the views to the team; without names, nothing tells any longer whose is whose."""
        if self.is_open:
            raise RoundOpened(self)
        with transaction():
            self.change(by=by, verb="opened", state="opened", opened_on=on)
            if self.names_kept:
                for view in View.select().where(View.round == self):
                    unseal(view)
            else:
                self._forget_who()

    def withdraw(self, *, by: Who) -> None:
        """Give the round up unopened: what was given stays sealed, and without names for good."""
        if self.is_open:
            raise RoundOpened(self)
        with transaction():
            if not self.names_kept:
                self._forget_who()
            self.archive(by=by, verb="withdrew")

    def _forget_who(self) -> None:
        """Take the names off and deal the views out anew.

        Nothing of it is recorded: a record would keep what must go. The order in which views were
        given could tell whose is whose, so each row gets another's words, by level; how often a
        view was changed could tell as well.
        """
        rows = list(View.select().where(View.round == self).order_by(View.id))
        given = [{name: view.__data__[name] for name in View.WORDS} for view in rows]
        given.sort(key=lambda words: (words["level"], words["note"].casefold()))
        for row, words in zip(rows, given, strict=True):
            View.update(person=None, version=1, **words).where(View.id == row.id).execute()


class RoundOpened(Exception):
    """The views of this round are open; none can be given or changed."""


class View(Tracked):
    """One member's own view; sealed in history until its round is opened."""

    round = ForeignKeyField(Round, backref="views")
    person = ForeignKeyField(Person, null=True, backref="views")
    level = Whole(1, 4)
    priority = Whole(1, 3, null=True)
    opportunity = Whole(1, 3, null=True)
    note = Prose(2_000)

    WORDS: ClassVar[tuple[str, ...]] = ("level", "priority", "opportunity", "note")

    def __str__(self) -> str:
        return f"A view on {self.round.assessment.indicator.code}"

    @property
    def secret(self) -> frozenset[str]:  # type: ignore[override]
        """Whose view it is stands in the change's own name where names are kept.

        Without names not even the words are recorded: with their time they could tell whose.
        """
        return frozenset({"person"} if self.round.names_kept else {"person", *self.WORDS})

    @property
    def is_sealed(self) -> bool:
        """Until the team opens the round."""
        return not self.round.is_open

    def allows(self, person: Any, right: str) -> bool:
        """Before the opening a view is its giver's alone."""
        return self.round.is_open or self.__data__["person"] == person.id

    @classmethod
    def opened(cls) -> Any:
        """Views that the team may see: those of opened rounds."""
        return cls.current(cls, Round).join(Round).where(Round.state == "opened")


kinds.register("round", Round, label="Round of views", tells=True)
kinds.register("view", View, label="Individual view", right="read_views", tells=True)

"""Indicator sets: a framework has editions; an edition has parts, topics, indicators, levels."""

from typing import Any

from peewee import JOIN, BooleanField, Case, ForeignKeyField, fn

from sras.core import clock, kinds
from sras.core.db import Line, Moment, Prose, Whole
from sras.frameworks.rules_sets import IndicatorText, code_order
from sras.history.models import Tracked, Who


class Framework(Tracked):
    """A set of indicators under one name, in one or more editions."""

    name = Line(200)
    source = Line(400, default="")
    licence_note = Prose(2_000)

    def __str__(self) -> str:
        return str(self.name)


class Edition(Tracked):
    """One wording of a framework; frozen once a cycle has started on it."""

    framework = ForeignKeyField(Framework, backref="editions")
    label = Line(60)
    level_labels = Prose(600)
    based_on = ForeignKeyField("self", null=True, backref="later")
    frozen_at = Moment(null=True)

    def __str__(self) -> str:
        return f"{self.framework.name}, edition {self.label}"

    @property
    def labels(self) -> list[str]:
        """The words for levels 1 to 4."""
        return self.level_labels.splitlines()

    @property
    def is_frozen(self) -> bool:
        """Whether a cycle has started on it, so that its texts stand."""
        return self.frozen_at is not None

    def freeze(self, by: Who) -> None:
        """Let the texts stand from now on, since a cycle starts on them; twice is once."""
        if not self.is_frozen:
            self.change(by=by, verb="froze", frozen_at=clock.now())

    @classmethod
    def with_framework(cls, key: int) -> "Edition":
        """One edition with its framework."""
        found: Edition = cls.select(cls, Framework).join(Framework).where(cls.id == key).get()
        return found

    @classmethod
    def listed(cls) -> Any:
        """All editions with their framework and `size` (indicators), newest first in each set."""
        return (
            cls.current(cls, Framework, fn.COUNT(Indicator.id).alias("size"))
            .join(Framework)
            .switch(cls)
            .join(
                Indicator,
                JOIN.LEFT_OUTER,
                on=(Indicator.edition == cls.id) & Indicator.archived_at.is_null(),
            )
            .where(Framework.archived_at.is_null())
            .group_by(cls.id)
            .order_by(Framework.id, cls.id.desc())
        )


class Part(Tracked):
    """A part of an edition, such as A."""

    edition = ForeignKeyField(Edition, backref="parts")
    code = Line(20)
    title = Line(200)
    sort = Whole(default=0)

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @classmethod
    def of_edition(cls, edition: Edition) -> Any:
        """Its parts in order."""
        return cls.current().where(cls.edition == edition).order_by(cls.sort)


class Topic(Tracked):
    """A topic of a part, such as 6."""

    part = ForeignKeyField(Part, backref="topics")
    code = Line(20)
    title = Line(200)
    sort = Whole(default=0)

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @classmethod
    def of_edition(cls, edition: Edition) -> Any:
        """Its topics in order, each with its part."""
        return (
            cls.current(cls, Part)
            .join(Part)
            .where(Part.edition == edition)
            .order_by(Part.sort, cls.sort)
        )


class Indicator(Tracked):
    """One practice to be judged; `sort` is its place in the edition."""

    edition = ForeignKeyField(Edition, backref="indicators")
    topic = ForeignKeyField(Topic, backref="indicators")
    code = Line(20)
    title = Line(200)
    statement = Prose(1_000)
    explanation = Prose(4_000)
    questions = Prose(4_000)
    guidance = Prose(20_000)
    is_key = BooleanField(default=False)
    sort = Whole(default=0)
    continues = ForeignKeyField("self", null=True, backref="continued_by")

    class Meta:
        indexes = ((("edition", "code"), True),)

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def question_list(self) -> list[str]:
        """The questions to ask, one each."""
        return self.questions.splitlines()

    @classmethod
    def add(
        cls, text: IndicatorText, by: Who, edition: Edition, topic: Topic | int, **more: Any
    ) -> "Indicator":
        """Make one indicator with its four levels."""
        row = cls.start(
            by=by,
            edition=edition,
            topic=topic,
            code=text.code,
            title=text.title,
            statement=text.statement,
            explanation=text.explanation,
            questions="\n".join(text.questions),
            guidance=text.guidance,
            is_key=text.is_key,
            **more,
        )
        for each in text.levels:
            Level.start(
                by=by,
                indicator=row,
                level=each.level,
                description=each.description,
                evidence=each.evidence,
            )
        if "sort" not in more:
            cls.settle_places(edition)
        return row

    def reword(self, by: Who, **texts: Any) -> None:
        """Change texts, code or topic; its place follows from the last two."""
        if texts.get("topic") == self.__data__["topic"]:
            texts.pop("topic")
        is_moved = "topic" in texts or texts.get("code", self.code) != self.code
        if self.change(by=by, **texts) and is_moved:
            self.settle_places(self.edition)

    @classmethod
    def matching(cls, edition: Edition, words: list[str]) -> list["Indicator"]:
        """Indicators that hold every one of some words, in any of their texts or levels."""
        rows = list(cls.of_edition(edition))
        texts = {row.id: f"{row.code} {row.title} {row.statement}" for row in rows}
        for row in rows:
            texts[row.id] += f" {row.explanation} {row.questions} {row.guidance}"
        for level in Level.of_indicators(rows):
            texts[level.indicator_id] += f" {level.description} {level.evidence}"
        found = {key: text.casefold() for key, text in texts.items()}
        return [row for row in rows if all(word.casefold() in found[row.id] for word in words)]

    @property
    def is_frozen(self) -> bool:
        """Whether a cycle has started on its edition."""
        return self.edition.is_frozen

    def leave_out(self, by: Who, reason: str | None = None) -> None:
        """Take it out of its edition; its code stays its own, so that it can be brought back."""
        self.archive(by=by, verb="left out", reason=reason)
        self.settle_places(self.edition)

    def bring_back(self, by: Who) -> None:
        """Put it into its edition again."""
        self.change(by=by, verb="brought back", archived_at=None)
        self.settle_places(self.edition)

    @classmethod
    def settle_places(cls, edition: Edition) -> None:
        """Number the indicators as part, topic and code order them.

        A place follows from those three, so it has no history of its own.
        """
        rows = list(
            cls.current(cls.id, cls.code, cls.sort, Topic.sort, Part.sort)
            .join(Topic)
            .join(Part)
            .where(cls.edition == edition)
        )
        rows.sort(key=lambda row: (row.topic.part.sort, row.topic.sort, code_order(row.code)))
        places = [(row.id, place) for place, row in enumerate(rows, 1) if row.sort != place]
        if places:
            cls.update(sort=Case(cls.id, places)).where(
                cls.id.in_([key for key, _place in places])
            ).execute()

    @classmethod
    def codes_of(cls, edition_id: int) -> set[str]:
        """The codes that an edition has used, also those of indicators left out."""
        return {row.code for row in cls.select(cls.code).where(cls.edition == edition_id)}

    @classmethod
    def left_out(cls, edition: Edition) -> Any:
        """Those taken out of an edition, with their topics."""
        return (
            cls.select(cls, Topic)
            .join(Topic)
            .where(cls.edition == edition, cls.archived_at.is_null(False))
            .order_by(cls.sort)
        )

    @classmethod
    def list_of_edition(cls, edition_id: int) -> Any:
        """Code, title and statement of its indicators in order, with topic and part."""
        return (
            cls.current(
                *(cls.id, cls.code, cls.title, cls.statement, cls.is_key, cls.sort, cls.topic),
                *(Topic.id, Topic.code, Topic.title, Topic.part),
                *(Part.id, Part.code, Part.title),
            )
            .join(Topic)
            .join(Part)
            .where(cls.edition == edition_id)
            .order_by(cls.sort)
        )

    @classmethod
    def of_edition(cls, edition: Edition) -> Any:
        """Its indicators in order, with topic and part."""
        return (
            cls.current(cls, Topic, Part)
            .join(Topic)
            .join(Part)
            .where(cls.edition == edition)
            .order_by(cls.sort)
        )


class Level(Tracked):
    """One of the four level descriptions of an indicator."""

    indicator = ForeignKeyField(Indicator, backref="levels")
    level = Whole(1, 4)
    description = Prose(4_000)
    evidence = Prose(4_000)

    class Meta:
        indexes = ((("indicator", "level"), True),)

    def __str__(self) -> str:
        return f"{self.indicator.code} level {self.level}"

    @classmethod
    def of_indicators(cls, indicators: list[Indicator]) -> Any:
        """The levels of some indicators, by indicator and level."""
        return cls.current().where(cls.indicator.in_(indicators)).order_by(cls.indicator, cls.level)


kinds.register("framework", Framework, label="Indicator set", page="frameworks.framework")
kinds.register("edition", Edition, label="Edition", page="frameworks.edition")
kinds.register("part", Part, label="Part")
kinds.register("topic", Topic, label="Topic")
kinds.register("indicator", Indicator, label="Indicator", page="frameworks.indicator")
kinds.register("level", Level, label="Level description", tells=True)

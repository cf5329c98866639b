"""Measures: what shows that something works, its baseline, targets by date, and values."""

import datetime
from collections.abc import Iterable
from typing import Any

from peewee import JOIN, DateField, ForeignKeyField, IntegerField

from sras.core import kinds
from sras.core.db import Amount, Choice, Line, transaction
from sras.history.models import Tracked, Who
from sras.strategy import rules
from sras.strategy.rules_picture import Picture, picture

# Features above add the kinds of things that can be measured.
measured: set[str] = set()


class Measure(Tracked):
    """A number by which one sees how something goes; what it is about is named by kind and key."""

    kind = Line(40)
    key = IntegerField()
    name = Line(200)
    what = Choice(tuple(rules.WHAT_NAMES), default="outcome")
    unit = Line(40, default="")
    direction = Choice(tuple(rules.DIRECTION_NAMES), default="up")
    baseline = Amount(null=True)
    baseline_on = DateField(null=True)
    source = Line(300, default="")

    class Meta:
        indexes = ((("kind", "key"), False),)

    points: "list[DataPoint]"  # where a query brought them along, by day

    def __str__(self) -> str:
        return str(self.name)

    @classmethod
    def set_up(
        cls,
        *,
        by: Who,
        about: tuple[str, int],
        target: float | None = None,
        target_on: datetime.date | None = None,
        **fields: Any,
    ) -> "Measure":
        """Begin to measure something, with a first target where there is one."""
        with transaction():
            made = cls.start(by=by, kind=about[0], key=about[1], **fields)
            if target is not None and target_on is not None:
                made.aim(by=by, on=target_on, value=target)
        return made

    def record(self, *, by: Who, on: datetime.date, value: float, note: str = "") -> "DataPoint":
        """A value with its day, which may lie in the past; a second one that day corrects it."""
        return DataPoint.put(by, self, "value", on, value, note)

    def aim(self, *, by: Who, on: datetime.date, value: float, note: str = "") -> "DataPoint":
        """A target for a day; a second one for that day takes its place."""
        return DataPoint.put(by, self, "target", on, value, note)

    def bring_back(self, *, by: Who) -> None:
        """Measure it again after it was archived."""
        self.change(by=by, verb="brought back", archived_at=None)

    @property
    def start_point(self) -> rules.Point | None:
        """The baseline with its day, None while either is missing."""
        baseline, day = self.baseline, self.baseline_on
        return None if baseline is None or day is None else (day, baseline)  # type: ignore[return-value]

    @property
    def values(self) -> list[rules.Point]:
        """The values with their days, oldest first."""
        return [(point.dated, point.value) for point in self.points if point.sort == "value"]

    @property
    def targets(self) -> list[rules.Point]:
        """The targets with their days, earliest first."""
        return [(point.dated, point.value) for point in self.points if point.sort == "target"]

    @property
    def how_far(self) -> rules.HowFar:
        """How it stands, in words."""
        values = self.values
        latest = values[-1] if values else None
        return rules.how_far(
            str(self.direction), str(self.unit), self.start_point, self.targets, latest
        )

    @property
    def line(self) -> str:
        """All of it in one line."""
        start, targets = self.start_point, self.targets
        return rules.line(str(self.name), str(self.unit), start, targets, self.how_far)

    @property
    def picture(self) -> Picture | None:
        """Its small picture, None when there is nothing to draw."""
        return picture(self.start_point, self.targets, self.values)

    @classmethod
    def of(cls, kind: str, key: int) -> "list[Measure]":
        """The measures of one thing with their points, oldest first."""
        return cls.of_many(kind, [key])[key]

    @classmethod
    def of_many(cls, kind: str, keys: Iterable[int]) -> "dict[int, list[Measure]]":
        """The measures of several things of a kind, by key, in one query."""
        found: dict[int, list[Measure]] = {key: [] for key in keys}
        query = cls._with_points().where(
            cls.archived_at.is_null(), cls.kind == kind, cls.key.in_(list(found))
        )
        for measure in _gathered(query):
            found[measure.key].append(measure)  # type: ignore[index]
        return found

    @classmethod
    def whole(cls, key: int) -> "Measure | None":
        """One measure with its points, also an archived one; None when there is none."""
        return next(iter(_gathered(cls._with_points().where(cls.id == key))), None)

    @classmethod
    def ever_of(cls, kind: str, keys: Iterable[int]) -> "list[Measure]":
        """The measures of several things with all their points, archived ones too."""
        return _gathered(
            cls._with_points(archived_too=True).where(cls.kind == kind, cls.key.in_(list(keys)))
        )

    @classmethod
    def _with_points(cls, *, archived_too: bool = False) -> Any:
        points = DataPoint.measure == cls.id
        if not archived_too:
            points &= DataPoint.archived_at.is_null()
        return (
            cls.select(cls, DataPoint)
            .join(DataPoint, JOIN.LEFT_OUTER, on=points, attr="point")
            .order_by(cls.id, DataPoint.dated, DataPoint.id)
        )


def _gathered(rows: Iterable[Any]) -> list[Measure]:
    """Each measure once, its points in `points`."""
    found: dict[int, Measure] = {}
    for row in rows:
        measure = found.setdefault(row.id, row)
        if measure is row:
            measure.points = []
        point = getattr(row, "point", None)
        if point is not None and point.id:
            point.measure = measure
            measure.points.append(point)
    return list(found.values())


class DataPoint(Tracked):
    """A value that a measure had on a day, or a target that it should have by then."""

    measure = ForeignKeyField(Measure, backref="data_points")
    sort = Choice(("value", "target"), default="value")
    dated = DateField()
    value = Amount()
    note = Line(300, default="")

    def __str__(self) -> str:
        return f"{str(self.sort).capitalize()} of “{self.measure.name}”"

    @classmethod
    def put(
        cls, by: Who, measure: Measure, sort: str, on: datetime.date, value: float, note: str
    ) -> "DataPoint":
        """Keep a value or a target; what was there for that day is corrected."""
        there = (
            cls.current().where(cls.measure == measure, cls.sort == sort, cls.dated == on).first()
        )
        if there is None:
            return cls.start(by=by, measure=measure, sort=sort, dated=on, value=value, note=note)
        there.change(by=by, verb="corrected", value=value, note=note)
        return there


kinds.register("measure", Measure, label="Measure", page="strategy.measure")
kinds.register("data_point", DataPoint, label="Data point", tells=True)
kinds.happened("data_point", "dated", said=("value",))
kinds.turned("data_point", "value", on="dated", words=lambda value: f"value {value}, dated")

"""What differs between two copies of a paper: its sheets, line by line."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

# What to do with a sheet: as the head of a list, and behind its name.
ASKS = {
    "replace": ("Replace", "replace this sheet"),
    "add": ("Add", "new: add this sheet"),
    "take_out": ("Take out", "take this sheet out"),
    "lay_in": ("Lay in; this stands in place of what your copy says of it", "changed"),
    "lay_in_new": ("Lay in; this is new", "new"),
    "strike": ("Strike; this no longer holds", "no longer there"),
}
LOOSE = {"replace": "lay_in", "add": "lay_in_new", "take_out": "strike"}


class Line(NamedTuple):
    """One thing that a paper says.

    `place` is the part of the sheet that carries the bar, `where` what people call that part
    (empty for the sheet itself).
    """

    place: str
    where: str
    label: str
    said: str


class Sheet(NamedTuple):
    """What is replaced as one when paper is kept in a binder: a page, or several of one thing."""

    key: str
    name: str
    lines: list[Line]
    follows: bool = False  # it sums up what other sheets say, so its changes go without saying
    loose: bool = False  # it shares a page with others: the new words are laid in, none replaced


class Difference(NamedTuple):
    """One thing that a sheet says differently; `old` or `new` is empty where it said nothing."""

    where: str
    label: str
    old: str
    new: str


class SheetChange(NamedTuple):
    """A sheet to replace, to add or to take out, with what differs on it."""

    key: str
    name: str
    what: str  # a key of ASKS
    differences: list[Difference] = []
    marks: frozenset[tuple[str, str]] = frozenset()  # place and label of what carries a bar

    @property
    def ask(self) -> str:
        """What to do about it, in words."""
        return ASKS[self.what][1]

    def carries(self, place: str, *labels: str) -> bool:
        """Whether one of these things at a place is marked; without labels, whether any is."""
        return any(at == place and (not labels or label in labels) for at, label in self.marks)


def compare(then: Iterable[Sheet], now: Iterable[Sheet]) -> list[SheetChange]:
    """The sheets that differ, in the order of the paper now; those to take out come last."""
    before = {sheet.key: sheet for sheet in then}
    found = []
    for sheet in now:
        old = before.pop(sheet.key, None)
        change = _added(sheet) if old is None else _changed(old, sheet)
        if change is not None:
            found.append(change)
    return found + [_change(s, "take_out") for s in before.values()]


def _added(sheet: Sheet) -> SheetChange:
    marks = frozenset(_by_place(sheet))
    return _change(sheet, "add", [], marks)


def _change(sheet: Sheet, what: str, *more: Any) -> SheetChange:
    return SheetChange(sheet.key, sheet.name, LOOSE[what] if sheet.loose else what, *more)


def _changed(then: Sheet, now: Sheet) -> SheetChange | None:
    before, after = _by_place(then), _by_place(now)
    marks = frozenset(
        thing for thing in {*after, *before} if _said(before, thing) != _said(after, thing)
    )
    if not marks:
        return None
    told = [] if now.follows else list(_differences(before, after))
    return _change(now, "replace", told, marks)


Things = dict[tuple[str, str], Line]


def _by_place(sheet: Sheet) -> Things:
    return {(line.place, line.label): line for line in sheet.lines if line.said}


def _said(lines: Things, thing: tuple[str, str]) -> str:
    return lines[thing].said if thing in lines else ""


def _differences(before: Things, after: Things) -> Iterator[Difference]:
    """What differs in the order of the sheet; a place on one copy only is told once, whole."""
    old_places, new_places = _places(before), _places(after)
    told = set()
    for thing in [*after, *(thing for thing in before if thing not in after)]:
        line = after.get(thing) or before[thing]
        old, new = _said(before, thing), _said(after, thing)
        if line.place in old_places and line.place in new_places:
            if old != new:
                yield Difference(line.where, line.label, old, new)
        elif line.place not in told:
            told.add(line.place)
            if line.place in new_places:
                yield Difference(line.where, "new", "", _whole(after, line.place))
            else:
                yield Difference(line.where, "taken out", "", "")


def _places(lines: Things) -> set[str]:
    return {place for place, _label in lines}


def _whole(lines: Things, place: str) -> str:
    found = [line for line in lines.values() if line.place == place]
    if len(found) == 1:
        return found[0].said
    return "; ".join(f"{line.label}: {line.said}" for line in found)

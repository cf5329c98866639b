"""Three-way merge of a posted form with a row that has moved on, field by field, as text."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, FileField, Form
from wtforms.fields.choices import SelectChoice

from sras.core.words import differences

BESIDE = "\n\n---\n\n"


class BaseForm(Form):
    """A form of ours; `units` names fields that belong together and merge as one."""

    units: tuple[tuple[str, ...], ...] = ()

    @property
    def in_one_line(self) -> str:
        """All that is wrong with it, where there is no page on which to say it."""
        return " ".join(str(fault) for faults in self.errors.values() for fault in faults)


class Option(SelectChoice):
    """A choice of a field that is also its (value, label) pair, as the templates read it."""

    def __getitem__(self, place: int) -> Any:
        return (self.value, self.label)[place]


def options(pairs: Iterable[tuple[Any, str]]) -> list[Option]:
    """The choices of a field from (value, label) pairs."""
    return [Option(value, label) for value, label in pairs]


@dataclass(frozen=True)
class Clash:
    """One field that two people changed: its label, their text and mine."""

    name: str
    label: str
    theirs: str
    mine: str

    @cached_property
    def diff(self) -> list[tuple[str, str]]:
        """Pieces from theirs to mine: (same | del | ins, text), by words."""
        return differences(self.theirs, self.mine)


class Conflict(Exception):
    """Two people changed the same unit; carries what each typed."""

    def __init__(self, row: Any, clashes: list[Clash], posted: MultiDict) -> None:
        super().__init__(str(row))
        self.row, self.clashes, self.posted = row, clashes, posted


def stored(form: Form, values: Callable[[str], Any]) -> MultiDict:
    """What a browser would post for a row: `values(name)` gives each field's stored value.

    `form` is an empty form, asked for its fields only.
    """
    posted: MultiDict = MultiDict()
    for name, field in form._fields.items():
        if isinstance(field, FileField):
            continue
        value = values(name)
        if isinstance(field, BooleanField):
            if value:
                posted.add(name, "y")
        elif isinstance(value, (list, tuple, set)):
            for each in value:
                posted.add(name, str(each))
        else:
            posted.add(name, "" if value is None else _text(value))
    return posted


def merge(
    form: Form,
    posted: MultiDict,
    base: MultiDict,
    current: MultiDict,
    settle: str = "",
) -> tuple[MultiDict, list[str], set[str]]:
    """Lay what was changed over what is stored.

    Returns the merged values, the names that clash, and the names others changed meanwhile.
    `settle` (mine, theirs, both) decides fields that clash; `form` is asked for its fields only.
    """
    merged: MultiDict = MultiDict()
    clashes: list[str] = []
    others: set[str] = set()
    for unit in _units(form):
        mine = any(_get(posted, name) != _get(base, name) for name in unit)
        theirs = any(_get(current, name) != _get(base, name) for name in unit)
        same = all(_get(posted, name) == _get(current, name) for name in unit)
        if theirs and not same:
            others.update(unit)
        if mine and theirs and not same:
            if not settle:
                clashes += [n for n in unit if _get(posted, n) != _get(current, n)]
            source = current if settle == "theirs" else posted
        else:
            source = posted if mine else current
        for name in unit:
            values = source.getlist(name)
            if settle == "both" and source is posted and mine and theirs and not same:
                values = _both(form._fields[name], current, posted, name)
            for value in values:
                merged.add(name, value)
    return merged, clashes, others


def _both(field: Any, current: MultiDict, posted: MultiDict, name: str) -> list[str]:
    theirs, mine = current.get(name, ""), posted.get(name, "")
    if field.type != "TextAreaField" or theirs == mine or not theirs or not mine:
        return posted.getlist(name)
    return [theirs.rstrip() + BESIDE + mine.lstrip()]


def _units(form: Form) -> list[tuple[str, ...]]:
    together = tuple(getattr(form, "units", ()))
    named = {name for unit in together for name in unit}
    return [*together, *((name,) for name in form._fields if name not in named)]


def _get(values: MultiDict, name: str) -> list[str]:
    """The values of one field; an empty one and an absent one are the same."""
    return [v for v in (_newlines(value) for value in values.getlist(name)) if v != ""]


def _newlines(value: str) -> str:
    return value.replace("\r\n", "\n").strip()


def _text(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(getattr(value, "id", value))

"""What a paper shows, and the number that its copies carry: the newest change of any of it."""

from typing import Any, NamedTuple

from sras.history.models import Change, ChangedField


class Shown(NamedTuple):
    """What a paper shows of a kind: these columns of these rows; a query of keys, None for all.

    Rows that were on it once belong to them, archived or not.
    """

    kind: str
    fields: tuple[str, ...]
    keys: Any = None


def newest(shown: list[Shown]) -> Change | None:
    """The newest change of what a paper shows: its number and day tell one copy from another.

    None when nothing of it was ever changed.
    """
    touched = ChangedField.select(Change.id, Change.at).join(Change).where(is_shown(shown))
    found = touched.order_by(Change.id.desc()).limit(1).tuples().first()
    return Change(id=found[0], at=found[1]) if found is not None else None


def is_shown(shown: list[Shown]) -> Any:
    """Whether a field of a change is on the paper; of ChangedField joined with Change."""
    either = _of_kind(shown[0])
    for each in shown[1:]:
        either |= _of_kind(each)
    return either


def _of_kind(what: Shown) -> Any:
    fields = (*what.fields, "archived_at")
    shown = (Change.kind == what.kind) & ChangedField.field.in_(fields)
    return shown if what.keys is None else shown & Change.key.in_(what.keys)

"""The list of indicators: one plain row each, and the filters over them."""

import datetime
from collections.abc import Callable
from typing import Any, NamedTuple

from sras.assessment import rules

FILTERS = {
    "all": "All",
    "unassessed": "Not assessed",
    "to-finish": "To finish",
    "key": "Key",
    "owed": "Proof owed",
    "flagged": "Re-assess",
    "in-plan": "In the plan",
}


class Row(NamedTuple):
    """One indicator in a list, everything said already."""

    key: int
    code: str
    title: str
    is_key: bool
    level: int
    name: str
    agreed_on: datetime.date | None
    index_said: str
    lacking: list[str]
    waits_for_proof: bool
    due: datetime.date | None
    in_plan: bool
    column: str
    part: tuple[str, str]
    topic: tuple[str, str]


def row(line: Any, names: list[str], today: datetime.date, years: int, years_key: int) -> Row:
    """A line of the database as a row; `due` only once the day of re-assessment has come."""
    development = rules.development(line.level, line.disposition)
    column = rules.counted_level(line.level, rules.proof_given(line.evidence_count, line.sustain))
    name = names[line.level - 1] if line.level else ""
    due = rules.reassess_due(
        line.agreed_on, line.is_key, development, years, years_key, bool(line.met)
    )
    return Row(
        key=line.id,
        code=line.code,
        title=line.title,
        is_key=line.is_key,
        level=line.level or 0,
        name=f"{name}, proof owed" if column == "owed" else name,
        agreed_on=line.agreed_on,
        index_said=_index(line, development),
        lacking=rules.lacking(line),
        waits_for_proof=rules.waits_for_proof(line, today),
        due=due if due and due <= today else None,
        in_plan=bool(line.lock_reason),
        column=column,
        part=(line.part_code, line.part_title),
        topic=(line.topic_code, line.topic_title),
    )


def _index(line: Any, development: str | None) -> str:
    if development == "none-not-priority":
        return "not a priority"
    if "scores" not in rules.asks(line.level, line.disposition):
        return ""
    found = rules.index(line.priority, line.opportunity)
    return f"{found} = {line.priority} × {line.opportunity}" if found else ""


_BELONGS: dict[str, Callable[[Row], bool]] = {
    "all": lambda row: True,
    "unassessed": lambda row: not row.level,
    "to-finish": lambda row: bool(row.lacking),
    "key": lambda row: row.is_key,
    "owed": lambda row: row.column == "owed",
    "flagged": lambda row: row.due is not None,
    "in-plan": lambda row: row.in_plan,
}


def stands_in(found: Row, name: str) -> bool:
    """Whether a row belongs under a filter."""
    return _BELONGS[name](found)


def counts(rows: list[Row]) -> dict[str, int]:
    """How many rows belong under each filter."""
    return {name: sum(map(_BELONGS[name], rows)) for name in FILTERS}


def by_part(rows: list[Any]) -> list[tuple[tuple[str, str], list[Any]]]:
    """Rows, or what has a `part` and `topic` too, as [((code, title), [((code, title), rows)])]."""
    parts: list[Any] = []
    for each in rows:
        if not parts or parts[-1][0] != each.part:
            parts.append((each.part, []))
        topics = parts[-1][1]
        if not topics or topics[-1][0] != each.topic:
            topics.append((each.topic, []))
        topics[-1][1].append(each)
    return parts


def next_open(way: list[tuple[int, str, int | None]], after: int | None = None) -> int | None:
    """The key of the first indicator without a level; with `after`, the next one behind it first.

    None when every one has a level.
    """
    keys = [key for key, _code, _level in way]
    start = keys.index(after) + 1 if after in keys else 0
    for key, _code, level in way[start:] + way[:start]:
        if level is None and key != after:
            return key
    return None


def steps(way: list[tuple[int, str, int | None]], key: int) -> dict[str, Any]:
    """Around one indicator: previous, next and next_open as (key, code) or None; place, count."""
    keys = [each for each, _code, _level in way]
    codes = {each: code for each, code, _level in way}
    place = keys.index(key)
    unassessed = next_open(way, after=key)

    def named(each: int | None) -> tuple[int, str] | None:
        return None if each is None else (each, codes[each])

    return {
        "previous": named(keys[place - 1] if place else None),
        "next": named(keys[place + 1] if place + 1 < len(keys) else None),
        "next_open": named(unassessed),
        "place": place + 1,
        "count": len(keys),
    }

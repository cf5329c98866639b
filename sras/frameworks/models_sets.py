"""Whole sets: read from the tables, imported from files, compared with the edition before."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sras.core.db import transaction
from sras.frameworks.models import Edition, Framework, Indicator, Level, Part, Topic
from sras.frameworks.rules_read import Read, read_set
from sras.frameworks.rules_revision import Step, revision
from sras.frameworks.rules_sets import (
    Heading,
    IndicatorSet,
    IndicatorText,
    LevelText,
    Problem,
    SetRefused,
)
from sras.history.models import Who

SETS = Path(__file__).parent / "sets"
DEFAULT_SET = SETS / "sras-52.toml"

# Features above add a function here: ids of indicators in, how many answers each has out.
answers_of: list[Callable[[list[int]], dict[int, int]]] = []


@dataclass(frozen=True)
class Fate:
    """A step of a revision with the earlier indicator's row and the answers it touches."""

    step: Step
    before: Indicator | None
    answers: int


def import_set(source: Path | bytes, by: Who, name: str = "") -> Edition:
    """Store the set in a file (or in bytes, `name` then saying their format) as a new edition.

    It follows `edition_before`, if there is one. Raises SetRefused, with
    every problem, and stores nothing when anything is wrong.
    """
    if isinstance(source, Path):
        return import_set(source.read_bytes(), by, source.name)
    return add_set(read_set(source, name).set, by)


def add_set(given: IndicatorSet, by: Who) -> Edition:
    """Store a checked set as a new edition that follows `edition_before`, if there is one."""
    with transaction():
        before = edition_before(given.name)
        check_new(given)
        continues = {}
        if before is not None:
            ids = {row.code: row.id for row in Indicator.of_edition(before)}
            steps = revision(set_of(before), given)
            continues = {s.after.code: ids[s.before.code] for s in steps if s.after and s.before}
        return store(given, by, based_on=before, continues=continues)


def store(
    given: IndicatorSet,
    by: Who,
    based_on: Edition | None = None,
    continues: dict[str, int] | None = None,
) -> Edition:
    """Put a checked set into the tables as an edition of the framework of its name.

    `continues` says by code which earlier indicator (its id) a new one goes on from.
    """
    with transaction():
        edition = Edition.start(
            by=by,
            framework=_framework(given, by),
            label=given.edition,
            level_labels="\n".join(given.level_labels),
            based_on=based_on,
        )
        parts = {}
        for sort, part in enumerate(given.parts, 1):
            parts[part.code] = Part.start(
                by=by, edition=edition, code=part.code, title=part.title, sort=sort
            )
        topics = {}
        for sort, topic in enumerate(given.topics, 1):
            topics[topic.code] = Topic.start(
                by=by, part=parts[topic.part], code=topic.code, title=topic.title, sort=sort
            )
        for sort, text in enumerate(given.indicators, 1):
            before = (continues or {}).get(text.code)
            topic_row = topics[text.topic]
            Indicator.add(text, by, edition, topic_row, sort=sort, continues=before)
    return edition


def _framework(given: IndicatorSet, by: Who) -> Framework:
    """The framework of a set's name, made when it is new, its notes as the set has them."""
    notes = {"source": given.source, "licence_note": given.licence_note}
    row: Framework | None = (
        Framework.current().where(Framework.name == given.name).order_by(Framework.id).first()
    )
    if row is None:
        return Framework.start(by=by, name=given.name, **notes)
    row.change(by=by, **{name: text for name, text in notes.items() if text})
    return row


def check_new(given: IndicatorSet) -> None:
    """Raise SetRefused when this edition of the framework is there already."""
    query = (
        Edition.current()
        .join(Framework)
        .where(
            Framework.name == given.name,
            Framework.archived_at.is_null(),
            Edition.label == given.edition,
        )
    )
    if query.exists():
        says = (
            f"“{given.name}” has an edition “{given.edition}” already. "
            "Give the file's edition another name; the earlier one stays as it is."
        )
        raise SetRefused([Problem("The set", says)])


def shipped() -> list[tuple[str, IndicatorSet]]:
    """The sets that come with the system, by the name of their file."""
    return [
        (path.name, read_set(path.read_bytes(), path.name).set)
        for path in sorted(SETS.glob("*.toml"))
    ]


def edition_before(name: str) -> Edition | None:
    """What a new edition of this framework follows: the newest with answers, else the newest."""
    found: Edition | None = (
        Edition.current(Edition, Framework)
        .join(Framework)
        .where(Framework.name == name, Framework.archived_at.is_null())
        .order_by(Edition.frozen_at.is_null(), Edition.id.desc())
        .first()
    )
    return found


def lineage(indicators: list[int]) -> dict[int, list[int]]:
    """Ids of the indicators that each one goes on from, the nearest first; one query."""
    before = _before()
    return {key: _line(key, before) for key in indicators}


def same_practice(indicator: int) -> set[int]:
    """Ids of all indicators, of whatever edition, that share its lineage; its own is one."""
    before = _before()
    first = [indicator, *_line(indicator, before)][-1]
    known = {indicator, *before, *before.values()}
    return {key for key in known if [key, *_line(key, before)][-1] == first}


def _before() -> dict[int, int]:
    rows: Any = Indicator.select(Indicator.id, Indicator.continues)
    return dict(rows.where(Indicator.continues.is_null(False)).tuples())


def _line(key: int, before: dict[int, int]) -> list[int]:
    line: list[int] = []
    while key in before:
        key = before[key]
        line.append(key)
    return line


def read_upload(blob: bytes, name: str) -> Read:
    """A set in an uploaded file that could be stored now; SetRefused when it could not."""
    read = read_set(blob, name)
    check_new(read.set)
    return read


def follow(edition: Edition, label: str, by: Who) -> Edition:
    """A new edition with the same texts, free to change, each indicator going on from its own."""
    with transaction():
        given = replace(set_of(edition), edition=label)
        check_new(given)
        ids = {row.code: row.id for row in Indicator.of_edition(edition)}
        return store(given, by, based_on=edition, continues=ids)


def set_of(edition: Edition) -> IndicatorSet:
    """The set as it stands in the tables; parts and topics that stand empty are left out."""
    indicators = list(Indicator.of_edition(edition))
    used = {row.topic_id for row in indicators}
    used_parts = {row.topic.part_id for row in indicators}
    levels: dict[int, list[LevelText]] = {}
    for row in Level.of_indicators(indicators):
        text = LevelText(row.level, row.description, row.evidence)
        levels.setdefault(row.indicator_id, []).append(text)
    framework = edition.framework
    return IndicatorSet(
        name=framework.name,
        edition=edition.label,
        source=framework.source,
        licence_note=framework.licence_note,
        level_labels=tuple(edition.labels),
        parts=tuple(
            Heading(part.code, part.title)
            for part in Part.of_edition(edition)
            if part.id in used_parts
        ),
        topics=tuple(
            Heading(topic.code, topic.title, topic.part.code)
            for topic in Topic.of_edition(edition)
            if topic.id in used
        ),
        indicators=tuple(_text(row, levels.get(row.id, [])) for row in indicators),
    )


def _text(row: Indicator, levels: list[LevelText]) -> IndicatorText:
    return IndicatorText(
        code=row.code,
        topic=row.topic.code,
        title=row.title,
        statement=row.statement,
        explanation=row.explanation,
        questions=tuple(row.question_list),
        guidance=row.guidance,
        is_key=bool(row.is_key),
        levels=tuple(levels),
    )


def changes_since(edition: Edition) -> list[Fate]:
    """What has become of each indicator of the edition before; nothing when there is none."""
    if edition.based_on is None:
        return []
    linked = {row.code: row.continues_id for row in Indicator.of_edition(edition)}
    return fates(edition.based_on, set_of(edition), linked)


def fates(
    before: Edition, after: IndicatorSet, linked: dict[str, int | None] | None = None
) -> list[Fate]:
    """What becomes of every indicator of an edition in a set, with the answers each touches.

    `linked` gives by code the id of the earlier indicator where it is known already.
    """
    rows = {row.code: row for row in Indicator.of_edition(before)}
    counts: Counter[int] = Counter()
    for count in answers_of:
        counts.update(count([row.id for row in rows.values()]))
    codes = {row.id: code for code, row in rows.items()}
    known = None
    if linked is not None:
        known = {new: codes[old] for new, old in linked.items() if old in codes}
    found = []
    for step in revision(set_of(before), after, known):
        row = rows[step.before.code] if step.before else None
        found.append(Fate(step, row, counts[row.id] if row else 0))
    return found

"""The indicators of a cycle on a day: a level counts by the day on which it was agreed.

Levels are those known now, typed early or late. What has no day of its own, such as scores and
texts, is as recorded by the end of the day. What was said together with a level that was typed
later (whether it is a priority, how it is kept up, its proof) is as typed with it.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from peewee import JOIN

from sras.accounts.models import Agency
from sras.assessment import rules
from sras.assessment.models import AgreedLevel, Assessment, Cycle
from sras.assessment.models_copies import links_of
from sras.assessment.models_pages import lines
from sras.evidence.models_as_of import stood_behind
from sras.history.models_as_of import AsOf

KINDS = (
    *("agency", "assessment", "cycle", "edition", "evidence", "evidence_link", "framework"),
    *("indicator", "membership", "part", "person", "topic"),
)
# Said in one save with a level, and so as old as it.
WITH_THE_LEVEL = (
    *("disposition", "disposition_reason", "sustain", "proof_owner", "proof_due", "consensus"),
    "dissent_note",
)

Lines = dict[int, list[AgreedLevel]]


@dataclass(frozen=True)
class Told:
    """What a cycle told on a day: its lines, its evidence by assessment.

    `levels` are (cycle, indicator, level) of every assessment of it and of the one `before`.
    """

    then: AsOf
    lines: list[Any]
    evidence: dict[int, list[Any]]
    levels: list[tuple[int, int, int | None]]
    before: Any


def counted_on(cycle: Any, day: datetime.date, zone: str | None = None) -> dict[int, str]:
    """The column in which each assessment of a cycle counts on a day: 1 to 4, owed, none."""
    return {
        line.id: rules.counted_level(
            line.level, rules.proof_given(line.evidence_count, line.sustain)
        )
        for line in told_on(cycle, as_of(day, zone)).lines
    }


def as_of(day: datetime.date, zone: str | None = None) -> AsOf:
    """What the indicators said at the end of a day in the agency's zone."""
    return AsOf(day, zone or Agency.one().zone, KINDS)


def agreed_by(day: datetime.date, which: Any) -> Lines:
    """The levels agreed until a day, by assessment, the oldest first; of assessments `which`."""
    found: Lines = {}
    rows = (
        AgreedLevel.current(AgreedLevel)
        .join(Assessment)
        .where(which, AgreedLevel.agreed_on <= day)
        .order_by(AgreedLevel.agreed_on, AgreedLevel.id)
    )
    for row in rows:
        found.setdefault(row.__data__["assessment"], []).append(row)
    return found


def levels_of(now: Any, agreed: Lines, day: datetime.date) -> list[AgreedLevel]:
    """Those of one assessment, or of its line; what stands without a line of its own counts too."""
    found = agreed.get(now.id, [])
    if found or now.level is None or now.agreed_on is None or now.agreed_on > day:
        return found
    return [AgreedLevel(level=now.level, agreed_on=now.agreed_on, recorded_on=now.agreed_on)]


def told_on(cycle: Any, then: AsOf, *, evidence: bool = True) -> Told:
    """The lines of a cycle as `lines` gives them, with its evidence and levels, on a day.

    Without `evidence` none is read, and no level 4 counts as proven.
    """
    now = lines(cycle)
    rows, agreed = _of_both(cycle, then.day)
    links = links_of([line.id for line in now]) if evidence else {}
    levels = [(row.cycle.id, row.__data__["indicator"], agreed[row.id]) for row in rows]
    told = Told(
        then,
        [],
        {},
        [(at, of, found[-1].level if found else None) for at, of, found in levels],
        next((then.row(row.cycle) for row in rows if row.cycle.id != cycle.id), None),
    )
    for line in now:
        since = level_since(then, line.id, line, agreed[line.id])
        found = _pieces_on(links.get(line.id, []), then, since, agreed[line.id])
        told.evidence[line.id] = found
        told.lines.append(_line_on(line, then, agreed[line.id], since, len(found)))
    return told


def _of_both(cycle: Any, day: datetime.date) -> tuple[list[Any], Lines]:
    """The assessments of a cycle and of the one before, and their levels until a day."""
    until = AgreedLevel.archived_at.is_null() & (AgreedLevel.agreed_on <= day)
    rows: dict[int, Any] = {}
    agreed: Lines = {}
    for row in (
        Assessment.current(
            *(Assessment.id, Assessment.indicator, Assessment.level, Assessment.agreed_on),
            *(Assessment.cycle, Cycle.id, Cycle.label, *AgreedLevel._meta.sorted_fields),
        )
        .join(Cycle)
        .switch(Assessment)
        .join(
            AgreedLevel,
            JOIN.LEFT_OUTER,
            on=(AgreedLevel.assessment == Assessment.id) & until,
            attr="line",
        )
        .where(Assessment.cycle.in_([cycle.id, cycle.__data__.get("previous")]))
        .order_by(AgreedLevel.agreed_on, AgreedLevel.id)
    ):
        rows.setdefault(row.id, row)
        line = getattr(row, "line", None)
        if line is not None and line.id:
            agreed.setdefault(row.id, []).append(line)
    return list(rows.values()), {key: levels_of(row, agreed, day) for key, row in rows.items()}


def _pieces_on(
    links: list[Any], then: AsOf, since: datetime.datetime, agreed: list[AgreedLevel]
) -> list[Any]:
    on = agreed[-1].agreed_on if agreed else None
    return [
        then.row(link).evidence
        for link in links
        if stood_behind(link, link.evidence, then, since, on)
    ]


def cycle_on(cycle: Any, then: AsOf) -> Any:
    """A cycle as it was on a day; over once its last day has come. Not to be saved."""
    was = then.row(cycle)
    over = is_closed_on(cycle, then.day)
    was.__data__ |= {"starts_on": cycle.starts_on, "ends_on": cycle.ends_on if over else None}
    if over or was.state == "closed":
        was.__data__["state"] = "closed" if over else "annual_review"
    return was


def is_closed_on(cycle: Any, day: datetime.date) -> bool:
    """Whether a cycle was over on a day."""
    return bool(cycle.is_closed) and cycle.ends_on is not None and cycle.ends_on <= day


def level_since(then: AsOf, key: int, now: Any, levels: list[AgreedLevel]) -> datetime.datetime:
    """The moment at which the words that belong to a level are read.

    The end of the day; for a level that had not been typed by then, of the day it was. `now` is
    the assessment or its line.
    """
    since = then.since("assessment", key)
    if not levels:
        return since
    line, was = levels[-1], then.fields("assessment", key)
    recorded = was.get("level", now.level)
    earlier = {each.agreed_on for each in levels[:-1]}
    if recorded == line.level and was.get("agreed_on", now.agreed_on) not in earlier:
        return since
    return max(since, then.end_of(line.recorded_on))


def words_on(then: AsOf, key: int, since: datetime.datetime) -> dict[str, Any]:
    """The columns of an assessment, but its level and day, that stood otherwise on a day."""
    was = then.fields("assessment", key)
    late = then.fields("assessment", key, since)
    kept = {name: value for name, value in was.items() if name not in WITH_THE_LEVEL}
    return kept | {name: value for name, value in late.items() if name in WITH_THE_LEVEL}


def _line_on(line: Any, then: AsOf, levels: list[Any], since: Any, evidence: int) -> Any:
    words = words_on(then, line.id, since)
    was = {name: value for name, value in words.items() if name in line._fields}
    indicator = then.fields("indicator", line.indicator_key)
    was |= {n: indicator[n] for n in ("code", "title", "is_key") if n in indicator}
    was |= _owner_on(line, then, words.get("proof_owner", line.proof_owner_key))
    was["level"] = levels[-1].level if levels else None
    was["agreed_on"] = levels[-1].agreed_on if levels else None
    was["met"] = sum(each.why == "met" for each in levels)
    return line._replace(**was, evidence_count=evidence)


def _owner_on(line: Any, then: AsOf, owner: int | None) -> dict[str, Any]:
    """Who owed the proof then, by key and name."""
    name = line.proof_owner_name
    if owner != line.proof_owner_key:
        name = then.name_then("assessment", line.id, "proof_owner")
    if owner:
        name = then.fields("person", owner).get("name", name)
    return {"proof_owner_key": owner, "proof_owner_name": name}


def assessment_on(assessment: Any, then: AsOf, levels: list[AgreedLevel]) -> Any:
    """A row of an assessment on a day, with what is joined to it; not to be saved."""
    line = levels[-1] if levels else None
    since = level_since(then, assessment.id, assessment, levels)
    was = then.row(assessment)
    was.__data__ |= words_on(then, assessment.id, since)
    was.__data__ |= {
        "level": line.level if line else None,
        "agreed_on": line.agreed_on if line else None,
    }
    return was

"""The indicators of a cycle on a day: a level counts by the day on which it was agreed.

Levels are those known now, typed early or late. What has no day of its own, such as scores and
texts, is as recorded by the end of the day. What was said together with a level that was typed
later (whether it is a priority, how it is kept up, its proof) is as typed with it.
"""

import datetime
from typing import Any

from sras.accounts.models import Agency
from sras.assessment import rules
from sras.assessment.models import AgreedLevel, Assessment
from sras.assessment.models_copies import links_of
from sras.assessment.models_pages import lines
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


def levels_on(cycle: Any, day: datetime.date) -> dict[int, int | None]:
    """The level of each assessment of a cycle on a day; None before one was agreed.

    A 4 may still owe its proof: `counted_on` says in which column it counts.
    """
    agreed = agreed_by(day, Assessment.cycle == cycle)
    rows = Assessment.current().where(Assessment.cycle == cycle)
    levels = {row.id: levels_of(row, agreed, day) for row in rows}
    return {key: found[-1].level if found else None for key, found in levels.items()}


def counted_on(cycle: Any, day: datetime.date, zone: str | None = None) -> dict[int, str]:
    """The column in which each assessment of a cycle counts on a day: 1 to 4, owed, none."""
    return {
        line.id: rules.counted_level(
            line.level, rules.proof_given(line.evidence_count, line.sustain)
        )
        for line in lines_on(cycle, as_of(day, zone))[0]
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


def lines_on(cycle: Any, then: AsOf) -> tuple[list[Any], dict[int, list[Any]]]:
    """The lines of a cycle as `lines` gives them, and its evidence by assessment, on a day."""
    now = lines(cycle)
    agreed = agreed_by(then.day, Assessment.cycle == cycle)
    links = links_of([line.id for line in now])
    made, pieces = [], {}
    for line in now:
        levels = levels_of(line, agreed, then.day)
        since = level_since(then, line.id, line, levels)
        pieces[line.id] = [
            then.row(link).evidence
            for link in links.get(line.id, [])
            if then.was_there(link, since) and then.was_there(link.evidence, since)
        ]
        made.append(_line_on(line, then, levels, since, len(pieces[line.id])))
    return made, pieces


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

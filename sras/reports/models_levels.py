"""The indicators of a cycle at the beginning and at the end of a span, in three queries."""

import datetime
from typing import Any

from peewee import Value

from sras.assessment.models import AgreedLevel, Assessment
from sras.assessment.models_as_of import Lines, level_since, levels_of, words_on
from sras.assessment.models_before import levels_before
from sras.assessment.models_cycle import Cycle
from sras.assessment.models_pages import lines
from sras.assessment.rules import proof_given
from sras.evidence.models import Evidence, EvidenceLink
from sras.evidence.models_as_of import stood_behind
from sras.history.models_as_of import AsOf
from sras.reports.rules_levels import Mark

KINDS = ("assessment", "evidence", "evidence_link", "indicator")
NONE = Value(None)


def marks_of(cycle: Cycle, before: AsOf, now: AsOf) -> list[Mark]:
    """Every indicator with its level at the end of two days, in the order of the set."""
    agreed, proofs = _agreed(cycle)
    return [_mark(line, before, now, agreed, proofs.get(line.id, [])) for line in lines(cycle)]


def opened_marks_of(cycle: Cycle, before: AsOf, now: AsOf) -> list[Mark]:
    """The same for a whole year: what had no level at its beginning has the one it opened with.

    That is the level of the cycle before, else the first one agreed.
    """
    earlier = levels_before(cycle) if cycle.__data__["previous"] is not None else {}
    agreed, proofs = _agreed(cycle)
    found = []
    for line in lines(cycle):
        mark = _mark(line, before, now, agreed, proofs.get(line.id, []))
        first = next(iter(agreed.get(line.id, ())), None)
        if mark.before is None and earlier.get(line.indicator_key) is not None:
            mark = mark._replace(before=earlier[line.indicator_key], opened="cycle")
        elif mark.before is None and mark.level is not None and first is not None:
            then = _stood(line, before.later(first.agreed_on), agreed, proofs.get(line.id, []))[0]
            mark = mark._replace(before=first.level, owed_before=then[2], opened="first")
        found.append(mark)
    return found


def _mark(line: Any, before: AsOf, now: AsOf, agreed: Lines, proofs: list[Any]) -> Mark:
    then, _since = _stood(line, before, agreed, proofs)
    stands, since = _stood(line, now, agreed, proofs)
    words = words_on(now, line.id, since) if since else {}
    named = now.fields("indicator", line.indicator_key)
    return Mark(
        key=line.id,
        code=named.get("code", line.code),
        title=named.get("title", line.title),
        part=(line.part_code, line.part_title),
        is_key=line.is_key,
        before=then[0],
        level=stands[0],
        on=stands[1],
        owed_before=then[2],
        owed=stands[2],
        owner=_owner(line, now, words),
        due=words.get("proof_due", line.proof_due),
    )


def _stood(
    line: Any, then: AsOf, agreed: Lines, proofs: list[Any]
) -> tuple[tuple[int | None, datetime.date | None, bool], Any]:
    """Level, its day and whether its proof was owed; and when its words are read."""
    own = {line.id: [each for each in agreed.get(line.id, ()) if each.agreed_on <= then.day]}
    held = levels_of(line, own, then.day)
    if not held:
        return (None, None, False), None
    newest, since = held[-1], level_since(then, line.id, line, held)
    if newest.level != 4:
        return (newest.level, newest.agreed_on, False), since
    sustain = words_on(then, line.id, since).get("sustain", line.sustain)
    there = [stood_behind(tie, of, then, since, newest.agreed_on) for tie, of in proofs]
    return (4, newest.agreed_on, not proof_given(sum(there), sustain)), since


def _owner(line: Any, now: AsOf, words: dict[str, Any]) -> str:
    key, name = line.proof_owner_key, line.proof_owner_name
    if "proof_owner" in words:
        key, name = words["proof_owner"], now.name_then("assessment", line.id, "proof_owner")
    if key is not None:
        name = now.fields("person", key).get("name", name)
    return name or ""


def _agreed(cycle: Cycle) -> tuple[Lines, dict[int, list[Any]]]:
    """Levels in the order of agreeing, and links with their evidence, each by assessment."""
    levels = (
        AgreedLevel.current(
            *(Value("level"), AgreedLevel.assessment, AgreedLevel.id, AgreedLevel.level),
            *(AgreedLevel.agreed_on, AgreedLevel.recorded_on, NONE),
        )
        .join(Assessment)
        .where(Assessment.cycle == cycle)
    )
    asked = Assessment.select(Assessment.id).where(Assessment.cycle == cycle)
    links = (
        EvidenceLink.select(
            *(Value("proof"), EvidenceLink.key, EvidenceLink.id, Evidence.id),
            *(EvidenceLink.archived_at, Evidence.archived_at, Evidence.dated),
        )
        .join(Evidence)
        .where(EvidenceLink.kind == "assessment", EvidenceLink.key.in_(asked))
    )
    agreed: Lines = {}
    proofs: dict[int, list[Any]] = {}
    for what, about, key, other, one, two, dated in levels.union_all(links).tuples():
        if what == "level":
            line = AgreedLevel(id=key, level=other, agreed_on=_day(one), recorded_on=_day(two))
            agreed.setdefault(about, []).append(line)
        else:
            piece = Evidence(id=other, archived_at=two, dated=dated and _day(dated))
            proofs.setdefault(about, []).append((EvidenceLink(id=key, archived_at=one), piece))
    for each in agreed.values():
        each.sort(key=lambda line: (line.agreed_on, line.id))
    return agreed, proofs


def _day(value: Any) -> datetime.date:
    return value if isinstance(value, datetime.date) else datetime.date.fromisoformat(value)

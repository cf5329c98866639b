"""The cycle before: the same practice there, its level, and what is taken over from it."""

import datetime
from typing import Any

from peewee import JOIN

from sras.assessment import rules_before
from sras.assessment.models import AgreedLevel, Assessment, evidence_of
from sras.assessment.models_cycle import Cycle
from sras.core.db import transaction
from sras.evidence.models import Evidence
from sras.frameworks.models_sets import lineage, same_practice
from sras.history.models import Who


def past_of(assessment: Assessment, previous: Any) -> list[Any]:
    """Agreed levels of an indicator in this cycle and the one before, oldest first.

    Each has the assessment's own `in_place`, `now_level` and proof; one never agreed has no `on`.
    """
    here = Assessment.id == assessment.id
    if previous is not None:
        kin = same_practice(assessment.indicator.id)
        here |= (Assessment.cycle == previous) & Assessment.indicator.in_(kin)
    return list(
        Assessment.current(
            Assessment.id,
            Assessment.level.alias("now_level"),
            Assessment.agreed_on.alias("now_on"),
            Assessment.in_place,
            Assessment.sustain,
            evidence_of(Assessment.id).alias("evidence_count"),
            Cycle.label,
            AgreedLevel.level,
            AgreedLevel.agreed_on.alias("on"),
            AgreedLevel.why,
            AgreedLevel.note,
        )
        .join(Cycle)
        .switch(Assessment)
        .join(
            AgreedLevel,
            JOIN.LEFT_OUTER,
            on=(AgreedLevel.assessment == Assessment.id) & AgreedLevel.archived_at.is_null(),
        )
        .where(here)
        .order_by(Cycle.starts_on, AgreedLevel.agreed_on, AgreedLevel.id)
        .namedtuples()
    )


def now_of(assessment: Assessment) -> Assessment | None:
    """Where a practice is assessed now: here, or in the running cycle when this one is closed.

    None when no cycle that runs asks for the same practice.
    """
    if not assessment.cycle.is_closed:
        return assessment
    kin = same_practice(assessment.__data__["indicator"])
    found: Any = Assessment.current(Assessment, Cycle).join(Cycle)
    return found.where(
        Assessment.cycle == Cycle.running_key(), Assessment.indicator.in_(kin)
    ).first()


def levels_before(
    cycle: Cycle, of_both: list[tuple[int, int, int | None]] | None = None
) -> dict[int, int | None]:
    """The level in the cycle before of each indicator of this one, by the indicator's id.

    One that is not there was not asked in the cycle before, whatever its code. `of_both` are
    cycle, indicator and level of every assessment of the two; as they are now unless given.
    """
    rows = _levels_now(cycle) if of_both is None else of_both
    lines = lineage([indicator for _cycle, indicator, _level in rows])
    first = {key: [key, *line][-1] for key, line in lines.items()}
    before = {first[key]: level for at, key, level in rows if at != cycle.id}
    here = [key for at, key, _level in rows if at == cycle.id]
    return {key: before[first[key]] for key in here if first[key] in before}


def _levels_now(cycle: Cycle) -> list[tuple[int, int, int | None]]:
    of_both: Any = Assessment.current(Assessment.cycle, Assessment.indicator, Assessment.level)
    both = [cycle.id, cycle.__data__["previous"]]
    return list(of_both.where(Assessment.cycle.in_(both)).tuples())


def keep_as_it_was(
    assessment: Assessment, *, by: Who, before: int, today: datetime.date
) -> list[str] | None:
    """Agree today on level, scores, texts and evidence of another assessment, by its key.

    Only what is empty is filled; returns, in words, what was there and stayed. None, and nothing
    copied, when the proof of its level 4 is still owed.
    """
    old = Assessment.get_by_id(before)
    if old.counted == "owed":
        return None
    copied, stayed = rules_before.taken_over(old.__data__, assessment.__data__)
    pieces: list[Any] = Evidence.of("assessment", before)
    about = ("assessment", assessment.id)
    with transaction():
        for piece in pieces:
            piece.link(by=by, about=about, supports=piece.support.supports)
        note = "Kept as it was in the cycle before."
        assessment.agree(by=by, today=today, note=note, **copied)
    return stayed

"""What pages of assessments read in one query each: one whole, the way through, plain lines."""

from typing import Any

from peewee import JOIN, fn

from sras.accounts.models import Person
from sras.assessment.models import AgreedLevel, Assessment, evidence_of
from sras.assessment.models_cycle import Cycle
from sras.assessment.models_rounds import Round
from sras.core.prepared import Prepared
from sras.evidence.models import stands_for
from sras.frameworks.models import Indicator, Part, Topic
from sras.frameworks.models_sets import answers_of
from sras.history.models import Change
from sras.history.models_reading import newest


def whole_one(key: int) -> Assessment | None:
    """One assessment with all its page needs, its cycle too; `round_state` is of its newest round.

    It is None where no round was begun.
    """
    return _ONE.one(key)


def one_to_save(key: int) -> Assessment | None:
    """The same with all a save asks for: its `newest` agreed level, and how far the team is.

    `running` is the key of the running cycle; `rated` and `total` count the indicators of its own.
    """
    return _TO_SAVE.one(key)


def _one(key: Any) -> Any:
    newest = (
        Round.current(Round.state)
        .where(Round.assessment == Assessment.id)
        .order_by(Round.id.desc())
        .limit(1)
    )
    whole = Assessment.whole().select_extend(Cycle, newest.alias("round_state"))
    return whole.switch(Assessment).join(Cycle).where(Assessment.id == key)


def _to_save(key: Any) -> Any:
    line, peer = AgreedLevel.alias(), Assessment.alias()
    newest = (
        line.select(line.id)
        .where(line.assessment == Assessment.id, line.archived_at.is_null())
        .order_by(line.agreed_on.desc(), line.id.desc())
        .limit(1)
    )
    peers = (peer.cycle == Assessment.cycle) & peer.archived_at.is_null()
    return (
        _one(key)
        .select_extend(
            AgreedLevel,
            Cycle.running_key().alias("running"),
            peer.select(fn.COUNT(peer.level)).where(peers).alias("rated"),
            peer.select(fn.COUNT(peer.id)).where(peers).alias("total"),
        )
        .switch(Assessment)
        .join(AgreedLevel, JOIN.LEFT_OUTER, on=(AgreedLevel.id == newest), attr="newest")
    )


_ONE, _TO_SAVE = Prepared(_one), Prepared(_to_save)


def way_through(cycle: Any) -> list[tuple[int, str, int | None]]:
    """Key, code and level of every indicator of a cycle, in order."""
    return list(
        Assessment.current(Assessment.id, Indicator.code, Assessment.level)
        .join(Indicator)
        .where(Assessment.cycle == cycle)
        .order_by(Indicator.sort)
        .tuples()
    )


def lines(cycle: Any) -> list[Any]:
    """Every assessment of a cycle as a plain line, in order: quick to read and to show."""
    return _LINES.rows(cycle.id)


def _lines(cycle: Any) -> Any:
    return (
        Assessment.current(
            Assessment.id,
            Assessment.version,
            Assessment.level,
            Assessment.agreed_on,
            Assessment.in_place,
            Assessment.disposition,
            Assessment.disposition_reason,
            Assessment.priority,
            Assessment.opportunity,
            Assessment.constraint_kind,
            Assessment.constraint_note,
            Assessment.barrier,
            Assessment.sustain,
            Assessment.proof_due,
            Assessment.consensus,
            Assessment.dissent_note,
            Assessment.lock_reason,
            Assessment.look_again,
            Assessment.proof_owner.alias("proof_owner_key"),
            Person.name.alias("proof_owner_name"),
            evidence_of(Assessment.id).alias("evidence_count"),
            _met(Assessment.id).alias("met"),
            Indicator.id.alias("indicator_key"),
            Indicator.code,
            Indicator.title,
            Indicator.is_key,
            Topic.code.alias("topic_code"),
            Topic.title.alias("topic_title"),
            Part.code.alias("part_code"),
            Part.title.alias("part_title"),
        )
        .join(Indicator)
        .join(Topic)
        .join(Part)
        .switch(Assessment)
        .join(Person, JOIN.LEFT_OUTER, on=(Assessment.proof_owner == Person.id))
        .where(Assessment.cycle == cycle)
        .order_by(Indicator.sort)
        .namedtuples()
    )


def _met(key: Any) -> Any:
    """How often an objective on it was met."""
    return AgreedLevel.current(fn.COUNT(AgreedLevel.id)).where(
        AgreedLevel.assessment == key, AgreedLevel.why == "met"
    )


# What worksheets tell; views before their opening are not among it.
TOLD_ON_PAPER = (
    *("agency", "agreed_level", "assessment", "cycle", "evidence", "evidence_link"),
    *("framework", "membership", "person"),
)


def last_change() -> Change | None:
    """The newest change to what worksheets tell."""
    return newest(TOLD_ON_PAPER)


def answers(indicators: list[int]) -> dict[int, int]:
    """How many agreed levels each indicator has, over all cycles."""
    query: Any = (
        Assessment.current(Assessment.indicator, fn.COUNT(Assessment.id))
        .where(Assessment.indicator.in_(indicators), Assessment.level.is_null(False))
        .group_by(Assessment.indicator)
    )
    return dict(query.tuples())


def evidence_stands(key: int) -> str:
    """Why the evidence of an assessment stands as it is; empty while its cycle is not closed."""
    closed = Cycle.select(Cycle.label).join(Assessment).where(Assessment.id == key)
    label = closed.where(Cycle.state == "closed").scalar()
    return f"The cycle {label} is closed; its evidence stays as it was." if label else ""


_LINES = Prepared(_lines)
answers_of.append(answers)
stands_for["assessment"] = evidence_stands

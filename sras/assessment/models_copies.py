"""The profile now and as it was at a change: its lines, its team, its evidence."""

from typing import Any

from sras.accounts.models import Membership, Person
from sras.assessment.models import Assessment
from sras.assessment.models_cycle import Cycle
from sras.evidence.models import Evidence, EvidenceLink
from sras.frameworks.models import Edition, Indicator, Topic
from sras.history.models_past import Past
from sras.history.models_shown import Shown

ASSESSMENT = (
    *("cycle", "level", "agreed_on", "in_place", "disposition", "disposition_reason", "priority"),
    *("opportunity", "constraint_kind", "constraint_note", "barrier", "sustain", "proof_owner"),
    *("proof_due", "consensus", "dissent_note"),
)
AGENCY = ("agency_name", "state_name", "system_name", "zone")
INDICATOR = ("code", "title", "is_key", "sort")
EDITION = ("label", "level_labels", "framework")


def shown_on_profile(cycle: Cycle, *, ever: bool = False) -> list[Shown]:
    """What the profile of a cycle shows; `ever`: what copies of it may have shown."""
    own = Assessment.select(Assessment.id).where(Assessment.cycle == cycle.id)
    links = (EvidenceLink.kind == "assessment") & EvidenceLink.key.in_(own)
    edition = cycle.__data__["edition"]
    asked = Indicator.edition == edition
    topics = Indicator.select(Indicator.topic).where(asked)
    owed_by = Assessment.select(Assessment.proof_owner).where(Assessment.cycle == cycle.id)
    people = Person.id.in_(Membership.select(Membership.person)) | Person.id.in_(owed_by)
    pieces, ties = (
        EvidenceLink.select(column).where(links)
        for column in (EvidenceLink.evidence, EvidenceLink.id)
    )
    framework = Edition.select(Edition.framework).where(Edition.id == edition)
    return [
        Shown("agency", AGENCY),
        Shown("cycle", ("label", "starts_on", "ends_on", "previous"), [cycle.id]),
        Shown("assessment", ASSESSMENT, own),
        Shown("indicator", INDICATOR, Indicator.select(Indicator.id).where(asked)),
        Shown("topic", ("code", "title"), topics),
        Shown("part", ("code", "title"), Topic.select(Topic.part).where(Topic.id.in_(topics))),
        Shown("edition", EDITION, [edition]),
        Shown("framework", ("name",), framework),
        Shown("evidence", ("title", "dated"), pieces),
        Shown("evidence_link", ("kind", "key", "evidence"), ties),
        Shown("membership", ("person", "team_role", "started_on", "ended_on")),
        Shown("person", ("name",), None if ever else Person.select(Person.id).where(people)),
    ]


def lines_then(now: list[Any], past: Past, counts: dict[int, int]) -> list[Any]:
    """The lines of a profile as they were; `counts` are those of its evidence then."""
    return [
        _line_then(line, past, counts.get(line.id, 0))
        for line in now
        if past.had("assessment", line.id)
    ]


def _line_then(line: Any, past: Past, evidence: int) -> Any:
    fields = past.fields("assessment", line.id)
    was = {name: value for name, value in fields.items() if name in line._fields}
    indicator = past.fields("indicator", line.indicator_key)
    was |= {n: indicator[n] for n in ("code", "title", "is_key") if n in indicator}
    owner = fields.get("proof_owner", line.proof_owner_key)
    if owner != line.proof_owner_key:
        was["proof_owner_name"] = past.name_then("assessment", line.id, "proof_owner")
    renamed = past.fields("person", owner) if owner else {}
    if "name" in renamed:
        was["proof_owner_name"] = renamed["name"]
    return line._replace(**was, evidence_count=evidence)


def evidence_then(keys: list[int], past: Past) -> tuple[dict[int, list[Any]], dict[int, list[Any]]]:
    """The evidence of assessments by their key, as it was and as it is."""
    links = [link for many in links_of(keys).values() for link in many]
    were = [link for link in links if past.was_there(link) and past.was_there(link.evidence)]
    now = [link for link in links if link.archived_at is None and link.evidence.archived_at is None]
    then = [past.row(link) for link in were]
    return _by_key(then), _by_key(now)


def links_of(keys: list[int]) -> dict[int, list[Any]]:
    """All links of evidence to assessments by their key, archived ones too, oldest first."""
    rows = (
        EvidenceLink.select(EvidenceLink, Evidence)
        .join(Evidence)
        .where(EvidenceLink.kind == "assessment", EvidenceLink.key.in_(keys))
        .order_by(EvidenceLink.id)
    )
    found: dict[int, list[Any]] = {}
    for link in rows:
        found.setdefault(link.key, []).append(link)
    return found


def _by_key(links: list[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for link in links:
        found.setdefault(link.key, []).append(link.evidence)
    return found


def seats_then(cycle_then: Cycle, cycle: Cycle, past: Past) -> tuple[list[Any], list[Any]]:
    """The seats on the team during the cycle, as they were and as they are."""
    rows = list(Membership.select(Membership, Person).join(Person))
    now = [row for row in rows if row.archived_at is None]
    return _during(cycle_then, past.rows(rows)), _during(cycle, now)


def _during(cycle: Cycle, seats: list[Any]) -> list[Any]:
    found = [
        seat
        for seat in seats
        if (seat.ended_on is None or seat.ended_on >= cycle.starts_on)
        and (cycle.ends_on is None or seat.started_on <= cycle.ends_on)
    ]
    return sorted(found, key=lambda seat: seat.person.name)

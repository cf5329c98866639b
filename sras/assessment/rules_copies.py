"""What the printed profile says, line by line, so that two copies of it can be compared."""

from collections.abc import Iterable
from typing import Any

from sras.assessment import rules, rules_profile
from sras.assessment.rules import said
from sras.assessment.rules_profile import Entry
from sras.history.rules_copies import Line, Sheet


def sheets(made: list[Entry], front: dict[str, str], pieces: dict[int, str]) -> list[Sheet]:
    """What is printed anew of a profile: first page, grid, counts, each indicator, the lists.

    `pieces` says the evidence of each assessment that is told of, by its key.
    """
    first = [Line("front", "", label, words) for label, words in front.items()]
    indicators = [
        Sheet(f"a{entry.row.key}", f"{entry.row.code} {entry.row.title}", lines, loose=True)
        for entry, lines in ((each, _lines(each, pieces)) for each in made)
        if lines
    ]
    return [
        Sheet("front", "First page", first),
        Sheet("grid", "The grid", list(_grid(made)), follows=True),
        Sheet("counts", "Counts by part and level", list(_counts(made)), follows=True, loose=True),
        *indicators,
        Sheet("lists", "The lists at the end", list(_lists(made)), follows=True, loose=True),
    ]


def _lines(entry: Entry, pieces: dict[int, str]) -> list[Line]:
    """What is said of an indicator in words; nothing while it has no level."""
    if not entry.row.level:
        return []
    told = _entry(entry, pieces.get(entry.row.key, ""))
    return [Line("a", "", label, str(words)) for label, words in told.items()]


def _entry(entry: Entry, evidence: str) -> dict[str, str]:
    line, owed = entry.line, entry.row.column == "owed"
    disposed = line.disposition if line.level == 1 else ""
    scored_low = entry.scored and line.opportunity == 1
    return {
        "Indicator": _titled(entry),
        "Level": f"{entry.row.level} {entry.row.name}",
        "Agreed on": said(line.agreed_on) if line.agreed_on else "",
        "Change": entry.moved,
        "Index": entry.row.index_said if entry.scored else "",
        "Will be included": "yes" if disposed == "will_include" else "",
        "Not a priority": line.disposition_reason if disposed == "not_a_priority" else "",
        "Proof owed": _owed(line) if owed else "",
        "In place": line.in_place or "still to be written",
        "In the way": _in_the_way(line) if scored_low else "",
        "Barrier": line.barrier,
        "Kept up by": line.sustain if line.level == 4 else "",
        "Evidence": evidence,
        "Consensus": _consensus(line),
    }


def _titled(entry: Entry) -> str:
    return f"{entry.row.code} {entry.row.title}{' (KEY)' if entry.row.is_key else ''}"


def _owed(line: Any) -> str:
    day = said(line.proof_due) if line.proof_due else ""
    return f"by {line.proof_owner_name} by {day}" if day else ""


def _in_the_way(line: Any) -> str:
    kind = rules.CONSTRAINT_NAMES.get(line.constraint_kind) or "In the way"
    return f"{kind}: {line.constraint_note}" if line.constraint_note else ""


def _consensus(line: Any) -> str:
    name = rules.CONSENSUS_NAMES.get(line.consensus, "") if line.consensus != "agreed" else ""
    return " ".join(word for word in (name, line.dissent_note) if word)


def _grid(made: list[Entry]) -> Iterable[Line]:
    for entry in made:
        row = entry.row
        day = said(row.agreed_on) if row.level and row.agreed_on else "not assessed"
        words = f"{_titled(entry)}: {row.level}, {row.column}, {day}, {entry.moved_from}"
        yield Line(f"a{row.key}", row.code, "Grid", f"{words}, {row.index_said}")


def _counts(made: list[Entry]) -> Iterable[Line]:
    for part, tally, total in rules_profile.counts(made):
        yield Line(part, part, "Counts", f"{tally}, {total}")


def _lists(made: list[Entry]) -> Iterable[Line]:
    for entry in made:
        row, line = entry.row, entry.line
        stands = (entry.before, row.level, line.disposition, line.disposition_reason)
        yield Line(f"a{row.key}", row.code, "Lists", f"{_titled(entry)} {stands}")

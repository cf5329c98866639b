"""Reading ratings and a plan from a table: which column is which, and what each row says."""

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sras.core.markdown import too_tangled
from sras.planning import rules, rules_tasks


@dataclass(frozen=True)
class Column:
    """Something a table may say: its name, the head it is written under, other heads for it."""

    name: str
    head: str
    others: tuple[str, ...] = ()
    needed: bool = False
    example: str = ""


RATINGS = (
    Column("code", "Code", ("indicator", "indicator code", "no", "number"), True, "6.2"),
    Column("level", "Level", ("rating", "agreed level", "score"), True, "2"),
    Column("priority", "Priority", ("priority score",), example="3"),
    Column("opportunity", "Opportunity", ("opportunity score",), example="2"),
    Column(
        "in_place",
        "Note",
        (
            "in place",
            "what is in place",
            "description",
            "current level of development",
            "rationale",
        ),
        example="Two of five offices use it.",
    ),
    Column("agreed_on", "Agreed on", ("date", "assessed on", "day"), example="2026-09-14"),
    Column("disposition", "If level 1", ("disposition",), example="will include"),
    Column("disposition_reason", "Why not a priority", ("reason",)),
    Column("sustain", "How kept up", ("sustain", "sustained by")),
    Column("proof_owner", "Proof owed by"),
    Column("proof_due", "Proof due"),
)
PLAN = (
    Column("code", "Code", ("indicator code", "indicator no"), True, "6.2"),
    Column("state", "Objective state", ("status", "objective status"), example="active"),
    Column("list", "List", (), example="quick win"),
    Column("owner", "Objective owner", ("assigned to", "owner", "responsible"), example="Ana Ruiz"),
    Column("outside_owner", "Objective done by"),
    Column(
        "done_description",
        "When fully in place",
        ("how it will look", "how it will look when fully met", "objective", "goal"),
        example="Every office uses one form, and the log shows it.",
    ),
    Column("starts_on", "Start", ("start date", "starts on")),
    Column("target_on", "Target date", ("target", "target completion date"), example="2027-06-30"),
    Column("task", "Task", ("action", "step", "task description"), example="Draft the form"),
    Column("task_owner", "Task owner", ("task assigned to",), example="Ben Okafor"),
    Column("task_outside", "Task done by"),
    Column("added_on", "Added", ("added date", "added on")),
    Column("due", "Due", ("due date", "task due", "by when"), example="2026-11-30"),
    Column("frequency", "Frequency", ("how often",), example="once"),
    Column("task_state", "Task state", ("task status",), example="in progress"),
    Column("state_reason", "Why", ("blocked reason",)),
    Column("done_on", "Done on", ("completed", "completed date", "date completed")),
)
KINDS = {"ratings": RATINGS, "plan": PLAN}
NOT_A_PRIORITY = ("not a priority", "not priority", "no", "none not priority")


def plain(text: str) -> str:
    """A head or a word without case, signs and doubled spaces."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text.lower()).split())


def guess(head: list[str], kind: str) -> dict[str, int]:
    """Which column of a table says what, as far as its heads tell."""
    found: dict[str, int] = {}
    heads = [plain(text) for text in head]
    for column in KINDS[kind]:
        for wanted in (column.head, column.name, *column.others):
            places = [n for n, text in enumerate(heads) if text == plain(wanted)]
            free = [n for n in places if n not in found.values()]
            if free:
                found[column.name] = free[0]
                break
    return found


@dataclass
class Row:
    """One row read: its number in the table and what it says, by column name."""

    number: int
    says: dict[str, Any] = field(default_factory=dict)


@dataclass
class Reading:
    """What a table says, and what cannot be read, as (row, sentence)."""

    rows: list[Row] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Known:
    """What rows are checked against: codes of the cycle, members by key, today."""

    codes: frozenset[str]
    members: dict[int, str]
    today: datetime.date


def read_rows(table: list[list[str]], mapping: dict[str, int], kind: str, known: Known) -> Reading:
    """Every row below the head, checked by itself; `mapping` is column name → place."""
    reading = Reading()
    missing = [c.head for c in KINDS[kind] if c.needed and c.name not in mapping]
    if missing:
        reading.faults.append((1, f"Say which column holds: {', '.join(missing)}."))
        return reading
    read = {"ratings": _rating, "plan": _plan_row}[kind]
    for number, cells in enumerate(table[1:], 2):
        cell = _cells(cells, mapping)
        faults: list[str] = []
        says = read(cell, known, faults.append)
        reading.faults += [(number, fault) for fault in faults]
        reading.rows.append(Row(number, says))
    if kind == "ratings":
        _refuse_twice(reading)
    return reading


def _cells(cells: list[str], mapping: dict[str, int]) -> Callable[[str], str]:
    def cell(name: str) -> str:
        place = mapping.get(name, -1)
        return cells[place].strip() if 0 <= place < len(cells) else ""

    return cell


def _code(cell: Callable[[str], str], known: Known, refuse: Callable[[str], None]) -> str:
    code = cell("code").rstrip(".")
    if not code:
        refuse("The code of the indicator is missing.")
    elif code not in known.codes:
        hint = ""
        if re.fullmatch(r"\d+", code) and f"{code}0" not in known.codes:
            hint = " A spreadsheet may have taken 1.10 for 1.1; format the column as text."
        refuse(f"There is no indicator “{code}” in this cycle.{hint}")
    return code


def _rating(
    cell: Callable[[str], str], known: Known, refuse: Callable[[str], None]
) -> dict[str, Any]:
    says: dict[str, Any] = {"code": _code(cell, known, refuse)}
    says["level"] = _score(cell("level"), "level", 4, refuse)
    if not cell("level"):
        refuse("The level is missing; it is a number from 1 to 4.")
    for name in ("priority", "opportunity"):
        says[name] = _score(cell(name), name, 3, refuse)
    says["in_place"] = _text(cell, "in_place", 20_000, refuse)
    says["agreed_on"] = _past_day(cell("agreed_on"), "agreed", known, refuse)
    says["disposition"] = _disposition(cell("disposition"), says["level"])
    says["disposition_reason"] = _text(cell, "disposition_reason", 4_000, refuse)
    if says["disposition"] == "not_a_priority" and not says["disposition_reason"]:
        refuse("Not a priority needs its reason.")
    says["sustain"] = _text(cell, "sustain", 4_000, refuse)
    says["proof_owner"] = _member(cell("proof_owner"), known, refuse)
    says["proof_due"] = _day(cell("proof_due"), known, refuse)
    return says


def _disposition(text: str, level: int | None) -> str:
    if level != 1 or not text:
        return ""
    return "not_a_priority" if plain(text) in NOT_A_PRIORITY else "will_include"


def _plan_row(
    cell: Callable[[str], str], known: Known, refuse: Callable[[str], None]
) -> dict[str, Any]:
    says: dict[str, Any] = {"code": _code(cell, known, refuse)}
    says["state"] = _word(cell("state"), ("draft", "active", "paused"), "", refuse, True)
    says["list"] = _word(cell("list"), ("quick_win", "longer_term"), "", refuse)
    says["owner"] = _member(cell("owner"), known, refuse)
    says["outside_owner"] = _line(cell, "outside_owner", 200, refuse)
    says["done_description"] = _text(cell, "done_description", 4_000, refuse)
    says["starts_on"] = _day(cell("starts_on"), known, refuse)
    says["target_on"] = _day(cell("target_on"), known, refuse)
    fault = rules.date_fault(says["starts_on"], says["target_on"])
    if fault:
        refuse(fault)
    says["title"] = _line(cell, "task", 300, refuse)
    says["task_owner"] = _member(cell("task_owner"), known, refuse)
    says["task_outside"] = _line(cell, "task_outside", 200, refuse)
    says["added_on"] = _past_day(cell("added_on"), "added", known, refuse)
    says["due"] = _day(cell("due"), known, refuse)
    frequencies = tuple(rules_tasks.FREQUENCY_NAMES)
    says["frequency"] = _word(cell("frequency"), frequencies, "once", refuse)
    says["done_on"] = _past_day(cell("done_on"), "done", known, refuse)
    usual = "done" if says["done_on"] else "not_started"
    states = tuple(rules_tasks.TASK_STATE_NAMES)
    says["task_state"] = _word(cell("task_state"), states, usual, refuse)
    says["state_reason"] = _text(cell, "state_reason", 2_000, refuse)
    if says["title"]:
        if says["task_state"] == "done" and not says["done_on"]:
            refuse("A done task needs the day on which it was done.")
        if says["task_state"] in ("blocked", "dropped") and not says["state_reason"]:
            refuse(f"A {says['task_state']} task needs its reason.")
        if says["task_outside"] and says["task_owner"] is None:
            refuse("Name the member who answers for the one who does the task.")
    return says


def _score(text: str, name: str, most: int, refuse: Callable[[str], None]) -> int | None:
    if not text:
        return None
    match = re.fullmatch(r"([1-9])(?:\.0+)?", text)
    if match and int(match[1]) <= most:
        return int(match[1])
    refuse(f"The {name} is “{text[:40]}”; it is a number from 1 to {most}.")
    return None


def _text(cell: Callable[[str], str], name: str, limit: int, refuse: Callable[[str], None]) -> str:
    """A text that can be laid out on paper."""
    text = _line(cell, name, limit, refuse)
    fault = too_tangled(text)
    if fault:
        refuse(fault)
    return text


def _line(cell: Callable[[str], str], name: str, limit: int, refuse: Callable[[str], None]) -> str:
    text = cell(name)
    if len(text) > limit:
        refuse(f"A text of {len(text):,} characters is too long; {limit:,} is the limit.")
    return text[:limit]


def _day(text: str, known: Known, refuse: Callable[[str], None]) -> datetime.date | None:
    try:
        return rules_tasks.read_day(text, known.today)
    except ValueError:
        refuse(f"“{text[:40]}” is not a date; write it like 2026-10-14.")
        return None


def _past_day(
    text: str, what: str, known: Known, refuse: Callable[[str], None]
) -> datetime.date | None:
    day = _day(text, known, refuse)
    if day and day > known.today:
        refuse(f"It cannot have been {what} in the future ({text}).")
    return day


def _member(text: str, known: Known, refuse: Callable[[str], None]) -> int | None:
    key, fault = rules_tasks.find_member(text, known.members)
    if fault:
        refuse(fault)
    return key


def _word(
    text: str,
    words: tuple[str, ...],
    usual: str,
    refuse: Callable[[str], None],
    over: bool = False,
) -> str:
    """One of some words; `over` also knows met and dropped, which are left out of an import."""
    said = plain(text).replace(" ", "_")
    if not said:
        return usual
    said = {"complete": "done", "completed": "done", "open": usual, "annually": "yearly"}.get(
        said, said
    )
    if said in words or (over and said in ("met", "dropped")):
        return said
    names = ", ".join(word.replace("_", " ") for word in words)
    refuse(f"“{text[:40]}” is not known here; use one of: {names}.")
    return usual


def _refuse_twice(reading: Reading) -> None:
    seen: dict[str, int] = {}
    for row in reading.rows:
        code = row.says["code"]
        if code and code in seen:
            reading.faults.append((row.number, f"Indicator {code} is in row {seen[code]} already."))
        seen.setdefault(code, row.number)

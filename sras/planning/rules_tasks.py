"""What holds of tasks: when a recurring one is due again, and how a line of typing is read."""

import calendar
import datetime
import re
from typing import NamedTuple

from sras.core.clock import YEARS

TASK_STATE_NAMES = {
    "not_started": "not started",
    "in_progress": "in progress",
    "done": "done",
    "blocked": "blocked",
    "dropped": "dropped",
}
FREQUENCY_NAMES = {
    "once": "once",
    "weekly": "weekly",
    "monthly": "monthly",
    "quarterly": "quarterly",
    "twice_a_year": "twice a year",
    "yearly": "yearly",
}
MONTHS_BETWEEN = {"monthly": 1, "quarterly": 3, "twice_a_year": 6, "yearly": 12}
MONTH_NAMES = {
    name: number
    for number in range(1, 13)
    for name in (calendar.month_name[number].lower(), calendar.month_abbr[number].lower())
} | {"sept": 9}


def next_due(
    frequency: str,
    due: datetime.date | None,
    done_on: datetime.date,
    first: datetime.date | None = None,
) -> datetime.date:
    """When a recurring task is due again: the first date of its rhythm after it was done.

    The rhythm starts at the due date, else at the day it was done. A task of the 31st falls on the
    last day of a shorter month; `first`, the earliest due date known, brings it back to the 31st.
    """
    start = due or done_on
    if frequency == "weekly":
        weeks = max(1, (done_on - start).days // 7 + 1)
        return start + datetime.timedelta(days=7 * weeks)
    day_of_month = start.day
    if first and first.day > start.day and add_months(start, 0, 31) == start:
        day_of_month = first.day
    months = MONTHS_BETWEEN[frequency]
    while (day := add_months(start, months, day_of_month)) <= done_on:
        months += MONTHS_BETWEEN[frequency]
    return day


def add_months(day: datetime.date, months: int, day_of_month: int) -> datetime.date:
    """The same day some months later, or the last day of that month when it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day_of_month, last))


def read_day(text: str, today: datetime.date) -> datetime.date | None:
    """A date as people write it in the United States; ValueError when it cannot be read.

    2026-10-14, 10/14/2026, 10/14/26, Oct 14 2026, 14 October 2026, Oct 14 (the next one).
    """
    words = text.strip().lower().replace(",", " ")
    if not words:
        return None
    day = _read(words, today)
    if day.year not in YEARS:
        raise ValueError(text)
    return day


def _read(words: str, today: datetime.date) -> datetime.date:
    iso = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ].*)?", words)
    if iso:
        return datetime.date(int(iso[1]), int(iso[2]), int(iso[3]))
    slashed = re.fullmatch(r"(\d{1,2})[/.](\d{1,2})(?:[/.](\d{4}|\d{2}))?", words)
    if slashed:
        return _with_year(slashed[3], int(slashed[1]), int(slashed[2]), today)
    pieces = words.replace(".", " ").split()
    named = [MONTH_NAMES[p] for p in pieces if p in MONTH_NAMES]
    numbers = [
        re.fullmatch(r"(\d{1,4})(?:st|nd|rd|th)?", p) for p in pieces if p not in MONTH_NAMES
    ]
    if len(named) == 1 and 1 <= len(numbers) <= 2 and all(numbers):
        values = [match[1] for match in numbers if match]
        if len(values[0]) > 2:
            raise ValueError(words)
        return _with_year(values[1] if len(values) > 1 else None, named[0], int(values[0]), today)
    raise ValueError(words)


def _with_year(
    year: str | None, month: int, day_of_month: int, today: datetime.date
) -> datetime.date:
    if year is not None:
        number = int(year)
        return datetime.date(number + 2000 if number < 100 else number, month, day_of_month)
    day = datetime.date(today.year, month, day_of_month)
    return day if day >= today else datetime.date(today.year + 1, month, day_of_month)


ADVICE = "Someone without an account is written “J. Lo, Region 2 (Ana answers)”."


class TaskLine(NamedTuple):
    """One task read from a line: what, whose key (or outside name), by when."""

    title: str
    owner: int | None
    outside_owner: str
    due: datetime.date | None


def read_lines(
    text: str, members: dict[int, str], today: datetime.date
) -> tuple[list[TaskLine], list[str]]:
    """Tasks from lines of "what | who | by when", and what cannot be read, by line.

    Who is a current member, by full name, the part of it that only one member has, or initials, or
    someone without an account with the member who answers; by when may stand in second place when
    nobody is named. Separators: |, tab or semicolon.
    """
    found: list[TaskLine] = []
    faults: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        pieces = [piece.strip() for piece in re.split(r"[|\t;]", line)]
        pieces[0] = re.sub(r"^\s*(?:[-*•]|\d+[.)])\s+", "", pieces[0])
        if len(pieces) == 2:
            try:
                read_day(pieces[1], today)
            except ValueError:
                pieces.append("")
            else:
                pieces.insert(1, "")
        pieces += [""] * (3 - len(pieces))
        title, who, when = pieces[:3]
        if not title:
            faults.append(f"Line {number}: say what is to be done.")
            continue
        if len(title) > 300:
            faults.append(f"Line {number}: the task has more than 300 characters.")
            continue
        outside, member = _someone_outside(who)
        owner, fault = find_member(member, members)
        if fault:
            faults.append(f"Line {number}: {fault} {ADVICE if not outside else ''}".rstrip())
            continue
        try:
            due = read_day(when, today)
        except ValueError:
            faults.append(f"Line {number}: “{when}” is not a date; write it like Oct 14 2026.")
            continue
        found.append(TaskLine(title, owner, outside, due))
    return found, faults


def find_member(who: str, members: dict[int, str]) -> tuple[int | None, str | None]:
    """The key of the one current member a name means; nobody for an empty name; else a fault."""
    wanted = " ".join(who.lower().split())
    if not wanted:
        return None, None
    whole = [key for key, name in members.items() if name.lower() == wanted]
    if len(whole) == 1:
        return whole[0], None
    parts = [key for key, name in members.items() if _means(wanted, name.lower())]
    parts = parts or [key for key, name in members.items() if _initials(name) == wanted]
    if len(parts) == 1:
        return parts[0], None
    if parts:
        names = " or ".join(members[key] for key in parts)
        return None, f"“{who}” could be {names}; write the full name."
    return None, f"“{who}” is not a current member of the team."


def _initials(name: str) -> str:
    """`ar` for Ana Ruiz."""
    return "".join(word[0] for word in name.lower().split())


def _someone_outside(who: str) -> tuple[str, str]:
    """Someone without an account, and the member who answers: "J. Lo, Region 2 (Ana answers)"."""
    said = re.fullmatch(r"(.{1,200}?)\s*\((.+?)\s+answers\)", who)
    return (said[1], said[2]) if said else ("", who)


def _means(wanted: str, name: str) -> bool:
    words = name.split()
    return all(
        any(word.startswith(piece.rstrip(".")) for word in words) for piece in wanted.split()
    )

"""On which days a series of meetings falls."""

import calendar
import datetime
import re

WEEKDAYS: dict[str, str] = {
    str(number): name
    for number, name in enumerate(
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    )
}
RHYTHMS: dict[str, str] = {"month": "In given weeks of each month", "week": "Every so many weeks"}
WEEK_NAMES: dict[str, str] = {
    "1": "first",
    "2": "second",
    "3": "third",
    "4": "fourth",
    "5": "fifth",
    "last": "last",
}
MOST = 120  # meetings that one series may lay out at once
DAY_LINE = re.compile(r"(\d{4}-\d{2}-\d{2})[\s,:;–-]*(.*)", re.ASCII)


def days_of_series(
    *,
    rhythm: str,
    weekday: int,
    weeks: str,
    every: int,
    first_on: datetime.date,
    last_on: datetime.date,
) -> list[datetime.date]:
    """The days from first to last, in order, holidays among them; Monday is weekday 0."""
    if rhythm == "week":
        start = first_on + datetime.timedelta(days=(weekday - first_on.weekday()) % 7)
        step = datetime.timedelta(weeks=every)
        found = []
        while start <= last_on:
            found.append(start)
            start += step
        return found
    months = range(first_on.year * 12 + first_on.month - 1, last_on.year * 12 + last_on.month)
    days = (day for month in months for day in _in_month(month, weekday, weeks.split()))
    return [day for day in days if first_on <= day <= last_on]


def _in_month(month: int, weekday: int, weeks: list[str]) -> list[datetime.date]:
    """The days of one month, counted from year 0, that are a given weekday in given weeks."""
    year, number = month // 12, month % 12 + 1
    length = calendar.monthrange(year, number)[1]
    alike = [
        day
        for day in (datetime.date(year, number, n) for n in range(1, length + 1))
        if day.weekday() == weekday
    ]
    return [
        day
        for place, day in enumerate(alike, 1)
        if str(place) in weeks or ("last" in weeks and day == alike[-1])
    ]


def count_fault(meetings: int) -> str:
    """What stands against a series of so many meetings, in a sentence; empty when nothing."""
    if meetings > MOST:
        return f"That is {meetings} meetings; at most {MOST} at once."
    return "" if meetings else "No such day lies between the first and the last."


def read_holidays(text: str) -> tuple[dict[datetime.date, str], list[str]]:
    """Days on which nobody meets with their names, one a line; and what is wrong in other lines."""
    found: dict[datetime.date, str] = {}
    faults = []
    for line in (each.strip() for each in text.splitlines()):
        if not line:
            continue
        read = DAY_LINE.fullmatch(line)
        try:
            day = datetime.date.fromisoformat(read[1]) if read else None
        except ValueError:
            day = None
        if read is None or day is None:
            faults.append(f"“{line[:60]}” does not begin with a day such as 2026-11-26.")
        else:
            found[day] = read[2].strip() or "Holiday"
    return found, faults


def rhythm_words(rhythm: str, weekday: int, weeks: str, every: int) -> str:
    """How often, in words: `first and third Tuesday of the month`, `every 2 weeks on Monday`."""
    day = WEEKDAYS[str(weekday)]
    if rhythm == "week":
        return f"every {day}" if every == 1 else f"every {every} weeks on {day}"
    names = [name for word, name in WEEK_NAMES.items() if word in weeks.split()]
    listed = " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
    return f"{listed} {day} of the month".strip()

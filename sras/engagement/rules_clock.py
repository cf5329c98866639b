"""The clock of an agreement: which day its terms imply for each step and each report.

It starts when the team is named: the work session within some three weeks, the plan within some
three months, the report and its review between the two; both spans are settings.
"""

import calendar
import datetime
from typing import NamedTuple

from sras.engagement.rules import STEPS

INVENTORY = ("introduction", "signed", "team", "session", "report", "review", "plan")
RUBRIC = ("introduction", "signed", "team", "training", "assessed", "approved", "manual", "year")
ON_PATH: dict[str, tuple[str, ...]] = {
    "inventory": INVENTORY,
    "rubric": RUBRIC,
    "both": tuple(step for step in STEPS if step in {*INVENTORY, *RUBRIC}),
}
TEAM_DAYS = 21  # from the start until the team is named
APPROVAL_DAYS = 30  # from the last indicator to the Chief's word
MANUAL_DAYS = 60  # before the end


class Terms(NamedTuple):
    """What an agreement says of time."""

    path: str
    starts_on: datetime.date
    ends_on: datetime.date
    team_named_on: datetime.date | None
    session_days: int
    plan_days: int
    meetings_a_year: int
    calls_a_year: int
    report_months: int


def due_days(terms: Terms, base: datetime.date) -> dict[str, datetime.date]:
    """The day of each step as the settings imply it; `base` is the day the team is named."""

    def later(day: datetime.date, days: int) -> datetime.date:
        return day + datetime.timedelta(days)

    session, plan = later(base, terms.session_days), later(base, terms.plan_days)
    third = (plan - session).days // 3
    return {
        "introduction": terms.starts_on,
        "signed": terms.starts_on,
        "team": later(terms.starts_on, TEAM_DAYS),
        "training": session,
        "session": session,
        "report": later(session, third),
        "review": later(session, 2 * third),
        "assessed": plan,
        "plan": plan,
        "approved": later(plan, APPROVAL_DAYS),
        "manual": later(terms.ends_on, -MANUAL_DAYS),
        "year": terms.ends_on,
    }


def planned(terms: Terms, a_year: int, today: datetime.date) -> tuple[int, int]:
    """Of what comes so often a year: how many in all, and how many by now."""
    span = (terms.ends_on - terms.starts_on).days + 1
    gone = min(max((today - terms.starts_on).days, 0), span)
    in_all = round(a_year * span / 365)
    return in_all, in_all * gone // span


def report_days(terms: Terms) -> list[datetime.date]:
    """The days by which a periodic report is due, every so many months after the start."""
    days, months = [], terms.report_months
    while (day := months_later(terms.starts_on, months)) <= terms.ends_on:
        days.append(day)
        months += terms.report_months
    return days


def months_later(day: datetime.date, months: int) -> datetime.date:
    """The same day some months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(
        year=year, month=month + 1, day=min(day.day, calendar.monthrange(year, month + 1)[1])
    )


def year_later(day: datetime.date) -> datetime.date:
    """The last day of twelve months that begin on a day."""
    return months_later(day, 12) - datetime.timedelta(1)

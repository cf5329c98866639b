"""A one-year report: each section brings its own facts in a handful of queries."""

import datetime
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from peewee import JOIN

from sras.assessment.models_as_of import KINDS as ASSESSED
from sras.assessment.models_as_of import told_on
from sras.assessment.models_cycle import Cycle
from sras.assessment.rules import lacking
from sras.engagement.models import Agreement, Party, Undertaking
from sras.engagement.models_timeline import timeline_of
from sras.evidence.models import Evidence
from sras.evidence.models_as_of import is_kept
from sras.history.models_as_of import AsOf
from sras.meetings.models_attendance import attendance_of_people
from sras.planning.models_as_of_paper import measures_on
from sras.planning.models_asks import Expectation
from sras.reports import rules, rules_pictures
from sras.reports.models_facts import ends, meetings_of
from sras.reports.models_late import late_of
from sras.reports.models_levels import marks_of, opened_marks_of
from sras.reports.models_plan import aims_of, days_done
from sras.reports.models_told import Agreed, Now, Told, known_of
from sras.reports.rules import Span
from sras.reports.rules_year import (
    SECTIONS,
    Expected,
    Lacking,
    Person,
    Stage,
    Undertaken,
    Year,
)
from sras.schedule.rules import THERE

TEMPLATE = "reports/year_print.html"


class Asked:
    """Which cycle, which days, and as of when."""

    def __init__(self, cycle: Cycle, span: Span, today: datetime.date, agency: Any) -> None:
        self.cycle, self.span, self.agency = cycle, span, agency
        self.today, self.day = today, span.until(today)
        self._views: tuple[AsOf, AsOf] | None = None

    @property
    def views(self) -> tuple[AsOf, AsOf]:
        """What was recorded by the ends of the span; read once."""
        if self._views is None:
            self._views = ends(self.span, self.today, self.agency.zone)
        return self._views


def on_paper(span: Span | None, now: Now) -> dict[str, Any] | None:
    """All that the paper of a year shows, for its template; None where no cycle has begun.

    Of the year of the agreement, else of the cycle's first, where no days are asked for.
    """
    known, report = told_of(span, now, tuple(SECTIONS))
    if report is None:
        return None
    late = late_of("year", report.span, now.agency.zone)
    return {**drawn(report, known), "late": late, "agency": report.agency}


def drawn(report: Year | None, known: Told) -> dict[str, Any]:
    """The report with its pictures."""
    pictures = rules_pictures.of_year(report) if report else {}
    return {"report": report, "known": known, **pictures}


def told_of(span: Span | None, now: Now, sections: tuple[str, ...]) -> tuple[Told, Year | None]:
    """What is written and issued, and what these sections tell; None where no cycle has begun."""
    known, cycle, found = known_of("year", now, span, _year_of)
    if cycle is None:
        return known, None
    return known, year_of(Asked(cycle, found, now.today, now.agency), known, sections)


def _year_of(known: Told, cycle: Cycle, today: datetime.date) -> Span:
    if known.agreement:
        return rules.year_of(known.agreement.span, today)
    return rules.year_from(cycle.starts_on)


def year_of(asked: Asked, told: Told, sections: tuple[str, ...]) -> Year:
    """What some sections of the report tell."""
    now = asked.views[1]
    agreed = _agreed(told.agreement, now)
    year = Year(asked.span, asked.day, told.names, agreed, now.row(asked.agency))
    steps = dict.fromkeys(step for name in sections for step in BRINGS[name])
    if _opened in steps:
        steps.pop(_levels, None)  # it brings the same and more
    for step in steps:
        step(year, asked)
    return year


def _agreed(agreed: Agreed | None, now: AsOf) -> Agreed | None:
    """The agreement as it read at the end of the span."""
    if agreed is None:
        return None
    was = now.fields("agreement", agreed.key)
    return replace(
        agreed,
        title=was.get("title", agreed.title),
        span=Span(was.get("starts_on", agreed.span.first), was.get("ends_on", agreed.span.last)),
        meetings=was.get("meetings_a_year", agreed.meetings),
        calls=was.get("calls_a_year", agreed.calls),
    )


def _levels(year: Year, asked: Asked) -> None:
    year.marks = marks_of(asked.cycle, *asked.views)


def _opened(year: Year, asked: Asked) -> None:
    year.marks = opened_marks_of(asked.cycle, *asked.views)


def _plan(year: Year, asked: Asked) -> None:
    year.aims = aims_of(asked.cycle, asked.span, asked.views[1])


def _meetings(year: Year, asked: Asked) -> None:
    year.meetings = meetings_of(asked.span.first, asked.day, asked.views[1])


def _done(year: Year, asked: Asked) -> None:
    year.done = days_done(asked.cycle, asked.span, asked.day)


def _measures(year: Year, asked: Asked) -> None:
    found = measures_on([aim.key for aim in year.aims], asked.views[1])
    year.measures = {key: measures for key, measures in found.items() if measures}


def _evidence(year: Year, asked: Asked) -> None:
    rows = Evidence.select(Evidence.id, Evidence.dated, Evidence.archived_at)
    year.pieces = sum(is_kept(row, asked.views[1]) for row in rows)


def _undertaken(year: Year, asked: Asked) -> None:
    if year.agreement is None:
        return
    now = asked.views[1]
    for party, each in _parties(year.agreement.key, now):
        if party.kind != "sea" and party.name not in year.parties:
            year.parties.append(party.name)
        if each is not None:
            said = (party.name, each.text, each.due_on, each.done_on, each.note)
            year.undertaken.append(Undertaken(*said))


def _parties(agreement: int, now: AsOf) -> Any:
    """The parties with what they undertook, as both read at the end of the span."""
    rows = (
        Party.select(Party, Undertaking)
        .join(Undertaking, JOIN.LEFT_OUTER, on=(Undertaking.party == Party.id), attr="each")
        .where(Party.agreement == agreement)
        .order_by(Party.sort, Party.id, Undertaking.sort, Undertaking.id)
    )
    late = now.made_late("agreement", agreement)  # what was typed with it belongs to it
    for row in rows:
        each = getattr(row, "each", None)
        if not now.was_there(row) or not (late or now.had("party", row.id)):
            continue
        told = each is not None and each.id is not None and _was_undertaken(each, now, late)
        yield now.row(row), (_undertaking(each, now) if told else None)


def _was_undertaken(each: Any, now: AsOf, late: bool) -> bool:
    done = each.done_on is not None and each.done_on <= now.day
    return now.was_there(each) and (late or done or now.had("undertaking", each.id))


def _undertaking(each: Any, now: AsOf) -> Any:
    """One as it read; when it was done is known now."""
    was = now.row(each)
    was.__data__["done_on"] = each.done_on
    return was


def _stages(year: Year, asked: Asked) -> None:
    if year.agreement is None:
        return
    now = asked.views[1]
    agreement = now.row(Agreement.get_by_id(year.agreement.key))
    for step in timeline_of(agreement, asked.day, "The Chief", now).steps:
        done = step.done.day if step.done else None
        year.stages.append(Stage(step.name, step.due, done, step.words))


def _people(year: Year, asked: Asked) -> None:
    now = asked.views[1]

    def called(line: Any) -> str:
        key = line["key"]
        return str(now.fields("person", key).get("name", line["who"]) if key else line["who"])

    year.people = [
        Person(called(line), line["guest"], sum(line.get(how, 0) for how in THERE), line["days"])
        for line in attendance_of_people(asked.span.first, asked.day)
    ]


def _expected(year: Year, asked: Asked) -> None:
    rows = Expectation.of_cycle(asked.cycle).where(Expectation.set_on <= asked.day)
    for row in rows:
        was = asked.views[1].row(row)
        judged = row.judged_on is not None and row.judged_on <= asked.day
        year.expected.append(
            Expected(
                text=was.text,
                set_on=row.set_on,
                set_by=was.set_by,
                due=was.due,
                judged=row.judged_name if judged else "",
                judged_by=was.judged_by or row.judged_by,
                judged_on=row.judged_on if judged else None,
                judgement=(was.judgement or row.judgement) if judged else "",
            )
        )


def _lacking(year: Year, asked: Asked) -> None:
    """What was still to finish at the end of the span, proof that is owed among it."""
    then = AsOf(asked.day, asked.agency.zone, ASSESSED)
    found = [(line, lacking(line)) for line in told_on(asked.cycle, then).lines]
    year.lacking = [Lacking(line.code, line.title, what) for line, what in found if what]


BRINGS: dict[str, tuple[Callable[[Year, Asked], None], ...]] = {
    "summary": (_levels, _plan, _meetings),
    "agreed": (_undertaken, _stages, _meetings, _people),
    "profile": (_opened,),
    "plan": (_plan, _done, _measures, _evidence),
    "next": (_expected, _lacking),
}

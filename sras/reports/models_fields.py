"""The fields of documents that show the profile, the priority list and the plan."""

import datetime
from typing import Any

from sras.assessment.models import Assessment
from sras.assessment.models_cycle import Cycle
from sras.assessment.rules import LIST_NAMES, index_words
from sras.documents.drawing import drawn
from sras.documents.models_fields import agency_of
from sras.documents.rules_fields import Field, Shown, register
from sras.planning.models_lists import Selection
from sras.reports import rules_levels, rules_pictures
from sras.reports.models_facts import ends
from sras.reports.models_levels import marks_of
from sras.reports.models_plan import aims_of
from sras.reports.rules import Span

LISTS = ("quick_win", "longer_term", "deferred")


def _cycle(shown: Shown) -> Cycle | None:
    """The running cycle with its edition, read once for all fields."""
    found: Cycle | None = shown.once("cycle", Cycle.running)
    return found


def _views(shown: Shown) -> Any:
    """What was recorded by the day on which the text is shown."""
    day: datetime.date = shown.today
    return shown.once("views", lambda: ends(Span(day, day), day, agency_of(shown).zone))


def _marks(shown: Shown, cycle: Cycle) -> list[rules_levels.Mark]:
    found: list[rules_levels.Mark] = shown.once("marks", lambda: marks_of(cycle, *_views(shown)))
    return found


def _names(cycle: Cycle) -> list[str]:
    labels: list[str] = cycle.edition.labels
    return labels


def _indicator_counts(shown: Shown) -> str:
    return _counts(shown, with_bars=False)


def _level_chart(shown: Shown) -> str:
    return _counts(shown, with_bars=True)


def _counts(shown: Shown, with_bars: bool) -> str:
    cycle = _cycle(shown)
    if cycle is None:
        return drawn("reports/fields/none.html")
    marks, names = _marks(shown, cycle), _names(cycle)
    levels = rules_levels.counted(marks, names)
    rows = [*rules_levels.by_part(marks, names), ("All parts", len(marks), levels)]
    bars = rules_pictures.bars([(each.short, 0, each.now) for each in levels]) if with_bars else []
    return drawn("reports/fields/counts.html", rows=rows, day=shown.today, bars=bars)


def _profile_grid(shown: Shown) -> str:
    cycle = _cycle(shown)
    if cycle is None:
        return drawn("reports/fields/none.html")
    marks, names = _marks(shown, cycle), _names(cycle)
    return drawn("reports/fields/grid.html", marks=marks, names=names, day=shown.today)


def _strengths(shown: Shown) -> str:
    cycle = _cycle(shown)
    if cycle is None:
        return drawn("reports/fields/none.html")
    strong, names = rules_levels.strong(_marks(shown, cycle)), _names(cycle)
    return drawn("reports/fields/grid.html", marks=strong, names=names, day=shown.today, few=True)


def _priority_list(shown: Shown) -> str:
    cycle = _cycle(shown)
    if cycle is None:
        return drawn("reports/fields/none.html")
    lists: dict[str, list[Any]] = {name: [] for name in LISTS}
    for row in Selection.of_cycle(cycle):
        about: Assessment = row.assessment
        said = index_words(about.priority, about.opportunity)  # type: ignore[arg-type]
        lists[row.list].append((about.indicator.code, about.indicator.title, said))
    named = [(LIST_NAMES[name], rows) for name, rows in lists.items() if rows]
    return drawn("reports/fields/lists.html", lists=named)


def _plan_progress(shown: Shown) -> str:
    cycle = _cycle(shown)
    if cycle is None:
        return drawn("reports/fields/none.html")
    day = shown.today
    aims = [a for a in aims_of(cycle, Span(day, day), _views(shown)[1]) if a.state != "dropped"]
    return drawn("reports/fields/plan.html", aims=aims, day=day)


for known in (
    Field(
        "indicator_counts",
        "How many indicators stand at each level, by part, as a table",
        "block",
        _indicator_counts,
    ),
    Field(
        "level_chart",
        "How many indicators stand at each level, as a picture above its table",
        "block",
        _level_chart,
    ),
    Field("profile_grid", "Every indicator with its level, as a table", "block", _profile_grid),
    Field("strengths", "What has reached the two highest levels, as a table", "block", _strengths),
    Field(
        "priority_list",
        "What is on the lists of the plan, with its index, as tables",
        "block",
        _priority_list,
    ),
    Field(
        "plan_progress",
        "Every objective of the plan and how far it is, as a table",
        "block",
        _plan_progress,
    ),
):
    register(known)

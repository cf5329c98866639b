"""What is on the table: what an item of the agenda shows, by what it is about."""

from typing import Any

from flask import url_for
from flask_login import current_user

from sras.assessment.forms import AssessmentForm
from sras.assessment.models_pages import whole_one
from sras.assessment.models_rounds import Round
from sras.assessment.views import computed, cycle_of, levels_of
from sras.assessment.views_rounds import shown
from sras.core import clock
from sras.core.kinds import KINDS
from sras.meetings import rules_live
from sras.meetings.models_record import Commitment
from sras.meetings.models_table import objective_with_tasks, tasks_to_review
from sras.meetings.views import bp
from sras.planning.forms import ProgressForm
from sras.planning.models_plan import members_on
from sras.web import here


@bp.app_template_filter()
def about(item: Any) -> str:
    """The page of what an item is about; empty where there is none."""
    kind = KINDS.get(item.ref_kind)
    if kind is None or kind.page is None or item.ref_key is None:
        return ""
    page = "meetings.minutes" if kind.name == "meeting" else kind.page
    return url_for(page, key=item.ref_key)


@bp.app_template_filter()
def hour(value: Any) -> str:
    """The time of day of a moment in the agency's zone: `10:05`."""
    return f"{clock.local(value, here.zone()):%H:%M}" if value else ""


@bp.app_template_filter()
def spent(item: Any, now: Any) -> int:
    """For how many seconds an item was talked about."""
    return rules_live.seconds_spent(item.seconds_used, item.opened_at, now)


@bp.app_template_filter()
def clock_words(seconds: int, planned: int) -> str:
    """The clock of an item in words."""
    return rules_live.clock_words(seconds, planned)


def on_the_table(meeting: Any, item: Any, seats: list[Any], on: Any) -> dict[str, Any]:
    """What the page of the recorder shows of the open item; `seats` are those on the team."""
    if item is None:
        return {}
    if item.ref_kind == "assessment":
        return _indicator(meeting, item, seats, on)
    if item.ref_kind == "objective" and item.ref_key is not None:
        found = _tasks(*objective_with_tasks(item.ref_key))
        return found | {"progress_form": ProgressForm(said_on=on)}
    if item.kind == "task_review":
        only = item.ref_key if item.ref_kind == "task" else None
        return _tasks(None, tasks_to_review(meeting, here.today(), only))
    if item.kind == "commitments":
        return {"promised": list(Commitment.open_before(meeting))}
    return {}


def _tasks(objective: Any, tasks: list[Any]) -> dict[str, Any]:
    may = current_user.may("edit_plan")
    return {
        "objective": objective,
        "tasks": tasks,
        "members": members_on(here.today()) if may else {},
        "may_edit_plan": may,
    }


def _indicator(meeting: Any, item: Any, seats: list[Any], on: Any) -> dict[str, Any]:
    assessment = whole_one(item.ref_key)
    if assessment is None:
        return {}
    cycle = cycle_of(assessment)
    values = assessment.__data__ | {"agreed_on": assessment.agreed_on or on}
    form = AssessmentForm(data=values)
    people = [(row.__data__["person"], row.who) for row in seats]
    form.offer(people, assessment.proof_owner)
    found = round_of(meeting, assessment)
    return {
        "assessment": assessment,
        "indicator": assessment.indicator,
        "levels": levels_of(assessment.indicator),
        "names": assessment.indicator.edition.labels,
        "computed": computed(assessment),
        "rating": form,
        "steps": {},
        "seats": people,
        "gathering": found is not None and not found.is_open,
        "closed": cycle.is_closed,
        "may_save": current_user.may("assess") and not cycle.is_closed,
        "in_confidence": may_read_views(people),
        "names_kept": here.agency().keep_view_names,
        **shown(found),
    }


def round_of(meeting: Any, assessment: Any) -> Any:
    """The round that this session shows on an assessment, None where it has none."""
    if assessment.round_state is None or meeting.now is None:
        return None
    found = Round.newest_of(assessment)
    return found if found is not None and found.id == meeting.now.round_key else None


def may_read_views(people: list[tuple[int, str]]) -> bool:
    """Whether one may read notes and names: those round the table, and who holds the right."""
    return any(key == current_user.id for key, _name in people) or current_user.may("read_views")

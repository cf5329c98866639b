"""The pages on which a team assesses: the list, one indicator, what is still to finish."""

from typing import Any

from flask import Blueprint, abort, g, redirect, request, url_for
from flask_login import current_user

from sras.accounts.models import Membership
from sras.assessment import rules, rules_list
from sras.assessment.forms import AssessmentForm, InSessionForm
from sras.assessment.models import Assessment, Cycle
from sras.assessment.models_before import past_of
from sras.assessment.models_pages import one_to_save, way_through, whole_one
from sras.assessment.models_rounds import Round
from sras.coaching.models import CoachComment
from sras.core.keys import whole
from sras.evidence.models import Evidence
from sras.frameworks.models import Level
from sras.schedule.models import Meeting
from sras.web import here
from sras.web.access import requires
from sras.web.answers import leave, not_yet, page, refused, saved, wants_part
from sras.web.submissions import pressed, read_form

bp = Blueprint("assessment", __name__)


@bp.get("/assessment/next", endpoint="next")
@requires("read")
def next_one() -> Any:
    """Go to the next indicator without a level, or to the list when all have one.

    `after` names the one that was just saved. Where there is nothing to assess yet, the first page
    says how to begin.
    """
    cycle = here.cycle()
    way = way_through(cycle) if cycle else []
    if not way:
        return redirect(url_for("home.page"))
    first = rules_list.next_open(way, after=request.args.get("after", type=int))
    return redirect(url_for(".indicator", key=first) if first else url_for(".indicators"))


@bp.get("/assessment/<int:key>")
@requires("read")
def indicator(key: int) -> Any:
    """One indicator: what it says, and what the team agreed on it."""
    assessment = whole_or_404(key)
    values = assessment.__data__ | {"agreed_on": assessment.agreed_on or here.today()}
    return page("assessment/indicator.html", **around(assessment, AssessmentForm(data=values)))


@bp.post("/assessment/<int:key>")
@requires("assess")
def save(key: int) -> Any:
    """Save what the team agreed, all of it or the one thing just chosen.

    `meeting` names the one that agrees; nothing that lacks stops it.
    """
    assessment: Any = one_to_save(key) or abort(404)
    if cycle_of(assessment).is_closed:
        abort(409, "This cycle is closed; its answers stay as they are.")
    today, meeting = here.today(), Meeting.talking(whole(request.args.get("meeting")))
    form = read_form(InSessionForm if meeting else AssessmentForm, assessment)
    typed_day = form.agreed_on.data
    if meeting is not None:
        form.agree_on(meeting.day_of_session(today), assessment)
    lacking, typed = "", {"index": _index_typed(form)}
    if not form.judge(assessment, today, is_member):
        # One who is still choosing is not thrown to the top: what is complete is saved.
        choosing = wants_part() and "only" in request.form and not pressed()
        lacking = form.said_errors()
        if not choosing or not form.keep_back(assessment):
            return refused("assessment/indicator.html", **around(assessment, form, meeting))
    # The counter in the header is the running cycle's.
    runs = assessment.__data__["cycle"] == assessment.running
    was = (assessment.level, assessment.agreed_on)
    first = runs and assessment.level is None and form.level.data is not None
    answers = form.answers(assessment, today) | ({"meeting": meeting} if meeting else {})
    change = assessment.agree(by=current_user, today=today, **answers)
    if form.incomplete and change is None:
        return not_yet(f"Not saved yet: {lacking}", typed)
    if pressed() == "next":
        return leave(url_for(".next", after=key), f"{assessment.indicator.code} saved")
    if assessment.agreed_on and assessment.agreed_on != typed_day:
        # The page shows the day that was set for it, as if someone else had typed it.
        others = g.setdefault("sras_others", {})
        others["agreed_on"] = assessment.agreed_on.isoformat()
    return saved(
        assessment,
        back=_back(key, meeting),
        message=f"Saved, but not all. {lacking}" if lacking else "Saved",
        computed=computed(assessment) | typed | _no_longer_why(assessment, was),
        counter=("where", _where(assessment)) if first else None,
        waiting=form.incomplete,
    )


def _back(key: int, meeting: Any) -> str:
    if meeting is not None:
        return url_for("meetings.live", key=meeting.id)
    return url_for(".indicator", key=key)


def _no_longer_why(assessment: Assessment, was: tuple[Any, Any]) -> dict[str, str]:
    """A level of just now has not the reason of the one that the page shows."""
    return {} if was == (assessment.level, assessment.agreed_on) else {"why": ""}


def whole_or_404(key: int) -> Assessment:
    """An assessment with all its page needs; 404 where there is none."""
    return whole_one(key) or abort(404)


def cycle_of(assessment: Assessment) -> Cycle:
    """Its cycle, which was read with it."""
    cycle: Cycle = assessment.cycle
    return cycle


def is_member(key: int) -> bool:
    """Whether a person, by key, sits on the team today."""
    return any(seat.person_id == key for seat in Membership.on(here.today()))


def computed(assessment: Assessment) -> dict[str, str]:
    """What follows from the answers, as the page shows it."""
    return {
        "index": _index_words(
            assessment.level, assessment.disposition, assessment.priority, assessment.opportunity
        ),
        "development": rules.DEVELOPMENT_NAMES[assessment.development],
        "disposition": rules.DISPOSITION_NAMES.get(assessment.disposition, ""),
        "consensus": rules.CONSENSUS_NAMES.get(assessment.consensus, ""),
        "to-finish": _left(assessment),
        "stands": _stands(assessment),
    }


def _left(assessment: Assessment) -> str:
    if assessment.level is None:
        return "It has no level yet."
    return " ".join(assessment.lacking) or "Nothing is left to finish."


def _stands(assessment: Assessment) -> str:
    """The level as it stands now, with its day: `3 Working, agreed 26 Nov 2026`."""
    if assessment.level is None:
        return "no level yet"
    name = assessment.indicator.edition.labels[assessment.level - 1]
    owed = ", proof owed" if assessment.counted == "owed" else ""
    agreed = f", agreed {rules.said(assessment.agreed_on)}" if assessment.agreed_on else ""
    return f"{assessment.level} {name}{owed}{agreed}"


def _index_words(
    level: int | None, disposition: str, priority: int | None, opportunity: int | None
) -> str:
    """The index with its factors, where the level asks for scores."""
    if "scores" not in rules.asks(level, disposition):
        return "not asked for"
    return rules.index_words(priority, opportunity)


def _index_typed(form: AssessmentForm) -> str:
    """The same from what stands in the form, be it saved or refused."""
    priority, opportunity = (
        field.data if field.data in rules.PRIORITY else None
        for field in (form.priority, form.opportunity)
    )
    return _index_words(form.level.data, form.disposition.data, priority, opportunity)


def _where(found: Any) -> str:
    """How far the team is once this indicator, which had no level yet, has one."""
    cycle = found.cycle
    return f"{cycle.label} · {cycle.state_name} · {found.rated + 1} of {found.total}"


def around(assessment: Any, form: AssessmentForm, meeting: Any = None) -> dict[str, Any]:
    """Everything the page of one indicator shows."""
    cycle = cycle_of(assessment)
    way = way_through(cycle)
    past = past_of(assessment, cycle.__data__["previous"])
    members = {seat.person.id: seat.person.name for seat in Membership.on(here.today())}
    form.offer(list(members.items()), assessment.proof_owner)
    gathering = assessment.round_state == "collecting" and not cycle.is_closed
    return {
        "form": form,
        "assessment": assessment,
        "indicator": assessment.indicator,
        "of": cycle,
        "levels": levels_of(assessment.indicator),
        "steps": rules_list.steps(way, assessment.id),
        **_levels_of(past, assessment),
        "earlier": earlier_of(past, assessment),
        "kind": "assessment",
        "key": assessment.id,
        "items": Evidence.of("assessment", assessment.id) if _shows_evidence(assessment) else [],
        "comments": CoachComment.on("assessment", assessment.id),
        "computed": computed(assessment) | {"index": _index_typed(form)},
        "stands": cycle.is_closed,
        "gathering": gathering,
        "meeting": meeting,
        "asked_view": gathering
        and current_user.id in members
        and current_user.may("rate")
        and Round.waits_for(assessment, current_user),
        "may_save": current_user.may("assess") and not cycle.is_closed,
    }


def _levels_of(past: list[Any], assessment: Assessment) -> dict[str, Any]:
    """The line of the level as it stands, those before it, and whose level 4 still owes proof."""
    lines = [row for row in past if row.on]
    stands = lines.pop() if lines and lines[-1].id == assessment.id else None
    owed = [row.id for row in past if not rules.proof_given(row.evidence_count, row.sustain)]
    return {"history": lines, "last": stands, "owed": owed}


def levels_of(indicator: Any) -> list[dict[str, Any]]:
    texts = Level.current().where(Level.indicator == indicator).order_by(Level.level)
    names = indicator.edition.labels
    return [
        {
            "number": text.level,
            "name": names[text.level - 1],
            "text": text.description,
            "evidence": text.evidence,
        }
        for text in texts
    ]


def earlier_of(past: list[Any], assessment: Assessment) -> Any:
    """What was agreed in the cycle before, None when it was not assessed there."""
    before = [row for row in past if row.id != assessment.id and row.now_level]
    return before[-1] if before else None


def _shows_evidence(assessment: Assessment) -> bool:
    return bool(assessment.evidence_count and current_user.may("read_evidence"))

"""The Chief's page: one request, decided there or recorded as the Chief's."""

import datetime
from functools import partial
from typing import Any

from flask import g, url_for
from flask_login import current_user

from sras.accounts.models_doors import OneTimeLink
from sras.accounts.rules import may_manage
from sras.assessment.models_cycle import STATE_NAMES
from sras.assessment.rules import LIST_NAMES
from sras.core import clock
from sras.evidence.models import Evidence
from sras.evidence.views_files import drop_what_was_not_kept, take_in
from sras.planning import rules_choice
from sras.planning.forms_chief import decision_form
from sras.planning.models_approvals import approvals
from sras.planning.models_asks import Ask, chief_and_delegates
from sras.planning.models_choice import ApprovalRequest, Decision, RequestItem
from sras.planning.models_lists import objectives_of
from sras.planning.views import bp, signature
from sras.planning.views_requests import open_request
from sras.web import here
from sras.web.access import get_or_404, requires
from sras.web.answers import leave, page, refused
from sras.web.letters import has_mail
from sras.web.merging import options
from sras.web.papers import paper
from sras.web.submissions import before_lock, new_form

bp.teardown_request(drop_what_was_not_kept)


@bp.get("/approval/<int:key>", endpoint="request")
@requires("read")
def one_request(key: int) -> Any:
    """The Chief's page: why, what, what is asked, and one button to approve all as listed."""
    request = get_or_404(ApprovalRequest, key)
    items = list(RequestItem.of_request(request))
    form = None
    if request.is_open and current_user.may("decide"):
        form = decision_form(items, Ask.still_open(request.frozen), None)
    return page("planning/request.html", **_request_shown(request, items), form=form)


@bp.get("/approval/<int:key>.pdf")
@requires("read")
def request_pdf(key: int) -> Any:
    """The letter and the one-page summary on paper, with the decision once there is one."""
    request = get_or_404(ApprovalRequest, key)
    shown = _request_shown(request, list(RequestItem.of_request(request)))
    return paper(
        "planning/request_print.html",
        name=f"approval-request-{request.number}",
        back_url=url_for(".request", key=key),
        **shown,
    )


def _request_shown(request: ApprovalRequest, items: list[Any]) -> dict[str, Any]:
    decision = request.decision()
    shown: dict[str, Any] = {
        "request_": request,
        "frozen": request.frozen,
        "items": {item.selection.assessment.id: item for item in items},
        "decision": decision,
        "cycle_step": _cycle_step(request, decision),
        "to_plan": _to_plan(request) if decision and current_user.may("edit_plan") else 0,
        "list_names": LIST_NAMES,
        "ask_kinds": rules_choice.ASK_KINDS,
    }
    if _came_by_link():
        shown |= {"nav": None, "account": None, "where_url": None, "my_work": None}
        shown |= {"home_url": None, "help_url": None, "search_url": None, "limited": True}
    elif request.is_open and current_user.may("manage_people"):
        chief, delegates = chief_and_delegates()
        shown["people"] = [each for each in (chief, *delegates) if each is not None]
        shown["mailed"] = has_mail()
        shown["may_link"] = has_mail() or may_manage(current_user.role, "chief")
        shown["links"] = OneTimeLink.open_ones(clock.now()).where(
            OneTimeLink.purpose == "decision", OneTimeLink.about == request.id
        )
    return shown


def _came_by_link() -> bool:
    """Whether the session is the one of the link that was sent for this request."""
    session = getattr(current_user, "session", None)
    return session is not None and bool(session.limited_to)


def _to_plan(request: ApprovalRequest) -> int:
    """How many indicators are approved by this request and have no objective in the plan yet."""
    cycle = here.cycle()
    if cycle is None or cycle.id != request.__data__["cycle"]:
        return 0
    planned, _ended = objectives_of(cycle)
    return sum(
        1
        for about, word in approvals(cycle).items()
        if word.request == request.id and word.approved_on and about not in planned
    )


def _cycle_step(request: ApprovalRequest, decision: Decision | None) -> tuple[str, str] | None:
    """The state to move the cycle to, with its words, for those who may and where it fits."""
    cycle = here.cycle()
    if (
        cycle is None
        or cycle.id != request.__data__["cycle"]
        or not current_user.may("manage_cycle")
    ):
        return None
    outcome = decision.outcome if decision else ""
    state = rules_choice.cycle_step(cycle.state, request.state, outcome)
    return (state, STATE_NAMES[state]) if state else None


@bp.post("/approval/<int:key>/decision")
@requires("decide")
def request_decision(key: int) -> Any:
    """The Chief, or the delegate, decides."""
    request = open_request(key)
    items = list(RequestItem.of_request(request))
    form = new_form(partial(decision_form, items, Ask.still_open(request.frozen)))
    if not form.validate():
        return refused("planning/request.html", **_request_shown(request, items), form=form)
    chief, _ = chief_and_delegates()
    as_delegate = current_user.role != "chief"
    decision = request.decide(
        by=current_user,
        items=items,
        outcomes=form.outcomes,
        decided_on=here.today(),
        decided_by=current_user.name,
        as_delegate=as_delegate,
        for_chief=chief.name if as_delegate and chief else "",
        way="by_link" if _came_by_link() else "in_the_app",
        handed_over_by=current_user.session.handed_over_by,
        comment=(form.comment.data or "").strip(),
    )
    _answer(form, here.today(), signature(chief))
    return leave(url_for(".request", key=key), _told(form, decision))


@bp.get("/approval/<int:key>/record")
@requires("record_decision")
def record(key: int) -> Any:
    """The form for a decision that the Chief gave elsewhere."""
    request = open_request(key)
    items = list(RequestItem.of_request(request))
    form = _recording_form(request, items, None)
    chief, _ = chief_and_delegates()
    form.decided_by.data = chief.name if chief else ""
    form.decided_on.data = here.today()
    return page("planning/request_record.html", request_=request, items=items, form=form)


@bp.post("/approval/<int:key>/recorded-decision")
@requires("record_decision")
@before_lock(take_in)
def record_decision(key: int) -> Any:
    """Write down the decision as the Chief's, with its day, its way and the signed page."""
    request = open_request(key)
    items = list(RequestItem.of_request(request))
    form = new_form(partial(_recording_form, request, items))
    if not form.validate():
        if g.get("evidence_file"):
            form.file.errors = [*form.file.errors, "Choose the file again; it was not kept."]
        return refused("planning/request_record.html", request_=request, items=items, form=form)
    decision = request.decide(
        by=current_user,
        items=items,
        outcomes=form.outcomes,
        decided_on=form.decided_on.data,
        decided_by=form.decided_by.data.strip(),
        way=form.way.data,
        recorded_by=current_user,
        comment=(form.comment.data or "").strip(),
        signed_page=_signed_page(request, form),
    )
    _answer(form, form.decided_on.data, form.decided_by.data.strip())
    return leave(url_for(".request", key=key), _told(form, decision))


def _recording_form(request: ApprovalRequest, items: list[Any], typed: Any) -> Any:
    asks = Ask.still_open(request.frozen)
    form = decision_form(items, asks, typed, recording=here.today())
    form.evidence.choices = options(
        [(0, "None"), *((piece.id, piece.title) for piece in Evidence.listed(source="document"))]
    )
    form.refusal = g.get("evidence_refusal")
    return form


def _answer(form: Any, on: datetime.date, decided_by: str) -> None:
    """Keep the answers to asks that came with the decision."""
    for ask, state, words in form.answers:
        ask.decide(by=current_user, state=state, on=on, decided_by=decided_by, answer=words)


def _signed_page(request: ApprovalRequest, form: Any) -> Evidence | None:
    """The page just attached, or one that was kept already."""
    received = g.get("evidence_file")
    if received is not None:
        return Evidence.add(
            by=current_user,
            about=("approval_request", request.id),
            supports="The signed decision",
            title=f"Signed decision on request {request.number}",
            source="document",
            dated=form.decided_on.data,
            **received.keep(),
        )
    return Evidence.get_by_id(form.evidence.data) if form.evidence.data else None


def _told(form: Any, decision: Decision) -> str:
    said = rules_choice.decided_words(outcome for outcome, _ in form.outcomes.values())
    return f"Decided by {decision.by_words}: {said}."

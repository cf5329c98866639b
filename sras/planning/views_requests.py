"""Putting the choice up to the Chief: the list of requests, the letter, the link, the briefing."""

from typing import Any

from flask import abort, request, url_for
from flask_login import current_user

from sras.accounts.models_doors import OneTimeLink
from sras.accounts.rules import may_manage
from sras.accounts.views_links import hand_over, mail_only
from sras.history.models_reading import newest
from sras.planning import rules_choice
from sras.planning.forms_choice import ReasonForm, RequestForm, dated
from sras.planning.models_asks import Ask, Expectation, chief_and_delegates, unasked
from sras.planning.models_board import board, plan_counts
from sras.planning.models_choice import ApprovalRequest, Decision, RequestItem
from sras.planning.models_lists import Selection
from sras.planning.views import bp, running_cycle
from sras.web import here
from sras.web.access import get_or_404, requires
from sras.web.answers import leave, page, refused
from sras.web.filters import day
from sras.web.letters import has_mail
from sras.web.merging import options
from sras.web.papers import paper
from sras.web.submissions import new_form

NO_MAIL = "No mail is set up: ask an administrator to hand over the link."
# What the briefing tells, for its copy number.
TOLD_ON_PAPER = (
    *("agency", "approval_request", "ask", "assessment", "cycle", "decision"),
    *("expectation", "indicator", "objective", "request_item"),
)


@bp.get("/approval")
@requires("read")
def requests() -> Any:
    """Every request of the cycle with its decision, newest first."""
    cycle = here.cycle()
    found = list(ApprovalRequest.of_cycle(cycle)) if cycle else []
    decisions = Decision.of_cycle(cycle) if found else {}
    waiting = len(board(cycle).to_put_up) if cycle else 0
    return page(
        "planning/requests.html",
        requests=found,
        decisions=decisions,
        waiting=waiting,
        gate=here.agency().approval_gate,
    )


@bp.get("/approval/new")
@requires("submit")
def new_request() -> Any:
    """The letter, to be edited, and what would go up with it."""
    cycle = running_cycle()
    ready, asks = _ready(cycle), list(Ask.of_cycle(cycle))
    form = RequestForm(
        data={
            "letter": _letter(cycle, ready, asks),
            "items": [r.placed.id for r in ready],
            "put_up_on": here.today(),
        }
    )
    return page("planning/request_new.html", **_new_shown(cycle, ready, asks), form=form)


@bp.post("/approval")
@requires("submit")
def put_up() -> Any:
    """Freeze the choice as it stands and put it before the Chief."""
    cycle = running_cycle()
    if not here.agency().approval_gate:
        abort(409, "Approval by the Chief is switched off in the settings; nothing is put up.")
    ready, earlier = _ready(cycle), list(ApprovalRequest.of_cycle(cycle))
    waiting = next((each for each in earlier if each.is_open), None)
    if waiting:
        abort(409, f"Request {waiting.number} is before the Chief; withdraw it first.")
    form = dated(new_form(RequestForm), "put_up_on", here.today(), "It was put up")
    form.items.choices = options((row.placed.id, row.indicator.code) for row in ready)
    if not form.validate():
        asks = list(Ask.of_cycle(cycle))
        return refused("planning/request_new.html", **_new_shown(cycle, ready, asks), form=form)
    chosen = set(form.items.data)
    made = ApprovalRequest.put_up(
        by=current_user,
        cycle=cycle,
        number=1 + max((each.number for each in earlier), default=0),
        letter=_of_what_is_chosen(cycle, ready, chosen, form.letter.data),
        selections=[each for each in Selection.of_cycle(cycle) if each.id in chosen],
        facts=_facts(cycle),
        on=form.put_up_on.data or here.today(),
    )
    return leave(url_for(".request", key=made.id), f"Request {made.number} is put up.")


def _ready(cycle: Any) -> list[Any]:
    return board(cycle).to_put_up


def _new_shown(cycle: Any, ready: list[Any], asks: list[Any]) -> dict[str, Any]:
    return {
        "of": cycle,
        "ready": ready,
        "gate": here.agency().approval_gate,
        "waiting": ApprovalRequest.open_of(cycle),
        "not_asked": unasked([row.assessment for row in ready], asks),
        "ask_kinds": rules_choice.ASK_KINDS,
    }


def _of_what_is_chosen(cycle: Any, ready: list[Any], chosen: set[int], typed: str) -> str:
    """The letter as typed; one left as it was offered tells of the chosen indicators only."""
    asks, typed = list(Ask.of_cycle(cycle)), typed.replace("\r\n", "\n").strip()
    if typed != _letter(cycle, ready, asks).strip():
        return typed
    return _letter(cycle, [row for row in ready if row.placed.id in chosen], asks).strip()


def _letter(cycle: Any, ready: list[Any], asks: list[Any]) -> str:
    agency, (chief, _) = here.agency(), chief_and_delegates()
    rated, total = cycle.progress
    return rules_choice.letter_text(
        chief=chief.name if chief else "",
        chief_title=agency.chief_title,
        agency=agency.agency_name,
        system=agency.system_name,
        cycle=cycle.label,
        items=[(row.on_list, row.indicator.code, row.indicator.title) for row in ready],
        assessed=rated,
        total=total,
        asks=sum(1 for ask in asks if ask.is_open),
        writer=current_user.name,
    )


def _facts(cycle: Any) -> dict[str, Any]:
    agency, (chief, _) = here.agency(), chief_and_delegates()
    rated, total = cycle.progress
    return {
        "format": 1,
        "agency": agency.agency_name,
        "system": agency.system_name,
        "cycle": cycle.label,
        "chief": chief.name if chief else "",
        "assessed": rated,
        "total": total,
        "asks": [
            {
                "ask": ask.id,
                "code": ask.assessment.indicator.code,
                "kind": ask.kind,
                "text": ask.text,
            }
            for ask in Ask.of_cycle(cycle)
            if ask.is_open
        ],
    }


@bp.post("/approval/<int:key>/withdrawal")
@requires("submit")
def withdraw_request(key: int) -> Any:
    """Take a request back before it is decided."""
    found, form = open_request(key), new_form(ReasonForm)
    if not form.validate():
        return refused("planning/request_withdraw.html", request_=found, form=form)
    found.withdraw(by=current_user, reason=form.why.data.strip())
    return leave(url_for(".requests"), f"Request {found.number} is withdrawn.")


@bp.get("/approval/<int:key>/withdrawal")
@requires("submit")
def withdrawal(key: int) -> Any:
    """Why the request is taken back."""
    return page("planning/request_withdraw.html", request_=open_request(key), form=ReasonForm())


@bp.post("/approval/<int:key>/link")
@requires("manage_people")
def request_link(key: int) -> Any:
    """Make the link that signs the Chief, or a delegate, in for this one request.

    With mail nobody sees it but the one who decides; without, an administrator hands it over.
    """
    found = open_request(key)
    if not has_mail() and not may_manage(current_user.role, "chief"):
        abort(403, f"{NO_MAIL} Only an administrator may see it: the team does not decide.")
    chief, delegates = chief_and_delegates()
    wanted = request.form.get("person", type=int)
    person = next((p for p in (chief, *delegates) if p is not None and p.id == wanted), None)
    if person is None:
        abort(422, "Choose the Chief or a named delegate.")
    link, token = OneTimeLink.make(
        "decision",
        by=current_user,
        email=person.email,
        person=person,
        name=person.name,
        role=person.role,
        about=found.id,
        handed_over_by="" if has_mail() else current_user.name,
    )
    if has_mail():
        mail_only(link, token)
        return leave(url_for(".request", key=key))
    hand_over(link, token)
    return leave(url_for(".request", key=key), f"A link for {person.name} is made.")


def open_request(key: int) -> ApprovalRequest:
    """The request, unless it is decided or withdrawn, or its cycle closed: a refusal in words."""
    found = get_or_404(ApprovalRequest, key)
    if found.is_open and found.cycle.is_closed:
        abort(409, "The cycle of this request is closed; what was and was not decided stands.")
    if found.is_open:
        return found
    decision = found.decision()
    said = "was withdrawn; nothing is decided on it."
    if decision is not None:
        said = f"was decided by {decision.by_words} on {day(decision.decided_on)}; it stands."
    return abort(409, f"Request {found.number} {said}")


@bp.get("/approval/briefing")
@requires("read")
def briefing() -> Any:
    """One page for a Chief who is new in office."""
    return page("planning/briefing.html", **_briefed())


@bp.get("/approval/briefing.pdf")
@requires("read")
def briefing_pdf() -> Any:
    """The briefing on paper."""
    return paper(
        "planning/briefing_print.html",
        name="briefing",
        back_url=url_for(".briefing"),
        copy=newest(TOLD_ON_PAPER),
        **_briefed(),
    )


def _briefed() -> dict[str, Any]:
    cycle = here.cycle()
    if cycle is None:
        return {"of": None}
    requests_ = list(ApprovalRequest.of_cycle(cycle))
    return {
        "of": cycle,
        "expectations": list(Expectation.of_cycle(cycle)),
        "requests": requests_[::-1],
        "decisions": Decision.of_cycle(cycle),
        "outcomes": RequestItem.outcomes_of(cycle),
        "asks": [ask for ask in Ask.of_cycle(cycle) if ask.is_open],
        "plan": plan_counts(cycle),
        "decided_words": rules_choice.decided_words,
    }

"""Asks of the Chief, each followed to its answer."""

from typing import Any

from flask import abort, request, url_for
from flask_login import current_user

from sras.assessment.models import Assessment
from sras.history.models_reading import newest
from sras.planning import rules_choice
from sras.planning.forms_choice import (
    AnswerForm,
    AskAllForm,
    AskForm,
    NewAskForm,
    ReasonForm,
    dated,
)
from sras.planning.models_asks import Ask, chief_and_delegates, put_all, unasked
from sras.planning.models_choice import ApprovalRequest
from sras.planning.rules import NotNow
from sras.planning.views import bp, given, running_cycle, signature
from sras.web import here
from sras.web.access import get_or_404, requires
from sras.web.answers import leave, page, refused, saved
from sras.web.papers import paper
from sras.web.submissions import new_form, read_form

TOLD_ON_PAPER = ("agency", "ask", "assessment", "cycle", "indicator")


@bp.get("/asks")
@requires("read")
def asks() -> Any:
    """What only the Chief can clear: asked, answered, and not yet asked."""
    return page("planning/asks.html", **_asks_shown())


@bp.get("/asks.pdf")
@requires("read")
def asks_pdf() -> Any:
    """The page of asks on paper."""
    return paper(
        "planning/asks_print.html",
        name="asks",
        back_url=url_for(".asks"),
        copy=newest(TOLD_ON_PAPER),
        **_asks_shown(),
    )


def _asks_shown() -> dict[str, Any]:
    cycle = here.cycle()
    found = list(Ask.of_cycle(cycle)) if cycle else []
    waiting = unasked(list(Assessment.of_cycle(cycle)), found) if cycle else []
    return {
        "asks": found,
        "waiting": waiting,
        "ask_kinds": rules_choice.ASK_KINDS,
        "form": AskAllForm(data={"raised_on": here.today()}),
    }


@bp.post("/asks")
@requires("choose")
def ask_all() -> Any:
    """Ask the Chief for everything that is named in the assessments and not asked yet."""
    cycle = running_cycle()
    candidates = unasked(list(Assessment.of_cycle(cycle)), list(Ask.of_cycle(cycle)))
    if not candidates:
        abort(409, "Everything that is named has been asked already.")
    form = dated(new_form(AskAllForm), "raised_on", here.today(), "It was asked")
    if not form.validate():
        return refused("planning/asks.html", **_asks_shown() | {"form": form})
    put_all(by=current_user, candidates=candidates, on=form.raised_on.data or here.today())
    count = len(candidates)
    return leave(url_for(".asks"), f"{count} {'ask' if count == 1 else 'asks'} added.")


@bp.get("/asks/new/<int:key>")
@requires("choose")
def new_ask(key: int) -> Any:
    """Write an ask about one indicator, filled with what the assessment names."""
    assessment = get_or_404(Assessment, key)
    return page("planning/ask_new.html", form=_begun(assessment), assessment=assessment)


@bp.post("/asks/new/<int:key>")
@requires("choose")
def add_ask(key: int) -> Any:
    """Ask the Chief for one thing."""
    assessment = get_or_404(Assessment, key)
    _check_runs(assessment)
    form = dated(new_form(NewAskForm), "raised_on", here.today(), "It was asked")
    if not form.validate():
        return refused("planning/ask_new.html", form=form, assessment=assessment)
    ask = Ask.put(
        by=current_user,
        assessment=assessment,
        kind=form.kind.data,
        text=form.text.data.strip(),
        on=form.raised_on.data or here.today(),
    )
    return leave(url_for(".ask", key=ask.id), "Asked.")


def _check_runs(assessment: Assessment) -> None:
    """409 in words where the cycle is closed: what was asked and answered in it stands."""
    if assessment.cycle.is_closed:
        abort(409, "This cycle is closed; nothing is asked or answered in it any more.")


def _begun(assessment: Assessment) -> NewAskForm:
    """The form filled with what the assessment names, or with the one of its two that is asked."""
    named = rules_choice.asks_of(
        assessment.opportunity,
        assessment.constraint_kind,
        assessment.constraint_note,
        assessment.barrier,
    )
    wanted = [one for one in named if one[0] == request.args.get("kind")] or named
    kind, words = wanted[0] if wanted else ("barrier", "")
    return NewAskForm(data={"kind": kind, "text": words, "raised_on": here.today()})


@bp.get("/asks/<int:key>")
@requires("read")
def ask(key: int) -> Any:
    """One ask, and what became of it."""
    found = get_or_404(Ask, key)
    chief, _ = chief_and_delegates()
    return page("planning/ask.html", **_ask_shown(found), form=_answer_begun(chief))


@bp.post("/asks/<int:key>")
@requires("choose")
def change_ask(key: int) -> Any:
    """Say it in better words while it is open."""
    found = _open_ask(key)
    form = read_form(AskForm, found)
    if not form.validate():
        return refused("planning/ask.html", **_ask_shown(found), form=form)
    try:
        found.reword(by=current_user, kind=form.kind.data, text=form.text.data.strip())
    except NotNow as fault:
        abort(409, str(fault))
    return saved(found, back=url_for(".ask", key=key))


@bp.post("/asks/<int:key>/answer")
@requires("decide")
def answer_ask(key: int) -> Any:
    """The Chief, or the delegate, answers."""
    chief, _ = chief_and_delegates()
    found, form = _open_ask(key), new_form(AnswerForm)
    given(form.decided_by, signature(chief))
    given(form.decided_on, here.today())
    return _answered(found, form)


@bp.post("/asks/<int:key>/recorded-answer")
@requires("record_decision")
def record_answer(key: int) -> Any:
    """Write down the answer that the Chief gave elsewhere."""
    return _answered(_open_ask(key), new_form(AnswerForm))


def _answered(found: Ask, form: AnswerForm) -> Any:
    on: Any = form.decided_on.data
    valid = form.validate()
    if on and on > here.today():
        form.decided_on.errors = ["The answer cannot lie in the future."]
        valid = False
    if not valid:
        return refused("planning/ask.html", **_ask_shown(found), form=form)
    found.decide(
        by=current_user,
        state=form.state.data,
        on=on,
        decided_by=form.decided_by.data.strip(),
        answer=(form.answer.data or "").strip(),
    )
    return leave(url_for(".ask", key=found.id), f"{found.state_name}.")


@bp.post("/asks/<int:key>/withdrawal")
@requires("choose")
def withdraw_ask(key: int) -> Any:
    """The team no longer asks for it."""
    found, form = _open_ask(key), new_form(ReasonForm)
    if not form.validate():
        return refused("planning/ask.html", **_ask_shown(found), form=form)
    try:
        found.withdraw(by=current_user, on=here.today(), reason=form.why.data.strip())
    except NotNow as fault:
        abort(409, str(fault))
    return leave(url_for(".ask", key=key), "Withdrawn.")


@bp.post("/asks/<int:key>/reopening")
@requires("choose")
def reopen_ask(key: int) -> Any:
    """Ask once more; the answer given stays in history."""
    found, form = get_or_404(Ask, key), new_form(ReasonForm)
    _check_runs(found.assessment)
    if found.is_open:
        abort(409, "This ask is open already.")
    if not form.validate():
        return refused("planning/ask.html", **_ask_shown(found), form=form)
    found.ask_again(by=current_user, reason=form.why.data.strip())
    return leave(url_for(".ask", key=key), "Asked again.")


def _open_ask(key: int) -> Ask:
    found = get_or_404(Ask, key)
    _check_runs(found.assessment)
    if not found.is_open:
        abort(409, f"This ask is answered already: {found.state_name.lower()}. Ask again first.")
    return found


def _ask_shown(found: Ask) -> dict[str, Any]:
    return {
        "ask": found,
        "ask_kinds": list(rules_choice.ASK_KINDS.items()),
        "put_up": ApprovalRequest.with_ask(found.id) if found.is_open else None,
    }


def _answer_begun(chief: Any) -> AnswerForm:
    return AnswerForm(data={"decided_on": here.today(), "decided_by": chief.name if chief else ""})

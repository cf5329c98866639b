"""The Chief's expectations of the year: set at the start, judged one by one at its end."""

from typing import Any

from flask import abort, url_for
from flask_login import current_user

from sras.history.models_reading import newest
from sras.planning.forms_choice import ExpectationForm, JudgementForm, dated
from sras.planning.models_asks import Expectation, chief_and_delegates
from sras.planning.views import bp, running_cycle
from sras.web import here
from sras.web.access import get_or_404, requires
from sras.web.answers import leave, page, refused, saved
from sras.web.kept import kept_paper
from sras.web.papers import paper
from sras.web.submissions import new_form, read_form

TOLD_ON_PAPER = ("agency", "cycle", "expectation")


@bp.get("/expectations")
@requires("read")
def expectations() -> Any:
    """The Chief's direction for the cycle: what is expected, by when, and what became of it."""
    form = _expectation_begun() if current_user.may("set_direction") else None
    return page("planning/expectations.html", **_expectations_shown(), form=form)


@bp.get("/expectations.pdf")
@requires("read")
@kept_paper
def expectations_pdf() -> Any:
    """What the Chief expects, on paper."""
    return paper(
        "planning/expectations_print.html",
        name="expectations",
        back_url=url_for(".expectations"),
        cycle=here.cycle(),
        copy=newest(TOLD_ON_PAPER),
        **_expectations_shown(),
    )


@bp.post("/expectations")
@requires("set_direction")
def set_expectation() -> Any:
    """Write down one expectation."""
    cycle, form = (
        running_cycle(),
        dated(new_form(ExpectationForm), "set_on", here.today(), "It was set"),
    )
    if not form.validate():
        return refused("planning/expectations.html", **_expectations_shown(), form=form)
    Expectation.start(
        by=current_user,
        verb="set",
        cycle=cycle,
        text=form.text.data.strip(),
        set_by=form.set_by.data.strip(),
        set_on=form.set_on.data,
        due=form.due.data,
    )
    return leave(url_for(".expectations"), "Expectation added.")


def _expectations_shown() -> dict[str, Any]:
    cycle = here.cycle()
    return {"expectations": list(Expectation.of_cycle(cycle)) if cycle else []}


def _expectation_begun() -> ExpectationForm:
    return ExpectationForm(data={"set_on": here.today(), "set_by": _chief_name()})


def _chief_name() -> str:
    chief, _ = chief_and_delegates()
    return str(chief.name) if chief else ""


def _of_running_cycle(key: int) -> Expectation:
    found = get_or_404(Expectation, key)
    if found.cycle.is_closed:
        abort(409, "This cycle is closed; what was expected and how it was judged stands.")
    return found


@bp.get("/expectations/<int:key>")
@requires("read")
def expectation(key: int) -> Any:
    """One expectation: change its words, or judge it."""
    found = get_or_404(Expectation, key)
    judging = JudgementForm(
        data={
            "judged": found.judged or None,
            "judgement": found.judgement,
            "judged_by": found.judged_by or _chief_name(),
            "judged_on": found.judged_on or here.today(),
        }
    )
    return page("planning/expectation.html", expectation=found, judging=judging)


@bp.post("/expectations/<int:key>")
@requires("set_direction")
def change_expectation(key: int) -> Any:
    """Change the words or days of an expectation that is not judged yet."""
    found = _of_running_cycle(key)
    if found.judged:
        abort(409, "This expectation is judged; its words stand as they were judged.")
    form = dated(read_form(ExpectationForm, found), "set_on", here.today(), "It was set")
    if not form.validate():
        return refused("planning/expectation.html", expectation=found, form=form)
    found.change(
        by=current_user,
        text=form.text.data.strip(),
        set_by=form.set_by.data.strip(),
        set_on=form.set_on.data,
        due=form.due.data,
    )
    return saved(found, back=url_for(".expectation", key=key))


@bp.post("/expectations/<int:key>/judgement")
@requires("set_direction")
def judge_expectation(key: int) -> Any:
    """Judge one expectation, in words and by name."""
    found = _of_running_cycle(key)
    form = dated(read_form(JudgementForm, found), "judged_on", here.today(), "It was judged")
    if not form.validate():
        return refused("planning/expectation.html", expectation=found, form=form, judging=form)
    found.judge(
        by=current_user,
        judged=form.judged.data,
        on=form.judged_on.data,
        judged_by=form.judged_by.data.strip(),
        judgement=form.judgement.data.strip(),
    )
    return leave(url_for(".expectation", key=key), f"Judged: {found.judged_name.lower()}.")

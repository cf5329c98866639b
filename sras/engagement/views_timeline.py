"""The steps of an agreement's timeline, and the agreement and its standing on paper."""

from typing import Any

from flask import abort, request, url_for
from flask_login import current_user

from sras.engagement.forms import DueForm
from sras.engagement.models import Agreement, Milestone, Party
from sras.engagement.rules import STEPS
from sras.engagement.rules_picture import CLOSE, ROW, picture
from sras.engagement.views import bp, current_or_409, standing_of
from sras.web import here
from sras.web.access import get_or_404, requires
from sras.web.answers import leave, page, refused
from sras.web.kept import kept_paper
from sras.web.papers import paper
from sras.web.submissions import new_form, read_form

STEP = "engagement/step.html"
MOST_WIDE = 9  # steps, so that the wide picture still leaves the standing on one page


@bp.get("/agreements/<int:key>/steps/<step>")
@requires("manage_agreement")
def step(key: int, step: str) -> Any:
    """The form of one step: another day, or the day on which it was done."""
    found = current_or_409(key)
    return page(STEP, **_step_shown(found, step))


def _step_shown(agreement: Agreement, step: str, **forms: Any) -> dict[str, Any]:
    """The step as it stands, with what was typed of it."""
    told = next((each for each in standing_of(agreement).steps if each.key == step), None)
    if told is None:
        abort(404)
    row = Milestone.of(agreement).get(step)
    names = DueForm()._fields
    form = DueForm(data={name: getattr(row, name) for name in names} if row else {})
    return {"agreement": agreement, "step": told, "row": row, "changing": form, **forms}


@bp.post("/agreements/<int:key>/steps/<step>")
@requires("manage_agreement")
def set_step(key: int, step: str) -> Any:
    """Give a step another day, or the day on which it was done."""
    found = current_or_409(key)
    if step not in STEPS:
        abort(404)
    row, known = Milestone.of(found).get(step), "version" in request.form
    form = read_form(DueForm, row, unseen=not known) if row else new_form(DueForm)
    if not form.judge(here.today()):
        return refused(STEP, form=form, **_step_shown(found, step, changing=form))
    found.set_step(by=current_user, step=step, **form.data)
    return leave(url_for(".agreement", key=key) + "#timeline", f"“{STEPS[step]}” is set.")


@bp.get("/agreements/<int:key>.pdf")
@requires("read")
@kept_paper
def agreement_pdf(key: int) -> Any:
    """The agreement on paper, with lines to sign on."""
    found = get_or_404(Agreement, key)
    return _paper("engagement/agreement_print.html", "agreement", found)


@bp.get("/agreements/<int:key>/standing.pdf")
@requires("read")
@kept_paper
def standing_pdf(key: int) -> Any:
    """Where the agreement stands, on one page."""
    found = get_or_404(Agreement, key)
    return _paper("engagement/standing_print.html", "standing", found)


def _paper(template: str, name: str, found: Agreement) -> Any:
    told = standing_of(found)
    row, width = (ROW, 340) if len(told.steps) <= MOST_WIDE else (CLOSE, 260)
    return paper(
        template,
        name=name,
        back_url=url_for(".agreement", key=found.id),
        agreement=found,
        standing=told,
        drawn=picture(told, (found.starts_on, found.ends_on), here.today(), row),
        width=width,
        parties=Party.of(found),
        day=here.today(),
    )

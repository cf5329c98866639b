"""Changes since the copy someone holds: in words, and as only the sheets that differ."""

from typing import Any
from urllib.parse import urlencode

from flask import abort, request, url_for
from flask_login import current_user

from sras.history.forms import CopyForm, copy_form
from sras.history.models_copies import PAPERS, Paper, Printed, Reprint, Which
from sras.history.models_past import Past
from sras.history.rules_copies import compare
from sras.history.views import bp
from sras.web import here
from sras.web.access import requires
from sras.web.answers import full_address, page
from sras.web.merging import options

OWN = ("paper", "number")


@bp.app_template_global()
def copies_address(paper: str, asked: dict[str, Any]) -> str:
    """Where one who holds a copy of a paper, or of a part of it, enters its number."""
    return full_address(url_for("history.copies", paper=paper, **asked))


def papers_open() -> dict[str, Paper]:
    """The papers that this person may read, by name."""
    return {name: paper for name, paper in PAPERS.items() if current_user.may(paper.right)}


@bp.get("/copies")
@requires("read")
def copies() -> Any:
    """What changed on a paper since the copy whose number is entered."""
    form = asked()
    held = read(form) if "number" in request.args else None
    printed, changed = held or (None, None)
    return page(
        "history/copies.html",
        422 if form.errors else 200,
        form=form,
        of=PAPERS.get(form.paper.data),
        which=which_asked(),
        printed=printed,
        changed=changed,
        kept=kept(),
        pdf_url=f"{url_for('.copies_pdf')}?{urlencode(request.args)}",
    )


def kept() -> dict[str, str]:
    """What else the address says of the paper."""
    own = {*OWN, *(paper.which.name for paper in PAPERS.values() if paper.which is not None)}
    return {name: value for name, value in request.args.items() if name not in own and value}


@bp.get("/copies.pdf")
@requires("read")
def copies_pdf() -> Any:
    """The sheets that differ, to put into the older copy."""
    form = asked()
    held = read(form)
    if held is None:
        abort(422, form.in_one_line)
    printed, changed = held
    return printed.reprint(changed)


def asked() -> CopyForm:
    """The form as the address fills it; of the papers only those that may be read."""
    which = which_asked()
    form = copy_form(*((one.name, one.label, one.choices()) for one in which))(request.args)
    form.paper.choices = options([(name, p.label) for name, p in papers_open().items()])
    return form


def which_asked() -> list[Which]:
    """What is to be chosen besides the paper: of the paper named, of any while none is."""
    named = request.args.get("paper")
    asked = [paper for name, paper in papers_open().items() if named in (None, "", name)]
    return [paper.which for paper in asked if paper.which is not None]


def read(form: CopyForm) -> tuple[Printed, Reprint] | None:
    """The paper, and how the copy of that number differs; None, and why, when none has it."""
    if not form.validate():
        return None
    paper = PAPERS[form.paper.data]
    printed, number = paper.read(), form.key
    if printed is None:
        field = form[paper.which.name] if paper.which is not None else form.paper
        field.errors = [paper.missing]
        return None
    past = Past(number, printed.shown, printed.ever)
    if past.held is None or not past.was_there(printed.of):
        form.number.errors = [refusal(paper, number)]
        return None
    changes = compare(*printed.sheets(past))
    return printed, Reprint(number, past.held.at, past.newest or past.held, changes)


def refusal(paper: Paper, number: int) -> str:
    """Why no copy of a paper has a number, and where to look."""
    if number > here.newest_change():
        return f"There is no copy {number} yet. Check the number below the title of your copy."
    return (
        f"No copy of the {paper.label.lower()} of this {paper.scope} has the number {number}. "
        "Check it below the title, and that the paper chosen here is the one you hold. "
        f"For another {paper.scope}, use the address printed beside the number."
    )

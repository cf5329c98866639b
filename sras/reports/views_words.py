"""The words of a report: written in their place, kept from one report to the next."""

from typing import Any

from flask import abort, request, url_for
from flask_login import current_user

from sras.reports.forms import WordsForm
from sras.reports.models import Narrative
from sras.reports.rules import PLACES
from sras.reports.views import bp
from sras.web.access import requires
from sras.web.answers import leave, page, refused
from sras.web.submissions import read_form


@bp.get("/reports/<report>/words/<place>")
@requires("write_documents")
def words(report: str, place: str) -> Any:
    """The words of one place on a page of their own."""
    row = _found(report, place)
    form = WordsForm(data={"text": row.text}).of(report, place)
    return page("reports/place.html", form=form, **_shown(row))


@bp.post("/reports/<report>/words/<place>")
@requires("write_documents")
def write(report: str, place: str) -> Any:
    """Say it in these words from now on."""
    row = _found(report, place)
    form = read_form(WordsForm, row).of(report, place)
    if not form.validate():
        return refused("reports/place.html", form=form, **_shown(row))
    row.write(by=current_user, text=(form.text.data or "").strip())
    return leave(f"{_back(report)}#words-{place}", "Saved.")


def _found(report: str, place: str) -> Narrative:
    if place not in PLACES.get(report, {}):
        abort(404)
    row = Narrative.at(report, place)
    return row if current_user.may("write_documents", row) else abort(403)


def _shown(row: Narrative) -> dict[str, Any]:
    report, place = str(row.report), str(row.place)
    return {
        "row": row,
        "spec": PLACES[report][place],
        "action": request.full_path.rstrip("?") if request.args else request.path,
        "back": _back(report),
    }


def _back(report: str) -> str:
    """The report itself, of the days or the part from which one came."""
    names = ("first", "last", "part", "as_of")
    asked: dict[str, Any] = {n: request.args[n] for n in names if n in request.args}
    return url_for("reports.progress" if report == "progress" else "reports.year", **asked)

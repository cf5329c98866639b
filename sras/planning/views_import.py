"""A way in, in mid-year: ratings and a plan from a table, looked at before anything is saved."""

import csv
import io
from typing import Any

from flask import abort, g, request, url_for
from flask_login import current_user

from sras.core import sheets
from sras.core.keys import whole
from sras.core.sheets import XLSX
from sras.planning import rules_import
from sras.planning.forms_import import ImportForm
from sras.planning.models_import import Outcome, bring_ratings, codes_of
from sras.planning.models_import_plan import bring_plan
from sras.planning.models_plan import members_on
from sras.planning.views import bp
from sras.web import here
from sras.web.access import requires
from sras.web.answers import download, leave, page, refused
from sras.web.submissions import before_lock, new_form, own_transaction

BRING = {"ratings": bring_ratings, "plan": bring_plan}
MAX_TEXT = 1_500_000
SHOWN = 200


@bp.get("/import")
@requires("import")
def import_start() -> Any:
    """What can be brought in, sheets to fill in, and the file to bring."""
    return page("planning/import.html", form=ImportForm(kind="ratings"), columns=rules_import.KINDS)


@bp.get("/import/<kind>.<ending>")
@requires("import")
def import_template(kind: str, ending: str) -> Any:
    """A sheet to fill in, with one line as an example."""
    if kind not in rules_import.KINDS or ending not in ("xlsx", "csv"):
        abort(404)
    columns = rules_import.KINDS[kind]
    rows = [[column.head for column in columns], [column.example for column in columns]]
    if ending == "csv":
        return download(sheets.write_csv(rows), f"{kind}.csv", "text/csv")
    widths = [max(12, len(column.head) + 2) for column in columns]
    return download(sheets.write_xlsx([(kind.capitalize(), widths, rows)]), f"{kind}.xlsx", XLSX)


@bp.post("/import/preview")
@requires("import")
@own_transaction
def import_preview() -> Any:
    """What a table says and what bringing it in would do; nothing is saved."""
    answer = _read_table()
    if answer is not None:
        return answer
    table, kind = g.sras_table
    return _looked_at(table, _mapping(table[0], kind), kind)


def _read_table() -> Any:
    """Before the lock: the rows of the table into `g`; in words what will not do."""
    form = new_form(ImportForm)
    table, fault = _table()
    if fault:
        form.file.errors = [fault]
    if form.kind.data not in rules_import.KINDS:
        form.kind.errors = ["Say whether it holds ratings or a plan."]
    if form.errors:
        return refused("planning/import.html", form=form, columns=rules_import.KINDS)
    g.sras_table = (table, form.kind.data)
    return None


@bp.post("/import")
@requires("import")
@before_lock(_read_table)
def import_table() -> Any:
    """Bring it in: all of it or nothing."""
    table, kind = g.sras_table
    mapping = _mapping(table[0], kind)
    outcome = _outcome(table, mapping, kind, by=current_user)
    if outcome.faults:
        return _looked_at(table, mapping, kind, status=422)
    to = url_for(".plan") if kind == "plan" else url_for("assessment.indicators")
    return leave(to, f"{outcome.changes} rows brought in.")


def _table() -> tuple[list[list[str]], str | None]:
    """The rows of the file, or of the table that the page carries from the step before."""
    upload = request.files.get("file")
    try:
        if upload is not None and upload.filename:
            return sheets.read_table(upload.read(sheets.MAX_BYTES + 1), upload.filename), None
        carried = request.form.get("table", "")
        if carried:
            return list(csv.reader(io.StringIO(carried))), None
    except (sheets.SheetRefused, csv.Error) as refusal:
        return [], str(refusal)
    return [], "Choose the file to bring in."


def _mapping(head: list[str], kind: str) -> dict[str, int]:
    """The columns as chosen on the page, or as the heads tell."""
    if "mapped" not in request.form:
        return rules_import.guess(head, kind)
    chosen = {
        column.name: request.form.get(f"column-{column.name}", "")
        for column in rules_import.KINDS[kind]
    }
    places = {name: whole(place) for name, place in chosen.items()}
    return {n: place for n, place in places.items() if place is not None and place < len(head)}


def _outcome(table: list[list[str]], mapping: dict[str, int], kind: str, by: Any) -> Outcome:
    cycle = here.cycle()
    if cycle is None:
        return Outcome(faults=[(1, "There is no cycle to bring it into; begin one first.")])
    today = here.today()
    codes = frozenset(codes_of(cycle))
    known = rules_import.Known(codes, members_on(today), today)
    reading = rules_import.read_rows(table, mapping, kind, known)
    return BRING[kind](reading, cycle, by, today)


def _looked_at(
    table: list[list[str]], mapping: dict[str, int], kind: str, status: int = 200
) -> Any:
    outcome = _outcome(table, mapping, kind, by=None)
    out = io.StringIO(newline="")
    csv.writer(out).writerows(table)
    text = out.getvalue()
    if len(text) > MAX_TEXT:
        outcome.faults.insert(0, (1, "The table holds too much text at once; bring in a part."))
        text = ""
    return page(
        "planning/import_preview.html",
        status,
        kind=kind,
        head=table[0],
        columns=rules_import.KINDS[kind],
        mapping=mapping,
        outcome=outcome,
        faults=sorted(outcome.faults)[:SHOWN],
        lines=outcome.lines[:SHOWN],
        table=text,
        cycle_label=here.cycle().label if here.cycle() else "",
    )

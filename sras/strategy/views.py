"""Measures: begin one, add a value or a target, put it right, archive it."""

from typing import Any

from flask import Blueprint, abort, request, url_for
from flask_login import current_user

from sras.core.keys import whole
from sras.core.kinds import KINDS
from sras.strategy import rules
from sras.strategy.forms import MeasureForm, NewMeasureForm, PointForm
from sras.strategy.models import DataPoint, Measure, measured
from sras.web import here
from sras.web.access import get_or_404, requires, safe_next
from sras.web.answers import leave, page, redraw, refused, saved, wants_part
from sras.web.submissions import new_form, read_form

bp = Blueprint("strategy", __name__)

FIELDS = ("name", "what", "unit", "direction", "baseline", "baseline_on", "source")


@bp.app_template_filter()
def amount(value: float, unit: str) -> str:
    """A number with its unit."""
    return rules.amount(value, unit)


def about(kind: str, key: str) -> tuple[str, Any]:
    """The kind and the thing that is to be measured; 404 when it cannot be."""
    if kind not in measured:
        abort(404)
    return kind, get_or_404(kind, whole(key) or 0)


def address(kind: str, key: int) -> str | None:
    """The page of what is measured, at its measures."""
    endpoint = KINDS[kind].page if kind in KINDS else None
    return None if endpoint is None else url_for(endpoint, key=key) + "#measures"


@bp.get("/measures/new")
@requires("edit_plan")
def new_measure() -> Any:
    """The form of a new measure."""
    kind, thing = about(request.args.get("kind", ""), request.args.get("key", ""))
    form = NewMeasureForm(what="outcome", direction="up")
    return page("strategy/new.html", form=form, **_new(kind, thing))


def _new(kind: str, thing: Any) -> dict[str, Any]:
    return {"kind": kind, "thing": thing, "back": address(kind, thing.id)}


@bp.post("/measures")
@requires("edit_plan")
def begin_measure() -> Any:
    """Begin to measure a thing."""
    kind, thing = about(request.form.get("kind", ""), request.form.get("key", ""))
    form = new_form(NewMeasureForm)
    if not form.judge(here.today()):
        return refused("strategy/new.html", form=form, **_new(kind, thing))
    Measure.set_up(by=current_user, about=(kind, thing.id), **form.data)
    return leave(address(kind, thing.id) or url_for(".new_measure"), "The measure is there.")


@bp.get("/measures/<int:key>")
@requires("read")
def measure(key: int) -> Any:
    """One measure: its values and targets, and the forms to add and to change."""
    return page("strategy/measure.html", **shown(find(key)))


def find(key: int) -> Measure:
    """The measure with its points; 404 when there is none."""
    return Measure.whole(key) or abort(404)


def shown(measure: Measure, **forms: Any) -> dict[str, Any]:
    """What the page of a measure shows; a refused form takes the place of its fresh one."""
    kind, key = str(measure.kind), int(str(measure.key))
    known = KINDS.get(kind)
    thing = known.table.get_or_none(known.table.id == key) if known else None
    return {
        "measure": measure,
        "thing": thing,
        "back": address(kind, key) if thing is not None else None,
        "what_names": rules.WHAT_NAMES,
        "direction_names": rules.DIRECTION_NAMES,
        "editable": current_user.may("edit_plan") and measure.archived_at is None,
        "measure_form": MeasureForm(data={name: getattr(measure, name) for name in FIELDS}),
        "value_form": PointForm(dated=here.today()),
        "target_form": PointForm(prefix="target-"),
        **forms,
    }


def current_or_409(key: int) -> Measure:
    """The measure, unless someone archived it meanwhile."""
    found = find(key)
    if found.archived_at is not None:
        abort(409, "This measure was archived meanwhile. Bring it back first, then save again.")
    return found


@bp.post("/measures/<int:key>")
@requires("edit_plan")
def change_measure(key: int) -> Any:
    """Put right what is measured."""
    measure = current_or_409(key)
    form = read_form(MeasureForm, measure, values=_typed)
    if not form.judge(here.today()):
        return refused("strategy/measure.html", form=form, **shown(measure, measure_form=form))
    measure.change(by=current_user, **form.data)
    return saved(measure, back=url_for(".measure", key=key))


def _typed(measure: Measure, name: str) -> Any:
    value = getattr(measure, name)
    return rules.plain(value) if name == "baseline" else value


@bp.post("/measures/<int:key>/values")
@requires("edit_plan")
def add_value(key: int) -> Any:
    """Add a value with its day, from the page of the measure or of what is measured."""
    measure = current_or_409(key)
    form = new_form(PointForm)
    if not form.judge(here.today()):
        return _point_refused(measure, form, value_form=form)
    given = form.data
    measure.record(by=current_user, on=given["dated"], value=given["value"], note=given["note"])
    return _pointed(measure)


@bp.post("/measures/<int:key>/targets")
@requires("edit_plan")
def add_target(key: int) -> Any:
    """Add a target with its day."""
    measure = current_or_409(key)
    form = new_form(PointForm, prefix="target-")
    if not form.judge(None):
        return _point_refused(measure, form, target_form=form)
    given = form.data
    measure.aim(by=current_user, on=given["dated"], value=given["value"], note=given["note"])
    return _pointed(measure)


def _point_refused(measure: Measure, form: Any, **forms: Any) -> Any:
    """The page again with all that was typed; to htmx the sentences, beside its line."""
    if wants_part():
        for field in form:
            field.id = f"{field.name}-{measure.id}"
        return refused("strategy/measure.html", form=form)
    return refused("strategy/measure.html", form=form, **shown(measure, **forms))


def _pointed(measure: Measure) -> Any:
    back = safe_next(request.form.get("back")) or url_for(".measure", key=measure.id)
    if not wants_part():
        return redraw("strategy/_measure.html", back=back)
    return redraw("strategy/_measure.html", back=back, measure=find(measure.id))


@bp.post("/measures/<int:key>/removal")
@requires("edit_plan")
def archive_measure(key: int) -> Any:
    """It is no longer measured; what it showed stays readable."""
    measure = current_or_409(key)
    measure.archive(by=current_user)
    back = address(str(measure.kind), int(str(measure.key))) or url_for(".measure", key=key)
    return leave(back, f"“{measure.name}” is archived.")


@bp.post("/measures/<int:key>/return")
@requires("edit_plan")
def bring_back_measure(key: int) -> Any:
    """Measure it again."""
    find(key).bring_back(by=current_user)
    return leave(url_for(".measure", key=key), "It is measured again.")


@bp.post("/measures/points/<int:key>/removal")
@requires("edit_plan")
def archive_point(key: int) -> Any:
    """A value or target was wrong; it stays in history."""
    point = get_or_404(DataPoint, key)
    measure = current_or_409(point.__data__["measure"])
    if point.archived_at is None:
        point.archive(by=current_user)
    return leave(url_for(".measure", key=measure.id), f"The {point.sort} is taken out.")

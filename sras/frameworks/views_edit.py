"""Change the texts of an edition that no cycle has started on, and begin the next one."""

from collections.abc import Callable
from typing import Any

from flask import url_for
from flask_login import current_user

from sras.frameworks.forms import IndicatorForm, LevelForm, NewIndicatorForm, SuccessorForm
from sras.frameworks.models import Edition, Indicator, Level, Topic
from sras.frameworks.models_sets import follow
from sras.frameworks.rules_sets import LEVELS, IndicatorText, LevelText, SetRefused
from sras.frameworks.views import _edition, bp
from sras.web.access import get_or_404, requires
from sras.web.answers import leave, page, refused, saved
from sras.web.submissions import new_form, read_form

FROZEN = (
    "A cycle has started on this edition, so its texts stand. Begin a new edition to change them."
)


@bp.get("/rubric/indicators/<int:key>/edit")
@requires("edit_framework")
def edit_indicator(key: int) -> Any:
    """The texts of one indicator, to change."""
    return page("frameworks/edit.html", **_texts(get_or_404(Indicator, key)))


def _texts(row: Indicator, **refused_forms: Any) -> dict[str, Any]:
    levels = list(Level.of_indicators([row]))
    return {
        "indicator": row,
        "levels": levels,
        "texts": refused_forms.get("texts") or _as_form(row),
        "level_forms": refused_forms.get("level_forms", {}),
    }


def _as_form(row: Indicator) -> IndicatorForm:
    names = IndicatorForm()._fields
    form = IndicatorForm(data={name: row.__data__[name] for name in names})
    form.topic.choices = _topics(row.edition)
    return form


def _topics(edition: Edition) -> list[tuple[int, str]]:
    return [(topic.id, str(topic)) for topic in Topic.of_edition(edition)]


@bp.post("/rubric/indicators/<int:key>")
@requires("edit_framework")
def save_indicator(key: int) -> Any:
    """Change an indicator's place or texts."""
    row = get_or_404(Indicator, key)
    form = read_form(IndicatorForm, row)
    form.topic.choices = _topics(row.edition)
    if form.code.data != row.code:
        form.taken = Indicator.codes_of(row.edition_id)
    if not form.validate() or _is_frozen(row, form):
        return refused("frameworks/edit.html", form=form, **_texts(row, texts=form))
    row.reword(current_user, **form.data)
    return saved(row, back=url_for(".edit_indicator", key=key))


@bp.post("/rubric/levels/<int:key>")
@requires("edit_framework")
def save_level(key: int) -> Any:
    """Change a level's description or evidence."""
    level = get_or_404(Level, key)
    form = read_form(LevelForm, level)
    for field in form:
        field.id = f"{field.name}-{level.id}"
    if not form.validate() or _is_frozen(level.indicator, form):
        texts = _texts(level.indicator, level_forms={level.id: form})
        return refused("frameworks/edit.html", form=form, **texts)
    level.change(by=current_user, **form.data)
    return saved(level, back=url_for(".edit_indicator", key=level.indicator_id))


def _is_frozen(row: Indicator, form: Any) -> bool:
    """Whether the texts stand; the form then says so."""
    if row.is_frozen:
        form.form_errors.append(FROZEN)
    return row.is_frozen


@bp.get("/rubric/editions/<int:key>/indicators/new")
@requires("edit_framework")
def new_indicator(key: int) -> Any:
    """An empty indicator of an edition."""
    row = get_or_404(Edition, key)
    form = NewIndicatorForm()
    form.topic.choices = _topics(row)
    return page("frameworks/new.html", edition=row, form=form, numbers=LEVELS)


@bp.post("/rubric/editions/<int:key>/indicators")
@requires("edit_framework")
def add_indicator(key: int) -> Any:
    """Add an indicator with its four levels."""
    row = get_or_404(Edition, key)
    form = new_form(NewIndicatorForm)
    form.topic.choices = _topics(row)
    form.taken = Indicator.codes_of(row.id)
    if row.is_frozen:
        form.form_errors.append(FROZEN)
    if not form.validate() or row.is_frozen:
        return refused("frameworks/new.html", form=form, edition=row, numbers=LEVELS)
    made = Indicator.add(_typed(form), current_user, row, form.topic.data)
    return leave(url_for(".indicator", key=made.id), f"{made} is added.")


def _typed(form: Any) -> IndicatorText:
    return IndicatorText(
        code=form.code.data,
        topic="",
        title=form.title.data,
        statement=form.statement.data,
        explanation=form.explanation.data,
        questions=tuple(form.questions.data.splitlines()),
        guidance=form.guidance.data,
        is_key=form.is_key.data,
        levels=tuple(
            LevelText(n, form[f"level_{n}"].data, form[f"evidence_{n}"].data) for n in LEVELS
        ),
    )


@bp.post("/rubric/indicators/<int:key>/absence")
@requires("edit_framework")
def leave_out(key: int) -> Any:
    """Take an indicator out of an edition."""
    return _moved(key, Indicator.leave_out, "left out")


@bp.post("/rubric/indicators/<int:key>/return")
@requires("edit_framework")
def bring_back(key: int) -> Any:
    """Put an indicator back into its edition."""
    return _moved(key, Indicator.bring_back, "back")


def _moved(key: int, move: Callable[[Any, Any], None], told: str) -> Any:
    row = get_or_404(Indicator, key)
    if row.is_frozen:
        return leave(url_for(".indicator", key=key), FROZEN)
    move(row, current_user)
    return leave(url_for(".edition", key=row.edition_id), f"{row} is {told}.")


@bp.post("/rubric/editions/<int:key>/successor")
@requires("edit_framework")
def begin_successor(key: int) -> Any:
    """Begin a new edition with the same texts."""
    row = get_or_404(Edition, key)
    form = new_form(SuccessorForm)
    if form.validate():
        try:
            made = follow(row, form.label.data, current_user)
            return leave(url_for(".edition", key=made.id), f"{made} is ready to be changed.")
        except SetRefused as problem:
            form.label.errors = [each.says for each in problem.problems]
    context = _edition(row, [], form)
    return refused("frameworks/edition.html", **context)

"""The questions of an enquiry: all on one page, changed, ordered and left out together."""

from typing import Any

from flask import abort, request, url_for
from flask_login import current_user

from sras.engagement import rules_voice
from sras.engagement.forms_voice import NEW, questions_form
from sras.engagement.models_voice import Enquiry, Question
from sras.engagement.rules_questions import READY
from sras.engagement.views import bp
from sras.web.access import get_or_404, requires
from sras.web.answers import leave, page, refused
from sras.web.submissions import new_form


def _shown(enquiry: Any, rows: list[Any], form: Any) -> dict[str, Any]:
    there = {row.text for row in rows}
    ready = {
        name: one.name
        for name, one in READY.items()
        if not there.issuperset(text for _kind, text in one.questions)
    }
    return {
        "enquiry": enquiry,
        "rows": rows,
        "new": NEW,
        "questions_form": form,
        "kinds": rules_voice.QUESTION_KINDS,
        "ready": ready,
    }


@bp.get("/enquiries/<int:key>/questions")
@requires("run_enquiries")
def questions(key: int) -> Any:
    """The questions, ready to be changed."""
    enquiry = get_or_404(Enquiry, key)
    rows = list(Question.of(enquiry))
    values: dict[str, Any] = {}
    for number, row in enumerate(rows, 1):
        said = {"place": str(number), "text": row.text, "kind": row.kind, "was": row.version}
        values |= {f"{name}-{row.id}": value for name, value in said.items()}
    form = questions_form(rows)(data=values)
    return page("engagement/questions.html", **_shown(enquiry, rows, form))


@bp.post("/enquiries/<int:key>/questions")
@requires("run_enquiries")
def save_questions(key: int) -> Any:
    """Keep all of them as they were typed, in the order of their places."""
    enquiry = get_or_404(Enquiry, key)
    rows = list(Question.of(enquiry))
    form = new_form(questions_form(rows)).asked_of(rows)
    if not form.validate():
        for row in rows:  # so that whoever has read what others wrote can decide
            form[f"was-{row.id}"].data = str(row.version)
        return refused("engagement/questions.html", form=form, **_shown(enquiry, rows, form))
    _keep(enquiry, rows, form)
    return leave(url_for(".questions", key=key), "The questions are saved.")


def _keep(enquiry: Any, rows: list[Any], form: Any) -> None:
    stay = [row for row in rows if not form[f"drop-{row.id}"].data]
    for row in rows:
        if row not in stay:
            row.archive(by=current_user, verb="left out")
    new = [(-number, name) for number, name in enumerate(NEW, 1) if form[f"text-{name}"].data]
    places = [
        *((row.id, form[f"place-{row.id}"].data) for row in stay),
        *((number, form[f"place-{name}"].data) for number, name in new),
    ]
    sorts = {key: sort for sort, key in enumerate(rules_voice.numbered(places), 1)}
    for row in stay:
        said = {name: form[f"{name}-{row.id}"].data for name in ("text", "kind")}
        row.change(by=current_user, sort=sorts[row.id], **said)
    for number, name in new:
        said = {field: form[f"{field}-{name}"].data for field in ("text", "kind")}
        Question.start(by=current_user, enquiry=enquiry, sort=sorts[number], **said)


@bp.post("/enquiries/<int:key>/ready-questions")
@requires("run_enquiries")
def add_ready_questions(key: int) -> Any:
    """Add those of a ready-made set that are not there yet."""
    enquiry = get_or_404(Enquiry, key)
    ready = READY.get(request.form.get("ready", ""))
    if ready is None:
        abort(422, "Choose one of the sets that are offered.")
    rows = list(Question.of(enquiry))
    there = {row.text for row in rows}
    more = [pair for pair in ready.questions if pair[1] not in there]
    if len(rows) + len(more) > rules_voice.MOST_QUESTIONS:
        abort(422, f"Ask at most {rules_voice.MOST_QUESTIONS} questions. Leave some out first.")
    enquiry.ask(current_user, more)
    return leave(url_for(".questions", key=key), f"{ready.name} are added.")

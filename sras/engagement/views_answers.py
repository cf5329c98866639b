"""What each one answered, for those who ask the field: typed in, read, struck out, taken along."""

from collections.abc import Iterator
from typing import Any

from flask import request, url_for
from flask_login import current_user

from sras.accounts.models import Person
from sras.accounts.rules import may
from sras.core import sheets
from sras.core.keys import whole
from sras.engagement import rules_voice
from sras.engagement.forms_voice import InterviewForm, StrikeForm, answers_form
from sras.engagement.models_voice import Answer, Enquiry, Question, Respondent
from sras.engagement.views import bp
from sras.web import here
from sras.web.access import get_or_404, requires
from sras.web.answers import download, leave, page, refused
from sras.web.paging import paged
from sras.web.submissions import new_form

PER_PAGE = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _form(enquiry: Any) -> Any:
    return answers_form(InterviewForm, list(Question.of(enquiry)))


def _among(form: Any) -> Any:
    today = here.today()
    asking = (p for p in Person.listed() if may(p.role, "run_enquiries") and p.takes_part_on(today))
    return form.among({person.id: person.name for person in asking}, today)


def _shown(enquiry: Any, form: Any) -> dict[str, Any]:
    return {"enquiry": enquiry, "answers_form": form, "no_names": rules_voice.NO_NAMES}


@bp.get("/enquiries/<int:key>/interviews/new")
@requires("run_enquiries")
def new_interview(key: int) -> Any:
    """Type in what someone answered."""
    enquiry = get_or_404(Enquiry, key)
    me = {"interviewer": str(current_user.id), "answered_on": here.today()}
    form = _among(_form(enquiry)(role=enquiry.audience, way="interview", **me))
    return page("engagement/interview.html", **_shown(enquiry, form))


@bp.post("/enquiries/<int:key>/interviews")
@requires("run_enquiries")
def add_interview(key: int) -> Any:
    """Keep an interview, or a form that came back on paper."""
    enquiry = get_or_404(Enquiry, key)
    form = _among(new_form(_form(enquiry)))
    if not form.validate():
        return refused("engagement/interview.html", form=form, **_shown(enquiry, form))
    Respondent.answer(
        current_user,
        enquiry,
        form.said,
        role=form.role.data,
        place=form.place.data,
        way=form.way.data,
        answered_on=form.answered_on.data,
        interviewer=whole(form.interviewer.data),
    )
    return leave(url_for(".answers", key=key), "The answers are kept.")


@bp.get("/enquiries/<int:key>/answers")
@requires("run_enquiries")
def answers(key: int) -> Any:
    """Each one who answered, the latest first."""
    enquiry = get_or_404(Enquiry, key)
    found = paged(Respondent.of(enquiry), request.args.get("page", 1, type=int), PER_PAGE)
    return page(
        "engagement/answers.html",
        enquiry=enquiry,
        paged=found,
        questions=list(Question.of(enquiry)),
        said=Answer.by_question(found.rows),
    )


@bp.post("/respondents/<int:key>/removal")
@requires("run_enquiries")
def leave_out(key: int) -> Any:
    """Leave out one who answered, such as a trial."""
    respondent = get_or_404(Respondent, key)
    if respondent.archived_at is None:
        respondent.archive(by=current_user, verb="left out")
    there = url_for(".answers", key=respondent.enquiry_id)
    return leave(there, "These answers are left out of all that is counted.")


@bp.get("/answers/<int:key>")
@requires("run_enquiries")
def answer_of_one(key: int) -> Any:
    """One answer, to take a name out of it."""
    answer = get_or_404(Answer, key)
    return page("engagement/answer.html", answer=answer, strike_form=StrikeForm(text=answer.text))


@bp.post("/answers/<int:key>")
@requires("run_enquiries")
def strike(key: int) -> Any:
    """Keep it without the name, or leave it out; the words as they were are not kept."""
    answer, form = get_or_404(Answer, key), new_form(StrikeForm)
    if not form.validate():
        return refused("engagement/answer.html", form=form, answer=answer, strike_form=form)
    if answer.archived_at is None and answer.scale is None:
        answer.strike(current_user, "" if "out" in request.form else form.text.data)
    there = url_for(".answers", key=answer.respondent.enquiry_id)
    return leave(there, "The name is out.")


def _table(enquiry: Any) -> Iterator[list[Any]]:
    questions, respondents = list(Question.of(enquiry)), list(Respondent.of(enquiry))
    said = Answer.by_question(respondents)
    yield ["Role", "Place", "Way", "Day", "Interviewer", *(each.text for each in questions)]
    for one in respondents:
        given = [said[one.id].get(question.id) for question in questions]
        yield [
            one.role_name,
            one.place,
            rules_voice.ANSWER_WAYS[one.way],
            one.answered_on,
            one.interviewer.name if one.interviewer is not None else "",
            *("" if each is None else each.scale or each.text for each in given),
        ]


@bp.get("/enquiries/<int:key>/answers.csv")
@requires("run_enquiries")
def answers_csv(key: int) -> Any:
    """All answers as CSV."""
    body = sheets.write_csv(_table(get_or_404(Enquiry, key)))
    return download(body, f"enquiry-{key}.csv", "text/csv")


@bp.get("/enquiries/<int:key>/answers.xlsx")
@requires("run_enquiries")
def answers_xlsx(key: int) -> Any:
    """All answers as a workbook."""
    rows = list(_table(get_or_404(Enquiry, key)))
    widths = [16, 20, 10, 11, 18, *([40] * (len(rows[0]) - 5))]
    return download(sheets.write_xlsx([("Answers", widths, rows)]), f"enquiry-{key}.xlsx", XLSX)

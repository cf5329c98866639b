"""The field's voice: enquiries, what they found, and the facts of each."""

import datetime
from typing import Any

from flask import url_for
from flask_login import current_user

from sras.core import markdown
from sras.engagement import models_voice_field, rules_voice
from sras.engagement.forms_voice import EnquiryForm, NewEnquiryForm
from sras.engagement.models_voice import Answer, Enquiry, Question, Respondent
from sras.engagement.rules_questions import READY
from sras.engagement.views import bp
from sras.web import here
from sras.web.access import get_or_404, requires
from sras.web.answers import leave, page, refused
from sras.web.papers import paper
from sras.web.submissions import new_form, read_form

KNOWN = models_voice_field  # it makes {field_voice} known to documents
WEEKS = datetime.timedelta(days=28)


@bp.get("/enquiries")
@requires("read")
def enquiries() -> Any:
    """All enquiries, the newest first."""
    return page("engagement/enquiries.html", enquiries=list(Enquiry.listed()))


@bp.get("/enquiries/new")
@requires("run_enquiries")
def new_enquiry() -> Any:
    """Put questions to a group of the field."""
    today = here.today()
    form = NewEnquiryForm(opens_on=today, closes_on=today + WEEKS)
    return page("engagement/enquiry_new.html", enquiry_form=form)


@bp.post("/enquiries")
@requires("run_enquiries")
def add_enquiry() -> Any:
    """Begin an enquiry; its questions come next."""
    form = new_form(NewEnquiryForm)
    if not form.validate():
        return refused("engagement/enquiry_new.html", form=form, enquiry_form=form)
    fields = {name: form[name].data for name in EnquiryForm()._fields}
    enquiry = Enquiry.start(by=current_user, **fields)
    if form.ready.data:
        enquiry.ask(current_user, READY[form.ready.data].questions)
    return leave(url_for(".questions", key=enquiry.id), "Look at the questions next.")


def summed_up(enquiry: Any, quoted: int | None = None) -> dict[str, Any]:
    """What an enquiry found: counts, spreads, and quotes, at most `quoted` of a question."""
    counts = Respondent.counts(enquiry)
    scales, texts = Answer.scales(enquiry), Answer.texts(enquiry)
    questions = list(Question.of(enquiry))
    quotes = {key: rules_voice.quotes(said, counts) for key, said in texts.items()}
    return {
        "enquiry": enquiry,
        "asked": rules_voice.asked_of(enquiry.audience, counts),
        "answered": sum(counts.values()),
        "counted": rules_voice.counted(counts),
        "spreads": [
            (question, rules_voice.spread(scales.get(question.id, [])))
            for question in questions
            if question.kind == "scale"
        ],
        "in_words": [
            (question, quotes.get(question.id, [])[:quoted], len(quotes.get(question.id, [])))
            for question in questions
            if question.kind == "words"
        ],
        "rule": rules_voice.RULE,
    }


@bp.get("/enquiries/<int:key>")
@requires("read")
def enquiry(key: int) -> Any:
    """What one enquiry found, and for those who run it the ways to its parts."""
    found = get_or_404(Enquiry, key)
    return page(
        "engagement/enquiry.html",
        standing=found.standing(here.today()),
        letter=markdown.render(found.letter, 2),
        **summed_up(found, rules_voice.QUOTED),
    )


@bp.get("/enquiries/<int:key>.pdf")
@requires("read")
def enquiry_pdf(key: int) -> Any:
    """What it found, on paper."""
    found = get_or_404(Enquiry, key)
    return paper(
        "engagement/enquiry_print.html",
        name=f"enquiry-{key}",
        back_url=url_for(".enquiry", key=key),
        agency=here.agency(),
        **summed_up(found),
    )


@bp.get("/questions/<int:key>")
@requires("read")
def question(key: int) -> Any:
    """All that was said to one question."""
    found = get_or_404(Question, key)
    said, counts = Answer.texts(found.enquiry).get(key, []), Respondent.counts(found.enquiry)
    scale = rules_voice.spread(Answer.scales(found.enquiry).get(key, []))
    return page(
        "engagement/question.html",
        question=found,
        quotes=rules_voice.quotes(said, counts),
        spread=scale,
        rule=rules_voice.RULE,
    )


@bp.get("/enquiries/<int:key>/change")
@requires("run_enquiries")
def enquiry_change(key: int) -> Any:
    """Change its title, letter or days."""
    found = get_or_404(Enquiry, key)
    form = EnquiryForm(obj=found)
    return page("engagement/enquiry_change.html", enquiry=found, enquiry_form=form)


@bp.post("/enquiries/<int:key>")
@requires("run_enquiries")
def enquiry_save(key: int) -> Any:
    """Keep the changed facts."""
    found = get_or_404(Enquiry, key)
    form = read_form(EnquiryForm, found)
    if not form.validate():
        shown = {"enquiry": found, "enquiry_form": form}
        return refused("engagement/enquiry_change.html", form=form, **shown)
    found.change(by=current_user, **form.data)
    return leave(url_for(".enquiry", key=key), "Saved")

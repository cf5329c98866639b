"""What a reviewer sees and says by their personal link, without an account."""

from typing import Any, NamedTuple

from flask import abort, request, url_for
from markupsafe import Markup

from sras.core import clock, markdown
from sras.core.words import Patience
from sras.documents import rules_reviews
from sras.documents.filled import filled, shown_on
from sras.documents.forms_reviews import remarks_form
from sras.documents.models_reviewed import sections_at
from sras.documents.models_reviews import Remark, Reviewer
from sras.documents.views import bp
from sras.web import here
from sras.web.access import public
from sras.web.answers import leave, page, refused
from sras.web.submissions import new_form


class Place(NamedTuple):
    """A section as a reviewer reads it: what changed, and what they said of it before."""

    section: Any
    html: Markup
    change: rules_reviews.Change | None
    said: list[Any]


def _alive(token: str) -> Any:
    reviewer = Reviewer.by_token(token)
    if reviewer is None or reviewer.has_ended(clock.now()):
        abort(404, "This link has expired or was taken back. Ask the agency for a new one.")
    return reviewer


def _shown(reviewer: Any, token: str, **more: Any) -> dict[str, Any]:
    held, before = reviewer.round, reviewer.before()
    numbers = [each.round.at_change for each in before[:1]]
    now, *then = sections_at(held.document, held.at_change, *numbers)
    said = list(Remark.of([reviewer, *before]))
    texts = filled(held.document, now, shown_on(held.document, held.opens_on, here.agency()))
    places = _places(texts, then[0] if then else None, said)
    there = {None, *(section.id for section in now)}
    return {
        "reviewer": reviewer,
        "round": held,
        "letter": markdown.render(held.letter, 2),
        "token": token,
        "standing": held.standing(here.today()),
        "before": before[0].round if before else None,
        "places": [place for place in places if not then or place.change],
        "folded": [place for place in places if then and not place.change],
        "gone": _gone(now, then[0]) if then else [],
        "on_whole": [each for each in said if each.section_id is None],
        "on_gone": [each for each in said if each.section_id not in there],
        "made": sum(each.reviewer_id == reviewer.id for each in said),
        "state_names": rules_reviews.STATE_NAMES,
        "bare": True,
        **more,
    }


def _places(now: list[tuple[Any, Markup]], then: list[Any] | None, said: list[Any]) -> list[Place]:
    were = {each.id: (each.title, each.text) for each in then or []}
    patience, places = Patience(), []
    for section, html in now:
        change, own = None, [each for each in said if each.section_id == section.id]
        if then is not None:
            written = (section.title, section.text)
            change = rules_reviews.change_of(were.get(section.id), written, patience)
        places.append(Place(section, html, change, own))
    return places


def _gone(now: list[Any], then: list[Any]) -> list[Any]:
    """What was there in the round before and is no more."""
    there = {section.id for section in now}
    return [
        rules_reviews.change_of((each.title, each.text), None)
        for each in then
        if each.id not in there
    ]


@bp.get("/review/<token>")
@public
def review_page(token: str) -> Any:
    """The document as it was when the round opened, with room to comment on each section."""
    reviewer = _alive(token)
    kept = request.args.get("kept", type=int)
    return page("documents/review_page.html", **_shown(reviewer, token, kept=kept))


@bp.post("/review/<token>/remarks")
@public
def review_say(token: str) -> Any:
    """Keep all that a reviewer typed, wherever it stands on the page."""
    reviewer = _alive(token)
    shown = _shown(reviewer, token)
    sections = [place.section for place in (*shown["places"], *shown["folded"])]
    form = new_form(remarks_form([section.id for section in sections]))
    typed = _typed(form, sections)
    if shown["standing"] != "open":
        return page("documents/review_closed.html", 409, typed=typed, **shown)
    if form.validate():
        form.form_errors += _faults(shown, len(typed))
    if form.errors:
        return refused("documents/review_page.html", form=form, remarks_form=form, **shown)
    if typed:
        reviewer.say(dict(typed), here.today())
    if "done" in request.form and reviewer.done_on is None:
        reviewer.finish(here.today())
    return leave(url_for(".review_page", token=token, kept=len(typed)))


def _typed(form: Any, sections: list[Any]) -> list[tuple[Any, str]]:
    """What was typed of the whole (None) and of each section."""
    places = [(None, "on-whole"), *((section, f"on-{section.id}") for section in sections)]
    said = [(section, _lines(form[name].data)) for section, name in places]
    return [(section, text) for section, text in said if text]


def _lines(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").strip()


def _faults(shown: dict[str, Any], more: int) -> list[str]:
    """Why remarks are not taken, though each by itself would be."""
    if not more and "done" not in request.form:
        return ["Write at least one comment, or say that you are done."]
    if shown["made"] + more > rules_reviews.MOST_REMARKS:
        said = f"You have made {shown['made']} comments; {rules_reviews.MOST_REMARKS} is the most"
        return [f"{said} in one round. Put several into one."]
    return []

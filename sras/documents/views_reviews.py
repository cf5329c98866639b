"""Review rounds as the team holds them: invite, read, settle, remind, close."""

import datetime
from typing import Any

from flask import abort, render_template, session, url_for
from flask_login import current_user

from sras.core import clock, markdown
from sras.documents import rules_reviews
from sras.documents.forms_reviews import InvitationForm, RoundForm, SettlingForm
from sras.documents.models import Document
from sras.documents.models_reviewed import sections_at
from sras.documents.models_reviews import Remark, Reviewer, ReviewRound
from sras.documents.views import bp
from sras.web import here
from sras.web.access import get_or_404, requires
from sras.web.answers import full_address, leave, page, redraw, refused
from sras.web.letters import Letter, has_mail, mail_when_saved
from sras.web.submissions import new_form, read_form

WEEKS = datetime.timedelta(days=14)
HANDED = "review_links"


def _document(key: int) -> Any:
    """A document that one may write, and so have reviewed."""
    found = get_or_404(Document, key)
    if not current_user.may("write_documents", found):
        abort(404)
    return found


@bp.get("/documents/<int:key>/reviews")
@requires("write_documents")
def document_reviews(key: int) -> Any:
    """The review rounds of a document."""
    document = _document(key)
    return page("documents/reviews.html", document=document, rounds=list(ReviewRound.of(document)))


def _beginning(document: Any) -> RoundForm:
    today = here.today()
    letter = render_template("mail/review_letter.txt", document=document).strip()
    earlier = ReviewRound.of(document).first()
    again = [_line_of(each) for each in Reviewer.of(earlier)] if earlier is not None else []
    return RoundForm(
        opens_on=today,
        closes_on=today + WEEKS,
        letter=earlier.letter if earlier is not None else letter,
        reviewers="\n".join(again[: rules_reviews.MOST_AT_ONCE]),
    )


def _line_of(reviewer: Any) -> str:
    said = (reviewer.name, reviewer.organisation, reviewer.email)
    return ", ".join(piece for piece in said if piece)


@bp.get("/documents/<int:key>/reviews/new")
@requires("write_documents")
def document_review_new(key: int) -> Any:
    """Open a round: its days, its letter, its reviewers."""
    document = _document(key)
    running = ReviewRound.open_of(document, here.today())
    form = _beginning(document)
    return page("documents/review_new.html", document=document, running=running, round_form=form)


@bp.post("/documents/<int:key>/reviews")
@requires("write_documents")
def document_review_open(key: int) -> Any:
    """Open it, and give each reviewer a link."""
    document, form = _document(key), new_form(RoundForm).on(here.today())
    running = ReviewRound.open_of(document, here.today())
    if form.validate() and running is not None:
        form.form_errors.append(f"Round {running.number} is not closed yet. Close it first.")
    if form.errors:
        shown = {"document": document, "running": running, "round_form": form}
        return refused("documents/review_new.html", form=form, **shown)
    days = {"opens_on": form.opens_on.data, "closes_on": form.closes_on.data}
    held = ReviewRound.open(current_user, document, letter=form.letter.data.strip(), **days)
    made = held.invite(current_user, form.invited, here.zone())
    return _give_out(held, made, f"Round {held.number} is open.")


def _give_out(held: Any, made: list[tuple[Any, str]], message: str, again: bool = False) -> Any:
    """Mail fresh links to those with an address; show the others once, to hand over."""
    mailed = [pair for pair in made if pair[0].email and has_mail()]
    _keep_to_hand_over(held, [pair for pair in made if pair not in mailed])
    by_hand = url_for(".review_links", key=held.id)
    if mailed:
        mail_when_saved(_letter(held, mailed, by_hand, again))
    there = by_hand if len(mailed) < len(made) else url_for(".review", key=held.id)
    return leave(there, message)


def _keep_to_hand_over(held: Any, pairs: list[tuple[Any, str]]) -> None:
    # In this browser's signed cookie only: the database holds nothing but the hashes.
    if pairs:
        session[HANDED] = [held.id, [[one.id, token] for one, token in pairs]]


def _letter(held: Any, pairs: list[tuple[Any, str]], by_hand: str, again: bool) -> Letter:
    def missed(names: list[str]) -> None:
        kept = session.get(HANDED, [held.id, []])[1]
        session[HANDED] = [
            held.id,
            [*kept, *([one.id, token] for one, token in pairs if one.name in names)],
        ]

    return Letter(
        called="reminder" if again else "invitation",
        subject=f"{'Reminder: ' if again else ''}Review of {held.document.title}",
        text="",
        texts={one.email: _text_for(held, one, token, again) for one, token in pairs},
        readers=[(one.name, one.email) for one, _token in pairs],
        page=by_hand,
        missed=missed,
    )


def _text_for(held: Any, reviewer: Any, token: str, again: bool) -> str:
    told = {"round": held, "reviewer": reviewer, "address": _address(token), "again": again}
    return render_template("mail/review.txt", **told, agency=here.agency())


def _address(token: str) -> str:
    return full_address(url_for(".review_page", token=token))


@bp.get("/reviews/<int:key>/links")
@requires("write_documents")
def review_links(key: int) -> Any:
    """The links made a moment ago, once, each with a text to hand over."""
    held = get_or_404(ReviewRound, key)
    made, pairs = session.get(HANDED) or (None, [])
    tokens = dict(pairs) if made == key else {}
    if tokens:
        session.pop(HANDED)
    handed = [
        (each, _address(token), _text_for(held, each, token, bool(each.remark_count)))
        for each in Reviewer.of(held)
        if (token := tokens.get(each.id))
    ]
    return page("documents/review_links.html", round=held, handed=handed)


def _shown(held: Any, **more: Any) -> dict[str, Any]:
    reviewers, remarks = list(Reviewer.of(held)), list(Remark.of_round(held))
    (sections,) = sections_at(held.document, held.at_change)
    by_place: dict[Any, list[Any]] = {section.id: [] for section in sections}
    for remark in remarks:
        by_place.setdefault(remark.section_id, []).append(remark)
    return {
        "round": held,
        "letter": markdown.render(held.letter, 2),
        "standing": held.standing(here.today()),
        "reviewers": reviewers,
        "silent": [each for each in reviewers if _is_silent(each)],
        "counts": rules_reviews.counts(remark.state for remark in remarks),
        "places": [(None, by_place.get(None, [])), *((s, by_place[s.id]) for s in sections)],
        "state_names": rules_reviews.STATE_NAMES,
        "mail": has_mail(),
        "now": clock.now(),
        **more,
    }


def _is_silent(reviewer: Any) -> bool:
    return not reviewer.remark_count and reviewer.done_on is None


@bp.get("/reviews/<int:key>")
@requires("write_documents")
def review(key: int) -> Any:
    """One round: who has answered, and what was said of each section."""
    form = InvitationForm()
    return page("documents/review.html", **_shown(get_or_404(ReviewRound, key), more=form))


def _open_round(key: int) -> Any:
    """A round that takes remarks still."""
    held = get_or_404(ReviewRound, key)
    if held.standing(here.today()) == "closed":
        abort(409, "This round is closed. Open the next one.")
    return held


@bp.post("/reviews/<int:key>/reviewers")
@requires("write_documents")
def review_invite(key: int) -> Any:
    """Invite more people to a round."""
    held, form = _open_round(key), new_form(InvitationForm)
    if not form.validate() or not form.beside(list(Reviewer.of(held))):
        return refused("documents/review.html", form=form, **_shown(held, more=form))
    made = held.invite(current_user, form.invited, here.zone())
    return _give_out(held, made, "They are invited.")


@bp.post("/reviews/<int:key>/reminders")
@requires("write_documents")
def review_remind(key: int) -> Any:
    """Remind those who said nothing yet, each by a new link."""
    held = _open_round(key)
    silent = [each for each in Reviewer.of(held) if _is_silent(each) and not each.revoked_at]
    made = _renewed(silent[: rules_reviews.MOST_AT_ONCE])
    if not made:
        return leave(url_for(".review", key=key), "Everyone has answered.")
    return _give_out(held, made, "Their earlier links work no longer.", again=True)


def _renewed(reviewers: list[Any]) -> list[tuple[Any, str]]:
    return [(each, each.renew(current_user, here.zone())) for each in reviewers]


@bp.post("/reviews/<int:key>/closing")
@requires("write_documents")
def review_close(key: int) -> Any:
    """Take no more remarks."""
    held = _open_round(key)
    held.close(current_user, here.today())
    return leave(url_for(".review", key=key), "The round is closed.")


@bp.post("/reviewers/<int:key>/link")
@requires("write_documents")
def reviewer_link(key: int) -> Any:
    """Give one reviewer a new link; the one they had works no longer."""
    reviewer = get_or_404(Reviewer, key)
    held = reviewer.round
    made = _renewed([reviewer])
    return _give_out(held, made, "The earlier link works no longer.", again=True)


@bp.post("/reviewers/<int:key>/revocation")
@requires("write_documents")
def reviewer_revoke(key: int) -> Any:
    """Take back the link of one reviewer."""
    reviewer = get_or_404(Reviewer, key)
    reviewer.revoke(current_user, clock.now())
    there = url_for(".review", key=reviewer.round_id)
    return leave(there, f"The link of {reviewer.name} works no longer.")


@bp.post("/remarks/<int:key>/settlement")
@requires("write_documents")
def remark_settle(key: int) -> Any:
    """Resolve a remark, or decline it with a reason."""
    remark = get_or_404(Remark, key)
    form = read_form(SettlingForm, remark)
    held = remark.reviewer.round
    if not form.validate():
        form.answer.id = form.state.id = f"answer-{key}"
        return refused(
            "documents/review.html",
            form=form,
            **_shown(held, more=InvitationForm(), settling=form, asked=key),
        )
    answer = (form.answer.data or "").strip()
    remark.settle(current_user, form.state.data, answer, here.today())
    back = url_for(".review", key=held.id) + f"#remark-{key}"
    counted = rules_reviews.counts(each.state for each in Remark.of_round(held))
    told = {"remark": remark, "counts": counted, "state_names": rules_reviews.STATE_NAMES}
    return redraw("documents/_remark_settled.html", back=back, **told)

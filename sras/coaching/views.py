"""Coaches' comments: all of them, one with its answers, written, answered, closed, reopened."""

from typing import Any

from flask import Blueprint, abort, request, url_for
from flask_login import current_user

from sras.coaching import rules
from sras.coaching.forms import AgainForm, AnswerForm, CloseForm, CommentForm
from sras.coaching.models import CoachComment
from sras.core.keys import whole
from sras.core.kinds import KINDS
from sras.web import here
from sras.web.access import get_or_404, requires
from sras.web.answers import leave, page, refused
from sras.web.paging import paged
from sras.web.submissions import new_form, read_form

bp = Blueprint("coaching", __name__)


@bp.app_template_global()
def address_of_commented(comment: Any) -> str:
    """The page of what a comment is about; empty for the whole."""
    kind = KINDS.get(comment.kind)
    return url_for(kind.page, key=comment.key) if kind and kind.page and comment.key else ""


@bp.get("/coaching")
@requires("read")
def comments() -> Any:
    """All comments that are not closed, those that wait for an answer first; or the closed too."""
    show = "all" if request.args.get("show") == "all" else "open"
    listed = CoachComment.listed(with_closed=show == "all")
    shown = paged(listed, request.args.get("page", 1, type=int))
    return page("coaching/comments.html", shown=shown, show=show)


@bp.get("/coaching/new")
@requires("coach")
def new_comment() -> Any:
    """The form of a comment on the thing that the address names, or on the whole."""
    form = CommentForm(said_on=here.today(), asks_reply=True)
    return page("coaching/new.html", form=form, **_asked_about())


def _asked_about() -> dict[str, Any]:
    """What the address names: kind, key, its name and its page; nothing for the whole."""
    kind, key = request.args.get("kind", ""), whole(request.args.get("key"))
    if not kind:
        return {"kind": "", "key": None, "about": "", "back": url_for(".comments")}
    if kind not in rules.ABOUT or key is None:
        abort(404)
    thing = get_or_404(kind, key)
    back = url_for(str(KINDS[kind].page), key=key)
    return {"kind": kind, "key": key, "about": str(thing)[:300], "back": back}


@bp.post("/coaching")
@requires("coach")
def add_comment() -> Any:
    """Write a comment."""
    about = _asked_about()
    form = new_form(CommentForm).on(here.today())
    if not form.validate():
        return refused("coaching/new.html", form=form, **about)
    back = about.pop("back")
    CoachComment.start(by=current_user, verb="wrote", author=current_user, **about, **form.data)
    return leave(back, "Your comment is there for the team.")


def find(key: int) -> CoachComment:
    """The comment with its answers, or 404."""
    return CoachComment.whole(key) or abort(404)


@bp.get("/coaching/<int:key>")
@requires("read")
def comment(key: int) -> Any:
    """One comment with what was answered."""
    return page("coaching/comment.html", **_shown(find(key)))


def _shown(it: CoachComment, **forms: Any) -> dict[str, Any]:
    """What the page of a comment shows; a form that was refused takes its place."""
    today = here.today()
    return {
        "comment": it,
        "answers": current_user.may("hold_meetings", it) and it.state != "closed",
        "why_not_closed": it.why_not_closed_by(current_user),
        "asks_again": it.is_by(current_user) and current_user.may("coach") and it.state != "open",
        "corrects": it.may_be_corrected_by(current_user) and current_user.may("coach"),
        "own_form": CommentForm(obj=it),
        "answer_form": AnswerForm(answered_on=today),
        "again_form": AgainForm(asked_on=today),
        "close_form": CloseForm(closed_on=today),
        **forms,
    }


@bp.post("/coaching/<int:key>")
@requires("coach")
def correct_comment(key: int) -> Any:
    """Put one's own comment right while nobody has answered it."""
    it = find(key)
    if not it.is_by(current_user):
        abort(403, "Only who wrote a comment changes it.")
    form = read_form(CommentForm, it).on(here.today())
    if not it.may_be_corrected_by(current_user):
        form.form_errors.append("It was answered or closed meanwhile, so it stays as it is.")
    if not form.validate() or form.form_errors:
        return refused("coaching/comment.html", form=form, **_shown(it, own_form=form))
    it.change(by=current_user, **form.data)
    return leave(url_for(".comment", key=key), "Saved.")


@bp.post("/coaching/<int:key>/answers")
@requires("hold_meetings")
def answer_comment(key: int) -> Any:
    """The team answers."""
    it = find(key)
    if not current_user.may("hold_meetings", it):
        abort(403, "The team answers a coach's comment.")
    form = new_form(AnswerForm).on(here.today(), it.said_on)
    if not form.validate():
        return refused("coaching/comment.html", form=form, **_shown(it, answer_form=form))
    _or_409(it.answer, by=current_user, on=form.answered_on.data, text=form.answer.data)
    return leave(url_for(".comment", key=key), "Answered.")


def _or_409(verb: Any, **told: Any) -> None:
    """Do it, or say in words why the comment is not in a state for it."""
    try:
        verb(**told)
    except rules.NotSo as fault:
        abort(409, str(fault))


@bp.post("/coaching/<int:key>/closure")
@requires("hold_meetings")
def close_comment(key: int) -> Any:
    """Whoever wrote it says that it is settled, or the team lead does."""
    it = find(key)
    why_not = it.why_not_closed_by(current_user)
    if why_not and not it.waits:
        abort(403, why_not)
    form = new_form(CloseForm).on(here.today(), it.said_on)
    if why_not:
        form.form_errors.append(why_not)
    if not form.validate() or form.form_errors:
        return refused("coaching/comment.html", form=form, **_shown(it, close_form=form))
    _or_409(it.close, by=current_user, on=form.closed_on.data)
    return leave(url_for(".comment", key=key), "The comment is closed.")


@bp.post("/coaching/<int:key>/reopening")
@requires("coach")
def reopen_comment(key: int) -> Any:
    """Whoever wrote it says what is still open."""
    it = find(key)
    if not it.is_by(current_user):
        abort(403, "Only who wrote a comment opens it again.")
    form = new_form(AgainForm).on(here.today(), it.said_on)
    if not form.validate():
        return refused("coaching/comment.html", form=form, **_shown(it, again_form=form))
    if it.state == "open":
        abort(409, "This comment is open.")
    it.ask_again(by=current_user, on=form.asked_on.data, text=form.again.data)
    return leave(url_for(".comment", key=key), "The comment is open again.")

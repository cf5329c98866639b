"""Minutes: written while a draft, approved and frozen, corrected by what is added."""

from typing import Any

from flask import abort, url_for
from flask_login import current_user
from markupsafe import Markup

from sras.history.models_reading import newest
from sras.meetings import rules_minutes
from sras.meetings.forms_minutes import ROUND, AddendumForm, ApprovalForm, MinutesForm
from sras.meetings.models_kept import kept_of
from sras.meetings.models_minutes import Addendum, Minutes, approving_meetings
from sras.meetings.views import bp, changeable, to_hold
from sras.meetings.written import approve, written_out
from sras.schedule.models import Meeting
from sras.web import here
from sras.web.access import requires
from sras.web.answers import leave, page, redraw, refused, saved
from sras.web.papers import paper, print_view
from sras.web.submissions import new_form, read_form

TOLD_ON_PAPER = (
    *("agency", "addendum", "agenda_item", "attendance", "commitment", "indicator", "meeting"),
    *("meeting_decision", "minutes", "objective", "person", "task"),
)


@bp.get("/meetings/<int:key>/minutes")
@requires("read")
def minutes(key: int) -> Any:
    """The minutes as they stand, with the forms to write, approve and correct them."""
    return page("meetings/minutes.html", **_shown(*find_written(key)))


def find_written(key: int) -> tuple[Meeting, Minutes | None]:
    """The meeting and its minutes, None before anyone wrote a word; or 404."""
    return Minutes.with_meeting(key) or abort(404)


def _shown(meeting: Meeting, written: Minutes | None, **forms: Any) -> dict[str, Any]:
    if meeting.is_ahead or meeting.state == "cancelled":
        abort(404)
    later = list(approving_meetings(meeting)) if meeting.state == "minutes_draft" else []
    suggested = later[0] if later else None
    return {
        "meeting": meeting,
        "minutes": written,
        "editable": current_user.may("hold_meetings", meeting) and not meeting.is_frozen,
        "minutes_form": MinutesForm(text=written.text if written else ""),
        "approval_form": ApprovalForm(
            approved_on=suggested.held_on if suggested else here.today(),
            approved_in=str(suggested.id) if suggested else ROUND,
        ).among(later),
        "addendum_form": AddendumForm(added_on=here.today()),
        **told(meeting, written),
        **forms,
    }


def told(meeting: Meeting, written: Minutes | None) -> dict[str, Any]:
    """What minutes tell: the frozen text with its addenda, or what is known so far."""
    if written is not None and meeting.is_frozen:
        addenda = list(Addendum.of(written))
        frozen = Markup(written.frozen)  # noqa: S704  (drawn by our own template, then kept)
        return {"frozen": frozen, "addenda": addenda}
    draft = written_out(meeting, written, kept_of(meeting))
    return {
        "frozen": None,
        "addenda": [],
        "draft": draft,
        "read": rules_minutes.fingerprint(draft),
    }


@bp.post("/meetings/<int:key>/minutes")
@requires("hold_meetings")
def write_minutes(key: int) -> Any:
    """Save the words of the minutes."""
    meeting = changeable(key)
    written = Minutes.of(meeting)
    form = read_form(MinutesForm, written) if written else new_form(MinutesForm)
    if not form.validate():
        shown = _shown(meeting, written, minutes_form=form)
        return refused("meetings/minutes.html", form=form, **shown)
    if written is None:
        written = Minutes.write(by=current_user, meeting=meeting, text=form.text.data)
    else:
        written.change(by=current_user, text=form.text.data)
    return saved(written, back=url_for(".minutes", key=key) + "#write")


@bp.post("/meetings/<int:key>/approval")
@requires("approve_minutes")
def approve_minutes(key: int) -> Any:
    """Record that the minutes were approved; from then on they never change."""
    meeting, written = find_written(key)
    form = new_form(ApprovalForm).among(list(approving_meetings(meeting)))
    kept = kept_of(meeting)
    stands = rules_minutes.fingerprint(written_out(meeting, written, kept))
    if not form.judge(meeting, here.today(), stands):
        shown = _shown(meeting, written, approval_form=form)
        return refused("meetings/minutes.html", form=form, **shown)
    written = written or Minutes.write(by=current_user, meeting=meeting, text="")
    approve(written, kept, by=current_user, on=form.approved_on.data, within=form.within)
    return leave(url_for(".minutes", key=key), f"Approved as minutes no. {written.number}.")


@bp.post("/meetings/<int:key>/addenda")
@requires("hold_meetings")
def add_addendum(key: int) -> Any:
    """Correct approved minutes by adding to them."""
    meeting = to_hold(key)
    written = Minutes.of(meeting)
    if written is None or not meeting.is_frozen:
        abort(404)
    form = new_form(AddendumForm)
    if not form.judge(written.approved_on, here.today()):
        shown = _shown(meeting, written, addendum_form=form)
        return refused("meetings/minutes.html", form=form, **shown)
    Addendum.start(by=current_user, minutes=written, **form.data)
    return redraw(
        "meetings/_addenda.html",
        back=url_for(".minutes", key=key) + "#addenda",
        message="Added",
        addenda=list(Addendum.of(written)),
    )


@bp.post("/meetings/<int:key>/record")
@requires("hold_meetings")
def record_as_held(key: int) -> Any:
    """It was held without this tool; its minutes are written afterwards."""
    meeting = changeable(key)
    if not meeting.is_ahead:
        return leave(url_for(".minutes", key=key))
    if meeting.held_on > here.today():
        return leave(url_for(".meeting", key=key), "A meeting is recorded once its day has come.")
    meeting.move(by=current_user, state="minutes_draft", verb="recorded")
    return leave(url_for(".minutes", key=key), "Write down what was said and decided.")


@bp.get("/meetings/<int:key>/minutes/print")
@requires("read")
def minutes_print(key: int) -> Any:
    """The minutes for printing from the browser."""
    return print_view(
        "meetings/minutes_print.html",
        back_url=url_for(".minutes", key=key),
        pdf_url=url_for(".minutes_pdf", key=key),
        **_on_paper(*find_written(key)),
    )


@bp.get("/meetings/<int:key>/minutes.pdf")
@requires("read")
def minutes_pdf(key: int) -> Any:
    """The minutes as a tagged PDF."""
    meeting, written = find_written(key)
    return paper(
        "meetings/minutes_print.html",
        name=f"minutes-{meeting.held_on:%Y-%m-%d}",
        back_url=url_for(".minutes", key=key),
        copy=None if meeting.is_frozen else newest(TOLD_ON_PAPER),
        **_on_paper(meeting, written),
    )


def _on_paper(meeting: Meeting, written: Minutes | None) -> dict[str, Any]:
    if meeting.is_ahead or meeting.state == "cancelled":
        abort(404)
    return {"meeting": meeting, "minutes": written, **told(meeting, written)}


# What minutes are drawn with; or no template could be compiled ahead.
bp.add_app_template_filter(rules_minutes.who_was)


@bp.app_template_filter()
def whole_text(minutes: Minutes) -> str:
    """Whether the frozen text is the approved one, in words."""
    kept = rules_minutes.fingerprint(minutes.frozen) == minutes.sha256
    return "" if kept else "The text no longer matches its hash: it was changed outside this tool."

"""The agenda as a whole: built from the work, and as a printed page."""

from typing import Any

from flask import url_for
from flask_login import current_user

from sras.assessment.rules import said
from sras.history.models_copies import Reprint
from sras.history.models_shown import newest
from sras.meetings import rules_copies, rules_paper
from sras.meetings.forms_agenda import ProposalsForm
from sras.meetings.models_agenda import TooMany
from sras.meetings.models_copies import shown_on_agenda
from sras.meetings.models_proposing import proposed, put_on
from sras.meetings.models_waiting import Waiting
from sras.meetings.rules_agenda import GROUPS, Proposal, sum_words
from sras.meetings.views import agenda_of, bp, find, to_prepare
from sras.web import here
from sras.web.access import requires
from sras.web.answers import leave, page, refused
from sras.web.filters import plural
from sras.web.kept import kept_paper
from sras.web.papers import paper, print_view
from sras.web.submissions import new_form


@bp.get("/meetings/<int:key>/agenda/build")
@requires("hold_meetings")
def build_agenda(key: int) -> Any:
    """What the work proposes for the agenda, everything ticked."""
    return page("meetings/agenda_build.html", **_proposals(_waiting(key)))


def _waiting(key: int) -> Waiting:
    return Waiting(to_prepare(find(key)), here.cycle(), here.agency(), here.today())


def _proposals(waiting: Waiting) -> dict[str, Any]:
    found, meeting = proposed(waiting), waiting.meeting
    planned = sum(item.minutes for item in waiting.there if item.state != "dropped")
    whole = planned + sum(each.planned for each in found)
    return {
        "meeting": meeting,
        "groups": GROUPS,
        "proposals": found,
        "until": said(waiting.until),
        "on": waiting.on if waiting.on > here.today() else None,
        "planned": sum_words(whole, meeting.minutes * meeting.days),
        "picked": None,
    }


@bp.post("/meetings/<int:key>/agenda")
@requires("hold_meetings")
def add_proposals(key: int) -> Any:
    """Put what is ticked on the agenda; what someone else put there meanwhile stays as it is."""
    waiting, form = _waiting(key), new_form(ProposalsForm)
    again = _proposals(waiting)
    if not form.validate():
        return _refused(form, again)
    picked = set(form.pick.data)
    chosen = [_chosen(each, picked, form) for each in again["proposals"]]
    try:
        count = put_on(waiting, [c for c in chosen if c.things], again["until"], by=current_user)
    except TooMany as fault:
        form.pick.errors = [str(fault)]
        return _refused(form, again)
    told = f"{plural(count, 'item')} added." if count else "Nothing was ticked, nothing is added."
    return leave(url_for(".meeting", key=key, _anchor="agenda"), told)


def _chosen(proposal: Proposal, picked: set[str], form: ProposalsForm) -> Proposal:
    # What was proposed when the page was drawn may have no time left by now.
    waiting = (*proposal.things, *proposal.left_out)
    things = tuple(thing for thing in waiting if thing.mark in picked)
    typed = form.minutes_of(proposal.group)
    return proposal._replace(things=things, minutes=proposal.minutes if typed is None else typed)


def _refused(form: ProposalsForm, again: dict[str, Any]) -> Any:
    return refused(
        "meetings/agenda_build.html", form=form, **{**again, "picked": set(form.pick.data)}
    )


def printed(meeting: Any, reprint: Reprint | None = None) -> dict[str, Any]:
    """What the printed agenda shows; a change to any of it gives it another copy number.

    `reprint` is how it differs from an older copy, which it replaces.
    """
    shown = agenda_of(meeting)
    del shown["preparable"]  # nothing of the reader goes on paper
    items = [item for item in shown["items"] if item.state != "dropped"]
    sheet = reprint.sheet(rules_copies.KEY) if reprint else None
    above = rules_copies.above(reprint.held, sheet) if reprint else []
    fitted = rules_paper.fitted([(item.title, item.note) for item in items], above)
    return {
        **shown,
        "meeting": meeting,
        "items": items,
        "lines": list(zip(items, fitted, strict=True)),
        "copy": reprint.copy if reprint else newest(shown_on_agenda(meeting)),
        "since": {"meeting": meeting.id},
        "reprint": reprint,
        "sheet": sheet,
        "above": above,
    }


@bp.get("/meetings/<int:key>/agenda")
@requires("read")
def agenda_print(key: int) -> Any:
    """The agenda as paper would show it, for printing from the browser."""
    return print_view(
        "meetings/agenda_print.html",
        **printed(find(key)),
        back_url=url_for(".meeting", key=key),
        pdf_url=url_for(".agenda_pdf", key=key),
    )


@bp.get("/meetings/<int:key>/agenda.pdf")
@requires("read")
@kept_paper
def agenda_pdf(key: int) -> Any:
    """The agenda as a tagged PDF; where none can be made, the page for printing says why."""
    back_url = url_for(".meeting", key=key)
    return paper(
        "meetings/agenda_print.html", name="agenda", back_url=back_url, **printed(find(key))
    )

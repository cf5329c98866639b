"""Who received an issue: several recorded at once, each corrected on a page of its own."""

from typing import Any

from flask import url_for
from flask_login import current_user

from sras.documents.forms_issues import RecipientForm, RecipientsForm
from sras.documents.models_issues import Issue, Recipient
from sras.documents.rules_issues import names_in
from sras.documents.views import bp
from sras.documents.views_issues import shown
from sras.web import here
from sras.web.access import get_or_404, requires
from sras.web.answers import leave, page, refused, saved
from sras.web.submissions import new_form, read_form


@bp.post("/documents/issues/<int:key>/recipients")
@requires("issue")
def add_recipients(key: int) -> Any:
    """Record who received an issue, one name a line."""
    issue = get_or_404(Issue, key)
    form = _knowing(new_form(RecipientsForm), issue)
    if not form.validate():
        return refused("documents/issue.html", **shown(issue, form))
    names = names_in(form.names.data)
    Recipient.add(
        by=current_user,
        issue=issue,
        names=names,
        way=form.way.data,
        received_on=form.received_on.data,
    )
    told = "1 name is recorded." if len(names) == 1 else f"{len(names)} names are recorded."
    return leave(url_for(".issue", key=key), told)


@bp.get("/documents/recipients/<int:key>")
@requires("issue")
def recipient(key: int) -> Any:
    """One who received an issue, to be corrected."""
    found = get_or_404(Recipient, key)
    return page("documents/recipient.html", recipient=found, form=RecipientForm(obj=found))


@bp.post("/documents/recipients/<int:key>")
@requires("issue")
def correct_recipient(key: int) -> Any:
    """Correct who received it, how or when."""
    found = get_or_404(Recipient, key)
    form = _knowing(read_form(RecipientForm, found), found.issue)
    if not form.validate():
        return refused("documents/recipient.html", recipient=found, form=form)
    found.change(by=current_user, verb="corrected", **form.data)
    return saved(found, back=url_for(".issue", key=found.issue_id))


@bp.post("/documents/recipients/<int:key>/removal")
@requires("issue")
def remove_recipient(key: int) -> Any:
    """Take a name off the list; it stays in history."""
    found = get_or_404(Recipient, key)
    found.archive(by=current_user, verb="took off the list")
    return leave(url_for(".issue", key=found.issue_id), f"{found.name} is off the list.")


def _knowing(form: Any, issue: Issue) -> Any:
    """The form with what its days are compared with."""
    form.today, form.issued_on = here.today, issue.issued_on
    return form

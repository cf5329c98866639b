"""Owners without accounts: a link shows and ticks their tasks only."""

import datetime
import re
from pathlib import Path
from typing import Any

import pytest

from sras.core import clock, db
from sras.history.models import Actor, Change
from sras.planning.models import Objective
from sras.planning.models_owners import OwnerLink
from sras.planning.models_tasks import Task
from sras.web.models import Submission
from tests.conftest import HTMX

BY = Actor("Set-up")
DAY = datetime.date(2026, 9, 1)
D = datetime.date


def test_someone_without_an_account_sees_and_ticks_only_their_tasks(
    client_for: Any, objective: Objective, person_of: Any
) -> None:
    member = person_of("team_member")
    theirs = Task.add(
        BY, objective, DAY, title="Count the money", owner=member, outside_owner="Kim Doe"
    )
    other = Task.add(BY, objective, DAY, title="Not theirs", owner=member)
    lead, stranger = client_for("team_lead"), client_for(None)
    typed = {"owner": f"{member.id}:Kim Doe", "days": "14", "once": "press-1"}
    made = lead.post("/owners", data=typed, follow_redirects=True)
    token = re.search(r"/owner/([\w-]+)", made.get_data(as_text=True))
    assert token
    assert f"http://127.0.0.1:8000/owner/{token[1]}" in made.get_data(as_text=True)
    link = OwnerLink.get()
    assert token[1] not in (link.token_hash, str(Change.select().dicts()))
    again = lead.post("/owners", data=typed, follow_redirects=True).get_data(as_text=True)
    assert OwnerLink.select().count() == 1
    assert token[1] not in again
    assert token[1] not in str(list(Submission.select().dicts()))
    address = f"/owner/{token[1]}"
    words = stranger.get(address).get_data(as_text=True)
    assert "Count the money" in words
    assert "Not theirs" not in words
    assert stranger.post(f"{address}/tasks/{other.id}/completion").status_code == 404
    done = stranger.post(f"{address}/tasks/{theirs.id}/completion", data={"done_on": "2026-09-05"})
    assert done.status_code == 303
    assert Task.get_by_id(theirs.id).done_on == D(2026, 9, 5)
    assert Change.get(Change.verb == "completed").by_name == "Kim Doe (by link)"
    lead.post(f"/owners/{link.id}/revocation")
    gone = stranger.get(address)
    assert gone.status_code == 404
    assert "expired or was taken back" in gone.get_data(as_text=True)


def test_a_ticked_task_leaves_no_token_in_the_database_or_the_log(
    client_for: Any,
    objective: Objective,
    person_of: Any,
    instance: Path,
    app: Any,
    caplog: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    member = person_of("team_member")
    task = Task.add(BY, objective, DAY, title="Count", owner=member, outside_owner="Kim Doe")
    token = OwnerLink.make(BY, "Kim Doe", member, clock.now() + datetime.timedelta(days=3))[1]
    stranger, address = client_for(None), f"/owner/{token}/tasks/{task.id}/completion"
    for headers in ({}, HTMX):
        sent = {"once": f"press {len(headers)}", "done_on": "2026-09-05"}
        task.change(by=BY, state="not_started", done_on=None)
        answers = [stranger.post(address, data=sent, headers=headers) for _ in range(2)]
        leads = "HX-Redirect" if headers else "Location"
        assert [answer.headers[leads] for answer in answers] == [f"/owner/{token}"] * 2
        task = Task.get_by_id(task.id)
    assert [row.person_key for row in Submission.select()] == [None] * 2
    db.database.close_all()
    assert token.encode() not in (instance / "sras.db").read_bytes()
    app.config["PROPAGATE_EXCEPTIONS"] = False
    # So that drawing the page fails.
    monkeypatch.setitem(app.jinja_env.globals, "form_head", None)
    db.database.connect(reuse_if_open=True)
    task.change(by=BY, state="not_started", done_on=None)
    assert stranger.get(f"/owner/{token}").status_code == 500
    assert "fault id=" in caplog.text
    assert token not in caplog.text


def test_a_link_is_made_only_for_someone_who_does_a_task(
    client_for: Any, objective: Objective
) -> None:
    lead = client_for("team_lead")
    refused = lead.post("/owners", data={"owner": "1:Kim Doe", "days": "14"})
    assert refused.status_code == 422
    assert OwnerLink.select().count() == 0
    assert client_for("viewer").post("/owners").status_code == 403


def test_a_link_ends_by_itself(client_for: Any, objective: Objective, person_of: Any) -> None:
    past = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    _link, token = OwnerLink.make(BY, "Kim Doe", person_of("team_member"), past)
    assert client_for(None).get(f"/owner/{token}").status_code == 404

"""The hand-over file: all that is carried, nothing that must stay, readable without a server."""

import csv
import datetime
import hashlib
import io
import json
import posixpath
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from sras import cli_jobs
from sras.accounts.models import Person
from sras.accounts.models_doors import OneTimeLink, Session
from sras.assessment.models import Assessment
from sras.assessment.models_rounds import Round
from sras.core import clock, db, jobs
from sras.documents.models_issues import Issue
from sras.documents.models_reviews import Reviewer
from sras.engagement.models_voice import EnquiryLink
from sras.evidence.models import Evidence
from sras.exports import handover, rules_carried
from sras.exports.pages_work import as_kept
from sras.history.models import Change, Tracked
from sras.meetings.models_practice import PracticeRating
from sras.planning.models_owners import OwnerLink
from sras.planning.models_tasks import Task
from sras.schedule.models_feeds import Feed
from tests.conftest import BY, DAY
from tests.sample_rows import make_sample
from tests.test_security_text import HOSTILE, MARK, Reader, fill_with


@pytest.fixture
def settings(app):
    return app.config["SETTINGS"]


@pytest.fixture
def hand_over(app, settings, tmp_path):
    """Write the file; its members by name."""

    def make(name: str = "ho.zip") -> dict[str, bytes]:
        path = tmp_path / name
        with cli_jobs.frame(app, settings) as render:
            handover.export(settings, path, render)
        return members_of(path)

    return make


def members_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rows_of(members: dict[str, bytes], table: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in members[f"data/{table}.jsonl"].decode().splitlines()]


def test_every_table_is_carried_or_said_to_be_left_out(app):
    named = {*rules_carried.CARRIED, *rules_carried.WITHHELD}
    assert {table._meta.table_name for table in db.tables()} == named
    assert set(rules_carried.CARRIED) & set(rules_carried.WITHHELD) == set()


# Columns that history leaves out for their length or for candour, and that are no secret.
NO_SECRET = {"page_html", "facts", "frozen", "snapshot", "round", "practice", "person", "text"}


def test_no_column_that_may_open_a_door_is_carried(app):
    for table in db.tables():
        name = table._meta.table_name
        if name not in rules_carried.CARRIED:
            continue
        kept_from_history = (
            table.secret if isinstance(getattr(table, "secret", 0), frozenset) else ()
        )
        for field in table._meta.sorted_fields:
            opens = re.search("token|password|secret", field.name)
            if opens or (field.name in kept_from_history and field.name not in NO_SECRET):
                assert (name, field.column_name) in rules_carried.COLUMNS, f"{name}.{field.name}"


def test_it_carries_every_row_and_says_how_many(app, make_cycle, hand_over):
    make_sample(make_cycle)
    members = hand_over()
    manifest = json.loads(members["manifest.json"])
    for table in db.tables():
        name = table._meta.table_name
        if name in ("history_change", "history_changed_field") or name in rules_carried.WITHHELD:
            continue
        told, rows = manifest["tables"][name], rows_of(members, name)
        kept = [row for row in table.select() if not getattr(row, "is_sealed", False)]
        assert told["rows"] == len(rows) == len(kept), name
        assert told["sha256"] == hashlib.sha256(members[f"data/{name}.jsonl"]).hexdigest()
        assert members[f"csv/{name}.csv"].startswith(b"\xef\xbb\xbfid,")
    frozen = rows_of(members, "documents_issue")[0]
    assert frozen["page_html"] == Issue.get().page_html
    assert "page_html" not in members["csv/documents_issue.csv"].decode()


def test_every_member_has_its_sum(app, hand_over):
    members = hand_over()
    sums = dict(
        reversed(line.split("  ")) for line in members.pop("SHA256SUMS").decode().splitlines()
    )
    assert sums == {name: hashlib.sha256(body).hexdigest() for name, body in members.items()}


@pytest.fixture
def secrets(app, make_cycle, person_of):
    """What must never go out, by what it is."""
    make_sample(make_cycle)
    lead, now = person_of("team_lead"), clock.now()
    lead.change(by=BY, password_hash="scrypt:q9passwordhash")
    session = Session.begin(lead, now)
    Session.update(address="q9sessionaddress").execute()
    OneTimeLink.make("invitation", by=BY, email="q9invited@example.org")
    newest = OneTimeLink.select().order_by(OneTimeLink.id.desc()).get()
    OneTimeLink.update(token_hash="q9linktoken").where(OneTimeLink.id == newest.id).execute()
    OwnerLink.make(BY, "q9owner", lead, now + datetime.timedelta(days=9))
    Feed.update(token_hash="q9feedtoken").execute()
    Reviewer.update(token_hash="q9reviewertoken").execute()
    EnquiryLink.update(token_hash="q9enquirytoken").execute()
    round_ = Round.start(by=lead, assessment=Assessment.get(), names_kept=True, begun_on=DAY)
    round_.give(by=lead, level=3, note="q9sealednote")
    jobs.Job.ask("hand-over", {"of": "q9job"}, lead.id)
    return session


LEFT_OUT = [
    *("q9passwordhash", "q9sessionaddress", "q9invited", "q9linktoken", "q9owner"),
    *("q9feedtoken", "q9reviewertoken", "q9enquirytoken", "q9sealednote", "q9job"),
]


def test_passwords_tokens_links_sessions_and_sealed_views_are_left_out(secrets, hand_over):
    members = hand_over()
    for secret in (*LEFT_OUT, secrets):
        found = [name for name, body in members.items() if secret.encode() in body]
        assert found == [], secret
    told = members["index.html"].decode()
    for why in (*rules_carried.WITHHELD.values(), *rules_carried.COLUMNS.values()):
        assert why.split("`")[0].split("'")[0] in told
    assert rules_carried.SEALED in told


def test_a_view_is_carried_once_its_round_is_opened(secrets, hand_over, person_of):
    Round.select().order_by(Round.id.desc()).get().open(by=person_of("team_lead"), on=DAY)
    members = hand_over()
    notes = [row["note"] for row in rows_of(members, "assessment_view")]
    assert "q9sealednote" in notes
    assert b"q9sealednote" in members["pages/history-1.html"]


def test_practice_ratings_stay_their_givers_own(secrets, hand_over):
    assert PracticeRating.select().exists()
    members = hand_over()
    assert "data/meetings_practice_rating.jsonl" not in members
    kinds = {row["kind"] for row in rows_of(members, "history_change")}
    assert "practice_rating" not in kinds


def test_the_number_of_the_last_change_is_kept_though_it_is_left_out(secrets, hand_over, person_of):
    newest = Change.last_sequence()
    assert Change.get_by_id(newest).kind == "view"
    last = rows_of(hand_over(), "history_change")[-1]
    assert (last["id"], last["verb"], last["name"]) == (newest, "left out", "")


def test_t34_a_sheet_runs_no_cell(app, make_cycle, hand_over):
    make_sample(make_cycle)
    vectors = ["=1+1", "+1", "-1", "@x", "\t=1", "＝1", '"x\n=2']
    for vector in vectors:
        task = Task.get()
        Task.start(
            by=BY, objective=task.objective, number=task.number + 1, title=vector, added_on=DAY
        )
    members = hand_over()
    cells = csv.reader(io.StringIO(members["csv/planning_task.csv"].decode("utf-8-sig")))
    for row in cells:
        assert not any(re.match(r"[=+\-@\t＝]", cell) for cell in row), row
    assert {row["title"] for row in rows_of(members, "planning_task")} >= set(vectors)


def test_t22_t29_the_pages_show_what_people_typed_as_text(app, make_cycle, hand_over):
    make_sample(make_cycle)
    fill_with([*HOSTILE, "q7q{{9-7}}{0.__class__}"])
    members = hand_over()
    pages = {name: body.decode() for name, body in members.items() if name.endswith(".html")}
    assert len(pages) > 60
    for name, page in pages.items():
        read = Reader(page)
        tags = {tag for tag, _attribute in read.shapes}
        assert not tags & {"script", "iframe", "img", "svg", "form", "base", "style", "object"}, (
            name
        )
        shapes = {attribute for _tag, attribute in read.shapes}
        assert not [attribute for attribute in shapes if re.match("on|style|srcdoc", attribute)]
        for tag, _attribute, address in read.addresses:
            assert tag in ("a", "link"), name
            assert re.match(r"https?://|mailto:|(\.\./)?[\w/.-]+(#[\w-]+)?$", address), address
            if tag == "link":
                assert MARK not in address
    assert any("q7q{{9-7}}{0.__class__}" in page for page in pages.values())


def test_every_link_between_its_parts_leads_somewhere(app, make_cycle, hand_over, settings):
    make_sample(make_cycle)
    settings.files.mkdir(exist_ok=True)
    sha256 = hashlib.sha256(b"proof").hexdigest()
    (settings.files / sha256).write_bytes(b"proof")
    named = {"file_sha256": sha256, "file_name": 'a "b" <i>.html', "file_size": 5}
    Evidence.start(by=BY, title="Proof", source="document", **named)
    members = hand_over()
    assert members[f"files/{sha256}"] == b"proof"  # never with an ending that a browser would run
    assert "a &#34;b&#34; &lt;i&gt;.html" in members["pages/files.html"].decode()
    for name, body in members.items():
        if name.endswith(".html"):
            for _tag, _attribute, address in Reader(body.decode()).addresses:
                if not re.match("https?:|mailto:", address):
                    place = posixpath.normpath(
                        posixpath.join(posixpath.dirname(name), address.partition("#")[0])
                    )
                    assert place in members, f"{name} links {address}"


def test_a_file_that_was_replaced_is_carried_and_one_that_is_missing_is_told(
    app, hand_over, settings
):
    settings.files.mkdir(exist_ok=True)
    first, second = (hashlib.sha256(body).hexdigest() for body in (b"old", b"new"))
    (settings.files / first).write_bytes(b"old")
    piece = Evidence.start(by=BY, title="Proof", source="document", file_sha256=first)
    piece.change(by=BY, file_sha256=second)
    members = hand_over()
    assert members[f"files/{first}"] == b"old"
    assert second in members["index.html"].decode()
    (settings.files / second).write_bytes(b"another")
    with pytest.raises(jobs.JobRefused, match="not as it was saved"):
        hand_over("again.zip")


def test_what_was_frozen_comes_without_whatever_loads_or_runs():
    page = (
        "<!doctype html><html><head><title>T</title><link rel=stylesheet href=/static/x.css>"
        "<script src=x.js></script></head><body><main id=main>"
        '<nav class="screen"><a href="/plan">Back</a></nav>'
        '<h1 onclick="x()">Plan</h1><svg viewBox="0 0 9 9"><title>Levels</title>'
        '<rect width="3" height="4"/></svg><img src="//evil.example/x"><form action="/x"></form>'
        '<a href="javascript:x()">a</a><a href="/plan">p</a>'
        '<table><tr><th scope="col">b</th></tr></table></main></body></html>'
    )
    kept = str(as_kept(page))
    assert '<h2>Plan</h2><svg viewBox="0 0 9 9"><title>Levels</title><rect width="3"' in kept
    assert '<th scope="col">b</th>' in kept
    assert not re.search("script|link|img|form|static|Back|onclick|/plan|main", kept)


def test_only_who_may_hand_over_asks_for_it(client_for):
    for role, status in (("admin", 200), ("team_lead", 200), ("team_member", 403), ("chief", 403)):
        assert client_for(role).get("/hand-over").status_code == status
    assert client_for("viewer").post("/hand-over").status_code == 403
    answer = client_for("admin").post("/hand-over")
    assert answer.headers["Location"] == "/jobs/1"
    newest = Change.get_by_id(Change.last_sequence())
    assert (newest.by_name, newest.verb) == ("Administrator One", "asked for the hand-over file of")
    assert "number 1" in client_for("admin").get("/hand-over").text


def test_a_table_that_no_list_names_is_left_out_and_said(app, hand_over, monkeypatch):
    short = dict(rules_carried.CARRIED)
    del short["reports_narrative"]
    monkeypatch.setattr(rules_carried, "CARRIED", short)
    members = hand_over()
    assert "data/reports_narrative.jsonl" not in members
    assert "reports_narrative" in members["index.html"].decode()


def test_each_tracked_table_of_the_file_has_a_page(app, make_cycle, hand_over):
    make_sample(make_cycle)
    members = hand_over()
    for table in db.tables():
        name = table._meta.table_name
        if issubclass(table, Tracked) and name in rules_carried.CARRIED:
            assert f"pages/table-{name}-1.html" in members
    assert Person.get().email in members["pages/table-accounts_person-1.html"].decode()

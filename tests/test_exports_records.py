"""Records packs: what is asked for and nothing else, and what was withheld with the reason."""

import csv
import datetime
import hashlib
import io
import json
import re
import zipfile

import pytest

from sras import cli_jobs
from sras.accounts.models import Agency
from sras.assessment.models import AgreedLevel, Assessment
from sras.assessment.models_rounds import Round
from sras.core import clock, jobs
from sras.core.models_jobs import Job
from sras.documents.models import Document, Section
from sras.documents.models_issues import Issue
from sras.engagement.models_voice import Answer, Respondent
from sras.evidence.models import Evidence
from sras.exports import rules_records
from sras.history.models import Change
from sras.meetings.models_agenda import AgendaItem
from sras.meetings.models_minutes import Minutes
from sras.meetings.models_record import Decision
from sras.planning.models_tasks import Task, TaskComment
from tests.conftest import BY
from tests.sample_rows import make_sample
from tests.test_security_text import HOSTILE, Reader, fill_with

OCTOBER, MARCH = datetime.date(2026, 10, 6), datetime.date(2027, 3, 2)


@pytest.fixture
def pack(app, client_for):
    """Ask for a pack as the team lead does, make it; its members by name."""

    def make(**typed: str) -> dict[str, str]:
        lead = client_for("team_lead")
        answer = lead.post("/records", data=typed)
        assert answer.status_code == 303, answer.text
        settings = app.config["SETTINGS"]
        jobs.work_off(settings, lambda: cli_jobs.frame(app, settings))
        job = Job.select().order_by(Job.id.desc()).get()
        assert job.state == "done", job.said
        with zipfile.ZipFile(jobs.result(settings, job)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        sums = members.pop("SHA256SUMS").decode()
        for name, body in members.items():
            assert f"{hashlib.sha256(body).hexdigest()}  {name}" in sums
        return {name: body.decode("utf-8", "replace") for name, body in members.items()}

    return make


def listed(pack: dict[str, str], table: str, column: str) -> list[str]:
    """A column of a table of a pack; none when the table is not in it."""
    text = pack.get(f"csv/{table}.csv", "").lstrip("\ufeff")
    return [row[column] for row in csv.DictReader(io.StringIO(text, newline=""))]


@pytest.fixture
def october_and_march(make_meeting, make_assessment, person_of):
    """Two meetings, each with a decision, minutes, and a level agreed; entered months late."""
    assessment = make_assessment()
    for day in (OCTOBER, MARCH):
        meeting = make_meeting(held_on=day, state="minutes_draft")
        said = f"{day:%B}"
        item = AgendaItem.start(
            by=BY,
            meeting=meeting,
            number=1,
            kind="indicator_assess",
            ref_kind="assessment",
            ref_key=assessment.id,
            title=f"Item of {said}",
            minutes=10,
        )
        Decision.start(by=BY, meeting=meeting, item=item, decided_on=day, text=f"Decided in {said}")
        Minutes.write(by=BY, meeting=meeting, text=f"Minutes of {said}")
        AgreedLevel.start(
            by=BY,
            assessment=assessment,
            level=2,
            agreed_on=day,
            recorded_on=day,
            meeting=meeting,
        )
    return assessment


def test_records_of_a_span_are_those_that_happened_in_it(october_and_march, pack):
    found = pack(first="2026-10-01", last="2026-10-31")
    assert listed(found, "meetings_decision", "text") == ["Decided in October"]
    assert listed(found, "assessment_agreed_level", "agreed_on") == ["2026-10-06"]
    assert listed(found, "meetings_minutes", "text") == ["Minutes of October"]
    assert "Minutes of October" in found["pages/table-meetings_minutes-1.html"]
    assert not [name for name, text in found.items() if "Decided in March" in text]
    assert "from 1 Oct 2026 to 31 Oct 2026" in found["index.html"]
    assert "Everything" in found["index.html"]
    asked = Change.select().where(Change.verb == "asked for records of").get()
    assert asked.reason == "Everything, from 2026-10-01, to 2026-10-31"


def test_an_indicator_brings_what_was_said_of_it_and_the_minutes_of_that(
    october_and_march, pack, make_meeting
):
    other = make_meeting(title="Other business", state="minutes_draft")
    Decision.start(by=BY, meeting=other, decided_on=OCTOBER, text="Of something else")
    found = pack(indicator=october_and_march.indicator.code)
    assert listed(found, "assessment_assessment", "id") == [str(october_and_march.id)]
    assert listed(found, "meetings_minutes", "text") == ["Minutes of October", "Minutes of March"]
    assert not [name for name, text in found.items() if "Of something else" in text]


def test_a_person_brings_what_names_them_and_what_they_changed(
    app, pack, make_cycle, person_of, objective
):
    member = person_of("team_member")
    task = Task.start(
        by=BY, objective=objective, number=1, title="Of the member", owner=member, added_on=OCTOBER
    )
    Task.start(by=BY, objective=objective, number=2, title="Of another", added_on=OCTOBER)
    comment = TaskComment.start(by=member, task=task, said_on=OCTOBER, text="Said by the member")
    found = pack(person=str(member.id))
    assert listed(found, "planning_task", "title") == ["Of the member"]
    assert str(comment) in found["pages/history-1.html"] or "added" in found["pages/history-1.html"]
    assert "Of another" not in "".join(found.values())
    assert member.name in found["index.html"]


def test_words_are_found_in_any_text_and_in_what_it_was_before(app, pack, objective):
    task = Task.start(
        by=BY, objective=objective, number=1, title="The Zebra plan", added_on=OCTOBER
    )
    Task.start(by=BY, objective=objective, number=2, title="Of another", added_on=OCTOBER)
    found = pack(words="zebra")
    assert listed(found, "planning_task", "title") == ["The Zebra plan"]
    task.change(by=BY, title="The plan")
    again = pack(words="ZEBRA")
    assert listed(again, "planning_task", "title") == []
    assert "The Zebra plan" in again["pages/history-1.html"]
    assert "There is no record" in again["index.html"]


def test_a_document_brings_its_sections_and_issues(app, pack):
    mine, other = (Document.start(by=BY, title=title) for title in ("Manual", "Other"))
    for document in (mine, other):
        Section.start(by=BY, document=document, sort=1, title="One", text=f"Text of {document}")
        html = f"<html><body><h1>{document}</h1></body></html>"
        subject = f"document:{document.id}"
        Issue.freeze(by=BY, subject=subject, title=str(document), on=OCTOBER, html=html)
    found = pack(document=str(mine.id))
    assert listed(found, "documents_section", "text") == ["Text of Manual"]
    assert listed(found, "documents_issue", "title") == ["Manual"]
    assert "<h2>Manual</h2>" in found["pages/issue-1.html"]
    assert "Text of Other" not in "".join(found.values())


def test_a_meeting_brings_what_was_done_in_it(october_and_march, pack):
    found = pack(meeting="1")
    assert listed(found, "meetings_decision", "text") == ["Decided in October"]
    assert "Minutes of October" in found["pages/meeting-1.html"]
    assert "Decided in March" not in "".join(found.values())


def test_evidence_is_left_out_with_its_file_and_the_reason_is_told(app, pack, make_assessment):
    settings = app.config["SETTINGS"]
    settings.files.mkdir()
    about = ("assessment", make_assessment().id)
    for number, word in enumerate(("open", "q9closed"), 1):
        sha256 = hashlib.sha256(word.encode()).hexdigest()
        (settings.files / sha256).write_bytes(word.encode())
        named = {"file_sha256": sha256, "file_name": f"{word}.txt", "file_size": number}
        piece = Evidence.add(
            by=BY, about=about, title=f"Piece {number}", source="document", **named
        )
        piece.change(by=BY, description=f"About {word}")
    found = pack(left_out="2 names a pupil")
    told = found["index.html"]
    assert "Evidence 2: Piece 2" in told
    assert "names a pupil" in told
    assert [name for name, text in found.items() if "q9closed" in text] == []
    assert "Piece 2" not in found["pages/history-1.html"]
    assert hashlib.sha256(b"open").hexdigest() in " ".join(found)


def test_sealed_views_and_hidden_names_are_withheld_and_said(app, pack, make_assessment, person_of):
    member, assessment = person_of("team_member"), make_assessment()
    round_ = Round.start(by=BY, assessment=assessment, names_kept=True, begun_on=OCTOBER)
    round_.give(by=member, level=3, note="q9view")
    sealed = pack()
    assert "q9view" not in "".join(sealed.values())
    assert "Individual views of rounds that were not opened" in sealed["index.html"]
    round_.open(by=BY, on=OCTOBER)
    Agency.one().change(by=BY, keep_view_names=False)
    opened = pack()
    assert listed(opened, "assessment_view", "note") == ["q9view"]
    assert listed(opened, "assessment_view", "person_id") == [""]
    gave = re.search(r"<li[^>]*><p>[^<]*gave[^<]*</p>", opened["pages/history-1.html"])[0]
    assert "(name left out)" in gave
    assert member.name not in gave
    assert "Names of those who gave individual views" in opened["index.html"]


def test_single_answers_of_the_field_stay_in_confidence(app, pack, make_cycle):
    make_sample(make_cycle)
    Answer.update(text="q9answer").execute()
    Respondent.update(place="q9place").execute()
    found = pack()
    assert [name for name, text in found.items() if re.search("q9answer|q9place", text)] == []
    assert "Single answers from the field" in found["index.html"]


def test_t22_t34_what_people_typed_stays_text_and_no_sheet_runs_it(app, pack, make_cycle):
    make_sample(make_cycle)
    fill_with([*HOSTILE, "=1+1"])
    found = pack()
    for name, text in found.items():
        if name.endswith(".html"):
            tags = {tag for tag, _attribute in Reader(text).shapes}
            assert not tags & {"script", "iframe", "img", "svg", "form", "base", "style"}, name
        if name.endswith(".csv"):
            for row in csv.reader(io.StringIO(text.lstrip("\ufeff"), newline="")):
                assert not any(re.match(r"[=+\-@\t＝]", cell) for cell in row), name


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"words": "a", "indicator": "1.1"}, "a person, an indicator, a meeting or a document."),
        ({"first": "2026-10-02", "last": "2026-10-01"}, "The last day lies before the first."),
        ({"first": "soon"}, "Write the day as year-month-day"),
        ({"left_out": "99 names a pupil"}, "no piece of evidence with the number “99”"),
        ({"person": "999"}, "Choose one of the list."),
        ({"meeting": "x"}, "Choose one of the list."),
        ({"indicator": "99.9"}, "No indicator has the number “99.9”."),
        ({"words": "a" * 101}, "At most 100 characters."),
    ],
)
def test_what_cannot_be_asked_is_said_beside_the_field(client_for, typed, said):
    answer = client_for("team_lead").post("/records", data={"words": "kept words", **typed})
    if "words" not in typed:
        answer = client_for("team_lead").post("/records", data=typed)
    assert answer.status_code == 422
    assert said in answer.text.replace("&#39;", "'")
    for value in typed.values():
        assert value in answer.text or value in ("999", "x")
    assert Job.select().count() == 0


def test_evidence_is_left_out_only_with_a_reason(client_for):
    piece = Evidence.start(by=BY, title="Piece", source="document")
    for name in ("left_out", "piece-1"):
        answer = client_for("admin").post("/records", data={name: str(piece.id)})
        assert answer.status_code == 422
        assert f"Say why evidence {piece.id} is left out." in answer.text


def test_evidence_to_leave_out_is_chosen_from_what_there_is(client_for, queries):
    admin, counts = client_for("admin"), []
    for _round in range(2):
        for number in range(20):
            Evidence.start(by=BY, title=f"Piece {number}", source="document")
        with queries() as seen:
            page = admin.get("/records").text
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 10
    assert '<option value="7 Piece 6">' in page
    assert 'list="evidence"' in page
    Evidence.get_by_id(9).change(by=BY, title="2 schools")
    chosen = {"piece-1": "7 Piece 6", "why-1": "Names a pupil", "piece-3": "2 schools"}
    chosen |= {"why-3": "A lawyer's letter", "left_out": "12 private"}
    wrong = {"piece-2": "No such piece", "why-2": "It is private", "why-4": "No piece"}
    refused = admin.post("/records", data={**chosen, **wrong})
    assert refused.status_code == 422
    assert "There is no such piece of evidence, or more than one." in refused.text
    assert "Choose the piece, or take the reason away." in refused.text
    for typed in ("7 Piece 6", "Names a pupil", "It is private", "12 private"):
        assert typed in refused.text
    assert admin.post("/records", data=chosen).status_code == 303
    left_out = json.loads(Job.get().asked)["left_out"]
    assert left_out == {"7": "Names a pupil", "9": "A lawyer's letter", "12": "private"}


def test_a_piece_that_is_not_clear_or_named_twice_is_asked_about(client_for):
    for title in ("Minutes", "Minutes", "1 Minutes"):
        Evidence.start(by=BY, title=title, source="document")
    admin = client_for("admin")
    for unclear in ("Minutes", "1 Minutes"):
        refused = admin.post("/records", data={"piece-1": unclear, "why-1": "private"})
        assert "or more than one" in refused.text, unclear
    twice = {"piece-1": "2", "why-1": "private", "piece-3": "2 Minutes", "why-3": "a pupil"}
    for typed in (twice, {**twice, "piece-3": "", "why-3": "", "left_out": "2 a pupil"}):
        refused = admin.post("/records", data=typed)
        assert refused.status_code == 422
        assert "Evidence 2 is named twice. Keep one reason." in refused.text
    assert not Job.select().exists()
    assert admin.post("/records", data={"piece-1": "3", "why-1": "private"}).status_code == 303


def test_only_who_may_hand_over_asks_for_records(client_for):
    for role, status in (("admin", 200), ("process_manager", 200), ("team_member", 403)):
        assert client_for(role).get("/records").status_code == status
    assert client_for("chief").post("/records", data={"words": "x"}).status_code == 403


def test_the_page_asks_the_database_little_however_much_there_is(client_for, queries, make_meeting):
    lead = client_for("team_lead")
    counts = []
    for _round in range(2):
        with queries() as seen:
            assert lead.get("/records").status_code == 200
        counts.append(len(seen))
        for number in range(10):
            make_meeting(title=f"Meeting {number}")
            Document.start(by=BY, title=f"Document {number}")
            Job.ask("records", {"said": str(number)}, 1)
    assert counts[0] == counts[1] <= 10


def test_every_table_of_records_is_carried(app):
    from sras.exports.rules_carried import CARRIED

    assert set(rules_records.RECORDS) <= set(CARRIED)


def test_the_name_of_a_pack_is_one_that_every_system_takes(pack, app):
    pack(words='../"{{7*7}}\u202e')
    name = Job.select().order_by(Job.id.desc()).get().file_name
    assert re.fullmatch(r"[\w.,() -]+\.zip", name)
    assert json.loads(Job.get().asked)["said"].startswith("../")
    assert str(clock.now().year) in name
    assert Assessment.select().count() == 0


def test_the_name_of_a_pack_says_the_day_of_the_agency(pack, app):
    night = datetime.datetime(2026, 11, 27, 0, 30, tzinfo=datetime.UTC)
    with clock.frozen(night):
        pack(words="portal")
    name = Job.select().order_by(Job.id.desc()).get().file_name
    assert name == "records portal 2026-11-26.zip"


def test_t44_one_person_does_not_fill_the_list(client_for):
    lead = client_for("team_lead")
    for number in range(6):
        place = lead.post("/records", data={"words": f"word {number}"}).headers["Location"]
    assert place == "/jobs"
    assert "5 pieces of work that you asked for are still to come." in lead.get("/jobs").text
    assert Job.select().count() == 5
    assert Change.select().where(Change.verb == "asked for records of").count() == 5
    lead.post("/hand-over")
    assert lead.post("/records", data={"words": "word 1"}).headers["Location"] == "/jobs/2"
    asked = Change.select().where(Change.verb.startswith("asked for"))
    assert asked.count() == 5, "neither what was refused nor what is under way is noted"
    assert client_for("admin").post("/records").headers["Location"] == "/jobs/6"


def test_what_nobody_works_on_is_taken_up_when_it_is_asked_for_again(client_for, monkeypatch):
    begun = []
    monkeypatch.setattr(jobs, "start", begun.append)
    lead = client_for("team_lead")
    for _time in range(2):
        assert lead.post("/records", data={"words": "x"}).headers["Location"] == "/jobs/1"
    assert len(begun) == 2

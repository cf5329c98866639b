"""Evidence in the app: adding, linking, changing, replacing, archiving, and who may."""

import datetime
import errno
import io
import os
from typing import Any

import pytest

from sras.assessment.models import Assessment
from sras.core.db import database
from sras.evidence.models import Evidence, EvidenceLink
from sras.history.models import Change, ChangedField
from sras.web.models import Submission
from tests.conftest import BY, HTMX
from tests.test_evidence_files import PDF, docx

MB = 1_048_576
ROLES_IN = ("team_lead", "process_manager", "team_member", "chief", "coach")
ROLES_OUT = ("admin", "reviewer", "viewer", "guest")


@pytest.fixture
def make_evidence(app: Any) -> Any:
    """A piece of evidence, by default an interview."""

    def make(**fields: Any) -> Evidence:
        fields = {"title": "Talk with Ana", "source": "interview", "description": "Said.", **fields}
        return Evidence.add(by=BY, **fields)

    return make


def sent(**fields: Any) -> dict[str, Any]:
    """What a browser posts for a new piece."""
    whole = {"title": "Visit log", "source": "document", "url": "", "description": "", "dated": ""}
    return {**whole, "slot": "", "retention_note": "", **fields}


def upload(content: bytes, name: str) -> tuple[io.BytesIO, str]:
    """A file as the test client sends it."""
    return io.BytesIO(content), name


def kept_files(app: Any) -> list[str]:
    folder = app.config["SETTINGS"].files
    return sorted(file.name for file in folder.iterdir()) if folder.is_dir() else []


def edited(piece: Evidence, **changed: Any) -> dict[str, Any]:
    """What a browser posts for the page of a piece, with some fields changed."""
    names = ("title", "source", "url", "description", "slot", "retention_note")
    whole = {name: getattr(piece, name) for name in names}
    return {**whole, "dated": piece.dated or "", "version": piece.version, **changed}


def test_a_file_is_added_beside_an_indicator_and_comes_back_as_it_was(
    app: Any, client_for: Any, make_assessment: Any
) -> None:
    assessment, member = make_assessment(), client_for("team_member")
    about = {"kind": "assessment", "key": assessment.id, "supports": "Level 3"}
    answer = member.post(
        "/evidence", data=sent(**about, file=upload(PDF, "visits.pdf"), dated="2026-03-01")
    )
    assert answer.status_code == 303
    (piece,) = Evidence.of("assessment", assessment.id)
    assert (piece.title, piece.file_name, piece.support.supports) == (
        "Visit log",
        "visits.pdf",
        "Level 3",
    )
    assert kept_files(app) == [piece.file_sha256]
    with member.get(f"/evidence/{piece.id}/file") as got:
        assert got.data == PDF
    first, second = Change.select().order_by(Change.id.desc()).limit(2)
    assert (second.kind, second.by_name, second.name) == (
        "evidence",
        "Team member One",
        "Visit log",
    )
    assert (first.kind, first.verb) == ("evidence_link", "linked")


def test_a_piece_without_a_title_is_called_like_its_file(client_for: Any) -> None:
    client_for("team_lead").post(
        "/evidence", data=sent(title="", file=upload(docx(), "visit_log_2026.docx"))
    )
    assert Evidence.get().title == "visit log 2026"


def test_a_name_with_a_path_lands_inside_the_folder_only(app: Any, client_for: Any) -> None:
    answer = client_for("team_lead").post(
        "/evidence", data=sent(file=upload(PDF, "../../../../settings.pdf"))
    )
    assert answer.status_code == 303
    piece = Evidence.get()
    assert piece.file_name == "settings.pdf"
    assert kept_files(app) == [piece.file_sha256]
    instance = app.config["SETTINGS"].instance
    assert not list(instance.parent.rglob("settings.pdf"))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title": ""}, "Give it a title that others will know it by."),
        ({"source": "rumour"}, "Say what kind of evidence this is."),
        ({"source": "document"}, "Add the file, or give the address where the document is kept."),
        ({"source": "link"}, "Give the address of the page."),
        ({"source": "interview"}, "Say who was asked or what was seen"),
        ({"source": "data"}, "Say what the numbers or answers show"),
        ({"url": "javascript:alert(1)"}, "it begins with https:// or http://"),
        ({"url": "data:text/html,x"}, "it begins with https:// or http://"),
        ({"url": "//evil.example"}, "it begins with https:// or http://"),
        ({"url": "https://ana:pw@example.org/"}, "Leave that part out"),
        ({"url": "https://example.org/a b"}, "An address holds no spaces"),
        ({"url": "https://[::1"}, "This is not the address of a page"),
        ({"url": "https://example.org/" + "x" * 1_000}, "1,000 characters are the most"),
        ({"dated": "2126-01-01"}, "Evidence cannot be from a day in the future."),
        ({"dated": "yesterday"}, "Write the day as year-month-day"),
        ({"slot": "cupboard"}, "Choose one of the ten key documents, or none."),
        ({"description": "x" * 4_001}, "4,000 characters are the most"),
        ({"description": "a\x07b"}, "a character that cannot be shown"),
        ({"supports": "x" * 301}, "300 characters are the most"),
        ({"file": (b"<html>", "visits.csv")}, "This is a web page inside"),
        ({"file": (b"MZ", "visits.exe")}, "Files of this kind are not taken"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_comes_back(
    app: Any, client_for: Any, fields: dict[str, Any], said: str
) -> None:
    if "file" in fields:
        fields = {"file": upload(*fields["file"])}
    body = sent(retention_note="Box 12, shelf 3")
    answer = client_for("team_lead").post("/evidence", data={**body, **fields})
    assert answer.status_code == 422
    assert said in answer.text
    assert "Box 12, shelf 3" in answer.text
    assert "<title>Error: Add evidence" in answer.text
    assert Evidence.select().count() == 0
    assert kept_files(app) == []


def test_a_file_sent_with_a_mistake_elsewhere_is_not_left_behind(app: Any, client_for: Any) -> None:
    answer = client_for("team_lead").post(
        "/evidence", data=sent(dated="2126-01-01", file=upload(PDF, "visits.pdf"))
    )
    assert answer.status_code == 422
    assert "Choose the file again; it was not kept." in answer.text
    assert kept_files(app) == []


def test_a_file_somewhat_too_large_is_refused_with_all_that_was_typed(
    app: Any, client_for: Any
) -> None:
    limit = app.config["SETTINGS"].upload_limit_mb
    content = PDF.ljust((limit + 2) * MB, b"x")
    answer = client_for("team_lead").post(
        "/evidence", data=sent(description="Seen in May.", file=upload(content, "film.pdf"))
    )
    assert answer.status_code == 422
    assert f"The file is larger than {limit} MB." in answer.text
    assert "Seen in May." in answer.text
    answer.request.environ["wsgi.input"].close()  # the test client leaves its body open
    assert kept_files(app) == []


def test_a_far_too_large_file_is_refused_before_it_is_read(app: Any, client_for: Any) -> None:
    client = client_for("team_lead")
    answer = client.post(
        "/evidence",
        data=b"x",
        content_type="multipart/form-data; boundary=b",
        environ_overrides={"CONTENT_LENGTH": str(900 * MB)},
    )
    assert answer.status_code == 413
    assert "larger than this system takes" in answer.text


def test_html_in_a_title_or_text_is_shown_as_text(client_for: Any, make_evidence: Any) -> None:
    piece = make_evidence(title="<script>alert(1)</script>", description="<img src=x onerror=y>")
    for role in ("team_lead", "coach"):
        text = client_for(role).get(f"/evidence/{piece.id}").text
        assert "<script>alert" not in text
        assert "<img" not in text


def test_the_same_press_twice_adds_one_piece(client_for: Any) -> None:
    lead = client_for("team_lead")
    for _ in range(2):
        answer = lead.post("/evidence", data=sent(once="press", file=upload(PDF, "a.pdf")))
        assert answer.status_code == 303
    assert Evidence.select().count() == 1
    lead.post("/evidence", data=sent(once="press", file=upload(PDF + b"more", "a.pdf")))
    assert Evidence.select().count() == 2
    assert Submission.select().count() == 2


def test_a_fault_after_the_first_row_leaves_none(
    app: Any, client_for: Any, make_assessment: Any
) -> None:
    key = make_assessment().id
    database.execute_sql(
        "CREATE TRIGGER fault BEFORE INSERT ON evidence_evidence_link "
        "BEGIN SELECT RAISE(ABORT, 'a fault'); END"
    )
    before = Change.last_sequence()
    body = sent(kind="assessment", key=key, file=upload(PDF, "a.pdf"))
    assert client_for("team_lead").post("/evidence", data=body).status_code == 500
    assert Evidence.select().count() == 0
    assert Change.last_sequence() == before


def test_a_download_is_never_shown_as_a_page_of_ours(client_for: Any, make_evidence: Any) -> None:
    lead = client_for("team_lead")
    name = "Über %22uns%22;\u202e x.pdf"  # as browsers write a quote
    lead.post("/evidence", data=sent(file=upload(PDF, name)))
    with lead.get(f"/evidence/{Evidence.get().id}/file") as got:
        headers = got.headers
    assert headers["Content-Disposition"].startswith("attachment;")
    assert "filename*=UTF-8''%C3%9Cber" in headers["Content-Disposition"]
    assert "\u202e" not in headers["Content-Disposition"]
    assert Evidence.get().file_name == 'Über "uns"; x.pdf'
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Cache-Control"] == "private, no-cache"
    with lead.get(
        f"/evidence/{Evidence.get().id}/file", headers={"If-None-Match": headers["ETag"]}
    ) as again:
        assert again.status_code == 304


def test_a_piece_without_a_file_or_with_a_lost_one_answers_404(
    app: Any, client_for: Any, make_evidence: Any
) -> None:
    lead = client_for("team_lead")
    without = make_evidence()
    lost = make_evidence(file_sha256="a" * 64, file_name="a.pdf", file_type="application/pdf")
    assert lead.get(f"/evidence/{without.id}/file").status_code == 404
    assert lead.get(f"/evidence/{lost.id}/file").status_code == 404
    assert lead.get(f"/evidence/{lost.id}").status_code == 200


def test_replacing_a_file_keeps_the_earlier_one_within_reach(app: Any, client_for: Any) -> None:
    lead = client_for("team_lead")
    lead.post("/evidence", data=sent(file=upload(PDF, "first.pdf")))
    piece = Evidence.get()
    for content, name in ((PDF + b"2", "second.pdf"), (PDF + b"3", "second.pdf")):
        answer = lead.post(
            f"/evidence/{piece.id}/file",
            data={"version": Evidence.get().version, "file": upload(content, name)},
        )
        assert answer.status_code == 303
    piece = Evidence.get()
    assert [(was.version, was.name) for was in piece.earlier_files()] == [
        (2, "second.pdf"),
        (1, "first.pdf"),
    ]
    with lead.get(f"/evidence/{piece.id}/files/1") as got:
        assert got.data == PDF
        assert "first.pdf" in got.headers["Content-Disposition"]
    with lead.get(f"/evidence/{piece.id}/files/2") as got:
        assert got.data == PDF + b"2"
    for nothing in (0, 3, 99):
        assert lead.get(f"/evidence/{piece.id}/files/{nothing}").status_code == 404
    assert len(kept_files(app)) == 3
    assert piece.latest_change().verb == "replaced the file"
    assert "Earlier files (2)" in lead.get(f"/evidence/{piece.id}").text


def test_a_file_replaced_meanwhile_is_not_pushed_aside_unseen(
    app: Any, client_for: Any, make_evidence: Any
) -> None:
    one, two = client_for("team_lead"), client_for("process_manager")
    piece = make_evidence()
    path = f"/evidence/{piece.id}/file"
    one.post(path, data={"version": 1, "file": upload(PDF, "mine.pdf")})
    answer = two.post(path, data={"version": 1, "file": upload(PDF + b"2", "other.pdf")})
    assert answer.status_code == 422
    assert "Team lead One replaced the file meanwhile." in answer.text
    assert Evidence.get().file_name == "mine.pdf"
    again = two.post(path, data={"version": 2, "file": upload(PDF + b"2", "other.pdf")})
    assert again.status_code == 303
    assert Evidence.get().file_name == "other.pdf"


def test_replacing_without_a_file_asks_for_one(client_for: Any, make_evidence: Any) -> None:
    answer = client_for("team_lead").post(f"/evidence/{make_evidence().id}/file", data={})
    assert answer.status_code == 422
    assert "Choose the file." in answer.text


def test_a_change_is_kept_with_its_history(client_for: Any, make_evidence: Any) -> None:
    piece = make_evidence()
    answer = client_for("team_lead").post(
        f"/evidence/{piece.id}", data=edited(piece, title="Talk with Ana Ruiz", slot="goals")
    )
    assert answer.status_code == 303
    change = Evidence.get().latest_change()
    fields = {
        line.field: line.new for line in ChangedField.select().where(ChangedField.change == change)
    }
    assert fields == {"title": '"Talk with Ana Ruiz"', "slot": '"goals"'}


def test_htmx_gets_only_the_status(client_for: Any, make_evidence: Any, queries: Any) -> None:
    piece, lead = make_evidence(), client_for("team_lead")
    body = {"only": "title", "title": "Talk", "version": 1, "once": "a"}
    with queries() as seen:
        answer = lead.post(f"/evidence/{piece.id}", data=body, headers=HTMX)
    assert answer.status_code == 200
    assert 'data-version="2"' in answer.text
    assert len(answer.data) < 200
    statements = [sql for sql in seen if not sql.startswith("Returning")]  # the pool's own line
    assert len(statements) <= 9, statements


def test_two_people_change_different_fields_and_both_are_kept(
    client_for: Any, make_evidence: Any
) -> None:
    piece = make_evidence()
    one, two = client_for("team_lead"), client_for("team_member")
    one.post(f"/evidence/{piece.id}", data=edited(piece, title="Talk"))
    two.post(f"/evidence/{piece.id}", data=edited(piece, description="Said so."))
    now = Evidence.get()
    assert (now.title, now.description) == ("Talk", "Said so.")
    answer = two.post(f"/evidence/{piece.id}", data=edited(piece, title="Chat"))
    assert answer.status_code == 409
    assert "Chat" in answer.text


def test_a_change_that_leaves_it_incomplete_is_refused(client_for: Any, make_evidence: Any) -> None:
    piece = make_evidence()
    answer = client_for("team_lead").post(
        f"/evidence/{piece.id}", data=edited(piece, description="", retention_note="Box 12")
    )
    assert answer.status_code == 422
    assert "Say who was asked or what was seen" in answer.text
    assert "Box 12" in answer.text


def test_a_kept_piece_is_linked_and_unlinked(
    client_for: Any, make_evidence: Any, make_assessment: Any
) -> None:
    piece, assessment, lead = make_evidence(), make_assessment(), client_for("team_lead")
    where = f"kind=assessment&key={assessment.id}"
    assert (
        f"/evidence/{piece.id}?kind=assessment&amp;key={assessment.id}"
        in lead.get(f"/evidence?{where}").text
    )
    offered = lead.get(f"/evidence?{where}").text
    assert ">Link to 1.1<" in offered
    assert ">Back to 1.1</a>" in offered
    assert ">Back to 1.1</a>" in lead.get(f"/evidence/new?{where}").text
    assert "Link to this assessment" in lead.get(f"/evidence/{piece.id}?{where}").text
    body = {"kind": "assessment", "key": assessment.id, "supports": "Level 3"}
    assert lead.post(f"/evidence/{piece.id}/links", data=body).status_code == 303
    lead.post(f"/evidence/{piece.id}/links", data={**body, "supports": "Level 4"})
    (link,) = EvidenceLink.current()
    assert link.supports == "Level 4"
    offered = lead.get(f"/evidence?{where}").text
    assert ">Linked</span>" in offered
    assert "Link to 1.1" not in offered
    assert assessment.indicator.title in lead.get(f"/evidence/{piece.id}").text
    assert lead.post(f"/evidence/links/{link.id}/removal").status_code == 303
    assert Evidence.of("assessment", assessment.id) == []
    assert EvidenceLink.get().latest_change().verb == "unlinked"
    again = lead.post(f"/evidence/links/{link.id}/removal", data={"from": "piece"})
    assert again.location == f"/evidence/{piece.id}"


def test_unlinking_by_htmx_redraws_the_list_of_that_thing(
    client_for: Any, make_evidence: Any, make_assessment: Any
) -> None:
    key = make_assessment().id
    first, _second = (make_evidence(title=t, about=("assessment", key)) for t in ("One", "Two"))
    link = EvidenceLink.get(EvidenceLink.evidence == first)
    answer = client_for("team_lead").post(f"/evidence/links/{link.id}/removal", headers=HTMX)
    assert answer.text.lstrip().startswith(f'<section id="evidence-of-assessment-{key}"')
    assert "Two" in answer.text
    assert "One" not in answer.text
    assert "Unlinked" in answer.text


def test_what_supports_an_assessment_counts_until_it_is_archived(
    client_for: Any, make_evidence: Any, make_assessment: Any
) -> None:
    assessment, lead = make_assessment(), client_for("team_lead")
    piece = make_evidence(about=("assessment", assessment.id))
    assert type(assessment).whole().first().evidence_count == 1
    answer = lead.post(f"/evidence/{piece.id}/removal", data={"reason": "Out of date"})
    assert answer.status_code == 303
    assert type(assessment).whole().first().evidence_count == 0
    assert Evidence.get().latest_change().reason == "Out of date"
    assert lead.post(f"/evidence/{piece.id}", data=edited(piece, title="X")).status_code == 409
    assert "Bring it back" in lead.get(f"/evidence/{piece.id}").text
    assert lead.post(f"/evidence/{piece.id}/return").status_code == 303
    assert Evidence.of("assessment", assessment.id)[0].title == "Talk with Ana"


def test_the_key_documents_say_what_is_kept_and_what_is_missing(
    client_for: Any, make_evidence: Any
) -> None:
    make_evidence(title="Our five goals", slot="goals")
    text = client_for("team_lead").get("/evidence").text
    assert "Key documents: 1 of 10 kept" in text
    assert text.count("Missing") == 9
    assert "/evidence/new?slot=websites" in text


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("source=survey", {"Survey"}),
        ("slot=goals", {"Goals"}),
        ("about=none", {"Survey", "Goals"}),
        ("about=assessment", {"Linked"}),
        ("q=urv", {"Survey"}),
        ("q=100%25", set()),
        ("source=rumour&sort=;drop", set()),
    ],
)
def test_the_list_is_narrowed(
    client_for: Any, make_evidence: Any, make_assessment: Any, asked: str, found: set[str]
) -> None:
    make_evidence(title="Survey", source="survey")
    make_evidence(title="Goals", slot="goals")
    make_evidence(title="Linked", about=("assessment", make_assessment().id))
    text = client_for("coach").get(f"/evidence?{asked}").text
    assert {t for t in ("Survey", "Goals", "Linked") if f">{t}</a>" in text} == found


def test_the_list_takes_the_same_number_of_queries_with_1_and_21_pieces(
    client_for: Any, make_evidence: Any, make_assessment: Any, queries: Any
) -> None:
    lead, key = client_for("team_lead"), make_assessment().id
    counts = []
    for more in (1, 20):
        for n in range(more):
            make_evidence(title=f"Talk {more}.{n}", about=("assessment", key), slot="goals")
        with queries() as seen:
            assert lead.get("/evidence").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 10, seen
    with queries() as seen:
        assert len(Evidence.of("assessment", key)) == 21
    assert len(seen) == 1


def test_many_things_get_their_evidence_in_one_query(
    make_evidence: Any, make_cycle: Any, queries: Any
) -> None:
    keys = [row.id for row in make_cycle().assessments]
    make_evidence(title="One", about=("assessment", keys[0]))
    make_evidence(title="Two", about=("assessment", keys[2]), supports="Level 2")
    with queries() as seen:
        found = Evidence.of_many("assessment", keys)
    assert len(seen) == 1
    assert {k: [p.title for p in ps] for k, ps in found.items() if ps} == {
        keys[0]: ["One"],
        keys[2]: ["Two"],
    }
    assert found[keys[1]] == []


@pytest.mark.parametrize("role", ROLES_OUT)
def test_those_outside_the_circle_do_not_see_evidence(
    client_for: Any, make_evidence: Any, role: str
) -> None:
    piece, client = make_evidence(), client_for(role)
    for path in ("", f"/{piece.id}", f"/{piece.id}/file", "/999999/file", f"/{piece.id}/files/1"):
        assert client.get(f"/evidence{path}").status_code == 403


@pytest.mark.parametrize("role", [*ROLES_OUT, "chief", "coach"])
def test_those_who_do_not_assess_change_no_evidence(
    app: Any, client_for: Any, make_evidence: Any, make_assessment: Any, role: str
) -> None:
    piece, client = make_evidence(about=("assessment", make_assessment().id)), client_for(role)
    before = Change.last_sequence()
    body = sent(file=upload(PDF, "a.pdf"))
    assert client.post("/evidence", data=body).status_code == 403
    file = {"file": upload(PDF, "a.pdf")}
    assert client.post(f"/evidence/{piece.id}/file", data=file).status_code == 403
    for path in (f"/{piece.id}", f"/{piece.id}/links", f"/{piece.id}/removal", "/links/1/removal"):
        assert client.post(f"/evidence{path}", data=edited(piece)).status_code == 403
    assert client.post(f"/evidence/{piece.id}/return").status_code == 403
    assert client.get("/evidence/new").status_code == 403
    assert Change.last_sequence() == before
    assert kept_files(app) == []


@pytest.mark.parametrize("role", ROLES_IN)
def test_the_circle_reads_evidence(client_for: Any, make_evidence: Any, role: str) -> None:
    piece = make_evidence()
    client = client_for(role)
    assert "Talk with Ana" in client.get("/evidence").text
    page = client.get(f"/evidence/{piece.id}").text
    assert ("Save</button>" in page) == (role not in ("chief", "coach"))


def test_what_is_not_there_answers_404(client_for: Any, make_evidence: Any) -> None:
    lead, piece = client_for("team_lead"), make_evidence()
    for path in ("/999", "/999/file", "/..%2f..%2fsras.db", f"/{piece.id}/files/../../sras.db"):
        assert lead.get(f"/evidence{path}").status_code == 404, path
    for path in ("/999", "/999/file", "/999/links", "/999/removal", "/999/return"):
        assert lead.post(f"/evidence{path}").status_code == 404, path
    for kind, key in (("rumour", 1), ("assessment", 999), ("person", 1), ("assessment", "x")):
        assert lead.get(f"/evidence/new?kind={kind}&key={key}").status_code == 404
        about = {"kind": kind, "key": key}
        assert lead.post(f"/evidence/{piece.id}/links", data=about).status_code == 404


def test_a_stranger_is_sent_to_sign_in(client_for: Any, make_evidence: Any) -> None:
    answer = client_for(None).get(f"/evidence/{make_evidence().id}/file")
    assert answer.status_code == 302
    assert "/sign-in" in answer.location


def test_a_full_disk_is_told_with_all_that_was_typed(
    client_for: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    body = sent(description="Seen in May.", file=upload(PDF, "a.pdf"))
    answer = client_for("team_lead").post("/evidence", data=body)
    assert answer.status_code == 507
    assert "Seen in May." in answer.text
    assert Evidence.select().count() == 0


def test_a_piece_from_a_list_can_support_one_more_thing(app: Any, make_cycle: Any) -> None:
    first, second = list(Assessment.of_cycle(make_cycle()))[:2]
    Evidence.add(by=BY, about=("assessment", first.id), title="Visit log", source="survey")
    (piece,) = Evidence.of("assessment", first.id)
    piece.link(by=BY, about=("assessment", second.id), supports="Level 3")
    (there,) = Evidence.of("assessment", second.id)
    assert (there.title, there.support.supports) == ("Visit log", "Level 3")


def test_the_evidence_of_a_closed_cycle_stays_as_it_was(
    client_for: Any, make_assessment: Any, make_evidence: Any
) -> None:
    assessment, member = make_assessment(), client_for("team_member")
    about = {"kind": "assessment", "key": assessment.id}
    kept = make_evidence(about=("assessment", assessment.id))
    other = make_evidence(title="Talk with Ben")
    address = f"/assessment/{assessment.id}"
    assert "Unlink" in member.get(address).text
    assessment.cycle.close(by=BY, on=datetime.date(2027, 6, 30))
    (tie,) = EvidenceLink.select()
    before = Change.select().count()
    for path, typed in (
        (f"/evidence/links/{tie.id}/removal", {}),
        (f"/evidence/{other.id}/links", about),
        ("/evidence", sent(**about, description="Said.")),
    ):
        answer = member.post(path, data=typed)
        assert answer.status_code == 409, path
        assert "The cycle 2026-27 is closed; its evidence stays as it was." in answer.text
    assert Change.select().count() == before
    page = member.get(address).text
    assert kept.title in page
    assert "Unlink" not in page
    assert "Add evidence" not in page

"""Documents given out: numbered, frozen with their hashes, and the same ever after."""

import base64
import datetime
import hashlib
import html
import io
import json
from typing import Any

import page as pdfua
import pytest

from sras.core import clock, db, pdf
from sras.core.disk import keep
from sras.documents.models import Document, Section
from sras.documents.models_issues import Issue, NeverChanges, Recipient
from sras.documents.models_reviews import Remark, Reviewer, ReviewRound
from sras.web import papers
from tests.conftest import BY, DAY
from tests.page_checks import faults
from tests.test_evidence_files import docx

TODAY = datetime.datetime(2026, 10, 14, 15, 0, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with clock.frozen(TODAY) as frozen:
        yield frozen


@pytest.fixture
def manual(app: Any) -> Document:
    """A manual of two sections."""
    document = Document.start(by=BY, kind="operations_manual", title="Operations Manual")
    Section.start(
        by=BY, document=document, sort=10, title="Mission", text="{chief} serves *every* district."
    )
    Section.start(by=BY, document=document, sort=20, title="Roles", text="- Lead\n- Recorder")
    return document


def given_out(client: Any, document: Document, **fields: Any) -> Any:
    posted = {"title": "Operations Manual", "issued_on": "2026-10-12", **fields}
    return client.post(f"/documents/{document.id}/issues", data=posted)


def test_a_document_is_given_out_frozen_with_page_pdf_data_and_hashes(client_for, manual, app):
    lead = client_for("team_lead")
    answer = given_out(lead, manual, note="For the *board*.")
    issue = Issue.get()
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/documents/issues/{issue.id}"
    assert (issue.subject, issue.number) == (f"document:{manual.id}", 1)
    assert issue.issued_on == datetime.date(2026, 10, 12)
    shown = lead.get(f"/documents/issues/{issue.id}")
    assert "Yes, it is whole." in shown.text
    assert "<em>board</em>" in shown.text
    frozen = lead.get(f"/documents/issues/{issue.id}/page")
    assert "<em>every</em>" in frozen.text
    assert "Issue 1, 12 Oct 2026" in frozen.text
    assert hashlib.sha256(frozen.data).hexdigest() == issue.sha256
    assert faults(frozen.text) == []
    facts = lead.get(f"/documents/issues/{issue.id}/facts.json")
    said = json.loads(facts.data)
    assert said["sections"][0]["text"] == "{chief} serves *every* district."
    assert said["sections"][0]["reads"] == "Chief State School Officer One serves every district."
    assert said["fields"] == {"chief": "Chief State School Officer One"}
    assert hashlib.sha256(facts.data).hexdigest() in frozen.text
    pdf = lead.get(f"/documents/issues/{issue.id}/issue.pdf")
    assert pdf.data.startswith(b"%PDF-")
    assert pdfua.validate_pdf_bytes(pdf.data, profile="ua1").is_compliant
    assert hashlib.sha256(pdf.data).hexdigest() == issue.pdf_sha256


def test_the_frozen_page_brings_its_own_style_and_can_run_and_load_nothing(client_for, manual):
    section = Section.of(manual).first()
    section.change(by=BY, text="<script>x()</script> <style>b{}</style> ![a](https://e.example/a)")
    lead = client_for("team_lead")
    given_out(lead, manual, title="<script>alert(1)</script>")
    frozen = lead.get("/documents/issues/1/page")
    policy = frozen.headers["Content-Security-Policy"]
    style = frozen.text.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'; ")
    assert "unsafe" not in policy
    assert "script-src" not in policy
    assert "<script" not in frozen.text
    assert frozen.text.count("<style") == 1
    assert "/static/" not in frozen.text
    assert "<img" not in frozen.text


def test_an_issue_is_the_same_however_names_and_texts_change_later(client_for, manual, person_of):
    lead = client_for("team_lead")
    given_out(lead, manual)
    pages = [f"/documents/issues/1/{name}" for name in ("page", "issue.pdf", "facts.json")]
    before = [lead.get(address).data for address in pages]
    assert b"Chief State School Officer One serves" in before[0]
    Section.of(manual).first().change(by=BY, text="Something else.", title="Aim")
    manual.change(by=BY, title="Manual")
    person_of("chief").change(by=BY, name="Dana Reyes")
    assert [lead.get(address).data for address in pages] == before
    assert "Yes, it is whole." in lead.get("/documents/issues/1").text
    given_out(lead, manual)
    assert [each.number for each in Issue.of(f"document:{manual.id}")] == [2, 1]


def test_no_route_and_no_verb_changes_what_was_given_out(app, client_for, manual):
    lead = client_for("team_lead")
    given_out(lead, manual)
    issue = Issue.get()
    for verb in (lambda: issue.change(by=BY, title="x"), lambda: issue.archive(by=BY)):
        with pytest.raises(NeverChanges):
            verb()
    kept = Issue.select().tuples().get()
    form = {"title": "x", "note": "x", "page_html": "x", "number": "9", "issued_on": "2026-10-01"}
    with app.test_request_context():
        rules = [rule for rule in app.url_map.iter_rules() if "/documents/" in rule.rule]
        addresses = {rule.build(dict.fromkeys(rule.arguments, 1))[1] for rule in rules}
    for address in sorted(addresses):
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            lead.open(address, method=method, data=form)
            assert Issue.select().where(Issue.id == 1).tuples().get() == kept, (method, address)


def test_what_was_tampered_with_or_is_lost_is_told(client_for, manual, app):
    lead = client_for("team_lead")
    given_out(lead, manual)
    issue = Issue.get()
    (app.config["SETTINGS"].files / issue.pdf_sha256).write_bytes(b"%PDF-1.7 another")
    Issue.update(facts="{}").execute()
    told = lead.get("/documents/issues/1").text
    assert "Yes, it is whole." not in told
    assert told.count("changed</b>") == 2
    (app.config["SETTINGS"].files / issue.pdf_sha256).unlink()
    assert "missing</b>" in lead.get("/documents/issues/1").text
    assert lead.get("/documents/issues/1/issue.pdf").status_code == 404


def test_without_pango_the_page_is_frozen_and_says_that_no_pdf_was_kept(
    client_for, manual, monkeypatch
):
    def none_here(_html: str) -> bytes:
        raise pdf.PdfUnavailable(pdf.MISSING)

    monkeypatch.setattr(papers, "render_pdf", none_here)
    lead = client_for("team_lead")
    assert given_out(lead, manual).status_code == 303
    told = lead.get("/documents/issues/1").text
    assert "Yes, it is whole." in told
    assert "No PDF was kept on that day." in told
    assert Issue.get().pdf_sha256 == ""
    monkeypatch.undo()
    assert lead.get("/documents/issues/1/issue.pdf").data.startswith(b"%PDF-")


def test_while_the_press_is_busy_nothing_is_given_out_and_nothing_typed_is_lost(
    client_for, manual, monkeypatch
):
    def busy(_html: str) -> bytes:
        raise pdf.PdfBusy("Several PDFs are being made. Try again in a minute.")

    monkeypatch.setattr(papers, "render_pdf", busy)
    answer = given_out(client_for("team_lead"), manual, note="For the board")
    assert answer.status_code == 422
    assert "Try again in a minute." in answer.text
    assert "For the board" in answer.text
    assert not Issue.select().exists()


def test_the_pdf_is_drawn_before_the_write_lock_is_taken(client_for, manual, monkeypatch):
    drawn = []

    def drawing(html: str) -> bytes:
        drawn.append(db.database.in_transaction())
        return pdf.render_pdf(html)

    monkeypatch.setattr(papers, "render_pdf", drawing)
    made = pdf._press.made
    given_out(client_for("team_lead"), manual)
    assert drawn == [False, True]
    assert pdf._press.made - made <= 1


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("title", " ", "Say what it is called on its cover."),
        ("title", "x" * 201, "This is too long; 200 characters are the most."),
        ("issued_on", "", "Say on which day it is given out."),
        ("issued_on", "2026-10-15", "A document cannot have been given out in the future."),
        ("note", "x" * 2_001, "This is too long; 2,000 characters are the most."),
    ],
)
def test_what_will_not_do_is_said_beside_its_field(client_for, manual, field, typed, sentence):
    answer = given_out(client_for("team_lead"), manual, **{field: typed})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert not Issue.select().exists()


def test_what_is_still_to_do_is_listed_and_hinders_nobody(client_for, manual):
    empty = Section.start(by=BY, document=manual, sort=30, title="Glossary", text="")
    review = ReviewRound.start(
        by=BY, document=manual, number=1, opens_on=DAY, closes_on=DAY, at_change=1
    )
    reviewer = Reviewer.start(
        by=BY, round=review, name="R. Bell", token_hash="0" * 64, expires_at=TODAY
    )
    for section in (empty, empty, None):
        Remark.start(by=BY, reviewer=reviewer, section=section, said_on=DAY, text="Say more.")
    gaps = "[Unit] leads, [day], [link](https://e.example/) {nobody_knows}"
    Section.start(by=BY, document=manual, sort=40, title="Functions", text=gaps)
    long = f"[What the field learns from the agency, how soon, and whether {'it is used ' * 5}now.]"
    Section.start(by=BY, document=manual, sort=45, title="Informing", text=f"{long} [a1] [b2] [c3]")
    Section.start(by=BY, document=manual, sort=50, title="Year", text="{nobody_knows} {chief}")
    lead = client_for("team_lead")
    page = html.unescape(lead.get(f"/documents/{manual.id}/issue").text)
    assert "“Glossary” is empty." in page
    assert "“Functions” has places to fill in: [Unit], [day]." in page
    start = "[What the field learns from the agency, how soon…]"
    assert f"“Informing” has places to fill in: {start}, [a1], [b2] and 1 more." in page
    assert "“Year” names a field that is not known: {nobody_knows}." in page
    assert f'<a href="/documents/sections/{empty.id}">Write “Glossary”</a>' in page
    assert f'<a href="/documents/{manual.id}/reviews">Reviews<' in page
    assert "“Roles”" not in page
    assert "2 remarks of reviewers are open on “Glossary”." in page
    assert "1 remark of a reviewer is open on the whole document." in page
    assert given_out(lead, manual).status_code == 303


def test_who_received_it_is_recorded_several_at_once_and_corrected(client_for, manual):
    lead = client_for("team_lead")
    given_out(lead, manual)
    names = "Dana Reyes\n\n  Ruth Bell \nDana Reyes\n"
    posted = {"names": names, "way": "post", "received_on": "2026-10-13"}
    assert lead.post("/documents/issues/1/recipients", data=posted).status_code == 303
    first, second = Recipient.of(Issue.get())
    assert (first.name, second.name, second.way) == ("Dana Reyes", "Ruth Bell", "post")
    mended = {"name": "Ruth Bell, Board", "way": "hand", "received_on": "2026-10-14"}
    lead.post(f"/documents/recipients/{second.id}", data={**mended, "version": 1})
    shown = lead.get("/documents/issues/1").text
    assert "Ruth Bell, Board" in shown
    assert "By hand" in shown
    assert "corrected" in lead.get(f"/history/recipient/{second.id}").text
    lead.post(f"/documents/recipients/{second.id}/removal")
    assert "off the list" in lead.get("/documents/issues/1").text
    assert "Ruth Bell" not in lead.get("/documents/issues/1").text
    assert "1 person" in lead.get("/documents/issues").text


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("names", "\n ", "Write who received it, one name a line."),
        ("names", "x" * 201, "One of these names is longer than 200 characters."),
        ("names", "\n".join(map(str, range(201))), "200 names at a time are the most."),
        ("way", "pigeon", "Choose how it was sent."),
        ("received_on", "2026-10-11", "It was not given out yet on that day."),
        ("received_on", "2026-10-15", "Nobody can have received it in the future."),
    ],
)
def test_a_recipient_that_will_not_do_is_said(client_for, manual, field, typed, sentence):
    lead = client_for("team_lead")
    given_out(lead, manual)
    posted = {"names": "Dana", "way": "mail", "received_on": "2026-10-13", field: typed}
    answer = lead.post("/documents/issues/1/recipients", data=posted)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert not Recipient.select().exists()


def test_the_list_of_issues_holds_reports_too_and_asks_the_same_for_1_and_21(
    client_for, manual, queries
):
    lead = client_for("team_lead")
    Issue.freeze(by=BY, subject="progress", title="Progress", on=DAY, html="<p>", facts={})
    lead.get("/documents/issues")
    with queries() as few:
        assert "Progress, issue 1" in lead.get("/documents/issues").text
    for _ in range(20):
        Issue.freeze(by=BY, subject="progress", title="Progress", on=DAY, html="<p>", facts={})
    with queries() as many:
        assert "Progress, issue 21" in lead.get("/documents/issues").text
    assert len(many) == len(few) <= 10
    assert not any("page_html" in sql for sql in many)


def test_pages_and_saves_of_an_issue_keep_to_the_budget(client_for, manual, queries):
    lead = client_for("team_lead")
    with queries() as form:
        lead.get(f"/documents/{manual.id}/issue")
    with queries() as save:
        given_out(lead, manual, note="x", once="1")
    posted = {"names": "A\nB\nC", "way": "mail", "received_on": "2026-10-13"}
    lead.post("/documents/issues/1/recipients", data=posted)
    with queries() as shown:
        lead.get("/documents/issues/1")
    assert len(save) <= 17, "15, and two for {chief}, since the document is read twice"
    assert max(len(form), len(shown)) <= 10


def finished(name: str, body: bytes) -> dict[str, Any]:
    return {"file": (io.BytesIO(body), name)}


@pytest.mark.parametrize(
    ("name", "body", "kind"),
    [("Final report.docx", docx(), "wordprocessingml"), ("scan.PDF", b"%PDF-1.7\n", "pdf")],
)
def test_a_finished_file_is_the_issue_kept_under_its_hash(
    client_for, manual, app, name, body, kind
):
    lead = client_for("team_lead")
    assert given_out(lead, manual, **finished(name, body)).status_code == 303
    issue = Issue.get()
    assert issue.sha256 == issue.file_sha256 == hashlib.sha256(body).hexdigest()
    assert (app.config["SETTINGS"].files / issue.file_sha256).read_bytes() == body
    shown = lead.get("/documents/issues/1").text
    assert "Yes, it is whole." in shown
    sent = lead.get("/documents/issues/1/file")
    assert sent.data == body
    sent.close()
    assert kind in sent.mimetype
    assert sent.headers["Content-Disposition"].startswith("attachment")
    assert sent.headers["X-Content-Type-Options"] == "nosniff"
    assert sent.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert lead.get("/documents/issues/1/page").status_code == 404
    assert lead.get("/documents/issues/1/issue.pdf").status_code == 404


@pytest.mark.parametrize(
    ("name", "body", "sentence"),
    [
        ("report.docx", b"%PDF-1.7\n", "This is not a .docx file inside."),
        ("report.docx", docx({"word/vbaProject.bin": b"x"}), "This file carries macros"),
        ("report.csv", b"a,b\n", "Send the finished file as Word (.docx) or as PDF."),
        ("report.html", b"<html>", "Files of this kind are not taken."),
        ("report.pdf", b"", "The file is empty."),
    ],
)
def test_a_file_that_is_something_else_is_refused_with_a_sentence(
    client_for, manual, app, name, body, sentence
):
    answer = given_out(client_for("team_lead"), manual, note="Kept", **finished(name, body))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Kept" in answer.text
    assert not Issue.select().exists()
    folder = app.config["SETTINGS"].files
    assert not folder.exists() or list(folder.iterdir()) == []


def test_t34_names_of_downloads_are_safe_whatever_the_title_holds(client_for, manual, app):
    lead = client_for("team_lead")
    title = 'Année "1"; filename=x.exe\r\nSet-Cookie: a=b 文書/../x'
    given_out(lead, manual, title=title)
    folder = app.config["SETTINGS"].files
    kept = {"file_sha256": keep(docx(), folder), "file_type": "application/pdf"}
    name = 'a"b\r\nX-Evil: 1 文/../x.docx'
    Issue.freeze(by=BY, subject="year", title="Year", on=DAY, file_name=name, **kept)
    for address in ("1/issue.pdf", "1/facts.json", "2/file"):
        answer = lead.get(f"/documents/issues/{address}")
        assert answer.status_code == 200, address
        answer.close()
        named = answer.headers["Content-Disposition"]
        plain = named.partition("; ")[2].partition("filename*")[0]
        assert plain.isascii()
        assert not set(named) & set("\r\n")
        assert plain.count('"') in (0, 2)
        assert "/" not in named.partition("filename*=")[2]
        assert "Set-Cookie: a=b" not in str(answer.headers).replace(named, "")
        assert "X-Evil" not in answer.headers
        assert answer.headers["X-Content-Type-Options"] == "nosniff"

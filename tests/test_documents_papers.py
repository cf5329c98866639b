"""Documents on paper: a cover or a letterhead, DRAFT until issued, and sound PDF."""

import datetime
import io
from typing import Any

import docx
import page as pdfua
import pypdf
import pytest

from sras.core import clock
from sras.documents.models import Document, Section
from sras.documents.models_issues import Issue
from sras.documents.rules_templates import templates
from sras.engagement.models import Agreement, Party
from tests.conftest import BY

D = datetime.date
TODAY = D(2026, 10, 20)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = datetime.datetime(2026, 10, 20, 15, tzinfo=datetime.UTC)
    monkeypatch.setattr(clock, "now", lambda: moment)


def written(kind: str, **facts: Any) -> Document:
    """A document as its template begins it."""
    return Document.begin(templates()[kind].sections, by=BY, kind=kind, title="The paper", **facts)


def pages_of(client: Any, document: Document) -> list[str]:
    """The text of each page of the PDF, which must be sound."""
    made = client.get(f"/documents/{document.id}.pdf")
    assert made.mimetype == "application/pdf", made.text
    assert [str(f) for f in pdfua.validate_pdf_bytes(made.data, profile="ua1").failures] == []
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made.data)).pages]


def test_a24_a_manual_has_a_cover_contents_and_numbered_pages(client_for: Any) -> None:
    manual = written("operations_manual", period_first=D(2026, 7, 1), period_last=D(2027, 6, 30))
    cover, contents, first, *rest = pages_of(client_for("viewer"), manual)
    for told in ("The paper", "Franklin Department of Education", "DRAFT", "20 Oct 2026"):
        assert told in cover
    assert "1 Jul 2026 to 30 Jun 2027" in cover
    assert "Legal authority, page 3" in contents
    assert "About this manual" in first
    assert f"Page 3 of {3 + len(rest)}" in first
    assert "DRAFT, 20 Oct 2026" in first


def test_a24_a_letter_is_printed_like_a_letter(client_for: Any) -> None:
    client = client_for("viewer")
    page = " ".join(pages_of(client, written("introduction_letter")))
    assert page.index("Franklin Department of Education") < page.index("DRAFT")
    assert page.index("20 Oct 2026") < page.index("Dear Chief State School Officer One")
    assert "Sincerely" in page
    assert "Contents" not in page
    assert "Letter" not in page.replace("The paper", "")  # its one section is the letter itself
    bare = Document.start(by=BY, kind="appointment", title="Appointment")
    Section.start(by=BY, document=bare, sort=1, title="Letter", text="You are named.")
    shown = client.get(f"/documents/{bare.id}/print").text
    assert "<p>20 Oct 2026</p>" in shown  # a letter is dated and signed, where its text does not
    assert '<p class="sign">Name, title, date</p>' in shown


def test_a_letter_stands_on_the_paper_of_who_sends_it(client_for: Any) -> None:
    lead = client_for("team_lead")
    begun = {"kind": "introduction_letter", "begin": "text", "title": "Help"}
    plain = Document.get_by_id(lead.post("/documents", data=begun).location.rpartition("/")[2])
    shown = lead.get(f"/documents/{plain.id}/print").text
    assert "letterhead" not in shown, "nobody is known yet who could send it"
    assert "plain paper" in lead.get(f"/documents/{plain.id}").text
    year = Agreement.start(by=BY, title="Year", starts_on=TODAY, ends_on=D(2027, 10, 19))
    parties = {"Our agency": "sea", "Plains Center": "rcc", "Hill & Co": "consultant"}
    for name, kind in parties.items():
        Party.join_in(by=BY, agreement=year, name=name, kind=kind, contact="1 Main St")
    made = Document.get_by_id(lead.post("/documents", data=begun).location.rpartition("/")[2])
    assert made.sender == "Plains Center\n1 Main St"
    page = " ".join(pages_of(lead, made))
    assert page.index("Plains Center") < page.index("1 Main St") < page.index("DRAFT")
    assert "Franklin Department of Education" not in page[: page.index("DRAFT")]
    word = lead.get(f"/documents/{made.id}.docx").data
    assert docx.Document(io.BytesIO(word)).paragraphs[0].text == "Plains Center"
    assert 'name="author" content="Plains Center"' in lead.get(f"/documents/{made.id}/print").text
    address = f"/documents/{made.id}"
    offered = lead.get(f"{address}/facts").text
    assert ">Hill &amp; Co</option>" in offered
    assert ">Our agency</option>" not in offered
    typed = {"title": "Help", "kind": made.kind, "version": made.version, "sender": ""}
    for wrong, said in (("sender", "Say who sends it"), ("x", "Choose one of those")):
        refused = lead.post(address, data={**typed, "letterhead": wrong})
        assert refused.status_code == 422
        assert said in refused.text
    chosen = {**typed, "letterhead": "from Hill & Co"}
    assert lead.post(address, data=chosen).status_code == 303
    assert Document.get_by_id(made.id).head == ["Hill & Co", "1 Main St"]
    assert "letterhead of Hill &amp; Co" in lead.get(address).text
    typed |= {"version": made.version + 1, "letterhead": "sender"}
    lines = "\r\n Ünal & <Söhne> \r\n\r\n \r\n1 Main St\r\n"
    assert lead.post(address, data={**typed, "sender": lines}).status_code == 303
    assert Document.get_by_id(made.id).head == ["Ünal & <Söhne>", "1 Main St"]
    assert "<b>Ünal &amp; &lt;Söhne&gt;</b>" in lead.get(f"{address}/print").text
    typed |= {"version": made.version + 2, "letterhead": "agency"}
    assert lead.post(address, data=typed).status_code == 303
    assert "Franklin Department of Education" in lead.get(f"{address}/print").text.split("DRAFT")[0]


def test_draft_goes_with_the_issue_and_comes_back_with_a_change(client_for: Any) -> None:
    client, paper = client_for("viewer"), Document.start(by=BY, kind="own", title="Charter")
    section = Section.start(by=BY, document=paper, sort=1, title="One", text="Words")
    address = f"/documents/{paper.id}/print"
    assert "DRAFT" in client.get(address).text
    subject = f"document:{paper.id}"
    Issue.freeze(by=BY, subject=subject, title="Charter", on=D(2026, 10, 19), html="<p>Words</p>")
    issued = client.get(address).text
    assert "DRAFT" not in issued
    assert "Issue 1, 19 Oct 2026" in issued
    assert "changed since" not in client.get(f"/documents/{paper.id}").text
    section.change(by=BY, text="Other words")
    assert "changed since" in client.get(f"/documents/{paper.id}").text
    assert "DRAFT" in client.get(address).text

"""Search finds words where people look for them, and only what one may see."""

import re
from datetime import date
from typing import Any

from sras.documents.models import Document, Section
from sras.documents.models_issues import Issue, Recipient
from sras.evidence.models import Evidence
from tests.conftest import BY


def test_words_are_found_in_their_place(client_for: Any, make_assessment: Any) -> None:
    make_assessment(level=2, in_place="Regional staff keep a service log in the old portal.")
    page = client_for("viewer").get("/search?q=service+log").text
    assert "Regional staff keep a service log in the old portal." in page
    assert "Assessment (1)" in page


def test_evidence_is_found_only_by_those_who_may_read_it(client_for: Any) -> None:
    Evidence.start(by=BY, title="Monitoring protocol", source="document")
    assert "Monitoring protocol" in client_for("coach").get("/search?q=protocol").text
    assert "Monitoring protocol" not in client_for("viewer").get("/search?q=protocol").text


def test_the_sections_of_documents_are_found(client_for: Any) -> None:
    manual = Document.start(by=BY, kind="operations_manual", title="Manual")
    Section.start(by=BY, document=manual, sort=1, title="Roles", text="Who drives the bus.")
    page = client_for("viewer").get("/search?q=drives").text
    assert "“Roles” of Manual" in page
    assert "Who drives the bus." in page
    manual.archive(by=BY)
    assert "“Roles”" not in client_for("viewer").get("/search?q=drives").text


def test_a_document_and_what_was_given_out_are_found_by_their_names(client_for: Any) -> None:
    manual = Document.start(by=BY, kind="operations_manual", title="Road Manual")
    Section.start(by=BY, document=manual, sort=1, title="Roles", text="Who drives.")
    issue = {"subject": f"document:{manual.id}", "title": "Road Manual", "on": date(2026, 9, 8)}
    given = Issue.freeze(by=BY, html="<p>Frozen</p>", **issue)
    Recipient.add(by=BY, issue=given, names=["Hall Library"], way="mail", received_on=issue["on"])
    viewer = client_for("viewer")
    page = viewer.get("/search?q=road+manual").text
    assert f'href="/documents/{manual.id}">Road Manual</a>' in page
    assert f'href="/documents/issues/{given.id}">Road Manual, issue 1</a>' in page
    assert "Who drives" not in page
    received = viewer.get("/search?q=hall+library").text
    assert f'href="/documents/issues/{given.id}">Road Manual, issue 1</a>' in received
    manual.archive(by=BY)
    page = viewer.get("/search?q=road+manual").text
    assert f'href="/documents/{manual.id}"' not in page
    assert "Road Manual, issue 1" in page


def test_many_sections_hide_no_document_and_none_is_listed_twice(client_for: Any) -> None:
    manual = Document.start(by=BY, kind="operations_manual", title="Road Manual")
    for sort in range(25):
        Section.start(by=BY, document=manual, sort=sort, title=f"Road {sort}", text="")
    page = client_for("viewer").get("/search?q=road").text
    assert "Section of a document (20)" in page
    assert "Document (1)" in page


def test_nothing_found_is_said_and_the_words_stay(client_for: Any) -> None:
    page = client_for("viewer").get("/search?q=zebra").text
    assert "Nothing that you may see holds “zebra”" in page
    assert 'value="zebra"' in page


def test_percent_signs_and_quotes_are_plain_words(client_for: Any) -> None:
    for words in ("100%", "'; DROP TABLE", "<script>", "_", "\\"):
        page = client_for("viewer").get("/search", query_string={"q": words * 2})
        assert page.status_code == 200
        assert "<script>" not in page.text


def test_searching_costs_a_fixed_number_of_queries(
    client_for: Any, make_cycle: Any, queries: Any
) -> None:
    client = client_for("team_lead")
    make_cycle(per_topic=1)
    with queries() as few:
        client.get("/search?q=practice")
    make_cycle(per_topic=7)
    with queries() as many:
        client.get("/search?q=practice")
    assert len(few) == len(many) <= 10


def test_the_same_indicator_in_two_cycles_is_told_apart(client_for: Any, make_cycle: Any) -> None:
    old = make_cycle(label="2025-26")
    make_cycle(edition=old.edition, previous=old)
    page = client_for("viewer").get("/search?q=Practice+1.1").text
    assert re.findall(r">1\.1 Practice 1\.1, (2\d{3}-\d\d)</a>", page) == ["2026-27", "2025-26"]

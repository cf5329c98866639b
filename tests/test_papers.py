"""Every paper, found by its route: sound PDF, US Letter, read aloud in the order of the page."""

import re
from typing import Any

import pytest

from sras.core import pdf
from sras.documents.models import Document
from sras.documents.rules_templates import templates
from tests.conftest import DAY
from tests.paper_checks import Near, faults
from tests.sample_rows import address_of, make_sample

ENDS = (".pdf", "/print")
ASKED = {"history.copies_pdf": "?paper=plan&number={copy}"}  # papers that must be told what


@pytest.fixture
def press(app: Any, monkeypatch: pytest.MonkeyPatch) -> Near:
    """Who makes the PDFs, near at hand."""
    near = Near()
    monkeypatch.setattr(pdf, "_press", near)
    return near


def given_out(client: Any, kind: str) -> int:
    """The key of the issue of a document as its template begins it."""
    days = {"period_first": DAY, "period_last": DAY}
    made = client.post("/documents", data={"kind": kind, "begin": "text", **days})
    told = {"title": "The paper", "issued_on": DAY}
    issued = client.post(f"{made.location}/issues", data=told)
    assert issued.status_code == 303, issued.text
    return int(issued.location.rpartition("/")[2])


def wrong_with(client: Any, press: Near, address: str) -> list[str]:
    """What is wrong with the paper at an address; where long work makes it, with its page."""
    made = client.get(address)
    if made.mimetype == "application/pdf":
        return faults(made.data, press.pages[made.data])
    printed = client.get(address.replace(".pdf", "/print"))
    if printed.status_code != 200:
        return [made.status]
    return faults(press.render(printed.text), printed.text)


def test_a24_every_paper_is_sound_on_letter_and_read_in_its_order(
    app: Any, client_for: Any, press: Near, make_cycle: Any, make_meeting: Any
) -> None:
    client = client_for("team_lead")
    make_meeting(kind="center_call", title="Call", state="minutes_draft", held_on=DAY)
    given_out(client, "plan_letter")
    make_sample(make_cycle)
    copy = re.findall(r"copy (\d+)", client.get("/plan/print").text)[0]
    papers = {
        address_of(rule, app) + ASKED.get(rule.endpoint, "").format(copy=copy)
        for rule in app.url_map.iter_rules()
        if rule.rule.endswith(ENDS) and "GET" in rule.methods
    }
    once = {each for each in papers if each.replace("/print", ".pdf") not in papers - {each}}
    wrong = {address: wrong_with(client, press, address) for address in sorted(once)}
    assert {address: found for address, found in wrong.items() if found} == {}


@pytest.mark.parametrize("kind", templates())
def test_a24_every_kind_of_document_is_begun_read_and_given_out_on_sound_paper(
    client_for: Any, press: Near, kind: str
) -> None:
    client = client_for("team_lead")
    key = given_out(client, kind)
    document, last = Document.get(), templates()[kind].sections[-1].title
    for address in (f"/documents/{document.id}", f"/documents/issues/{key}/page"):
        page = client.get(address)
        assert page.status_code == 200
        assert last in page.text or document.is_letter
    assert wrong_with(client, press, f"/documents/issues/{key}/issue.pdf") == []


def test_the_check_of_the_order_can_fail(press: Near) -> None:
    page = "<!doctype html><html lang=en><head><title>T</title></head><body>{}</body></html>"
    made = press.render(page.format("<h1>T</h1><p>First</p><p>Then</p>"))
    assert faults(made, page.format("<h1>T</h1><p>First</p><p>Then</p>")) == []
    assert faults(made, page.format("<h1>T</h1><p>Then</p><p>First</p>")) == [
        "read aloud 'TFirstThen', but the page has 'TThenFirst'"
    ]

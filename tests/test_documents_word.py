"""Documents as Word: real headings, lists and tables, words for pictures, nothing fetched."""

import base64
import io
import os
import re
import signal
import threading
import time
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Inches

from sras.core import word
from sras.core.word_child import make
from sras.documents.models import Document, Section
from tests.conftest import BY
from tests.test_documents_issues import given_out

PNG = base64.b64encode(
    base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    )
).decode()


def opened(body: str) -> Any:
    """The Word document of a page with this body."""
    return docx.Document(io.BytesIO(make(f"<html><body><main>{body}</main></body></html>")))


def told(document: Any) -> list[tuple[str, str]]:
    return [(each.style.name, each.text) for each in document.paragraphs if each.text]


def test_headings_are_real_ones_and_none_skips_a_level():
    found = told(opened("<h1>Manual</h1><h2>A</h2><h5>deep</h5><h2>B</h2><h3>C</h3><h4>D</h4>"))
    assert found == [
        ("Title", "Manual"),
        ("Heading 1", "A"),
        ("Heading 2", "deep"),
        ("Heading 1", "B"),
        ("Heading 2", "C"),
        ("Heading 3", "D"),
    ]


def test_lists_are_nested_and_each_numbered_one_begins_where_it_should():
    document = opened(
        "<ul><li>One<ul><li>Inner<ol><li>Deep</li></ol></li></ul></li><li><p>Two</p><p>More</p></li>"
        "</ul><ol><li>First</li><li>Second</li></ol><ol start='5'><li>Fifth</li></ol>"
    )
    assert told(document) == [
        ("List Bullet", "One"),
        ("List Bullet 2", "Inner"),
        ("List Number 3", "Deep"),
        ("List Bullet", "Two"),
        ("List Continue", "More"),
        ("List Number", "First"),
        ("List Number", "Second"),
        ("List Number", "Fifth"),
    ]
    numbered = [each for each in document.paragraphs if each.style.name == "List Number"]
    keys = [each._p.pPr.numPr.numId.val for each in numbered]
    assert keys[0] == keys[1] != keys[2]
    numbering = document.part.numbering_part.numbering_definitions._numbering
    starts = [
        numbering.num_having_numId(key).lvlOverride_lst[0].startOverride.val for key in keys[1:]
    ]
    assert starts == [1, 5]


def test_a_table_has_its_caption_a_head_that_is_repeated_and_rows_that_stay_whole():
    document = opened(
        "<table><caption>Counts</caption><thead><tr><th>Part</th><th class='num'>Count</th></tr>"
        "</thead><tbody><tr><th>A</th><td class='num'>12</td></tr><tr><td colspan='2'>"
        "<p>Both</p><ul><li>x</li></ul></td></tr></tbody></table>"
    )
    assert ("Caption", "Counts") in told(document)
    (table,) = document.tables
    assert [cell.text for cell in table.rows[0].cells] == ["Part", "Count"]
    heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert heads == [True, False, False]
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert table.rows[1].cells[1].paragraphs[0].alignment == 2
    assert table.rows[0].cells[0].paragraphs[0].runs[0].bold
    assert not table.rows[1].cells[0].paragraphs[0].runs[0].bold
    assert table.rows[2].cells[0].text == "Both\nx" == table.rows[2].cells[1].text


def test_a_cell_over_several_rows_moves_none_of_the_others():
    (table,) = opened(
        "<table><thead><tr><th>Topic</th><th>What</th><th>1</th><th>2</th></tr></thead><tbody>"
        "<tr><th rowspan='2'>Aims</th><th>1.1</th><td></td><td>x</td></tr>"
        "<tr><th>1.2</th><td>x</td><td></td></tr>"
        "<tr><th rowspan='2' colspan='2'>Rest</th><td>x</td><td></td></tr>"
        "<tr><td></td><td>x</td></tr></tbody></table>"
    ).tables
    assert [[cell.text for cell in row.cells] for row in table.rows[1:]] == [
        ["Aims", "1.1", "", "x"],
        ["Aims", "1.2", "x", ""],
        ["Rest", "Rest", "x", ""],
        ["", "", "", "x"],
    ]
    assert table.cell(1, 0)._tc is table.cell(2, 0)._tc


def test_columns_to_be_written_in_by_hand_have_room_for_it():
    (table,) = opened(
        "<table><thead><tr><th>Who</th><th>Name</th><th>Signature</th><th>Date</th></tr></thead>"
        "<tbody><tr><th>State Superintendent of Public Instruction</th><td></td><td></td><td></td>"
        "</tr><tr><th>For the team</th><td></td><td></td><td></td></tr></tbody></table>"
    ).tables
    assert min(column.width.inches for column in table.columns) > 1.2


def test_the_column_that_says_most_is_the_widest_and_many_are_set_small():
    why = "The signature is missing and the vendor gave our place away. " * 3
    cells = "<td>Records of services per district/school</td><td>Thomas, 8 Mar 2027</td>"
    (table,) = opened(
        "<table><tr><th>Objective</th><th>Who</th><th>Why</th><th>What is asked</th></tr>"
        f"<tr>{cells}<td>{why}</td><td>Speak with the president.</td></tr></table>"
    ).tables
    widths = [column.width.inches for column in table.columns]
    assert widths[2] == max(widths)
    assert widths[2] > 2
    months = "".join(f"<td>Mar {n}</td>" for n in range(12))
    (table,) = opened(f"<table><tr><th>What</th>{months}</tr></table>").tables
    assert {
        run.font.size.pt for cell in table.rows[0].cells for run in cell.paragraphs[0].runs
    } == {8}


def test_an_address_or_a_wide_drawing_leaves_room_for_the_words_beside_it():
    address = "https://example.org/" + "a" * 160
    drawing = "<svg width='960' height='9'><title>Bar</title><rect width='9' height='9'/></svg>"
    for long in (address, drawing):
        (table,) = opened(
            "<table><tr><th>What</th><th>Who answers</th><th>By</th><th>Where</th></tr><tr>"
            f"<td>Representative</td><td>Ada</td><td>12 March</td><td>{long}</td></tr></table>"
        ).tables
        widths = [column.width.inches for column in table.columns]
        assert widths[3] == max(widths)
        assert widths[0] > 1.4, "its longest word is whole"


def test_pictures_carry_their_words_and_only_those_in_the_page_are_taken():
    document = opened(
        f"<p><img alt='A dot' src='data:image/png;base64,{PNG}'></p>"
        "<p><img alt='Elsewhere' src='https://e.example/x.png'></p>"
        "<p><img alt='A file' src='file:///etc/passwd'></p>"
        "<p><img alt='Broken' src='data:image/png;base64,AAAA'></p>"
    )
    (picture,) = document.inline_shapes
    assert picture._inline.docPr.get("descr") == "A dot"
    assert [text for _style, text in told(document)] == ["Elsewhere", "A file", "Broken"]


def test_marks_links_and_lines_stay():
    document = opened(
        "<p>We <strong>serve <em>every</em></strong>\n  district.<br>Then "
        "<a href='https://example.org/?a=1&amp;b=2'>look</a> "
        "<a href='javascript:x()'>not</a> <a href='file:///etc'>here</a></p>"
    )
    (paragraph,) = document.paragraphs
    assert paragraph.text == "We serve every district.\nThen look not here"
    loud = {run.text: (run.bold, run.italic) for run in paragraph.runs}
    assert loud["serve "] == (True, None)
    assert loud["every"] == (True, True)
    assert [link.address for link in paragraph.hyperlinks] == ["https://example.org/?a=1&b=2"]


def test_it_is_us_letter_in_english_with_title_author_and_numbered_pages():
    page = (
        '<head><meta name="author" content="Franklin"></head><main><h1>Manual &amp; co</h1></main>'
    )
    document = docx.Document(io.BytesIO(make(page)))
    section = document.sections[0]
    assert (section.page_width, section.page_height) == (Inches(8.5), Inches(11))
    known = document.core_properties
    assert (known.title, known.author, known.language) == ("Manual & co", "Franklin", "en-US")
    assert known.comments == ""
    styles = document.styles.element.xml
    assert 'w:lang w:val="en-US"' in styles
    assert re.findall('w:instr="(.*?)"', section.footer._element.xml) == ["PAGE", "NUMPAGES"]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<h1></h1><table></table><ul></ul><ol><li></li></ol>",
        "<p>a\x00b\x0bc￾</p>",
        "</p></div></main><p>still <b>open",
        "<table><tr><td colspan='999999999'>x</td></tr></table>",
        "<ol start='99999999999999'><li>x</li></ol>",
        "<div>" * 400 + "x" + "</div>" * 400,
        "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><p>&e;</p>",
    ],
)
def test_whatever_stands_in_a_page_becomes_a_document(body):
    opened(body)


def test_t29_t31_what_is_typed_stays_text_in_word(client_for, app):
    hostile = "{{7+7}} ${7+7} {0.__class__} %n <script>x()</script> ![p](file:///etc/passwd)"
    document = Document.start(by=BY, title='Año "1" {{7*7}}')
    Section.start(by=BY, document=document, sort=1, title="=cmd|x", text=hostile + "\n\n1. One")
    answer = client_for("viewer").get(f"/documents/{document.id}.docx")
    assert answer.mimetype.endswith("wordprocessingml.document")
    named = answer.headers["Content-Disposition"]
    assert named.startswith('attachment; filename="A_o _1_ __7_7__.docx"; filename*=')
    made = docx.Document(io.BytesIO(answer.data))
    words = "\n".join(text for _style, text in told(made))
    for said in ("{{7*7}}", "{{7+7}}", "${7+7}", "{0.__class__}", "%n", "=cmd|x"):
        assert said in words, said
    with zipfile.ZipFile(io.BytesIO(answer.data)) as parts:
        names = parts.namelist()
        links = parts.read("word/_rels/document.xml.rels").decode()
    assert not [name for name in names if "embed" in name or "vba" in name.lower()]
    assert "file:" not in links
    assert "External" not in links


def test_an_issue_is_a_word_document_too_and_a_fault_is_said(client_for, app, monkeypatch):
    document = Document.start(by=BY, title="Manual")
    Section.start(by=BY, document=document, sort=1, title="Mission", text="We serve.")
    lead = client_for("team_lead")
    given_out(lead, document)
    made = docx.Document(io.BytesIO(lead.get("/documents/issues/1/issue.docx").data))
    assert ("Heading 1", "Mission") in told(made)
    monkeypatch.setattr(word, "SECONDS", 0)
    answer = lead.get("/documents/issues/1/issue.docx")
    assert answer.status_code == 503
    assert "Word document" in answer.text


def test_a_child_that_a_library_brings_down_is_told_in_words():
    hit = threading.Thread(target=bring_down_the_first)
    hit.start()
    with pytest.raises(word.WordFailed, match="could not be made into a Word document"):
        word.render_word("<main><p>x</p></main>")
    hit.join()
    assert word.render_word("<main><p>x</p></main>").startswith(b"PK")


def bring_down_the_first() -> None:
    """End the first child that makes a Word document, as a fault in foreign code does."""
    last = time.monotonic() + 30
    while time.monotonic() < last:
        for place in Path("/proc/self/task").glob("*/children"):
            for child in map(int, place.read_text().split()):
                if b"word_child" in Path(f"/proc/{child}/cmdline").read_bytes():
                    os.kill(child, signal.SIGKILL)
                    return
        time.sleep(0.001)

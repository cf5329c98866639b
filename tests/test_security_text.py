"""Whatever people type is shown as text: in every field of every table, on every page."""

import csv
import io
import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote, urlsplit

import openpyxl
import pypdf
import pytest

from sras.core.db import Line, Prose, tables, transaction
from sras.documents.models_issues import NeverChanges
from sras.history.models import Tracked
from tests.sample_rows import BY, FORMED, address_of, make_sample

# Columns with a form of their own, which their page would not take as free text.
CODED = {*FORMED, "zone", "usps", "level_labels", "password_hash", "kind", "url", "file_type"}
MARK = "zz9"
HOSTILE = [
    "<script>zz9()</script>",
    "<img src=x onerror=zz9()>",
    '"><svg onload=zz9()>',
    "'-zz9()-'",
    "</title></textarea></script><script>zz9()</script>",
    "<a href=javascript:zz9()>zz9</a>",
    "[zz9](javascript:zz9())",
    "[zz9](JaVa&#115;cript&colon;zz9())",
    "[zz9](data:text/html,<b>zz9)",
    "![zz9](http://evil.example/zz9.png)",
    "[zz9](//evil.example/zz9)",
    "<div hx-get=/zz9 hx-trigger=load data-hx-get=/zz9>zz9</div>",
    "<style>*{background:url(//evil.example/zz9)}</style>",
    "<iframe srcdoc='<script>zz9()</script>'></iframe>",
    "<form action=//evil.example><button>zz9</button></form>",
    "<base href=//evil.example/zz9><meta http-equiv=refresh content=0;url=//evil.example/zz9>",
    "`<script>zz9()</script>`",
    "zz9 <b onclick=zz9()>x",
    "<!--zz9--!><script>zz9()</script>-->",
    '<https://evil.example/"onmouseover=zz9()>',
    "zz9\x0b\x0c\u2028\u202e<x",
]
LITERAL = "q7q{{9-7}}${9-7}#{9-7}{0.__class__}{% raw %}%n%s"
URLS = {"href", "src", "action", "formaction", "poster", "data", "cite", "hx-get", "hx-post"}
# What Markdown may make: text, lists, tables and links; nothing that acts or loads.
MADE_OF_TEXT = {
    *((tag, "") for tag in ("p", "br", "em", "strong", "code", "pre", "blockquote", "hr", "del")),
    *((tag, "") for tag in ("ul", "ol", "li", "h2", "h3", "h4", "h5", "h6", "a")),
    *((tag, "") for tag in ("table", "thead", "tbody", "tr", "th", "td")),
    *(("a", "href"), ("a", "rel"), ("ol", "start"), ("td", "align"), ("th", "align")),
}


class Reader(HTMLParser):
    """Collects which elements and attributes a page has, and where its addresses lead."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.shapes: set[tuple[str, str]] = set()
        self.addresses: list[tuple[str, str, str]] = []
        self.said: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.shapes.add((tag, ""))
        for name, value in attrs:
            self.shapes.add((tag, name))
            self.said.append(value or "")
            if name in URLS or name.endswith(":href"):
                self.addresses.append((tag, name, value or ""))

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def fill_with(texts: list[str]) -> int:
    """Put hostile texts into each text column of each row; returns how many columns."""
    count = 0
    with transaction():
        for table in tables():
            if not issubclass(table, Tracked):
                continue
            columns = [
                f
                for f in table._meta.sorted_fields
                if isinstance(f, Line | Prose) and f.name not in CODED
            ]
            count += len(columns)
            for row in table.select():
                filled = {f.name: fitting(f, row, texts) for f in columns}
                try:
                    row.change(by=BY, reason=texts[0], **filled)
                except NeverChanges:  # what was given out: it may have been typed so all the same
                    table.update(**filled).where(table.id == row.id).execute()
    return count


def fitting(field: Any, row: Any, texts: list[str]) -> str:
    """As much of it as the column takes; one line where it is one line; its own for each row."""
    if field.name == "code":
        return f"{row.id}<b>zz9"[: field.max_length]
    if isinstance(field, Prose):
        return "\n\n".join(texts)[: field.max_length]
    short = [text for text in texts if len(text) <= field.max_length and text.isprintable()]
    return short[row.id % len(short)] if short else "<b>"


def pages(app: Any, client: Any) -> dict[str, str]:
    """Each page that a client gets, by its address."""
    found = {}
    for rule in app.url_map.iter_rules():
        drawn = rule.rule.endswith((".pdf", ".docx"))
        if "GET" not in rule.methods or rule.endpoint == "static" or drawn:
            continue
        address = address_of(rule, app)
        answer = client.get(address)
        assert answer.status_code < 500, address
        if answer.mimetype == "text/html" and answer.status_code == 200:
            found[address] = answer.text
    return found


def outside(tag: str, name: str, value: str) -> bool:
    """Whether an address leads anywhere but to this site, the web by a link, or mail."""
    try:
        parts = urlsplit(value.strip())
    except ValueError:
        return True
    if tag == "a":
        return parts.scheme not in ("", "http", "https", "mailto")
    return bool(parts.scheme or parts.netloc)


@pytest.mark.parametrize("role", ["team_lead", "admin"])
def test_t22_no_text_becomes_part_of_a_page(app, make_cycle, client_for, role):
    make_sample(make_cycle)
    client = client_for(role)
    fill_with(["Some plain words"])
    own = set().union(*(Reader(page).shapes for page in pages(app, client).values()))
    assert fill_with(HOSTILE) > 50
    found, shown = [], 0
    for address, page in pages(app, client).items():
        read = Reader(page)
        shown += MARK in page
        found += [(address, *shape) for shape in read.shapes - own - MADE_OF_TEXT]
        found += [
            (address, tag, name)
            for tag, name in read.shapes
            if name.startswith("on") or name in ("style", "srcdoc") or MARK in tag + name
        ]
        found += [(address, *each) for each in read.addresses if outside(*each)]
        found += re.findall(r"<script(?! defer src=\"/static/)[^>]*>", page)
    assert found == []
    assert shown > 30


def test_t29_signs_of_templates_are_shown_as_they_were_typed(app, make_cycle, client_for):
    make_sample(make_cycle)
    fill_with([LITERAL])
    client, found = client_for("team_lead"), 0
    for address, page in pages(app, client).items():
        for said in map(unquote, Reader(page).said):  # in addresses too
            for piece in re.findall(r"q7q(.{0,9})", said):
                found += 1
                assert piece == "{{9-7}}${", (address, said)
    assert found > 100
    assert LITERAL in client.get("/plan.csv").text


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "JAVASCRIPT:x", " data:text/html,x", "//evil.example", "ftp://x"]
)
def test_t22_an_address_that_acts_is_never_taken_as_evidence(client_for, url):
    answer = client_for("team_lead").post(
        "/evidence", data={"title": "A page", "source": "link", "url": url}
    )
    assert answer.status_code == 422


FORMULAS = [
    "=1+1",
    "+1",
    "-1+cmd|' /C calc'!A0",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    "'=1",
    'x";=1+1',
    'x"\n=1+1',
    "'",
    "<b>",
]
RUNS = tuple("=+-@\t\r＝＋－＠")


def test_t34_no_cell_of_a_download_is_run_by_a_spreadsheet(app, make_cycle, client_for):
    make_sample(make_cycle)
    fill_with(FORMULAS)
    client, seen = client_for("team_lead"), 0
    for path in downloads(app):
        answer = client.get(path)
        if answer.status_code == 404:
            continue
        assert answer.status_code == 200, path
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
        if path.endswith("csv"):
            rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""))
            cells = [cell for row in rows for cell in row]
            assert [cell for cell in cells if cell.startswith(RUNS)] == []
        else:
            book = openpyxl.load_workbook(io.BytesIO(answer.data))
            cells = [c for sheet in book for row in sheet for c in row if c.value is not None]
            assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
            cells = [str(cell.value) for cell in cells]
        seen += any("1+1" in cell for cell in cells)
    assert seen >= 3


def downloads(app: Any) -> list[str]:
    """Every table that can be downloaded."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "frameworks.edition_file":
            found.append("/rubric/editions/1.csv")
        elif rule.endpoint == "planning.import_template":
            found += [
                f"/import/{kind}.{end}" for kind in ("plan", "ratings") for end in ("csv", "xlsx")
            ]
        elif rule.rule.endswith((".csv", ".xlsx")):
            found.append(rule.rule)
    return found


FETCHING = [
    "![zz9]({u}/image)",
    '<img src="{u}/img"><link rel=stylesheet href="{u}/css"><base href="{u}/">',
    '<style>@import url("{u}/import");@page{{background:url("{u}/page")}}</style>',
    '<p style="background:url(\'{u}/bg\')">zz9</p><embed src="{u}/embed">',
    '<object data="{u}/object"></object><link rel="attachment" href="{u}/attached">',
    '<a rel="attachment" href="{u}/attached2">zz9</a><svg><image href="{u}/svg"/></svg>',
    "<img src=\"data:image/svg+xml,<svg><image href='{u}/data'/></svg>\">",
    '<style>@color-profile --c{{src:url("{u}/icc")}}p{{color:color(--c 1 0 0)}}</style>',
    "[zz9](javascript:zz9()) [zz9](file:///etc/passwd) [zz9](data:text/html,zz9)",
]


def test_t31_t32_no_field_makes_a_paper_fetch_hold_or_run_anything(
    app, make_cycle, client_for, canary, tmp_path
):
    make_sample(make_cycle)
    address, hits = canary
    secret = tmp_path / "secret.svg"
    secret.write_text("<svg xmlns='http://www.w3.org/2000/svg'><text>CANARY-BYTES</text></svg>")
    fill_with([each.format(u=to) for to in (address, secret.as_uri() + "?") for each in FETCHING])
    client, made = client_for("team_lead"), 0
    for rule in app.url_map.iter_rules():
        if not rule.rule.endswith((".pdf", ".docx")):
            continue
        answer = client.get(address_of(rule, app))
        assert answer.status_code in (200, 404, 422), (rule.rule, answer.status_code)
        if answer.status_code != 200 or answer.mimetype != "application/pdf":
            continue
        made += 1
        paper = pypdf.PdfReader(io.BytesIO(answer.data))
        plain = b"".join(
            repr(obj).encode() for n in paper.xref.get(0, {}) if (obj := paper.get_object(n))
        )
        text = "".join(leaf.extract_text() for leaf in paper.pages)
        assert MARK in text, rule.rule
        assert "CANARY-BYTES" not in text
        for word in (b"/EmbeddedFile", b"/JavaScript", b"/Launch", b"/GoToR", b"/OpenAction"):
            assert word not in plain, rule.rule
        for leaf in paper.pages:
            for link in leaf.get("/Annots", []):
                uri = str(link.get_object().get("/A", {}).get("/URI", "mailto:"))
                assert uri.startswith(("http://", "https://", "mailto:")), (rule.rule, uri)
    assert made >= 6
    assert hits == []

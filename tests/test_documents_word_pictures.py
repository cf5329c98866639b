"""Pictures in Word: every drawing of a page as an image with its words, never a page lost."""

import datetime
import html as markup
import io
import re
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace as Some
from typing import Any

import docx
import PIL.Image
import pytest
import resvg_py
from docx.oxml.ns import qn
from docx.shared import Inches
from docx.text.paragraph import Paragraph

from sras.core.word_child import make
from sras.core.word_drawing import LOOKS, SHAPES, SILENT, Undrawn, draw
from sras.core.word_tree import Tree
from sras.engagement import rules_picture as timeline
from sras.engagement.rules_timeline import Step
from sras.engagement.rules_voice import spread
from sras.reports import rules_pictures
from sras.strategy import rules_picture as measures
from tests.test_documents_word import opened, told

D = datetime.date
TEMPLATES = Path(__file__).parent.parent / "templates"
MACRO = re.compile(r"{%- macro (\w+)\((?:(?!endmacro).)*?(<svg.*?</svg>)", re.DOTALL)
SIGNS = re.compile(r"{{.*?}}|{%.*?%}", re.DOTALL)
MACROS = {
    (path.relative_to(TEMPLATES).as_posix(), name): SIGNS.sub("", drawing)
    for path in TEMPLATES.rglob("*.html")
    for name, drawing in MACRO.findall(path.read_text())
}
MONTHS = [D(2026, month, 1) for month in range(1, 13)]
DAY = D(2026, 6, 15)


def _measure() -> Any:
    values = [(MONTHS[2], 3.0), (MONTHS[5], 12.5)]
    drawn = measures.picture((MONTHS[0], 1.0), [(MONTHS[11], 20.0)], values)
    return Some(
        id=1, name="Visits", unit="%", how_far=Some(words="12.5 of 20 %"), picture=drawn,
        values=values, targets=[(MONTHS[11], 20.0)], start_point=None,
    )  # fmt: skip


def _timeline() -> Any:
    late = Step("training", MONTHS[1], False, None, "late", 134, "Team lead")
    met = Step("signed", MONTHS[2], False, Some(day=DAY, by="Ada"), "done", 0, "Chief")
    return timeline.picture(Some(steps=[late, met]), (MONTHS[0], MONTHS[11]), DAY)


DRAWN = {
    "then_and_now": lambda: ("a", "Title", rules_pictures.bars([("Level 1", 4, 2), ("Met", 0, 9)])),
    "how_many": lambda: ("Title", rules_pictures.bars([("Level 1", 0, 2), ("Met", 0, 9)])),
    "months": lambda: (
        *("b", "Title"),
        [("Tasks done", rules_pictures.columns([(month, 3) for month in MONTHS]))],
    ),
    "held_by_month": lambda: (
        *("c", "Title", rules_pictures.squares([(month, 3, 1) for month in MONTHS])),
    ),
    "measure_picture": lambda: (_measure(),),
    "timeline_picture": lambda: (_timeline(), "Title"),
    "spread_bar": lambda: (spread([1, 2, 2, 3, 4]), "d"),
}


def images(document: Any) -> list[tuple[str, Any, PIL.Image.Image]]:
    """Words, shape and pixels of each picture; in grey, as a plain printer has them."""
    parts = document.part.related_parts
    return [
        (
            shape._inline.docPr.get("descr"),
            shape,
            PIL.Image.open(
                io.BytesIO(parts[shape._inline.graphic.graphicData.pic.blipFill.blip.embed].blob)
            ).convert("L"),
        )
        for shape in document.inline_shapes
    ]


def darkness(image: PIL.Image.Image) -> float:
    """How much of a picture is dark enough to read in print."""
    counts = image.histogram()
    return sum(counts[:140]) / sum(counts)


def shown_in_word(page: str, body: bytes) -> list[str]:
    """The words of each picture of a Word file, once all that its page draws is found sound."""
    made = docx.Document(io.BytesIO(body))
    found = images(made)
    titles = re.findall(r"<svg[^>]*><title[^>]*>(.*?)</title>", page)
    assert [words for words, _shape, _pixels in found] == [markup.unescape(t) for t in titles]
    assert not [text for _style, text in told(made) if text.startswith("Picture:")]
    for words, shape, pixels in found:
        assert shape.width <= Inches(6.5), words
        assert pixels.width / (shape.width / Inches(1)) > 200, words
        assert 0.01 < darkness(pixels) < 0.5, words
    # Each stands above a table, on the same page, and the table has its numbers.
    blocks = list(made.iter_inner_content())
    for place, block in enumerate(blocks):
        if block._element.findall(f".//{qn('wp:inline')}") and isinstance(block, Paragraph):
            assert block.paragraph_format.keep_with_next
            after = [type(each).__name__ for each in blocks[place + 1 : place + 5]]
            assert "Table" in after
    return [words for words, _shape, _pixels in found]


def drawing(inside: str = "", **attributes: str) -> str:
    known = {"width": "96", "height": "48", "viewbox": "0 0 96 48", **attributes}
    said = " ".join(f'{name}="{value}"' for name, value in known.items() if value)
    return f"<svg {said}><title>Words</title>{inside}</svg>"


def test_each_macro_that_draws_is_drawn_for_word_as_well(app: Any) -> None:
    assert {name for _path, name in MACROS} == set(DRAWN)
    assert sum(path.read_text().count("<svg") for path in TEMPLATES.rglob("*.html")) == len(MACROS)
    for (path, name), source in MACROS.items():
        elements = re.findall(r"<(\w+)((?:\s[\w-]+=\"[^\"]*\"|\s|/)*)", source)
        assert {tag for tag, _said in elements} <= {*SHAPES, "svg", "title", "desc"}, name
        attributes = {each.lower() for each in re.findall(r"\s([\w-]+)=", source)}
        assert attributes <= {*LOOKS, *SILENT}, name
        page = str(getattr(app.jinja_env.get_template(path).module, name)(*DRAWN[name]()))
        (picture,) = images(opened(f"<h1>A</h1><div>{page}</div>"))
        words, shape, pixels = picture
        assert words == markup.unescape(re.findall(r"<title.*?>(.*?)</title>", page)[0]), name
        assert pixels.width / (shape.width / Inches(1)) == pytest.approx(300, abs=2), name
        assert shape.width == pytest.approx(
            Inches(float(re.findall(r' width="([\d.]+)"', page)[0]) / 96), abs=9_000
        )
        assert 0.01 < darkness(pixels) < 0.7, name
        assert pixels.getextrema()[1] == 255, name


def test_a_drawing_fits_the_page_or_the_cell_that_it_stands_in() -> None:
    square = '<rect width="10" height="10"/>'
    wide = drawing(square, width="960", height="96")
    high = drawing(square, width="96", height="1920")
    cells = f"<table><tr><td>{'word ' * 20}</td><td>Bar {drawing(square)}<br>1</td></tr></table>"
    document = opened(f"{wide}{high}{cells}")
    sizes = [(shape.width, shape.height) for shape in document.inline_shapes]
    assert sizes[0] == (Inches(6.5), Inches(0.65))
    assert sizes[1] == (Inches(0.4), Inches(8))
    assert sizes[2] == (Inches(1), Inches(0.5))
    (table,) = document.tables
    assert table.rows[0].cells[1].width > Inches(1.1)
    assert table.rows[0].cells[1].text == "Bar \n1"
    listed = f"<td><ul><li>Bar {drawing(width='480')}</li></ul></td>"
    (shape,) = opened(f"<table><tr>{listed}<td>{'word ' * 20}</td></tr></table>").inline_shapes
    assert shape.width < Inches(4)
    narrow = "".join(f"<td>{'w' * 12}{drawing(width='480')}</td>" for _ in range(4))
    for shape in opened(f"<table><tr>{narrow}</tr></table>").inline_shapes:
        assert shape.width < Inches(6.5 / 4)


def test_t29_t31_t32_a_hostile_title_or_word_stays_text() -> None:
    hostile = (
        "</title><script>x()</script> {{7*7}} \"onload='y()' <image href='file:///etc/passwd'/>"
    )
    said = markup.escape(hostile)
    body = drawing(f'<text x="1" y="20" font-size="9">{said}</text>').replace("Words", said)
    made = make(f"<main>{body}<p>after</p></main>")
    document = docx.Document(io.BytesIO(made))
    ((words, _shape, pixels),) = images(document)
    assert words == hostile
    assert darkness(pixels) > 0.01
    assert told(document) == [("Normal", "after")]
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        links = "".join(parts.read(n).decode() for n in parts.namelist() if n.endswith(".rels"))
        assert "External" not in links
        assert "file:" not in links
        assert not [name for name in parts.namelist() if name.endswith((".svg", ".bin"))]


@pytest.mark.parametrize(
    "broken",
    [
        drawing('<image href="file:///etc/passwd" width="9" height="9"/>'),
        drawing('<image xlink:href="https://e.example/x.png" width="9" height="9"/>'),
        drawing("<foreignObject><p>x</p></foreignObject>"),
        drawing('<use href="#a"/>'),
        drawing('<path d="M0 0"/>'),
        drawing("<style>text{fill:red}</style>"),
        drawing("<script>x()</script>"),
        drawing('<rect width="9" height="9" fill="url(https://e.example/x)"/>'),
        drawing('<rect width="9" height="9" style="fill:red"/>'),
        drawing('<rect width="9" height="9" onload="x()"/>'),
        drawing('<g><rect width="9" height="9"/></g>'),
        drawing("<text>a<tspan>b</tspan></text>"),
        drawing(width=""),
        drawing(height="0"),
        drawing(width="1e9"),
        drawing(width="99999"),
        drawing(width="-5"),
        drawing(viewbox="0 0 &quot; 1"),
        drawing(viewbox="nothing"),
        drawing('<rect width="nan" height="9"/>'),
        drawing('<circle cx="9" cy="None" r="2"/>'),
    ],
)
def test_what_cannot_be_drawn_whole_is_told_in_words_and_the_rest_stays(broken: str) -> None:
    with pytest.raises(Undrawn):
        draw(Tree(broken).root.all("svg")[0], 6.5)
    document = opened(f"<p>before</p>{broken}<table><tr><td>12</td></tr></table><p>after</p>")
    assert not document.inline_shapes
    assert [text for _style, text in told(document)] == ["before", "Picture: Words", "after"]
    assert document.tables[0].rows[0].cells[0].text == "12"


class Panic(BaseException):
    """What the library's own faults are: no Exception."""


def test_a_fault_of_the_library_never_loses_the_document(monkeypatch: pytest.MonkeyPatch) -> None:
    def fall(**_said: Any) -> bytes:
        raise Panic

    monkeypatch.setattr(resvg_py, "svg_to_bytes", fall)
    assert told(opened(drawing())) == [("Normal", "Picture: Words")]
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    assert told(opened(drawing())) == [("Normal", "Picture: Words")]


def test_a_drawing_for_looks_alone_is_left_out() -> None:
    assert told(opened("<p>x</p><svg aria-hidden='true' width='9' height='9'></svg>")) == [
        ("Normal", "x")
    ]

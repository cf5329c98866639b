"""What must hold of every PDF: PDF/UA-1, US Letter, and read aloud in the order of its page."""

import gc
import io
import re
from collections.abc import Iterator
from typing import Any

import page as pdfua
import pypdf

from sras.core import pdf_child
from sras.core.pdf import STATIC, Press
from tests.page_checks import Node, Tree

LETTER = {(612.0, 792.0), (792.0, 612.0)}
MARKS = re.compile(
    rb"/\w+\s+(?P<facts><<[^>]*>>)?\s*B(?:DC|MC)|(?P<end>EMC)"
    rb"|/(?P<font>\w+) [\d.]+ Tf|\[(?P<glyphs><[^\]]*)\] TJ"
)
GLYPH = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
UNREAD = ("head", "style", "svg", "progress")
UNTOLD = ("/Lbl", "/Figure")  # bullets, and pictures, which have a name
NOTHING = pypdf.generic.ArrayObject()
GENERATED = re.compile(r", page \d+$")  # what the style sheet adds to a line of the contents


class Near(Press):
    """Makes PDFs in this very process, which is quicker, and knows the page of each."""

    def __init__(self) -> None:
        super().__init__()
        self.pages: dict[bytes, str] = {}

    def _make(self, html: str) -> bytes:
        gc.disable()  # which would go through all of the app as well
        try:
            made = pdf_child.make(html, STATIC)
        finally:
            gc.enable()
        self.pages[made] = html
        return made


def faults(pdf: bytes, html: str) -> list[str]:
    """Everything that is wrong with the PDF of a page, in words; nothing for a good one."""
    found = [str(failure) for failure in pdfua.validate_pdf_bytes(pdf, profile="ua1").failures]
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    for number, sheet in enumerate(reader.pages, 1):
        size = (float(sheet.mediabox.width), float(sheet.mediabox.height))
        if size not in LETTER:
            found.append(f"page {number} is {size}, not US Letter")
    return found + _order(read_aloud(reader), words_of(html))


def _order(heard: str, seen: str) -> list[str]:
    if heard == seen:
        return []
    both = zip(heard, seen, strict=False)
    least = min(len(heard), len(seen))
    at = max(0, next((n for n, (one, other) in enumerate(both) if one != other), least) - 30)
    return [f"read aloud {heard[at : at + 90]!r}, but the page has {seen[at : at + 90]!r}"]


def words_of(html: str) -> str:
    """The words of a printed page in its order, without spaces."""
    return _plain(_words(Tree(html).root))


def _words(node: Node) -> Iterator[str]:
    for child in node.children:
        if isinstance(child, str):
            yield child
        elif child.tag not in UNREAD and "screen" not in child["class"].split():
            yield from _words(child)


def read_aloud(reader: Any) -> str:
    """The words of a PDF in the order of its tags, without spaces."""
    said = {leaf.indirect_reference.idnum: _marked(leaf) for leaf in reader.pages}
    return _plain(Aloud(said).read(reader.root_object["/StructTreeRoot"]["/K"], 0))


class Aloud:
    """Goes through the tags; a table that goes on overleaf is a table of its own, with its head."""

    def __init__(self, said: dict[int, dict[int, str]]) -> None:
        self.said, self.head = said, ("", 0)

    def read(self, kid: Any, leaf: int) -> Iterator[str]:
        """What an element says."""
        element = kid.get_object()
        if isinstance(element, int):
            yield self.said[leaf].get(element, "")
        elif isinstance(element, list):
            for inner in element:
                yield from self.read(inner, leaf)
        elif element.get("/S") not in UNTOLD:
            leaf = element.raw_get("/Pg").idnum if "/Pg" in element else leaf
            if element.get("/S") == "/Caption":
                self.head = ("", 0)
            told = self.read(element.get("/K", element.get("/MCID", NOTHING)), leaf)
            yield from self._first(told, leaf) if element.get("/S") == "/THead" else told

    def _first(self, told: Iterator[str], leaf: int) -> Iterator[str]:
        """The head of a table, unless it repeats that of the page before."""
        text = _plain(told)
        before, self.head = self.head, (text, leaf)
        yield "" if text == before[0] and leaf != before[1] else text


def _marked(leaf: Any) -> dict[int, str]:
    """What each marked piece of a page says."""
    fonts = leaf["/Resources"]["/Font"]
    letters = {name[1:].encode(): _letters(font.get_object()) for name, font in fonts.items()}
    said: dict[int, str] = {}
    marks: list[int | None] = []
    font = b""
    for found in MARKS.finditer(leaf.get_contents().get_data()):
        if found["end"]:
            marks.pop()
        elif found["font"]:
            font = found["font"]
        elif found["glyphs"]:
            if marks and marks[-1] is not None:
                said[marks[-1]] = said.get(marks[-1], "") + _shown(found["glyphs"], letters[font])
        else:
            number = re.search(rb"/MCID (\d+)", found["facts"] or b"")
            marks.append(int(number[1]) if number else None)
    return {mark: GENERATED.sub("", text) for mark, text in said.items()}


def _shown(glyphs: bytes, letters: dict[int, str]) -> str:
    raw = bytes.fromhex("".join(re.findall(r"<([0-9a-fA-F]*)>", glyphs.decode())))
    return "".join(letters.get(int.from_bytes(raw[n : n + 2]), "") for n in range(0, len(raw), 2))


def _letters(font: Any) -> dict[int, str]:
    """Which letters each glyph of a font stands for."""
    table = GLYPH.findall(font["/ToUnicode"].get_data())
    return {
        int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in table
    }


def _plain(words: Iterator[str]) -> str:
    return "".join("".join(words).split())

"""Words, marks, links and pictures of one paragraph of a Word document."""

import base64
import binascii
import io
from typing import Any

from docx.image import exceptions
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches
from docx.text.run import Run

from sras.core.word_drawing import draw, title_of
from sras.core.word_tree import Node

INLINE = {"a", "abbr", "b", "code", "del", "em", "i", "ins", "mark", "s", "small", "span"}
INLINE |= {"strong", "sub", "sup", "time", "u", "br", "img", "svg", "cite", "q", "kbd"}
LOUD = {"b": "bold", "strong": "bold", "em": "italic", "i": "italic", "cite": "italic"}
LOUD |= {"u": "underline", "ins": "underline", "del": "strike", "s": "strike"}
PICTURES = ("img", "svg")
SCHEMES = ("http://", "https://", "mailto:")
MOST_PICTURE = 5_000_000  # bytes of one picture
WIDE = 6.5  # inches between the margins
NO_PICTURE = (
    exceptions.UnrecognizedImageError,
    exceptions.InvalidImageStreamError,
    exceptions.UnexpectedEndOfFileError,
)


def put(paragraph: Any, parts: list[Node | str], room: float = WIDE) -> None:
    """Words, marks, links and pictures of one paragraph, its spaces as a browser shows them."""
    pieces = _pieces(parts, frozenset(), "")
    at_start = True
    for place, (text, marks, link) in enumerate(pieces):
        if isinstance(text, Node):
            (_drawing if text.tag == "svg" else _picture)(paragraph, text, room)
            at_start = False
            continue
        if text != "\n":
            text = " ".join(f"|{text}|".split())[1:-1]
            text = text.lstrip() if at_start else text
            text = text.rstrip() if place == len(pieces) - 1 else text
        if not text:
            continue
        at_start = text == "\n" or text.endswith(" ")
        _run(paragraph, text, marks, link)


Piece = tuple[Any, frozenset[str], str]


def _pieces(parts: list[Node | str], marks: frozenset[str], link: str) -> list[Piece]:
    found: list[Piece] = []
    for part in parts:
        if isinstance(part, str):
            found.append((part, marks, link))
        elif part.tag == "br":
            found.append(("\n", marks, ""))
        elif part.tag in PICTURES:
            found.append((part, marks, link))
        elif "hidden" not in part.attrs:
            more = {LOUD[part.tag]} if part.tag in LOUD else set()
            more |= {"bold"} if {"tag", "draft"} & set(part.classes()) else set()
            href = part.attrs.get("href", "").strip()
            own = href if part.tag == "a" and href.lower().startswith(SCHEMES) else link
            found += _pieces(part.children, marks | more, own)
    return found


def _run(paragraph: Any, text: str, marks: frozenset[str], link: str) -> None:
    if link:
        holder = _link(paragraph, link)
        run = Run(holder.add_r(), paragraph)
        run.style = "Hyperlink"
    else:
        run = paragraph.add_run()
    run.text = text
    for mark in ("bold", "italic", "underline"):
        if mark in marks:
            setattr(run, mark, True)
    if "strike" in marks:
        run.font.strike = True


def _link(paragraph: Any, address: str) -> Any:
    key = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    holder = OxmlElement("w:hyperlink")
    holder.set(qn("r:id"), key)
    paragraph._p.append(holder)
    return holder


def _drawing(paragraph: Any, node: Node, room: float) -> None:
    """A drawing as a picture with its words; where it cannot be one, its words stand alone."""
    words = title_of(node)
    if not words:
        return  # it is there for looks
    try:
        picture = draw(node, room)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # noqa: BLE001  the library's own panic is no Exception
        paragraph.add_run(f"Picture: {words}").italic = True
        return
    size = {"width": Inches(picture.wide), "height": Inches(picture.high)}
    inline = paragraph.add_run().add_picture(io.BytesIO(picture.png), **size)
    inline._inline.docPr.set("descr", words)


def _picture(paragraph: Any, node: Node, room: float) -> None:
    """A picture that the page itself holds, with its words; any other is told by its words."""
    words = node.attrs.get("alt", "")
    kind, _, packed = node.attrs.get("src", "").partition(";base64,")
    if kind not in ("data:image/png", "data:image/jpeg") or len(packed) > 2 * MOST_PICTURE:
        paragraph.add_run(words)
        return
    try:
        inline = paragraph.add_run().add_picture(
            io.BytesIO(base64.b64decode(packed, validate=True))
        )
    except (binascii.Error, *NO_PICTURE):
        paragraph.add_run(words)
        return
    if inline.width > Inches(room):
        inline.height = int(inline.height * Inches(room) / inline.width)
        inline.width = Inches(room)
    inline._inline.docPr.set("descr", words)

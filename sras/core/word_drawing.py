"""A drawing (SVG) of a printed page as a picture for Word, as wide as it is on paper.

Only what our pages draw with is handed on to the library, so a drawing can name no address and no
file. Whatever else stands in one is an error, never a picture with a part missing.
"""

import re
from html import escape
from typing import NamedTuple

from sras.core.pdf import STATIC
from sras.core.pdf_child import ALIKE
from sras.core.word_tree import Node

DOTS = 300  # of the picture for an inch of paper
PIXELS = 96  # of a page for an inch of paper
MOST_HIGH = 8.0  # inches, so that it stands on one page with what it is called
FONT = "Open Sans"
FONTS = ["OpenSans-Regular.ttf", "OpenSans-Bold.ttf"]
SHAPES = {"rect", "line", "circle", "polyline", "text"}
NUMBERS = {"x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "width", "height", "stroke-width"}
LOOKS = NUMBERS | {"points", "stroke-dasharray", "viewbox", "preserveaspectratio", "fill", "stroke"}
LOOKS |= {"font-size", "font-weight", "text-anchor"}
SILENT = {"class", "id", "role", "aria-labelledby", "aria-label"}  # nothing of them is seen
NUMBER = r"-?[0-9]*\.?[0-9]+"
PLAIN = re.compile(r"[\w\s#.,-]+", re.ASCII)


class Undrawn(ValueError):
    """A drawing holds what is not drawn here; the message names it."""


class Picture(NamedTuple):
    """A drawing as a PNG, with its size in inches."""

    png: bytes
    wide: float
    high: float


def title_of(drawing: Node) -> str:
    """What a drawing says of itself in words; empty where it is there for looks alone."""
    if drawing.attrs.get("aria-hidden") == "true":
        return ""
    told = [node.text() for node in drawing.all("title", "desc")]
    return " ".join(filter(None, told)) or drawing.attrs.get("aria-label", "")


def draw(drawing: Node, room: float) -> Picture:
    """The picture of a drawing in so much room, in inches; ValueError where there can be none."""
    import resvg_py

    wide, high = inches(drawing), inches(drawing, "height")
    if not wide or not high:
        raise Undrawn("svg without a size")
    part = min(room / wide, MOST_HIGH / high, 1)
    wide, high = wide * part, high * part
    png = resvg_py.svg_to_bytes(
        svg_string=_written(drawing, round(wide * DOTS), round(high * DOTS)),
        background="white",
        font_family=FONT,
        font_files=[str(STATIC / "fonts" / name) for name in FONTS],
    )
    return Picture(png, wide, high)


def inches(drawing: Node, side: str = "width") -> float:
    """How large a drawing wants to be; 0 where it does not say."""
    said = drawing.attrs.get(side, "")
    return float(said) / PIXELS if re.fullmatch(r"\d{1,4}(\.\d{1,9})?", said, re.ASCII) else 0.0


def _written(drawing: Node, wide: int, high: int) -> str:
    """The drawing anew, so many dots wide and high."""
    _check(drawing)
    known = drawing.attrs
    box = known.get("viewbox", f"0 0 {known['width']} {known['height']}")
    if not re.fullmatch(rf"{NUMBER}( {NUMBER}){{3}}", box):
        raise Undrawn("viewBox of svg")
    kept = "none" if known.get("preserveaspectratio") == "none" else "xMidYMid"
    inner = "".join(_shape(each) for each in drawing.children if isinstance(each, Node))
    size = f'width="{wide}" height="{high}" viewBox="{box}" preserveAspectRatio="{kept}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" color="black" {size}>{inner}</svg>'


def _shape(node: Node) -> str:
    if node.tag in ("title", "desc"):
        return ""
    if node.tag not in SHAPES or any(isinstance(each, Node) for each in node.children):
        raise Undrawn(f"{node.tag} with {[getattr(each, 'tag', '') for each in node.children]}")
    _check(node)
    looks = "".join(f' {name}="{said}"' for name, said in node.attrs.items() if name in LOOKS)
    words = escape(node.text().translate(ALIKE)) if node.tag == "text" else ""
    return f"<{node.tag}{looks}>{words}</{node.tag}>"


def _check(node: Node) -> None:
    """Refuse what would be left out, or would lead elsewhere."""
    for name, said in node.attrs.items():
        fits = re.fullmatch(NUMBER, said) if name in NUMBERS else PLAIN.fullmatch(said)
        if name not in SILENT and not (name in LOOKS and fits):
            raise Undrawn(f"{name} of {node.tag}")

"""Makes one Word document in a process of its own: HTML comes by stdin, the file goes to stdout.

Started by core/word.py as a file, so that python-docx and lxml never stay in the server's memory.
It knows what our printed pages hold, and nothing else: it opens no address and, but for fonts,
no file.
"""

import io
import sys
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt, RGBColor

from sras.core import clock
from sras.core.pdf_child import leave, limit
from sras.core.word_columns import BELOW, BESIDE, MANY, SMALL, in_columns, span, widths_of
from sras.core.word_inline import INLINE, WIDE, put
from sras.core.word_tree import Node, Tree

LISTS = {"ul": "List Bullet", "ol": "List Number"}
CELLS = ("th", "td")
DEEPEST_LIST = 3
DARK = ("Title", "Subtitle", "Caption", *(f"Heading {n}" for n in range(1, 6)))
HEADINGS = {f"h{n}": n for n in range(1, 7)}


def main(arguments: list[str]) -> None:
    """Make the document, or leave with a code that says why not."""
    limit(int(arguments[0]), int(arguments[1]))
    try:
        made = make(sys.stdin.buffer.read().decode())
    except Exception as error:  # noqa: BLE001  the parent turns the code into words
        leave(1, error)
    sys.stdout.buffer.write(made)
    sys.stdout.buffer.flush()


def make(html: str) -> bytes:
    """The Word document of a printed page."""
    page = Tree(html)
    document = docx.Document()
    _set_up(document, page)
    body = next(iter(page.root.all("main")), page.root)
    Writer(document).blocks(body, document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _set_up(document: Any, page: Tree) -> None:
    """US Letter with an inch around, the title, whose it is, numbered pages."""
    section = document.sections[0]
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    for side in ("left", "right", "top", "bottom"):
        setattr(section, f"{side}_margin", Inches(1))
    titles = page.root.all("h1")
    known = document.core_properties
    known.title = titles[0].text()[:255] if titles else ""
    known.language, known.comments, known.keywords = "en-US", "", ""
    known.author = known.last_modified_by = page.author[:255]
    known.created = known.modified = clock.now().replace(tzinfo=None)
    document.styles["Normal"].font.name = "Calibri"
    for name in DARK:
        document.styles[name].font.color.rgb = RGBColor(0x1F, 0x38, 0x64)
    link = document.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.underline, link.font.color.rgb = True, RGBColor(0x05, 0x4F, 0xB9)
    foot = section.footer.paragraphs[0]
    foot.alignment = 2
    for words, field in (("Page ", "PAGE"), (" of ", "NUMPAGES")):
        foot.add_run(words)
        _field(foot, field)


def _field(paragraph: Any, name: str) -> None:
    """What Word counts by itself, such as the number of the page."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


class Writer:
    """Writes the elements of a page into a document."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.level = 0  # of the last heading: none is skipped
        self.room = WIDE  # inches for a picture

    def blocks(self, node: Node, into: Any, style: str | None = None, depth: int = 0) -> None:
        """What an element holds, as paragraphs, lists and tables."""
        line: list[Node | str] = []
        for child in node.children:
            if isinstance(child, str) or child.tag in INLINE:
                line.append(child)
                continue
            self.paragraph(line, into, style)
            line = []
            self.block(child, into, style, depth)
        self.paragraph(line, into, style)

    def block(self, node: Node, into: Any, style: str | None, depth: int) -> None:
        """One element that stands on lines of its own."""
        classes = node.classes()
        if "screen" in classes or "hidden" in node.attrs:
            return
        if "running" in classes:
            self.document.sections[0].header.paragraphs[0].text = node.text()
            return
        if "sign" in classes:
            into.add_paragraph("_" * 40)
        if node.tag in HEADINGS:
            self.heading(node)
        elif node.tag in LISTS:
            self.items(node, into, depth + 1)
        elif node.tag == "table":
            self.table(node)
        elif node.tag == "hr":
            into.add_paragraph("* * *")
        elif node.tag == "pre":
            for text in "".join(node.strings()).strip("\n").split("\n"):
                into.add_paragraph(text, style="No Spacing")
        elif node.tag == "dt":
            put(into.add_paragraph(), [Node("b", {}, *node.children)])
        elif node.tag == "blockquote":
            self.blocks(node, into, "Quote", depth)
        else:
            self.blocks(node, into, _style_of(classes) or style, depth)

    def heading(self, node: Node) -> None:
        """A real heading; its level never skips one, as a reader of outlines expects."""
        wanted = HEADINGS[node.tag]
        self.level = min(wanted, self.level + 1)
        if wanted == 1:
            paragraph = self.document.add_paragraph(style="Title")
        else:
            paragraph = self.document.add_heading(level=max(self.level - 1, 1))
        put(paragraph, node.children)

    def items(self, node: Node, into: Any, depth: int) -> None:
        """A list, numbered anew where it is an ordered one."""
        name = LISTS[node.tag]
        style = name if depth == 1 else f"{name} {min(depth, DEEPEST_LIST)}"
        number = _new_numbering(self.document, style, node) if node.tag == "ol" else None
        for item in node.children:
            if isinstance(item, Node) and item.tag == "li":
                self.item(item, into, style, number, depth)

    def item(self, node: Node, into: Any, style: str, number: Any, depth: int) -> None:
        """One item: its words, then what is nested in it."""
        first: list[Node | str] = []
        rest = Node("", {})
        for child in node.children:
            if rest.children:
                rest.children.append(child)
            elif isinstance(child, str) or child.tag in INLINE:
                first.append(child)
            elif child.tag == "p" and not any(isinstance(x, Node) or x.strip() for x in first):
                first = child.children
            else:
                rest.children.append(child)
        paragraph = into.add_paragraph(style=style)
        if number is not None:
            _number(paragraph, number)
        put(paragraph, first, self.room)
        self.blocks(rest, into, "List Continue", depth)

    def paragraph(self, parts: list["Node | str"], into: Any, style: str | None) -> None:
        """A paragraph, unless there is nothing in it."""
        if any(isinstance(part, Node) or part.strip() for part in parts):
            paragraph = into.add_paragraph(style=style)
            put(paragraph, parts, self.room)
            # A drawing stands on the page where its table begins.
            if any(isinstance(part, Node) and part.tag == "svg" for part in parts):
                paragraph.paragraph_format.keep_with_next = True

    def table(self, node: Node) -> None:
        """A table with its caption above and a header row that is repeated on each page."""
        rows = in_columns(
            [
                [each for each in row.children if isinstance(each, Node) and each.tag in CELLS]
                for row in node.all("tr")
            ]
        )
        width = max((sum(map(span, row)) for row in rows), default=0)
        if not width:
            return
        for caption in node.all("caption"):
            paragraph = self.document.add_paragraph(style="Caption")
            paragraph.paragraph_format.keep_with_next = True
            put(paragraph, caption.children)
        table = self.document.add_table(rows=len(rows), cols=width, style="Table Grid")
        head = len(node.all("thead")) and len(node.all("thead")[0].all("tr"))
        widths = widths_of(rows, width, WIDE)
        for column, inches in zip(table.columns, widths, strict=True):
            column.width = Inches(inches)
        for place, (row, cells) in enumerate(zip(list(table.rows), rows, strict=True)):
            self.row(row, cells, widths, is_head=place < head)
        self.document.add_paragraph(style="No Spacing")

    def row(self, row: Any, cells: list[Node], widths: list[float], *, is_head: bool) -> None:
        """One row; it is never parted by the end of a page."""
        _mark_row(row, is_head)
        column, found = 0, row.cells
        for cell in cells:
            last = column + span(cell) - 1
            target = found[column].merge(found[last]) if last > column else found[column]
            wide = sum(widths[column : last + 1])
            target.width = Inches(wide)
            _merge_down(target, cell)
            paragraph = target.paragraphs[0]
            self.room = wide - BESIDE
            self.cell(cell, target, paragraph)
            self.room = WIDE
            if is_head or cell.tag == "th":
                for run in _runs(target):
                    run.bold = is_head or run.bold
            for run in _runs(target) if len(widths) >= MANY else ():
                run.font.size = Pt(SMALL)
            if cell.attrs.get("align") == "right" or "num" in cell.classes():
                paragraph.alignment = 2
            column = last + 1

    def cell(self, node: Node, target: Any, first: Any) -> None:
        """What a cell holds: its words, or paragraphs and lists one below the other."""
        if all(isinstance(each, str) or each.tag in INLINE for each in node.children):
            put(first, node.children, self.room)
            return
        self.blocks(node, target)
        if not first.runs and len(target.paragraphs) > 1:
            first._element.getparent().remove(first._element)


def _runs(cell: Any) -> list[Any]:
    return [run for each in cell.paragraphs for run in each.runs]


def _merge_down(target: Any, cell: Node) -> None:
    """Make one cell of those in a column; one of several columns has empty ones below it."""
    if cell.tag == BELOW:
        target._tc.vMerge = "continue"
    elif span(cell, "rowspan") > 1 and span(cell) == 1:
        target._tc.vMerge = "restart"


def _style_of(classes: list[str]) -> str | None:
    return "Subtitle" if "lead" in classes else None


def _new_numbering(document: Any, style: str, node: Node) -> int:
    """A numbering of its own, so that each list begins where the page says."""
    numbering = document.part.numbering_part.numbering_definitions._numbering
    known = numbering.num_having_numId(document.styles[style].element.pPr.numPr.numId.val)
    made = numbering.add_num(known.abstractNumId.val)
    said = node.attrs.get("start", "1")
    first = int(said) if said.isascii() and said.isdigit() else 1
    made.add_lvlOverride(ilvl=0).add_startOverride(min(first, 30_000))
    return int(made.numId)


def _number(paragraph: Any, number: int) -> None:
    pointed = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    pointed.get_or_add_ilvl().val = 0
    pointed.get_or_add_numId().val = number


def _mark_row(row: Any, is_head: bool) -> None:
    """Keep a row on one page; a head stands on each page."""
    settings = row._tr.get_or_add_trPr()
    settings.append(OxmlElement("w:cantSplit"))
    if is_head:
        settings.append(OxmlElement("w:tblHeader"))


if __name__ == "__main__":
    main(sys.argv[1:])

"""Our Markdown: what people type in meetings, read in time that grows with its length only.

Left out on purpose: raw HTML, images, link references, indented code, double backticks.
Every pattern is bounded or possessive and each heading, rule and table is a block of its
own, since the parser's own ways take seconds for a hostile text of 20,000 characters.
"""

import re
from re import Match
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

DEEPEST = 6  # lists in lists, quotes in quotes
MOST_COLUMNS = 20

WEB = r"(?:https?://|mailto:)"
RULE = re.compile(r" {0,3}(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})$")
HEADING = re.compile(r"(#{1,6}) +([^\n]*[^\s#][^\n]*)")
COLUMNS = re.compile(r" *\|? *:?-+:? *(?:\| *:?-+:? *)*\|? *")


class Shapes(Preprocessor):
    """Read headings, lists, tables and quotes as people type them.

    A list or table may begin right under a line of text, sub-items may be indented by any
    number of spaces, and what is nested deeper than DEEPEST is drawn in.
    """

    ITEM = re.compile(r" *([-*+]|\d{1,9}[.)]) +(?=\S)")
    MARK = r" *(?:>|(?:[-*+]|\d{1,9}[.)])(?= ))"
    MARKS = re.compile(f"((?:{MARK}){{{DEEPEST}}})(?:{MARK})+")
    UNDERLINE = re.compile(r"={2,}|-{2,}")

    def run(self, lines: list[str]) -> list[str]:
        found: list[str] = []
        indents: list[int] = []  # of the open items, outermost first
        for place, raw in enumerate(lines):
            line = raw.expandtabs(4).rstrip()
            if self._stands_alone(line, found, indents):
                indents = []
                continue
            line = self.MARKS.sub(r"\1", line, count=1)
            indent = len(line) - len(line.lstrip())
            after_text = bool(found and found[-1])
            item = self.ITEM.match(line)
            if not line:
                found.append("")
            elif item and (indents or not after_text or item[1] in "-*+1.1)"):
                if after_text and not indents:
                    found.append("")
                _close(indents, indent)
                mark = item[1] if item[1] in "-*+" else item[1][:-1] + "."
                found.append(f"{' ' * 4 * len(indents)}{mark} {line[item.end() :]}")
                indents = [*indents, indent][:DEEPEST]
            elif after_text:
                below = lines[place + 1] if place + 1 < len(lines) else ""
                if not indents and "|" in line and _is_rule_of_table(below):
                    found.append("")
                found.append(line.strip() if indents else line)
            else:
                _close(indents, indent)
                found.append(" " * 4 * len(indents) + line.lstrip())
        return found

    def _stands_alone(self, line: str, found: list[str], indents: list[int]) -> bool:
        """Set a heading or a rule apart from its neighbours; False for any other line."""
        heading = HEADING.fullmatch(line)
        one_line = bool(found and found[-1]) and (len(found) < 2 or not found[-2])
        if heading:
            found += ["", f"{heading[1]} {heading[2]}", ""]
        elif self.UNDERLINE.fullmatch(line) and one_line and not indents:
            found[-1:] = [f"{'#' if line[0] == '=' else '##'} {found[-1].strip()}", ""]
        elif RULE.fullmatch(line):
            found += ["", "***", ""]
        else:
            return False
        return True


def _close(indents: list[int], indent: int) -> None:
    """Close the items that a line this far in no longer belongs to."""
    while indents and indent < indents[-1] + 2:
        indents.pop()


def _is_rule_of_table(line: str) -> bool:
    return "|" in line and COLUMNS.fullmatch(line.expandtabs(4).rstrip()) is not None


class Heading(BlockProcessor):
    """``# Words`` alone in its block; ``#1`` is no heading."""

    def test(self, parent: Element, block: str) -> bool:
        return HEADING.fullmatch(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> None:
        match = HEADING.fullmatch(blocks.pop(0))
        if match:
            heading = SubElement(parent, f"h{len(match[1])}")
            heading.text = match[2].rstrip("#").strip()


class Rule(BlockProcessor):
    """A line of three or more asterisks, dashes or underscores alone in its block."""

    def test(self, parent: Element, block: str) -> bool:
        return RULE.fullmatch(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> None:
        blocks.pop(0)
        SubElement(parent, "hr")


class Table(BlockProcessor):
    """Rows with ``|`` between cells; the second row rules off the column names."""

    def test(self, parent: Element, block: str) -> bool:
        head, _, rest = block.partition("\n")
        rule = rest.partition("\n")[0]
        return (
            "|" in head
            and _is_rule_of_table(rule)
            and len(_cells(head)) == len(_cells(rule)) <= MOST_COLUMNS
        )

    def run(self, parent: Element, blocks: list[str]) -> None:
        head, rule, *rows = blocks.pop(0).split("\n")
        aligns = [_align(cell) for cell in _cells(rule)]
        table = SubElement(parent, "table")
        self._row(SubElement(table, "thead"), "th", _cells(head), aligns)
        body = SubElement(table, "tbody")
        for row in rows:
            self._row(body, "td", _cells(row), aligns)

    def _row(self, part: Element, tag: str, cells: list[str], aligns: list[str]) -> None:
        row = SubElement(part, "tr")
        if len(cells) > len(aligns):  # nothing typed is lost
            cells[len(aligns) - 1 :] = [" | ".join(cells[len(aligns) - 1 :])]
        for place, align in enumerate(aligns):
            cell = SubElement(row, tag, {"scope": "col"} if tag == "th" else {})
            cell.text = cells[place] if place < len(cells) else ""
            if align:
                cell.set("align", align)


def _cells(row: str) -> list[str]:
    row = row.strip().removeprefix("|")
    if row.endswith("|") and not row.endswith("\\|"):
        row = row[:-1]
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", row)]


def _align(rule: str) -> str:
    ends = rule.startswith(":"), rule.endswith(":")
    return {(True, True): "center", (True, False): "left", (False, True): "right"}.get(ends, "")


class Code(InlineProcessor):
    """Code between single backticks on one line."""

    PATTERN = r"(?<![\\`])`([^`\n]++)`(?!`)"

    def handleMatch(self, m: Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]
        code = Element("code")
        code.text = AtomicString(m[1].strip())
        return code, m.start(), m.end()


class Link(InlineProcessor):
    """``[words](https://…)``; with another scheme it stays the text that was typed."""

    PATTERN = (
        r"\[((?:[^\[\]\\]|\\.){1,300}+)\]"
        rf"\( ?<?({WEB}(?:[^\s()<>\x02\x03]|\([^\s()<>\x02\x03]*+\))++)>? ?\)"
    )
    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]
        link = Element("a", href=m[2])
        link.text = m[1]
        return link, m.start(), m.end()


class Address(InlineProcessor):
    """A web address as it is pasted, with or without ``<…>`` round it."""

    PATTERN = r"(<?)\b(https?://[^\s<>\x02\x03]++)(>?)"
    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]
        address = m[2]
        bracketed = m[1] and m[3]
        if not bracketed:
            address = address.rstrip(".,;:!?'\"*_”’")
            if "(" not in address:
                address = address.rstrip(")").rstrip(".,;:!?'\"*_”’")
        link = Element("a", href=address)
        link.text = AtomicString(address)
        if bracketed:
            return link, m.start(), m.end()
        return link, m.start(2), m.start(2) + len(address)


class Leaning(InlineProcessor):
    """``_words_``; two underscores stay, since people type blanks to fill in and __names__."""

    PATTERN = r"(?<!\w)_(?=[^\s_])([^_\n]{1,300}+)_(?!\w)"

    def handleMatch(self, m: Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]
        leaning = Element("em")
        leaning.text = m[1]
        return leaning, m.start(), m.end()


class Outline(Treeprocessor):
    """Headings that begin below the page's own and never skip a level."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.top = 3

    def run(self, root: Element) -> None:
        open_levels: list[int] = []
        for element in root.iter():
            if re.fullmatch("h[1-6]", element.tag):
                level = int(element.tag[1])
                while open_levels and open_levels[-1] >= level:
                    open_levels.pop()
                open_levels.append(level)
                element.tag = f"h{min(self.top + len(open_levels) - 1, 6)}"


class Dialect(Extension):
    """Put our readers in the place of the parser's own."""

    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.deregister("html_block")
        md.preprocessors.register(Shapes(md), "shapes", 20)
        blocks: Any = md.parser.blockprocessors
        for name in ("code", "reference", "hashheader", "setextheader", "hr"):
            blocks.deregister(name)
        blocks.register(Table(md.parser), "table", 75)
        blocks.register(Heading(md.parser), "heading", 70)
        blocks.register(Rule(md.parser), "rule", 50)
        inline: Any = md.inlinePatterns
        for name in ("backtick", "reference", "link", "image_link", "entity"):
            inline.deregister(name)
        for name in ("image_reference", "short_reference", "short_image_ref"):
            inline.deregister(name)
        for name in ("autolink", "automail", "html"):
            inline.deregister(name)
        inline.register(Code(Code.PATTERN, md), "code", 190)
        inline.register(Link(Link.PATTERN, md), "link", 186)
        inline.register(Address(Address.PATTERN, md), "address", 185)
        md.ESCAPED_CHARS.append("|")
        if md.delimiters:
            md.delimiters.remove("_")
        inline.register(Leaning(Leaning.PATTERN, md), "leaning", 50)
        md.treeprocessors.register(Outline(md), "outline", 5)

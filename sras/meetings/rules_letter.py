"""Minutes as plain text, for a letter: the words of the page, in its order."""

from html.parser import HTMLParser
from typing import Any

HEADS = ("h1", "h2", "h3", "h4", "h5", "h6")
APART = ("p", "dl", "ul", "ol", "table", "pre", "blockquote", "hr", *HEADS)  # by an empty line
ALONE = ("li", "tr", "dt", "dd", "div", "br")  # each on lines of its own


def as_text(page: str) -> str:
    """The text of a page, or of a part of one, such as our own templates draw."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    """Gathers lines; an empty one stands for a gap, however many ask for it."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.line = ""
        self.mark = ""  # what the next line begins with, of a list
        self.open: list[str] = []
        self.numbers: list[int | None] = []  # of each list that is open: its last, None for dots
        self.links: list[tuple[str, int]] = []

    def text(self) -> str:
        """All of it."""
        self._end_line()
        return "\n".join(self.lines).strip("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, Any]]) -> None:
        """Begin what the tag begins."""
        if tag != "dd":  # stands behind what it explains
            self._break(tag)
        if tag in ("td", "th") and self.line:
            self.line = f"{self.line.rstrip()} | "
        elif tag in ("ul", "ol"):
            self.numbers.append(0 if tag == "ol" else None)
        elif tag == "li":
            self.mark = self._next_mark()
        elif tag == "a":
            self.links.append((dict(attrs).get("href") or "", len(self.line)))
        if tag not in ("br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """End what the tag ends."""
        while self.open and self.open.pop() != tag:
            pass
        if tag == "dt":
            self.line = f"{self.line.rstrip()}: "
        elif tag == "a" and self.links:
            self._say_where(*self.links.pop())
        elif tag in ("ul", "ol") and self.numbers:
            self.numbers.pop()
        if tag != "dt":
            self._break(tag)

    def handle_data(self, data: str) -> None:
        """Take words in."""
        if "caption" in self.open:
            return
        if "pre" in self.open:
            *whole, self.line = (self.line + data).split("\n")
            self.lines += whole
            return
        words = " ".join(data.split())
        before = " " if data[:1].isspace() and self.line[-1:].strip() else ""
        after = " " if words and data[-1:].isspace() else ""
        if any(tag in HEADS[:2] for tag in self.open):
            words = words.upper()
        if words or self.line:
            self.line += f"{before}{words}{after}"

    def _break(self, tag: str) -> None:
        """End the line where a tag stands apart; inside lists there are no gaps."""
        if tag in APART and "li" not in self.open:
            self._gap()
        elif tag in (*APART, *ALONE):
            self._end_line()

    def _next_mark(self) -> str:
        deep = "  " * max(len(self.numbers) - 1, 0)
        if not self.numbers or self.numbers[-1] is None:
            return f"{deep}- "
        self.numbers[-1] += 1
        return f"{deep}{self.numbers[-1]}. "

    def _say_where(self, address: str, since: int) -> None:
        if address and address != self.line[since:].strip():
            self.line += f" ({address})"

    def _end_line(self) -> None:
        if self.line.strip():
            self.lines.append(self.mark + self.line.rstrip())
            self.mark = ""
        self.line = ""

    def _gap(self) -> None:
        self._end_line()
        if self.lines and self.lines[-1]:
            self.lines.append("")

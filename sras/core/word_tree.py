"""A printed page as a tree of its elements, without what has no place in a Word document."""

import re
from html.parser import HTMLParser

SKIPPED = {"head", "style", "script", "svg", "nav", "template", "progress"}
VOID = {"br", "hr", "img", "meta", "link", "input", "col", "wbr", "area", "source", "track"}
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class Node:
    """An element with its attributes and what is in it."""

    def __init__(self, tag: str, attrs: dict[str, str], *children: "Node | str") -> None:
        self.tag, self.attrs = tag, attrs
        self.children: list[Node | str] = list(children)

    def classes(self) -> list[str]:
        """The classes that the page gives it."""
        return self.attrs.get("class", "").split()

    def all(self, *tags: str) -> "list[Node]":
        """The elements of these tags below this one, in order."""
        found: list[Node] = []
        for child in self.children:
            if isinstance(child, Node):
                found += [child] if child.tag in tags else []
                found += child.all(*tags)
        return found

    def strings(self) -> list[str]:
        """Its words as they are written."""
        return [
            text
            for child in self.children
            for text in ([child] if isinstance(child, str) else child.strings())
        ]

    def text(self) -> str:
        """Its words in one line."""
        return " ".join("".join(self.strings()).split())


class Tree(HTMLParser):
    """A page as a tree; `root` holds all of it.

    A drawing (svg) is left out, as Word cannot be trusted with one. Its title stands in its place,
    since the page has its numbers in a table.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.root = Node("", {})
        self.open = [self.root]
        self.skipping: list[str] = []
        self.author = ""  # whose page it is
        self.told = ""  # the title of the drawing that is left out
        self.feed(CONTROLS.sub("", html))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Go into an element."""
        if tag == "meta" and ("name", "author") in attrs:
            self.author = dict(attrs).get("content") or ""
        if self.skipping or tag in SKIPPED:
            self.skipping += [tag] if tag not in VOID else []
            return
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element that is empty, as in drawings."""
        if not self.skipping and tag not in SKIPPED:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Come out of it; an end that nothing began is passed over."""
        if self.skipping:
            if tag in self.skipping:
                while self.skipping.pop() != tag:
                    pass
            if tag == "svg" and not self.skipping and self.told.strip():
                words = f"Picture: {' '.join(self.told.split())}"
                self.open[-1].children.append(Node("p", {}, Node("em", {}, words)))
                self.told = ""
        elif any(node.tag == tag for node in self.open[1:]):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Keep the words."""
        if not self.skipping:
            self.open[-1].children.append(data)
        elif "svg" in self.skipping and self.skipping[-1] == "title":
            self.told += data

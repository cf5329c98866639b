"""A printed page as a tree of its elements, without what has no place in a Word document."""

import re
from html.parser import HTMLParser

SKIPPED = {"head", "style", "script", "nav", "template", "progress"}
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
        """Its words as they are written; those within a drawing are a part of the drawing."""
        return [
            text
            for child in self.children
            if isinstance(child, str) or child.tag != "svg"
            for text in ([child] if isinstance(child, str) else child.strings())
        ]

    def text(self) -> str:
        """Its words in one line."""
        return " ".join("".join(self.strings()).split())


class Tree(HTMLParser):
    """A page as a tree; `root` holds all of it. A drawing (svg) has its shapes in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.root = Node("", {})
        self.open = [self.root]
        self.skipping: list[str] = []
        self.author = ""  # whose page it is
        self.feed(CONTROLS.sub("", html))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Go into an element."""
        if tag == "meta" and ("name", "author") in attrs:
            self.author = dict(attrs).get("content") or ""
        if self.skipping or (tag in SKIPPED and not self._draws()):
            self.skipping += [tag] if tag not in VOID else []
            return
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element that is empty, as the shapes of a drawing are."""
        within = self._draws()
        if self.skipping or (tag in SKIPPED and not within):
            return
        self.handle_starttag(tag, attrs)
        if within and tag not in VOID:
            self.open.pop()

    def _draws(self) -> bool:
        return any(node.tag == "svg" for node in self.open)

    def handle_endtag(self, tag: str) -> None:
        """Come out of it; an end that nothing began is passed over."""
        if self.skipping:
            if tag in self.skipping:
                while self.skipping.pop() != tag:
                    pass
        elif any(node.tag == tag for node in self.open[1:]):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Keep the words."""
        if not self.skipping:
            self.open[-1].children.append(data)

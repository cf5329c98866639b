"""What must hold of every page: title, headings, ids, labels, names of controls, forms, tables."""

from collections import Counter
from html.parser import HTMLParser

VOID = ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr")
UNNAMED_INPUTS = ("hidden", "submit", "button", "reset")
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls")


class Node:
    """One element with its attributes, its children and its parent."""

    def __init__(self, tag: str, attrs: dict[str, str], parent: "Node | None") -> None:
        self.tag, self.attrs, self.parent = tag, attrs, parent
        self.children: list[Node | str] = []

    def __getitem__(self, name: str) -> str:
        return self.attrs.get(name, "")

    def walk(self) -> "list[Node]":
        """This element and all below it, in order."""
        below = [
            node for child in self.children if isinstance(child, Node) for node in child.walk()
        ]
        return [self, *below]

    def all(self, *tags: str) -> "list[Node]":
        """All elements of these tags at or below this one."""
        return [node for node in self.walk() if node.tag in tags]

    def up(self, tag: str) -> "Node | None":
        """The nearest element of a tag around this one."""
        node = self.parent
        while node is not None and node.tag != tag:
            node = node.parent
        return node

    @property
    def text(self) -> str:
        """The words inside, in one line; nothing of hidden elements."""
        if "hidden" in self.attrs:
            return ""
        parts = (child if isinstance(child, str) else child.text for child in self.children)
        return " ".join("".join(parts).split())


class Tree(HTMLParser):
    """A page as a tree; what is not closed or closed twice is a fault."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.root = self.here = Node("", {}, None)
        self.faults: list[str] = []
        self.feed(html)
        if self.here is not self.root:
            self.faults.append(f"<{self.here.tag}> is never closed")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Go down into an element."""
        repeated = [name for name, count in Counter(n for n, _ in attrs).items() if count > 1]
        if repeated:
            self.faults.append(f"<{tag}> has {repeated[0]} twice")
        node = Node(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.children.append(node)
        if tag not in VOID:
            self.here = node

    def handle_endtag(self, tag: str) -> None:
        """Come up out of an element."""
        if tag in VOID:
            return
        if self.here.tag != tag:
            self.faults.append(f"</{tag}> closes <{self.here.tag} {self.here.attrs}>")
            return
        self.here = self.here.parent or self.root

    def handle_data(self, data: str) -> None:
        """Keep the words."""
        self.here.children.append(data)


def faults(html: str) -> list[str]:
    """Everything that is wrong with a page, in words; nothing for a good one."""
    tree = Tree(html)
    page = tree.root
    return [
        *tree.faults,
        *_title(page),
        *_headings(page),
        *_ids(page),
        *_controls(page),
        *_links(page),
        *_forms_and_tables(page),
    ]


def _title(page: Node) -> list[str]:
    titles = [title for title in page.all("title") if not title.up("svg")]  # a picture has its own
    headings = page.all("h1")
    if len(titles) != 1 or len(headings) != 1:
        return [f"{len(titles)} titles and {len(headings)} h1"]
    title = titles[0].text.removeprefix("Error: ").rpartition(" - ")[0]
    if title != headings[0].text or not title:
        return [f"the title is {title!r}, the h1 {headings[0].text!r}"]
    return [] if page.all("html")[0]["lang"] else ["no language"]


def _headings(page: Node) -> list[str]:
    found, last = [], 0
    for node in page.all("h1", "h2", "h3", "h4", "h5", "h6"):
        level = int(node.tag[1])
        # The summary of errors and the link to hand over stand before the h1.
        if level > max(last, 1) + 1:
            found.append(f"<{node.tag}> {node.text!r} comes after h{last}")
        last = max(level, 1)
        if not node.text:
            found.append(f"an empty <{node.tag}>")
    return found


def _ids(page: Node) -> list[str]:
    ids = Counter(node["id"] for node in page.walk() if "id" in node.attrs)
    found = [f"id {name!r} is there {count} times" for name, count in ids.items() if count > 1]
    if "" in ids:
        found.append("an empty id")
    for node in page.walk():
        for attribute in REFERENCES:
            for name in node[attribute].split():
                if name not in ids:
                    found.append(f"{attribute}={name!r} points nowhere")
    return found


def _controls(page: Node) -> list[str]:
    by_id = {node["id"]: node for node in page.walk() if "id" in node.attrs}
    label_of = {node["for"]: node.text for node in page.all("label") if "for" in node.attrs}
    names: Counter[str] = Counter()
    found = []
    for node in page.all("input", "select", "textarea", "button", "summary"):
        if node.tag == "input" and node["type"] in UNNAMED_INPUTS:
            continue
        if "hidden" in node.attrs or node["aria-hidden"] == "true":
            continue
        name = _name(node, by_id, label_of)
        if not name:
            found.append(f"a <{node.tag} {node['name'] or node['id']}> without a name")
        names[_told_apart(node, name)] += 1
    return found + [
        f"{count} controls are called {name!r}" for name, count in names.items() if count > 1
    ]


def _name(node: Node, by_id: dict[str, Node], label_of: dict[str, str]) -> str:
    if node["aria-label"]:
        return node["aria-label"]
    if node["aria-labelledby"]:
        words = (by_id[name].text for name in node["aria-labelledby"].split() if name in by_id)
        return " ".join(words)
    if node.tag in ("button", "summary"):
        return node.text
    around = node.up("label")
    return label_of.get(node["id"], "") or (around.text if around else "")


def _told_apart(node: Node, name: str) -> str:
    """Choices are told apart by the question they answer."""
    group = node.up("fieldset")
    legends = group.all("legend") if group else []
    if node["type"] in ("radio", "checkbox") and legends:
        return f"{legends[0].text}: {name}"
    return name


def _links(page: Node) -> list[str]:
    places: dict[str, set[str]] = {}
    found = []
    for node in page.all("a"):
        name = node["aria-label"] or node.text or " ".join(i["alt"] for i in node.all("img"))
        if not name:
            found.append(f"a link to {node['href']!r} without a name")
        places.setdefault(name, set()).add(node["href"])
    return found + [
        f"links called {name!r} lead to {sorted(where)}"
        for name, where in places.items()
        if len(where) > 1
    ]


def _forms_and_tables(page: Node) -> list[str]:
    found = []
    for form in page.all("form"):
        if not form["action"]:
            found.append(f"a form without an action: {form.text[:60]!r}")
        if not form.all("button"):
            found.append(f"a form without a button: {form['action']!r}")
        if form.up("form"):
            found.append(f"a form inside a form: {form['action']!r}")
    for table in page.all("table"):
        if not table.all("caption"):
            found.append(f"a table without a caption: {table.text[:60]!r}")
        for head in table.all("th"):
            if not head["scope"]:
                found.append(f"a heading cell without a scope: {head.text!r}")
            if not head.text:
                found.append("an empty heading cell")
    found += [
        f"an image without alt: {i['src']!r}" for i in page.all("img") if "alt" not in i.attrs
    ]
    found += [f"style on <{n.tag}>" for n in page.walk() if "style" in n.attrs]
    found += [f"{a} on <{n.tag}>" for n in page.walk() for a in n.attrs if a.startswith("on")]
    return found

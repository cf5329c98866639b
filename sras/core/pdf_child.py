"""Makes one PDF in a process of its own: HTML comes by stdin, the PDF goes to stdout.

Started by core/pdf.py as a file, so that neither the app nor its secrets are loaded here.
Arguments: megabytes, seconds, the folder of print.css and fonts/; or only ``check``.
"""

import ctypes.util
import gc
import logging
import os
import re
import resource
import sys
from pathlib import Path
from typing import Any, NoReturn

UNAVAILABLE, NO_MEMORY, NOT_MADE = 3, 4, 5  # exit codes

BASE = "https://print.invalid/static/"
LINKS = re.compile(r"\s*(?:https?://|mailto:|#.)", re.IGNORECASE)
ACTIONS = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
SVG = "{http://www.w3.org/2000/svg}svg"
# Characters that many fonts lack, and what reads the same: marks of Hawaiian and Samoan words,
# hyphens and spaces that do not break, and what only joins or colours emoji.
ALIKE = {0x2BB: "‘", 0x2BC: "’", 0x2010: "-", 0x2011: "-", 0x202F: "\xa0", 0x200D: "", 0xFE0F: ""}
REMOVED = {"base", "script", "iframe", "object", "embed", "audio", "video", "applet", "frame"}
METAS = {"author", "description", "keywords", ""}
DENIED_EVENTS = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn")


def main(arguments: list[str]) -> None:
    """Make the PDF, or leave with a code that says why not."""
    try:
        if arguments != ["check"]:
            limit(int(arguments[0]), int(arguments[1]))
        prepare()
        import weasyprint  # noqa: F401  OSError when a system library is missing
    except MemoryError:
        os._exit(NO_MEMORY)  # the ordinary way out asks for memory
    except (ImportError, OSError) as error:
        leave(UNAVAILABLE, error)
    if arguments == ["check"]:
        return
    try:
        pdf = make(sys.stdin.buffer.read().decode(), Path(arguments[2]))
    except (MemoryError, SystemError):  # the latter when there was none for the MemoryError
        os._exit(NO_MEMORY)
    except Exception as error:  # noqa: BLE001  the parent turns the code into words
        leave(NOT_MADE, error)
    sys.stdout.buffer.write(pdf)
    sys.stdout.buffer.flush()
    os._exit(0)  # taking the document down again, piece by piece, is a tenth of the time


def leave(code: int, error: BaseException) -> NoReturn:
    """Leave, naming the kind of fault only: its text may hold paths or what people wrote."""
    print(type(error).__name__, file=sys.stderr)  # noqa: T201
    sys.exit(code)


def limit(megabytes: int, seconds: int) -> None:
    """Bound memory and time, write no core dump, and never connect or start anything."""
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def deny(event: str, _arguments: object) -> None:
        if event.startswith(DENIED_EVENTS):
            raise PermissionError(event)

    sys.addaudithook(deny)


def prepare() -> None:
    """Drop warnings about a document, as they quote it, and save time.

    Collecting garbage hardly ever saves a seventh of the time for 20 MB of a 52-indicator plan.
    Looking for libraries starts ldconfig, gcc and ld for every name that is tried, half of the
    start; the names with a version, which come later in the list, are found without it.
    """
    logging.disable(logging.CRITICAL)
    gc.set_threshold(1_000_000, 50, 50)
    if sys.platform == "linux":
        ctypes.util.find_library = lambda name: None  # type: ignore[assignment]


def make(html: str, static: Path) -> bytes:
    """The tagged PDF (PDF/UA-1) of a page; the same page always gives the same bytes.

    It bears no identifier of its own: PDF/UA asks for none, and everything would be packed twice
    to reckon it.
    """
    pdf, missing = draw(html, static)
    if missing:  # an empty box breaks PDF/UA, so what no font of this machine has is stood in for
        html = html.translate({point: ALIKE.get(point, "\ufffd") for point in missing})
        pdf, _ = draw(html, static)
    return pdf


def draw(html: str, static: Path) -> tuple[bytes, set[int]]:
    """The PDF, and the characters in it for which there was no font."""
    from weasyprint import HTML

    missing: set[int] = set()

    def look_over(document: Any, pdf: Any) -> None:
        only_links(pdf)
        whole_list_items(pdf)
        for font in document.fonts.values():
            missing.update(font.missing)

    page = HTML(string=html, base_url=BASE, url_fetcher=fetcher(static))
    page.base_url = BASE
    tidy(page.etree_element)
    pdf = page.write_pdf(finisher=look_over, pdf_variant="pdf/ua-1")
    return pdf, missing


def fetcher(static: Path) -> Any:
    """Gives our styles and fonts; whatever else is asked for is empty.

    Empty and not refused: an error raised for a colour profile ends the whole rendering.
    """
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    ours = {path.relative_to(static).as_posix(): path for path in static.glob("fonts/*.[tow]*")}
    ours["print.css"] = static / "print.css"

    class OnlyOurs(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            path = ours.get(url.removeprefix(BASE))
            if path is None or not url.startswith(BASE):
                return URLFetcherResponse(url, b"", {"Content-Type": "text/plain"})
            kind = "text/css" if path.suffix == ".css" else "font/ttf"
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    return OnlyOurs()


def tidy(root: Any) -> None:
    """Take out what would load, attach or start something; style the page, name its pictures.

    A drawing does not inherit the font of the page.
    """
    for parent in list(root.iter()):
        for child in list(parent):
            if is_unwanted(child):
                remove(parent, child)
    for element in root.iter():
        for name in ("href", "{http://www.w3.org/1999/xlink}href"):
            if element.tag == "a" and not LINKS.match(element.get(name, "#x")):
                del element.attrib[name]
        if element.tag == SVG and element.find(f"{SVG[:-3]}title") is None:
            title = element.makeelement(f"{SVG[:-3]}title", {})
            title.text = element.get("aria-label", "Picture")
            element.insert(0, title)
        if element.tag == SVG:
            element.set("font-family", element.get("font-family", "Paper, sans-serif"))
        if element.get("rel"):
            del element.attrib["rel"]  # rel=attachment would embed a file
    head = root.find("head")
    head.insert(0, head.makeelement("link", {"rel": "stylesheet", "href": f"{BASE}print.css"}))


def is_unwanted(element: Any) -> bool:
    """Whether an element has no place on paper; all links go, as ours is put in afresh."""
    if not isinstance(element.tag, str):
        return True
    tag = element.tag.rpartition("}")[2].lower()
    if tag == "meta":
        return element.get("name", "").lower() not in METAS
    return tag in REMOVED or tag == "link"


def remove(parent: Any, child: Any) -> None:
    """Take an element out, but not the text that follows it."""
    place = list(parent).index(child)
    if child.tail and place:
        parent[place - 1].tail = (parent[place - 1].tail or "") + child.tail
    elif child.tail:
        parent.text = (parent.text or "") + child.tail
    parent.remove(child)


def only_links(pdf: Any) -> None:
    """Refuse a PDF that would do more than lead to a page when it is clicked."""
    for thing in pdf.objects:
        if not isinstance(thing, dict):
            continue
        action = thing.get("A", {}) if thing.get("Type") == "/Annot" else {}
        if action and (action["S"] != "/URI" or not ACTIONS.match(action["URI"].string)):
            raise PermissionError
        if {"EF", "JS", "EmbeddedFiles", "OpenAction", "AA"} & set(thing):
            raise PermissionError


def whole_list_items(pdf: Any) -> None:
    """Put paragraphs and tables of a list item into its body, where PDF/UA wants them."""
    items = [o for o in pdf.objects if isinstance(o, dict) and o.get("S") == "/LI"]
    for item in items:
        named = [kid for kid in map(_text, item["K"]) if kid.endswith("R")]
        kids = {kid: pdf.objects[int(kid.split()[0])] for kid in named}
        loose = [kid for kid, thing in kids.items() if thing.get("S") not in ("/Lbl", "/LBody")]
        if not loose:
            continue
        bodies = [thing for thing in kids.values() if thing.get("S") == "/LBody"]
        body = bodies[0] if bodies else _body_of(item, pdf)
        body["K"].extend(kid.encode() for kid in loose)
        for kid in loose:
            kids[kid]["P"] = body.reference
        item["K"][:] = [kid for kid in item["K"] if _text(kid) not in loose]
        if not bodies:
            item["K"].append(body.reference)


def _body_of(item: Any, pdf: Any) -> Any:
    kids, parent = type(item["K"])([]), item.reference
    body = type(item)({"Type": "/StructElem", "S": "/LBody", "K": kids, "P": parent})
    pdf.add_object(body)
    return body


def _text(reference: Any) -> str:
    return reference.decode() if isinstance(reference, bytes) else str(reference)


if __name__ == "__main__":
    main(sys.argv[1:])

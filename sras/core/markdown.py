"""What people type, as safe HTML: a small Markdown, always cleaned by an allow-list.

Measured on two cores shared with other work, in CPU seconds, as the worst of some 20,000 texts
that repeat one to six pieces of syntax: 4,000 characters 0.06; 20,000 characters 0.25; 100,000
characters 0.45. For that the dialect leaves out what is quadratic in the parser (8,000 times
"[a](" takes 14 s there, 0.01 s here), so neither brackets nor "<" need a limit of their own;
what stays slow has one: MOST_MARKS in a paragraph and in all, and MOST_LINES.
"""

import re
import threading
from hashlib import blake2b
from html import escape
from typing import TYPE_CHECKING, cast

from markupsafe import Markup

from sras.core.recent import Recent

if TYPE_CHECKING:  # read with the first text that is shown: 2 MB that a server at rest is without
    from markdown import Markdown

    from sras.core.markdown_dialect import Outline

LIMITS = {"line": 300, "note": 2_000, "text": 20_000, "document": 100_000}
MOST_LINES = 10_000  # 0.3 s
MOST_MARKS = 5_000, 20_000  # in one paragraph 0.05 s, in all 0.2 s; 40,000 "*a*" take 0.8 s
CACHE_BYTES = 4_000_000

TAGS = {
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "ul", "ol", "li", "blockquote"),
    *("code", "pre", "em", "strong", "a", "table", "thead", "tbody", "tr", "th", "td"),
}
ALIGN = {"align": {"left", "center", "right"}}
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def too_tangled(text: str, kind: str = "text") -> str | None:
    """Why a text of this kind (see LIMITS) is refused, as a sentence; None when it is fine."""
    length, most = len(text.replace("\r\n", "\n")), LIMITS[kind]
    if length > most:
        return f"This is {length:,} characters long; {most:,} is the most. Shorten it."
    if CONTROLS.search(text):
        return "This holds a character that cannot be shown. Paste it as plain text."
    if text.count("\n") > MOST_LINES:
        return f"This has more than {MOST_LINES:,} lines. Put it into several texts."
    marks = [sum(map(part.count, "*_`\\")) for part in re.split(r"\n\s*\n", text)]
    if max(marks) > MOST_MARKS[0] or sum(marks) > MOST_MARKS[1]:
        return "This holds too many of the marks * _ ` \\ to be laid out. Remove some of them."
    return None


def render(text: str, top: int = 3) -> Markup:
    """Safe HTML of a text, its highest heading being h``top``; never fails, never slow.

    A text that too_tangled() would refuse comes back as plain lines.
    """
    key = blake2b(text.encode("utf-8", "replace") + bytes([top]), digest_size=16).digest()
    html = _cache.get(key)
    if html is None:
        html = Markup(_clean(_html(text, top)))  # noqa: S704  cleaned by the allow-list
        _cache.put(key, html)
    return html


def _html(text: str, top: int) -> str:
    if too_tangled(text, "document"):
        return _plain(text)
    md = _parser()
    cast("Outline", md.treeprocessors["outline"]).top = top
    try:
        return md.reset().convert(text)
    except RecursionError:
        return _plain(text)


def _plain(text: str) -> str:
    return "<p>" + escape(CONTROLS.sub("", text)).replace("\n", "<br>\n") + "</p>"


def _parser() -> "Markdown":
    """This thread's parser, since one parser cannot serve two threads at once."""
    if not hasattr(_local, "parser"):
        from markdown import Markdown

        from sras.core.markdown_dialect import Dialect

        _local.parser = Markdown(extensions=["sane_lists", "nl2br", Dialect()])
    return _local.parser


def _clean(html: str) -> str:
    import nh3

    return nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}, "ol": {"start"}, "th": {"scope"}},
        tag_attribute_values={"th": ALIGN, "td": ALIGN},
        link_rel="noopener",
        url_schemes={"http", "https", "mailto"},
        url_relative="deny",
    )


_cache: Recent[Markup] = Recent(CACHE_BYTES)
_local = threading.local()

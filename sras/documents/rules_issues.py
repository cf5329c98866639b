"""What an issue is made of: its number, its data as text, its hashes, and what its page may do."""

import base64
import hashlib
import json
import re
from typing import Any, NamedTuple

from sras.documents import rules_fields

WAYS: dict[str, str] = {
    "mail": "By e-mail",
    "hand": "By hand",
    "post": "By post",
    "web": "On the web",
}
MOST_NAMES = 200
FINISHED = ("docx", "pdf")  # endings of a file that can be the issue itself

DATA = re.compile(r'<meta name="data" content="sha256-([0-9a-f]{64})">')
HEAD = 2_000  # characters of a page before which its data are named
GAPS = re.compile(r"\[[^\[\]\n]{2,300}\](?!\()")  # as our templates mark what to fill in
MOST_GAPS = 3
GAP_SHOWN = 55  # characters of one; some of our templates ask for a whole paragraph
FONTS = re.compile(r"@font-face\{[^}]*\}\s*")
OWN_STYLE = re.compile(r"<head>.*?<style>(.*?)</style>", re.DOTALL)


class Issued(NamedTuple):
    """What a page that is given out says of itself."""

    number: int
    on: Any
    data: str  # the SHA-256 of its data, so that the hash of the page seals both
    style: str


class Check(NamedTuple):
    """One thing that was frozen: the hash recorded on that day, and the one it has now."""

    what: str
    recorded: str
    found: str  # empty where it is gone

    @property
    def is_whole(self) -> bool:
        """Whether it is as it was."""
        return self.recorded == self.found


def facts_text(facts: Any) -> str:
    """What an issue says, as JSON; the same facts are always the same text."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, indent=1, default=_as_text)


def _as_text(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def sha256_of(text: str) -> str:
    """The SHA-256 of a text as it is kept: UTF-8."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def data_named(html: str) -> str:
    """The SHA-256 of the data that a page names; empty where it names none."""
    found = DATA.search(html, 0, HEAD)
    return found[1] if found else ""


def own_style(css: str) -> str:
    """A style sheet to stand in the page itself: without fonts, which would be asked for."""
    return FONTS.sub("", css).replace("</", "<\\/")


def policy(html: str) -> str:
    """What a frozen page may load: nothing but the style that stands in its head."""
    found = OWN_STYLE.search(html)
    style = "'none'"
    if found:
        digest = hashlib.sha256(found[1].encode()).digest()
        style = f"'sha256-{base64.b64encode(digest).decode()}'"
    return (
        f"default-src 'none'; style-src {style}; img-src data:; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    )


def subject_of(document: int | str) -> str:
    """Under which name the issues of a document are counted; of "" what all of them begin with."""
    return f"document:{document}"


def document_of(subject: str) -> int | None:
    """The key of the document that a subject names; None for a report."""
    name, _, key = subject.partition(":")
    return int(key) if name == "document" and key.isascii() and key.isdigit() else None


def names_in(lines: str) -> list[str]:
    """Names that were written one a line, each once."""
    return list(dict.fromkeys(name for line in lines.splitlines() if (name := line.strip())))


def file_stem(title: str, number: int) -> str:
    """What the files of an issue are called."""
    return f"{title}, issue {number}"


class ToDo(NamedTuple):
    """Something still to do: in words, and the way there.

    That is the key of the section to write, or that remarks wait, or that the period is not given.
    """

    said: str
    section: int = 0
    title: str = ""
    remarks: bool = False
    period: bool = False


def to_do(
    sections: list[tuple[int, str, str]], open_remarks: dict[str, int], *, has_period: bool = True
) -> list[ToDo]:
    """What is still to do before a document is given out, in words; it hinders nobody.

    `sections` are keys, titles and texts, `open_remarks` how many remarks of reviewers wait, by
    title.
    """
    if not sections:
        return [ToDo("It has no section yet.")]
    found = [
        ToDo(said, key, title) for key, title, text in sections if (said := _lacking(title, text))
    ]
    if not has_period:
        found += [
            ToDo(f"“{title}” speaks of a period, and none is given.", title=title, period=True)
            for _key, title, text in sections
            if "period" in rules_fields.names_in(text)
        ]
    for title, count in open_remarks.items():
        remarks = "1 remark of a reviewer is" if count == 1 else f"{count} remarks of reviewers are"
        place = f"“{title}”" if title else "the whole document"
        found.append(ToDo(f"{remarks} open on {place}.", title=place, remarks=True))
    return found


def _lacking(title: str, text: str) -> str:
    """What a section still lacks; empty when it is complete."""
    if not text.strip():
        return f"“{title}” is empty."
    gaps = list(dict.fromkeys(GAPS.findall(text)))
    if gaps:
        more = f" and {len(gaps) - MOST_GAPS} more" if len(gaps) > MOST_GAPS else ""
        shown = ", ".join(_shortened(gap) for gap in gaps[:MOST_GAPS])
        return f"“{title}” has places to fill in: {shown}{more}."
    unknown = [name for name in rules_fields.names_in(text) if name not in rules_fields.FIELDS]
    if unknown:
        return f"“{title}” names a field that is not known: {{{unknown[0]}}}."
    return ""


def _shortened(gap: str) -> str:
    """A place to fill in, cut between words where it is long."""
    if len(gap) <= GAP_SHOWN:
        return gap
    return f"{gap[: GAP_SHOWN - 2].rpartition(' ')[0].rstrip(',.;:')}…]"

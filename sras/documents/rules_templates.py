"""The texts that come along: for each kind of document its sections, ready to be written in."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sras.documents.rules import KINDS

FOLDER = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class SectionText:
    """One section as it comes along; its Markdown holds live fields such as `{state}`."""

    title: str
    text: str
    codes: str = ""


@dataclass(frozen=True)
class Template:
    """The text of one kind of document; `review` says that a wider group should read it."""

    kind: str
    title: str
    purpose: str
    review: bool
    sections: tuple[SectionText, ...]


def read(kind: str) -> Template:
    """The template of a kind from its file."""
    found = tomllib.loads((FOLDER / f"{kind}.toml").read_text("utf-8"))
    sections = tuple(
        SectionText(part["title"], part["text"].strip(), part.get("codes", ""))
        for part in found["section"]
    )
    return Template(kind, found["title"], found["purpose"], found["review"], sections)


@cache
def templates() -> dict[str, Template]:
    """Every kind's template, read when a document is first begun."""
    return {kind: read(kind) for kind in KINDS if kind != "own"}

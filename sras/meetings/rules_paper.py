"""How an agenda is fitted on one page of paper: names cut short, room left to write."""

from typing import NamedTuple

# In points, as print.css sets them: a Letter page between its margins, less title and heads.
PAGE = 673 - 150
TITLE, LINE, BLANK, EDGES = 13.5, 10.5, 16.5, 5.5
TITLE_LETTERS, LINE_LETTERS = 58, 72
WORDS, WORDS_LETTERS = 13.5, 90  # above the items
NAMES = 8  # under one item, at most
BLANKS = 3  # lines to write on under one item, at most


class Fitted(NamedTuple):
    """How an item is printed: lines of its note, how many more there are, lines to write on."""

    lines: list[str]
    more: int
    blanks: int


def fitted(items: list[tuple[str, str]], above: list[str]) -> list[Fitted]:
    """Shorten notes until an agenda fits on a page, each item with a line to write on.

    `items` are titles with their notes, `above` what else stands on the page. What is
    then left of the page is to write on as well; an agenda that is too long without any names
    takes more pages.
    """
    if not items:
        return []
    split = [[line for line in note.splitlines() if line.strip()] for _title, note in items]
    room = PAGE - sum(_high(each, WORDS_LETTERS) * WORDS + EDGES for each in above)
    room -= sum(_high(title, TITLE_LETTERS) * TITLE + EDGES for title, _note in items)
    names = NAMES
    while names and _noted(split, names) > room - BLANK * len(items):
        names -= 1
    blanks = int((room - _noted(split, names)) / (BLANK * len(items)))
    return [
        Fitted(shown, len(lines) - len(shown), max(0, min(BLANKS, blanks)))
        for lines, shown in ((lines, _shown(lines, names)) for lines in split)
    ]


def _shown(lines: list[str], names: int) -> list[str]:
    # "and 1 more" takes as much room as the one would.
    return lines if len(lines) <= names + 1 else lines[:names]


def _noted(split: list[list[str]], names: int) -> float:
    """How high all notes are."""
    high = 0
    for lines in split:
        shown = _shown(lines, names)
        high += sum(_high(line, LINE_LETTERS) for line in shown) + (len(shown) < len(lines))
    return LINE * high


def _high(text: str, letters: int) -> int:
    return 1 + len(text) // letters

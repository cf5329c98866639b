"""How an agenda is fitted on one page of paper: names cut short, room left to write."""

from typing import NamedTuple

# In points, as print.css sets them: a Letter page between its margins, less title and heads.
PAGE = 673 - 150
TITLE, LINE, BLANK, EDGES = 13.5, 10.5, 16.5, 5.5
TITLE_LETTERS, LINE_LETTERS = 58, 80
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
    counts = _counts(split, room - BLANK * len(items))
    blanks = int((room - _noted(split, counts)) / (BLANK * len(items)))
    return [
        Fitted(lines[:count], len(lines) - count, max(0, min(BLANKS, blanks)))
        for lines, count in zip(split, counts, strict=True)
    ]


def _counts(split: list[list[str]], room: float) -> list[int]:
    """How many lines of each note are printed: each gets one more in turn, while all fit."""
    counts = [0] * len(split)
    for _turn in range(NAMES + 1):
        for place, lines in enumerate(split):
            more = [*counts[:place], counts[place] + 1, *counts[place + 1 :]]
            if more[place] <= _most(lines) and _noted(split, more) <= room:
                counts = more
    return counts


def _most(lines: list[str]) -> int:
    # "and 1 more" takes as much room as the one would.
    return len(lines) if len(lines) <= NAMES + 1 else NAMES


def _noted(split: list[list[str]], counts: list[int]) -> float:
    """How high all notes are."""
    high = 0
    for lines, count in zip(split, counts, strict=True):
        high += sum(_high(line, LINE_LETTERS) for line in lines[:count]) + (count < len(lines))
    return LINE * high


def _high(text: str, letters: int) -> int:
    return 1 + len(text) // letters

"""How wide the columns of a table are in a Word document."""

import re

from sras.core.word_drawing import inches
from sras.core.word_tree import Node

LONG = 150  # characters: up to them the width of a column follows what it holds
BY_HAND = 40  # characters that an empty column counts for
LETTER, BESIDE = 0.1, 0.2  # inches: a wide letter, the room beside the words of a cell
MANY, SMALL = 8, 8  # columns that are set small, and their points
MOST = 2.5  # inches that one word or drawing may claim: an address would leave the rest no room
BREAKS = re.compile(r"\s+|(?<=[/-])")  # where a line may end


def widths_of(rows: list[list[Node]], columns: int, wide: float) -> list[float]:
    """The width of each column in inches, `wide` together.

    No word is broken and no drawing made smaller while there is room; who says more has more.
    """
    letter = LETTER * SMALL / 11 if columns >= MANY else LETTER
    longest, least = [1] * columns, [letter + BESIDE] * columns
    for cells in (cells for cells in rows if len(cells) == columns):
        lengths = [min(len(cell.text()), LONG) for cell in cells]
        longest = [max(pair) for pair in zip(longest, lengths, strict=True)]
        least = [
            max(pair) for pair in zip(least, [_least(cell, letter) for cell in cells], strict=True)
        ]
    longest = [BY_HAND if _is_blank(rows, place) else n for place, n in enumerate(longest)]
    over = max(wide - sum(least), 0)
    widths = [own + over * each / sum(longest) for own, each in zip(least, longest, strict=True)]
    return [wide * each / sum(widths) for each in widths]


def _is_blank(rows: list[list[Node]], column: int) -> bool:
    """Whether a column holds nothing below its head, so that one writes in it by hand."""
    below = [row[column] for row in rows[1:] if len(row) > column]
    return bool(below) and not any(cell.text() or cell.all("svg") for cell in below)


def _least(cell: Node, letter: float) -> float:
    """What its longest word or its widest drawing takes, within reason."""
    word = letter * max(map(len, BREAKS.split(cell.text())), default=1)
    return BESIDE + min(max(word, *map(inches, cell.all("svg")), 0), MOST)

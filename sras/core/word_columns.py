"""Which columns the cells of a table stand in, and how wide those are, in a Word document."""

import re
from collections import defaultdict

from sras.core.word_drawing import inches
from sras.core.word_tree import Node

LONG = 150  # characters: up to them the width of a column follows what it holds
BY_HAND = 40  # characters that an empty column counts for
BELOW = "below"  # the tag of a cell that is one with the cell above it
MOST_SPAN = 60
LETTER, BESIDE = 0.1, 0.2  # inches: a wide letter, the room beside the words of a cell
MANY, SMALL = 8, 8  # columns that are set small, and their points
MOST = 2.5  # inches that one word or drawing may claim: an address would leave the rest no room
BREAKS = re.compile(r"\s+|(?<=[/-])")  # where a line may end


def in_columns(rows: list[list[Node]]) -> list[list[Node]]:
    """The cells of each row, with an empty one wherever a cell of a row above reaches down."""
    reaching: dict[int, list[Node]] = defaultdict(list)  # what a column still gets from above
    return [_beside(list(cells), reaching) for cells in rows]


def _beside(cells: list[Node], reaching: dict[int, list[Node]]) -> list[Node]:
    found: list[Node] = []
    column = 0
    while cells or reaching[column]:
        if reaching[column]:
            found.append(reaching[column].pop())
            column += 1
            continue
        cell = cells.pop(0)
        found.append(cell)
        below = Node(BELOW if span(cell) == 1 else "td", {})
        for _column in range(span(cell)):
            reaching[column] = [below] * (span(cell, "rowspan") - 1)
            column += 1
    return found


def span(cell: Node, name: str = "colspan") -> int:
    """How many columns, or rows, a cell takes."""
    said = cell.attrs.get(name, "1")
    return min(int(said), MOST_SPAN) if said.isascii() and said.isdigit() and int(said) else 1


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

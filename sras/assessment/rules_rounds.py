"""Individual views: their spread, in words and numbers; never an average."""

from collections.abc import Iterable


def spread(levels: Iterable[int], highest: int = 4) -> list[tuple[int, int]]:
    """How many gave each level, from 1 up; never an average."""
    given = list(levels)
    return [(level, given.count(level)) for level in range(1, highest + 1)]


def spread_words(levels: Iterable[int]) -> str:
    """The spread as people say it: `three at level 2, one at level 4`."""
    words = ("no one", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    said_so = [
        f"{words[count] if count < len(words) else count} at level {level}"
        for level, count in spread(levels)
        if count
    ]
    return ", ".join(said_so) or "no views"

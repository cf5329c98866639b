"""An indicator set in plain values, its limits, and what is wrong with a file."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

LEVELS = (1, 2, 3, 4)
LABELS = (
    "Not in place",
    "Partly in place",
    "Working",
    "Working and shown to make a difference",
)
LENGTHS = {
    "name": 200,
    "edition": 60,
    "source": 400,
    "licence_note": 2_000,
    "label": 140,
    "code": 20,
    "title": 200,
    "statement": 1_000,
    "explanation": 4_000,
    "questions": 4_000,
    "guidance": 20_000,
    "description": 4_000,
    "evidence": 4_000,
}


@dataclass(frozen=True)
class LevelText:
    """What one level looks like, and the evidence a reviewer would want."""

    level: int
    description: str
    evidence: str = ""


@dataclass(frozen=True)
class IndicatorText:
    """One indicator with its texts, lowest level first."""

    code: str
    topic: str
    title: str
    statement: str
    levels: tuple[LevelText, ...]
    explanation: str = ""
    questions: tuple[str, ...] = ()
    guidance: str = ""
    is_key: bool = False


@dataclass(frozen=True)
class Heading:
    """A part, or a topic with the code of its part."""

    code: str
    title: str
    part: str = ""


@dataclass(frozen=True)
class IndicatorSet:
    """A whole set: parts, topics and indicators, each in reading order."""

    name: str
    edition: str
    parts: tuple[Heading, ...]
    topics: tuple[Heading, ...]
    indicators: tuple[IndicatorText, ...]
    source: str = ""
    licence_note: str = ""
    level_labels: tuple[str, ...] = LABELS


@dataclass(frozen=True)
class Problem:
    """What is wrong and where: "Row 7", "Indicator 2.1", "The file"."""

    where: str
    says: str

    def __str__(self) -> str:
        return f"{self.where}: {self.says}"


class SetRefused(ValueError):
    """The file will not do; `problems` says everything that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def one_line(text: str) -> str:
    """A text on one line, its blanks single."""
    return " ".join(text.split())


def clean(text: str) -> str:
    """A longer text with plain line ends and nothing blank around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def code_fault(code: str) -> str:
    """What is wrong with the signs of a code; empty when nothing is."""
    odd = [sign for sign in code if sign.isdigit() and not sign.isascii()]
    return f"Write the numbers of a code as 0 to 9, not as “{odd[0]}”." if odd else ""


def code_order(code: str) -> list[tuple[int, int, str]]:
    """A code as numbers where it has them, so that 2.2 stands before 14.2."""
    return [
        (0, int(piece), "") if piece.isdecimal() else (1, 0, piece)
        for piece in re.findall(r"\d+|\D+", code)
    ]

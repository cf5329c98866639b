"""Who of the field is asked, in which way, and how what they said is summed up."""

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from sras.accounts.rules_throttle import Limit

AUDIENCES: dict[str, str] = {
    "principal": "Principal",
    "superintendent": "Superintendent",
    "teacher": "Teacher",
    "district_staff": "District staff",
    "agency_staff": "Agency staff",
    "partner": "Partner",
    "other": "Someone else",
}
# As it is counted: one, and more than one.
MANY: dict[str, tuple[str, str]] = {
    "principal": ("principal", "principals"),
    "superintendent": ("superintendent", "superintendents"),
    "teacher": ("teacher", "teachers"),
    "district_staff": ("district staff", "district staff"),
    "agency_staff": ("agency staff", "agency staff"),
    "partner": ("partner", "partners"),
    "other": ("other", "others"),
}
ANSWER_WAYS: dict[str, str] = {"interview": "Interview", "form": "Form"}
QUESTION_KINDS: dict[str, str] = {
    "words": "In words",
    "scale": "From 1 to 4",
}
POINTS: dict[int, str] = {1: "1, not at all", 2: "2", 3: "3", 4: "4, fully"}

SMALL = 5  # fewer than this who answered in a role: what they said is quoted without it
RULE = (
    f"A quote names a role only where at least {SMALL} answered in that role, and where the quotes "
    f"without a role come from at least {SMALL} people as well. Places are never named."
)
NO_NAMES = "Names of pupils and of other persons do not belong here."
MOST_QUESTIONS = 30
MOST_BY_LINK = 2_000  # sendings by one link
QUOTED = 5  # of a question, where all questions are summed up

# A whole school may sit behind one address; a link may have been passed on.
BY_ADDRESS = Limit(tries=40, seconds=15)
BY_LINK = Limit(tries=200, seconds=10)


def standing(opens_on: datetime.date, closes_on: datetime.date, today: datetime.date) -> str:
    """Whether an enquiry waits for its day, is open or closed."""
    if today < opens_on:
        return "waiting"
    return "closed" if today > closes_on else "open"


class Spread(NamedTuple):
    """How the answers to one question lie on the scale: how many said 1, 2, 3 and 4."""

    counts: tuple[int, int, int, int]

    @property
    def total(self) -> int:
        """How many answered it."""
        return sum(self.counts)

    @property
    def words(self) -> str:
        """The spread in one sentence."""
        if not self.total:
            return "Nobody answered it yet."
        high = self.counts[2] + self.counts[3]
        return f"{high} of {self.total} say 3 or 4 ({round(100 * high / self.total)}%)."

    @property
    def bars(self) -> list[tuple[float, float, int, int]]:
        """Left edge, width (of 100), point and count of each part of its bar."""
        left, found = 0.0, []
        for point, count in enumerate(self.counts, 1):
            width = 100 * count / self.total if self.total else 0
            if count:
                found.append((round(left, 2), round(width, 2), point, count))
            left += width
        return found


def spread(points: Iterable[int]) -> Spread:
    """How many said each point."""
    said = list(points)
    return Spread((said.count(1), said.count(2), said.count(3), said.count(4)))


def named_roles(counts: dict[str, int]) -> set[str]:
    """The roles that a quote may name: large ones, unless the rest would be told by them."""
    large = {role for role, count in counts.items() if count >= SMALL}
    rest = sum(count for role, count in counts.items() if role not in large)
    return set() if 0 < rest < SMALL else large


class Quote(NamedTuple):
    """What someone said, with their role where it may be named."""

    text: str
    role: str


def quotes(said: Iterable[tuple[str, str]], counts: dict[str, int]) -> list[Quote]:
    """Quotes from (text, role); by the alphabet, so that their order tells nothing."""
    named = named_roles(counts)
    found = [Quote(text, AUDIENCES[role] if role in named else "") for text, role in said]
    return sorted(found, key=lambda quote: (quote.text.casefold(), quote.role))


def counted(counts: dict[str, int]) -> list[str]:
    """How many answered in each role: 7 principals, 1 superintendent; the largest first."""
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], list(AUDIENCES).index(pair[0])))
    return [f"{count} {MANY[role][count != 1]}" for role, count in ranked]


def asked_of(audience: str, counts: dict[str, int]) -> str:
    """Of whom it was asked, in words: of those it was meant for, and of all who answered."""
    roles = [MANY[role][1] for role in AUDIENCES if role == audience or counts.get(role)]
    return " and ".join(filter(None, (", ".join(roles[:-1]), roles[-1])))


def numbered(places: Iterable[tuple[int, str]]) -> list[int]:
    """Keys in the order that the typed places say; one without a number keeps to the end."""

    def place(pair: tuple[int, tuple[int, str]]) -> tuple[int, int]:
        number, (_key, typed) = pair
        typed = typed.strip()
        plain = typed.isascii() and typed.isdecimal() and len(typed) < 6
        return (int(typed) if plain else 100_000, number)

    return [key for _number, (key, _typed) in sorted(enumerate(places), key=place)]

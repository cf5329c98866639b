"""A cycle and its team: which moves are possible, how large a team, what it covers."""

from collections.abc import Iterable

ORDER = (
    "setup",
    "assessing",
    "prioritising",
    "awaiting_chief",
    "planning",
    "implementing",
    "annual_review",
    "closed",
)


def cycle_move(now: str, to: str, reason: str = "") -> str:
    """Why a cycle may not go from one state to another, in a sentence; empty when it may."""
    if now == to:
        return "The cycle is in this state already."
    if now == "setup":
        return "Begin the cycle first."
    if to == "setup":
        return "A cycle that has begun cannot go back to setting up."
    if to == "closed":
        return "Close the cycle with the day on which it ended."
    if ORDER.index(to) < ORDER.index(now) and not reason.strip():
        return "Say why the cycle goes back to an earlier state."
    return ""


def team_size_words(size: int, low: int, high: int) -> str:
    """A warning when a team is smaller or larger than meant; empty when it is right."""
    if size < low:
        return f"The team has {_people(size)}; {low} to {high} are meant."
    if size > high:
        return f"The team has {_people(size)}; more than {high} make agreement slow."
    return ""


def _people(count: int) -> str:
    return "1 member" if count == 1 else f"{count} members"


def covered(areas: Iterable[str], members: Iterable[Iterable[str]]) -> tuple[list[str], list[str]]:
    """Program areas that someone on the team speaks for, and those no one does."""
    spoken_for = {area.casefold() for own in members for area in own}
    with_someone = [area for area in areas if area.casefold() in spoken_for]
    return with_someone, [area for area in areas if area.casefold() not in spoken_for]

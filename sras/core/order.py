"""The order of a list that people arrange: the numbers by which its items stand."""

STEP = 10  # room between two items, so that a move changes one row
MOST = 1_000


def numbers_for(numbers: list[int], place: int, count: int = 1) -> tuple[list[int], dict[int, int]]:
    """Numbers for new items at a place among others, and which of those get another one.

    `numbers` are those of the others in order; only where there is no room do they change.
    """
    low = numbers[place - 1] if place else 0
    high = numbers[place] if place < len(numbers) else low + STEP * (count + 1)
    step = (high - low) // (count + 1)
    if step and high <= MOST + 1:
        return [low + step * each for each in range(1, count + 1)], {}
    step = min(STEP, MOST // (len(numbers) + count))
    anew = {at: step * (at + 1 + (count if at >= place else 0)) for at in range(len(numbers))}
    new = [step * (place + each) for each in range(1, count + 1)]
    return new, {at: number for at, number in anew.items() if number != numbers[at]}


def place_after(place: int, count: int, to: str) -> int | None:
    """Where an item of `count` goes from its place: `up`, `down` or a number; None: no number.

    Places count from 0, what is typed from 1; beyond either end is the end.
    """
    if to in ("up", "down"):
        wanted = place + (1 if to == "down" else -1)
    elif to.strip().lstrip("-").isdecimal() and len(to) <= 9:
        wanted = int(to) - 1
    else:
        return None
    return min(max(wanted, 0), count - 1)

"""What a printed agenda says, line by line, so that two copies of it can be compared."""

from typing import Any

from sras.assessment.rules import said
from sras.history.rules_copies import Line, Sheet, SheetChange
from sras.meetings.rules_agenda import sum_words

KEY = "agenda"


def sheet(agency: Any, meeting: Any, items: list[Any], moved: set[int]) -> Sheet:
    """The one sheet of an agenda; `moved` are the items whose number is told."""
    lines = [Line("front", "", label, str(words)) for label, words in _head(agency, meeting)]
    lines.append(Line("front", "", "Planned", planned(meeting, items)))
    for number, item in enumerate(items, 1):
        told = _item(item) | {"Number": str(number) if item.id in moved else ""}
        where = f"Item {number} “{item.title}”"
        lines += [Line(f"i{item.id}", where, label, str(words)) for label, words in told.items()]
    return Sheet(KEY, "The agenda", lines)


def _head(agency: Any, meeting: Any) -> list[tuple[str, Any]]:
    last = f" to {said(meeting.last_day)}" if meeting.days > 1 else ""
    return [
        ("State", agency.state_name),
        ("Name of the system", agency.system_name),
        ("Meeting", meeting.title),
        ("Kind", meeting.kind_name),
        ("When", f"{said(meeting.held_on)}{last}, {meeting.starts_at} to {meeting.ends_at}"),
        ("Where", meeting.place),
        ("Call", meeting.call_link),
    ]


def planned(meeting: Any, items: list[Any]) -> str:
    """The minutes of what is printed against those of the meeting, in words."""
    return sum_words(sum(item.minutes for item in items), meeting.minutes * meeting.days)


def _item(item: Any) -> dict[str, Any]:
    return {
        "Item": item.title,
        "Note": item.note,
        "Who": item.presenter.name if item.presenter is not None else "",
        "Minutes": item.minutes,
    }


def moved(then: list[int], now: list[int]) -> set[int]:
    """Which of the items on both copies changed places among the others, as few as tell it.

    Those that only make room for others have not moved.
    """
    places = {key: place for place, key in enumerate(then)}
    both = [key for key in now if key in places]
    chains: list[list[int]] = []  # the longest run in the old order that ends with each
    for at, key in enumerate(both):
        before = [chains[n] for n in range(at) if places[both[n]] < places[key]]
        chains.append([*_longest(before), key])
    return set(both) - set(_longest(chains))


def _longest(chains: list[list[int]]) -> list[int]:
    return max(chains, key=len) if chains else []


def above(held: int, change: SheetChange | None) -> list[str]:
    """What an agenda printed anew says above its items, for whoever holds an older copy."""
    if change is None:
        return [f"Nothing on copy {held} has changed. Keep it."]
    mark = "What changed carries a bar in the margin and the word “changed”."
    left = "; ".join(one.where for one in change.differences if one.label == "taken out")
    return [f"It replaces copy {held}. {mark}", *([f"No longer on it: {left}."] if left else [])]

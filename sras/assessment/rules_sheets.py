"""Worksheets and the keying screen: which sheets, in which order, and the letters on both."""

import re
from collections.abc import Sequence
from typing import Any

# A letter stands before its words on the sheet, and is all that is keyed.
CONSTRAINT_KEYS = {"p": "policy", "s": "statute", "b": "budget", "a": "policy_and_budget"}
DISPOSITION_KEYS = {"w": "will_include", "n": "not_a_priority"}
CONSENSUS_KEYS = {"a": "agreed", "r": "with_reservation", "u": "unresolved"}
MOST_CODES = 200


def codes_in(text: str) -> list[str]:
    """The codes that a person listed with commas, semicolons or spaces, each once."""
    return list(dict.fromkeys(re.findall(r"[^\s,;]+", text)))[:MOST_CODES]


def find(code: str, rows: Sequence[Any]) -> Any:
    """The row of a code as people type it: any case, a comma for the point; None: not there."""
    typed = code.strip().replace(",", ".").casefold()
    return next((row for row in rows if row.code.casefold() == typed), None)


def stack(rows: Sequence[Any], which: str, codes: Sequence[str] = ()) -> list[Any]:
    """The rows of a stack of sheets: `codes` in their order, else all, a part's, or the open ones.

    `which` is all, open (without a level) or the code of a part; an unknown code has no sheet.
    """
    if codes:
        found = [find(code, rows) for code in codes]
        return list(dict.fromkeys(row for row in found if row is not None))
    if which == "all":
        return list(rows)
    if which == "open":
        return [row for row in rows if row.level is None]
    return [row for row in rows if row.part_code == which]


def unknown(codes: Sequence[str], rows: Sequence[Any]) -> list[str]:
    """The codes that no row has."""
    return [code for code in codes if find(code, rows) is None]


def following(rows: Sequence[Any], sheets: Sequence[Any], after: int, again: bool) -> Any:
    """The sheet behind one that was just keyed, by its key; None at the end of the stack.

    The sheet need not be of the stack; `rows` say where it would lie. `again`: what was passed
    over comes at the end.
    """
    keys = [sheet.id for sheet in sheets]
    order = keys if after in keys else [row.id for row in rows]
    place = order.index(after) if after in order else -1
    left = [key for key in order[place + 1 :] if key in keys]
    left += [key for key in order[: place + 1] if key in keys and key != after] if again else []
    return next((sheet for sheet in sheets if left and sheet.id == left[0]), None)


def meant(letter: str, keys: dict[str, str]) -> str:
    """What a letter on the sheet means; whatever is no letter of it stays as it was typed."""
    return keys.get(letter.strip().casefold(), letter.strip())


def letters(keys: dict[str, str], names: dict[str, str]) -> list[tuple[str, str]]:
    """Each letter with its words, in the order of the sheet."""
    return [(letter, names[value]) for letter, value in keys.items()]


def spelled(keys: dict[str, str], names: dict[str, str]) -> str:
    """The letters in one line: `p Policy, s Statute`."""
    return ", ".join(f"{letter} {words}" for letter, words in letters(keys, names))


def owner_named(typed: str, members: dict[int, str]) -> list[int]:
    """The members that a typed name, or the beginning of any word of it, may mean."""
    words = typed.strip().casefold()
    exact = [key for key, name in members.items() if name.casefold() == words]
    begin = [
        key
        for key, name in members.items()
        if any(part.startswith(words) for part in _tails(name.casefold()))
    ]
    return exact or begin


def _tails(name: str) -> list[str]:
    """The name from each of its words on, so that `Ana R` and `Ruiz` both find Ana Ruiz."""
    words = name.split()
    return [" ".join(words[place:]) for place in range(len(words))]

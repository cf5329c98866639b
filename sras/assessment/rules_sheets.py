"""Worksheets: which sheets, in which order, and the letters on them."""

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

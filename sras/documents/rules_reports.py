"""What a report says as plain values, from the table that it also is."""

from collections.abc import Iterable
from typing import Any


def table_facts(rows: Iterable[list[Any]]) -> list[dict[str, Any]]:
    """The rows of a table as facts, named by its head; what is empty is left out."""
    found = iter(rows)
    head = next(found)
    return [
        {name: value for name, value in zip(head, row, strict=True) if value not in ("", None)}
        for row in found
    ]

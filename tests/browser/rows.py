"""What the served sample holds, asked of its database file while the server runs."""

import sqlite3
from pathlib import Path
from typing import Any


def ask(folder: Path, question: str, *values: Any) -> list[tuple]:
    """The rows that answer a question, read only."""
    database = sqlite3.connect(f"file:{folder / 'sras.db'}?mode=ro", uri=True)
    try:
        return database.execute(question, values).fetchall()
    finally:
        database.close()


def one(folder: Path, question: str, *values: Any) -> Any:
    """The first value of the first row."""
    rows = ask(folder, question, *values)
    return rows[0][0] if rows else None


def unassessed(folder: Path) -> list[int]:
    """The indicators of the running cycle that have no level yet, in the order of the set."""
    found = ask(
        folder,
        """SELECT a.id FROM assessment_assessment a
        JOIN frameworks_indicator i ON i.id = a.indicator_id
        JOIN assessment_cycle c ON c.id = a.cycle_id
        WHERE a.level IS NULL AND a.archived_at IS NULL AND c.state != 'closed' ORDER BY i.sort""",
    )
    return [key for (key,) in found]


def active_objective(folder: Path) -> int:
    """An active objective with open tasks."""
    return one(
        folder,
        """SELECT o.id FROM planning_objective o JOIN planning_task t ON t.objective_id = o.id
        WHERE o.state = 'active' AND t.state IN ('not_started', 'in_progress') LIMIT 1""",
    )


def in_place(folder: Path, key: int) -> str:
    """What an assessment says is in place."""
    return one(folder, "SELECT in_place FROM assessment_assessment WHERE id = ?", key)


def give_views(folder: Path, key: int, levels: list[int]) -> None:
    """The views of members who have not answered in the round of an indicator."""
    with sqlite3.connect(folder / "sras.db") as database:
        (round_key,) = database.execute(
            "SELECT max(id) FROM assessment_round WHERE assessment_id = ?", (key,)
        ).fetchone()
        waiting = database.execute(
            """SELECT m.person_id FROM accounts_membership m WHERE m.ended_on IS NULL
            AND m.person_id NOT IN (SELECT person_id FROM assessment_view WHERE round_id = ?)""",
            (round_key,),
        ).fetchall()
        for (person,), level in zip(waiting, levels, strict=True):
            database.execute(
                "INSERT INTO assessment_view (version, round_id, person_id, level, note)"
                " VALUES (1, ?, ?, ?, '')",
                (round_key, person, level),
            )
    database.close()


def code_of(folder: Path, key: int) -> str:
    """The code of the indicator of an assessment."""
    find = """SELECT code FROM frameworks_indicator WHERE id =
        (SELECT indicator_id FROM assessment_assessment WHERE id = ?)"""
    return one(folder, find, key)

"""Files of an indicator set, TOML, JSON or CSV, read whole into plain values."""

import codecs
import csv
import io
import json
import re
import tomllib
from dataclasses import dataclass
from typing import Any

from sras.frameworks.rules_check import PLACE, checked
from sras.frameworks.rules_sets import IndicatorSet, Problem, SetRefused

MOST_BYTES = 1_000_000
MOST_COLUMNS = 200
FORMATS = ("toml", "json", "csv")
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
WRONG_KINDS = (
    (b"PK\x03\x04", "This is a workbook or a zip file. Save the sheet as “CSV UTF-8” first."),
    (b"\xd0\xcf\x11\xe0", "This is an old workbook or document. Save the sheet as “CSV UTF-8”."),
    (b"%PDF", "This is a PDF. A set is a TOML, JSON or CSV file."),
    (b"\x1f\x8b", "This file is packed. Unpack it first."),
)
GUESSED = (
    "The file is not UTF-8; it was read as Windows-1252 (Latin-1). "
    "Look at accents, dashes and quotation marks before you go on."
)
MARKUP = re.compile(r"\s*<(?:!doctype|html|svg|\?xml)", re.IGNORECASE)
# A key of very many pieces costs the TOML reader the square of their number.
LONG_KEYS = re.compile(
    r"""(?<![\w."'-])(?:[\w"'-]++[ \t]*+\.[ \t]*+){30}"""
    r"""|(?:"[ \t]*+\.[ \t]*+"[^"\n]*+){30}|(?:'[ \t]*+\.[ \t]*+'[^'\n]*+){30}"""
)

SET_COLUMNS = ("set", "edition", "source", "licence_note")
LABEL_COLUMNS = tuple(f"level_label_{n}" for n in (1, 2, 3, 4))
NEEDED_COLUMNS = (
    *("set", "edition", "part_code", "part_title", "topic_code", "topic_title", "code", "title"),
    *("statement", "level_1", "level_2", "level_3", "level_4"),
)
COLUMNS = (
    *("part_code", "part_title", "topic_code", "topic_title", "code", "title", "key"),
    *("statement", "explanation", "questions", "guidance"),
    *(name for n in (1, 2, 3, 4) for name in (f"level_{n}", f"evidence_{n}")),
    *SET_COLUMNS,
    *LABEL_COLUMNS,
)
YES, NO = {"yes", "y", "true", "1", "x", "key"}, {"", "no", "n", "false", "0"}
FORMULA = tuple("=+-@\t\r\n＝＋－＠")


@dataclass(frozen=True)
class Read:
    """A set read from a file, and what the reader should look at."""

    set: IndicatorSet
    notes: tuple[str, ...] = ()


def read_set(blob: bytes, name: str) -> Read:
    """The set in a file; the end of its name says the format.

    Raises SetRefused with every problem by row, line or indicator; nothing is half read.
    """
    kind = name.rsplit(".", 1)[-1].lower()
    text, notes = decoded(blob)
    if kind not in FORMATS:
        raise _refusal("A set is a file ending in .toml, .json or .csv.")
    raw = {"toml": _toml, "json": _json, "csv": _csv}[kind](text)
    return Read(checked(raw), notes)


def decoded(blob: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of a file, and a note when its characters had to be guessed."""
    if len(blob) > MOST_BYTES:
        raise _refusal(f"It is larger than {MOST_BYTES // 1_000:,} kB, the most for a set.")
    if not blob.removeprefix(codecs.BOM_UTF8).strip():
        raise _refusal("It is empty.")
    for start, says in WRONG_KINDS:
        if blob.startswith(start):
            raise _refusal(says)
    if blob.startswith(UTF16) or b"\0" in blob[:2_000]:
        raise _refusal("It is saved as UTF-16 (“Unicode text”) or is not text. Save it as UTF-8.")
    notes: tuple[str, ...] = ()
    try:
        text = blob.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = blob.decode("cp1252")
        except UnicodeDecodeError:
            raise _refusal("Its characters cannot be read. Save it as UTF-8.") from None
        notes = (GUESSED,)
    if MARKUP.match(text):
        raise _refusal("This is a web page or a picture, whatever its name says.")
    return text, notes


def _toml(text: str) -> Any:
    if LONG_KEYS.search(text):
        raise _refusal("A name in it has too many pieces.")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"^(.*) \(at (?:line (\d+), column \d+|end of document)\)$", str(error))
        place = f"Line {found[2]}" if found and found[2] else "The end of the file"
        raise SetRefused(
            [Problem(place, f"This is not TOML ({found[1] if found else error}).")]
        ) from None
    except (RecursionError, ValueError):
        raise _refusal("This is not a TOML file of a set.") from None


def _json(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_once_each)
    except json.JSONDecodeError as error:
        problem = Problem(f"Line {error.lineno}", f"This is not JSON ({error.msg}).")
        raise SetRefused([problem]) from None
    except SetRefused:
        raise
    except (RecursionError, ValueError):
        raise _refusal("This is not a JSON file of a set.") from None


def _once_each(pairs: list[tuple[str, Any]]) -> dict:
    values: dict[str, Any] = {}
    for name, value in pairs:
        if name in values:
            raise _refusal(f"“{name[:60]}” is given twice in the same place.")
        values[name] = value
    return values


def _csv(text: str) -> Any:
    rows = list(_rows(text))
    if not rows:
        raise _refusal("It is empty.")
    header = _header(rows[0][1])
    problems: list[Problem] = []
    named = []
    for number, cells in rows[1:]:
        extra = [cell for cell in cells[len(header) :] if cell.strip()]
        if extra:
            says = f"It has {len(cells)} cells, but the header has {len(header)} columns."
            problems.append(Problem(f"Row {number}", says))
        padded = [*cells, *[""] * len(header)][: len(header)]
        row = {name: unarmed(cell) for name, cell in zip(header, padded, strict=True)}
        named.append({**row, PLACE: f"Row {number}"})
    raw = _nested(named, problems)
    try:
        checked(raw)
    except SetRefused as refused:
        problems += refused.problems
    if problems:
        raise SetRefused(problems)
    return raw


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """Rows that are not blank, with their number in the sheet, read by the likeliest separator."""
    first = text.splitlines()[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    found: list[tuple[int, list[str]]] = []
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            if any(cell.strip() for cell in cells):
                found.append((number, cells))
    except csv.Error as error:
        says = f"A quotation mark is not closed, or the row is broken ({error})."
        raise SetRefused([Problem(f"Row {number + 1}", says)]) from None
    return found


def _header(cells: list[str]) -> list[str]:
    names = [re.sub(r"[\s-]+", "_", cell.strip().lower()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > MOST_COLUMNS:
        raise _refusal(f"Its first row has {len(names):,} columns; a set has {len(COLUMNS)}.")
    says = []
    for name in dict.fromkeys(names):
        if not name:
            says.append("A column has no name.")
        elif name not in COLUMNS:
            says.append(f"There is a column “{name[:60]}” that a set does not have.")
        if name and names.count(name) > 1:
            says.append(f"The column “{name[:60]}” stands there {names.count(name)} times.")
    says += [f"The column “{name}” is missing." for name in NEEDED_COLUMNS if name not in names]
    if says:
        raise SetRefused([Problem("Row 1", each) for each in says])
    return names


def _nested(rows: list[dict], problems: list[Problem]) -> dict:
    """What TOML would hold, made of one row per indicator; adds what only rows can get wrong."""
    head: dict[str, str] = {}
    parts: dict[str, dict] = {}
    topics: dict[str, dict] = {}
    indicators = []
    for row in rows:
        where = row[PLACE]
        for name in (*SET_COLUMNS, *LABEL_COLUMNS):
            given = row.get(name, "").strip()
            if given and head.setdefault(name, given) != given:
                problems.append(Problem(where, f"“{name}” is not what an earlier row says."))
        part = {"code": row["part_code"].strip(), "title": row["part_title"].strip()}
        topic = {"code": row["topic_code"].strip(), "title": row["topic_title"].strip()}
        topic["part"] = part["code"]
        for kind, known, given_row in (("part", parts, part), ("topic", topics, topic)):
            kept = known.setdefault(given_row["code"], {**given_row, PLACE: where})
            if {**kept, PLACE: ""} != {**given_row, PLACE: ""}:
                says = f"This {kind} has another title or place in an earlier row."
                problems.append(Problem(where, says))
        indicators.append(_indicator(row, topic["code"], problems))
    labels = [head.pop(name, "") for name in LABEL_COLUMNS]
    about: dict[str, Any] = {"name": head.pop("set", ""), **head}
    if any(labels):
        about["level_labels"] = labels
    return {
        "set": about,
        "part": list(parts.values()),
        "topic": list(topics.values()),
        "indicator": indicators,
    }


def _indicator(row: dict, topic: str, problems: list[Problem]) -> dict:
    key = row.get("key", "").strip().lower()
    if key not in YES | NO:
        problems.append(Problem(row[PLACE], f"“key” is yes or no, not “{key[:20]}”."))
    return {
        **{name: row[name] for name in ("code", "title", "statement", PLACE)},
        **{name: row.get(name, "") for name in ("explanation", "guidance")},
        "topic": topic,
        "key": key in YES,
        "questions": row.get("questions", "").replace("\r", "\n").split("\n"),
        "level": [
            {"level": n, "description": row[f"level_{n}"], "evidence": row.get(f"evidence_{n}", "")}
            for n in (1, 2, 3, 4)
            if row[f"level_{n}"].strip() or row.get(f"evidence_{n}", "").strip()
        ],
    }


def armed(cell: str) -> str:
    """A cell that no sheet takes for a formula; `unarmed` gives the exact text back."""
    return f"'{cell}" if cell.startswith((*FORMULA, "'")) else cell


def unarmed(cell: str) -> str:
    """The text behind a cell that `armed` made; anything else as it is."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith((*FORMULA, "'")) else cell


def _refusal(says: str) -> SetRefused:
    return SetRefused([Problem("The file", says)])

"""An indicator set as a TOML, JSON or CSV file that can be read back to the same set."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from sras.frameworks.rules_read import COLUMNS, armed
from sras.frameworks.rules_sets import IndicatorSet, IndicatorText

LONG = 100


def written(given: IndicatorSet, kind: str) -> bytes:
    """The file of a set as `toml`, `json` or `csv`; a byte order mark tells Excel it is UTF-8."""
    if kind == "csv":
        return b"\xef\xbb\xbf" + _csv(given).encode()
    if kind == "json":
        return (json.dumps(nested(given), ensure_ascii=False, indent=1) + "\n").encode()
    return "\n".join(_toml(nested(given))).encode()


def nested(given: IndicatorSet) -> dict[str, Any]:
    """The set as nested plain values."""
    return {
        "set": {
            "name": given.name,
            "edition": given.edition,
            "source": given.source,
            "licence_note": given.licence_note,
            "level_labels": list(given.level_labels),
        },
        "part": [{"code": part.code, "title": part.title} for part in given.parts],
        "topic": [
            {"code": topic.code, "part": topic.part, "title": topic.title} for topic in given.topics
        ],
        "indicator": [_indicator(indicator) for indicator in given.indicators],
    }


def _indicator(given: IndicatorText) -> dict[str, Any]:
    return {
        "code": given.code,
        "topic": given.topic,
        "title": given.title,
        "key": given.is_key,
        "statement": given.statement,
        "explanation": given.explanation,
        "questions": list(given.questions),
        "guidance": given.guidance,
        "level": [
            {"level": each.level, "description": each.description, "evidence": each.evidence}
            for each in given.levels
        ],
    }


def _toml(whole: dict[str, Any]) -> Iterator[str]:
    yield "[set]"
    yield from _pairs(whole["set"], "")
    for kind in ("part", "topic", "indicator"):
        for row in whole[kind]:
            yield from ("", f"[[{kind}]]")
            yield from _pairs({name: row[name] for name in row if name != "level"}, "")
            for level in row.get("level", []):
                yield from ("", "  [[indicator.level]]")
                yield from _pairs(level, "  ")
    yield ""


def _pairs(row: dict[str, Any], indent: str) -> Iterator[str]:
    for name, value in row.items():
        if isinstance(value, list):
            yield f"{indent}{name} = ["
            yield from (f"{indent}  {_quoted(each)}," for each in value)
            yield f"{indent}]"
        elif isinstance(value, str) and ("\n" in value or len(value) > LONG):
            body = value.replace("\\", "\\\\").replace('"""', '""\\"')
            yield f'{indent}{name} = """\n{body}\n"""'
        else:
            yield f"{indent}{name} = {_quoted(value)}"


def _quoted(value: Any) -> str:
    """A value as JSON writes it, which TOML reads alike."""
    return json.dumps(value, ensure_ascii=False)


def _csv(given: IndicatorSet) -> str:
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for place, indicator in enumerate(given.indicators):
        row = {**_row(given, indicator), **(_about(given) if place == 0 else {})}
        writer.writerow([armed(row.get(name, "")) for name in COLUMNS])
    return sheet.getvalue()


def _row(given: IndicatorSet, indicator: IndicatorText) -> dict[str, str]:
    topic = next(topic for topic in given.topics if topic.code == indicator.topic)
    part = next(part for part in given.parts if part.code == topic.part)
    row = {
        "part_code": part.code,
        "part_title": part.title,
        "topic_code": topic.code,
        "topic_title": topic.title,
        "code": indicator.code,
        "title": indicator.title,
        "key": "yes" if indicator.is_key else "no",
        "statement": indicator.statement,
        "explanation": indicator.explanation,
        "questions": "\n".join(indicator.questions),
        "guidance": indicator.guidance,
    }
    for each in indicator.levels:
        row |= {f"level_{each.level}": each.description, f"evidence_{each.level}": each.evidence}
    return row


def _about(given: IndicatorSet) -> dict[str, str]:
    return {
        "set": given.name,
        "edition": given.edition,
        "source": given.source,
        "licence_note": given.licence_note,
        **{f"level_label_{n}": label for n, label in enumerate(given.level_labels, 1)},
    }

"""The check of a whole indicator set before anything of it is stored."""

from typing import Any

from sras.core.markdown import CONTROLS, too_tangled
from sras.frameworks.rules_sets import (
    LABELS,
    LENGTHS,
    LEVELS,
    Heading,
    IndicatorSet,
    IndicatorText,
    LevelText,
    Problem,
    SetRefused,
    clean,
    code_fault,
    one_line,
)

MOST_LEVELS = 20
MOST = {"part": 60, "topic": 200, "indicator": 600}
KNOWN = {
    "": {"set", "part", "topic", "indicator"},
    "set": {"name", "edition", "source", "licence_note", "level_labels"},
    "part": {"code", "title"},
    "topic": {"code", "title", "part"},
    "indicator": {
        *("code", "topic", "title", "key", "statement", "explanation", "questions", "guidance"),
        "level",
    },
    "level": {"level", "description", "evidence"},
}
PLACE = "where"  # a reader may put the place of an entry in its file under this name


def checked(raw: Any) -> IndicatorSet:
    """The set that nested plain values (as TOML and JSON hold them) describe.

    Raises SetRefused with every problem there is, not only the first.
    """
    check = _Check()
    made = check.whole(raw)
    if check.problems or made is None:
        raise SetRefused(check.problems)
    return made


class _Check:
    """Reads plain values into a set and gathers what is wrong on the way."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def tell(self, where: str, says: str) -> None:
        self.problems.append(Problem(where, says))

    def whole(self, raw: Any) -> IndicatorSet | None:
        if not isinstance(raw, dict):
            self.tell("The file", "It holds no indicator set.")
            return None
        self.known("The file", "", raw)
        head = raw.get("set")
        if not isinstance(head, dict):
            self.tell("The file", "The section “set” with name and edition is missing.")
            head = {"name": "?", "edition": "?"}
        self.known("The set", "set", head)
        given = {kind: self.rows(raw, kind) for kind in ("part", "topic", "indicator")}
        parts = [self.heading(row) for row in given["part"]]
        topics = [self.heading(row, parts) for row in given["topic"]]
        indicators = [self.indicator(row, topics) for row in given["indicator"]]
        self.unique("Part", parts, given["part"])
        self.unique("Topic", topics, given["topic"])
        self.unique("Indicator", indicators, given["indicator"])
        self.none_empty("Part", parts, {topic.part for topic in topics}, "topics")
        self.none_empty("Topic", topics, {row.topic for row in indicators}, "indicators")
        return IndicatorSet(
            name=self.line("The set", head, "name"),
            edition=self.line("The set", head, "edition"),
            source=self.line("The set", head, "source", needed=False),
            licence_note=self.prose("The set", head, "licence_note", needed=False),
            level_labels=self.labels(head),
            parts=tuple(parts),
            topics=tuple(in_order(topics, parts, "part")),
            indicators=tuple(in_order(indicators, in_order(topics, parts, "part"), "topic")),
        )

    def known(self, where: str, kind: str, row: dict) -> None:
        for name in row:
            if name != PLACE and name not in KNOWN[kind]:
                self.tell(where, f"“{str(name)[:60]}” is not a name that is known here.")

    def rows(self, raw: dict, kind: str) -> list[dict]:
        rows = raw.get(kind)
        if not isinstance(rows, list) or not rows:
            self.tell("The file", f"It holds no {kind}.")
            return []
        if len(rows) > MOST[kind]:
            self.tell("The file", f"It holds {len(rows):,} {kind}s; {MOST[kind]} is the most.")
            return []
        kept = []
        for number, row in enumerate(rows, 1):
            if not isinstance(row, dict):
                self.tell(f"The {kind} in place {number}", "It holds no named values.")
                continue
            code = row.get("code")
            named = f"{kind.capitalize()} {one_line(str(code))[:40]}"
            place = row.get(PLACE) or (named if code else f"The {kind} in place {number}")
            kept.append({**row, PLACE: place})
            self.known(place, kind, row)
        return kept

    def heading(self, row: dict, parts: list[Heading] | None = None) -> Heading:
        where = row[PLACE]
        code, title = self.line(where, row, "code"), self.line(where, row, "title")
        if parts is None:
            return Heading(code, title)
        part = self.line(where, row, "part", length="code")
        if part and part not in {known.code for known in parts}:
            self.tell(where, f"It belongs to part {part}, which is not in the set.")
        return Heading(code, title, part)

    def indicator(self, row: dict, topics: list[Heading]) -> IndicatorText:
        where = row[PLACE]
        topic = self.line(where, row, "topic", length="code")
        if topic and topic not in {known.code for known in topics}:
            self.tell(where, f"It belongs to topic {topic}, which is not in the set.")
        if not isinstance(row.get("key", False), bool):
            self.tell(where, "“key” is either true or false.")
        return IndicatorText(
            code=self.line(where, row, "code"),
            topic=topic,
            title=self.line(where, row, "title"),
            statement=self.prose(where, row, "statement"),
            explanation=self.prose(where, row, "explanation", needed=False),
            questions=self.questions(where, row),
            guidance=self.prose(where, row, "guidance", needed=False),
            is_key=row.get("key") is True,
            levels=self.levels(where, row),
        )

    def levels(self, where: str, row: dict) -> tuple[LevelText, ...]:
        given = row.get("level", [])
        if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
            self.tell(where, "Its levels are not a list of level, description and evidence.")
            return ()
        if len(given) > MOST_LEVELS:
            self.tell(where, f"It has {len(given):,} levels; it needs four.")
            return ()
        numbers = [_number(each.get("level")) for each in given]
        missing = [str(n) for n in LEVELS if n not in numbers]
        if missing:
            self.tell(where, f"Level {' and '.join(missing)} is missing; it needs four.")
        for number in dict.fromkeys(map(str, numbers)):
            if number not in map(str, LEVELS):
                self.tell(where, f"It has a level “{number[:20]}”; levels are 1, 2, 3 and 4.")
            elif list(map(str, numbers)).count(number) > 1:
                self.tell(where, f"Level {number} stands there more than once.")
        return tuple(
            self.level(where, each)
            for each in sorted(given, key=lambda each: str(each.get("level")))
            if _number(each.get("level")) in LEVELS
        )

    def level(self, where: str, row: dict) -> LevelText:
        place = f"{where}, level {row['level']}"
        self.known(place, "level", row)
        return LevelText(
            int(row["level"]),
            self.prose(place, row, "description"),
            self.prose(place, row, "evidence", needed=False),
        )

    def questions(self, where: str, row: dict) -> tuple[str, ...]:
        given = row.get("questions", [])
        if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
            self.tell(where, "“questions” is a list of sentences in quotation marks.")
            return ()
        lines = tuple(line for line in map(one_line, given) if line)
        self.fits(where, "questions", "\n".join(lines), LENGTHS["questions"])
        return lines

    def labels(self, head: dict) -> tuple[str, ...]:
        given = head.get("level_labels", list(LABELS))
        if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
            self.tell("The set", "“level_labels” is a list of four names in quotation marks.")
            return LABELS
        lines = tuple(one_line(each) for each in given)
        if len(lines) != len(LEVELS) or not all(lines):
            self.tell("The set", f"It names {len(lines)} levels; exactly four need a name.")
        for line in lines:
            self.fits("The set", "level_labels", line, LENGTHS["label"])
        return lines

    def line(
        self, where: str, row: dict, name: str, needed: bool = True, length: str | None = None
    ) -> str:
        given = row.get(name, "")
        if isinstance(given, int) and not isinstance(given, bool):
            given = str(given)
        text = self.text(where, name, given, needed, LENGTHS[length or name], one_line)
        if name == "code" and (fault := code_fault(text)):
            self.tell(where, fault)
        return text

    def prose(self, where: str, row: dict, name: str, needed: bool = True) -> str:
        return self.text(where, name, row.get(name, ""), needed, LENGTHS[name], clean)

    def text(self, where: str, name: str, given: Any, needed: bool, most: int, tidy: Any) -> str:
        if not isinstance(given, str):
            self.tell(where, f"“{name}” is not a text; put it in quotation marks.")
            return ""
        text: str = tidy(given)
        if needed and not text:
            self.tell(where, f"“{name}” is empty.")
        self.fits(where, name, text, most)
        return text

    def fits(self, where: str, name: str, text: str, most: int) -> None:
        if len(text) > most:
            self.tell(where, f"“{name}” is {len(text):,} characters long; {most:,} is the most.")
        elif CONTROLS.search(text):
            self.tell(where, f"“{name}” holds a character that cannot be shown.")
        else:
            tangled = too_tangled(text)
            if tangled:
                self.tell(where, f"“{name}”: {tangled}")

    def unique(self, kind: str, rows: list[Any], given: list[dict]) -> None:
        places: dict[str, list[str]] = {}
        for row, raw in zip(rows, given, strict=True):
            if row.code:
                places.setdefault(row.code, []).append(raw[PLACE])
        for code, found in places.items():
            if len(found) > 1:
                rows_said = f" ({', '.join(found)})" if found[0].startswith("Row ") else ""
                self.tell(f"{kind} {code}", f"This code is used {len(found)} times{rows_said}.")

    def none_empty(self, kind: str, rows: list[Heading], used: set[str], what: str) -> None:
        for row in rows:
            if row.code and row.code not in used:
                self.tell(f"{kind} {row.code}", f"It has no {what}.")


def in_order(rows: list[Any], above: list[Any], belongs: str) -> list[Any]:
    """Rows in the order of what they belong to, else as they came."""
    places = {heading.code: place for place, heading in reversed(list(enumerate(above)))}
    return sorted(rows, key=lambda row: places.get(getattr(row, belongs), len(places)))


def _number(given: Any) -> Any:
    """A whole number as it is, anything else (true, 1.0) as the text it is."""
    return given if type(given) is int else str(given)

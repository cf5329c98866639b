"""Files of a set: read whole or refused in words, and written so that they come back the same."""

import json
import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sras.frameworks.models_sets import DEFAULT_SET
from sras.frameworks.rules_read import FORMATS, MOST_BYTES, armed, read_set, unarmed
from sras.frameworks.rules_sets import (
    Heading,
    IndicatorSet,
    IndicatorText,
    LevelText,
    SetRefused,
    clean,
    code_fault,
    code_order,
    one_line,
)
from sras.frameworks.rules_write import nested, written

LEVELS = tuple(LevelText(n, f"What {n} looks like.", f"Proof of {n}.") for n in (1, 2, 3, 4))
SMALL = IndicatorSet(
    name="Small",
    edition="1",
    parts=(Heading("A", "Part A"),),
    topics=(Heading("1", "Topic 1", "A"), Heading("2", "Topic 2", "A")),
    indicators=(
        IndicatorText("1.1", "1", "First", "The agency does it.", LEVELS),
        IndicatorText("2.1", "2", "Second", "The agency does more.", LEVELS),
    ),
)


def problems(blob: bytes | str, name: str = "set.csv") -> list[str]:
    """What is told about a file that will not do."""
    with pytest.raises(SetRefused) as refused:
        read_set(blob.encode() if isinstance(blob, str) else blob, name)
    return [str(problem) for problem in refused.value.problems]


def sheet(**changes: str) -> str:
    """The small set as CSV, with pieces of text exchanged."""
    text = written(SMALL, "csv").decode("utf-8-sig")
    for old, new in changes.items():
        text = text.replace(old, new)
    return text


texts = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="[<(*_`\ufffe\uffff"),
    min_size=1,
    max_size=40,
)
lines = texts.map(one_line).filter(bool)
prose = st.lists(texts, min_size=1, max_size=3).map(lambda rows: clean("\n".join(rows)))
formulas = st.sampled_from(["=1+1", "+x", "-2", "@SUM(A1)", "'=x", "''", '="a""b"', "\uff1dcmd"])
anything = st.one_of(prose, formulas).filter(bool)


@st.composite
def sets(draw: Any) -> IndicatorSet:
    codes = draw(
        st.lists(
            lines.map(lambda t: t[:20].strip()).filter(lambda t: t and not code_fault(t)),
            min_size=1,
            max_size=4,
            unique=True,
        )
    )
    indicators = tuple(
        IndicatorText(
            code=code,
            topic="T",
            title=draw(lines),
            statement=draw(anything),
            explanation=draw(st.one_of(st.just(""), anything)),
            questions=tuple(draw(st.lists(lines, max_size=2))),
            guidance=draw(st.one_of(st.just(""), anything)),
            is_key=draw(st.booleans()),
            levels=tuple(LevelText(n, draw(anything), draw(anything)) for n in (1, 2, 3, 4)),
        )
        for code in codes
    )
    return IndicatorSet(
        name=draw(lines),
        edition=draw(lines),
        source=draw(st.one_of(st.just(""), lines)),
        licence_note=draw(st.one_of(st.just(""), anything)),
        level_labels=tuple(draw(st.lists(lines, min_size=4, max_size=4))),
        parts=(Heading("P", draw(lines)),),
        topics=(Heading("T", draw(lines), "P"),),
        indicators=indicators,
    )


@pytest.mark.parametrize("kind", FORMATS)
@given(given_set=sets())
@settings(max_examples=60, deadline=None)
def test_what_was_written_is_read_back_equal(kind: str, given_set: IndicatorSet) -> None:
    assert read_set(written(given_set, kind), f"set.{kind}").set == given_set


@pytest.mark.parametrize("kind", FORMATS)
def test_the_default_set_is_written_and_read_back_equal(kind: str) -> None:
    whole = read_set(DEFAULT_SET.read_bytes(), DEFAULT_SET.name).set
    assert read_set(written(whole, kind), f"x.{kind}").set == whole


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠x", "'=1", "''", "'"],
)
def test_a_cell_that_looks_like_a_formula_is_neutral_and_comes_back(cell: str) -> None:
    assert armed(cell).startswith("'")
    assert unarmed(armed(cell)) == cell


def test_a_sheet_holds_no_cell_that_begins_like_a_formula() -> None:
    text = '=HYPERLINK("http://x")'
    row = replace(SMALL.indicators[0], title=text, statement=f'a"\n{text}', code="-1")
    made = written(replace(SMALL, indicators=(row, SMALL.indicators[1])), "csv").decode("utf-8-sig")
    assert "\"'=HYPERLINK" in made
    assert '"=HYPERLINK' not in made
    assert '"\'-1"' in made


@pytest.mark.parametrize(
    "blob",
    [
        written(SMALL, "csv"),
        written(SMALL, "csv")[3:],
        written(SMALL, "csv").replace(b"\r\n", b"\n"),
        written(SMALL, "csv").decode("utf-8-sig").replace('","', '";"').encode(),
        written(SMALL, "csv").decode("utf-8-sig").replace('","', '"\t"').encode(),
        written(SMALL, "csv") + b"\r\n\r\n" + b'"",' * 30,
    ],
    ids=["as we write it", "without BOM", "LF", "semicolons", "tabs", "blank rows"],
)
def test_every_usual_kind_of_sheet_is_read(blob: bytes) -> None:
    assert read_set(blob, "set.CSV").set == SMALL


def test_windows_characters_are_read_and_told() -> None:
    read = read_set(sheet(First="Caf\u00e9 \u2013 first").encode("cp1252"), "set.csv")
    assert read.set.indicators[0].title == "Café \u2013 first"
    assert "Windows-1252" in read.notes[0]


@pytest.mark.parametrize(
    ("blob", "name", "says"),
    [
        (b"", "set.csv", "It is empty."),
        (b" \r\n ", "set.toml", "It is empty."),
        (b"\xef\xbb\xbf", "set.csv", "It is empty."),
        ("a,b".encode("utf-16"), "set.csv", "UTF-16"),
        ("code,title".encode("utf-16-le"), "set.csv", "UTF-16"),
        (b"PK\x03\x04rest", "set.csv", "workbook or a zip file"),
        (b"%PDF-1.7", "set.json", "This is a PDF"),
        (b"\x1f\x8bpacked", "set.csv", "packed"),
        (b"<html><body>", "set.csv", "web page"),
        (b"<svg onload=x>", "set.toml", "web page"),
        (b"caf\x81\xe9", "set.csv", "cannot be read"),
        (b"x" * (MOST_BYTES + 1), "set.csv", "larger than"),
        (b"x = 1", "set.xlsx", "ending in .toml, .json or .csv"),
        (b"[set]\nname = ", "set.toml", "This is not TOML"),
        (b'{"set": {', "set.json", "This is not JSON"),
        (b'{"set": {"name": "a", "name": "b"}}', "set.json", "twice"),
        (b"[1]", "set.json", "It holds no indicator set"),
        (b"[" * 200_000, "set.json", "not a JSON file"),
        (b"x = " + b"[" * 200_000, "set.toml", "not a TOML file"),
        (b"a." * 200_000 + b"b = 1", "set.toml", "too many pieces"),
        (",".join(f"c{n}" for n in range(100_000)).encode(), "set.csv", "100,000 columns"),
        (b'"a".' * 100_000 + b'"b" = 1', "set.toml", "too many pieces"),
    ],
)
def test_a_file_that_is_no_set_is_refused_in_words(blob: bytes, name: str, says: str) -> None:
    told = problems(blob, name)
    assert len(told) == 1
    assert says in told[0]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"What 3 looks like.": ""}, "Row 2, level 3: “description” is empty."),
        (
            {"What 3 looks like.": "", "Proof of 3.": ""},
            "Row 2: Level 3 is missing; it needs four.",
        ),
        ({'"2.1"': '"1.1"'}, "Indicator 1.1: This code is used 2 times (Row 2, Row 3)."),
        ({"Second": ""}, "Row 3: “title” is empty."),
        ({"Second": "x" * 201}, "Row 3: “title” is 201 characters long; 200 is the most."),
        ({'"title"': '"Name"'}, "Row 1: The column “title” is missing."),
        ({'"title"': '"Remarks"'}, "Row 1: There is a column “remarks” that a set does not have."),
        ({'"guidance"': '"title"'}, "Row 1: The column “title” stands there 2 times."),
        ({'"2","Topic 2"': '"1","Topic 2"'}, "Row 3: This topic has another title or place"),
        ({'"no"': '"maybe"'}, "Row 2: “key” is yes or no, not “maybe”."),
        ({"does more": "does\x07more"}, "Row 3: “statement” holds a character"),
        ({'"Small"': '""'}, "The set: “name” is empty."),
    ],
)
def test_each_error_is_told_by_row(changes: dict[str, str], says: str) -> None:
    assert any(told.startswith(says) for told in problems(sheet(**changes))), problems(
        sheet(**changes)
    )


def test_a_quotation_mark_left_open_is_told_by_row() -> None:
    assert problems(sheet().rstrip()[:-1])[0].startswith("Row 3: A quotation mark is not closed")


def test_all_errors_are_told_at_once() -> None:
    told = problems(sheet(**{"What 3 looks like.": "", "Second": "", '"no"': '"maybe"'}))
    assert len(told) == 5


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda raw: raw.pop("set"), "The section “set”"),
        (lambda raw: raw["indicator"][0].pop("level"), "Level 1 and 2 and 3 and 4 is missing"),
        (lambda raw: raw["indicator"][0]["level"][0].update(level=True), "Level 1 is missing"),
        (lambda raw: raw["indicator"][0]["level"][0].update(level=5), "levels are 1, 2, 3 and 4"),
        (
            lambda raw: raw["indicator"][0]["level"].append({"level": 2, "description": "x"}),
            "more than once",
        ),
        (lambda raw: raw["indicator"][0].update(topic="9"), "topic 9, which is not in the set"),
        (lambda raw: raw["topic"][0].update(part="Z"), "part Z, which is not in the set"),
        (lambda raw: raw["indicator"].pop(1), "Topic 2: It has no indicators."),
        (lambda raw: raw["indicator"][0].update(titel="x"), "“titel” is not a name that is known"),
        (lambda raw: raw["indicator"][0].update(code=1.1), "“code” is not a text"),
        (lambda raw: raw["indicator"][0].update(questions="Why?"), "“questions” is a list"),
        (lambda raw: raw["indicator"][0].update(key="yes"), "“key” is either true or false"),
        (lambda raw: raw["set"].update(level_labels=["a", "b"]), "It names 2 levels"),
        (lambda raw: raw.update(part=[]), "It holds no part."),
        (lambda raw: raw.update(part=["A"]), "It holds no named values."),
    ],
)
def test_each_error_of_a_nested_file_is_told_by_its_place(change: Any, says: str) -> None:
    raw = nested(SMALL)
    change(raw)
    assert any(says in told for told in problems(json.dumps(raw), "set.json"))


@pytest.mark.parametrize(
    "raw",
    [
        {"indicator": [{"code": "1", "level": [{"level": n} for n in range(20_000)]}]},
        {"indicator": [{"code": str(n)} for n in range(20_000)]},
        {f"name {n}": n for n in range(40_000)},
    ],
    ids=["levels", "indicators", "names"],
)
def test_a_file_of_far_too_much_is_refused_at_once(raw: dict[str, Any]) -> None:
    begun = time.process_time()
    assert problems(json.dumps(raw), "set.json")
    assert time.process_time() - begun < 2


def test_codes_may_be_whole_numbers_and_lines_are_tidied() -> None:
    raw = nested(SMALL)
    raw["topic"][0]["code"] = 1
    raw["indicator"][0].update(topic=1, title="  First \n")
    raw["indicator"][0]["level"][0]["description"] = "What 1 looks like.\r\n"
    assert read_set(json.dumps(raw).encode(), "x.json").set == SMALL


def test_a_code_with_odd_numbers_is_refused_and_could_be_put_in_order_all_the_same() -> None:
    assert problems(sheet(**{"1.1": "1.²"})) == [
        "Row 2: Write the numbers of a code as 0 to 9, not as “²”."
    ]
    assert sorted(["2.2", "14.²", "14.2", "1²"], key=code_order) == ["1²", "2.2", "14.2", "14.²"]

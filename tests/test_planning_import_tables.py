"""Bringing in ratings and a plan: looked at first, all or nothing, never twice."""

import concurrent.futures
import datetime
import io
import os
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from sras.assessment.models import AgreedLevel, Assessment
from sras.core import db, sheets
from sras.frameworks.models import Indicator
from sras.history.models import Actor, Change
from sras.planning import rules_import
from sras.planning.models import Objective
from sras.planning.models_board import board
from sras.planning.models_tasks import Task

BY = Actor("Set-up")
D = datetime.date
DAY = D(2026, 9, 1)

RATINGS = (
    "Code;Level;Priority;Opportunity;Note;Agreed on\n"
    "1.1;2;3;2;Begün in two offices;9/14/2026\n"
    "1.2;3;2;3;;\n"
)
PLAN = (
    "Code,Objective owner,When fully in place,Target date,Task,Task owner,Due,Done on\n"
    "1.1,Ana Ruiz,One form everywhere.,2027-06-30,Draft the form,Ben,2026-11-30,2026-09-20\n"
    "1.1,,,,Try the form,Ana Ruiz,,\n"
)


@pytest.fixture
def cycle(make_cycle: Any, person_of: Any) -> Any:
    """A running cycle; two members have names as in the tables."""
    person_of("team_member").change(by=BY, name="Ana Ruiz")
    person_of("process_manager").change(by=BY, name="Ben Okafor")
    return make_cycle()


def bring(client: Any, kind: str, body: bytes | str, name: str = "t.csv", to: str = "") -> Any:
    """Post a file, to look at it or to bring it in."""
    body = body.encode() if isinstance(body, str) else body
    data = {"kind": kind, "file": (io.BytesIO(body), name)}
    return client.post(f"/import{to}", data=data, content_type="multipart/form-data")


def level_of(code: str) -> Any:
    """The assessment of the indicator with this code."""
    return Assessment.select().join(Indicator).where(Indicator.code == code).get()


def test_ratings_are_looked_at_before_anything_is_saved(client_for: Any, cycle: Any) -> None:
    lead = client_for("team_lead")
    before = Change.last_sequence()
    words = bring(lead, "ratings", RATINGS, to="/preview").get_data(as_text=True)
    assert "<b>2 rows</b> would change something" in words
    assert "level 2, new" in words
    assert 'id="bring-in"' in words
    assert Change.last_sequence() == before


def test_ratings_are_brought_in_once(client_for: Any, cycle: Any) -> None:
    lead = client_for("team_lead")
    body = RATINGS.encode("cp1252")
    assert bring(lead, "ratings", body).status_code == 303
    first = level_of("1.1")
    assert (first.level, first.priority, first.opportunity) == (2, 3, 2)
    assert first.in_place == "Begün in two offices"
    assert first.agreed_on == D(2026, 9, 14)
    assert level_of("1.2").level == 3
    before, levels = Change.last_sequence(), AgreedLevel.select().count()
    words = bring(lead, "ratings", body, to="/preview").get_data(as_text=True)
    assert "<b>0 rows</b> would change something" in words
    bring(lead, "ratings", body)
    assert (Change.last_sequence(), AgreedLevel.select().count()) == (before, levels)


def test_the_table_is_carried_to_the_next_step_and_columns_can_be_chosen(
    client_for: Any, cycle: Any
) -> None:
    lead = client_for("team_lead")
    text = "Nr,Stage\n1.1,2\n"
    refused = bring(lead, "ratings", text, to="/preview").get_data(as_text=True)
    assert "Say which column holds: Code, Level." in refused
    chosen = {"kind": "ratings", "table": text, "mapped": "1"}
    chosen |= {"column-code": "0", "column-level": "1"}
    words = lead.post("/import/preview", data=chosen).get_data(as_text=True)
    assert "level 2, new" in words
    assert lead.post("/import", data=chosen).status_code == 303
    assert level_of("1.1").level == 2


def test_faults_are_named_by_row_and_nothing_is_half_imported(client_for: Any, cycle: Any) -> None:
    table = (
        "Code,Level,Priority,Agreed on,If level 1,Proof owed by\n"
        "1.1,2,3,,,\n"
        "9.9,2,,,,\n"
        "1.2,5,,,,\n"
        "2.1,2,4,2199-01-01,,\n"
        "2.2,1,,,not a priority,\n"
        "10.1,4,,,,Zoe\n"
        "1.1,3,,,,\n"
    )
    lead = client_for("team_lead")
    answer = bring(lead, "ratings", table)
    words = answer.get_data(as_text=True)
    assert answer.status_code == 422
    for sentence in (
        "Row 3: There is no indicator “9.9” in this cycle.",
        "Row 4: The level is “5”; it is a number from 1 to 4.",
        "Row 5: The priority is “4”; it is a number from 1 to 3.",
        "Row 5: It cannot have been agreed in the future (2199-01-01).",
        "Row 6: Not a priority needs its reason.",
        "Row 7: “Zoe” is not a current member of the team.",
        "Row 7: Level 4",
        "Row 8: Indicator 1.1 is in row 2 already.",
    ):
        assert sentence in words, sentence
    assert level_of("1.1").level is None


def test_a_locked_level_is_not_changed_by_a_table(client_for: Any, cycle: Any) -> None:
    assessment = level_of("1.1")
    assessment.agree(by=BY, today=DAY, level=2, agreed_on=DAY)
    Objective.begin(BY, assessment, DAY)
    answer = bring(client_for("team_lead"), "ratings", "Code,Level\n1.1,3\n")
    assert "Row 2: The level cannot change" in answer.get_data(as_text=True)
    assert bring(client_for("team_lead"), "ratings", "Code,Level\n1.1,2\n").status_code == 303


def test_a_plan_is_brought_in_once(client_for: Any, cycle: Any, person_of: Any) -> None:
    lead = client_for("team_lead")
    early = bring(lead, "plan", PLAN)
    assert "bring in its rating first" in early.get_data(as_text=True)
    bring(lead, "ratings", RATINGS)
    assert bring(lead, "plan", PLAN).status_code == 303
    objective = Objective.get()
    assert (objective.state, objective.target_on) == ("draft", D(2027, 6, 30))
    assert objective.owner_id == person_of("team_member").id
    tasks = [(t.number, t.title, t.state, t.done_on) for t in Task.select().order_by(Task.number)]
    assert tasks == [
        (1, "Draft the form", "done", D(2026, 9, 20)),
        (2, "Try the form", "not_started", None),
    ]
    assert level_of("1.1").lock_reason
    assert [row.assessment.indicator.code for row in board(cycle).to_put_up] == ["1.1"]
    words = bring(lead, "plan", PLAN, to="/preview").get_data(as_text=True)
    assert "<b>0 rows</b> would change something" in words
    bring(lead, "plan", PLAN)
    assert (Objective.select().count(), Task.select().count()) == (1, 2)
    more = PLAN + "1.1,,,,Print the form,,,\n"
    bring(lead, "plan", more)
    assert [t.title for t in Task.select().order_by(Task.number)][-1] == "Print the form"


def test_a_new_objective_of_a_table_needs_what_every_objective_needs(
    client_for: Any, cycle: Any
) -> None:
    lead = client_for("team_lead")
    bring(lead, "ratings", RATINGS)
    table = "Code,Objective owner,Start,Target date,Task,Task state,Done on\n"
    words = bring(lead, "plan", f"{table}1.1,,,,Draft,done,\n").get_data(as_text=True)
    assert "lacks: who answers for it" in words
    assert "A done task needs the day on which it was done." in words
    words = bring(lead, "plan", f"{table}1.1,,2026-10-01,2026-09-01,,,\n").get_data(as_text=True)
    assert "The target date is before the start." in words


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_our_own_export_comes_back_without_duplicates(
    ending: str, client_for: Any, cycle: Any
) -> None:
    lead = client_for("team_lead")
    bring(lead, "ratings", RATINGS)
    bring(lead, "plan", PLAN)
    Task.add(BY, Objective.get(), DAY, title="=SUM(A1), 'quoted' | piped")
    Task.add(BY, Objective.get(), DAY, title="'=1+1", state="blocked", state_reason="- no money")
    export = lead.get(f"/plan.{ending}").data
    words = bring(lead, "plan", export, f"plan.{ending}", to="/preview").get_data(as_text=True)
    assert "<b>0 rows</b> would change something, 4 rows are there already" in words
    before = Change.last_sequence()
    bring(lead, "plan", export, f"plan.{ending}")
    assert Change.last_sequence() == before


@pytest.mark.parametrize("kind", ["ratings", "plan"])
def test_sheets_to_fill_in_are_read_as_they_are(kind: str, client_for: Any, cycle: Any) -> None:
    lead = client_for("team_lead")
    for ending in ("csv", "xlsx"):
        body = lead.get(f"/import/{kind}.{ending}").data
        table = sheets.read_table(body, f"{kind}.{ending}")
        found = rules_import.guess(table[0], kind)
        assert set(found) == {column.name for column in rules_import.KINDS[kind]}
    assert lead.get("/import/people.csv").status_code == 404
    assert lead.get(f"/import/{kind}.exe").status_code == 404


def test_who_may_not_import_is_refused(client_for: Any, cycle: Any) -> None:
    for role in ("team_member", "chief", "coach", "viewer", "admin"):
        client = client_for(role)
        assert client.get("/import").status_code == 403
        assert bring(client, "ratings", RATINGS).status_code == 403
    assert client_for("team_lead").post("/import/preview").status_code == 422


def zipped(**files: bytes) -> bytes:
    """A zip file with these entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), body)
    return out.getvalue()


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + b"".join(
        f'<!ENTITY {b} "{("&" + a + ";") * 10}">'.encode()
        for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + b"]><workbook>&i;</workbook>"
)


@pytest.mark.parametrize(
    ("body", "name", "sentence"),
    [
        (b"", "a.csv", "The file is empty."),
        (b"\n \n,,\n", "a.csv", "nothing in the table"),
        (b"<html><body>", "a.csv", "This is a web page"),
        (b"<svg xmlns='x'>", "a.csv", "This is a web page"),
        (b"\0\1\2" * 20, "a.csv", "not a CSV file"),
        (b'Code,"Level\n1.1', "a.csv", "cannot be read at row"),
        (b"Code\n" * 5_002, "a.csv", "more than 5,000 rows"),
        (b"no zip", "a.xlsx", "The workbook cannot be read"),
        (zipped(a_txt=b"x"), "a.xlsx", "not an XLSX workbook"),
        (zipped(xl__workbook_xml=b"0" * 70_000_000), "a.xlsx", "far too much"),
        (zipped(xl__workbook_xml=LAUGHS), "a.xlsx", "The workbook cannot be read"),
    ],
)
def test_files_that_will_not_do_are_refused_in_words(
    body: bytes, name: str, sentence: str, client_for: Any, cycle: Any
) -> None:
    answer = bring(client_for("team_lead"), "ratings", body, name, to="/preview")
    assert answer.status_code in (413, 422)
    assert sentence in answer.get_data(as_text=True)


def test_each_part_of_a_workbook_must_unpack_to_little() -> None:
    numbers = b"".join(b"<si><t>%d</t></si>" % n for n in range(500_000))
    for parts in (
        {"xl__sharedStrings_xml": numbers},
        {"xl__sharedStrings_xml": b"x" * 9_000_000, "beside": os.urandom(400_000)},
    ):
        with pytest.raises(sheets.SheetRefused, match="far too much"):
            sheets.read_table(zipped(xl__workbook_xml=b"", **parts), "a.xlsx")


@pytest.mark.parametrize(
    ("address", "name", "body", "status"),
    [
        ("/import/preview", "a.csv", b"Code,Level\n1.1,2\n", 200),
        ("/import", "a.xlsx", b"no zip", 422),
        ("/rubric/import", "a.toml", b"no set", 422),
        ("/rubric/editions", "a.toml", b"no set", 422),
    ],
)
def test_a_file_is_read_while_others_save(
    address: str, name: str, body: bytes, status: int, client_for: Any, cycle: Any
) -> None:
    lead = client_for("team_lead")
    sent = {"kind": "ratings", "text": body.decode(), "file": (io.BytesIO(body), name)}
    with concurrent.futures.ThreadPoolExecutor(1) as pool, db.transaction():
        answer = pool.submit(lead.post, address, data=sent).result(timeout=60)
    assert answer.status_code == status


def test_a_file_that_is_too_large_is_refused() -> None:
    with pytest.raises(sheets.SheetRefused, match="larger than 5 MB"):
        sheets.read_table(b"x" * 5_000_001, "a.csv")


def test_tables_of_every_encoding_and_separator_read_the_same() -> None:
    table = [["Code", "Note"], ["1.1", "Größe, gut"]]
    for body in (
        'Code,Note\r\n1.1,"Größe, gut"\r\n'.encode(),
        "\ufeffCode;Note\n1.1;Größe, gut\n".encode(),
        "Code\tNote\n1.1\tGröße, gut\n".encode("cp1252"),
        "Code;Note\n1.1;Größe, gut\n".encode("utf-16"),
    ):
        assert sheets.read_table(body, "t.csv") == table


def test_dates_and_numbers_of_a_workbook_are_read_as_people_see_them() -> None:
    book = Workbook()
    book.active.append(["Code", "Level", "Agreed on"])
    book.active.append(["1.1", 2.0, datetime.datetime(2026, 9, 14)])
    out = io.BytesIO()
    book.save(out)
    assert sheets.read_table(out.getvalue(), "t.xlsx")[1] == ["1.1", "2", "2026-09-14"]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@x", "\tx", "＝1", "'=1", "''=1", "plain", "'quoted'", "a=b"]
)
def test_what_a_spreadsheet_would_run_is_made_harmless_and_comes_back(text: str) -> None:
    safe = sheets.harmless(text)
    assert not sheets.RUNS.match(safe) or safe.startswith("'")
    assert sheets.restored(safe) == text
    made = sheets.write_xlsx([("A", [10], [["Head"], [text]])])
    cell = load_workbook(io.BytesIO(made)).worksheets[0]["A2"]
    assert cell.data_type == "s"

"""The plan on screen, on paper and as tables; scenarios 22 and 30."""

import csv
import datetime
import io
import re
from typing import Any

import page as pdfua
import pypdf
import pytest
from openpyxl import load_workbook

from sras.accounts.models import Agency
from sras.assessment.models import Assessment, Cycle
from sras.core import sheets
from sras.frameworks.models import Indicator
from sras.history.models import Actor
from sras.planning import rules
from sras.planning.models import Objective
from sras.planning.models_lists import Selection
from sras.planning.models_progress import Progress
from sras.planning.models_tasks import Task

BY = Actor("Set-up")
D = datetime.date
DAY = D(2026, 9, 1)


@pytest.fixture
def plan(make_cycle: Any, person_of: Any) -> list[Objective]:
    """Three objectives in two parts: two active, one a draft; the first is a key indicator."""
    cycle: Cycle = make_cycle(state="implementing")
    chosen = [row for row in Assessment.of_cycle(cycle) if row.indicator.code in _CODES]
    made = []
    for number, assessment in enumerate(chosen):
        assessment.agree(
            by=BY, today=DAY, level=2, agreed_on=DAY, priority=3, opportunity=3 - number
        )
        objective = Objective.begin(
            BY,
            assessment,
            DAY,
            state="draft" if number == 2 else "active",
            owner=person_of("team_member" if number else "team_lead"),
            done_description="=1+1 looks done.",
            target_on=D(2026, 9, 30 - number),
        )
        for step in (1, 2):
            Task.add(
                BY,
                objective,
                DAY,
                title=f"=Step {step} of {assessment.indicator.code}",
                owner=person_of("process_manager"),
                due=D(2026, 9, 10 * step),
            )
        made.append(objective)
    made[0].tasks.get().complete(BY, D(2026, 9, 5))
    return made


_CODES = ("1.1", "1.2", "10.1")


def codes(words: str) -> list[str]:
    """The codes of the objectives on the page of the plan, in order."""
    return re.findall(r'<span class="grow"><b>([\d.]+)</b>', words)


def test_an_empty_plan_says_what_belongs_there(client_for: Any, make_cycle: Any) -> None:
    words = client_for("team_lead").get("/plan").get_data(as_text=True)
    assert "No cycle is running" in words
    make_cycle()
    words = client_for("team_lead").get("/plan").get_data(as_text=True)
    assert "No objectives yet" in words
    assert 'href="/choose"' in words


def test_scenario_6_an_indicator_without_an_objective_is_not_in_the_plan(
    client_for: Any, plan: Any
) -> None:
    idle = Assessment.select().join(Indicator).where(Indicator.code == "2.1").get()
    idle.agree(by=BY, today=DAY, level=2, agreed_on=DAY, priority=3, opportunity=2)
    words = client_for("viewer").get("/plan").get_data(as_text=True)
    assert "Practice 2.1" not in words
    assert "Practice 1.1" in words


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"1.1", "1.2", "10.1"}),
        ("part=B", {"10.1"}),
        ("from=2026-09-19&to=2026-09-20", {"1.1", "1.2", "10.1"}),
        ("to=2026-09-04", set()),
        ("open=1", {"1.1", "1.2", "10.1"}),
        ("owner={lead}", {"1.1"}),
        ("owner={manager}", {"1.1", "1.2", "10.1"}),
        ("part=A&owner={member}", {"1.2"}),
    ],
)
def test_a_part_of_the_plan(
    query: str, shown: set[str], client_for: Any, plan: Any, person_of: Any
) -> None:
    query = query.format(
        lead=person_of("team_lead").id,
        manager=person_of("process_manager").id,
        member=person_of("team_member").id,
    )
    lead = client_for("team_lead")
    assert set(codes(lead.get(f"/plan?{query}").get_data(as_text=True))) == shown
    table = lead.get(f"/plan.csv?{query}").get_data().decode("utf-8-sig")
    assert {row["Code"] for row in csv.DictReader(io.StringIO(table))} == shown


def test_dates_that_cannot_be_read_are_said(client_for: Any, plan: Any) -> None:
    words = client_for("viewer").get("/plan?from=x&to=2026-01-01").get_data(as_text=True)
    assert "The first date cannot be read" in words


def test_late_objectives_come_first(client_for: Any, plan: Any) -> None:
    plan[0].change(by=BY, target_on=D(2190, 1, 1))
    for task in Task.select().where(Task.objective == plan[0]):
        task.revise(BY, DAY, state="done", done_on=DAY)
    words = client_for("viewer").get("/plan").get_data(as_text=True)
    assert codes(words)[-1] == "1.1"
    assert "2 late tasks" in words


def test_a_finished_task_keeps_its_share_when_only_open_ones_are_shown(
    client_for: Any, plan: Any
) -> None:
    words = client_for("viewer").get("/plan?open=1").get_data(as_text=True)
    assert "1 of 2 tasks (50 %)" in words
    assert "=Step 1 of 1.1" not in words


def test_a_closed_cycle_shows_its_own_plan(client_for: Any, plan: Any, make_cycle: Any) -> None:
    old = Cycle.select().first()
    plan[2].drop(BY, DAY, "Merged.", None)
    old.change(by=BY, state="closed")
    edition = old.edition
    make_cycle(edition=edition, label="2027-28", starts_on=D(2027, 9, 1))
    viewer = client_for("viewer")
    now = viewer.get("/plan").get_data(as_text=True)
    assert set(codes(now)) == {"1.1", "1.2"}  # what is open goes on, what was dropped does not
    then = viewer.get(f"/plan?cycle={old.id}").get_data(as_text=True)
    assert set(codes(then)) == {"1.1", "1.2", "10.1"}


@pytest.mark.parametrize(
    ("gate", "approvals", "mark"),
    [
        (False, [("", "", None)], ""),
        (True, [], ""),
        (True, [("", "", None), ("returned", "M. Ortiz", None)], "DRAFT: not approved"),
        (
            True,
            [("approved", "M. Ortiz", D(2026, 9, 3)), ("undecided", "", None)],
            "DRAFT in part: 1 of 2 objectives not approved",
        ),
        (
            True,
            [
                ("approved", "M. Ortiz", D(2026, 9, 3)),
                ("approved_with_changes", "D. Lee", D(2026, 10, 1)),
            ],
            "All approved, last by D. Lee on 1 Oct 2026",
        ),
        (
            True,
            [("approved", "D. Lee", D(2026, 10, 1)), ("approved", "D. Lee", D(2026, 10, 1))],
            "Approved by D. Lee on 1 Oct 2026",
        ),
    ],
)
def test_how_a_plan_is_marked(gate: bool, approvals: Any, mark: str) -> None:
    assert rules.approval_words(gate, approvals)[1] == mark


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        (("", ""), ""),
        (("draft", "DRAFT: not approved"), "not approved yet"),
        (
            ("part", "DRAFT in part: 1 of 2 objectives not approved"),
            "1 of 2 objectives not approved yet",
        ),
        (("approved", "Approved by D. Lee on 1 Oct 2026"), "Approved by D. Lee on 1 Oct 2026"),
    ],
)
def test_the_page_says_of_the_whole_plan_what_no_state_is_called(mark: Any, said: str) -> None:
    assert rules.approval_on_screen(mark) == said


def test_the_plan_on_screen_is_a_draft_only_where_an_objective_is(
    client_for: Any, plan: Any
) -> None:
    viewer = client_for("viewer")
    assert '· <span class="tag">not approved yet</span>' in viewer.get("/plan").text
    assert "not approved yet" in viewer.get(f"/objectives/{plan[0].id}").text
    assert "DRAFT" not in viewer.get("/plan").text + viewer.get(f"/objectives/{plan[0].id}").text


def test_paper_says_draft_before_approval_and_nothing_without_the_gate(
    client_for: Any, plan: Any
) -> None:
    viewer = client_for("viewer")
    assert "DRAFT: not approved" in viewer.get("/plan/print").get_data(as_text=True)
    Agency.one().change(by=BY, approval_gate=False)
    assert "DRAFT" not in viewer.get("/plan/print").get_data(as_text=True)


def test_paper_marks_key_indicators_by_word_and_explains_the_scales(
    client_for: Any, plan: Any
) -> None:
    words = client_for("viewer").get("/plan/print").get_data(as_text=True)
    assert '1.1 Practice 1.1 <span class="key">KEY</span>' in words
    assert "3 fairly easy to address" in words
    assert "1 needs a change of policy or budget" in words
    assert "Index 9 = priority 3 × opportunity 3." in words
    assert "Levels: 2 on 1 Sep 2026 (first)." in words


def test_a24_a25_scenario_30_the_pdf_is_tagged_reads_in_order_and_is_the_same_bytes_again(
    client_for: Any, plan: Any
) -> None:
    Progress.start(by=BY, objective=plan[0], said_on=DAY, standing="at_risk", text="Two lag.")
    viewer = client_for("viewer")
    made = viewer.get("/plan.pdf")
    assert made.mimetype == "application/pdf"
    report = pdfua.validate_pdf_bytes(made.data, profile="ua1")
    assert report.is_compliant, report
    reader = pypdf.PdfReader(io.BytesIO(made.data))
    text = " ".join(" ".join(sheet.extract_text() for sheet in reader.pages).split())
    places = [
        text.index(words)
        for words in (
            "How to read it",
            "Contents",
            "Part A",
            "1.1 Practice 1.1 KEY",
            "=Step 1 of 1.1",
            "=Step 2 of 1.1",
            "Two lag.",
            "1.2 Practice 1.2 The agency",
            "Part B",
        )
    ]
    assert places == sorted(places)
    assert {float(sheet.mediabox.width) for sheet in reader.pages} == {612.0}  # US Letter
    assert viewer.get("/plan.pdf").data == made.data


def test_a_change_gives_another_copy_number(client_for: Any, plan: Any) -> None:
    def copy() -> str:
        words = viewer.get("/plan/print").get_data(as_text=True)
        found = re.search(r"copy (\d+)<", words)
        assert found
        return found[1]

    viewer = client_for("viewer")
    first = copy()
    assert copy() == first
    Task.get().change(by=BY, title="Another")
    assert int(copy()) > int(first)


def test_the_workbook_holds_strings_and_dates_and_no_formulas(client_for: Any, plan: Any) -> None:
    lead = client_for("team_lead")
    made = lead.get("/plan.xlsx")
    sheet = load_workbook(io.BytesIO(made.data)).worksheets[0]
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert kinds <= {"s", "n", "d"}
    head = [cell.value for cell in sheet[1]]
    assert sheet.cell(2, head.index("Task") + 1).value == "=Step 1 of 1.1"
    assert sheet.cell(2, head.index("Target date") + 1).value.date() == D(2026, 9, 30)
    assert lead.get("/plan.xlsx").data == made.data
    assert 'attachment; filename="plan.xlsx"' in made.headers["Content-Disposition"]


def test_csv_cells_run_nothing_and_read_back_the_same(client_for: Any, plan: Any) -> None:
    body = client_for("team_lead").get("/plan.csv").get_data()
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
    assert rows[0]["Task"] == "'=Step 1 of 1.1"
    table = sheets.read_table(body, "plan.csv")
    assert table[1][table[0].index("Task")] == "=Step 1 of 1.1"


def test_downloads_need_their_right(client_for: Any, plan: Any) -> None:
    viewer = client_for("viewer")
    for address in ("/plan.csv", "/plan.xlsx"):
        assert viewer.get(address).status_code == 403
    assert client_for(None).get("/plan.pdf").status_code == 302


def test_the_plan_asks_the_database_as_often_for_two_objectives_as_for_twenty_one(
    client_for: Any, make_cycle: Any, person_of: Any, queries: Any
) -> None:
    cycle = make_cycle(per_topic=7, state="implementing")
    lead, member = client_for("team_lead"), person_of("team_member")
    counts = {}
    for number, assessment in enumerate(Assessment.of_cycle(cycle), 1):
        assessment.agree(by=BY, today=DAY, level=2, agreed_on=DAY)
        objective = Objective.begin(BY, assessment, DAY, owner=member)
        Task.add(BY, objective, DAY, title="Draft", owner=member)
        if number in (2, 21):
            for address in ("/plan", "/plan/print", "/plan.csv"):
                with queries() as seen:
                    lead.get(address)
                counts.setdefault(address, []).append(len(seen))
    assert counts["/plan"][0] == counts["/plan"][1] <= 11
    assert all(few == many for few, many in counts.values())


def test_a_part_of_the_plan_is_printed_as_that_part(client_for: Any, plan: Any) -> None:
    words = client_for("viewer").get("/plan/print?part=B").get_data(as_text=True)
    assert "Covers part B Part B: 1 objective." in words
    assert "Practice 1.1" not in words
    assert 'href="/plan.pdf?part=B"' in words


def test_no_task_table_is_longer_than_a_page(client_for: Any, plan: Any) -> None:
    for number in range(60):
        Task.add(BY, plan[0], DAY, title=f"One of many steps, number {number}")
    words = client_for("viewer").get("/plan/print?part=A").get_data(as_text=True)
    tables = re.findall(r"<tbody>(.*?)</tbody>", words, re.DOTALL)
    assert [table.count("<tr>") for table in tables] == [25, 25, 12, 2]
    made = client_for("viewer").get("/plan.pdf?part=A")
    assert pdfua.validate_pdf_bytes(made.data, profile="ua1").is_compliant


def test_what_the_team_chose_and_has_not_planned_stands_under_the_plan(
    client_for: Any, plan: Any
) -> None:
    idle = Assessment.select().join(Indicator).where(Indicator.code == "2.1").get()
    idle.agree(by=BY, today=DAY, level=2, agreed_on=DAY, priority=3, opportunity=3)
    Selection.place(
        by=BY,
        assessment=idle,
        on_list="quick_win",
        suggested="quick_win",
        reason="",
        on=DAY,
        now=None,
    )
    lead = client_for("team_lead")
    assert f"/assessments/{idle.id}/objective" in lead.get("/plan").get_data(as_text=True)
    form = lead.get(f"/assessments/{idle.id}/objective").get_data(as_text=True)
    assert re.search(r'value="quick_win" checked', form)

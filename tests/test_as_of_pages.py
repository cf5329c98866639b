"""Pages and papers of a past day, and what is given out of it."""

import csv
import datetime
import io
import json
import re
from typing import Any

import page as pdfua
import pypdf
import pytest
from openpyxl import load_workbook

from sras.accounts.models import Agency, Person
from sras.assessment.models import Assessment, Cycle
from sras.core.sheets import XLSX
from sras.documents.models_issues import Issue
from sras.planning.models import Objective
from sras.planning.models_asks import Ask
from sras.planning.models_lists import Selection
from sras.planning.models_tasks import Task
from sras.schedule.models import Meeting
from tests.conftest import BY
from tests.test_as_of_levels import at

D = datetime.date
MARCH = "2027-03-31"
PAGES = ("/profile", "/priorities", "/plan", "/tasks")
PAPERS = ("/profile/print", "/priorities/print", "/plan/print", "/tasks/print")
TABLES = ("/profile", "/priorities", "/plan", "/tasks")


@pytest.fixture
def cycle(app: Any, make_cycle: Any, person_of: Any) -> Cycle:
    """Two objectives in February, one task each; in April what happened in March is typed."""
    lead = person_of("team_lead")
    Agency.one().change(by=BY, approval_gate=False)
    with at(2026, 9, 1):
        cycle = make_cycle()
    first, second, third = list(Assessment.of_cycle(cycle))[:3]
    with at(2027, 2, 1):
        for row, priority in ((first, 3), (second, 2), (third, 1)):
            row.agree(
                by=BY,
                today=D(2027, 2, 1),
                level=2,
                in_place="A draft.",
                priority=priority,
                opportunity=1,
                constraint_kind="budget",
                constraint_note="Two posts.",
            )
        Ask.put(by=BY, assessment=first, kind="budget", text="Two posts.", on=D(2027, 2, 1))
        for row in (first, second):
            objective = Objective.begin(
                BY,
                row,
                D(2027, 2, 1),
                state="active",
                owner=lead,
                done_description="One form.",
                target_on=D(2027, 6, 30),
            )
            Selection.start(by=BY, assessment=row, list="longer_term", placed_on=D(2027, 2, 1))
            Task.add(BY, objective, D(2027, 2, 1), title="Draft it", owner=lead, due=D(2027, 3, 15))
    return cycle


def type_in_april(cycle: Cycle) -> None:
    """One task, one level, one end of March; words and dates that changed since."""
    first, second, third = list(Assessment.of_cycle(cycle))[:3]
    with at(2027, 4, 26):
        Task.get(Task.id == 1).complete(BY, D(2027, 3, 30))
        third.reassess(by=BY, today=D(2027, 4, 26), level=3, on=D(2027, 3, 9), note="Seen at work")
        objective = Objective.get(Objective.assessment == second)
        objective.drop(BY, D(2027, 3, 30), "The law changed.", None)
        first.change(by=BY, in_place="Much.", priority=2)
        Ask.get().decide(
            by=BY, state="granted", on=D(2027, 4, 2), decided_by="Maria Ortiz", answer="Yes."
        )
        Task.get(Task.id == 1).change(by=BY, title="Draft both")


def words(answer: Any) -> str:
    text = re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True).split("<main", 1)[1])
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("path", [*PAGES, *PAPERS])
@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("soon", "Write the day as year-month-day"),
        ("2027-13-01", "Write the day as year-month-day"),
        ("2027-05-02", "That day has not come yet; today is 1 May 2027."),
        ("2026-08-31", "The cycle 2026-27 began on 1 Sep 2026"),
    ],
)
def test_a_day_that_will_not_do_is_told(
    client_for: Any, cycle: Cycle, path: str, day: str, said: str
) -> None:
    with at(2027, 5, 1):
        answer = client_for("viewer").get(f"{path}?as_of={day}")
    if "tasks" in path and day == "2026-08-31":  # tasks may be older than the cycle
        assert answer.status_code == 200
        return
    assert answer.status_code == 422
    assert said in words(answer)
    assert f'value="{day}"' in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_for_a_day_and_leads_back_to_today(
    client_for: Any, cycle: Cycle, path: str
) -> None:
    with at(2027, 5, 1):
        client = client_for("viewer")
        assert 'name="as_of"' in client.get(path).get_data(as_text=True)
        page = client.get(f"{path}?as_of={MARCH}").get_data(as_text=True)
    assert ", as of 31 Mar 2027</h1>" in page
    assert 'id="as-of-today"' in page
    assert '<form class="line"' not in page
    assert f"as_of={MARCH}" in page.split("as-of-today")[1] or "as_of" in page


def test_the_pages_tell_what_was_known_to_have_happened(client_for: Any, cycle: Cycle) -> None:
    type_in_april(cycle)
    with at(2027, 5, 1):
        client = client_for("viewer")
        profile = words(client.get(f"/profile?as_of={MARCH}"))
        plan = words(client.get(f"/plan?as_of={MARCH}"))
        tasks = words(client.get(f"/tasks?as_of={MARCH}"))
        earlier = words(client.get("/tasks?as_of=2027-03-29"))
        ranked = words(client.get(f"/priorities?as_of={MARCH}"))
        today = words(client.get("/priorities"))
    assert "Usual , agreed 9 Mar 2027" in profile
    assert "A draft." in profile
    assert "Much." not in profile
    assert "1 of 1 task (100 %)" in plan
    assert "dropped 30 Mar 2027" in plan
    assert "0 open tasks" in tasks
    assert "2 open tasks" in earlier
    assert "late by 14 days" in earlier
    # Three are below the highest level: 3 × 1, 2 × 1, 1 × 1; the ask waited for its answer.
    assert ranked.index("3 × 1 = 3") < ranked.index("2 × 1 = 2") < ranked.index("1 × 1 = 1")
    assert "Longer term (1)" in ranked  # the dropped one is on no list any more
    assert "Open" in ranked
    assert "Granted" not in ranked
    assert "3 × 1 = 3" not in today
    assert "Granted, 2 Apr 2027, Maria Ortiz. Yes." in today


def test_the_tables_tell_the_same(client_for: Any, cycle: Cycle) -> None:
    type_in_april(cycle)
    with at(2027, 5, 1):
        client = client_for("team_lead")
        found = {
            path: client.get(f"{path}.csv?as_of={MARCH}").get_data(as_text=True) for path in TABLES
        }
        book = client.get(f"/priorities.xlsx?as_of={MARCH}")
        tasks = client.get("/tasks.csv?as_of=2027-03-29").get_data(as_text=True)
        for path in TABLES:
            assert client.get(f"{path}.xlsx?as_of={MARCH}").mimetype == XLSX
            assert client_for("guest").get(f"{path}.csv").status_code == 403
    rows = {path: list(csv.DictReader(io.StringIO(text[1:]))) for path, text in found.items()}
    assert [row["Level"] for row in rows["/profile"]] == ["2", "2", "3", "", "", ""]
    assert rows["/profile"][0]["What is in place now"] == "A draft."
    assert [row["Index"] for row in rows["/priorities"]] == ["3", "2", "1"]
    ended = ["In the plan, active", "Objective dropped", ""]
    assert [row["In the plan"] for row in rows["/priorities"]] == ended
    assert [row["Task state"] for row in rows["/plan"]] == ["done", "not started"]
    assert rows["/tasks"] == []
    late = list(csv.DictReader(io.StringIO(tasks[1:])))
    assert [row["How it stands"] for row in late] == ["late by 14 days"] * 2
    sheets = load_workbook(io.BytesIO(book.data))
    assert sheets.sheetnames == ["Priority list", "Asks of the Chief"]
    assert [cell.value for cell in sheets["Asks of the Chief"][2]][3:6:2] == ["Two posts.", "Open"]


def test_the_list_of_now_says_what_only_the_chief_can_clear(client_for: Any, cycle: Cycle) -> None:
    with at(2027, 5, 1):
        client = client_for("viewer")
        page = words(client.get("/priorities"))
        printed = client.get("/priorities.pdf")
    assert "Budget: Two posts" in page
    assert "Asks of the Chief State School Officer (1)" in page
    assert page.count("In the plan, active") == 4  # ranked, and on its list
    text = " ".join(
        sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(printed.data)).pages
    )
    assert "Longer term" in text
    assert "Two posts." in text
    assert pdfua.validate_pdf_bytes(printed.data, profile="ua1").is_compliant


def test_papers_of_a_past_day_say_so_and_stay_the_same(client_for: Any, cycle: Cycle) -> None:
    type_in_april(cycle)
    with at(2027, 5, 1):
        client = client_for("viewer")
        before = {path: client.get(f"{path}?as_of={MARCH}").data for path in PAPERS}
        now = {path: client.get(path).get_data(as_text=True) for path in PAPERS}
    assert all(
        b"As of 31 Mar 2027, with all that was recorded up to change" in p for p in before.values()
    )
    assert all("with all that was recorded" not in page for page in now.values())
    with at(2027, 5, 20):
        row = Assessment.of_cycle(cycle).first()
        row.change(by=BY, in_place="All of it.", priority=1)
        Objective.get().change(by=BY, done_description="Three forms.")
        Task.get(Task.id == 2).change(by=BY, title="Draft none", due=None)
        Agency.one().change(by=BY, agency_name="Another agency", system_name="Another name")
        Person.get(Person.role == "team_lead").change(by=BY, name="Ana Lee")
        Cycle.get_by_id(cycle.id).change(by=BY, label="The year of 2026")
        client = client_for("viewer")
        after = {path: client.get(f"{path}?as_of={MARCH}").data for path in PAPERS}
    assert after == before


def test_a_call_sheet_tells_the_numbers_of_a_past_day(client_for: Any, cycle: Cycle) -> None:
    type_in_april(cycle)
    with at(2027, 4, 20):
        call = Meeting.start(
            by=BY, kind="center_call", title="Call", held_on=D(2027, 4, 20), starts_at="10:00"
        )
    with at(2027, 5, 1):
        client = client_for("viewer")
        past = words(client.get(f"/meetings/{call.id}/call-sheet?as_of={MARCH}"))
        earlier = words(client.get(f"/meetings/{call.id}/call-sheet?as_of=2027-03-08"))
        printed = words(client.get(f"/meetings/{call.id}/call-sheet/print?as_of={MARCH}"))
    assert "1 objective planned, 1 active, 0 met; 0 tasks late" in past
    assert "2 objectives planned, 2 active, 0 met; 0 tasks late" in earlier
    assert "As of 31 Mar 2027" in printed
    assert "1 objective planned" in printed


def test_a_call_sheet_of_a_past_day_counts_from_the_last_call_of_then(
    client_for: Any, cycle: Cycle
) -> None:
    type_in_april(cycle)
    days = (D(2027, 2, 20), D(2027, 4, 10), D(2027, 4, 20))
    with at(2027, 4, 20):
        facts = {"kind": "center_call", "title": "Call", "starts_at": "10:00"}
        first, _second, third = (
            Meeting.start(by=BY, held_on=day, state="minutes_draft", **facts) for day in days
        )
    with at(2027, 5, 1):
        client = client_for("viewer")

        def told(key: int, day: str) -> str:
            return words(client.get(f"/meetings/{key}/call-sheet/print?as_of={day}"))

        assert "Since 20 Feb 2027:" in told(third.id, MARCH)
        assert "Since 10 Apr 2027:" in told(third.id, "2027-04-10")
        assert "This is the first call that is written down." in told(third.id, "2027-02-19")
        assert "This is the first call that is written down." in told(first.id, MARCH)


def test_the_changes_since_a_copy_are_those_of_now_whatever_day_is_asked_for(
    client_for: Any, cycle: Cycle
) -> None:
    with at(2027, 5, 1):
        client = client_for("viewer")
        number = re.search(r"copy (\d+)", client.get("/plan/print").get_data(as_text=True))
        assert number is not None
    type_in_april(cycle)
    asked = f"paper=plan&number={number[1]}"
    with at(2027, 5, 2):
        client = client_for("viewer")
        page = client.get(f"/copies?{asked}&as_of={MARCH}")
        sheets = client.get(f"/copies.pdf?{asked}&as_of={MARCH}")
    assert page.status_code == 200
    assert "Draft both" in words(page)
    assert sheets.status_code == 200


def give_out(client: Any, name: str, day: str = MARCH) -> Issue:
    typed = {"title": "As it was", "issued_on": "2027-04-02"}
    answer = client.post(f"/reports/{name}/issue?as_of={day}", data=typed)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return Issue.get(Issue.subject == name, Issue.last == D.fromisoformat(day))


@pytest.mark.parametrize("name", ["profile", "priorities", "plan", "tasks"])
def test_an_issued_report_is_the_same_a_month_later(
    client_for: Any, cycle: Cycle, name: str
) -> None:
    with at(2027, 4, 2):
        client = client_for("team_lead")
        issue = give_out(client, name)
        pages = [f"/documents/issues/{issue.id}/{end}" for end in ("page", "facts.json")]
        before = [client.get(page).data for page in pages]
        fresh = words(client.get(f"/{name}/print?as_of={MARCH}"))
    assert b"As of 31 Mar 2027" in before[0]
    assert json.loads(before[1])["as_of"] == MARCH
    assert "Entered since" not in fresh
    type_in_april(cycle)
    with at(2027, 5, 2):
        client = client_for("team_lead")
        assert [client.get(page).data for page in pages] == before
        fresh = words(client.get(f"/{name}/print?as_of={MARCH}"))
        form = words(client.get(f"/reports/{name}/issue?as_of={MARCH}"))
        about = f"/documents/issues/{issue.id}"
        assert f'href="{about}/late"' in client.get(about).text
        late = client.get(f"{about}/late")
        [again] = re.findall(r'class="button" href="([^"]+)">The fresh', late.text)
        assert client.get(again).status_code == 200
    dropped = "dropped on 30 Mar 2027, recorded on 26 Apr 2027 by Set-up"
    level = "level 3, agreed on 9 Mar 2027 instead of 1 Feb 2027"
    done = "Task “Draft it”: done on 30 Mar 2027, recorded on 26 Apr 2027 by Set-up"
    told = {
        "profile": [level],
        "priorities": [level, dropped],
        "plan": [done, level, dropped],
        "tasks": [done, dropped],
    }
    for text in (fresh, form, words(late)):
        assert [said in text for said in told[name]] == [True] * len(told[name])
        assert text.count("recorded on 26 Apr 2027") == len(told[name])
    for text in (fresh, form):
        assert "Issue 1 of 2 Apr 2027" in text or "issue 1 of 2 Apr 2027" in text


def test_a_fresh_report_differs_by_what_was_entered_late_and_by_nothing_else(
    client_for: Any, cycle: Cycle
) -> None:
    with at(2027, 4, 2):
        client = client_for("team_lead")
        then = json.loads(give_out(client, "plan").facts)
    type_in_april(cycle)
    with at(2027, 5, 2):
        typed = {"title": "Once more", "issued_on": "2027-05-02"}
        client_for("team_lead").post(f"/reports/plan/issue?as_of={MARCH}", data=typed)
    now = json.loads(Issue.get(Issue.number == 2).facts)
    first, second = then["plan"]
    assert now["plan"] == [
        first | {"Task state": "done", "Done on": "2027-03-30", "Progress": "1 of 1 task (100 %)"},
        second | {"Objective state": "dropped"},
    ]
    assert {name: now[name] for name in now if name != "plan"} == {
        name: then[name] for name in then if name != "plan"
    }


def test_who_may_not_issue_sees_no_button(client_for: Any, cycle: Cycle) -> None:
    with at(2027, 5, 1):
        for path in PAGES:
            assert f"{path}/issue" in client_for("team_lead").get(path).get_data(as_text=True)
            assert f"{path}/issue" not in client_for("viewer").get(path).get_data(as_text=True)
        assert client_for("viewer").get("/reports/plan/issue").status_code == 403
        assert client_for("team_lead").get("/none/issue").status_code == 404
        answer = client_for("team_lead").post(
            f"/reports/plan/issue?as_of={MARCH}", data={"title": "", "issued_on": ""}
        )
    assert answer.status_code == 422
    assert "Say what it is called on its cover." in words(answer)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_a_past_day_asks_little(
    client_for: Any, cycle: Cycle, queries: Any, path: str
) -> None:
    type_in_april(cycle)
    with at(2027, 5, 1):
        client = client_for("viewer")
        client.get(path)
        with queries() as seen:
            assert client.get(f"{path}?as_of={MARCH}").status_code == 200
    assert len(seen) <= 4 + 6, "\n".join(seen)

"""Changes since the copy someone holds, of the plan: found, said by place, and reprinted alone."""

import datetime
import re
from typing import Any

import page as pdfua
import pytest

from sras.accounts.models import Agency
from sras.assessment.models import Assessment
from sras.history.models import Change
from sras.planning.models import Objective
from sras.planning.models_progress import Progress
from sras.planning.models_tasks import Task, TaskComment
from sras.strategy.models import Measure
from tests.conftest import BY, DAY
from tests.paper_copies import number_of, pages, told

D = datetime.date
NEW = (
    "Number: 3; Task: A third step; Owner: nobody yet; Added: 1 Sep 2026; Due: no date; "
    "State: not started"
)


@pytest.fixture
def plan(make_cycle: Any, person_of: Any) -> list[Objective]:
    """Three objectives in two parts, two tasks each."""
    made = []
    cycle = make_cycle(state="implementing")
    for row in Assessment.of_cycle(cycle):
        if row.indicator.code not in ("1.1", "1.2", "10.1"):
            continue
        row.agree(by=BY, today=DAY, level=2, agreed_on=DAY, priority=3, opportunity=2)
        objective = Objective.begin(
            BY, row, DAY, owner=person_of("team_lead"), done_description="All do it."
        )
        owner = person_of("process_manager")
        tasks = [
            {"title": f"Step {step} of {row.indicator.code}", "owner": owner} for step in (1, 2)
        ]
        Task.add_many(BY, objective, DAY, tasks)
        made.append(objective)
    return made


def test_two_tasks_and_one_level_are_told_and_only_their_sheets_printed(
    client_for: Any, plan: list[Objective], person_of: Any
) -> None:
    viewer = client_for("viewer")
    held = number_of(viewer, "/plan/print")
    one, other = (Task.get(title=title) for title in ("Step 2 of 1.1", "Step 1 of 10.1"))
    one.hand_to(BY, person_of("team_member"))
    other.complete(BY, D(2026, 10, 5))
    plan[0].assessment.reassess(by=BY, today=DAY, level=3, on=D(2026, 10, 6), note="Seen.")
    after, before = person_of("team_member").name, person_of("process_manager").name
    assert told(viewer, "plan", held) == [
        "1.1 Practice 1.1: replace this sheet",
        "Levels: 2 on 1 Sep 2026 (first) → 2 on 1 Sep 2026 (first), 3 on 6 Oct 2026",
        f"Task 2 “Step 2 of 1.1”: Owner: {before} → {after}",
        "10.1 Practice 10.1: replace this sheet",
        "Tasks done: 0 of 2 tasks (0 %) → 1 of 2 tasks (50 %)",
        "Task 1 “Step 1 of 10.1”: State: not started → done 5 Oct 2026",
    ]
    made = viewer.get(f"/copies.pdf?paper=plan&number={held}")
    assert made.mimetype == "application/pdf"
    first, *sheets = pages(made.data)
    assert "Replace" in first
    assert "Take out" not in first
    assert [re.findall(r"Tasks of ([\d.]+)", words) for words in sheets] == [["1.1"], ["10.1"]]
    assert [words.count("changed") for words in sheets] == [2, 2]
    assert f"1.1 · copy {number_of(viewer, '/plan/print')}" in sheets[0]
    assert pdfua.validate_pdf_bytes(made.data, profile="ua1").is_compliant
    assert viewer.get(f"/copies.pdf?paper=plan&number={held}").data == made.data


def test_what_is_changed_and_changed_back_is_no_change(
    client_for: Any, plan: list[Objective]
) -> None:
    viewer = client_for("viewer")
    held, task = number_of(viewer, "/plan/print"), Task.get()
    task.change(by=BY, title="Another")
    task.change(by=BY, title="Step 1 of 1.1")
    assert told(viewer, "plan", held) == []
    words = viewer.get(f"/copies?paper=plan&number={held}").text
    assert "Nothing on your copy has changed since." in words
    assert f"carries the number {number_of(viewer, '/plan/print')} and says the same" in words


def test_new_and_dropped_and_archived_things_are_told(
    client_for: Any, plan: list[Objective], make_assessment: Any, person_of: Any
) -> None:
    viewer = client_for("viewer")
    held = number_of(viewer, "/plan/print")
    steps = list(plan[0].tasks)
    steps[0].drop(BY, "Not needed.")
    steps[1].archive(by=BY)
    Task.add(BY, plan[1], DAY, title="A third step")
    TaskComment.start(by=BY, task=plan[1].tasks.get(), said_on=DAY, text="Asked.")
    Progress.start(by=BY, objective=plan[1], said_on=DAY, standing="at_risk", text="Slow.")
    plan[2].archive(by=BY)
    others = list(Assessment.of_cycle(plan[0].assessment.cycle))
    row = next(row for row in others if row.indicator.code == "2.1")
    row.agree(by=BY, today=DAY, level=1, agreed_on=DAY)
    Objective.begin(BY, row, DAY)
    assert told(viewer, "plan", held) == [
        "First pages: replace this sheet",
        "Contents, 2.1: new. 2.1 Practice 2.1 (KEY)",
        "Contents, 10.1: taken out.",
        "1.1 Practice 1.1: replace this sheet",
        "Tasks done: 0 of 2 tasks (0 %) → no tasks",
        "Task 1 “Step 1 of 1.1”: State: not started → dropped: Not needed.",
        "Task 2 “Step 2 of 1.1”: taken out.",
        "1.2 Practice 1.2: replace this sheet",
        "Tasks done: 0 of 2 tasks (0 %) → 0 of 3 tasks (0 %)",
        "Task 1 “Step 1 of 1.2”: Remarks: nothing → 1 Sep 2026: Asked.",
        f"Task 3 “A third step”: new. {NEW}",
        "Progress entry: new. 1 Sep 2026, at risk: Slow.",
        "2.1 Practice 2.1: new: add this sheet",
        "10.1 Practice 10.1: take this sheet out",
    ]
    made = viewer.get(f"/copies.pdf?paper=plan&number={held}").data
    first, *sheets = pages(made)
    assert re.findall(r"(?:Replace|Add|Take out) (?:First|[\d.]+)", first) == [
        "Replace First",
        "Add 2.1",
        "Take out 10.1",
    ]
    assert [re.findall(r"([\w.]+(?: pages)?) · copy", words) for words in sheets] == [
        ["First pages"],
        ["1.1"],
        ["1.2"],
        ["2.1"],
    ]
    assert [str(f) for f in pdfua.validate_pdf_bytes(made, profile="ua1").failures] == []


def test_each_thing_on_the_paper_is_told_when_it_changes(
    client_for: Any, plan: list[Objective], person_of: Any
) -> None:
    measure = Measure.set_up(by=BY, about=("objective", plan[0].id), name="Schools", unit="schools")
    point = measure.record(by=BY, on=DAY, value=3)
    viewer = client_for("viewer")
    held = number_of(viewer, "/plan/print")
    manager = person_of("process_manager")
    point.change(by=BY, value=4)
    manager.change(by=BY, name="Nora New")
    plan[0].assessment.indicator.change(by=BY, statement="It is so.")
    plan[0].change(by=BY, barriers="Snow.", list="quick_win")
    Agency.get().change(by=BY, agency_name="Department of Learning")
    plan[0].assessment.change(by=BY, priority=2)
    said = told(viewer, "plan", held)
    for words in (
        "Agency: Franklin Department of Education → Department of Learning",
        "Statement: ",
        "Barriers: nothing → Snow.",
        "List: longer term → quick win",
        "Index: 6 = 3 × 2 → 4 = 2 × 2",
        "Measure “Schools”: How it stands: ",
        "Task 1 “Step 1 of 1.2”: Owner: Process manager One → Nora New",
    ):
        assert [line for line in said if line.startswith(words)], words


def test_what_is_not_on_the_plan_leaves_its_number_and_its_bytes(
    client_for: Any, plan: list[Objective], person_of: Any
) -> None:
    viewer = client_for("viewer")
    held, made = number_of(viewer, "/plan/print"), viewer.get("/plan.pdf").data
    other = next(
        row for row in Assessment.of_cycle(plan[0].assessment.cycle) if row.indicator.code == "2.2"
    )
    other.agree(by=BY, today=DAY, level=1, agreed_on=DAY)
    other.indicator.change(by=BY, title="Elsewhere")
    plan[0].change(by=BY, not_yet_on=DAY)
    Task.get().change(by=BY, description="Not printed.")
    person_of("viewer").change(by=BY, name="Someone Else")
    assert number_of(viewer, "/plan/print") == held
    assert viewer.get("/plan.pdf").data == made


def test_the_number_of_a_part_tells_what_changed_on_that_part(
    client_for: Any, plan: list[Objective], person_of: Any
) -> None:
    viewer, manager = client_for("viewer"), person_of("process_manager")
    asked = {"owner": manager.id, "open": 1}
    held = number_of(viewer, f"/plan/print?owner={manager.id}&open=1")
    tasks = list(Task.select().order_by(Task.id))
    plan[0].change(by=BY, owner=person_of("team_member"))
    tasks[0].complete(BY, DAY)
    tasks[2].hand_to(BY, person_of("team_member"))
    tasks[3].hand_to(BY, person_of("team_member"))
    assert told(viewer, "plan", held, **asked) == [
        "First pages: replace this sheet",
        "Number of objectives: 3 → 2",
        "Contents, 1.2: taken out.",
        "1.1 Practice 1.1: replace this sheet",
        "Tasks done: 0 of 2 tasks (0 %) → 1 of 2 tasks (50 %)",
        "Answers for it: Team lead One → Team member One",
        "Task 1 “Step 1 of 1.1”: taken out.",
        "1.2 Practice 1.2: take this sheet out",
    ]
    assert told(viewer, "plan", held, part="B") == []
    page = viewer.get(f"/plan?owner={manager.id}&open=1").text
    form = page.partition('id="held-copy"')[2].partition("</form>")[0]
    assert f'name="owner" value="{manager.id}"' in form
    assert (
        f"/copies?paper=plan&amp;owner={manager.id}"
        in viewer.get(f"/plan/print?owner={manager.id}").text
    )


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Enter the number that stands below the title"),
        ("seven", "Write the number as it stands on the copy"),
        ("0", "Write the number as it stands on the copy"),
        ("99999", "There is no copy 99999 yet."),
        ("elsewhere", "No copy of the plan of this cycle has the number"),
        ("aside", "No copy of the plan of this cycle has the number"),
    ],
)
def test_a_wrong_future_or_foreign_number_is_refused_beside_the_field(
    client_for: Any, plan: list[Objective], typed: str, words: str
) -> None:
    other = Assessment.of_cycle(plan[0].assessment.cycle)[-1]
    other.agree(by=BY, today=DAY, level=1, agreed_on=DAY, in_place="On the profile only.")
    known = {"elsewhere": str(Change.last_sequence())}
    Task.get().change(by=BY, description="On no paper.")
    known["aside"] = str(Change.last_sequence())
    viewer = client_for("viewer")
    number = known.get(typed, typed)
    answer = viewer.get("/copies", query_string={"paper": "plan", "number": number})
    assert answer.status_code == 422
    fault = re.search(r'<p class="error" id="number-error">(.*?)</p>', answer.text)
    assert fault
    assert words in fault[1]
    assert f'value="{number}"' in answer.text
    assert viewer.get(f"/copies.pdf?paper=plan&number={number}").status_code == 422


def test_the_number_is_read_as_people_type_it(client_for: Any, plan: list[Objective]) -> None:
    viewer = client_for("viewer")
    held = number_of(viewer, "/plan/print")
    assert told(viewer, "plan", f"  Copy {held:,} ") == []  # type: ignore[arg-type]
    assert "Which copy" not in viewer.get("/copies").text
    assert viewer.get("/copies?paper=nothing&number=1").status_code == 422


def test_without_a_cycle_there_is_no_copy_to_compare(client_for: Any) -> None:
    answer = client_for("viewer").get("/copies?paper=plan&number=1")
    assert answer.status_code == 422
    assert "No cycle is running, so there is no such paper yet." in answer.text


def test_the_page_of_changes_asks_as_much_for_many_changes_as_for_few(
    client_for: Any, plan: list[Objective], queries: Any, person_of: Any
) -> None:
    viewer = client_for("viewer")
    held = number_of(viewer, "/plan/print")
    counts = []
    for many in (1, 12):
        for number in range(many):
            Task.add_many(BY, plan[number % 3], DAY, [{"title": f"More {many} {number}"}])
            task = Task.select().order_by(Task.id).offset(number % 6).get()
            task.hand_to(BY, person_of("team_member" if many == 1 else "coach"))
            TaskComment.start(by=BY, task=task, said_on=DAY, text="Asked.")
            Progress.start(
                by=BY, objective=plan[number % 3], said_on=DAY, standing="at_risk", text="Slow."
            )
        with queries() as seen:
            assert told(viewer, "plan", held)
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert counts[0] <= 10


def test_an_address_cannot_lead_the_link_to_the_paper_elsewhere(
    client_for: Any, plan: list[Objective]
) -> None:
    viewer = client_for("viewer")
    held = number_of(viewer, "/plan/print")
    plan[0].change(by=BY, barriers="Snow.")
    asked = f"paper=plan&number={held}&_scheme=javascript&_external=1&_anchor=x"
    words = viewer.get(f"/copies?{asked}").text
    assert f'href="/copies.pdf?paper=plan&amp;number={held}&amp;_scheme=javascript' in words


def test_a_copy_holds_after_what_gave_its_number_left_the_plan(
    client_for: Any, plan: list[Objective], make_cycle: Any, person_of: Any
) -> None:
    viewer, cycle = client_for("viewer"), plan[0].assessment.cycle
    person_of("process_manager").change(by=BY, name="Nora New")
    renamed = number_of(viewer, "/plan/print")
    assert renamed == Change.last_sequence()
    for task in Task.select():
        task.hand_to(BY, person_of("team_lead"))
    assert told(viewer, "plan", renamed)[1].endswith("Owner: Nora New → Team lead One")
    cycle.close(by=BY, on=D(2027, 6, 30))
    make_cycle(edition=cycle.edition, previous=cycle, label="2027-28", starts_on=D(2027, 7, 1))
    task = plan[0].tasks.get()
    task.move(BY, D(2027, 9, 1))
    carried = number_of(viewer, "/plan/print")
    assert carried == Change.last_sequence()
    for one in plan:
        Objective.get_by_id(one.id).drop(BY, D(2027, 9, 2), "Done elsewhere.", None)
    assert told(viewer, "plan", carried)[-3:] == [
        "1.1 Practice 1.1: take this sheet out",
        "1.2 Practice 1.2: take this sheet out",
        "10.1 Practice 10.1: take this sheet out",
    ]

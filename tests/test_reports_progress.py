"""The progress report to the Chief: figures by the days on which things happened, two pages."""

import datetime
import io
import json
import re
from html import unescape
from typing import Any

import page as pdfua
import pypdf
import pytest

from sras.accounts.models import Agency
from sras.assessment.models import Assessment
from sras.core.db import transaction
from sras.documents.models_issues import Issue
from sras.frameworks.models_sets import DEFAULT_SET, import_set
from sras.planning.models import Objective
from sras.planning.models_asks import Ask
from sras.planning.models_progress import Progress
from sras.planning.models_tasks import Task
from sras.reports.models import Narrative
from sras.schedule.models import Attendance, Meeting
from tests.conftest import BY
from tests.page_checks import faults
from tests.test_as_of_levels import at
from tests.test_documents_word_pictures import shown_in_word

D = datetime.date
QUARTER = "first=2027-01-01&last=2027-03-31"


def plain(html: str) -> str:
    """The words of the main part of a page."""
    main = html[html.index("<main") : html.index("</main>")]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


def pages(body: bytes) -> list[str]:
    """The words of each page of a PDF."""
    return [sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(body)).pages]


class State:
    """Twelve indicators and a plan, written week by week; some of it weeks late."""

    def __init__(self, cycle: Any, lead: Any) -> None:
        self.rows = {row.indicator.code: row.id for row in Assessment.of_cycle(cycle)}
        self.lead, self.objectives = lead, {}

    def row(self, code: str) -> Assessment:
        return Assessment.get_by_id(self.rows[code])

    def agree(self, typed: D, code: str, level: int, on: D | None = None, **more: Any) -> None:
        with at(typed.year, typed.month, typed.day):
            given = {"disposition": "will_include"} if level == 1 else {}
            self.row(code).agree(
                by=BY, today=typed, level=level, agreed_on=on or typed, **given, **more
            )

    def plan(self, typed: D, code: str, added_on: D | None = None) -> None:
        with at(typed.year, typed.month, typed.day):
            self.objectives[code] = Objective.begin(
                BY,
                self.row(code),
                added_on or typed,
                state="active",
                owner=self.lead,
                done_description="One form.",
                target_on=D(2027, 6, 30),
            )

    def objective(self, code: str) -> Objective:
        return Objective.get_by_id(self.objectives[code].id)


@pytest.fixture
def state(make_cycle: Any, make_meeting: Any, person_of: Any) -> State:
    """What was typed until 8 April 2027."""
    Agency.one().change(by=BY, approval_gate=False)
    with at(2026, 11, 2):
        cycle = make_cycle(per_topic=4)
    made = State(cycle, person_of("team_lead"))
    for code, level in (("1.1", 2), ("1.2", 2), ("1.3", 3), ("2.1", 1), ("2.2", 2)):
        made.agree(D(2026, 12, 1), code, level)
    made.agree(D(2027, 1, 15), "1.4", 2, on=D(2026, 12, 20))  # typed in the next quarter
    made.plan(D(2026, 12, 5), "1.2")
    made.plan(D(2026, 12, 5), "2.2")
    made.agree(D(2027, 1, 12), "2.3", 2)
    made.agree(D(2027, 1, 12), "2.4", 3)
    made.plan(D(2027, 1, 20), "2.1")
    made.agree(D(2027, 2, 9), "10.1", 1)
    with at(2027, 2, 16):
        made.row("1.3").reassess(
            by=BY, today=D(2027, 2, 16), level=2, on=D(2027, 2, 16), note="Staff left."
        )
    made.plan(D(2027, 3, 10), "2.3", added_on=D(2027, 2, 2))
    _tasks_until_april(made)
    _talks_until_april(made, make_meeting)
    return made


def _tasks_until_april(made: State) -> None:
    one, three = made.objective("2.1"), made.objective("2.3")
    with at(2027, 1, 21):
        due = {"Draft it": D(2027, 2, 5), "Buy it": D(2027, 2, 26), "Check it": D(2027, 3, 31)}
        many = [{"title": title, "due": day} for title, day in due.items()]
        drafted, _bought, _checked = Task.add_many(BY, one, D(2027, 1, 21), many)
        Task.add(BY, one, D(2027, 1, 21), title="Print it", due=D(2027, 4, 20))
    with at(2027, 2, 2):
        drafted.complete(BY, D(2027, 2, 2))
    with at(2027, 3, 10):
        weekly = Task.add(BY, three, D(2027, 2, 2), title="Look", frequency="weekly")
        weekly.complete(BY, D(2027, 2, 9))
        Task.get_by_id(weekly.id).complete(BY, D(2027, 2, 16))
    with at(2027, 3, 17):
        Progress.start(
            by=BY, objective=one, said_on=D(2027, 3, 9), standing="at_risk", text="The vendor left."
        )
        Progress.start(by=BY, objective=three, said_on=D(2027, 3, 16), standing="on_track")
    with at(2027, 4, 6):
        Progress.start(by=BY, objective=one, said_on=D(2027, 4, 6), standing="on_track")


def _talks_until_april(made: State, make_meeting: Any) -> None:
    with at(2027, 1, 4):
        Ask.put(
            by=BY, assessment=made.row("1.1"), kind="policy", text="Waive it.", on=D(2027, 1, 4)
        )
    with at(2027, 2, 10):
        Ask.put(
            by=BY, assessment=made.row("2.1"), kind="budget", text="Pay for it.", on=D(2027, 2, 10)
        )
    with at(2027, 1, 2):
        days = (D(2027, 1, 12), D(2027, 1, 26), D(2027, 2, 9), D(2027, 2, 23), D(2027, 3, 9))
        team = [make_meeting(held_on=day) for day in (*days, D(2027, 3, 23), D(2027, 4, 13))]
        calls = (D(2027, 1, 14), D(2027, 2, 11), D(2027, 3, 11))
        called = [make_meeting(held_on=day, kind="center_call", title="Call") for day in calls]
    with at(2027, 3, 15):
        for meeting in (team[0], team[1], team[2], team[4], called[0], called[1]):
            meeting.change(by=BY, state="minutes_draft")
        team[3].move(by=BY, state="cancelled", verb="cancelled", reason="Snow.")
        for person in ("present", "remote", "absent"):
            Attendance.start(by=BY, meeting=team[0], guest=person, state=person)


def _typed_late(made: State) -> None:
    """What happened in the first quarter and is typed in the last days of April."""
    made.agree(D(2027, 4, 26), "10.2", 4, on=D(2027, 3, 9))  # its proof is owed
    with at(2027, 4, 26):
        made.row("1.1").reassess(
            by=BY, today=D(2027, 4, 26), level=3, on=D(2027, 3, 30), note="All units."
        )
        Task.get(Task.title == "Check it").complete(BY, D(2027, 3, 30))
        made.objective("2.2").drop(BY, D(2027, 3, 2), "The law changed.", None)
        Ask.get(Ask.kind == "policy").decide(
            by=BY, state="granted", on=D(2027, 3, 20), decided_by="The Chief", answer="Yes."
        )
        Meeting.get(Meeting.held_on == D(2027, 3, 23)).change(by=BY, state="minutes_draft")
    with at(2027, 4, 28):
        made.objective("1.2").meet(
            BY, D(2027, 3, 23), D(2027, 4, 28), "The form is used.", "We look each May."
        )


def _later_in_april(made: State) -> None:
    """What happened and was typed in April, and is none of the quarter's business."""
    with at(2027, 4, 15):
        made.agree(D(2027, 4, 15), "10.3", 2)
        Task.get(Task.title == "Print it").change(by=BY, due=D(2027, 5, 3))
        Task.get(Task.title == "Buy it").change(by=BY, title="Buy another", due=D(2027, 4, 30))


def test_scenario_25_a_quarter_is_counted_by_the_days_on_which_things_happened(
    client_for: Any, state: State
) -> None:
    with at(2027, 4, 8):
        told = plain(client_for("chief").get(f"/reports/progress?{QUARTER}").text)
    # 31 Dec: 1.1, 1.2, 1.3, 2.1, 2.2 and 1.4, typed in January. Then 2.3, 2.4, 10.1.
    assert "Assessed 6 indicators 9 indicators" in told
    # 1.2 and 2.2 since December, then 2.1 and 2.3.
    assert "In the plan 2 objectives 4 objectives" in told
    assert "Met 0 objectives 0 objectives" in told
    assert "Levels that fell (1): 1.3 Practice 1.3, from 3 to 2" in told
    assert "Levels that rose" not in told
    assert "First assessed (3): 2.3 (level 2), 2.4 (level 3), 10.1 (level 1)" in told
    assert "Taken into the plan (2): 2.1 Practice 2.1; 2.3 Practice 2.3" in told
    assert "Tasks: 3 tasks done" in told  # “Draft it”, and “Look” twice
    late = "at risk: The vendor left.; 1 task late, the first since 26 Feb 2027 Pay for it."
    assert f"2.1 Practice 2.1 Team lead One, 30 Jun 2027 {late}" in told
    assert re.search(r"On track .* 2\.3 Practice 2\.3 Team lead One, 30 Jun 2027", told)
    assert "1.1: Waive it. (asked 4 Jan 2027) 2.1: Pay for it. (asked 10 Feb 2027)" in told
    assert "Meetings (1): 13 Apr 2027, Leadership team 20 Apr 2027: task of 2.1, Print it" in told
    assert "Team meeting: 4 held of 6 on the calendar, 1 cancelled; 2 of 3 places taken." in told
    assert "Call with the center: 2 held of 3 on the calendar" in told


def test_scenario_25_an_issue_stays_and_a_fresh_one_says_what_came_late(
    client_for: Any, state: State
) -> None:
    with at(2027, 4, 8):
        lead = client_for("team_lead")
        form = {"title": "Progress, first quarter", "issued_on": "2027-04-08"}
        given = lead.post(f"/reports/progress/issue?{QUARTER}", data=form)
        assert given.status_code == 303, given.text
        address = given.headers["Location"]
        first = {part: lead.get(f"{address}/{part}").data for part in ("page", "issue.pdf")}
        word = lead.get(f"{address}/issue.docx").data
        quiet = plain(lead.get("/documents/issues/1/late").text)
        fresh = plain(lead.get(f"/reports/progress?{QUARTER}").text)
    assert "Nothing was entered since" in quiet
    _later_in_april(state)
    with at(2027, 4, 20):  # what April did leaves the quarter as it was
        assert plain(client_for("team_lead").get(f"/reports/progress?{QUARTER}").text) == fresh
        assert (
            "Nothing was entered since"
            in client_for("team_lead").get("/documents/issues/1/late").text
        )
    _typed_late(state)
    with at(2027, 5, 10):
        lead = client_for("team_lead")
        for part, before in first.items():
            assert lead.get(f"{address}/{part}").data == before
        told = plain(lead.get(f"/reports/progress?{QUARTER}").text)
        late = plain(lead.get("/documents/issues/1/late").text)
        paper = " ".join(" ".join(pages(lead.get(f"/reports/progress.pdf?{QUARTER}").data)).split())
    assert shown_in_word(first["page"].decode(), word) == [
        "Assessed, in the plan and met at both dates"
    ]
    assert "Assessed 6 indicators 9 indicators" in plain(first["page"].decode())
    assert "Assessed 6 indicators 10 indicators" in told  # 10.2, typed on 26 April
    assert "In the plan 2 objectives 3 objectives" in told  # 2.2 was dropped
    assert "Met 0 objectives 1 objective" in told  # 1.2
    assert "rose (2): 1.1 Practice 1.1, from 2 to 3; 1.2 Practice 1.2, from 2 to 4" in told
    assert "Levels that fell (1): 1.3" in told
    assert "10.2 (level 4, proof owed)" in told
    assert "Proof owed 0 indicators 1 indicator" in told
    assert "Objectives dropped (1): 2.2 Practice 2.2 (The law changed.)" in told
    assert "Tasks: 4 tasks done" in told
    assert "Waive it." not in told
    assert "Team meeting: 5 held of 6" in told
    assert "Buy another" not in told  # recorded after the quarter, no fact with a day of its own
    for said in ("10.2", "1.1", "Check it", "2.2", "1.2"):
        assert said in late
    assert "recorded on 26 Apr 2027" in late
    assert "Entered since issue 1" in paper
    assert Issue.get().recorded_to
    assert json.loads(Issue.get().facts)["counts"]["Assessed"] == {
        "before": 6,
        "now": 9,
        "of": 12,
    }


LONG = "Write to all cooperatives and collect what each of them says of the draft " * 3


def _crowded(number: int, row: Assessment, lead: Any) -> None:
    """An objective with long words, three tasks and an ask."""
    good = number % 3 == 0
    objective = Objective.begin(
        BY,
        row,
        D(2027, 1, 5),
        state="active",
        owner=lead,
        outside_owner="Office of Assistance, Plains Cooperative",
        done_description="One form.",
        target_on=D(2027, 6, 1) if good else D(2027, 2, 1 + number % 28),
    )
    many = [{"title": LONG, "due": D(2027, 4, 1 + n)} for n in range(3)]
    Task.add_many(BY, objective, D(2027, 1, 5), many)
    Ask.put(by=BY, assessment=row, kind="budget", text=LONG, on=D(2027, 1, 5))
    standing = "on_track" if good else "off_track"
    told = {"standing": standing, "text": LONG, "said_on": D(2027, 3, 1)}
    Progress.start(by=BY, objective=objective, **told)


def test_the_report_stays_on_two_pages_with_52_objectives(
    client_for: Any, make_cycle: Any, person_of: Any, make_meeting: Any
) -> None:
    with at(2026, 12, 5), transaction():
        cycle = make_cycle(edition=import_set(DEFAULT_SET, BY))
        for row in Assessment.of_cycle(cycle):
            row.agree(by=BY, today=D(2026, 12, 5), level=2, priority=2, opportunity=1)
    with at(2027, 1, 5), transaction():
        for number, row in enumerate(Assessment.of_cycle(cycle)):
            _crowded(number, row, person_of("team_lead"))
        for day in range(1, 28):
            month = 3 if day % 2 else 4
            make_meeting(held_on=D(2027, month, day), title="Leadership team of the whole agency")
        places = {"summary": "word " * 140, "asks": "- ask\n\n" * 8, "next": "next " * 80}
        for place, words in places.items():
            Narrative.start(by=BY, report="progress", place=place, text=words)
    with at(2027, 3, 30), transaction():
        for number, row in enumerate(Assessment.of_cycle(cycle)):
            level = 1 if number % 2 else 3
            row.reassess(by=BY, today=D(2027, 3, 30), level=level, on=D(2027, 3, 30), note="So.")
        for number, objective in enumerate(Objective.select()):
            if number % 4 == 1:
                objective.drop(BY, D(2027, 3, 2), LONG, None)
            elif number % 8 == 3:
                objective.pause(BY, D(2027, 3, 2), LONG)
    with at(2027, 4, 8):
        answer = client_for("chief").get(f"/reports/progress.pdf?{QUARTER}")
    reader = pypdf.PdfReader(io.BytesIO(answer.data))
    assert len(reader.pages) == 2
    assert [float(side) for side in reader.pages[0].mediabox[2:]] == [612, 792]
    found = pdfua.validate_pdf_bytes(answer.data, profile="ua1")
    assert found.is_compliant, [str(fault) for fault in found.failures][:3]


def test_a_report_page_asks_little_however_long_the_plan(
    client_for: Any, state: State, queries: Any
) -> None:
    with at(2027, 4, 8):
        lead = client_for("team_lead")
        lead.get("/")
        for address in (
            f"/reports/progress?{QUARTER}",
            "/reports/progress",
            *(f"/reports/year?part={part}" for part in ("summary", "agreed", "profile", "plan")),
            "/reports/year?part=next",
            "/reports/activity",
        ):
            with queries() as seen:
                page = lead.get(address)
            assert page.status_code == 200, address
            assert len(seen) <= 10, address
            assert faults(page.text) == []


def test_the_days_default_to_the_last_full_quarter_and_go_on_from_the_last_issue(
    client_for: Any, state: State
) -> None:
    with at(2027, 4, 8):
        lead = client_for("team_lead")
        assert "1 Jan 2027 to 31 Mar 2027" in plain(lead.get("/reports/progress").text)
        form = {"title": "Progress", "issued_on": "2027-04-08"}
        lead.post(f"/reports/progress/issue?{QUARTER}", data=form)
    with at(2027, 5, 20):
        assert "1 Apr 2027 to 20 May 2027" in plain(
            client_for("team_lead").get("/reports/progress").text
        )


def test_days_that_cannot_be_read_are_told_beside_the_field(client_for: Any, state: State) -> None:
    lead = client_for("team_lead")
    answer = lead.get("/reports/progress?first=2027-04-01&last=2027-03-01")
    assert answer.status_code == 422
    assert "It ends before it begins." in answer.text
    long = "first=2020-01-01&last=2027-03-01"
    assert "two years at most" in lead.get(f"/reports/progress?{long}").text
    assert lead.get(f"/reports/progress.pdf?{long}").status_code == 422


def test_tables_of_the_report_open_in_a_sheet(client_for: Any, state: State) -> None:
    with at(2027, 4, 8):
        lead = client_for("team_lead")
        rows = lead.get(f"/reports/progress.csv?{QUARTER}").text.splitlines()
        book = lead.get(f"/reports/progress.xlsx?{QUARTER}")
    assert 'Counts,,"Assessed, indicators",6,9,,of 12 indicators' in rows
    assert "Moved,1.3,Practice 1.3,3,2,2027-02-16,fell from level 3 to 2" in rows
    assert book.data[:2] == b"PK"


def test_only_who_may_issue_gives_a_report_out(client_for: Any, state: State) -> None:
    member = client_for("team_member")
    assert "Issue this report" not in member.get(f"/reports/progress?{QUARTER}").text
    form = {"title": "Progress", "issued_on": "2027-04-08"}
    assert member.post(f"/reports/progress/issue?{QUARTER}", data=form).status_code == 403
    lead = client_for("team_lead")
    early = lead.post(
        f"/reports/progress/issue?{QUARTER}", data={**form, "issued_on": "2099-01-01"}
    )
    assert early.status_code == 422
    assert "in the future" in early.text
    assert lead.get("/reports/nothing/issue").status_code == 404


def test_the_next_report_begins_where_the_last_one_ended_telling(
    client_for: Any, make_cycle: Any
) -> None:
    make_cycle(starts_on=D(2026, 9, 1))
    for on, first, last in (
        (D(2027, 5, 15), D(2027, 4, 1), D(2027, 6, 30)),  # before its days were over
        (D(2027, 5, 20), D(2026, 10, 1), D(2026, 12, 31)),  # once more, of older days
    ):
        Issue.freeze(by=BY, subject="progress", title="Report", on=on, period=(first, last))
    with at(2027, 7, 20):
        page = client_for("team_lead").get("/reports/progress").text
    assert 'value="2027-05-16"' in page
    assert 'value="2027-07-20"' in page

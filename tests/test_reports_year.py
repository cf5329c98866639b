"""The one-year report: agreed against delivered, then and now, by the days of the facts."""

import datetime
import io
import re
from typing import Any

import page as pdfua
import pypdf
import pytest
from openpyxl import load_workbook

from sras import cli_jobs
from sras.accounts.models import Agency
from sras.assessment.models import Assessment
from sras.core import jobs
from sras.core.db import transaction
from sras.core.word_child import make
from sras.engagement.models import Agreement, Party, Undertaking
from sras.evidence.models import Evidence
from sras.frameworks.models_sets import DEFAULT_SET, import_set
from sras.planning.models import Objective
from sras.planning.models_asks import Expectation
from sras.planning.models_tasks import Task
from sras.reports.models import Narrative
from tests.conftest import BY
from tests.page_checks import faults
from tests.test_as_of_levels import at
from tests.test_documents_word_pictures import shown_in_word
from tests.test_reports_progress import pages, plain

D = datetime.date
WEEKS = [D(2026, 9, 8) + datetime.timedelta(weeks=2 * n) for n in range(24)]
CALLS = [D(2026 + (8 + n) // 12, (8 + n) % 12 + 1, 15) for n in range(12)]
DAYS = {"first": "2026-09-01", "last": "2027-08-31"}


def agree(row: Assessment, typed: D, level: int, on: D, **more: Any) -> None:
    with at(typed.year, typed.month, typed.day):
        fresh = Assessment.get_by_id(row.id)
        how = fresh.reassess if fresh.level else fresh.agree
        note = {"note": "Looked again."} if fresh.level else {}
        day = {"on": on} if fresh.level else {"agreed_on": on}
        how(by=BY, today=typed, level=level, **day, **note, **more)


@pytest.fixture
def year(make_cycle: Any, make_meeting: Any, person_of: Any) -> list[Assessment]:
    """A year from 1 September 2026, typed on the day, in the next weeks, or after its end."""
    Agency.one().change(by=BY, approval_gate=False)
    with at(2026, 9, 1), transaction():
        _agreed()
        cycle = make_cycle(edition=import_set(DEFAULT_SET, BY), starts_on=D(2026, 9, 1))
        team = [make_meeting(held_on=day) for day in WEEKS]
        calls = [make_meeting(held_on=day, kind="center_call", title="Call") for day in CALLS]
    rows = list(Assessment.of_cycle(cycle))
    with at(2026, 11, 30), transaction():  # 40 at level 2, ten at level 1, two never
        for number, row in enumerate(rows[:50]):
            level = {"level": 2} if number < 40 else {"level": 1, "disposition": "will_include"}
            day = D(2026, 10, 1) if number < 40 else D(2026, 11, 10)
            row.agree(by=BY, today=D(2026, 11, 30), agreed_on=day, **level)
    _meet(team, calls)
    _plan(rows, person_of("team_lead"))
    for row in rows[:6]:
        agree(row, D(2027, 6, 30), 3, D(2027, 6, 1))
    for row in rows[6:8]:
        agree(row, D(2027, 8, 20), 1, D(2027, 7, 1), disposition="will_include")
    agree(rows[9], D(2027, 9, 3), 3, D(2027, 9, 3))  # the next year's
    return rows


def _agreed() -> None:
    given = {"starts_on": D(2026, 9, 1), "ends_on": D(2027, 8, 31)}
    agreement = Agreement.start(by=BY, title="Letter of agreement", **given)
    names = (("Franklin", "sea"), ("Plains Regional Center", "rcc"))
    ours, center = (
        Party.start(by=BY, agreement=agreement, sort=n, name=name, kind=kind)
        for n, (name, kind) in enumerate(names)
    )
    for party, text, due, done in (
        (ours, "Free the team for meetings", D(2026, 10, 1), D(2026, 9, 30)),
        (center, "Run twelve calls", D(2027, 8, 31), None),
        (center, "Train the team", D(2026, 10, 1), D(2026, 10, 20)),
    ):
        Undertaking.start(by=BY, party=party, sort=1, text=text, due_on=due, done_on=done)


def _meet(team: list[Any], calls: list[Any]) -> None:
    """21 of 24 meetings and 10 of 12 calls were held; the last meeting is typed in September."""
    with at(2027, 8, 1), transaction():
        for number, meeting in enumerate(team[:23]):
            if number in (5, 7):
                meeting.move(by=BY, state="cancelled", verb="cancelled", reason="Snow.")
            elif number != 9:
                meeting.change(by=BY, state="minutes_draft")
        for number, call in enumerate(calls):
            if number == 3:
                call.move(by=BY, state="cancelled", verb="cancelled", reason="Ill.")
            elif number != 8:
                call.change(by=BY, state="minutes_draft")
    with at(2027, 9, 10):
        team[23].change(by=BY, state="minutes_draft")


def _plan(rows: list[Assessment], lead: Any) -> None:
    means = {
        8: {"staff_days": 10, "money": "State: 2,000\nTitle I: 500"},
        11: {"staff_days": 5, "money": "Title I: 18,000"},
        13: {"staff_days": 7, "money": "State: 9,000"},
    }
    made: dict[int, Any] = {}
    with at(2026, 12, 1), transaction():
        for number in (8, 10, 11, 12, 13, 14):
            made[number] = Objective.begin(
                BY,
                Assessment.get_by_id(rows[number].id),
                D(2026, 12, 1),
                state="active",
                owner=lead,
                done_description="One form.",
                target_on=D(2027, 6, 30),
                **means.get(number, {}),
            )
        Task.add(BY, made[11], D(2026, 12, 1), title="Draft it", due=D(2027, 1, 5))
    with at(2027, 1, 20):
        Task.get(Task.title == "Draft it").complete(BY, D(2027, 1, 4))
        Expectation.start(
            by=BY, cycle=rows[0].cycle, text="No surprises.", set_by="Ada", set_on=D(2026, 9, 2)
        )
    proven = {"proof": "The form is used.", "sustain": "We look each May."}
    with at(2027, 7, 2):
        made[10].meet(BY, D(2027, 7, 1), D(2027, 7, 2), **proven)
        made[12].pause(BY, D(2027, 3, 2), "The money is not here.")
    with at(2027, 5, 10):
        made[13].drop(BY, D(2027, 4, 15), "The law changed.", None)
    with at(2027, 9, 6):
        made[8].meet(BY, D(2027, 5, 20), D(2027, 9, 6), **proven)
        made[14].drop(BY, D(2027, 9, 6), "Next year's matter.", None)
    with at(2027, 9, 7):
        Expectation.get().judge(
            by=BY, judged="met", on=D(2027, 8, 30), judged_by="Ada", judgement="There were none."
        )


@pytest.fixture
def work_off(app: Any) -> Any:
    """Do what waits, in this process."""
    settings = app.config["SETTINGS"]
    return lambda: jobs.work_off(settings, lambda: cli_jobs.frame(app, settings))


@pytest.fixture
def made_for(client_for: Any, work_off: Any) -> Any:
    """What a person of a role fetches in the end who asks for the PDF on 15 September 2027."""

    def make(role: str) -> Any:
        with at(2027, 9, 15):
            begun = client_for(role).post("/reports/year/pdf", data=DAYS)
            assert begun.status_code == 303, begun.text
            assert work_off() == 1
        client = client_for(role)  # a result is as old as its file, whose clock is not ours
        ready = client.get(begun.headers["Location"]).text
        answer = client.get(re.search(r'id="download" href="([^"]+)"', ready)[1], buffered=True)
        assert answer.status_code == 200
        return answer

    return make


def section(client: Any, part: str) -> str:
    answer = client.get(f"/reports/year?part={part}")
    assert answer.status_code == 200
    assert faults(answer.text) == []
    return plain(answer.text)


def test_scenario_26_a_year_is_told_against_what_was_agreed(
    client_for: Any, year: list[Assessment]
) -> None:
    with at(2027, 9, 15):
        chief = client_for("chief")
        told = {part: section(chief, part) for part in ("summary", "agreed", "profile", "plan")}
        follows = section(chief, "next")
    assert "1 Sep 2026 to 31 Aug 2027" in told["summary"]
    assert "Meetings of the team: 21 held of 24 agreed" in told["summary"]
    assert "Calls with the center: 10 held of 12 agreed" in told["summary"]
    assert "2 met, 2 active, 1 paused, 1 dropped" in told["summary"]
    assert "2 of 3 undertakings delivered" in told["agreed"]
    assert "Run twelve calls Plains Regional Center due 31 Aug 2027" in told["agreed"]
    assert "Train the team Plains Regional Center delivered 20 Oct 2026, late" in told["agreed"]
    assert "Meetings of the team 21 of 24 21 of 24, 2 cancelled" in told["agreed"]
    assert "Calls with the center 10 of 12 10 of 12, 1 cancelled" in told["agreed"]
    # Then 10 at level 1, 40 at 2, two never. Six rose to 3, 8 and 10 were met, two fell to 1.
    assert "All parts (52) 10 → 12 40 → 30 0 → 6 0 → 2 0 → 0 2 → 2" in told["profile"]
    assert "8 rose, 2 fell, 40 assessed for the first time." in told["profile"]
    rows = [f"{row.indicator.code} {row.indicator.title} " for row in year]
    assert f"{rows[0]}2 3 rose from level 2 to 3" in told["profile"]
    assert f"{rows[6]}2 1 fell from level 2 to 1" in told["profile"]
    assert f"{rows[8]}2 4 rose from level 2 to 4" in told["profile"]
    assert f"{rows[9]}2 2 first assessed, at level 2" in told["profile"]  # 3 is September's
    assert f"{rows[51]}none none not looked at yet" in told["profile"]
    assert f"{rows[13]}Team lead One 15 Apr 2027 The law changed." in told["plan"]
    assert f"{rows[12]}Team lead One 2 Mar 2027 The money is not here." in told["plan"]
    assert "Dropped: 1 objective" in told["plan"]
    assert "Next year's matter." not in told["plan"]
    assert "15 staff days, said for 2 objectives" in told["plan"]
    assert "Title I $18,500 State $2,000 Together $20,500" in told["plan"]
    assert "Jan 2027 1 0" in told["plan"]  # the task that was typed on the 20th
    assert "May 2027 0 1" in told["plan"]
    assert "Jul 2027 0 1" in told["plan"]
    assert "No surprises. 2 Sep 2026, Ada Met, Ada, 30 Aug 2027. There were none." in follows


def test_scenario_26_the_whole_is_one_paper_and_one_workbook(
    client_for: Any, year: list[Assessment], made_for: Any
) -> None:
    Narrative.start(by=BY, report="year", place="lessons", text="- Meet\n\n- Write")
    body = made_for("team_lead").data
    with at(2027, 9, 15):
        lead = client_for("team_lead")
        page = lead.get("/reports/year/print").text
        book = load_workbook(io.BytesIO(lead.get("/reports/year.xlsx").data))
    found = pdfua.validate_pdf_bytes(body, profile="ua1")
    assert found.is_compliant, [str(fault) for fault in found.failures][:3]
    assert [float(side) for side in pypdf.PdfReader(io.BytesIO(body)).pages[0].mediabox[2:]] == [
        *(612, 792)
    ]
    words = " ".join(" ".join(pages(body)).split())
    for said in (
        "21 held of 24 agreed",
        "8 rose, 2 fell",
        "The law changed.",
        "Together $20,500",
        "Proposal for the next year",
        "Signatures",
    ):
        assert said in words
    assert words.rindex("Plains Regional Center") > words.rindex("Signatures")
    assert shown_in_word(page, make(page)) == [
        "Assessed, in the plan and met, then and now",
        "Meetings and calls held of those on the calendar, month by month",
        "How many indicators stood at each level, at the start and now",
        "Tasks done and objectives met, month by month",
    ]
    profile = list(book["Profile"].values)
    assert len(profile) == 53
    assert profile[1][3:5] == (2, 3)
    assert [row[2] for row in book["Objectives"].values].count("dropped") == 1


def test_a_year_that_runs_tells_what_is_so_far(client_for: Any, year: list[Assessment]) -> None:
    with at(2026, 10, 20):
        told = section(client_for("team_lead"), "summary")
    assert "so far until 20 Oct 2026" in told
    assert client_for("team_lead").get("/reports/year?part=other").status_code == 404


def test_a_year_is_told_the_same_once_its_cycle_is_closed(
    client_for: Any, year: list[Assessment], make_cycle: Any
) -> None:
    days = "first=2026-09-01&last=2027-08-31"
    year_page, progress = f"/reports/year.xlsx?{days}", f"/reports/progress.csv?{days}"

    def tables() -> Any:
        book = load_workbook(io.BytesIO(lead.get(year_page).data))
        return {each.title: list(each.values) for each in book}, lead.get(progress).text

    with at(2027, 9, 15):
        lead = client_for("team_lead")
        before = tables()
        cycle = year[0].cycle
        cycle.close(by=BY, on=D(2027, 9, 15))
        assert tables() == before
        assert "2 met, 2 active, 1 paused, 1 dropped" in section(lead, "summary")
        make_cycle(edition=cycle.edition, starts_on=D(2027, 9, 15), label="2027-29")
        assert tables() == before


def test_without_a_cycle_the_report_says_what_to_do_first(client_for: Any) -> None:
    lead = client_for("team_lead")
    for address in ("/reports/progress", "/reports/year"):
        assert "No cycle is running" in lead.get(address).text
        assert lead.get(f"{address}.pdf").status_code == 404


def test_the_months_tell_only_what_lies_in_the_days_of_the_report(
    client_for: Any, year: list[Assessment]
) -> None:
    with at(2027, 9, 15):
        address = "/reports/year?part=plan&first=2027-01-05&last=2027-05-31"
        told = plain(client_for("chief").get(address).text)
    assert "Jan 2027 0 0" in told  # the task was done on the 4th
    assert "May 2027 0 1" in told


def test_a_month_that_is_still_to_come_has_no_figures(
    client_for: Any, year: list[Assessment]
) -> None:
    with at(2027, 3, 15):
        told = plain(client_for("chief").get("/reports/year?part=plan").text)
        ahead = "/reports/year/print?first=2027-09-01&last=2028-08-31"
        assert client_for("chief").get(ahead).status_code == 200
    assert "Mar 2027 0 0" in told
    assert "Apr 2027" not in told


def test_what_ended_before_the_first_day_is_not_told_again(
    client_for: Any, year: list[Assessment]
) -> None:
    with at(2027, 9, 15):
        address = "/reports/year?part=summary&first=2027-06-01&last=2027-08-31"
        told = plain(client_for("chief").get(address).text)
    assert "Objectives: 1 met, 2 active, 1 paused" in told


def test_each_month_of_the_longest_report_is_told(client_for: Any, year: list[Assessment]) -> None:
    with at(2027, 9, 15):
        address = "/reports/year?part=plan&first=2025-08-20&last=2027-08-20"
        told = plain(client_for("chief").get(address).text)
    assert "Aug 2025 0 0" in told
    assert "Jul 2027 0 1" in told  # met on the 1st
    assert "Aug 2027 0 0" in told


def test_the_picture_of_a_single_month_has_room_for_the_names_of_its_rows(
    client_for: Any, year: list[Assessment]
) -> None:
    address = "/reports/year?part=plan&first=2027-05-03&last=2027-05-31"
    page = client_for("chief").get(address).text
    picture = re.search(r'<svg class="picture" viewBox="0 0 (\d+) 168" width="\1"', page)
    assert picture is not None
    assert int(picture[1]) >= 14 * 8  # “Objectives met”, a letter of that size at most 8 wide


def test_evidence_without_a_day_counts_by_when_it_was_recorded(
    client_for: Any, year: list[Assessment]
) -> None:
    def add(**more: Any) -> Evidence:
        given = {"title": "Note", "source": "observation", "description": "Seen.", **more}
        return Evidence.start(by=BY, **given)

    def kept() -> int:
        with at(2027, 9, 15):
            told = section(client_for("chief"), "plan")
        return int(re.search(r"(\d+) pieces? of evidence", told)[1])

    before = kept()
    with at(2027, 3, 1):
        add()
        gone = add()
    with at(2027, 9, 10):
        add()
        add(dated=D(2027, 4, 1))
        add(dated=D(2027, 9, 2))
        gone.archive(by=BY)
    assert kept() == before + 3


def test_a_first_level_of_four_was_without_its_proof_as_it_is_now(
    client_for: Any, year: list[Assessment]
) -> None:
    agree(year[50], D(2027, 8, 20), 4, D(2027, 8, 1))
    with at(2027, 9, 15):
        told = section(client_for("chief"), "profile")
    # Then as now: neither at level 4, the proof being owed.
    assert "0 → 2 1 → 1 1 → 1" in told


def test_the_profile_says_in_words_where_the_levels_of_its_start_come_from(
    client_for: Any, make_cycle: Any
) -> None:
    with at(2026, 9, 1):
        cycle = make_cycle()
    one, two = list(Assessment.of_cycle(cycle))[:2]
    agree(one, D(2026, 9, 20), 2, D(2026, 8, 30))
    agree(two, D(2026, 10, 12), 1, D(2026, 10, 12), disposition="will_include")
    days = "first=2026-09-01&last=2027-08-31"
    with at(2027, 3, 1):
        lead = client_for("team_lead")
        short = plain(lead.get(f"/reports/year?{days}").text)
        profile = plain(lead.get(f"/reports/year?part=profile&{days}").text)
        paper = plain(lead.get(f"/reports/year/print?{days}").text)
        book = load_workbook(io.BytesIO(lead.get(f"/reports/year.xlsx?{days}").data))
    assert "Assessed in this cycle 1 indicator 2 indicators" in short
    for told in (profile, paper):
        assert (
            "At the start is the level from which each indicator set out: for 1 the level on "
            "31 Aug 2026, for 1 the first one agreed since; 4 had none."
        ) in told
        assert "Not assessed" not in told
        assert "No level yet 4 at the start 4 now" in told
        assert "All parts (6) 1 → 1 1 → 1 0 → 0 0 → 0 0 → 0 4 → 4" in told
        assert "not looked at yet" in told
    heads = [[cell.value for cell in next(sheet.iter_rows())] for sheet in book.worksheets[:2]]
    assert heads[0][3:5] == ["Level at the start", "Level on 1 Mar 2027"]
    assert heads[1][-2:] == ["no level yet, at the start", "no level yet, now"]

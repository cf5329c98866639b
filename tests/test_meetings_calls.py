"""The call with the center: the same numbers, what moved, comments, commitments."""

import datetime
import io
import re
from typing import Any

import page as pdfua
import pypdf
import pytest

from sras.assessment.models import Assessment
from sras.coaching.models import CoachComment
from sras.core import clock
from sras.history.models import Change
from sras.meetings import rules_calls
from sras.meetings.models_record import Commitment
from sras.meetings.models_training import put_on
from sras.planning.models import Objective
from sras.planning.models_tasks import Task
from sras.schedule.models import Attendance, Meeting, Series
from tests.conftest import BY, DAY, HTMX
from tests.page_checks import faults

D = datetime.date
NOON = datetime.datetime(2026, 11, 3, 18, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def _third_of_november() -> Any:
    with clock.frozen(NOON):
        yield


@pytest.fixture
def series(app: Any) -> Series:
    given = {"weekday": 1, "starts_at": "10:00", "first_on": DAY, "last_on": D(2027, 6, 30)}
    return Series.start(by=BY, title="Monthly call", kind="center_call", **given)


@pytest.fixture
def last(series: Series, make_meeting: Any) -> Meeting:
    return make_meeting(
        kind="center_call",
        title="Monthly call",
        series=series,
        held_on=D(2026, 10, 6),
        state="minutes_draft",
    )


@pytest.fixture
def call(last: Meeting, series: Series, make_meeting: Any, person_of: Any) -> Meeting:
    make_meeting(kind="center_call", title="Next", series=series, held_on=D(2026, 12, 1))
    make_meeting(kind="center_call", title="Not of it", held_on=D(2026, 10, 20), state="approved")
    return make_meeting(
        kind="center_call",
        title="Monthly call",
        series=series,
        held_on=D(2026, 11, 3),
        run_by=person_of("coach"),
    )


@pytest.fixture
def moved(objective: Objective) -> Objective:
    """Since the last call a level fell, another rose to an owed 4, a task was done, one is late."""
    _first, second, third, *_rest = Assessment.of_cycle(objective.assessment.cycle)
    second.agree(by=BY, today=DAY, level=3, agreed_on=DAY)
    second.agree(by=BY, today=D(2026, 10, 20), level=2, agreed_on=D(2026, 10, 20))
    third.agree(by=BY, today=D(2026, 10, 21), level=4, agreed_on=D(2026, 10, 21))
    done = Task.add(BY, objective, DAY, title="Draft the form", due=D(2026, 10, 9))
    done.complete(BY, D(2026, 10, 9))
    monthly = Task.add(BY, objective, DAY, title="Count", frequency="monthly", due=D(2026, 10, 9))
    monthly.complete(BY, D(2026, 10, 10))
    Task.add(BY, objective, DAY, title="Send the form", due=D(2026, 11, 1))
    return objective


def at(call: Meeting, more: str = "") -> str:
    return f"/meetings/{call.id}/{more or 'call-sheet'}"


def test_the_sheet_tells_the_numbers_of_the_profile_and_the_plan_and_what_moved(
    client_for: Any, call: Meeting, moved: Objective
) -> None:
    viewer = client_for("viewer")
    sheet = " ".join(viewer.get(at(call)).text.split())
    assert not faults(viewer.get(at(call)).text)
    assert "3 of 6 indicators assessed" in sheet
    assert "1 objective planned, 1 active, 0 met; 1 task late on 3 Nov 2026." in sheet
    counts = re.findall(r'<td role="cell" data-label="([^"]+)">(\d+)</td>', sheet)
    assert [count for _name, count in counts] == ["0", "2", "0", "0", "1", "3"]
    profile = " ".join(viewer.get("/profile").text.split())
    row = profile[profile.index(">All parts<") :]
    told = [cell.split("<")[0] for cell in row.split('<td class="num">')[1:7]]
    assert told == ["0", "2", "0", "0", "1", "3"]
    assert "1 late task" in viewer.get("/plan").text
    assert "Since 6 Oct 2026: 2 levels agreed, 0 changes in the plan, 2 tasks done." in sheet
    assert "1.2 Practice 1.2: fell from level 3 to 2, 20 Oct 2026" in sheet
    assert "first agreed, at level 4, proof owed, 21 Oct 2026" in sheet
    assert 'href="/meetings/1/call-sheet">6 Oct 2026' in sheet
    assert ">1 Dec 2026, 10:00</a>" in sheet
    assert "verage" not in sheet
    assert "%" not in sheet.partition("<main")[2]


def test_the_first_call_has_nothing_to_compare_with(client_for: Any, last: Meeting) -> None:
    sheet = client_for("viewer").get(at(last)).text
    assert "This is the first call that is written down." in sheet
    assert "No cycle is running." in sheet
    assert "Not on the calendar yet." in sheet


def test_a_call_at_which_something_was_promised_took_place_whatever_its_minutes_say(
    client_for: Any, call: Meeting, last: Meeting
) -> None:
    last.change(by=BY, state="scheduled")
    viewer = client_for("viewer")
    assert "This is the first call that is written down." in viewer.get(at(call)).text
    Commitment.start(by=BY, meeting=last, title="Send the survey")
    assert "The last one was on" in viewer.get(at(call)).text
    last.change(by=BY, state="cancelled")
    assert "This is the first call that is written down." in viewer.get(at(call)).text


def test_a_day_without_a_year_is_read_from_the_day_of_the_call(
    client_for: Any, last: Meeting
) -> None:
    typed = {"lines": "Send the survey | | Oct 20"}
    assert client_for("team_lead").post(at(last, "commitments"), data=typed).status_code == 303
    assert Commitment.get().due == D(2026, 10, 20)


def test_only_a_call_has_a_call_sheet(client_for: Any, make_meeting: Any) -> None:
    regular = make_meeting()
    for more in ("call-sheet", "call-sheet/print", "call-sheet.pdf"):
        assert client_for("viewer").get(at(regular, more)).status_code == 404


def test_the_coach_who_runs_the_call_writes_commitments_and_follows_them_up(
    client_for: Any, call: Meeting, last: Meeting, person_of: Any
) -> None:
    coach, member = client_for("coach"), person_of("team_member")
    Commitment.start(by=BY, meeting=last, title="Send the survey", owner=member, due=D(2026, 10, 9))
    assert "late, due 9 Oct 2026" in coach.get(at(call)).text
    typed = (
        "Share the guide | Coach One | Nov 20\nAsk the regions | J. Lo, Region 2 (Coach answers)"
    )
    lines = {"lines": typed}
    assert coach.post(at(call, "commitments"), data=lines).status_code == 303
    new = list(Commitment.select().where(Commitment.meeting == call).order_by(Commitment.id))
    assert [row.owner_words for row in new] == [
        "Coach One",
        "J. Lo, Region 2 (Coach One answers)",
    ]
    assert "open, due 20 Nov 2026" in coach.get(at(call)).text
    survey = Commitment.get(Commitment.meeting == last)
    done = {"state": "done", "done_on": "2026-11-02", "version": "1"}
    assert coach.post(at(call, f"commitments/{survey.id}"), data=done).status_code == 303
    assert "done 2 Nov 2026" in coach.get(at(call)).text
    assert Change.of("commitment", survey.id).first().verb == "completed"
    drop = {"state": "dropped", "state_reason": "", "version": "1"}
    refused = coach.post(at(call, f"commitments/{new[0].id}"), data=drop)
    assert refused.status_code == 422
    assert "Say why it is dropped." in refused.text
    drop["state_reason"] = "The guide is out of print."
    assert coach.post(at(call, f"commitments/{new[0].id}"), data=drop).status_code == 303
    assert "The guide is out of print." in client_for("viewer").get(at(call)).text
    again = {"state": "open", "version": "2"}
    coach.post(at(call, f"commitments/{survey.id}"), data=again)
    assert (Commitment.get_by_id(survey.id).state, Commitment.get_by_id(survey.id).done_on) == (
        "open",
        None,
    )


REFUSED = (
    ("", "Write who does what by when."),
    ("Call | Nobody Known | Nov 20", "is not on this call"),
    ("Call | Coach | someday", "is not a date"),
)


def test_lines_that_cannot_be_read_are_told_and_kept(client_for: Any, call: Meeting) -> None:
    lead = client_for("team_lead")
    for typed, told in REFUSED:
        answer = lead.post(at(call, "commitments"), data={"lines": typed})
        assert answer.status_code == 422
        assert told in answer.text
        assert typed in answer.text
    part = lead.post(at(call, "commitments"), data={"lines": ""}, headers=HTMX)
    assert (part.status_code, part.headers["HX-Retarget"]) == (422, "#errors")
    assert not Commitment.select().exists()


def test_who_may_not_hold_the_call_changes_nothing_of_it(
    client_for: Any, call: Meeting, last: Meeting
) -> None:
    survey = Commitment.start(by=BY, meeting=last, title="Send the survey")
    call.change(by=BY, run_by=None)
    for role, told in (("coach", 404), ("chief", 403), ("viewer", 403)):
        client = client_for(role)
        assert client.post(at(call, "commitments"), data={"lines": "x"}).status_code == told
        followed = client.post(at(call, f"commitments/{survey.id}"), data={"state": "done"})
        assert followed.status_code == told
        assert "<form" not in client.get(at(call)).text.partition("<main")[2]
    elsewhere = Commitment.start(by=BY, meeting=Meeting.get(title="Not of it"), title="Other")
    lead = client_for("team_lead")
    assert lead.post(at(call, f"commitments/{elsewhere.id}"), data={}).status_code == 404


def test_the_sheet_is_two_letter_pages_at_most_however_much_there_is(
    client_for: Any, call: Meeting, last: Meeting, moved: Objective, person_of: Any
) -> None:
    put_on(call, by=BY, people=[person_of("coach"), person_of("team_lead")])
    put_on(call, by=BY, guests=[(f"Guest {n}", "Regional comprehensive center") for n in range(6)])
    Attendance.get(Attendance.person == person_of("coach")).mark(by=BY, state="remote")
    for n in range(12):
        CoachComment.start(
            by=BY, author=person_of("coach"), said_on=DAY, text="Who checks it? " * 60
        )
        owner = person_of("team_member")
        Commitment.start(by=BY, meeting=last, title=f"Ask region {n}", owner=owner)
    body = client_for("viewer").get(at(call, "call-sheet.pdf")).data
    pages = [sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(body)).pages]
    words = " ".join(" ".join(pages).split())
    assert len(pages) <= 2
    assert "Coach One" in words
    assert "and 4 more comments" in words
    assert "Ask region 11" in words
    assert "1 Dec 2026, 10:00" in words
    assert pdfua.validate_pdf_bytes(body, profile="ua1").is_compliant


def test_the_sheet_asks_as_much_for_little_as_for_much(
    client_for: Any, call: Meeting, last: Meeting, moved: Objective, person_of: Any, queries: Any
) -> None:
    lead = client_for("team_lead")
    Commitment.start(by=BY, meeting=last, title="Ask")
    lead.get(at(call))
    with queries() as few:
        lead.get(at(call))
    put_on(call, by=BY, guests=[(f"Guest {n}", "") for n in range(9)])
    Task.add_many(BY, moved, DAY, [{"title": f"Step {n}"} for n in range(9)])
    for _n in range(9):
        Commitment.start(by=BY, meeting=last, title="Ask", owner=person_of("team_lead"))
        CoachComment.start(by=BY, author=person_of("coach"), said_on=DAY, text="Who?")
    with queries() as many:
        lead.get(at(call))
    assert len(many) == len(few) <= 11
    with queries() as past:
        assert lead.get(f"{at(call)}?as_of={DAY}").status_code == 200
    assert len(past) <= 16


@pytest.mark.parametrize(
    ("before", "level", "owed", "words"),
    [
        (None, 2, False, "first agreed, at level 2"),
        (2, 2, False, "agreed again at level 2"),
        (2, 3, False, "rose from level 2 to 3"),
        (3, 1, False, "fell from level 3 to 1"),
        (3, 4, True, "rose from level 3 to 4, proof owed"),
    ],
)
def test_a_fall_is_told_as_plainly_as_a_rise(
    before: int | None, level: int, owed: bool, words: str
) -> None:
    assert rules_calls.Moved("1.1", "Practice", before, level, DAY, owed).words == words


@pytest.mark.parametrize(
    ("day", "inside"),
    [(D(2026, 10, 6), False), (D(2026, 10, 7), True), (D(2026, 11, 3), True), (None, False)],
)
def test_what_happened_on_the_day_of_the_last_call_was_told_there(
    day: datetime.date | None, inside: bool
) -> None:
    assert rules_calls.within(day, D(2026, 10, 6), D(2026, 11, 3)) is inside
    assert not rules_calls.within(day, None, D(2026, 11, 3))

"""The agenda that the work writes itself: what is proposed, in which order, on one page, sent."""

import datetime
import io
from typing import Any

import page as pdfua
import pypdf
import pytest

from sras.accounts.models import Agency
from sras.assessment.models import Assessment
from sras.coaching.models import CoachComment
from sras.core import clock
from sras.meetings.models_agenda import AgendaItem
from sras.meetings.models_proposing import proposed
from sras.meetings.models_record import Commitment
from sras.meetings.models_waiting import Waiting
from sras.planning.models import Objective
from sras.planning.models_progress import Progress
from sras.planning.models_tasks import Task
from sras.schedule.models import Meeting
from tests.conftest import BY, DAY, HTMX
from tests.test_meetings_agenda_items import titles, with_items

D = datetime.date
TODAY = D(2026, 10, 6)
NOW = datetime.datetime(2026, 10, 6, 15, tzinfo=datetime.UTC)  # ten in the morning in Chicago
TITLE = "Sign the memorandum"


@pytest.fixture
def frozen(app: Any) -> Any:
    with clock.frozen(NOW) as stopped:
        yield stopped


@pytest.fixture
def work(frozen: Any, make_cycle: Any, make_meeting: Any, person_of: Any) -> Any:
    """A meeting today, one before and one in two weeks, and work of all sorts between them."""
    Agency.one().change(by=BY, approval_gate=False)
    lead, coach = person_of("team_lead"), person_of("coach")
    frozen.set(NOW - datetime.timedelta(days=60))
    rows = list(Assessment.of_cycle(make_cycle()))
    plans = []
    for row in rows[:3]:
        row.change(by=BY, level=2, agreed_on=D(2026, 8, 7))
        plan = Objective.begin(BY, row, D(2026, 8, 7), state="active", owner=lead)
        plans.append(plan)
    for number, due in enumerate((-20, -5, -1, 0, 1, 6, 13, 14, 40), 1):
        when = TODAY + datetime.timedelta(days=due)
        Task.add(BY, plans[0], DAY, title=f"{TITLE} {number}", owner=lead, due=when)
    frozen.set(NOW - datetime.timedelta(days=30))
    Progress.start(by=BY, objective=plans[0], said_on=TODAY, text="Under way.")
    frozen.set(NOW)
    CoachComment.start(by=coach, author=coach, about="1.1", said_on=D(2026, 10, 1), text="Who?")
    CoachComment.start(
        by=coach, author=coach, said_on=D(2026, 10, 1), text="Good.", asks_reply=False
    )
    make_meeting(held_on=D(2026, 9, 15), state="minutes_draft")
    make_meeting(held_on=D(2026, 10, 20), place="Room 410")
    return make_meeting(held_on=TODAY)


def waiting(meeting: Meeting, cycle: Any = None) -> Waiting:
    return Waiting(meeting, cycle, Agency.one(), TODAY)


def shown(meeting: Meeting) -> dict[str, Any]:
    return {each.group: each for each in proposed(waiting(meeting))}


def marks(html: str) -> list[str]:
    return [piece.partition('"')[0] for piece in html.split('id="pick-')[1:]]


def build(client: Any, meeting: Meeting, **more: Any) -> Any:
    """Build the agenda as a person does: open the page, press the button."""
    page = client.get(f"/meetings/{meeting.id}/agenda/build").text
    return client.post(f"/meetings/{meeting.id}/agenda", data={"pick": marks(page), **more})


def test_scenario_19_the_agenda_is_built_ordered_and_printed_in_two_minutes(
    client_for: Any, work: Meeting
) -> None:
    manager = client_for("process_manager")
    page = manager.get(f"/meetings/{work.id}/agenda/build").text
    for legend in (
        "Overdue tasks (3)",
        "Tasks due before the next meeting (4)",
        "Objectives without word for more than 30 days (2)",
        "Coach&#39;s comments to answer<",
    ):
        assert legend in page
    assert page.count("checked") == page.count('type="checkbox"')
    assert build(manager, work).status_code == 303
    assert titles(work) == [
        "Opening and attendance",
        "Minutes of 15 Sep 2026: Leadership team",
        "3 overdue tasks",
        "4 tasks due before 20 Oct 2026",
        "2 objectives without word for 30 days",
        "2.2 Practice 2.2",
        "10.1 Practice 10.1",
        "1 coach's comment to answer",
        "Next meeting: 20 Oct 2026, 10:00, Room 410",
    ]
    items = list(AgendaItem.of_meeting(work))
    assert items[2].note.splitlines()[0] == (
        "1.1 task 1, Sign the memorandum 1: Team lead One, due 16 Sep 2026, late by 20 days"
    )
    manager.post(f"/agenda/{items[7].id}/place", data={"place": "3"})
    assert titles(work)[2] == "1 coach's comment to answer"
    made = client_for("viewer").get(f"/meetings/{work.id}/agenda.pdf")
    sheets = pypdf.PdfReader(io.BytesIO(made.data)).pages
    assert len(sheets) == 1
    words = " ".join(sheets[0].extract_text().split())
    for said in ("3 overdue tasks", "Sign the memorandum 1", "late by 20 days", "copy "):
        assert said in words
    assert pdfua.validate_pdf_bytes(made.data, profile="ua1").is_compliant


def test_what_is_on_the_agenda_is_not_proposed_again(client_for: Any, work: Meeting) -> None:
    manager = client_for("process_manager")
    build(manager, work, minutes_overdue="20")
    overdue = next(item for item in AgendaItem.of_meeting(work) if "overdue" in item.title)
    assert overdue.minutes == 20
    assert shown(work) == {}
    objective = Objective.get()
    Task.add(BY, objective, DAY, title="One more", due=D(2026, 10, 2))
    page = manager.get(f"/meetings/{work.id}/agenda/build").text
    assert "One more" in page
    assert f"{TITLE} 1" not in page
    build(manager, work)
    assert titles(work)[-2:] == ["1 overdue task", "Next meeting: 20 Oct 2026, 10:00, Room 410"]


def test_what_is_unticked_stays_off(client_for: Any, work: Meeting) -> None:
    tasks = shown(work)["overdue"].things
    address = f"/meetings/{work.id}/agenda"
    client_for("team_member").post(address, data={"pick": [tasks[1].mark, "task-999", "x"]})
    (item,) = AgendaItem.of_meeting(work)
    assert (item.title, item.note) == ("1 overdue task", tasks[1].line)
    answer = client_for("team_member").post(address, data={}, follow_redirects=True)
    assert "Nothing was ticked, nothing is added." in answer.text
    assert AgendaItem.of_meeting(work).count() == 1


def test_what_was_left_over_comes_again_once(
    client_for: Any, work: Meeting, person_of: Any
) -> None:
    before = Meeting.get(Meeting.held_on == D(2026, 9, 15))
    lead = person_of("team_lead")
    AgendaItem.add_many(
        before,
        [
            {"kind": "decision", "title": "The form", "minutes": 7, "presenter": lead},
            {"kind": "parking_lot", "title": "Parked", "ref_kind": "task", "ref_key": 1},
            {"kind": "information", "title": "Told", "state": "done"},
            {"kind": "opening", "title": "Opening"},
            {"kind": "task_review", "ref_kind": "task", "title": "2 overdue tasks"},
        ],
        by=BY,
    )
    assert [thing.head for thing in shown(work)["carried"].things] == ["The form", "Parked"]
    build(client_for("team_lead"), work)
    form = next(item for item in AgendaItem.of_meeting(work) if item.title == "The form")
    assert (form.minutes, form.presenter, form.carried_from.meeting) == (7, lead, before)
    assert form.carried_from.state == "carried"
    assert "carried" not in shown(work)
    client_for("team_lead").post(f"/agenda/{form.id}/removal")
    assert [thing.head for thing in shown(work)["carried"].things] == ["The form"]
    assert AgendaItem.get_by_id(form.carried_from_id).state == "open"


def test_indicators_fill_the_time_that_is_left_flagged_ones_first(
    frozen: Any, make_cycle: Any, make_meeting: Any
) -> None:
    cycle = make_cycle()
    rows = list(Assessment.of_cycle(cycle))
    for row in rows[:2]:
        row.change(by=BY, level=4, agreed_on=D(2023, 10, 1) if row.indicator.is_key else TODAY)
    last = make_meeting(held_on=D(2026, 9, 15), state="approved")
    missed = {"kind": "indicator_assess", "ref_kind": "assessment", "ref_key": rows[4].id}
    AgendaItem.add_many(last, [{**missed, "title": "Not reached"}], by=BY)
    meeting = make_meeting(held_on=TODAY, minutes=40)
    found = {each.group: each for each in proposed(waiting(meeting, cycle))}
    assert [thing.head for thing in found["flags"].things] == ["1.1 Practice 1.1"]
    assert found["flags"].things[0].more == "level 4 of 1 Oct 2023, due 1 Oct 2024"
    assert [thing.head for thing in found["next"].things] == [
        "10.1 Practice 10.1",
        "2.1 Practice 2.1",
    ]
    assert tuple(thing.head for thing in found["next"].left_out) == (
        "2.2 Practice 2.2",
        "10.2 Practice 10.2",
    )
    meeting.change(by=BY, minutes=5)
    found = {each.group: each for each in proposed(waiting(meeting, cycle))}
    assert (len(found["flags"].things), found["next"].things) == (1, ())


def test_what_was_ticked_is_added_though_the_time_ran_out_meanwhile(
    client_for: Any, work: Meeting
) -> None:
    lead = client_for("team_lead")
    picked = marks(lead.get(f"/meetings/{work.id}/agenda/build").text)
    with_items(work, 12)  # an hour of other things
    lead.post(f"/meetings/{work.id}/agenda", data={"pick": picked})
    assert {"2.2 Practice 2.2", "10.1 Practice 10.1"} < set(titles(work))


def test_commitments_come_up_until_they_are_done(
    frozen: Any, make_meeting: Any, person_of: Any
) -> None:
    meeting = make_meeting(held_on=TODAY)
    before = make_meeting(held_on=D(2026, 9, 1), state="approved")
    lead = person_of("team_lead")
    for title, state, due in (("Send it", "open", D(2026, 10, 1)), ("Done", "done", None)):
        Commitment.start(by=BY, meeting=before, title=title, owner=lead, due=due, state=state)
    Commitment.start(by=BY, meeting=before, title="Call", outside_owner="J. Lo")
    assert [thing.line for thing in shown(meeting)["commitments"].things] == [
        "Send it, Team lead One: due 1 Oct 2026",
        "Call, J. Lo: no day set",
    ]


def test_days_are_the_agencys_and_the_meetings(frozen: Any, work: Meeting) -> None:
    work.change(by=BY, held_on=D(2026, 10, 8))
    found = shown(work)
    assert len(found["overdue"].things) == 3
    assert found["overdue"].things[2].more.endswith("due 5 Oct 2026, late by 3 days")
    Meeting.get(Meeting.place == "Room 410").change(by=BY, state="cancelled")
    assert len(shown(work)["due"].things) == 5  # in two weeks from the meeting
    assert found["closing"].things[0].line == "Next meeting: 20 Oct 2026, 10:00, Room 410"
    assert shown(work)["closing"].things[0].line == "Next meeting: agree on the day"


def test_thirty_days_without_word_are_not_yet_too_long(frozen: Any, work: Meeting) -> None:
    objective = list(Objective.select())[1]
    for said_on, count in ((D(2026, 9, 5), 2), (D(2026, 9, 6), 1)):
        Progress.start(by=BY, objective=objective, said_on=said_on, text="Word.")
        assert len(shown(work)["stale"].things) == count


@pytest.mark.parametrize("quiet", [True, False])
def test_a_change_of_a_task_is_word_of_its_objective(
    frozen: Any, work: Meeting, quiet: bool
) -> None:
    objective = list(Objective.select())[2]
    frozen.set(NOW - datetime.timedelta(days=31 if quiet else 2))
    Task.add(BY, objective, DAY, title="A new step")
    frozen.set(NOW)
    assert len(shown(work)["stale"].things) == (2 if quiet else 1)


def test_wrong_minutes_of_a_proposal_lose_no_tick(client_for: Any, work: Meeting) -> None:
    mark = shown(work)["overdue"].things[0].mark
    answer = client_for("team_lead").post(
        f"/meetings/{work.id}/agenda", data={"pick": [mark], "minutes_overdue": "long"}
    )
    assert answer.status_code == 422
    assert "A whole number from 0 to 480." in answer.text
    assert 'value="long"' in answer.text
    assert answer.text.count(" checked") == 1
    assert not AgendaItem.select().exists()


def test_an_agenda_holds_a_hundred_items(client_for: Any, work: Meeting) -> None:
    with_items(work, 99)
    lead = client_for("team_lead")
    assert build(lead, work).status_code == 422
    for n in range(2):
        typed = {"title": f"Last {n}", "kind": "decision", "minutes": "5"}
        answer = lead.post(f"/meetings/{work.id}/items", data=typed)
    assert answer.status_code == 422
    assert "An agenda holds at most 100 items." in answer.text
    lead.post(f"/agenda/{AgendaItem.get().id}/place", data={"place": "100"})
    assert titles(work)[-1] == "Item 1"


def test_building_and_moving_ask_as_little_for_many_as_for_few(
    client_for: Any, work: Meeting, queries: Any, make_meeting: Any
) -> None:
    manager, counts, pages, moves = client_for("process_manager"), [], [], []
    for round_ in range(2):
        item = with_items(work, 2 + 8 * round_)[0]
        with queries() as seen:
            assert manager.get(f"/meetings/{work.id}/agenda/build").status_code == 200
        counts.append(len(seen))
        with queries() as seen:
            manager.get(f"/meetings/{work.id}")
        pages.append(len(seen))
        with queries() as seen:
            data = {"to": "down", "once": f"x{round_}"}
            manager.post(f"/agenda/{item.id}/place", data=data, headers=HTMX)
        moves.append(len(seen))
        objective = Objective.get()
        many = [{"title": f"Late {n}", "due": D(2026, 9, 30)} for n in range(20)]
        Task.add_many(BY, objective, DAY, many)
        for n in range(10):
            make_meeting(held_on=D(2026, 1, 1 + n), state="minutes_draft")
    assert counts[0] == counts[1] <= 10
    assert pages[0] == pages[1] <= 10
    assert moves[0] == moves[1] <= 9

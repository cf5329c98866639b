"""The sample state: whole, alive on whichever day it is built, and never over anything else."""

import datetime
import hashlib
import itertools
import stat
import subprocess
import sys
import time
from collections import Counter

import pytest

from sras.accounts.models import Agency, Membership, Person
from sras.accounts.rules import ROLES
from sras.assessment import rules_cycle
from sras.assessment.models import Assessment, Cycle
from sras.assessment.models_rounds import Round
from sras.coaching.models import CoachComment, CoachReply
from sras.core import clock, db
from sras.core.db import DatabaseRefused
from sras.core.settings import load_settings
from sras.documents.models_reviews import Remark
from sras.engagement.models import Agreement, Party
from sras.engagement.models_timeline import timeline_of
from sras.engagement.models_voice import Enquiry, Respondent
from sras.evidence.models import SLOTS, Evidence
from sras.factory import create_app
from sras.history.models import Change, ChangedField
from sras.meetings import rules_minutes
from sras.meetings.models_agenda import AgendaItem
from sras.meetings.models_minutes import Addendum, Minutes
from sras.meetings.models_practice import PracticeRound
from sras.meetings.models_record import Commitment
from sras.meetings.models_record import Decision as Decided
from sras.planning.models import OBJECTIVE_STATES, STANDINGS, Objective
from sras.planning.models_asks import Ask, Expectation
from sras.planning.models_choice import ApprovalRequest, Decision, RequestItem
from sras.planning.models_progress import Progress
from sras.planning.models_tasks import TASK_STATES, Task, TaskDone
from sras.sample import build
from sras.schedule.models import Attendance, Meeting
from sras.strategy.models import Measure
from tests.page_checks import faults

PAGES = (
    *("/", "/assessment", "/profile", "/plan", "/rubric", "/tasks", "/approval", "/roles", "/me"),
    "/meetings",
)
SECONDS = 15


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("franklin") / "instance"


@pytest.fixture(scope="module")
def accounts(folder):
    begun = time.process_time()  # what else runs on this machine does not count
    made = build.ensure(folder)
    assert time.process_time() - begun < SECONDS
    return made


@pytest.fixture
def franklin(folder, accounts):
    """The app over the sample, with its database open."""
    made = create_app(load_settings(folder, {}))
    db.database.connect(reuse_if_open=True)
    yield made
    db.database.close_all()


@pytest.fixture
def cycle(franklin):
    return Cycle.running_with_progress()


def assessed(cycle):
    return [row for row in Assessment.of_cycle(cycle) if row.level]


def test_the_current_cycle_stands_at_31_of_52_after_a_whole_baseline(cycle):
    before = cycle.previous
    assert cycle.progress == (31, 52)
    assert (before.state, Assessment.progress(before)) == ("closed", (52, 52))
    assert not cycle.is_closed
    assert before.ends_on < cycle.starts_on


def test_the_agreed_levels_show_everything_that_can_happen(cycle):
    rows = assessed(cycle)
    assert {row.level for row in rows} == {1, 2, 3, 4}
    assert {row.consensus for row in rows} == {"agreed", "with_reservation", "unresolved"}
    assert all(row.dissent_note for row in rows if row.consensus == "unresolved")
    assert {row.counted for row in rows} == {"1", "2", "3", "4", "owed"}
    assert all(row.disposition_reason for row in rows if row.disposition == "not_a_priority")
    assert {"will_include", "not_a_priority"} <= {row.disposition for row in rows}
    assert {"policy_and_budget", "statute", "budget"} <= {row.constraint_kind for row in rows}
    assert any(row.barrier for row in rows)
    assert 5 <= sum(1 for row in rows if row.lacking) <= 12
    past = {row.indicator.code: row.level for row in Assessment.of_cycle(cycle.previous)}
    moves = {
        (row.level > past[row.indicator.code]) - (row.level < past[row.indicator.code])
        for row in rows
    }
    assert moves == {-1, 0, 1}


def test_no_two_indicators_are_described_in_the_same_words(cycle):
    texts = [row.in_place for row in assessed(cycle)]
    assert len(set(texts)) == 31
    assert all(30 <= len(text.split()) <= 80 for text in texts)
    openings = Counter(" ".join(text.split()[:3]) for text in texts)
    assert openings.most_common(1)[0][1] == 1
    old = {row.in_place for row in Assessment.of_cycle(cycle.previous)}
    assert len(old) == 52
    assert all(4 <= len(text.split()) <= 40 for text in old)


def test_views_are_opened_with_their_spread_and_one_round_still_collects(franklin):
    rounds = list(Round.current().order_by(Round.id))
    assert [row.state for row in rounds] == ["opened", "opened", "opened", "collecting"]
    first = Round.newest_of(rounds[0].assessment)
    assert Counter(view.level for view in first.given) == {2: 3, 3: 3, 4: 1}
    assert {row.names_kept for row in rounds} == {True, False}
    hidden = ChangedField.select().where(ChangedField.sealed).count()
    assert hidden > 0


def test_the_plan_has_twelve_objectives_and_sixty_tasks_in_every_state(cycle):
    objectives, tasks = list(Objective.with_indicators()), list(Task.current())
    assert (len(objectives), len(tasks)) == (12, 60)
    assert {row.state for row in objectives} == set(OBJECTIVE_STATES)
    assert {row.state for row in tasks} == set(TASK_STATES)
    today = Agency.one().today
    assert {"late", "soon", "on_track", "blocked"} <= {row.standing(today) for row in tasks}
    assert {row.standing for row in Progress.current()} == set(STANDINGS)
    newest = {}
    for entry in Progress.newest_first([row.id for row in objectives]):
        newest.setdefault(entry.objective_id, entry.standing)
    active = {newest[row.id] for row in objectives if row.state == "active"}
    assert {"on_track", "at_risk", "off_track"} <= active
    assert TaskDone.current().count() >= 8
    assert any(row.outside_owner for row in tasks)
    assert any(row.waits_for_id for row in tasks)
    met = [row for row in objectives if row.state == "met"]
    assert all(row.proof and row.sustain and Evidence.of("objective", row.id) for row in met)
    assert {row.assessment.level for row in met} == {3, 4}
    assert all(row.end_reason for row in objectives if row.state in ("dropped", "paused"))


def test_objectives_are_measured_and_stand_differently(franklin):
    keys = [row.id for row in Objective.current()]
    measures = {key: found for key, found in Measure.of_many("objective", keys).items() if found}
    assert 5 <= len(measures) <= 7
    words = {each.how_far.word for found in measures.values() for each in found}
    assert words == {
        *("on the way", "moving away", "short of the target", "target reached"),
        *("no value yet", "no target"),
    }
    assert sum(bool(row.means) for row in Objective.current()) >= 4


def test_every_open_thing_belongs_to_someone_on_the_team(cycle):
    today = Agency.one().today
    team = {seat.person.id for seat in Membership.on(today)}
    open_tasks = Task.current().where(Task.state.not_in(("done", "dropped")))
    assert {row.owner_id for row in open_tasks} <= team
    open_ones = Objective.current().where(Objective.state.in_(("draft", "active", "paused")))
    assert {row.owner_id for row in open_ones} <= team


def test_the_team_has_seven_members_and_one_area_without_anyone(franklin):
    agency = Agency.one()
    seats = list(Membership.on(agency.today))
    assert len(seats) == 7
    _covered, missing = rules_cycle.covered(agency.areas, [seat.areas for seat in seats])
    assert missing == ["Migrant education"]
    people = Counter(person.role for person in Person.select().where(Person.active))
    assert set(people) == set(ROLES)
    assert (people["coach"], people["chief"]) == (2, 1)
    ends = [person.ends_on for person in Person.select().where(Person.role == "coach")]
    assert all(agency.today < day for day in ends)


def test_the_chief_returned_one_item_which_came_again_and_was_approved(cycle):
    requests = list(ApprovalRequest.of_cycle(cycle).order_by(ApprovalRequest.number))
    decisions = Decision.of_cycle(cycle)
    said = [
        {
            item.selection.assessment.indicator.code: item.outcome
            for item in RequestItem.of_request(request)
        }
        for request in requests
    ]
    returned = [code for code, outcome in said[0].items() if outcome == "returned"]
    assert [said[1][code] for code in returned] == ["approved"]
    assert "approved_with_changes" in said[0].values()
    by = [decisions[request.id].decided_by for request in requests]
    gone = Person.get(Person.name == by[0])
    assert not gone.active
    assert by[1] == Person.get(Person.role == "chief", Person.active).name
    assert decisions[requests[1].id].signed_page.file_name.endswith(".pdf")


def test_the_letter_speaks_of_the_state_by_its_own_names(cycle):
    letter = ApprovalRequest.of_cycle(cycle).first().frozen["letter"]
    assert "how Franklin Department of Education runs Franklin Rising." in letter


def test_asks_and_expectations_are_in_every_state(franklin):
    assert {row.state for row in Ask.current()} == {"open", "granted", "partly_granted", "refused"}
    assert {row.judged for row in Expectation.current()} == {"", "met", "partly_met", "not_met"}


def held(kind):
    return list(Meeting.current().where(Meeting.kind == kind, Meeting.state != "scheduled"))


def test_the_team_met_every_second_week_for_a_year_and_prepares_the_next(franklin):
    team = held("regular")
    assert Counter(row.state for row in team) == {
        "approved": 23,
        "minutes_draft": 1,
        "cancelled": 3,
    }
    days = sorted(row.held_on for row in Meeting.current().where(Meeting.kind == "regular"))
    assert {later - earlier for earlier, later in itertools.pairwise(days)} == {
        datetime.timedelta(days=14)
    }
    assert all(row.state_reason for row in Meeting.current().where(Meeting.state == "cancelled"))
    on_paper = [row for row in team if row.opened_at is None and row.is_held]
    assert len(on_paper) == 11
    assert Counter(row.kind for row in Meeting.current() if row.is_held) == {
        "regular": 24,
        "center_call": 5,
        "training": 1,
        "chief": 1,
        "stocktake": 1,
    }
    coming = list(Meeting.coming(Agency.one().today).where(Meeting.kind == "regular"))
    agendas = [list(AgendaItem.of_meeting(row)) for row in coming]
    assert [bool(items) for items in agendas] == [True, False, False]
    assert {"minutes", "task_review", "indicator_assess", "commitments", "coach_comment"} <= {
        item.kind for item in agendas[0]
    }
    assert sum(item.minutes for item in agendas[0]) <= coming[0].minutes
    assert any(item.carried_from for item in agendas[0])


def test_minutes_are_numbered_whole_and_approved_afterwards_but_the_last(franklin):
    written = list(Minutes.current(Minutes, Meeting).join(Meeting, on=Minutes.meeting))
    approved = sorted((row for row in written if row.number), key=lambda row: row.number)
    assert [row.number for row in approved] == list(range(1, 32))
    for row in approved:
        assert row.sha256 == rules_minutes.fingerprint(row.frozen)
        assert row.text.split()[0].strip("*") in row.frozen
        assert row.meeting.held_on <= row.approved_on
        within = row.approved_in
        assert within is None or (within.is_held and within.held_on == row.approved_on)
    [draft] = [row for row in written if not row.number]
    assert draft.meeting.held_on == max(row.held_on for row in held("regular") if row.is_held)
    assert len({row.text for row in written}) == 32
    assert [row.minutes.number is not None for row in Addendum.current()] == [True]


def test_every_team_meeting_left_items_with_time_decisions_and_promises(franklin):
    today = Agency.one().today
    promises = list(Commitment.current())
    assert {row.state for row in promises} == {"open", "done", "dropped"}
    late = [row for row in promises if row.state == "open" and row.due < today]
    assert 2 <= len(late) < sum(row.state == "open" for row in promises)
    assert any(row.outside_owner for row in promises)
    assert any(row.done_on > row.due for row in promises if row.state == "done")
    for meeting in (row for row in held("regular") if row.is_held):
        items = list(AgendaItem.of_meeting(meeting))
        assert 3 <= len(items) <= 6, meeting
        assert all(row.minutes and row.outcome for row in items)
        assert sum(row.seconds_used for row in items) < 60 * meeting.minutes
        assert meeting.decisions.count() + meeting.commitments.count() > 0
    assert 36 <= Decided.current().count() <= 60


def test_only_who_sat_on_the_team_that_day_was_at_its_meetings(franklin):
    team = Attendance.current().join(Meeting).where(Meeting.kind.in_(("regular", "stocktake")))
    for row in team:
        assert Membership.held_by(row.person, row.meeting.held_on).exists(), row
    for meeting in held("regular"):
        there = [row.state for row in Attendance.of_meeting(meeting)]
        assert len(there) == (7 if meeting.is_held else 0), meeting
    [training] = held("training")
    days = [
        {row.who for row in Attendance.of_meeting(training) if row.is_there and row.day == day}
        for day in (1, 2)
    ]
    assert days[0] - days[1]
    assert days[1] - days[0]
    assert [(row.state, row.level) for row in PracticeRound.of_meeting(training)] == [
        ("opened", 2),
        ("opened", 3),
    ]
    guests = [row for row in Attendance.of_meeting(training) if row.guest]
    assert len({row.organisation for row in guests}) >= 4


def test_what_was_agreed_in_a_meeting_names_it(cycle):
    elsewhere = [row.indicator.code for row in assessed(cycle) if row.meeting is None]
    assert elsewhere == ["10.1"]  # agreed in the year before, and still right
    assert all(
        row.meeting.held_on == row.agreed_on for row in assessed(cycle) if row.meeting is not None
    )
    assert [row.met_in.held_on == row.met_on for row in Objective.current() if row.met_on] == [
        True,
        True,
    ]
    assert {row.meeting.held_on == row.said_on for row in Progress.current() if row.meeting} == {
        True
    }
    assert Task.current().where(Task.meeting.is_null(False)).count() == 2


def test_minutes_tell_the_levels_and_objectives_of_their_meeting(franklin):
    told = {row.number: row.frozen for row in Minutes.current() if row.number}
    with_levels = [whole for whole in told.values() if "Levels agreed" in whole]
    assert len(with_levels) == 11
    assert sum("Objectives met" in whole for whole in told.values()) == 1
    assert all("<table" in whole for whole in with_levels)


def test_coaches_wrote_and_two_comments_wait_for_an_answer(franklin):
    comments = list(CoachComment.current())
    kinds = {row.kind for row in comments}
    assert kinds == {"", "assessment", "objective", "task", "meeting"}
    assert Counter(row.state for row in comments) == {"open": 3, "closed": 2, "answered": 1}
    assert CoachComment.unanswered().count() == 2
    assert {Person.get_by_id(row.author.id).role for row in comments} == {"coach"}
    assert CoachReply.current().count() == 3


def test_every_meeting_and_its_minutes_are_well_made(franklin, accounts):
    client = franklin.test_client()
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    [(where, typed)] = [(where, typed) for role, where, typed in accounts if role == "team_lead"]
    client.post("/sign-in", data={"email": where, "password": typed})
    for meeting in list(Meeting.current()):
        addresses = [f"/meetings/{meeting.id}"]
        addresses += [f"/meetings/{meeting.id}/minutes"] if meeting.is_held else []
        for address in addresses:
            page = client.get(address)
            assert (page.status_code, faults(page.text)) == (200, []), address
            assert "no longer matches" not in page.text


def test_the_agreement_is_signed_and_one_step_and_one_promise_are_late(franklin):
    agreement = Agreement.get()
    parties, today = Party.of(agreement), Agency.one().today
    assert [bool(party.signed_on) for party in parties] == [True, True, True]
    assert [each.text for party in parties for each in party.late_on(today)] == [
        "Show how two other states coordinate site visits"
    ]
    late = timeline_of(agreement, today, "Chief").late
    assert [step.key for step in late] == ["assessed"]


def test_reports_as_of_today_say_what_those_of_now_say(franklin, accounts):
    client = franklin.test_client()
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    [(where, typed)] = [(where, typed) for role, where, typed in accounts if role == "team_lead"]
    client.post("/sign-in", data={"email": where, "password": typed})
    today = Agency.one().today.isoformat()
    for address in ("/profile.csv", "/priorities.csv", "/plan.csv", "/tasks.csv"):
        now, then = client.get(address), client.get(f"{address}?as_of={today}")
        assert (now.status_code, then.text) == (200, now.text), address


def test_evidence_is_real_and_fills_most_key_documents(franklin, folder):
    pieces = list(Evidence.current())
    assert 20 <= len(pieces) <= 30
    kept = [piece for piece in pieces if piece.file_sha256]
    assert len(kept) >= 12
    for piece in kept:
        blob = piece.path(folder / "files").read_bytes()
        assert (hashlib.sha256(blob).hexdigest(), len(blob)) == (
            piece.file_sha256,
            piece.file_size,
        )
    assert any(piece.url for piece in pieces)
    filled = {slot for slot, found in Evidence.in_slots().items() if found}
    assert len(SLOTS) == 10
    assert 6 <= len(filled) <= 9


def test_its_pdfs_can_be_read(franklin, folder):
    pypdf = pytest.importorskip("pypdf")
    for piece in Evidence.current().where(Evidence.file_type == "application/pdf"):
        read = pypdf.PdfReader(piece.path(folder / "files"), strict=True)
        assert len(read.pages) == 1
        assert len(read.pages[0].extract_text()) > 100


def test_three_reviewed_the_report_and_twelve_of_the_field_answered(franklin):
    states = Counter(remark.state for remark in Remark.select())
    assert states == {"resolved": 4, "declined": 1}
    assert {remark.section_id is None for remark in Remark.select()} == {True, False}
    assert Respondent.counts(Enquiry.get()) == {"principal": 7, "superintendent": 5}


def test_it_is_built_where_no_page_was_served_with_every_field_known():
    told = (
        "from sras.sample import build\n"
        "from sras.documents.rules_fields import FIELDS, names_in\n"
        "from sras.documents.rules_templates import templates\n"
        "texts = [part.text for each in templates().values() for part in each.sections]\n"
        "print([n for text in texts for n in names_in(text) if n not in FIELDS])"
    )
    said = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_history_runs_over_half_a_year_of_working_hours(franklin):
    zone = Agency.one().zone
    moments = [clock.local(change.at, zone) for change in Change.select().order_by(Change.id)]
    assert moments == sorted(moments)
    assert moments[-1] - moments[0] > datetime.timedelta(days=168)
    assert moments[-1] < clock.local(clock.now(), zone)
    assert all(moment.weekday() < 5 and 7 <= moment.hour < 19 for moment in moments)
    assert len({moment.date() for moment in moments}) > 50
    assert len({change.by_name for change in Change.select()}) > 10


@pytest.mark.parametrize("role", ROLES)
def test_every_printed_account_signs_in_and_reads(franklin, accounts, role):
    [(address, password)] = [(where, typed) for name, where, typed in accounts if name == role]
    client = franklin.test_client()
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    entered = client.post("/sign-in", data={"email": address, "password": password})
    assert entered.status_code == 303
    for address in PAGES:
        page = client.get(address)
        assert page.status_code == 200, address
        assert faults(page.text) == [], address


def test_a_second_time_it_is_left_as_it_is(folder, accounts):
    before = {p: p.stat().st_mtime_ns for p in folder.rglob("*") if p.is_file()}
    assert build.ensure(folder) == accounts
    assert {p: p.stat().st_mtime_ns for p in folder.rglob("*") if p.is_file()} == before
    assert stat.S_IMODE((folder / build.ACCOUNTS).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("name", ["settings.toml", "sras.db", "notes.txt"])
def test_a_folder_with_anything_else_is_refused_and_left_alone(tmp_path, name):
    (tmp_path / name).write_text("somebody's own")
    with pytest.raises(DatabaseRefused, match="not a sample state"):
        build.ensure(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text() == "somebody's own"


@pytest.mark.parametrize("day", ["2028-02-29", "2027-01-02"])
def test_it_is_alive_whenever_it_is_built_also_after_a_build_cut_short(tmp_path, day):
    (tmp_path / ".building").mkdir()
    (tmp_path / ".building" / "sras.db").write_text("half")
    noon = datetime.datetime.fromisoformat(f"{day}T12:00:00+00:00")
    with clock.frozen(noon):
        build.ensure(tmp_path)
        db.open_database(tmp_path / "sras.db")
        with db.database.connection_context():
            today = Agency.one().today
            stands = Counter(row.standing(today) for row in Task.current())
            newest = Change.select().order_by(Change.id.desc()).first()
        db.database.close_all()
    assert stands["late"] >= 3
    assert stands["soon"] >= 3
    assert datetime.timedelta() < noon - newest.at < datetime.timedelta(days=10)
    assert not (tmp_path / ".building").exists()

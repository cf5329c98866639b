"""A closed cycle stays as it was, whichever way one comes to change it."""

import datetime
import hashlib
import io
from types import SimpleNamespace
from typing import Any

import pytest

from sras.accounts.models import Agency
from sras.assessment.models import AgreedLevel, Assessment
from sras.assessment.models_rounds import Round, View
from sras.core import db
from sras.evidence.models import Evidence, EvidenceLink
from sras.planning.models import Objective
from sras.planning.models_asks import Ask, Expectation
from sras.planning.models_choice import ApprovalRequest
from sras.planning.models_lists import Selection
from sras.planning.models_progress import Progress
from sras.planning.models_tasks import Task, TaskComment
from tests.conftest import BY

D = datetime.date
DAY, CLOSED_ON, TODAY = D(2025, 10, 1), D(2026, 6, 30), D(2026, 7, 5)
KEPT = (
    *("assessment_assessment", "assessment_agreed_level", "assessment_round", "assessment_view"),
    *("planning_selection", "planning_approval_request", "planning_request_item"),
    *("planning_decision", "planning_ask", "planning_expectation", "planning_objective"),
    *("planning_task", "planning_task_done", "planning_task_comment", "planning_progress"),
    *("evidence_evidence", "evidence_evidence_link"),
)


def rows(only: Any = KEPT) -> dict[str, str]:
    """What each table holds, as a hash."""
    return {
        name: hashlib.sha256(
            repr(list(table.select().order_by(table.id).tuples())).encode()
        ).hexdigest()
        for table in db.tables()
        for name in [table._meta.table_name]
        if name in only
    }


@pytest.fixture
def closed(make_cycle: Any, person_of: Any) -> SimpleNamespace:
    """A closed cycle with something of everything in it, and a running one after it."""
    Agency.one().change(by=BY, approval_gate=False)
    lead, member = person_of("team_lead"), person_of("team_member")
    cycle = make_cycle(label="2025-26", starts_on=D(2025, 9, 1), per_topic=3)
    first, second, third, fourth, *_ = Assessment.of_cycle(cycle)
    for row in (first, second, third):
        row.agree(by=BY, today=DAY, level=2, priority=3, opportunity=3, in_place="Begun.")
    made = SimpleNamespace(cycle=cycle, first=first, third=third, unrated=fourth)
    made.piece = Evidence.add(by=BY, about=("assessment", first.id), title="Log", source="document")
    made.gone = Evidence.add(by=BY, about=("assessment", first.id), title="Old", source="document")
    made.gone.archive(by=BY)
    made.link = EvidenceLink.get(EvidenceLink.evidence == made.piece)
    made.collecting = Round.start(by=BY, assessment=first, names_kept=True, begun_on=DAY)
    View.start(by=BY, round=made.collecting, person=lead, level=2)
    made.placed = Selection.start(by=BY, assessment=first, list="quick_win", placed_on=DAY)
    made.ask = Ask.put(by=BY, assessment=first, kind="budget", text="Two posts.", on=DAY)
    made.answered = Ask.put(by=BY, assessment=first, kind="policy", text="Rule 12.", on=DAY)
    made.answered.withdraw(by=BY, on=DAY, reason="Not needed.")
    made.expected = Expectation.start(
        by=BY, cycle=cycle, text="Half.", set_by="The Chief", set_on=DAY
    )
    made.request = ApprovalRequest.put_up(
        by=lead,
        cycle=cycle,
        number=1,
        letter="Dear Chief",
        selections=[made.placed],
        facts={"asks": []},
        on=DAY,
    )
    fields = {
        "state": "active",
        "owner": member,
        "done_description": "One form.",
        "target_on": D(2026, 12, 31),
    }
    made.over = Objective.begin(BY, second, DAY, **fields)
    made.task = Task.add(BY, made.over, DAY, title="Draft it", owner=member)
    TaskComment.start(by=BY, task=made.task, said_on=DAY, text="Begun.")
    Progress.start(by=BY, objective=made.over, said_on=DAY, text="Well.")
    made.over.meet(BY, D(2026, 6, 1), D(2026, 6, 1), "Seen.", "In the handbook.")
    made.task.complete(BY, D(2026, 6, 1))
    made.page = Evidence.add(
        by=BY, about=("approval_request", made.request.id), title="Signed", source="document"
    )
    made.told = Evidence.of("objective", made.over.id)[0]
    cycle.close(by=BY, on=CLOSED_ON)
    made.running = make_cycle(
        label="2026-27", edition=cycle.edition, previous=cycle, starts_on=D(2026, 7, 1)
    )
    return made


def ways(c: SimpleNamespace) -> list[tuple[str, str, str, dict[str, Any]]]:
    """Every way to change what belongs to a cycle: endpoint, role, address, what is typed."""
    level = {"level": "3", "agreed_on": "2026-07-01", "in_place": "More.", "note": "Seen."}
    fields = {
        "owner": "",
        "list": "quick_win",
        "done_description": "Two forms.",
        "target_on": "2027-01-01",
    }
    day = {"ended_on": "2026-07-01", "reason": "Why not."}
    ask = {"kind": "budget", "text": "Ten posts."}
    answer = {"state": "granted", "decided_by": "The Chief", "decided_on": "2026-07-01"}
    why = {"why": "Since."}
    judged = {
        "judged": "met",
        "judgement": "Seen.",
        "judged_by": "The Chief",
        "judged_on": "2026-07-01",
    }
    expected = {"text": "All.", "set_by": "The Chief", "set_on": "2026-07-01"}
    piece = {"title": "Another", "source": "document", "description": "Words."}
    about = {"kind": "assessment", "key": str(c.first.id)}
    decided = {"how": "all"}
    recorded = {
        "how": "all",
        "decided_by": "The Chief",
        "decided_on": "2026-07-01",
        "way": "on_paper",
        "evidence": "0",
    }
    met = {"met_on": "2026-07-01", "proof": "Seen.", "sustain": "Kept.", "level": "4"}
    task = {
        "title": "Another",
        "owner": "",
        "frequency": "once",
        "state": "in_progress",
        "waits_for": "",
    }

    def file() -> dict[str, Any]:
        return {"file": (io.BytesIO(b"Some text."), "log.txt")}

    one, over = c.first.id, c.over.id
    lead, member = "team_lead", "team_member"
    return [
        ("assessment.save", member, f"/assessment/{one}", level),
        ("assessment.save", member, f"/assessment/{c.unrated.id}", level),
        ("assessment.reassess", member, f"/assessment/{one}/reassessment", level),
        ("assessment.take_back", member, f"/assessment/{one}/withdrawal", {"reason": "Wrong."}),
        ("assessment.look_again", member, f"/assessment/{one}/second-look", {}),
        ("assessment.keep", member, f"/assessment/{c.unrated.id}/kept", {}),
        ("assessment.begin_round", lead, f"/assessment/{c.third.id}/views", {}),
        ("assessment.give_view", member, f"/assessment/{one}/views/own", {"level": "1"}),
        ("assessment.open_views", lead, f"/assessment/{one}/views/opening", {}),
        ("planning.place", member, f"/choose/{one}/place", {"list": "deferred", "why": "No."}),
        ("planning.add_ask", member, f"/asks/new/{one}", ask),
        ("planning.change_ask", member, f"/asks/{c.ask.id}", ask),
        ("planning.answer_ask", "chief", f"/asks/{c.ask.id}/answer", answer),
        ("planning.record_answer", lead, f"/asks/{c.ask.id}/recorded-answer", answer),
        ("planning.withdraw_ask", member, f"/asks/{c.ask.id}/withdrawal", why),
        ("planning.reopen_ask", member, f"/asks/{c.answered.id}/reopening", why),
        ("planning.request_decision", "chief", f"/approval/{c.request.id}/decision", decided),
        ("planning.record_decision", lead, f"/approval/{c.request.id}/recorded-decision", recorded),
        ("planning.withdraw_request", lead, f"/approval/{c.request.id}/withdrawal", why),
        ("planning.request_link", "admin", f"/approval/{c.request.id}/link", {}),
        ("planning.change_expectation", lead, f"/expectations/{c.expected.id}", expected),
        ("planning.judge_expectation", lead, f"/expectations/{c.expected.id}/judgement", judged),
        ("planning.begin_objective", lead, f"/assessments/{c.third.id}/objective", fields),
        ("planning.change_objective", lead, f"/objectives/{over}", fields),
        (
            "planning.change_line",
            lead,
            f"/objectives/{over}/line",
            {"owner": "", "target_on": "2027-01-01", "state": "active"},
        ),
        ("planning.activate_objective", lead, f"/objectives/{over}/activity", {}),
        ("planning.add_progress", lead, f"/objectives/{over}/progress", {"text": "More."}),
        ("planning.pause_objective", lead, f"/objectives/{over}/pause", day),
        ("planning.drop_objective", lead, f"/objectives/{over}/drop", day),
        ("planning.meet_objective", lead, f"/objectives/{over}/completion", met),
        ("planning.not_yet", lead, f"/objectives/{over}/not-yet", {}),
        ("planning.add_tasks", lead, f"/objectives/{over}/tasks", {"lines": "One more"}),
        ("planning.change_task", lead, f"/tasks/{c.task.id}", task),
        ("planning.complete_task", lead, f"/tasks/{c.task.id}/completion", {}),
        ("planning.reopen_task", lead, f"/tasks/{c.task.id}/reopening", {}),
        (
            "planning.add_remark",
            lead,
            f"/tasks/{c.task.id}/remarks",
            {"said_on": "2026-07-01", "remark": "Late."},
        ),
        ("evidence.create", member, "/evidence", piece | about),
        ("evidence.create", member, "/evidence", piece | {"kind": "objective", "key": str(over)}),
        ("evidence.link", member, f"/evidence/{c.page.id}/links", about),
        ("evidence.unlink", member, f"/evidence/links/{c.link.id}/removal", {}),
        *(
            (name, member, f"/evidence/{each.id}{end}", typed())
            for each in (c.piece, c.page, c.told)
            for name, end, typed in (
                ("evidence.change", "", lambda: dict(piece)),
                ("evidence.archive", "/removal", lambda: {"reason": "Wrong."}),
                ("evidence.replace_file", "/file", file),
            )
        ),
        ("evidence.bring_back", member, f"/evidence/{c.gone.id}/return", {}),
    ]


# These begin something new, in the running cycle or in none, or move the cycle itself.
ELSEWHERE = {
    *("assessment.add_cycle", "assessment.change_cycle", "assessment.begin_cycle"),
    *("assessment.move_cycle", "assessment.close_cycle", "assessment.reopen_cycle"),
    *("planning.ask_all", "planning.set_expectation", "planning.put_up", "assessment.key_in"),
    *("planning.import_preview", "planning.import_table"),
    *("planning.make_owner_link", "planning.revoke_owner_link", "planning.complete_as_owner"),
}


def test_every_changing_route_is_tried(app, closed):
    found = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "POST" in rule.methods
        and rule.endpoint.split(".")[0] in ("assessment", "planning", "evidence")
    }
    assert found == {way[0] for way in ways(closed)} | ELSEWHERE


def test_no_route_changes_a_row_of_a_closed_cycle(client_for, closed):
    before, clients, wrong = rows(), {}, []
    for name, role, address, typed in ways(closed):
        client = clients.setdefault(role, client_for(role))
        status = client.post(address, data=typed).status_code
        changed = [table for table, found in rows().items() if found != before[table]]
        if status not in (409, 422) or changed:
            wrong.append((name, address, status, changed))
        before = rows()
    assert wrong == []


@pytest.fixture
def carried(closed: SimpleNamespace, person_of: Any) -> Objective:
    """An objective of the closed cycle that is still open."""
    closed.cycle.reopen(by=BY, reason="For this test.")
    third = Assessment.get_by_id(closed.third.id)
    objective = Objective.begin(
        BY,
        third,
        DAY,
        state="active",
        owner=person_of("team_member"),
        done_description="One form.",
        target_on=D(2026, 12, 31),
    )
    closed.cycle.close(by=BY, on=CLOSED_ON)
    return objective


MET = {"met_on": "2026-07-02", "proof": "Seen.", "sustain": "In the handbook.", "level": "4"}


def closed_rows(c: SimpleNamespace) -> list[Any]:
    """The assessments and levels of the closed cycle, whole."""
    levels = AgreedLevel.select().join(Assessment).where(Assessment.cycle == c.cycle)
    found = Assessment.select().where(Assessment.cycle == c.cycle)
    return [row.__data__ for row in (*found, *levels, *Selection.select())]


def in_running(c: SimpleNamespace) -> Assessment:
    return Assessment.get(
        Assessment.cycle == c.running, Assessment.indicator == c.third.indicator_id
    )


def test_an_objective_carried_over_is_met_in_the_running_cycle(client_for, closed, carried):
    lead, before = client_for("team_lead"), closed_rows(closed)
    assert "the same practice in 2026-27" in lead.get(f"/objectives/{carried.id}/completion").text
    assert lead.post(f"/objectives/{carried.id}/completion", data=MET).status_code == 303
    assert closed_rows(closed) == before
    now = in_running(closed)
    assert (now.level, now.agreed_on, now.counted) == (4, D(2026, 7, 2), "4")
    assert AgreedLevel.last_of(now).why == "met"


def test_what_continues_the_indicator_gets_the_level(closed, carried, make_edition):
    edition, kin = make_edition(per_topic=3), in_running(closed)
    follower = next(iter(edition.indicators))
    follower.change(by=BY, continues=kin.indicator)
    kin.change(by=BY, indicator=follower)
    Objective.get_by_id(carried.id).meet(BY, D(2026, 7, 2), TODAY, "Seen.", "In the handbook.")
    assert Assessment.get_by_id(kin.id).level == 4


def test_without_the_practice_in_a_running_cycle_it_is_said_in_words(client_for, closed, carried):
    lead = client_for("team_lead")
    closed.running.close(by=BY, on=TODAY)
    before = closed_rows(closed)
    assert "its level is written nowhere" in lead.get(f"/objectives/{carried.id}/completion").text
    answer = lead.post(f"/objectives/{carried.id}/completion", data=MET, follow_redirects=True)
    assert "No level was written: no cycle that runs asks for this practice." in answer.text
    assert Objective.get_by_id(carried.id).state == "met"
    assert closed_rows(closed) == before


def test_dropping_or_moving_an_objective_carried_over_leaves_the_closed_cycle(
    client_for, closed, carried
):
    lead, before = client_for("team_lead"), closed_rows(closed)
    fields = {
        "owner": str(carried.owner_id),
        "list": "quick_win",
        "done_description": "One form.",
        "target_on": "2026-12-31",
        "lever": "",
    }
    moved = lead.post(f"/objectives/{carried.id}", data=fields)
    assert moved.status_code == 303, moved.text
    dropped = {"ended_on": "2026-07-02", "reason": "No money."}
    assert lead.post(f"/objectives/{carried.id}/drop", data=dropped).status_code == 303
    assert closed_rows(closed) == before

"""Coaches' comments: written on anything, answered by the team, closed by their author."""

import datetime
from typing import Any

import pytest

from sras.assessment.models import Assessment
from sras.coaching.models import CoachComment, CoachReply
from sras.core import clock
from sras.history.models import Change
from sras.planning.models import Objective
from sras.planning.models_tasks import Task
from tests.conftest import BY, DAY, HTMX

D = datetime.date
NOON = datetime.datetime(2026, 11, 3, 18, tzinfo=datetime.UTC)
SAID = {"said_on": "2026-11-02", "text": "Who checks it?", "asks_reply": "y"}


@pytest.fixture(autouse=True)
def _third_of_november() -> Any:
    with clock.frozen(NOON):
        yield


@pytest.fixture
def task(objective: Objective, person_of: Any) -> Task:
    return Task.add(BY, objective, DAY, title="Draft the form", owner=person_of("team_member"))


@pytest.fixture
def say(person_of: Any) -> Any:
    """A comment by the coach."""

    def make(**fields: Any) -> CoachComment:
        given = {"said_on": D(2026, 11, 2), "text": "Who checks it?", **fields}
        return CoachComment.start(by=BY, author=person_of("coach"), **given)

    return make


def test_a_coach_comments_on_a_thing_and_it_stands_on_its_page(
    client_for: Any, task: Task, make_meeting: Any
) -> None:
    coach, objective = client_for("coach"), task.objective
    pages = {
        ("assessment", objective.assessment_id): f"/assessment/{objective.assessment_id}",
        ("objective", objective.id): f"/objectives/{objective.id}",
        ("task", task.id): f"/tasks/{task.id}",
        ("meeting", make_meeting().id): "/meetings/1",
    }
    for (kind, key), address in pages.items():
        assert "Coach&#39;s comments</h2>" not in client_for("team_member").get(address).text
        form = f"/coaching/new?kind={kind}&amp;key={key}"
        assert form in coach.get(address).text
        assert coach.get(form.replace("&amp;", "&")).status_code == 200
        answer = coach.post(f"/coaching?kind={kind}&key={key}", data=SAID)
        assert (answer.status_code, answer.location) == (303, address)
        for role in ("team_member", "chief", "viewer"):
            shown = client_for(role).get(address).text
            assert "Who checks it?" in shown
            assert "waits for an answer" in shown
    made = CoachComment.get(CoachComment.kind == "task")
    assert (made.about, made.said_on, made.state) == ("Draft the form", D(2026, 11, 2), "open")
    assert Change.of("coach_comment", made.id).first().verb == "wrote"


def test_a_comment_may_be_on_the_whole_work_and_ask_for_nothing(client_for: Any) -> None:
    coach = client_for("coach")
    told = {name: value for name, value in SAID.items() if name != "asks_reply"}
    assert coach.post("/coaching", data=told).location == "/coaching"
    listed = client_for("viewer").get("/coaching").text
    assert "The whole work" in listed
    assert "no answer asked for" in listed
    assert not list(CoachComment.unanswered())


REFUSED = (
    ({"text": ""}, "Write the comment."),
    ({"text": "x" * 4_001}, "At most 4,000 characters."),
    ({"text": "a\x07b"}, "a character that cannot be shown"),
    ({"said_on": ""}, "Give the day."),
    ({"said_on": "2026-11-04"}, "This day is still to come."),
)


def test_what_will_not_do_is_told_and_nothing_typed_is_lost(client_for: Any) -> None:
    coach = client_for("coach")
    for typed, told in REFUSED:
        answer = coach.post("/coaching", data={**SAID, **typed})
        assert answer.status_code == 422
        assert told in answer.text
        assert typed.get("text", "Who checks it?") in answer.text
    assert not CoachComment.select().exists()


def test_only_a_coach_writes_a_comment_and_only_on_what_is_there(client_for: Any) -> None:
    for query in ("kind=person&key=1", "kind=task&key=99", "kind=task&key=x"):
        assert client_for("coach").get(f"/coaching/new?{query}").status_code == 404
        assert client_for("coach").post(f"/coaching?{query}", data=SAID).status_code == 404
    for role in ("team_lead", "team_member", "chief", "viewer", "reviewer"):
        assert client_for(role).post("/coaching", data=SAID).status_code == 403
    assert not CoachComment.select().exists()


def test_the_team_answers_and_the_author_closes_or_opens_it_again(
    client_for: Any, say: Any
) -> None:
    comment, coach, member = say(), client_for("coach"), client_for("team_member")
    at = f"/coaching/{comment.id}"
    said = {"answered_on": "2026-11-03", "answer": "Ana does."}
    assert coach.post(f"{at}/answers", data=said).status_code == 403
    assert client_for("viewer").post(f"{at}/answers", data=said).status_code == 403
    early = member.post(f"{at}/answers", data={**said, "answered_on": "2026-11-01"})
    assert "The comment was made on 2 Nov 2026." in early.text
    assert member.post(f"{at}/answers", data=said).status_code == 303
    assert CoachComment.get().state == "answered"
    assert "Ana does." in coach.get(at).text
    assert member.post(f"{at}/closure", data={"closed_on": "2026-11-03"}).status_code == 403
    again = {"asked_on": "2026-11-03", "again": "And in Region 2?"}
    assert member.post(f"{at}/reopening", data=again).status_code == 403
    assert coach.post(f"{at}/reopening", data=again).status_code == 303
    assert [row.id for row in CoachComment.unanswered()] == [comment.id]
    assert coach.post(f"{at}/closure", data={"closed_on": "2026-11-03"}).status_code == 303
    closed = CoachComment.get()
    assert (closed.state, closed.closed_on) == ("closed", D(2026, 11, 3))
    assert "closed 3 Nov 2026" in member.get(at).text
    assert member.post(f"{at}/answers", data=said).status_code == 409
    assert coach.post(f"{at}/reopening", data=again).status_code == 303
    assert CoachComment.get().closed_on is None
    assert CoachReply.select().count() == 3


def test_the_team_lead_closes_what_was_answered_and_not_what_waits(
    client_for: Any, say: Any
) -> None:
    comment, lead = say(), client_for("team_lead")
    at, day = f"/coaching/{comment.id}", {"closed_on": "2026-11-03"}
    early = lead.post(f"{at}/closure", data=day)
    assert early.status_code == 422
    assert "Answer it first" in early.text
    lead.post(f"{at}/answers", data={"answered_on": "2026-11-03", "answer": "Ana does."})
    assert lead.post(f"{at}/closure", data=day).status_code == 303
    assert CoachComment.get().state == "closed"


def test_a_coach_puts_an_own_comment_right_until_it_is_answered(
    client_for: Any, say: Any, person_of: Any
) -> None:
    comment, coach = say(), client_for("coach")
    at = f"/coaching/{comment.id}"
    right = {**SAID, "text": "Who checks the form?", "version": "1"}
    assert coach.post(at, data=right).status_code == 303
    assert CoachComment.get().text == "Who checks the form?"
    comment = CoachComment.get()
    comment.answer(by=person_of("team_lead"), on=D(2026, 11, 3), text="Ana does.")
    late = coach.post(at, data={**right, "text": "Other", "version": "3"}, headers=HTMX)
    assert (late.status_code, CoachComment.get().text) == (422, "Who checks the form?")
    other = say()
    other.change(by=BY, author=person_of("team_lead"))
    assert coach.post(f"/coaching/{other.id}", data=right).status_code == 403


def test_the_list_begins_with_what_waits_and_hides_what_is_closed(
    client_for: Any, say: Any, person_of: Any, queries: Any
) -> None:
    say(text="For you to know", asks_reply=False, said_on=D(2026, 11, 3))
    say(text="Settled long ago", state="closed", closed_on=D(2026, 11, 3))
    say(text="Still to answer", said_on=D(2026, 10, 1))
    member = client_for("team_member")
    page = member.get("/coaching").text
    assert page.index("Still to answer") < page.index("For you to know")
    assert "Settled long ago" not in page
    assert "Settled long ago" in member.get("/coaching?show=all").text
    assert ">Coach&#39;s comments</a>" in member.get("/meetings").text
    with queries() as few:
        member.get("/coaching?show=all")
    for _n in range(20):
        say()
    with queries() as many:
        member.get("/coaching?show=all")
    assert len(many) == len(few) <= 10


def test_comments_cost_a_page_one_question_however_many_there_are(
    client_for: Any, task: Task, say: Any, queries: Any, person_of: Any
) -> None:
    member, key = client_for("team_member"), task.objective.assessment_id
    about = {"kind": "assessment", "key": key}
    for _n in range(4):
        made = say(**about)
        made.answer(by=person_of("team_lead"), on=D(2026, 11, 3), text="Ana does.")
    member.get(f"/assessment/{key}")
    with queries() as seen:
        page = member.get(f"/assessment/{key}").text
    assert page.count("Ana does.") == 4
    with queries() as none:
        member.get(f"/objectives/{task.objective_id}")
    assert not [sql for sql in none if "coaching_coach_reply" in sql]
    assert len(none) <= 10
    assert len([sql for sql in seen if "coaching_" in sql]) == 1
    assert len(seen) <= 10


def test_scenario_24_a_coach_reads_all_comments_and_changes_no_level_and_no_task(
    client_for: Any, client_of: Any, task: Task, person_of: Any, make_meeting: Any
) -> None:
    coach, row = client_for("coach"), Assessment.get_by_id(task.objective.assessment_id)
    for address in (
        *("/assessment", "/profile", "/plan", "/tasks", "/evidence", "/history", "/meetings"),
        *("/approval", f"/assessment/{row.id}", f"/tasks/{task.id}"),
    ):
        assert coach.get(address).status_code == 200, address
    assert coach.post(f"/assessment/{row.id}", data={"level": "4"}).status_code == 403
    for verb in ("", "/completion", "/reopening"):
        assert coach.post(f"/tasks/{task.id}{verb}", data={"title": "Mine"}).status_code == 403
    assert coach.post(f"/coaching?kind=task&key={task.id}", data=SAID).status_code == 303
    comment, call = CoachComment.get(), make_meeting(kind="center_call")
    sheet = f"/meetings/{call.id}/call-sheet"
    assert "Who checks it?" in coach.get(sheet).text
    said = {"answered_on": "2026-11-03", "answer": "Ana does."}
    client_for("team_member").post(f"/coaching/{comment.id}/answers", data=said)
    assert not list(CoachComment.unanswered())  # the answer takes it off the agenda
    coach.post(f"/coaching/{comment.id}/closure", data={"closed_on": "2026-11-03"})
    assert CoachComment.get().state == "closed"
    assert "Who checks it?" not in coach.get(sheet).text
    assert Task.get().title == "Draft the form"
    assert Assessment.get_by_id(row.id).level == 2
    person_of("coach").change(by=BY, ends_on=D(2026, 11, 2))  # the last day of the agreement
    assert client_of(person_of("coach")).get("/coaching").location.startswith("/sign-in")
    assert "Who checks it?" in client_for("team_lead").get("/coaching?show=all").text

"""Asks of the Chief, each followed to its answer, and the Chief's expectations."""

import datetime
import io

import page as pdfua
import pypdf
import pytest

from sras.accounts.models import Person
from sras.assessment.models import Assessment
from sras.history.models import Change
from sras.planning import rules_choice
from sras.planning.models_asks import Ask, Expectation
from sras.work.models import count
from tests.conftest import BY, HTMX

DAY = datetime.date(2026, 9, 20)


@pytest.fixture
def blocked(make_cycle):
    """An indicator that needs a change of policy, and another with a barrier."""
    first, second, *_ = Assessment.of_cycle(make_cycle(per_topic=7))
    first.change(
        by=BY,
        level=2,
        priority=3,
        opportunity=1,
        constraint_kind="policy",
        constraint_note="Board rule 12 fixes the visits a year.",
    )
    second.change(by=BY, level=3, priority=2, opportunity=2, barrier="No staff in the field office")
    return first, second


@pytest.fixture
def make_ask(blocked):
    """An open ask about the first."""
    return lambda **fields: Ask.start(
        by=BY,
        **{
            "assessment": blocked[0],
            "kind": "policy",
            "text": "Change rule 12.",
            "raised_on": DAY,
            **fields,
        },
    )


def test_scenario_13_one_page_names_every_block_and_asks_for_all_by_one_press(client_for, blocked):
    member = client_for("team_member")
    page = member.get("/asks").text
    assert "Board rule 12 fixes the visits a year." in page
    assert "No staff in the field office" in page
    assert "not asked yet" in page
    answer = member.post("/asks", data={"once": "a"})
    assert answer.status_code == 303
    assert [(ask.kind, ask.text) for ask in Ask.select().order_by(Ask.id)] == [
        ("policy", "Board rule 12 fixes the visits a year."),
        ("barrier", "No staff in the field office"),
    ]
    page = member.get("/asks").text
    assert "not asked yet" not in page
    assert "Waiting for an answer" in page
    assert member.post("/asks").status_code == 409
    assert Ask.select().count() == 2


def test_an_ask_can_be_put_in_the_teams_own_words(client_for, blocked):
    first, _ = blocked
    member = client_for("team_member")
    page = member.get(f"/asks/new/{first.id}?kind=policy").text
    assert "Board rule 12 fixes the visits a year.</textarea>" in page
    answer = member.post(f"/asks/new/{first.id}", data={"kind": "policy", "text": " "})
    assert answer.status_code == 422
    assert "Say what you ask of the Chief." in answer.text
    member.post(f"/asks/new/{first.id}", data={"kind": "policy", "text": "Allow six visits."})
    assert Ask.get().text == "Allow six visits."


def test_the_chief_answers_an_ask_and_the_name_stays(client_for, make_ask, person_of):
    ask = make_ask()
    chief = client_for("chief")
    answer = chief.post(f"/asks/{ask.id}/answer", data={"state": "partly_granted"})
    assert answer.status_code == 422
    assert "Say which part is granted." in answer.text
    answer = chief.post(
        f"/asks/{ask.id}/answer", data={"state": "partly_granted", "answer": "Six visits."}
    )
    assert answer.status_code == 303
    person_of("chief").change(by=BY, name="Somebody Else")
    ask = Ask.get_by_id(ask.id)
    assert (ask.state, ask.answer) == ("partly_granted", "Six visits.")
    assert ask.decided_by == "Chief State School Officer One"
    assert ask.decided_on is not None
    change = Change.of("ask", ask.id).first()
    assert (change.verb, change.by_name) == ("answered", "Chief State School Officer One")
    assert "Six visits." in chief.get("/asks").text


def test_the_answer_given_elsewhere_is_recorded_with_its_day_and_name(client_for, make_ask):
    ask = make_ask()
    lead = client_for("process_manager")
    typed = {
        "state": "refused",
        "answer": "Not this year.",
        "decided_by": "Maria Ortiz",
        "decided_on": "2026-09-30",
    }
    future = lead.post(
        f"/asks/{ask.id}/recorded-answer", data={**typed, "decided_on": "2099-01-01"}
    )
    assert future.status_code == 422
    assert "The answer cannot lie in the future." in future.text
    nonsense = lead.post(f"/asks/{ask.id}/recorded-answer", data={**typed, "decided_on": "soon"})
    assert "Write the day as year-month-day" in nonsense.text
    lead.post(f"/asks/{ask.id}/recorded-answer", data=typed)
    ask = Ask.get_by_id(ask.id)
    assert (ask.state, ask.decided_by) == ("refused", "Maria Ortiz")
    assert ask.decided_on == datetime.date(2026, 9, 30)


def test_an_answered_ask_is_not_answered_twice_but_can_be_asked_again(client_for, make_ask):
    ask = make_ask()
    chief, member = client_for("chief"), client_for("team_member")
    chief.post(f"/asks/{ask.id}/answer", data={"state": "refused"})
    again = chief.post(f"/asks/{ask.id}/answer", data={"state": "granted"})
    assert again.status_code == 409
    assert "answered already: refused" in again.text
    assert member.post(f"/asks/{ask.id}/reopening", data={"why": ""}).status_code == 422
    member.post(f"/asks/{ask.id}/reopening", data={"why": "The board met."})
    assert Ask.get_by_id(ask.id).is_open
    verbs = [change.verb for change in Change.of("ask", ask.id)]
    assert verbs == ["asked again", "answered", "added"]


def test_the_team_can_reword_and_withdraw_an_open_ask(client_for, make_ask):
    ask = make_ask()
    member = client_for("team_member")
    answer = member.post(
        f"/asks/{ask.id}",
        data={"kind": "budget", "text": "Two posts.", "version": ask.version},
        headers=HTMX,
    )
    assert answer.status_code == 200
    assert "data-version" in answer.text
    assert Ask.get_by_id(ask.id).kind == "budget"
    member.post(f"/asks/{ask.id}/withdrawal", data={"why": "Paid from a grant."})
    ask = Ask.get_by_id(ask.id)
    assert (ask.state, ask.answer) == ("withdrawn", "Paid from a grant.")


@pytest.mark.parametrize(
    ("role", "address"),
    [
        ("team_lead", "answer"),
        ("viewer", "answer"),
        ("team_member", "recorded-answer"),
        ("chief", "recorded-answer"),
        ("coach", "withdrawal"),
        ("chief", "reopening"),
    ],
)
def test_nobody_answers_or_withdraws_an_ask_without_the_right(client_for, make_ask, role, address):
    ask = make_ask()
    data = {"state": "granted", "why": "So.", "decided_by": "Me", "decided_on": "2026-09-30"}
    assert client_for(role).post(f"/asks/{ask.id}/{address}", data=data).status_code == 403
    assert Ask.get_by_id(ask.id).is_open


@pytest.mark.parametrize("role", ["viewer", "chief", "coach"])
def test_nobody_but_the_team_asks(client_for, blocked, role):
    assert client_for(role).post("/asks").status_code == 403
    data = {"kind": "policy", "text": "More."}
    assert client_for(role).post(f"/asks/new/{blocked[0].id}", data=data).status_code == 403
    assert Ask.select().count() == 0


def test_an_unknown_ask_or_indicator_is_not_found(client_for, blocked):
    lead = client_for("team_lead")
    assert lead.get("/asks/99999").status_code == 404
    assert lead.get("/asks/new/99999").status_code == 404
    assert lead.post("/asks/99999/withdrawal", data={"why": "x"}).status_code == 404


def test_the_page_of_asks_takes_the_same_number_of_queries_with_1_and_21(
    client_for, make_ask, queries
):
    make_ask()
    viewer = client_for("viewer")
    viewer.get("/asks")
    with queries() as one:
        viewer.get("/asks")
    for row in range(20):
        make_ask(text=f"Ask {row}")
    with queries() as many:
        page = viewer.get("/asks")
    assert page.text.count('id="ask-') == 21
    assert len(many) == len(one) <= 10


def test_the_asks_print_as_pdf(client_for, make_ask):
    make_ask()
    paper = client_for("viewer").get("/asks.pdf")
    assert paper.mimetype == "application/pdf"
    assert pdfua.validate_pdf_bytes(paper.data, profile="ua1").is_compliant
    assert paper.data == client_for("team_lead").get("/asks.pdf").data
    words = " ".join(
        sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(paper.data)).pages
    )
    assert words.count("Waiting for an answer") == 1


@pytest.mark.parametrize(
    ("values", "asked"),
    [
        ((1, "policy", " Rule 12 ", ""), [("policy", "Rule 12")]),
        ((1, "", "", "No staff"), [("barrier", "No staff")]),
        ((2, "policy", "Rule 12", ""), []),
        ((1, "budget", "", "No staff"), [("budget", ""), ("barrier", "No staff")]),
    ],
)
def test_what_an_assessment_asks_is_its_constraint_and_its_barrier(values, asked):
    assert rules_choice.asks_of(*values) == asked


def expected(**changed):
    """What is typed to set an expectation."""
    return {
        "text": "Every district with two identified schools has a plan by spring.",
        "set_by": "Maria Ortiz",
        "set_on": "2026-09-01",
        "due": "2027-04-01",
        **changed,
    }


@pytest.mark.parametrize("role", ["chief", "team_lead", "process_manager"])
def test_the_chiefs_direction_is_written_down_and_judged_one_by_one(client_for, make_cycle, role):
    make_cycle()
    client = client_for(role)
    assert client.post("/expectations", data=expected()).status_code == 303
    row = Expectation.get()
    assert (row.set_by, row.due) == ("Maria Ortiz", datetime.date(2027, 4, 1))
    judgement = {
        "judged": "partly_met",
        "judgement": "Five of seven districts.",
        "judged_by": "Maria Ortiz",
        "judged_on": "2026-11-01",
        "version": row.version,
    }
    bare = client.post(f"/expectations/{row.id}/judgement", data={**judgement, "judgement": ""})
    assert bare.status_code == 422
    assert "Say in a sentence what shows it." in bare.text
    assert client.post(f"/expectations/{row.id}/judgement", data=judgement).status_code == 303
    row = Expectation.get()
    assert (row.judged, row.judged_by) == ("partly_met", "Maria Ortiz")
    page = client.get("/expectations").text
    assert "Partly met" in page
    assert "Judgment" in client.get(f"/expectations/{row.id}").text
    assert "Five of seven districts." in page
    assert [c.verb for c in Change.of("expectation", row.id)] == ["judged", "set"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"text": ""}, "Write down what the Chief expects."),
        ({"set_by": ""}, "Name who set it."),
        ({"set_on": ""}, "Give the day it was set."),
        ({"set_on": "2099-01-01", "due": ""}, "on a day that has not come yet"),
        ({"due": "2026-08-01"}, "This day is before the day it was set."),
        ({"due": "soon"}, "Write the day as year-month-day"),
    ],
)
def test_an_expectation_that_will_not_do_is_refused_and_nothing_typed_is_lost(
    client_for, make_cycle, typed, said
):
    make_cycle()
    answer = client_for("chief").post("/expectations", data=expected(**typed))
    assert answer.status_code == 422
    assert said in answer.text
    assert "Maria Ortiz" in answer.text or "set_by" in typed
    assert Expectation.select().count() == 0


def test_the_words_stand_once_an_expectation_is_judged(client_for, make_cycle):
    cycle = make_cycle()
    row = Expectation.start(by=BY, cycle=cycle, text="Visits.", set_by="M. Ortiz", set_on=DAY)
    chief = client_for("chief")
    changed = chief.post(
        f"/expectations/{row.id}", data=expected(text="More visits.", version=row.version)
    )
    assert changed.status_code == 303
    assert Expectation.get().text == "More visits."
    row = Expectation.get()
    row.judge(by=BY, judged="met", on=DAY, judged_by="M. Ortiz", judgement="Seen.")
    assert chief.post(f"/expectations/{row.id}", data=expected()).status_code == 409
    assert Expectation.get().text == "More visits."


@pytest.mark.parametrize("role", ["team_member", "coach", "viewer"])
def test_others_read_the_direction_and_do_not_write_it(client_for, make_cycle, role):
    cycle = make_cycle()
    row = Expectation.start(by=BY, cycle=cycle, text="Visits.", set_by="M. Ortiz", set_on=DAY)
    client = client_for(role)
    assert "Visits." in client.get("/expectations").text
    assert client.get(f"/expectations/{row.id}").status_code == 200
    assert client.post("/expectations", data=expected()).status_code == 403
    assert client.post(f"/expectations/{row.id}/judgement", data={}).status_code == 403


def test_an_expectation_needs_a_cycle(client_for):
    assert client_for("chief").post("/expectations", data=expected()).status_code == 409
    assert "No cycle is running" in client_for("chief").get("/expectations").text


def test_an_unknown_expectation_is_not_found(client_for, make_cycle):
    make_cycle()
    assert client_for("chief").get("/expectations/999").status_code == 404
    assert client_for("chief").post("/expectations/999/judgement", data={}).status_code == 404


def test_a_delegate_answers_for_the_chief(client_of, make_ask):
    dana = Person.start(
        by=BY, name="Dana Lee", email="dana@example.org", role="viewer", is_delegate=True
    )
    ask = make_ask()
    client_of(dana).post(f"/asks/{ask.id}/answer", data={"state": "granted"})
    assert Ask.get().decided_by == "Dana Lee, for the Chief, Chief State School Officer One"


@pytest.mark.parametrize("place", ["/", "/my-work", "/asks"])
def test_an_open_ask_waits_for_the_chief_with_an_answer_button(client_for, make_ask, place):
    ask = make_ask()
    answer = f'<a class="button" href="/asks/{ask.id}">Answer'
    chief, member = client_for("chief"), client_for("team_member")
    page = chief.get(place).text
    assert answer in page
    assert ask.text in page
    assert answer not in member.get(place).text
    ask.change(by=BY, state="granted", decided_on=DAY, decided_by="The Chief")
    assert answer not in chief.get(place).text


def test_open_asks_count_in_the_header_of_who_decides(make_ask, person_of):
    ask = make_ask()
    assert count(person_of("chief"), DAY) == 1
    assert count(person_of("team_member"), DAY) == 0
    ask.assessment.cycle.close(by=BY, on=DAY)
    assert count(person_of("chief"), DAY) == 0


def test_the_chief_waits_no_longer_for_many_asks(client_for, make_ask, queries):
    make_ask()
    chief = client_for("chief")
    for place in ("/", "/my-work"):
        with queries() as one:
            chief.get(place)
        for number in range(5):
            make_ask(text=f"Ask {number}")
        with queries() as many:
            chief.get(place)
        assert len(many) == len(one) <= 12, place

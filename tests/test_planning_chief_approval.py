"""Approval: put up, decided by the Chief or the delegate, recorded, returned, put up again."""

import datetime
import html
import io
import json
import re
import threading
from typing import Any

import page as pdfua
import pytest

from sras.accounts.models import Agency, Person
from sras.accounts.models_doors import OneTimeLink
from sras.assessment.models import Assessment
from sras.core import db
from sras.history.models import Change
from sras.planning import rules_choice
from sras.planning.models import Objective
from sras.planning.models_approvals import approvals
from sras.planning.models_asks import Ask
from sras.planning.models_choice import ApprovalRequest, Decision, RequestItem
from sras.planning.models_lists import Selection
from tests.conftest import BY, HTMX

DAY = datetime.date(2026, 9, 20)
CHIEF = "Chief State School Officer One"


@pytest.fixture
def cycle(make_cycle):
    """A cycle in which five indicators are placed for the plan."""
    made = make_cycle(per_topic=7)
    for number, row in enumerate(list(Assessment.of_cycle(made))[:5]):
        row.change(
            by=BY,
            level=2,
            priority=3,
            opportunity=3 - number % 2,
            agreed_on=DAY,
            in_place="Some offices do it.",
        )
        on_list = "longer_term" if number % 2 else "quick_win"
        Selection.start(by=BY, assessment=row, list=on_list, suggested=on_list, placed_on=DAY)
    return made


@pytest.fixture
def put_up(client_for, cycle):
    """Put the placed indicators up, as the team lead; gives the request."""

    def make(keys: list[int] | None = None) -> ApprovalRequest:
        found = [row.id for row in Selection.of_cycle(cycle)] if keys is None else keys
        answer = client_for("team_lead").post(
            "/approval", data={"letter": "Dear Chief,\n\nwe ask **four** things.", "items": found}
        )
        assert answer.status_code == 303, answer.text
        return ApprovalRequest.select().order_by(ApprovalRequest.id.desc()).first()

    return make


def items_of(request: Any) -> list[Any]:
    """The items of a request, in order."""
    return list(RequestItem.of_request(request))


def test_scenario_14_the_chief_approves_4_and_returns_1_on_one_page(client_for, cycle, put_up):
    request = put_up()
    assert set(approvals(cycle)) == {item.selection.assessment.id for item in items_of(request)}
    assert {word.state for word in approvals(cycle).values()} == {"undecided"}
    chief = client_for("chief")
    page = chief.get(f"/approval/{request.id}").text
    assert "Approve all as listed" in page
    assert "<strong>four</strong>" in page
    last = items_of(request)[-1]
    team = client_for("team_lead")
    assert team.post(f"/approval/{request.id}/decision", data={"how": "all"}).status_code == 403
    bare = chief.post(
        f"/approval/{request.id}/decision",
        data={"how": "each", f"outcome_{last.id}": "returned", "comment": "Well prepared."},
    )
    assert bare.status_code == 422
    code = last.selection.assessment.indicator.code
    assert f"Write the comment with which you return {code}." in bare.text
    assert "Well prepared." in bare.text
    answer = chief.post(
        f"/approval/{request.id}/decision",
        data={
            "how": "each",
            f"outcome_{last.id}": "returned",
            f"words_{last.id}": "Say who leads it.",
        },
    )
    assert answer.status_code == 303
    outcomes = [item.outcome for item in items_of(request)]
    assert outcomes == ["approved"] * 4 + ["returned"]
    decision = Decision.get()
    assert (decision.decided_by, decision.outcome) == (CHIEF, "approved_with_changes")
    assert decision.decided_on == Agency.one().today
    words = approvals(cycle)
    returned = words[last.selection.assessment.id]
    assert (returned.state, returned.approved_on) == ("returned", None)
    assert returned.words == "Say who leads it."
    assert sum(word.approved_on == decision.decided_on for word in words.values()) == 4
    assert "Say who leads it." in team.get("/choose").text


def test_approve_all_as_listed_is_one_press_with_history(client_for, put_up):
    request = put_up()
    answer = client_for("chief").post(f"/approval/{request.id}/decision", data={"how": "all"})
    assert answer.status_code == 303
    assert Decision.get().outcome == "approved"
    change = Change.of("approval_request", request.id).first()
    assert (change.verb, change.by_name) == ("decided", CHIEF)
    for item in items_of(request):
        assert Change.of("request_item", item.id).first().by_name == CHIEF


def test_approving_all_beside_a_marked_exception_is_not_taken(client_for, put_up):
    request = put_up()
    first = items_of(request)[0]
    data = {"how": "all", f"outcome_{first.id}": "returned", f"words_{first.id}": "Later."}
    answer = client_for("chief").post(f"/approval/{request.id}/decision", data=data)
    assert answer.status_code == 422
    assert "You marked an exception (1.1)" in answer.text
    assert "Later." in answer.text
    assert Decision.select().count() == 0


def test_sending_exceptions_without_one_decides_nothing(client_for, put_up):
    request = put_up()
    answer = client_for("chief").post(f"/approval/{request.id}/decision", data={"how": "each"})
    assert answer.status_code == 422
    assert "No exception is marked. Mark one, or press “Approve all as listed”." in answer.text
    assert request.decision() is None
    assert {item.outcome for item in items_of(request)} == {""}


def test_a_change_in_words_needs_the_words(client_for, put_up):
    request = put_up()
    first = items_of(request)[0]
    chief, address = client_for("chief"), f"/approval/{request.id}/decision"
    data = {"how": "each", f"outcome_{first.id}": "approved_with_changes"}
    code = first.selection.assessment.indicator.code
    said = f"Write {code} in the words as they should be."
    assert said in chief.post(address, data=data).text
    htmx = chief.post(address, data=data, headers=HTMX)
    assert htmx.status_code == 422
    assert htmx.headers["HX-Retarget"] == "#errors"
    assert "<h1" not in htmx.text
    chief.post(address, data={**data, f"words_{first.id}": "By spring."})
    assert RequestItem.get_by_id(first.id).outcome == "approved_with_changes"


def test_a_decided_request_is_not_decided_twice(client_for, put_up):
    request = put_up()
    chief, address = client_for("chief"), f"/approval/{request.id}/decision"
    chief.post(address, data={"how": "all"})
    again = chief.post(address, data={"how": "all"})
    assert again.status_code == 409
    assert f"Request 1 was decided by {CHIEF} on" in again.text
    recorded = client_for("process_manager").post(
        f"/approval/{request.id}/recorded-decision",
        data={"how": "all", "decided_by": "X", "decided_on": "2026-09-30", "way": "on_paper"},
    )
    assert recorded.status_code == 409
    assert Decision.select().count() == 1
    page = chief.get(f"/approval/{request.id}").text
    assert 'name="how"' not in page


def test_the_same_press_twice_answers_the_same_way(client_for, put_up):
    request = put_up()
    chief, address = client_for("chief"), f"/approval/{request.id}/decision"
    data = {"how": "all", "once": "one-press"}
    assert chief.post(address, data=data).status_code == 303
    assert chief.post(address, data=data).status_code == 303
    assert Decision.select().count() == 1


def test_ten_presses_at_once_decide_once(client_for, put_up, person_of, client_of):
    request = put_up()
    clients = [client_of(person_of("chief")) for _ in range(10)]
    seen: list[int] = []

    def press(client: Any) -> None:
        answer = client.post(f"/approval/{request.id}/decision", data={"how": "all"})
        seen.append(answer.status_code)

    db.database.close()
    threads = [threading.Thread(target=press, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.database.connect(reuse_if_open=True)
    assert sorted(seen) == [303] + [409] * 9
    assert Decision.select().count() == 1


def test_the_chief_answers_the_asks_on_the_same_page(client_for, cycle, put_up):
    row = Assessment.of_cycle(cycle).first()
    facts = {"assessment": row, "kind": "budget", "raised_on": DAY}
    first, second = (Ask.start(by=BY, text=text, **facts) for text in ("Two posts.", "A car."))
    request = put_up()
    chief, address = client_for("chief"), f"/approval/{request.id}/decision"
    assert "Two posts." in chief.get(f"/approval/{request.id}").text
    data = {"how": "all", f"ask_{first.id}": "partly_granted"}
    bare = chief.post(address, data=data)
    assert bare.status_code == 422
    assert "Say which part is granted." in bare.text
    chief.post(address, data={**data, f"answer_{first.id}": "One post."})
    first, second = Ask.get_by_id(first.id), Ask.get_by_id(second.id)
    assert (first.state, first.answer, first.decided_by) == ("partly_granted", "One post.", CHIEF)
    assert second.is_open


def test_the_delegate_decides_for_the_chief_and_both_names_are_kept(client_of, put_up):
    dana = Person.start(
        by=BY, name="Dana Lee", email="dana@example.org", role="viewer", is_delegate=True
    )
    request = put_up()
    client_of(dana).post(f"/approval/{request.id}/decision", data={"how": "all"})
    decision = Decision.get()
    assert decision.as_delegate
    assert decision.by_words == f"Dana Lee, for the Chief, {CHIEF}"


def test_the_process_manager_records_what_the_chief_decided_on_paper(client_for, put_up):
    request = put_up()
    manager = client_for("process_manager")
    form = manager.get(f"/approval/{request.id}/record").text
    assert "Record: all approved as listed" in form
    data = {
        "how": "all",
        "decided_by": "Maria Ortiz",
        "decided_on": "2026-09-30",
        "way": "on_paper",
        "comment": "Signed in her office.",
        "file": (io.BytesIO(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"), "signed.pdf"),
    }
    answer = manager.post(f"/approval/{request.id}/recorded-decision", data=data)
    assert answer.status_code == 303, answer.text
    decision = Decision.get()
    assert (decision.decided_by, decision.way) == ("Maria Ortiz", "on_paper")
    assert decision.decided_on == datetime.date(2026, 9, 30)
    assert decision.recorded_by.name == "Process manager One"
    assert decision.signed_page.file_name == "signed.pdf"
    change = Change.of("decision", decision.id).first()
    assert change.by_name == "Process manager One"
    assert any("Maria Ortiz" in (field.new or "") for field in change.fields)
    page = client_for("viewer").get(f"/approval/{request.id}").text
    assert "by Maria Ortiz" in page
    assert "Recorded by Process manager One as the Chief" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"decided_by": ""}, "Name who decided."),
        ({"decided_on": ""}, "Give the day of the decision."),
        ({"decided_on": "2099-01-01"}, "The decision cannot lie in the future."),
        ({"decided_on": "yesterday"}, "Write the day as year-month-day"),
        ({"file": (io.BytesIO(b"<html>"), "signed.html")}, "There is a problem"),
    ],
)
def test_a_recorded_decision_that_will_not_do_is_refused(client_for, put_up, typed, said):
    request = put_up()
    data = {
        "how": "all",
        "decided_by": "Maria Ortiz",
        "decided_on": "2026-09-30",
        "way": "on_paper",
        "comment": "Kept words.",
        **typed,
    }
    answer = client_for("team_lead").post(f"/approval/{request.id}/recorded-decision", data=data)
    assert answer.status_code == 422
    assert said in answer.text
    assert "Kept words." in answer.text
    assert Decision.select().count() == 0
    assert ApprovalRequest.get().is_open


@pytest.mark.parametrize(
    ("role", "address"),
    [
        *[(role, "decision") for role in ("admin", "team_lead", "team_member", "coach", "viewer")],
        *[(role, "recorded-decision") for role in ("chief", "team_member", "coach", "viewer")],
        *[(role, "withdrawal") for role in ("chief", "team_member", "viewer")],
        *[(role, "link") for role in ("chief", "team_member", "viewer")],
    ],
)
def test_nobody_decides_records_withdraws_or_hands_over_without_the_right(
    client_for, put_up, role, address
):
    request = put_up()
    data = {"how": "all", "decided_by": "X", "decided_on": "2026-09-30", "why": "So."}
    answer = client_for(role).post(f"/approval/{request.id}/{address}", data=data)
    assert answer.status_code == 403
    assert ApprovalRequest.get().is_open
    assert OneTimeLink.select().count() == 0


@pytest.mark.parametrize("role", ["team_member", "chief", "coach", "viewer", "admin"])
def test_only_lead_and_process_manager_put_up(client_for, cycle, role):
    data = {"letter": "Dear Chief", "items": [row.id for row in Selection.of_cycle(cycle)]}
    assert client_for(role).post("/approval", data=data).status_code == 403
    assert ApprovalRequest.select().count() == 0


def test_a_letter_left_as_offered_tells_of_what_is_chosen_only(client_for, cycle):
    lead = client_for("team_lead")
    page = lead.get("/approval/new").text
    offered = html.unescape(re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", page, re.DOTALL)[1])
    first, *left = list(Selection.of_cycle(cycle))
    typed = offered.replace("\n", "\r\n")
    lead.post("/approval", data={"letter": typed, "items": [first.id]})
    letter = ApprovalRequest.get().frozen["letter"]
    assert first.assessment.indicator.title in letter
    assert not [row for row in left if row.assessment.indicator.title in letter]
    assert all(row.assessment.indicator.title in offered for row in left)


def test_what_was_put_up_stays_as_it_stood(client_for, cycle, put_up):
    request = put_up()
    before = json.loads(request.snapshot)
    assert request.sha256 == rules_choice.frozen(before)[1]
    row = Assessment.of_cycle(cycle).first()
    row.indicator.change(by=BY, title="Another title")
    row.change(by=BY, priority=1)
    page = client_for("chief").get(f"/approval/{request.id}").text
    assert "Practice 1.1" in page
    assert "Another title" not in page
    again = ApprovalRequest.get_by_id(request.id)
    assert (again.snapshot, again.sha256) == (request.snapshot, request.sha256)


def test_what_lies_before_the_chief_is_not_moved(client_for, cycle, put_up):
    request = put_up()
    row = Assessment.of_cycle(cycle).first()
    member = client_for("team_member")
    answer = member.post(f"/choose/{row.id}/place", data={"list": "deferred", "why": "x"})
    assert answer.status_code == 409
    assert "lies before the Chief" in answer.text
    client_for("team_lead").post(f"/approval/{request.id}/withdrawal", data={"why": "A mistake."})
    answer = member.post(f"/choose/{row.id}/place", data={"list": "deferred", "why": "x"})
    assert answer.status_code == 303


def test_a_returned_item_is_put_up_again_and_all_decisions_stand_in_order(
    client_for, cycle, put_up
):
    first = put_up()
    last = items_of(first)[-1]
    chief = client_for("chief")
    chief.post(
        f"/approval/{first.id}/decision",
        data={"how": "each", f"outcome_{last.id}": "returned", f"words_{last.id}": "Who leads?"},
    )
    refused = client_for("team_lead").post(
        "/approval", data={"letter": "Again", "items": [items_of(first)[0].selection.id]}
    )
    assert refused.status_code == 422, "what is approved is not put up again"
    second = put_up([last.selection.id])
    assert (second.number, len(items_of(second))) == (2, 1)
    assert approvals(cycle)[last.selection.assessment.id].state == "undecided"
    chief.post(f"/approval/{second.id}/decision", data={"how": "all"})
    assert approvals(cycle)[last.selection.assessment.id].state == "approved"
    page = chief.get("/approval").text
    assert page.index("Request 2") < page.index("Request 1<")
    assert [d.outcome for d in Decision.select().order_by(Decision.id)] == [
        "approved_with_changes",
        "approved",
    ]


def test_a_withdrawn_request_is_not_decided_and_counts_for_nothing(client_for, cycle, put_up):
    request = put_up()
    lead = client_for("team_lead")
    address = f"/approval/{request.id}/withdrawal"
    assert lead.get(address).status_code == 200
    assert "Give the reason." in lead.post(address, data={"why": ""}).text
    assert lead.post(address, data={"why": "A number was wrong."}).status_code == 303
    assert approvals(cycle) == {}
    answer = client_for("chief").post(f"/approval/{request.id}/decision", data={"how": "all"})
    assert answer.status_code == 409
    assert "was withdrawn" in answer.text
    assert put_up().number == 2


def test_one_request_at_a_time(client_for, cycle, put_up):
    put_up()
    data = {"letter": "Dear Chief", "items": [row.id for row in Selection.of_cycle(cycle)]}
    answer = client_for("team_lead").post("/approval", data=data)
    assert answer.status_code == 409
    assert "Request 1 is before the Chief" in answer.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"letter": ""}, "Write the letter to the Chief."),
        ({"items": []}, "Choose at least one indicator."),
        ({"letter": "x" * 20_001}, "20,000 is the most"),
    ],
)
def test_a_request_needs_a_letter_and_an_indicator(client_for, cycle, typed, said):
    data = {"letter": "Dear Chief", "items": [Selection.get().id], **typed}
    answer = client_for("team_lead").post("/approval", data=data)
    assert answer.status_code == 422
    assert said in answer.text


def test_the_letter_begins_with_four_action_items_and_the_states_facts(client_for, cycle):
    Ask.start(
        by=BY,
        assessment=Assessment.of_cycle(cycle).first(),
        kind="budget",
        text="Two posts.",
        raised_on=DAY,
    )
    page = client_for("team_lead").get("/approval/new").text
    assert f"Dear {CHIEF}," in page
    assert "Franklin Department of Education" in page
    assert "5 of 21 practices" in page
    assert "3 quick wins and 2 longer-term objectives" in page
    assert "Decide the 1 open ask." in page
    letter = page[page.index("<textarea") : page.index("</textarea>")]
    assert [line[:2] for line in letter.splitlines() if line[:2] in ("1.", "2.", "3.", "4.")] == [
        "1.",
        "2.",
        "3.",
        "4.",
    ]


def test_without_the_gate_nothing_asks_for_approval(client_for, cycle):
    Agency.one().change(by=BY, approval_gate=False)
    lead = client_for("team_lead")
    assert "switched off" in lead.get("/choose").text
    assert "switched off" in lead.get("/approval").text
    assert "switched off" in lead.get("/approval/new").text
    data = {"letter": "Dear Chief", "items": [Selection.get().id]}
    answer = lead.post("/approval", data=data)
    assert answer.status_code == 409
    assert ApprovalRequest.select().count() == 0


def test_the_chiefs_link_opens_one_page_without_a_password_and_is_used_once(
    app, client_for, put_up
):
    request = put_up()
    admin = client_for("admin")
    person = Person.get(Person.role == "chief")
    nobody = admin.post(f"/approval/{request.id}/link", data={"person": 99999})
    assert nobody.status_code == 422
    made = admin.post(f"/approval/{request.id}/link", data={"person": person.id})
    assert made.status_code == 303
    page = admin.get(f"/approval/{request.id}").text
    address = page.split('id="link-address"')[1].split('value="')[1].split('"')[0]
    assert "link-address" not in admin.get(f"/approval/{request.id}").text, "shown only once"
    path = "/decide-link/" + address.rsplit("/", 1)[1]
    phone = app.test_client()
    phone.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    assert phone.get(path, follow_redirects=True).status_code == 200
    opened = phone.post("/decide-link")
    assert opened.headers["Location"].endswith(f"/approval/{request.id}")
    shown = phone.get(f"/approval/{request.id}").text
    assert "Approve all as listed" in shown
    assert '<nav class="nav"' not in shown
    assert phone.get("/choose").status_code == 302, "nothing else opens"
    assert phone.post(f"/approval/{request.id}/decision", data={"how": "all"}).status_code == 303
    assert Decision.get().decided_by == CHIEF
    other = app.test_client()
    other.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    other.get(path)
    assert other.post("/decide-link").status_code == 404


def test_an_unknown_request_is_not_found(client_for, put_up):
    put_up()
    assert client_for("viewer").get("/approval/999").status_code == 404
    assert client_for("chief").post("/approval/999/decision").status_code == 404
    assert client_for("team_lead").get("/approval/999.pdf").status_code == 404


def test_the_letter_and_summary_print_as_pdf(client_for, put_up):
    request = put_up()
    paper = client_for("viewer").get(f"/approval/{request.id}.pdf")
    assert paper.mimetype == "application/pdf"
    assert pdfua.validate_pdf_bytes(paper.data, profile="ua1").is_compliant
    assert paper.data == client_for("chief").get(f"/approval/{request.id}.pdf").data


def test_the_briefing_tells_a_new_chief_what_was_decided_by_whom(client_for, cycle, put_up):
    request = put_up()
    client_for("chief").post(f"/approval/{request.id}/decision", data={"how": "all"})
    person = Person.get(Person.role == "chief")
    person.change(by=BY, active=False)
    Person.start(by=BY, name="New Chief", email="new@example.org", role="chief")
    page = client_for("viewer").get("/approval/briefing").text
    assert "5 approved" in page
    assert CHIEF in page
    assert "New Chief" not in page
    paper = client_for("viewer").get("/approval/briefing.pdf")
    assert pdfua.validate_pdf_bytes(paper.data, profile="ua1").is_compliant


def test_the_list_of_requests_takes_the_same_number_of_queries_with_1_and_21(
    client_for, cycle, queries, person_of
):
    def add(number: int) -> None:
        ApprovalRequest.start(
            by=BY,
            cycle=cycle,
            number=number,
            letter="Dear Chief",
            put_up_on=DAY,
            put_up_by=person_of("team_lead"),
            state="withdrawn",
            snapshot="{}",
            sha256="0" * 64,
        )

    viewer = client_for("viewer")
    add(1)
    viewer.get("/approval")
    with queries() as one:
        viewer.get("/approval")
    for number in range(2, 22):
        add(number)
    with queries() as many:
        page = viewer.get("/approval")
    assert page.text.count('id="request-') == 21
    assert len(many) == len(one) <= 10


def test_the_chiefs_page_takes_the_same_number_of_queries_with_1_and_5_items(
    client_for, cycle, put_up, queries
):
    chief = client_for("chief")
    counted = []
    for keys in ([Selection.get().id], None):
        request = put_up(keys)
        chief.get(f"/approval/{request.id}")
        with queries() as seen:
            chief.get(f"/approval/{request.id}")
        counted.append(len(seen))
        request.withdraw(by=BY, reason="Try again.")
    assert counted[0] == counted[1] <= 10


@pytest.mark.parametrize(
    ("outcomes", "whole"),
    [
        (["approved", "approved"], "approved"),
        (["approved", "returned"], "approved_with_changes"),
        (["returned", "returned"], "returned"),
        (["approved_with_changes"], "approved_with_changes"),
    ],
)
def test_the_whole_follows_from_its_items(outcomes, whole):
    assert rules_choice.overall(outcomes) == whole


@pytest.mark.parametrize(
    ("by_link", "way"),
    [(False, "Here, by signing in."), (True, "Here, by the link sent.")],
)
def test_how_the_chief_came_to_decide_is_kept(
    app, client_for, person_of, cycle, put_up, by_link, way
):
    request, chief = put_up(), person_of("chief")
    client = client_for(None if by_link else "chief")
    if by_link:
        _link, token = OneTimeLink.make(
            "decision", by=BY, email=chief.email, person=chief, about=request.id
        )
        client.get(f"/decide-link/{token}")
        client.post("/decide-link")
    answer = client.post(f"/approval/{request.id}/decision", data={"how": "all"})
    assert answer.status_code == 303
    assert Decision.get().way_name + "." == way
    assert way in client_for("viewer").get(f"/approval/{request.id}").text


def test_only_ways_outside_the_app_are_offered_to_who_records(client_for, put_up):
    page = client_for("team_lead").get(f"/approval/{put_up().id}/record").text
    assert "On paper" in page
    assert "by signing in" not in page
    assert "by the link sent" not in page


def test_a_decision_leads_on_to_planning_what_is_approved(client_for, cycle, put_up):
    request, lead = put_up(), client_for("team_lead")
    address = f"/approval/{request.id}"
    assert "Plan what is approved" not in lead.get(address).text
    last = items_of(request)[-1]
    typed = {"how": "each", f"outcome_{last.id}": "returned", f"words_{last.id}": "Not yet."}
    assert client_for("chief").post(f"{address}/decision", data=typed).status_code == 303
    page = lead.get(address).text
    assert 'href="/plan#chosen">Plan what is approved (4)' in page
    assert 'id="chosen"' in lead.get("/plan").text
    assert "Plan what is approved" not in client_for("chief").get(address).text
    for item in items_of(request)[:-1]:
        Objective.begin(BY, item.selection.assessment, DAY)
    assert "Plan what is approved" not in lead.get(address).text


def test_who_puts_up_is_warned_of_what_is_named_and_not_asked_yet(client_for, cycle):
    row = Assessment.of_cycle(cycle).first()
    row.change(by=BY, barrier="No staff in the field office")
    lead = client_for("team_lead")
    page = lead.get("/approval/new").text
    assert "1 thing that only the" in page
    assert "No staff in the field office" in page[page.index('id="not-asked"') :]
    refused = lead.post("/approval", data={"letter": ""})
    assert refused.status_code == 422
    assert 'id="not-asked"' in refused.text
    Ask.put(by=BY, assessment=row, kind="barrier", text="Two people more.", on=DAY)
    assert 'id="not-asked"' not in lead.get("/approval/new").text
